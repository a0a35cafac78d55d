"""One validation of one table by one tool, timed after its imports; prints seconds, peak memory and errors as JSON.

It imports nothing of the project but what a tool needs, so that a tool may stand in an environment of its own:
`python -m tests.bench.validators TOOL TABLE SCHEMA`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def by_parpipe(path: str, schema: str) -> Callable[[], int]:
    """Return the validation by columns, with a full report."""
    import frictionless
    import pyarrow.csv  # noqa: F401 - not part of what is timed

    from parpipe.validation import engine, validate_resource  # noqa: F401

    table = frictionless.Resource(path=path, schema=frictionless.Schema.from_descriptor(schema))
    return lambda: int(validate_resource(table).stats["errors"])


def by_frictionless(path: str, schema: str) -> Callable[[], int]:
    """Return the validation row by row, with a full report."""
    import frictionless

    table = frictionless.Resource(path=path, schema=frictionless.Schema.from_descriptor(schema))
    return lambda: int(table.validate(limit_errors=0).stats["errors"])


def by_polars(path: str, schema: str) -> Callable[[], int]:
    """Return the same rules written as expressions of polars; the number of broken ones, no report."""
    import polars as pl

    def check() -> int:
        table = pl.scan_csv(path, infer_schema=False)
        col = pl.col
        whole, number = r"^\s*[+-]?\d+\s*$", r"^[+-]?\d+(\.\d*)?$"
        score, rank = col("score").cast(pl.Float64, strict=False), col("rank").cast(pl.Int64, strict=False)
        rules = [
            col("id").is_null() | ~col("id").str.contains(whole),
            ~col("index_id").is_in(["PAR", "SIPAS", "DTI", "PAPI", "PCI"]),
            ~col("level").is_in(["province", "ministry"]),
            ~col("ref_area").str.contains("^GSO[0-9]{2}$"),
            col("component").str.len_chars() > 8,
            ~col("time_period").str.contains(r"^\d{4}$"),
            col("area_name").str.len_chars() < 2,
            ~col("score").str.contains(number) | (score < 0) | (score > 100),
            ~col("scale_max").str.contains(number),
            ~col("rank").str.contains(whole) | (rank < 1) | (rank > 63),
            col("published_at").str.to_date("%Y-%m-%d", strict=False).is_null() & col("published_at").is_not_null(),
            ~col("approximate").is_in(["true", "false", "True", "False", "TRUE", "FALSE", "1", "0"]),
            col("id").is_duplicated() & ~col("id").is_first_distinct(),
        ]
        return int(table.select(pl.sum_horizontal(rule.sum() for rule in rules)).collect(engine="streaming").item())

    return check


def by_duckdb(path: str, schema: str) -> Callable[[], int]:
    """Return the same rules written in SQL; the number of broken ones, no report."""
    import duckdb

    connection = duckdb.connect()
    rules = [
        "coalesce(try_cast(id AS BIGINT) IS NULL, true)",
        "index_id NOT IN ('PAR', 'SIPAS', 'DTI', 'PAPI', 'PCI')",
        "level NOT IN ('province', 'ministry')",
        "NOT regexp_full_match(ref_area, 'GSO[0-9]{2}')",
        "length(component) > 8",
        "NOT regexp_full_match(time_period, '[0-9]{4}')",
        "length(area_name) < 2",
        "score IS NOT NULL AND coalesce(try_cast(score AS DECIMAL(18, 4)) NOT BETWEEN 0 AND 100, true)",
        "scale_max IS NOT NULL AND try_cast(scale_max AS DECIMAL(18, 4)) IS NULL",
        "rank IS NOT NULL AND coalesce(try_cast(rank AS BIGINT) NOT BETWEEN 1 AND 63, true)",
        "published_at IS NOT NULL AND try_strptime(published_at, '%Y-%m-%d') IS NULL",
        "approximate NOT IN ('true', 'false', 'True', 'False', 'TRUE', 'FALSE', '1', '0')",
    ]
    counted = " + ".join(f"coalesce(sum(({rule})::INT), 0)" for rule in rules)

    def check() -> int:
        read = f"read_csv('{path}', all_varchar = true, header = true)"
        broken = connection.sql(f"SELECT {counted}, count(id) - count(DISTINCT id) FROM {read}").fetchall()
        return sum(int(count) for row in broken for count in row)

    return check


def by_pandera(path: str, schema: str) -> Callable[[], int]:
    """Return the validation by pandera of the schema that it makes from ours; failure cases, not all errors."""
    import pandas
    from frictionless import Schema
    from pandera.io.pandas_io import from_frictionless_schema

    checks = from_frictionless_schema(Schema.from_descriptor(schema))

    def check() -> int:
        from pandera.errors import SchemaErrors

        try:
            checks.validate(pandas.read_csv(path), lazy=True)
        except SchemaErrors as error:
            return len(error.failure_cases)
        return 0

    return check


TOOLS: dict[str, Callable[[str, str], Callable[[], int]]] = {
    "parpipe": by_parpipe,
    "frictionless": by_frictionless,
    "polars": by_polars,
    "duckdb": by_duckdb,
    "pandera": by_pandera,
}


def main(tool: str, path: str, schema: str) -> dict[str, Any]:
    """Return what a tool needed and found."""
    from frictionless import system

    system.trusted = True
    check = TOOLS[tool](path, schema)
    start, cpu = time.perf_counter(), time.process_time()
    errors = check()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "cpu": time.process_time() - cpu, "megabytes": peak_memory(), "errors": errors}


def peak_memory() -> float:
    """Return the megabytes that this program had at most; getrusage counts the program that started it as well."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise LookupError("no VmHWM in /proc/self/status")


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
