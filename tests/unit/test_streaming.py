"""Piece by piece, the files have the bytes of the whole table."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parpipe.derive import derive_changes
from parpipe.errors import Unreadable
from parpipe.registry import load_reference
from parpipe.schema import sort_table, to_table
from parpipe.streaming import TABLES, derive_files, in_order, whole_series
from parpipe.writers.csv import csv_bytes, read_batches
from parpipe.writers.parquet import parquet_bytes
from tests.conftest import DATA
from tests.package import package_tables

INDICES, _ = load_reference(DATA)
[HELD] = package_tables()["observations"].slice(0, 1).to_pylist()
KEYS = st.lists(
    st.tuples(st.sampled_from(["GSO01", "GSO02"]), st.sampled_from(["C1", "C2"]), st.integers(2012, 2017)),
    unique=True,
    max_size=20,
)


def table_of(keys: list[tuple[str, str, int]]) -> pa.Table:
    rows = [
        {**HELD, "ref_area": area, "component": part, "time_period": year, "score": str(year % 7 + 80), "rank": year % 5 + 1}
        for area, part, year in keys
    ]
    return sort_table("observations", to_table("observations", rows))


def pieces(table: pa.Table, sizes: list[int]) -> Iterator[pa.Table]:
    """Cut a table into pieces of these sizes, the last one of what is left."""
    start = 0
    for size in sizes:
        yield table.slice(start, size)
        start += size
    yield table.slice(start)


def files_of(table: pa.Table) -> dict[str, bytes]:
    """Return the files that the whole table gives."""
    changes = sort_table("changes", derive_changes(table, INDICES["PAR"]))
    tables = dict(zip(TABLES, (table, changes), strict=True))
    made = {f"{name}.csv": csv_bytes(data) for name, data in tables.items()}
    return made | {f"{name}.parquet": parquet_bytes(data, name) for name, data in tables.items()}


@settings(max_examples=50, deadline=None)
@given(KEYS, st.lists(st.integers(0, 7), max_size=5))
def test_the_files_have_the_bytes_of_the_whole_table(keys: list[tuple[str, str, int]], sizes: list[int]) -> None:
    table = table_of(keys)
    files: dict[str, Any] = {name: io.BytesIO() for name in files_of(table)}

    digests = derive_files(pieces(table, sizes), INDICES["PAR"], files)

    assert {name: file.getvalue() for name, file in files.items()} == files_of(table)
    assert digests == {name: hashlib.sha256(file.getvalue()).hexdigest() for name, file in files.items()}


def test_a_table_of_several_row_groups_has_the_bytes_of_the_whole_table() -> None:
    keys = [(f"GSO{number // 6:06d}", "C1", 2012 + number % 6) for number in range(300_000)]
    table = table_of(keys)
    files: dict[str, Any] = {name: io.BytesIO() for name in files_of(table.slice(0, 1))}

    derive_files(pieces(table, [50_000, 131_072, 7]), INDICES["PAR"], files)

    whole = files_of(table)
    assert all(files[name].getvalue() == whole[name] for name in whole)


@given(KEYS, st.lists(st.integers(0, 7), max_size=5))
def test_no_series_is_cut(keys: list[tuple[str, str, int]], sizes: list[int]) -> None:
    table = table_of(keys)

    parts = list(whole_series(pieces(table, sizes)))

    series = [set(zip(*part.select(["ref_area", "component"]).to_pydict().values(), strict=True)) for part in parts]
    assert pa.concat_tables(parts).equals(table)
    assert sum(map(len, series)) == len(set().union(*series))


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param([("GSO02", "C1", 2012), ("GSO01", "C1", 2012)], id="areas"),
        pytest.param([("GSO01", "C1", 2013), ("GSO01", "C1", 2012)], id="years"),
    ],
)
@pytest.mark.parametrize("size", [1, 2])
def test_rows_out_of_order_are_refused(keys: list[tuple[str, str, int]], size: int) -> None:
    table = pa.concat_tables([table_of([key]) for key in keys])

    with pytest.raises(Unreadable, match=f"ref_area {keys[1][0]}, .*time_period 2012, .*not in the order of the primary key"):
        list(whole_series(pieces(table, [size])))


def test_a_file_is_read_in_pieces(tmp_path: Path) -> None:
    keys = [(f"GSO{number // 6:06d}", "C1", 2012 + number % 6) for number in range(30_000)]
    (tmp_path / "observations.csv").write_bytes(csv_bytes(table_of(keys)))

    read = list(read_batches(tmp_path / "observations.csv", "observations"))

    assert len(read) > 1
    assert pa.concat_tables(read).equals(table_of(keys))


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "observations.csv").write_text("a,b\n1,2\n")

    with pytest.raises(ValueError, match="columns of observations: a, b"):
        list(read_batches(tmp_path / "observations.csv", "observations"))


@given(st.lists(st.integers(), max_size=20), st.integers(1, 4))
def test_results_come_in_the_order_of_the_items(items: list[int], workers: int) -> None:
    assert list(in_order(lambda item: item + 1, items, workers)) == [item + 1 for item in items]
