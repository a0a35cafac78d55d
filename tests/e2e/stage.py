"""A checkout of its own with processes around it: what operators start, seen from outside.

Only commands of the command line are started, in environments as operators have them; what became of runs is asked of the
server.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.conftest import ROOT, copy_data
from tests.e2e.postgres import free_port

SECONDS = 180
ENDED = {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}


@dataclass
class Stage:
    """A checkout, an environment, and the processes that were started in them."""

    checkout: Path
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    seconds: float = SECONDS

    @property
    def logs_folder(self) -> Path:
        return self.checkout.parent

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", "from parpipe.cli import main; main()", *arguments]

    def start(self, name: str, *arguments: str, **variables: str) -> None:
        with (self.logs_folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                self.command(*arguments),
                cwd=self.checkout,
                env=self.environment | variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.checkout,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=self.seconds,
        )

    def until(self, what: str, ask: Callable[[], Any], pause: float = 0.5) -> Any:
        """Return the first true answer; fail with all logs when time is up or a process has ended."""
        deadline = time.monotonic() + self.seconds
        while time.monotonic() < deadline:
            try:
                if answer := ask():
                    return answer
            except httpx.HTTPError:
                pass
            if ended := [name for name, process in self.running.items() if process.poll() is not None]:
                pytest.fail(f"{ended} ended before {what}\n{self.logs()}")
            time.sleep(pause)
        return pytest.fail(f"no {what} within {self.seconds} s\n{self.logs()}")

    def ask(self, path: str, **body: Any) -> Any:
        response = httpx.post(f"{self.environment['PREFECT_API_URL']}/{path}", json=body, trust_env=False, timeout=10)
        response.raise_for_status()
        return response.json()

    def is_healthy(self) -> bool:
        return httpx.get(f"{self.environment['PREFECT_API_URL']}/health", trust_env=False, timeout=5).is_success

    def runs(self, deployment: str, *states: str) -> list[dict[str, Any]]:
        """Return the runs of a deployment that ended, in one of some states, oldest first."""
        found: list[dict[str, Any]] = self.ask(
            "flow_runs/filter",
            deployments={"name": {"any_": [deployment]}},
            flow_runs={"state": {"type": {"any_": list(states or ("COMPLETED",))}}},
            sort="START_TIME_ASC",
        )
        return found

    def events(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("events/filter", filter={"event": {"name": [name]}})["events"]
        return found

    def logs(self) -> str:
        paths = sorted(self.logs_folder.glob("*.log"))
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')[-6000:]}" for path in paths)

    def declare(self, change: Callable[[dict[str, dict[str, Any]]], object]) -> None:
        """Change the deployments of prefect.yaml, by name."""
        path = self.checkout / "prefect.yaml"
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
        change({one["name"]: one for one in declared["deployments"]})
        path.write_text(yaml.safe_dump(declared), encoding="utf-8")

    def stop(self, name: str, number: int = signal.SIGTERM) -> int:
        """Return the exit code of a process after a signal; one that does not end by it is killed."""
        process = self.running.pop(name)
        process.send_signal(number)
        try:
            return process.wait(timeout=60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def staged(folder: Path, sources: tuple[str, ...], **variables: str) -> Iterator[Stage]:
    """Yield a checkout with some sources in a folder; every process that is started in it ends with it."""
    checkout = folder / "checkout"
    checkout.mkdir(parents=True)
    for name in ("src", "flows", "schemas"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "prefect.yaml", checkout)
    copy_data(checkout / "data", sources)
    port = free_port()
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "PARPIPE_", "OPENLINEAGE_"))
    }
    environment = inherited | {
        "HOME": str(folder),
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_UI_ENABLED": "false",
        "no_proxy": "127.0.0.1",
        "PYTHONPATH": str(checkout / "src"),
        "PYTHONUNBUFFERED": "1",
    }
    stage = Stage(checkout, environment | variables)
    try:
        yield stage
    finally:
        for name in reversed(list(stage.running)):
            stage.stop(name)
