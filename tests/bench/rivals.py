"""The whole path by other tools: CSV → validated → changes derived → CSV, Parquet and SHA-256 of both tables.

Run by the Python of an environment of their own, so it imports nothing of the project but this folder's: `python -m
tests.bench.rivals TOOL TABLE SCHEMA FOLDER` prints seconds after the imports, those of the CPU, and the peak memory as JSON.
All derive less than parpipe: the earlier year and the changes of score and rank, nothing of what forbids a comparison.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench.validators import peak_memory

SERIES = ["index_id", "level", "ref_area", "component", "statistic"]
CHANGES = [*SERIES, "time_period", "previous_period", "score_change", "rank_change"]
KEY = [*SERIES, "time_period"]

Run = Callable[[], int]
"""Does the work and returns how many errors were found."""


def by_pandas(table: str, schema: str, folder: Path) -> Run:
    """Frictionless validates row by row with a full report, pandas does the rest."""
    import frictionless
    import pandas
    import pyarrow.parquet  # noqa: F401 - not part of what is timed

    frictionless.system.trusted = True

    def run() -> int:
        report = frictionless.Resource(path=table, schema=frictionless.Schema.from_descriptor(schema)).validate(limit_errors=0)
        kinds = {"string": "string", "number": "float64", "integer": "Int64", "date": "string"}
        types = {field["name"]: kinds[field["type"]] for field in _fields(schema)}
        frame = pandas.read_csv(table, dtype=types, parse_dates=["published_at", "recorded_at"]).sort_values(KEY)
        before = frame.groupby(SERIES)[["time_period", "score", "rank"]].shift(1)
        frame_of_changes = frame[KEY].assign(
            previous_period=before["time_period"],
            score_change=(frame["score"] - before["score"]).round(10),
            rank_change=before["rank"] - frame["rank"],
        )
        for name, data in (("observations", frame), ("changes", frame_of_changes)):
            data.to_csv(folder / f"{name}.csv", index=False)
            data.to_parquet(folder / f"{name}.parquet", compression="zstd", index=False)
        return int(report.stats["errors"])

    return run


def by_polars(table: str, schema: str, folder: Path) -> Run:
    """The rules as expressions, counted and not reported."""
    import polars as pl

    def run() -> int:
        texts = pl.read_csv(table, infer_schema=False)
        broken = texts.select(pl.sum_horizontal(rule.fill_null(False).sum() for rule in _polars_rules(schema))).item()
        kinds = {"string": pl.String, "number": pl.Float64, "integer": pl.Int64, "date": pl.String}
        frame = texts.select(pl.col(field["name"]).cast(kinds[field["type"]], strict=False) for field in _fields(schema))
        frame = frame.with_columns(pl.col("published_at", "recorded_at").str.to_date("%Y-%m-%d", strict=False)).sort(KEY)
        earlier = {name: pl.col(name).shift(1).over(SERIES) for name in ("time_period", "score", "rank")}
        frame_of_changes = frame.with_columns(
            previous_period=earlier["time_period"],
            score_change=(pl.col("score") - earlier["score"]).round(10),
            rank_change=earlier["rank"] - pl.col("rank"),
        ).select(CHANGES)
        for name, data in (("observations", frame), ("changes", frame_of_changes)):
            data.write_csv(folder / f"{name}.csv")
            data.write_parquet(folder / f"{name}.parquet", compression="zstd", compression_level=3)
        return int(broken)

    return run


def _polars_rules(schema: str) -> Iterator[Any]:
    import polars as pl

    for field in _fields(schema):
        column, limits = pl.col(field["name"]), field.get("constraints", {})
        number = column.cast(pl.Float64, strict=False)
        if field["type"] in ("number", "integer"):
            yield column.is_not_null() & number.is_null()
        if field["type"] == "date":
            yield column.is_not_null() & column.str.to_date("%Y-%m-%d", strict=False).is_null()
        if "required" in limits:
            yield column.is_null()
        if "enum" in limits:
            yield ~column.is_in(limits["enum"])
        if "pattern" in limits:
            yield ~column.str.contains(f"^(?:{limits['pattern']})$")
        if "minimum" in limits:
            yield number < limits["minimum"]
        if "maximum" in limits:
            yield number > limits["maximum"]
    key = pl.struct(KEY)
    yield key.is_duplicated() & ~key.is_first_distinct()


def by_duckdb(table: str, schema: str, folder: Path) -> Run:
    """The rules in SQL, counted and not reported; one statement a step."""
    import duckdb

    connection = duckdb.connect()
    kinds = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "date": "DATE"}
    columns = ", ".join(f"try_cast({field['name']} AS {kinds[field['type']]}) AS {field['name']}" for field in _fields(schema))
    key = ", ".join(KEY)

    def run() -> int:
        connection.execute(f"CREATE TABLE texts AS FROM read_csv('{table}', all_varchar = true, header = true)")
        counted = " + ".join(f"coalesce(sum(({rule})::INT), 0)" for rule in _sql_rules(schema))
        broken = connection.execute(f"SELECT {counted} + count(*) - count(DISTINCT ({key})) FROM texts").fetchall()[0][0]
        connection.execute(f"CREATE TABLE observations AS SELECT {columns} FROM texts ORDER BY {key}")
        _write_changes(connection, folder)
        return int(broken)

    return run


def _write_changes(connection: Any, folder: Path) -> None:
    """Derive the changes in SQL and write both tables."""
    key, window = ", ".join(KEY), f"OVER (PARTITION BY {', '.join(SERIES)} ORDER BY time_period)"
    connection.execute(
        f"CREATE TABLE changes AS SELECT {key}, lag(time_period) {window} AS previous_period, "
        f"round(score - lag(score) {window}, 10) AS score_change, lag(rank) {window} - rank AS rank_change "
        f"FROM observations ORDER BY {key}"
    )
    for name in ("observations", "changes"):
        connection.execute(f"COPY {name} TO '{folder / name}.csv' (HEADER)")
        connection.execute(f"COPY {name} TO '{folder / name}.parquet' (COMPRESSION zstd)")


def _sql_rules(schema: str) -> Iterator[str]:
    for field in _fields(schema):
        name, limits = field["name"], field.get("constraints", {})
        if field["type"] != "string":
            kind = {"number": "DOUBLE", "integer": "BIGINT", "date": "DATE"}[field["type"]]
            yield f"{name} IS NOT NULL AND try_cast({name} AS {kind}) IS NULL"
        if "required" in limits:
            yield f"{name} IS NULL"
        if "enum" in limits:
            yield f"{name} NOT IN ({', '.join(map(repr, limits['enum']))})"
        if "pattern" in limits:
            yield f"NOT regexp_full_match({name}, '{limits['pattern']}')"
        for limit, sign in (("minimum", "<"), ("maximum", ">")):
            if limit in limits:
                yield f"try_cast({name} AS DOUBLE) {sign} {limits[limit]}"


def by_dlt(table: str, schema: str, folder: Path) -> Run:
    """Loads the table into DuckDB with dlt, which validates nothing; DuckDB does the rest."""
    import dlt
    import duckdb
    from pyarrow import csv

    def run() -> int:
        file = str(folder / "loaded.duckdb")
        pipeline = dlt.pipeline("whole_path", destination=dlt.destinations.duckdb(file), pipelines_dir=str(folder / "dlt"))
        types = {"string": "string", "number": "float64", "integer": "int64", "date": "date32[day]"}
        options = csv.ConvertOptions(
            column_types={field["name"]: types[field["type"]] for field in _fields(schema)}, strings_can_be_null=True
        )
        pipeline.run([csv.read_csv(table, convert_options=options)], table_name="observations", dataset_name="main")
        connection = duckdb.connect(file)
        _write_changes(connection, folder)
        return 0

    return run


def _fields(schema: str) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = json.loads(Path(schema).read_text(encoding="utf-8"))["fields"]
    return fields


TOOLS: dict[str, Callable[[str, str, Path], Run]] = {
    "pandas": by_pandas,
    "polars": by_polars,
    "duckdb": by_duckdb,
    "dlt": by_dlt,
}


def timed(run: Run, folder: Path) -> dict[str, Any]:
    """Return what it took to do the work and to hash what it wrote."""
    start, cpu = time.perf_counter(), time.process_time()
    errors = run()
    written = sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".parquet"))
    assert len(written) == 4, written
    for path in written:
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")
    return {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "megabytes": peak_memory(),
        "errors": errors,
    }


if __name__ == "__main__":
    tool, table, schema, folder = sys.argv[1:]
    print(json.dumps(timed(TOOLS[tool](table, schema, Path(folder)), Path(folder))))
