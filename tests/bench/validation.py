"""`make bench-validation`: how fast a table is validated, beside Frictionless, pandera, and polars and DuckDB by hand.

The table is built from a seed: thirteen columns like those of observations, with a thousand wrong cells and repeated keys.
Each measurement is a process of its own, which reports the seconds after its imports, those of the CPU (on a busy machine the
fairer ones), the largest memory it had, and how many errors it found: by hand, one checks what one thinks of.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.whole_path import installed
from tests.conftest import ROOT

SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
TOOLS = ["parpipe", "frictionless", "polars", "duckdb", "pandera"]
WRONG = 1000
INDICES = ["PAR", "SIPAS", "DTI", "PAPI", "PCI"]
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True, "minimum": 0}},
        {
            "name": "index_id",
            "type": "string",
            "constraints": {"required": True, "enum": ["PAR", "SIPAS", "DTI", "PAPI", "PCI"]},
        },
        {"name": "level", "type": "string", "constraints": {"enum": ["province", "ministry"]}},
        {"name": "ref_area", "type": "string", "constraints": {"required": True, "pattern": "GSO[0-9]{2}"}},
        {"name": "component", "type": "string", "constraints": {"maxLength": 8}},
        {"name": "time_period", "type": "year"},
        {"name": "statistic", "type": "string"},
        {"name": "area_name", "type": "string", "constraints": {"minLength": 2}},
        {"name": "score", "type": "number", "constraints": {"minimum": 0, "maximum": 100}},
        {"name": "scale_max", "type": "number"},
        {"name": "rank", "type": "integer", "constraints": {"minimum": 1, "maximum": 63}},
        {"name": "published_at", "type": "date"},
        {"name": "approximate", "type": "boolean"},
    ],
    "primaryKey": ["id"],
}


def write_table(path: Path, rows: int, seed: int = 2026, wrong: int = WRONG) -> None:
    """Write a CSV table of so many rows; ``wrong`` of its cells break the schema, each in a row of its own."""
    import numpy as np
    import polars as pl

    random = np.random.default_rng(seed)
    names = [field["name"] for field in SCHEMA["fields"]]
    step = 1_000_000
    bad = set(random.choice(rows, min(wrong, rows // 2), replace=False).tolist())
    with path.open("wb") as file:
        for start in range(0, rows, step):
            columns = _columns(random, start, min(step, rows - start))
            for place in sorted(row - start for row in bad if start <= row < start + step):
                name, text = random.choice(list(_WRONG.items()))
                columns[str(name)][place] = str(text)
            pl.DataFrame({name: pl.Series(columns[name].tolist(), dtype=pl.String) for name in names}).write_csv(
                file, include_header=not start
            )


_WRONG = {
    "id": "0",
    "score": "101.5",
    "rank": "0",
    "published_at": "2016-02-30",
    "ref_area": "GSO1",
    "index_id": "par",
    "approximate": "no",
}


def _columns(random: Any, start: int, rows: int) -> dict[str, Any]:
    import numpy as np

    def one_of(values: list[str | None]) -> Any:
        return np.array(values, dtype=object)[random.integers(0, len(values), rows)]

    days = np.datetime_as_string(np.datetime64("2012-01-01") + random.integers(0, 5000, rows)).astype(object)
    return {
        "id": np.arange(start, start + rows).astype(str).astype(object),
        "index_id": one_of(INDICES),
        "level": one_of(["province", "ministry"]),
        "ref_area": one_of([f"GSO{number:02d}" for number in range(1, 64)]),
        "component": one_of(["_T", *(f"C{number}" for number in range(1, 80))]),
        "time_period": one_of([str(year) for year in range(2011, 2026)]),
        "statistic": one_of(["value", "mean", "median"]),
        "area_name": one_of(["Lai Châu", "Đồng Nai", "Thành phố Hồ Chí Minh", 'Bà Rịa, "Vũng Tàu"', "Huế"]),
        "score": one_of([f"{cents / 100:.2f}" for cents in range(10_001)]),
        "scale_max": one_of(["100", "97.5", None]),
        "rank": one_of([str(rank) for rank in range(1, 64)]),
        "published_at": days,
        "approximate": one_of(["true", "false", None]),
    }


def measure(tool: str, path: Path) -> dict[str, Any]:
    """Return seconds, peak memory and errors found of one tool in a process of its own; pandera is not in our environment."""
    schema = path.with_suffix(".json")
    schema.write_text(json.dumps(SCHEMA), encoding="utf-8")
    python = installed() if tool == "pandera" else sys.executable
    command = [python, "-m", "tests.bench.validators", tool, path, schema]
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{tool} failed on {path}:\n{done.stdout}{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure_size(folder: Path, size: str, tools: list[str], runs: int, wrong: int) -> dict[str, dict[str, Any]]:
    """Return the median of several runs of each tool; the tools take turns, so that a busy machine is busy for all."""
    path = folder / f"{size}.csv"
    write_table(path, SIZES[size], wrong=wrong)
    taken = [{tool: measure(tool, path) for tool in tools} for _ in range(runs)]
    path.unlink()
    return {
        tool: {
            "seconds": statistics.median(run[tool]["seconds"] for run in taken),
            "cpu": statistics.median(run[tool]["cpu"] for run in taken),
            "megabytes": max(run[tool]["megabytes"] for run in taken),
            "errors": taken[0][tool]["errors"],
        }
        for tool in tools
    }


def print_validation(sizes: list[str], runs: int, wrong: int, asked: list[str]) -> None:
    """Print a line per size and tool."""
    print(
        f"{'rows':>5} {'tool':<13} {'seconds':>8} {'x parpipe':>10} {'CPU s':>8} {'x parpipe':>10} {'memory':>8} {'errors':>7}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            found = measure_size(Path(folder), size, asked, 1 if size == "10M" else runs, wrong)
            ours = found["parpipe"]
            for tool, taken in found.items():
                times = (f"{taken[kind]:8.2f} {taken[kind] / ours[kind]:10.1f}" for kind in ("seconds", "cpu"))
                print(f"{size:>5} {tool:<13} {' '.join(times)} {taken['megabytes']:5.0f} MB {taken['errors']:7}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=["10k", "100k", "1M"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=TOOLS)
    parser.add_argument("--wrong", type=int, default=WRONG, help="how many cells break the schema")
    asked = parser.parse_args()
    print_validation(asked.sizes, asked.runs, asked.wrong, asked.tools)
