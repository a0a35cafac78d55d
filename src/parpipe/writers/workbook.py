"""XLSX for officials: an introduction, ranks and scores by year, all tables under Vietnamese headings, all columns explained.

The bytes depend on the release alone: its day is the day of creation, and the archive carries no time. No text becomes a
formula, and none becomes a link but the addresses of pages and sources that are no copies.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING

from parpipe.package import Release
from parpipe.schema import load_schema
from parpipe.sheets import introduction
from parpipe.sheets.cells import Entry, Styles
from parpipe.sheets.dictionary import write_dictionary
from parpipe.sheets.standings import write_standings
from parpipe.sheets.tables import write_table

if TYPE_CHECKING:
    from pyarrow import Table
    from xlsxwriter import Workbook

FIRST = ("observations", "changes", "statements", "findings", "sources")
"""The tables whose sheets come first, because officials look at these."""

MANY_CELLS = 2_000_000
"""From here on XlsxWriter keeps sheets in temporary files."""


def workbook(release: Release, tables: Mapping[str, Table], many_cells: int = MANY_CELLS) -> bytes:
    """Return all tables of a package as the bytes of one XLSX file."""
    import xlsxwriter

    many = sum(table.num_rows * table.num_columns for table in tables.values()) >= many_cells
    content = io.BytesIO()
    options = {"in_memory": not many, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        _write_properties(book, release)
        styles = Styles(book)
        first = book.add_worksheet(introduction.SHEET)
        first.set_tab_color("#C00000")
        introduction.write_introduction(first, styles, release, _write_sheets(book, styles, release, tables))
    return content.getvalue()


def _write_sheets(book: Workbook, styles: Styles, release: Release, tables: Mapping[str, Table]) -> list[Entry]:
    """Return the sheets after the first, in order."""
    footer = f"{release.info.title_vi}, {release.version}"
    written = write_standings(book, styles, tables, release.info.title_vi, footer)
    order = [name for name in FIRST if name in tables] + [name for name in tables if name not in FIRST]
    names = {name: sheet_name(name) for name in order}
    for name in order:
        written += write_table(book, styles, (names[name], name), tables[name], footer)
    return [*written, write_dictionary(book, styles, names, footer)]


def sheet_name(table: str) -> str:
    """Return the name of the sheet of a table: its Vietnamese title, but "Số liệu" for the figures themselves."""
    title: str = "Số liệu" if table == "observations" else load_schema(table)["title@vi"]
    return title


def _write_properties(book: Workbook, release: Release) -> None:
    info = release.info
    book.set_properties(
        {
            "title": f"{info.title_vi}, {release.version}",
            "subject": info.title,
            "author": info.publisher.name,
            "keywords": ", ".join((*info.keywords_vi, *info.keywords)),
            "comments": release.citation,
            "created": datetime.combine(info.created, time()),
        }
    )
