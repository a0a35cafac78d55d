"""`python -m tests.bench.incremental`: what a build costs when nothing, or one source, has changed, at 10 to 10,000 sources.

Each source of the made-up data folder is one page of news with a few figures of PAR INDEX. A build is a process of its own, so
its seconds hold the start of Python and the imports. Beside each stands what a single source may cost: twice its share of the
first build. What the rebuild costs beyond that is its floor, which also grows, because a package is one set of files.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench.reading import news_page
from tests.conftest import ROOT

SIZES = (10, 1_000)
"""What `make bench` measures; 10,000 sources take a quarter of an hour."""

_SOURCE = """\
source_id: {name}
title: {name}
publisher: {name}
publisher_kind: press_local
site: https://{name}
language: vi
authority: other
licence: null
licence_note: Made for a benchmark.
mirror: false
area: null
schedule: null
documents:
  - file: page.html
    kind: page
    url: https://{name}/page.html
    published_at: 2026-01-02
    recorded_at: 2026-11-22
    language: vi
"""
_PAGE_BYTES = 20_000


def write_source(data: Path, number: int, turn: int = 0) -> None:
    """Write a source and its page; another ``turn`` is another page."""
    name = f"news-{number:05d}.example"
    (data / "sources" / f"{name}.yaml").write_text(_SOURCE.format(name=name), encoding="utf-8")
    page = data / "snapshots" / name / "page.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_bytes(news_page(_PAGE_BYTES, number + 31 * turn))


def write_data(data: Path, sources: int) -> None:
    """Write a data folder with the reference data of this repository and so many sources."""
    for folder in ("indices", "reference", "vocabulary"):
        shutil.copytree(ROOT / "data" / folder, data / folder)
    (data / "reference/relations.yaml").write_text("[]\n", encoding="utf-8")
    (data / "sources").mkdir()
    for number in range(sources):
        write_source(data, number)


def build_seconds(data: Path, *arguments: str) -> float:
    """Return the seconds of the CPU that `parpipe build` takes, children of its own included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", "from parpipe.cli import main; main()", "-q", "build", "--index", "PAR", *arguments]
    environment = {**os.environ, "PARPIPE_DATA": str(data)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@dataclass(frozen=True, slots=True)
class Incremental:
    """Seconds of the CPU: of the first build, of one when nothing changed, and of one when one source did."""

    first: float
    nothing: float
    one: float


def measure(sources: int) -> Incremental:
    """Return what builds cost with so many sources."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        write_data(data, sources)
        first = build_seconds(data)
        nothing = min(build_seconds(data) for _ in range(2))
        write_source(data, sources // 2, turn=1)
        return Incremental(first, nothing, build_seconds(data))


def print_incremental(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the table."""
    print("\nincremental: seconds of the CPU for `parpipe build --index PAR`, one page a source")
    print(f"{'sources':>8}{'first':>9}{'nothing new':>13}{'one changed':>13}{'twice its share':>17}{'beyond it':>11}")
    for sources in sizes:
        taken = measure(sources)
        share = 2 * taken.first / sources
        figures = f"{taken.first:9.2f}{taken.nothing:13.2f}{taken.one:13.2f}{share:17.3f}{taken.one - share:11.2f}"
        print(f"{sources:8,}{figures}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    print_incremental(tuple(parser.parse_args().sizes))
