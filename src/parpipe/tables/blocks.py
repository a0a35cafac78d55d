"""Tables that stand side by side in one grid: "Hạng | Tỉnh | Hạng | Tỉnh", whose columns begin anew with the same header."""

from __future__ import annotations

from collections.abc import Sequence

from parpipe.tables.cells import Grid, Row
from parpipe.tables.labels import read_label
from parpipe.tables.lexicon import Lexicon

_HEADER_WITHIN = 8
"""Rows in which a header is looked for."""


def part_blocks(grid: Grid, lexicon: Lexicon) -> list[Grid]:
    """Return the tables of a grid one after the other; the grid itself where its header does not repeat."""
    for number, row in enumerate(grid.rows[:_HEADER_WITHIN]):
        width = _block_width(row, lexicon)
        if width:
            blocks = range(0, len(row), width)
            return [Grid(grid.locator, _cut(grid.rows, number, start, width), grid.after) for start in blocks]
    return [grid]


def _block_width(row: Row, lexicon: Lexicon) -> int | None:
    """Return after how many columns a header begins anew, where each block names what its rows are about."""
    texts = [cell.plain for cell in row]
    for width in range(2, len(texts) // 2 + 1):
        block = texts[:width]
        if len(texts) % width == 0 and texts == block * (len(texts) // width) and len(set(block)) == width and all(block):
            return width if any(read_label(text, lexicon).role == "name" for text in block) else None
    return None


def _cut(rows: Sequence[Row], header: int, start: int, width: int) -> tuple[Row, ...]:
    """Return the columns of a block, with the lines over its header as they are."""
    cut = (row[start : start + width] if number >= header else row for number, row in enumerate(rows))
    return tuple(row for row in cut if any(cell.plain for cell in row))
