"""A build on clusters of separate worker processes: the same bytes as in one process, also when workers and schedulers die."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TypeVar

import psutil
import pytest

from parpipe import pipeline
from parpipe.pipeline import BATCH
from parpipe.settings import Settings
from tests.conftest import DATA, ROOT, copy_data
from tests.e2e.postgres import free_port

pytestmark = pytest.mark.programs

SOURCES = tuple(sorted(path.stem for path in (DATA / "sources").glob("*.yaml"))[:120])
"""Three batches, the last of them smaller."""
SECONDS = 300
_Answer = TypeVar("_Answer")
Tree = Callable[[Path], dict[str, bytes | str]]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_data(tmp_path_factory.mktemp("cluster") / "data", SOURCES)


@pytest.fixture(scope="module")
def in_one_process(data: Path) -> Path:
    """The releases that a build without Prefect and Dask makes."""
    pipeline.build(Settings.load(data=data, releases=data.parent / "alone", environ={}))
    return data.parent / "alone"


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    return tmp_path / "releases"


def environment(folder: Path, **variables: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "PARPIPE_", "DASK_"))}
    paths = {"HOME": str(folder), "PREFECT_HOME": str(folder / "prefect"), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    return inherited | paths | {"no_proxy": "127.0.0.1"} | variables


@contextmanager
def started(log: Path, cwd: Path, environ: dict[str, str], *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a process that writes a log; it and its session end with the block."""
    cwd.mkdir(exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=cwd, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def flow(data: Path, releases: Path, cluster: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """Yield `python -m flows` at work, started in the parent of the data folder, which it knows by a relative name."""
    folder = releases.parent
    named = {"PARPIPE_DATA": data.name, "PARPIPE_RELEASES": str(releases), "PARPIPE_CLUSTER": cluster}
    environ = environment(folder, **named, **variables)
    with started(folder / "flow.log", data.parent, environ, sys.executable, "-m", "flows") as process:
        yield process


def said(releases: Path) -> str:
    return (releases.parent / "flow.log").read_text(encoding="utf-8")


def until(ask: Callable[[], _Answer], process: subprocess.Popen[bytes], releases: Path) -> _Answer:
    """Return the first true answer; fail with the log when time is up or the process has ended."""
    deadline = time.monotonic() + SECONDS
    while not (answer := ask()):
        assert time.monotonic() < deadline, said(releases)
        assert process.poll() is None, said(releases)
        time.sleep(0.02)
    return answer


def read_so_far(releases: Path) -> set[str]:
    return {path.parent.name for path in (releases / ".work/sources").glob("*/*.arrow")}


def batches_in_hand(releases: Path) -> list[int]:
    """Return the batches of which some sources are read, but not all."""
    batches = [set(SOURCES[start : start + BATCH]) for start in range(0, len(SOURCES), BATCH)]
    done = read_so_far(releases)
    return [number for number, batch in enumerate(batches) if batch & done and batch - done]


def workers(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    below = psutil.Process(process.pid).children(recursive=True)
    return sorted((one for one in below if any("spawn_main" in part for part in one.cmdline())), key=lambda one: one.pid)


def stop_in_the_middle(process: subprocess.Popen[bytes], releases: Path, enough: int) -> list[psutil.Process]:
    """Return both workers, stopped while each has a batch in hand and so many sources are read; none if that is not so now."""
    if len(read_so_far(releases)) < enough or len(batches_in_hand(releases)) < 2:
        return []
    at_work = workers(process)
    for one in at_work:
        one.suspend()
    if len(batches_in_hand(releases)) == len(at_work) == 2:
        return at_work
    for one in at_work:
        one.resume()
    return []


def test_worker_processes_make_the_same_releases(data: Path, in_one_process: Path, releases: Path, tree: Tree) -> None:
    with flow(data, releases, "processes:2") as process:
        until(lambda: len(batches_in_hand(releases)) > 1, process, releases)
        at_work = workers(process)
        code = process.wait(timeout=SECONDS)

    assert len(at_work) == 2
    assert code == 0, said(releases)
    assert tree(releases) == tree(in_one_process)
    assert not any(one.is_running() for one in at_work)


@pytest.mark.parametrize("seed", [20, 26])
def test_a_killed_worker_changes_no_byte(seed: int, data: Path, in_one_process: Path, releases: Path, tree: Tree) -> None:
    chance = Random(seed)
    enough = chance.randrange(2, BATCH)

    with flow(data, releases, "processes:2") as process:
        at_work = until(lambda: stop_in_the_middle(process, releases, enough), process, releases)
        chance.shuffle(at_work)
        at_work[0].kill()
        at_work[1].resume()
        code = process.wait(timeout=SECONDS)

    assert code == 0, said(releases)
    assert "Restarting worker" in said(releases)
    assert tree(releases) == tree(in_one_process)


def test_workers_that_die_again_and_again_end_the_run_in_one_sentence(data: Path, releases: Path) -> None:
    with flow(data, releases, "processes:2", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as process:
        at_work = until(lambda: stop_in_the_middle(process, releases, 2), process, releases)
        at_work[0].kill()
        at_work[1].resume()
        code = process.wait(timeout=SECONDS)

    assert code == 3, said(releases)
    assert "parpipe: workers of the cluster died at one partition (tries: 1, the last worker: tcp://" in said(releases)
    assert not list(releases.glob("*/latest"))


@contextmanager
def a_cluster(folder: Path, **variables: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Yield the address and process of a scheduler with one worker, programs of their own that stand in other folders."""
    address, dask = f"tcp://127.0.0.1:{free_port()}", str(Path(sys.executable).parent / "dask")
    environ = environment(folder, **variables)
    place = ("--host", "127.0.0.1", "--port", address.rpartition(":")[2])
    scheduler = (dask, "scheduler", *place, "--no-dashboard", "--dashboard-address", "127.0.0.1:0")
    worker = (dask, "worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard")
    with (
        started(folder / "scheduler.log", folder / "there", environ, *scheduler) as process,
        started(folder / "worker.log", folder / "elsewhere", environ, *worker),
    ):
        yield address, process


def test_a_scheduler_that_runs_already_makes_the_same_releases(
    data: Path, in_one_process: Path, releases: Path, tree: Tree
) -> None:
    with a_cluster(releases.parent) as (address, scheduler), flow(data, releases, address) as process:
        code = process.wait(timeout=SECONDS)
        left = scheduler.poll()

    assert code == 0, said(releases)
    assert tree(releases) == tree(in_one_process)
    assert left is None, "the scheduler belongs to somebody else, and goes on"


def test_a_scheduler_that_is_lost_makes_the_run_unavailable(data: Path, releases: Path) -> None:
    with a_cluster(releases.parent) as (address, scheduler), flow(data, releases, address) as process:
        until(lambda: len(read_so_far(releases)) > 3, process, releases)
        scheduler.kill()
        code = process.wait(timeout=SECONDS)

    assert code == 3, said(releases)
    assert f"({address}) was lost" in said(releases)
    assert not list(releases.glob("*/latest"))


def test_a_worker_with_another_parpipe_is_refused(data: Path, releases: Path) -> None:
    other = releases.parent / "other"
    for name in ("src", "schemas", "data/vocabulary", "flows"):
        shutil.copytree(ROOT / name, other / name, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "src/parpipe/vietnamese.py").open("a") as module:
        module.write("# another\n")

    paths = f"{other / 'src'}:{other}"
    with a_cluster(releases.parent, PYTHONPATH=paths) as (address, _), flow(data, releases, address) as process:
        code = process.wait(timeout=SECONDS)

    assert code == 2, said(releases)
    assert f"the parpipe in {other / 'src/parpipe'}" in said(releases)


def test_nonsense_is_refused_before_anything_starts(data: Path, releases: Path) -> None:
    with flow(data, releases, "processes:none") as process:
        code = process.wait(timeout=SECONDS)

    assert code == 2
    assert said(releases).startswith("parpipe: PARPIPE_CLUSTER is 'processes:none'")
    assert not (releases.parent / "prefect").exists()
