"""The sheet that explains every column of every table, in Vietnamese and English."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from parpipe.schema import load_schema
from parpipe.sheets.cells import Entry, Styles, heading_style, set_up_page

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SHEET = "Giải thích cột"

_COLUMNS = (
    ("Trang tính", 20),
    ("Cột", 26),
    ("Giải thích", 60),
    ("Mã được dùng", 24),
    ("Tên kỹ thuật", 22),
    ("Column", 24),
    ("What it means", 60),
    ("Unit", 22),
)


def write_dictionary(book: Workbook, styles: Styles, names: Mapping[str, str], footer: str) -> Entry:
    """Return the sheet that was written; ``names`` gives the sheet of each table."""
    sheet = book.add_worksheet(SHEET)
    for column, (heading, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, heading_style(styles))
    fields = [(name, field) for table, name in names.items() for field in load_schema(table)["fields"]]
    for row, (name, field) in enumerate(fields, start=1):
        codes = ", ".join(field.get("constraints", {}).get("enum", ()))
        said = name, field["title@vi"], field["description@vi"], codes
        english = field["name"], field["title"], field["description"], field.get("unit", "")
        texts = (*said, *english)
        # The height is set because not every program makes a row as high as its text.
        sheet.set_row(
            row, 15 * max(math.ceil(1.1 * len(text) / width) for text, (_, width) in zip(texts, _COLUMNS, strict=True))
        )
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, styles.style({"text_wrap": True}))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(fields), len(_COLUMNS) - 1)
    set_up_page(sheet, footer, (0, 0))
    return Entry(SHEET, "Ý nghĩa của từng cột trong các bảng.", "What every column of the tables means.", len(fields))
