"""A server, a worker and a schedule as in production: each a process of its own, and nobody starts the run by hand.

This is the only test that notices a scheduler that fails silently, as Prefect's does with some versions of SQLAlchemy.
"""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.conftest import ROOT, copy_data

pytestmark = pytest.mark.programs

SECONDS = 180
PREFECT = (sys.executable, "-m", "prefect", "--no-prompt")


@dataclass
class Stage:
    """A folder, an environment for Prefect, and the processes that were started in them."""

    folder: Path
    environment: dict[str, str]
    deadline: float
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                [*PREFECT, *arguments],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # Prefect ends by it
            )

    def until(self, what: str, ask: Callable[[], Any]) -> Any:
        """Return the first true answer; fail with all logs when time is up or a process has ended."""
        while time.monotonic() < self.deadline:
            try:
                if answer := ask():
                    return answer
            except httpx.TransportError:
                pass
            if ended := [name for name, process in self.running.items() if process.poll() is not None]:
                pytest.fail(f"{ended} ended before {what}\n{self.logs()}")
            time.sleep(0.5)
        return pytest.fail(f"no {what} within {SECONDS} s\n{self.logs()}")

    def ask(self, path: str, **body: Any) -> Any:
        response = httpx.post(f"{self.environment['PREFECT_API_URL']}/{path}", json=body, trust_env=False, timeout=10)
        response.raise_for_status()
        return response.json()

    def logs(self) -> str:
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-5000:]}" for path in sorted(self.folder.glob("*.log"))
        )

    def stop(self, name: str) -> int:
        """Return the exit code of a process after SIGTERM; one that does not end by it is killed."""
        process = self.running.pop(name)
        process.terminate()
        try:
            return process.wait(timeout=30)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = copy_data(tmp_path / "data", ("cchc.laichau.gov.vn",))
    home = tmp_path / "home"
    (home / ".prefect").mkdir(parents=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "PARPIPE_"))}
    environment = inherited | {
        "HOME": str(home),
        "PREFECT_HOME": str(home / ".prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "DO_NOT_TRACK": "1",
        "no_proxy": "127.0.0.1",
        "PARPIPE_DATA": str(data),
        "PARPIPE_RELEASES": str(tmp_path / "releases"),
        "PYTHONPATH": str(ROOT / "src"),
    }
    made = Stage(tmp_path, environment, time.monotonic() + SECONDS)
    made.start("server", "server", "start", "--no-ui", "--host", "127.0.0.1", "--port", str(port))
    yield made
    for name in reversed(list(made.running)):
        made.stop(name)


def deploy_every(seconds: int, stage: Stage) -> None:
    """Apply prefect.yaml, from a copy of the flows, with a schedule that a test can wait for."""
    shutil.copytree(ROOT / "flows", stage.folder / "flows", ignore=shutil.ignore_patterns("__pycache__"))
    declared = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    [deployment] = declared["deployments"]
    [schedule] = deployment["schedules"]
    deployment["schedules"] = [{"slug": schedule["slug"], "interval": seconds}]
    (stage.folder / "prefect.yaml").write_text(yaml.safe_dump(declared), encoding="utf-8")
    command = [*PREFECT, "deploy", "--all"]
    done = subprocess.run(command, cwd=stage.folder, env=stage.environment, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_worker_completes_a_run_that_the_schedule_started(stage: Stage) -> None:
    stage.until("server", lambda: httpx.get(f"{stage.environment['PREFECT_API_URL']}/health", trust_env=False).is_success)
    stage.start("worker", "worker", "start", "--pool", "parpipe", "--type", "process", "--limit", "1")
    stage.until("work pool", lambda: stage.ask("work_pools/filter"))
    deploy_every(20, stage)

    ended = {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}
    run = stage.until("scheduled run", lambda: stage.ask("flow_runs/filter", flow_runs=ended))[0]

    assert run["state_type"] == "COMPLETED", stage.logs()
    assert "auto-scheduled" in run["tags"]
    latest = stage.folder / "releases" / "par-index" / "latest"
    listed = [line.split("  ", 1) for line in (latest / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    assert "observations.csv" in {name for _, name in listed}
    assert all(hashlib.sha256((latest / name).read_bytes()).hexdigest() == digest for digest, name in listed)
    assert ",GSO12," in (latest / "observations.csv").read_text(encoding="utf-8")
    assert stage.stop("worker") in (0, -signal.SIGTERM), stage.logs()
    assert stage.stop("server") in (0, -signal.SIGTERM), stage.logs()


def test_the_deployment_runs_by_the_clock_of_vietnam() -> None:
    declared = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))

    [deployment] = declared["deployments"]
    [schedule] = deployment["schedules"]

    assert deployment["entrypoint"] == "flows/refresh.py:refresh"
    assert schedule["timezone"] == "Asia/Ho_Chi_Minh"
    assert schedule["slug"]
    assert len(schedule["cron"].split()) == 5
