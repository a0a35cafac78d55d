"""`make bench-whole-path`: CSV → validated with a full report → changes derived → CSV, Parquet, SHA-256, beside other tools.

The table is that of the observations of a package, with its real Table Schema, built from a seed. Rivals are installed into an
environment of their own, at the versions pinned in rivals-requirements.txt. Each run is a process of its own, which reports
the seconds after its imports, those of the CPU (on a busy machine the fairer ones) and its largest memory.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench.rivals import timed
from tests.conftest import DATA, ROOT

HOME = ROOT / ".rivals"
PINNED = Path(__file__).with_name("rivals-requirements.txt")
SCHEMA = ROOT / "schemas" / "tables" / "observations.json"
SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
OURS, TOOLS = "parpipe", ("parpipe", "polars", "duckdb", "dlt", "pandas")


def installed() -> Path:
    """Return the Python of the environment of the rivals: made once, and again when the pinned packages change."""
    digest = hashlib.sha256(PINNED.read_bytes()).hexdigest()
    mark, python = HOME / "installed", HOME / "bin" / "python"
    if not mark.is_file() or mark.read_text() != digest:
        shutil.rmtree(HOME, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", HOME], check=True)
        command = [sys.executable, "-m", "uv", "--quiet", "pip", "install", "--python", python, "--requirement", PINNED]
        subprocess.run(command, check=True)
        mark.write_text(digest)
    return python


def write_table(path: Path, rows: int) -> None:
    """Write observations: units over twenty years, whose scores and ranks are drawn from a seed."""
    import numpy as np
    import pyarrow as pa

    from parpipe.schema import arrow_schema, sort_table
    from parpipe.writers.csv import csv_bytes
    from tests.package import package_tables

    random, held = np.random.default_rng(2026), package_tables()["observations"].slice(0, 1).to_pylist()[0]
    number = np.arange(rows)
    drawn = {
        "ref_area": [f"GSO{area:02d}" for area in number // 20 % 63],
        "component": [f"C{part}" for part in number // 1260],
        "time_period": number % 20 + 2004,
        "score": [f"{cents / 100:.2f}" for cents in random.integers(0, 10_001, rows)],
        "rank": random.integers(1, 64, rows),
        "score_statement": [f"s{one:016x}" for one in number],
        "rank_statement": [f"s{one + rows:016x}" for one in number],
    }
    columns = [
        pa.array(drawn[field.name], field.type)
        if field.name in drawn
        else pa.repeat(pa.scalar(held[field.name], field.type), rows)
        for field in arrow_schema("observations")
    ]
    table = pa.Table.from_arrays(columns, schema=arrow_schema("observations"))
    path.write_bytes(csv_bytes(sort_table("observations", table)))


def by_parpipe(table: str, folder: Path) -> int:
    """Validate a table and, beside that, derive and write; return how many errors were found."""
    from parpipe.registry import load_reference
    from parpipe.streaming import TABLES, derive_files
    from parpipe.writers.csv import read_batches

    index, names = load_reference(DATA)[0]["PAR"], [f"{name}.{ending}" for name in TABLES for ending in ("csv", "parquet")]
    with ThreadPoolExecutor(1) as beside, ExitStack() as stack:
        errors = beside.submit(errors_of, table)
        files = {name: stack.enter_context((folder / name).open("wb")) for name in names}
        derive_files(read_batches(Path(table), "observations"), index, files)
        return errors.result()


def errors_of(table: str) -> int:
    """Return how many errors the full report on a table counts."""
    import frictionless

    from parpipe.schema import load_schema
    from parpipe.validation import validate_resource

    schema = load_schema("observations")
    schema.pop("foreignKeys")  # they lead out of the table
    resource = frictionless.Resource(path=table, schema=frictionless.Schema.from_descriptor(schema))
    return int(validate_resource(resource).stats["errors"])


def measure(tool: str, python: Path, table: Path, schema: Path) -> dict[str, Any]:
    """Return what one tool needed, in a process of its own."""
    with tempfile.TemporaryDirectory(dir=table.parent) as folder:
        rival = [python, "-m", "tests.bench.rivals", tool, table, schema, folder]
        own = [sys.executable, "-m", "tests.bench.whole_path", "--own", table, folder]
        done = subprocess.run(list(map(str, own if tool == OURS else rival)), cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{tool} failed on {table}:\n{done.stdout}{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def print_whole_path(sizes: list[str], runs: int, tools: list[str]) -> None:
    """Print a line per size and tool: the median of several runs, in which the tools take turns."""
    python = installed()
    print(
        f"{'rows':>5} {'tool':<8} {'seconds':>8} {'x parpipe':>10} {'CPU s':>8} {'x parpipe':>10} {'memory':>8} {'errors':>7}"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            table, schema = Path(folder) / f"{size}.csv", Path(folder) / "schema.json"
            with ProcessPoolExecutor(1) as other:  # whose memory goes with it
                other.submit(write_table, table, SIZES[size]).result()
            alone = json.loads(SCHEMA.read_text(encoding="utf-8"))
            alone.pop("foreignKeys")
            schema.write_text(json.dumps(alone), encoding="utf-8")
            taken = [{tool: measure(tool, python, table, schema) for tool in tools} for _ in range(runs)]
        median = {
            tool: {kind: statistics.median(run[tool][kind] for run in taken) for kind in taken[0][tool]} for tool in tools
        }
        for tool, found in median.items():
            times = (f"{found[kind]:8.2f} {found[kind] / median[OURS][kind]:10.1f}" for kind in ("seconds", "cpu"))
            print(f"{size:>5} {tool:<8} {' '.join(times)} {found['megabytes']:5.0f} MB {found['errors']:7.0f}", flush=True)


def print_own(table: str, folder: Path) -> None:
    """Print what parpipe needs, as a rival prints it."""
    import frictionless
    import pandas  # noqa: F401 - not part of what is timed
    import pyarrow.csv
    import pyarrow.parquet  # noqa: F401

    from parpipe.validation import engine  # noqa: F401

    frictionless.system.trusted = True
    print(json.dumps(timed(lambda: by_parpipe(table, folder), folder)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=["10k", "100k"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=TOOLS)
    parser.add_argument(
        "--own", nargs=2, metavar=("TABLE", "FOLDER"), help="the whole path by parpipe alone, for the bench itself"
    )
    asked = parser.parse_args()
    if asked.own:
        print_own(asked.own[0], Path(asked.own[1]))
    else:
        print_whole_path(asked.sizes, asked.runs, asked.tools)
