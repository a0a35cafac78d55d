"""The release of all the data, judged by others: Frictionless, the official profiles, pandas, DuckDB and Polars."""

import csv
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import parpipe
from parpipe.schema import column_types
from parpipe.writers import BOOKS
from parpipe.writers.csv import read_csv
from tests.books import as_floats, database_texts, texts_of, workbook_texts
from tests.unit.test_reference_data import PUBLISHED_FIGURES

PACKAGES = ("par-index", "sipas", "dti", "papi", "pci")
TABLES = (
    *("observations", "changes", "statements", "reconciliation", "findings"),
    *("implied", "relations", "revisions"),
    *("coverage", "targets", "profiles"),
    *("areas", "area_names", "area_succession", "components", "sources"),
)


def folder(released: Path, package: str) -> Path:
    return released / "releases" / package / "latest"


@pytest.mark.parametrize("package", PACKAGES)
def test_frictionless_finds_nothing_against_a_release(released: Path, package: str) -> None:
    report = parpipe.validate(folder(released, package))

    assert report.valid, report.flatten(["title", "fieldName", "rowNumber", "note"])[:5]
    assert report.stats["tasks"] == 2 * len(TABLES) + len(BOOKS)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_descriptor_lists_every_table_first_as_csv(released: Path, package: str) -> None:
    resources = json.loads((folder(released, package) / "datapackage.json").read_text(encoding="utf-8"))["resources"]

    books = [f"{package}.{ending}" for ending in BOOKS]
    listed = [*(f"{t}.csv" for t in TABLES), *(f"{t}.parquet" for t in TABLES), *books]
    assert [resource["path"] for resource in resources] == listed
    assert all("hash" in resource for resource in resources)
    assert not any("bytes" in resource for resource in resources if resource["format"] == "parquet")


@pytest.mark.parametrize("table", TABLES)
def test_parquet_holds_the_values_of_csv_in_every_reader(released: Path, table: str) -> None:
    place = folder(released, "par-index")
    printed = read_csv(place / f"{table}.csv", table).to_pylist()
    expected = [tuple(plain(row[name], kind) for name, kind in column_types(table).items()) for row in printed]

    path = str(place / f"{table}.parquet")
    frame = pd.read_parquet(path)
    seen = {
        "pandas": [tuple(None if pd.isna(cell) else cell for cell in row) for row in frame.itertuples(index=False, name=None)],
        "duckdb": duckdb.sql(f"select * from '{path}'").fetchall(),
        "polars": pl.read_parquet(path).rows(),
    }

    assert expected or table == "revisions", "no page of the data has been captured twice yet"
    assert {reader: rows == expected for reader, rows in seen.items()} == dict.fromkeys(seen, True)


@pytest.mark.parametrize("package", PACKAGES)
def test_workbook_and_database_hold_the_values_of_csv(released: Path, package: str) -> None:
    place = folder(released, package)
    content = (place / f"{package}.xlsx").read_bytes()
    said = {}
    for table in TABLES:
        with (place / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            said[table] = texts_of(file)

    shown = workbook_texts(content, TABLES)
    kept = {table: database_texts(place / f"{package}.sqlite", table) for table in TABLES}

    assert [table for table in TABLES if shown[table] != said[table]] == []
    assert [table for table in TABLES if kept[table] != list(as_floats(said[table], table))] == []


def plain(cell: Any, kind: str) -> Any:
    return float(cell) if kind == "number" and cell is not None else cell


def test_pandas_gets_counts_as_integers_and_scores_as_floats(released: Path) -> None:
    frame = parpipe.load("par-index", releases=released / "releases")

    assert {name: str(frame[name].dtype) for name in ("time_period", "rank", "score", "ref_area")} == {
        "time_period": "Int64",
        "rank": "Int64",
        "score": "float64",
        "ref_area": "string",
    }
    assert frame.attrs["package"] == "par-index"
    assert frame.attrs["citation"].endswith("CC-BY-4.0")


def test_no_statement_of_the_transcriptions_is_lost(released: Path) -> None:
    frames = [parpipe.load(package, table="statements", releases=released / "releases") for package in PACKAGES]

    statements = pd.concat(frames)
    assert (statements["grade"] == "transcription").sum() == 3553
    assert statements["statement_id"].is_unique


def test_the_statements_of_a_release_are_exactly_the_published_figures(released: Path) -> None:
    lines = list[str]()
    rows = {hashlib.sha256(path.read_bytes()).hexdigest(): rows_of(path) for path in released.glob("snapshots/*/figures.csv")}
    for package in PACKAGES:
        for stated in read_csv(folder(released, package) / "statements.csv", "statements").to_pylist():
            if stated["grade"] == "transcription":
                row = rows[stated["snapshot_sha256"]][stated["locator"].split("&")[0]]
                assert (stated["component"] == "_T") == (row["component"] == "")
                assert Decimal(stated["value"]) == Decimal(stated["printed"])
                measure = stated["measure"].removeprefix("mean_").removeprefix("median_")
                place = stated["index_id"], row["area"], str(stated["time_period"]), row["component"]
                lines.append("\t".join([*place, measure, stated["printed"], stated["source_url"]]))

    digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()

    assert digest == PUBLISHED_FIGURES


def rows_of(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {f"row={number}": row for number, row in enumerate(csv.DictReader(file), start=2)}
