"""A table as a sheet: Vietnamese headings, under them the names that programs know, frozen, with a filter and widths that fit.

A table that is longer than a sheet of Excel goes on in another sheet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from parpipe.schema import column_types, load_schema
from parpipe.sheets.cells import LINK, MOST_ROWS, Entry, Styles, cell_of, heading_style, is_address, set_up_page

if TYPE_CHECKING:
    from pyarrow import Array, ChunkedArray, Table
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from parpipe.sheets.columns import Cells, ColumnSheet

HEADINGS = 2
"""The rows of a sheet before the first row of its table."""

ADDRESSES = {"statements": "source_url", "sources": "site"}
"""The columns whose addresses are links, except for pages that only copy others (``mirror``)."""

_MOST_LINKS = 65_530
_NARROWEST, _WIDEST, _PAGE = 8, 44, 200


def write_table(
    book: Workbook, styles: Styles, names: tuple[str, str], table: Table, footer: str, most_rows: int = MOST_ROWS
) -> list[Entry]:
    """Return the sheets that a table was written to; ``names`` are those of the first sheet and of the schema."""
    from parpipe.sheets.columns import ColumnSheet

    room = most_rows - HEADINGS
    title, schema_name = names
    schema = load_schema(schema_name)
    written = list[Entry]()
    for number, start in enumerate(range(0, max(len(table), 1), room), start=1):
        part = table.slice(start, room)
        name = title if number == 1 else f"{title} ({number})"
        written.append(Entry(name, schema["description@vi"], schema["description"], len(part)))
        sheet = book.add_worksheet(name, ColumnSheet)
        width = _write_headings(sheet, styles, schema["fields"], part)
        set_up_page(sheet, footer, (0, HEADINGS - 1), math.ceil(width / _PAGE))
        _fill(sheet, styles, schema_name, part)
    return written


def _write_headings(sheet: Worksheet, styles: Styles, fields: list[Mapping[str, Any]], table: Table) -> int:
    """Return the width of all columns in characters."""
    technical = styles.style({"italic": True, "font_color": "#595959", "font_size": 9, "bg_color": "#F2F2F2"})
    widths = [_width(table[field["name"]], field) for field in fields]
    lines = max(math.ceil(1.2 * len(field["title@vi"]) / width) for field, width in zip(fields, widths, strict=True))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 15 * lines + 3)
    for column, field in enumerate(fields):
        sheet.write_string(0, column, field["title@vi"], heading_style(styles))
    for column, field in enumerate(fields):
        sheet.write_string(1, column, field["name"], technical)
    sheet.freeze_panes(HEADINGS, 0)
    sheet.autofilter(1, 0, max(len(table), 1) + 1, len(fields) - 1)
    return sum(widths)


def _width(column: ChunkedArray, field: Mapping[str, Any]) -> int:
    """Return the width of a column in characters: that of its longest value or name, within limits."""
    import pyarrow as pa
    import pyarrow.compute as pc

    longest = pc.max(pc.utf8_length(column.cast(pa.string()))).as_py() or 0
    words = max(len(word) for word in field["title@vi"].split())
    return min(max(longest + 3, words + 3, len(field["name"]) + 4, _NARROWEST), _WIDEST)


def _cells(column: Array, kind: str, styles: Styles) -> Cells:
    from parpipe.sheets.columns import Cells

    encoded = column.dictionary_encode()
    return Cells(encoded.indices, [cell_of(value, kind, styles) for value in encoded.dictionary.to_pylist()])


def _fill(sheet: ColumnSheet, styles: Styles, schema_name: str, table: Table) -> None:
    """Write the rows of a table, its addresses as links."""
    kinds, table = column_types(schema_name), table.combine_chunks()
    columns = {name: _cells(_whole(table[name]), kinds[name], styles) for name in table.column_names}
    address = ADDRESSES.get(schema_name)
    if address:
        columns[address] = _link(sheet, styles, table, address, columns[address])
    sheet.set_table(HEADINGS, list(columns.values()))


def _whole(column: ChunkedArray) -> Array:
    return column.chunk(0) if column.num_chunks else column.combine_chunks()


def _link(sheet: ColumnSheet, styles: Styles, table: Table, address: str, cells: Cells) -> Cells:
    """Return the cells of a column of addresses, those as links that are no copies; a sheet holds only so many."""
    import pyarrow as pa

    from parpipe.sheets.columns import Cells

    style = styles.style({**LINK, "align": "left", "indent": 1})
    texts, mirrors = table[address].to_pylist(), table["mirror"].to_pylist()
    fits = {text: is_address(text) for text in set(texts)}
    linked = [fits[text] and not mirror for text, mirror in zip(texts, mirrors, strict=True)][: _MOST_LINKS - HEADINGS]
    numbers, several = cells.numbers.to_pylist(), len(cells.values)
    for row in (row for row, is_link in enumerate(linked) if is_link):
        sheet.write_url(HEADINGS + row, table.column_names.index(address), texts[row], style)
        numbers[row] += several
    return Cells(pa.array(numbers, pa.int32()), [*cells.values, *((text, style) for text, _ in cells.values)])
