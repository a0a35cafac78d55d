"""The workbook opened by LibreOffice, which then says as CSV what a person would see in it."""

import csv
import subprocess
from pathlib import Path

import pytest

from parpipe.schema import column_types
from parpipe.writers.workbook import sheet_name, workbook
from tests.books import HOSTILE, Rows, csv_texts, release_of, tables_with
from tests.package import package_tables
from tests.rows import statement

pytestmark = pytest.mark.programs

ALL_SHEETS_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,true,false,false,-1"
"""Comma, double quotes, UTF-8, American English, cells as they are shown, one file a sheet."""


def shown(content: bytes, folder: Path) -> dict[str, Rows]:
    """Return the rows of every sheet as LibreOffice shows them."""
    (folder / "book.xlsx").write_bytes(content)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = ["soffice", "--headless", home, "--convert-to", ALL_SHEETS_AS_SHOWN, "--outdir", str(folder), "book.xlsx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=240)
    sheets = dict[str, Rows]()
    for path in folder.glob("book-*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            sheets[path.stem.removeprefix("book-")] = [tuple(row) for row in csv.reader(file)]
    return sheets


def as_shown(rows: Rows, table: str) -> Rows:
    """Return the rows of a CSV file as a person sees them in the workbook: days as dd/mm/yyyy, truth in capitals."""
    kinds = list(column_types(table).values())
    return [tuple(map(_shown, row, kinds)) for row in rows]


def _shown(cell: str, kind: str) -> str:
    if kind == "date" and cell:
        return "/".join(reversed(cell.split("-")))
    return cell.upper() if kind == "boolean" else cell


def test_libreoffice_shows_every_table_as_its_csv_file_has_it(tmp_path: Path) -> None:
    tables = package_tables()

    sheets = shown(workbook(release_of(tables), tables), tmp_path)

    assert list(tables) == [name for name in tables if sheets[sheet_name(name)][2:] == as_shown(csv_texts(tables[name]), name)]
    assert tuple(sheets["Điểm các tỉnh, thành phố"][5][i] for i in (1, 3, 4)) == ("Lai Châu", "79.10   ", "67.41 b")
    assert sheets["Giới thiệu"][0][0] == "Chỉ số cải cách hành chính"


def test_libreoffice_computes_nothing_of_hostile_text(tmp_path: Path) -> None:
    texts = [text for text in HOSTILE if text.isprintable() and text.strip() == text]
    tables = tables_with(statement(statement_id=f"s{n:016x}", quote=text) for n, text in enumerate(texts))

    sheets = shown(workbook(release_of(tables), tables), tmp_path)

    column = tables["statements"].column_names.index("quote")
    assert [row[column] for row in sheets["Phát biểu"][2:]] == texts
