"""One sheet as its writer stored it, and the rows of texts that a person sees in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from parpipe.errors import Unreadable
from parpipe.limits import MOST_CELLS, MOST_TEXT

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class Sheet:
    """Texts by row and column, both from 0, and what is merged or hidden.

    ``merged`` has the first and last row, and the first and last column, of every merged area, all inclusive; so has
    ``hidden_columns`` the first and last of every run of hidden columns.
    """

    name: str
    texts: dict[tuple[int, int], str]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def bounded(sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    """Yield the sheets, which are read one by one; Unreadable if together they have more texts than a document can need."""
    cells = 0
    for sheet in sheets:
        cells += len(sheet.texts)
        if cells > MOST_CELLS:
            raise Unreadable(f"its sheets have more than {MOST_CELLS:,} cells")
        yield sheet


def visible_rows(sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    """Return the rows from A1 to the last text, all of one width, merged cells repeating their text.

    A hidden cell is empty, so that every other keeps its address. Unreadable for more cells than a document can need.
    """
    if not sheet.texts:
        return ()
    height = 1 + max(row for row, _ in sheet.texts)
    width = 1 + max(column for _, column in sheet.texts)
    if height * width > MOST_CELLS:
        raise Unreadable(f"its sheet {sheet.name} has {height:,} rows of {width:,} columns, more than {MOST_CELLS:,} cells")
    rows = [[""] * width for _ in range(height)]
    for (row, column), text in sheet.texts.items():
        rows[row][column] = text
    _repeat_merged(sheet, rows)
    for column in _numbers(sheet.hidden_columns, width):
        for cells in rows:
            cells[column] = ""
    return _trimmed(tuple("" for _ in cells) if row in sheet.hidden_rows else tuple(cells) for row, cells in enumerate(rows))


def _repeat_merged(sheet: Sheet, rows: list[list[str]]) -> None:
    filled = 0
    for first_row, last_row, first_column, last_column in sheet.merged:
        last_row, last_column = min(last_row, len(rows) - 1), min(last_column, len(rows[0]) - 1)
        if first_row > last_row or first_column > last_column:
            continue
        filled += (last_row - first_row + 1) * (last_column - first_column + 1)
        if filled > MOST_CELLS:
            raise Unreadable(f"the merged cells of its sheet {sheet.name} cover more than {MOST_CELLS:,} cells")
        text = rows[first_row][first_column]
        for cells in rows[first_row : last_row + 1]:
            cells[first_column : last_column + 1] = [text] * (last_column - first_column + 1)


def _numbers(runs: Iterable[tuple[int, int]], width: int) -> set[int]:
    """Return the numbers below ``width`` that are in one of the runs, of which there may be very many."""
    changes = [0] * (width + 1)
    for first, last in runs:
        if max(first, 0) < min(last + 1, width):
            changes[max(first, 0)] += 1
            changes[min(last + 1, width)] -= 1
    return {number for number, covered in enumerate(accumulate(changes[:width])) if covered}


def _trimmed(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return the rows without the empty ones at the end, such as hidden ones; Unreadable if merging made too much text."""
    kept = list(rows)
    while kept and not any(kept[-1]):
        kept.pop()
    if sum(len(text) for cells in kept for text in cells) > MOST_TEXT:
        raise Unreadable(f"it has more than {MOST_TEXT:,} characters")
    return tuple(kept)
