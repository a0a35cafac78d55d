"""`make bench-cluster`: a first build in one process, and on a cluster of worker processes of this machine.

The sources are those of tests.bench.incremental, pages of news; a run is the flow `build` of PAR INDEX against a Prefect server
that runs already. Its seconds hold the start of Python and of the workers; those of the CPU are of all processes of the run
without the server. Both ways must leave the same bytes. Their difference grows with the sources, so two sizes tell from how
many on a cluster pays.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from flows.server import start_server, wait_until_ready
from tests.bench.incremental import write_data
from tests.conftest import ROOT

SIZES = (100, 1_000)
BUILD = "from flows.build import build; assert build(indices=('PAR',))[0].released"


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of a run, on the clock and of the CPU."""

    elapsed: float
    cpu: float


def run(environment: Mapping[str, str]) -> Taken:
    """Return what a build takes; its failure ends the benchmark with what it said."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, "-c", BUILD], cwd=ROOT, env=environment, capture_output=True, text=True)
    elapsed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"the build failed:\n{done.stdout}{done.stderr}")
    return Taken(elapsed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def released(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder of releases by their paths, without the caches."""
    paths = (path for path in folder.rglob("*") if path.is_file() and ".work" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def measure(sources: int, processes: int, environment: Mapping[str, str]) -> tuple[Taken, Taken]:
    """Return what a first build of so many sources takes in one process, and on a cluster of so many."""
    with tempfile.TemporaryDirectory() as folder:
        data, one, many = (Path(folder) / name for name in ("data", "one", "many"))
        write_data(data, sources)
        given = {**environment, "PARPIPE_DATA": str(data)}
        alone = run({**given, "PARPIPE_RELEASES": str(one)})
        shared = run({**given, "PARPIPE_RELEASES": str(many), "PARPIPE_CLUSTER": f"processes:{processes}"})
        if released(one) != released(many):
            sys.exit(f"with {sources} sources the cluster released other bytes")
    return alone, shared


def pays_from(smaller: tuple[int, float], larger: tuple[int, float]) -> float:
    """Return at how many sources a cluster saves nothing, on a straight line through two sizes; infinity if it never saves."""
    slope = (larger[1] - smaller[1]) / (larger[0] - smaller[0])
    return smaller[0] - smaller[1] / slope if slope > 0 else float("inf")


def print_cluster(sizes: tuple[int, ...], processes: int, folder: Path) -> None:
    """Print the table; the Prefect server and its database stand in a folder."""
    os.environ.update(
        PREFECT_HOME=str(folder), PREFECT_SERVER_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1", no_proxy="127.0.0.1"
    )
    server = start_server(folder / "server")
    wait_until_ready(server)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PARPIPE_")}
    environment = {**inherited, "PREFECT_API_URL": server.url, "PREFECT_LOGGING_LEVEL": "WARNING"}
    print(f"a first build: seconds in one process, and on {processes} worker processes; load {os.getloadavg()[0]:.1f}")
    print(f"{'sources':>8}{'one':>9}{'CPU':>9}{'cluster':>9}{'CPU':>9}{'x faster':>10}{'x CPU':>7}")
    saved = list[tuple[int, float]]()
    for sources in sizes:
        alone, shared = measure(sources, processes, environment)
        saved.append((sources, alone.elapsed - shared.elapsed))
        both = f"{alone.elapsed:9.1f}{alone.cpu:9.1f}{shared.elapsed:9.1f}{shared.cpu:9.1f}"
        print(f"{sources:8,}{both}{alone.elapsed / shared.elapsed:10.2f}{shared.cpu / alone.cpu:7.2f}", flush=True)
    for smaller, larger in pairwise(saved):
        print(f"by {smaller[0]:,} and {larger[0]:,} sources it pays from {pays_from(smaller, larger):,.0f} sources on")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        print_cluster(tuple(given.sizes), given.processes, Path(home))
