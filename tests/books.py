"""Workbooks and databases read back to the texts of the CSV files, so that one comparison shows that all say the same."""

import csv
import io
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa

from parpipe.package import Release, TableInfo
from parpipe.schema import column_types, empty, to_table
from parpipe.sheets.tables import HEADINGS
from parpipe.writers.csv import csv_bytes
from parpipe.writers.workbook import sheet_name
from tests.package import INFO, package_tables

Rows = list[tuple[str, ...]]

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")

HOSTILE = (
    *("=1+1", '=cmd|"/c calc"!A1', "+84 21", "-1", "@SUM(A1)", "{=1}", "\t=1", "'=1"),
    *(
        'say "no"',
        "a,b;c",
        "two\nlines",
        "dos\r\nlines",
        "\r",
        " both ends ",
        "\t",
        "x\x00y",
        "\x01\x1f\x7f\x85",
        "\ufffe\uffff",
    ),
    *("_x0041_", "_x000D_", "&amp;<b>]]>", "😀👩‍👩‍👧", "Tie\u0302\u0301ng Vi\u00ea\u0323t", "\u200f\u202eabc", "́"),
    *(
        "01",
        "1e5",
        "TRUE",
        "#N/A",
        "null",
        "NaN",
        "2026-11-22",
        "mailto:a@b.vn",
        "https://example.vn/?a=1&b=2#c",
        "file:///etc/passwd",
    ),
    *("internal:'Nguồn'!A1", "'; DROP TABLE statements; --"),
)


def release_of(tables: Mapping[str, pa.Table]) -> Release:
    return Release(INFO, "1.0.0", {name: TableInfo.of(table) for name, table in tables.items()}, {})


def tables_with(statements: Iterable[Mapping[str, Any]]) -> dict[str, pa.Table]:
    """Return a package of these statements and what they refer to, without any figure that is held."""
    kept = ("areas", "area_names", "components", "sources")
    tables = {name: table if name in kept else empty(name) for name, table in package_tables().items()}
    return {**tables, "statements": to_table("statements", statements)}


def csv_texts(table: pa.Table) -> Rows:
    return texts_of(io.StringIO(csv_bytes(table).decode(), newline=""))


def texts_of(file: Iterable[str]) -> Rows:
    """Return the rows of a CSV file without its header."""
    return [tuple(cells) for cells in csv.reader(file)][1:]


def workbook_texts(content: bytes, tables: Iterable[str]) -> dict[str, Rows]:
    """Return the rows of some tables, also where they go on in further sheets."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {table: [row for sheet in _sheets(book, table) for row in _sheet_texts(sheet, table)] for table in tables}


def _sheets(book: Any, table: str) -> list[Any]:
    name = re.escape(sheet_name(table))
    return [sheet for sheet in book if re.fullmatch(rf"{name}( \(\d+\))?", sheet.title)]


def _sheet_texts(sheet: Any, table: str) -> Rows:
    names = list(column_types(table))
    assert [cell.value for cell in sheet[HEADINGS]] == names
    return [tuple(map(cell_text, row)) for row in sheet.iter_rows(min_row=HEADINGS + 1, max_col=len(names))]


def escaped(rows: Rows) -> Rows:
    """Return rows as openpyxl shows them: it leaves characters that XML cannot hold as _xHHHH_ (ECMA-376, 22.4.2.4)."""
    return [tuple(_UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", cell) for cell in row) for row in rows]


def cell_text(cell: Any) -> str:
    """Return what a CSV file has for a cell of openpyxl, a number with the decimals that its format shows."""
    value = cell.value
    assert cell.data_type != "f", f"{cell.coordinate} is a formula"
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int | float):
        whole, _, decimals = cell.number_format.partition(".")
        return f"{value:0{len(whole) + len(decimals) + bool(decimals) + (value < 0)}.{len(decimals)}f}"
    return str(value)


def stored(content: bytes, path: Path) -> Path:
    """Return the path after the content was written to it."""
    path.write_bytes(content)
    return path


def database_texts(path: Path, table: str) -> Rows:
    """Return the rows of a table, its numbers as Python writes them."""
    kinds = list(column_types(table).values())
    columns = ", ".join(f'"{name}"' for name in column_types(table))
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(f'SELECT {columns} FROM "{table}" ORDER BY rowid').fetchall()
    return [tuple(_stored_text(cell, kind) for cell, kind in zip(row, kinds, strict=True)) for row in rows]


def _stored_text(cell: Any, kind: str) -> str:
    types = {"string": str, "date": str, "number": float, "integer": int, "boolean": int}
    assert cell is None or type(cell) is types[kind], f"{cell!r} is stored as {type(cell)}, not as a {kind}"
    if cell is None:
        return ""
    return ("false", "true")[cell] if kind == "boolean" else str(cell)


def as_floats(rows: Rows, table: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a CSV file with numbers as Python writes floats: without the zeros at their ends."""
    kinds = list(column_types(table).values())
    for row in rows:
        yield tuple(str(float(cell)) if kind == "number" and cell else cell for cell, kind in zip(row, kinds, strict=True))
