"""XLS, the binary format of Excel 97 to 2003, as sheets. Its parser is to be run apart from the process (``isolation``)."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from parpipe.errors import Unreadable
from parpipe.limits import MOST_CELLS
from parpipe.repair.letters import clean, join_runs
from parpipe.vietnamese import nfc
from parpipe.workbooks.numbers import show_number
from parpipe.workbooks.sheet import Sheet

if TYPE_CHECKING:
    import xlrd

# The parser takes records at their word, and trips over those that are cut off or do not fit together.
_DAMAGED = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)


def read_xls_sheets(data: bytes) -> list[Sheet]:
    """Return the visible sheets in their order; Unreadable for what is damaged: its cells may name fonts that are not there."""
    import xlrd

    try:
        with open(os.devnull, "w", encoding="utf-8") as log:
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=log, ragged_rows=True)
        return [_sheet(book, sheet) for sheet in book.sheets() if sheet.visibility == 0]
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, *_DAMAGED) as error:
        raise Unreadable(f"it is no XLS file that can be read: {error}") from error


def _sheet(book: xlrd.book.Book, source: xlrd.sheet.Sheet) -> Sheet:
    sheet = Sheet(nfc(source.name), {})
    for row in range(source.nrows):
        for column, cell in enumerate(source.row(row)):
            if text := _text(book, source, row, column) if cell.ctype == 1 else _cell(book, cell):
                sheet.texts[row, column] = text
        if len(sheet.texts) > MOST_CELLS:
            raise Unreadable(f"its sheet {sheet.name} has more than {MOST_CELLS:,} cells")
    sheet.merged.extend((top, bottom - 1, left, right - 1) for top, bottom, left, right in source.merged_cells)
    sheet.hidden_rows.update(row for row, info in source.rowinfo_map.items() if info.hidden)
    sheet.hidden_columns.extend((column, column) for column, info in source.colinfo_map.items() if info.hidden)
    return sheet


def _text(book: xlrd.book.Book, source: xlrd.sheet.Sheet, row: int, column: int) -> str:
    """Return the text of a cell as its fonts draw it: that of the cell, and from some letters on those of its runs."""
    cell = source.cell(row, column)
    text, fonts = str(cell.value), book.font_list
    first = book.xf_list[cell.xf_index].font_index
    starts = [(0, first), *source.rich_text_runlist_map.get((row, column), [])]
    ends = [*(start for start, _ in starts[1:]), len(text)]
    runs = [(text[start:end], fonts[font].name) for (start, font), end in zip(starts, ends, strict=True) if font < len(fonts)]
    return " ".join(clean(join_runs(runs)).split())


def _cell(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> str:
    match cell.ctype:
        case 2 | 3:
            number_format = book.format_map.get(book.xf_list[cell.xf_index].format_key)
            return show_number(cell.value, number_format and number_format.format_str, from_1904=bool(book.datemode))
        case 4:
            return "TRUE" if cell.value else "FALSE"
        case 5:
            from xlrd import error_text_from_code

            return str(error_text_from_code.get(cell.value, "#N/A"))
        case _:
            return ""
