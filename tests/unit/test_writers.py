import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.errors import Usage
from parpipe.schema import (
    arrow_schema,
    column_types,
    content_digest,
    empty,
    load_schema,
    parquet_schema,
    sort_table,
    table_names,
    to_table,
)
from parpipe.writers import WRITERS
from parpipe.writers.csv import csv_bytes, read_csv
from parpipe.writers.parquet import parquet_bytes
from tests.package import package_tables, row
from tests.rows import GOOD, statement

TABLES = package_tables()
EVERY_TABLE = pytest.mark.parametrize("name", TABLES)

texts = st.text(min_size=1)
digits = st.builds(
    lambda number, places: format(Decimal(number).scaleb(-places), "f"), st.integers(-(10**9), 10**9), st.integers(0, 6)
)
drawn_columns = {
    "quote": texts,
    "area_code": st.none() | texts,
    "value": digits,
    "scale_max": st.none() | digits,
    "time_period": st.integers(-(2**63), 2**63 - 1),
    "ranked_count": st.none() | st.integers(0, 64),
    "mirror": st.booleans(),
    "published_at": st.none() | st.dates(),
}
tables = st.lists(st.fixed_dictionaries(drawn_columns), max_size=5).map(
    lambda rows: to_table("statements", [statement(**drawn) for drawn in rows])
)


def read_with_duckdb(path: Path) -> list[tuple[Any, ...]]:
    return duckdb.connect().execute("select * from read_parquet(?)", [str(path)]).fetchall()


def read_with_polars(path: Path) -> list[tuple[Any, ...]]:
    return pl.read_parquet(path).rows()


def read_with_pandas(path: Path) -> list[tuple[Any, ...]]:
    frame = pd.read_parquet(path).astype(object)
    return [tuple(None if pd.isna(cell) else cell for cell in cells) for cells in frame.itertuples(index=False)]


def csv_values(path: Path, name: str) -> list[tuple[Any, ...]]:
    """Return the rows of a CSV file, its numbers as floats."""
    kinds = list(column_types(name).values())
    read = read_csv(path, name).to_pylist()
    return [
        tuple(
            float(cell) if kind == "number" and cell is not None else cell
            for cell, kind in zip(line.values(), kinds, strict=True)
        )
        for line in read
    ]


def frictionless_errors(path: Path, schema: dict[str, Any]) -> list[Any]:
    schema.pop("foreignKeys", None)
    with frictionless.system.use_context(trusted=True):
        report = frictionless.Resource(path=str(path), schema=frictionless.Schema.from_descriptor(schema)).validate()
    errors: list[Any] = report.flatten(["rowNumber", "fieldName", "type", "note"])
    return errors


@given(tables)
def test_a_table_read_back_from_csv_is_the_same_table_with_all_its_digits(
    tmp_path_factory: pytest.TempPathFactory, table: pa.Table
) -> None:
    path = tmp_path_factory.getbasetemp() / "table.csv"

    path.write_bytes(csv_bytes(table))

    assert read_csv(path, "statements").equals(table)


@given(tables)
def test_parquet_holds_the_values_of_the_table(table: pa.Table) -> None:
    read = pq.read_table(pa.BufferReader(parquet_bytes(table, "statements")))

    for name, kind in column_types("statements").items():
        expected = table[name].to_pylist()
        assert read[name].to_pylist() == [float(text) if kind == "number" and text is not None else text for text in expected]


@EVERY_TABLE
def test_a_csv_file_has_a_header_line_feeds_and_no_byte_order_mark(name: str) -> None:
    text = csv_bytes(TABLES[name]).decode("utf-8")

    assert text.split("\n")[0] == ",".join(column_types(name))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\r" not in text
    assert not text.startswith("\ufeff")


def test_cells_are_quoted_only_where_they_must_be() -> None:
    said = {"printed": "67,41", "quote": 'a "b"', "area_name": "Lai\nChâu", "locator": "row=1&col=2", "value": "67.40"}

    line = csv_bytes(to_table("statements", [statement(**said, published_at=None)])).decode().split("\n", maxsplit=1)[1]

    assert line == (
        's0000000000000000,PAR,province,GSO12,12,"Lai\nChâu",2016,_T,,score,67.40,"67,41",97.5,points,,,national,false,body,printed,'
        f'row=1&col=2,"a ""b""",false,{"0" * 64},example.vn,https://example.vn/a,narrative,,day,2026-11-22,\n'
    )


def test_a_csv_file_cannot_tell_an_empty_string_from_null_so_it_is_refused() -> None:
    with pytest.raises(ValueError, match="column quote holds an empty string"):
        csv_bytes(to_table("statements", [statement(quote="")]))


def test_a_csv_file_with_other_columns_is_not_read_as_the_table(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text("ref_area,name\nGSO12,Lai Châu\n", encoding="utf-8")

    with pytest.raises(ValueError, match="does not have the columns of areas"):
        read_csv(path, "areas")


@pytest.mark.parametrize("text", ["nan", "1e5", "1,5", "1_000", "Infinity", " 5", "٥"])
def test_a_number_that_is_not_written_in_plain_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="column value holds what is no plain number"):
        parquet_bytes(to_table("statements", [statement(value=text)]), "statements")


def test_a_table_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="not those of areas"):
        parquet_bytes(TABLES["statements"], "areas")


@pytest.mark.parametrize("read", [read_with_duckdb, read_with_polars, read_with_pandas])
@EVERY_TABLE
def test_other_tools_read_from_parquet_what_stands_in_the_csv(
    tmp_path: Path, name: str, read: Callable[[Path], list[tuple[Any, ...]]]
) -> None:
    (tmp_path / "table.csv").write_bytes(csv_bytes(TABLES[name]))
    (tmp_path / "table.parquet").write_bytes(parquet_bytes(TABLES[name], name))

    assert read(tmp_path / "table.parquet") == csv_values(tmp_path / "table.csv", name)


@EVERY_TABLE
def test_frictionless_accepts_both_files_of_a_table(tmp_path: Path, name: str) -> None:
    (tmp_path / "table.csv").write_bytes(csv_bytes(TABLES[name]))
    (tmp_path / "table.parquet").write_bytes(parquet_bytes(TABLES[name], name))

    assert frictionless_errors(tmp_path / "table.csv", load_schema(name)) == []
    assert frictionless_errors(tmp_path / "table.parquet", parquet_schema(name)) == []


@EVERY_TABLE
def test_frictionless_accepts_both_files_of_an_empty_table(tmp_path: Path, name: str) -> None:
    (tmp_path / "table.csv").write_bytes(csv_bytes(empty(name)))
    (tmp_path / "table.parquet").write_bytes(parquet_bytes(empty(name), name))

    assert frictionless_errors(tmp_path / "table.csv", load_schema(name)) == []
    assert frictionless_errors(tmp_path / "table.parquet", parquet_schema(name)) == []


def test_pandas_reads_scores_as_floats_and_counts_as_nullable_integers(tmp_path: Path) -> None:
    (tmp_path / "o.parquet").write_bytes(parquet_bytes(TABLES["observations"], "observations"))
    (tmp_path / "c.parquet").write_bytes(parquet_bytes(TABLES["changes"], "changes"))

    frames = [pd.read_parquet(tmp_path / file) for file in ("o.parquet", "c.parquet")]
    kinds = {name: str(kind) for frame in frames for name, kind in frame.dtypes.items()}

    assert kinds["score"] == "float64"
    assert (kinds["rank"], kinds["ranked_count"], kinds["time_period"]) == ("Int64", "Int64", "Int64")
    assert kinds["comparable"] == "boolean"
    assert kinds["ref_area"] == "string"


def test_a_parquet_file_says_what_it_is_and_what_its_fields_mean() -> None:
    metadata = {"package": "par-index", "version": "1.0.0", "licence": "CC-BY-4.0", "citation": "parpipe, chỉ số"}

    written = pq.ParquetFile(pa.BufferReader(parquet_bytes(TABLES["observations"], "observations", metadata)))

    footer = {key.decode(): value.decode() for key, value in written.schema_arrow.metadata.items()}
    assert footer.items() >= metadata.items()
    assert written.metadata.row_group(0).column(0).compression == "ZSTD"
    for field in load_schema("observations")["fields"]:
        assert written.schema_arrow.field(field["name"]).metadata[b"description"].decode() == field["description"]


@EVERY_TABLE
@pytest.mark.parametrize("extension", WRITERS)
def test_the_same_table_gives_the_same_bytes(name: str, extension: str) -> None:
    again = package_tables()[name].slice(0)
    chunked = pa.concat_tables([again.slice(0, 1), again.slice(1)])

    written = [WRITERS[extension](table, name, {"package": "x"}) for table in (TABLES[name], again, chunked)]

    assert len({hashlib.sha256(content).hexdigest() for content in written}) == 1


def test_the_content_digest_is_that_of_the_documented_text() -> None:
    merged = row("area_succession", predecessor="GSO36", successor="GSO37-2025", date=date(2025, 7, 1))
    table = to_table("area_succession", [merged])
    text = '["predecessor","GSO36"]\n["successor","GSO37-2025"]\n["date","2025-07-01"]\n["decree",null]\n'

    assert content_digest(table) == hashlib.sha256(text.encode()).hexdigest()


def test_the_content_digest_tells_digits_and_nulls_apart() -> None:
    kinds: list[dict[str, Any]] = [{}, {"value": "67.410"}, {"area_code": None}, {"approximate": True}]

    assert len({content_digest(to_table("statements", [statement(**changes)])) for changes in kinds}) == len(kinds)


def test_rows_come_back_in_the_order_of_the_key_whatever_order_they_had() -> None:
    named = [("GSO12", None), ("GSO12", date(2025, 10, 5)), ("GSO02", None)]
    unsorted = to_table("area_names", [row("area_names", ref_area=area, valid_from=day) for area, day in named])

    ordered = sort_table("area_names", unsorted)

    assert list(zip(ordered["ref_area"].to_pylist(), ordered["valid_from"].to_pylist(), strict=True)) == [
        ("GSO02", None),
        ("GSO12", None),
        ("GSO12", date(2025, 10, 5)),
    ]


@given(st.lists(texts, unique=True), st.randoms(use_true_random=False))
def test_a_table_without_a_key_is_sorted_by_code_point_over_all_columns(messages: list[str], random: Any) -> None:
    shuffled = random.sample(messages, len(messages))
    found = to_table("findings", [row("findings", code="a", message=message) for message in shuffled])

    assert sort_table("findings", found)["message"].to_pylist() == sorted(messages)


@pytest.mark.parametrize(
    ("change", "reason"), [("unit", "missing columns \\['unit'\\]"), ("units", "unknown columns \\['units'\\]")]
)
def test_a_row_with_other_columns_than_the_schema_is_refused(change: str, reason: str) -> None:
    wrong = {name: value for name, value in GOOD.items() if name != change} if change in GOOD else {**GOOD, change: None}

    with pytest.raises(ValueError, match=f"row 2 of statements: .*{reason}"):
        to_table("statements", [GOOD, wrong])


@dataclass(frozen=True, slots=True)
class Succession:
    predecessor: str
    successor: str
    date: date
    decree: str | None


def test_a_dataclass_with_the_columns_as_its_fields_is_a_row() -> None:
    day = date(2025, 7, 1)

    table = to_table("area_succession", [Succession("GSO36", "GSO37-2025", day, None)])

    assert table.to_pylist() == [{"predecessor": "GSO36", "successor": "GSO37-2025", "date": day, "decree": None}]


def test_an_unknown_table_is_named_together_with_those_that_exist() -> None:
    with pytest.raises(Usage, match="no table 'observation'; the tables are area_names, "):
        load_schema("observation")


def test_a_loaded_schema_can_be_changed_without_harm() -> None:
    load_schema("areas")["fields"].clear()

    assert load_schema("areas")["fields"]


@pytest.mark.parametrize("table", table_names())
def test_between_stages_numbers_are_text_and_the_rest_has_its_type(table: str) -> None:
    kinds = {"string": "string", "number": "string", "integer": "int64", "boolean": "bool", "date": "date32[day]"}

    assert [str(field.type) for field in arrow_schema(table)] == [kinds[kind] for kind in column_types(table).values()]
