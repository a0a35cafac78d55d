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
    for number, header in enumerate(grid.rows[:_HEADER_WITHIN]):
        filled = [place for place, cell in enumerate(header) if cell.plain]
        width = _block_width([header[place].plain for place in filled], lexicon)
        if width:
            blocks = [filled[start : start + width] for start in range(0, len(filled), width)]
            return [Grid(grid.locator, _cut(grid.rows, number, block), grid.after) for block in blocks]
    return [grid]


def _block_width(texts: Sequence[str], lexicon: Lexicon) -> int | None:
    """Return after how many columns a header begins anew, where each block names what its rows are about."""
    for width in range(2, len(texts) // 2 + 1):
        block = list(texts[:width])
        if len(texts) % width == 0 and list(texts) == block * (len(texts) // width) and len(set(block)) == width:
            return width if any(read_label(text, lexicon).role == "name" for text in block) else None
    return None


def _cut(rows: Sequence[Row], header: int, places: Sequence[int]) -> tuple[Row, ...]:
    """Return the columns of a block; a line over its header that begins further left is that of the block as well."""
    cut = list[Row]()
    for number, row in enumerate(rows):
        cells = tuple(row[place] for place in places if place < len(row))
        title = [cell for cell in row[: places[0]] if cell.plain][-1:] if number < header else []
        if title and not any(cell.plain for cell in cells):
            cells = (*title, *cells[1:])
        if any(cell.plain for cell in cells):
            cut.append(cells)
    return tuple(cut)
