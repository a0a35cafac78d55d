"""`parpipe serve` on a small host: one command, one process tree, SQLite; what ends comes back, and Ctrl-C ends it all."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from parpipe.verify import verify
from tests.e2e.stage import Stage, staged

pytestmark = pytest.mark.programs


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("host"), ("cchc.laichau.gov.vn",)) as stage:
        stage.declare(lambda declared: declared["refresh"].update(schedules=[{"slug": "often", "interval": 10.0}]))
        stage.start("serve", "serve", "--port", str(urlsplit(stage.environment["PREFECT_API_URL"]).port))
        stage.until("scheduled run", lambda: stage.is_healthy() and stage.runs("refresh", "COMPLETED", "FAILED", "CRASHED"))
        yield stage


def test_a_scheduled_run_leaves_a_release_that_proves_itself(host: Stage) -> None:
    [run, *_] = host.runs("refresh", "COMPLETED", "FAILED", "CRASHED")

    found = verify(host.checkout / "data/releases/par-index", host.checkout / "data")

    assert (run["state_type"], found.holds) == ("COMPLETED", True), host.logs()


def test_a_worker_that_was_killed_comes_back_and_runs_go_on(host: Stage) -> None:
    [worker] = below(host, "worker")
    before = len(host.runs("refresh"))

    os.kill(worker, signal.SIGKILL)

    host.until("another worker", lambda: below(host, "worker") not in ([], [worker]))
    host.until("another run", lambda: len(host.runs("refresh")) > before + 1)


def test_ctrl_c_ends_the_whole_tree(host: Stage) -> None:
    processes = [*below(host, "server"), *below(host, "worker")]

    code = host.stop("serve", signal.SIGINT)

    assert code == 0, host.logs()
    assert [pid for pid in processes if Path(f"/proc/{pid}").exists()] == []
    assert "Traceback" not in host.logs()


def test_a_killed_host_leaves_no_process_behind(host: Stage) -> None:
    host.start("serve", "serve", "--port", str(urlsplit(host.environment["PREFECT_API_URL"]).port))
    host.until("server", lambda: host.is_healthy() and below(host, "worker"))
    processes = [*below(host, "server"), *below(host, "worker")]

    host.running.pop("serve").kill()

    host.until("end of its processes", lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes))


def below(host: Stage, part: str) -> list[int]:
    """Return the processes below that of `parpipe serve` which are its server or its worker."""
    found, parent = list[int](), host.running["serve"].pid
    for path in Path("/proc").glob("[0-9]*"):
        try:
            said = (path / "stat").read_text().rpartition(")")[2].split()
            command = (path / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(said[1]) == parent and part.encode() in command and b"prefect" in command:
            found.append(int(path.name))
    return found
