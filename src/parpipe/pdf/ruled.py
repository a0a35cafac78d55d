"""Tables with lines around their cells: rules to grids, grids to cells, cells to rows of texts.

Every rule that crosses others belongs to a grid. Two neighbouring fields of a grid without a rule between them are one
merged cell; where merged fields make no rectangle, the drawing is no table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise, product

from parpipe.errors import Unreadable
from parpipe.limits import MOST_CELLS
from parpipe.pdf.lines import NUMBER, SAME_LINE, Piece, join_lines
from parpipe.pdf.page import Rule

_NEAR = 3.0
"""Points within which rules are taken to be one, or to touch."""

_FULL = 0.6
"""Share of a side that must be ruled for the side to be there."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the places of its columns' and rows' edges, the texts of its fields by row, and the cell of each field."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    cells: dict[tuple[int, int], tuple[int, int]]

    def holds(self, piece: Piece) -> bool:
        """Return whether a piece of text stands in the table."""
        middle = (piece.x0 + piece.x1) / 2
        return self.xs[0] - _NEAR <= middle <= self.xs[-1] + _NEAR and self.ys[0] <= piece.middle <= self.ys[-1]


@dataclass(frozen=True, slots=True)
class _Side:
    """A rule as a stretch at a place: ``at`` is y of a horizontal and x of a vertical one."""

    at: float
    first: float
    last: float


def find_grids(rules: list[Rule], pieces: list[Piece]) -> list[Grid]:
    """Return the ruled tables of a page from top to bottom. A frame, or a single row or column of fields, is none."""
    across = _joined(
        [_Side((rule.y0 + rule.y1) / 2, rule.x0, rule.x1) for rule in rules if rule.x1 - rule.x0 > rule.y1 - rule.y0]
    )
    down = _joined(
        [_Side((rule.x0 + rule.x1) / 2, rule.y0, rule.y1) for rule in rules if rule.x1 - rule.x0 <= rule.y1 - rule.y0]
    )
    grids = [_grid(*group, pieces) for group in _crossing(across, down)]
    return sorted((grid for grid in grids if grid), key=lambda grid: (grid.ys[0], grid.xs[0]))


def _joined(sides: list[_Side]) -> list[_Side]:
    """Return the sides with those joined that continue or double each other."""
    joined = list[_Side]()
    for same in _clusters(sides):
        at = sum(side.at for side in same) / len(same)
        for side in sorted(same, key=lambda side: side.first):
            if joined and joined[-1].at == at and side.first <= joined[-1].last + _NEAR:
                joined[-1] = _Side(at, joined[-1].first, max(joined[-1].last, side.last))
            else:
                joined.append(_Side(at, side.first, side.last))
    return joined


def _clusters(sides: list[_Side]) -> list[list[_Side]]:
    """Return the sides in groups whose neighbours are near each other."""
    groups = list[list[_Side]]()
    for side in sorted(sides, key=lambda side: side.at):
        if groups and side.at - groups[-1][-1].at <= _NEAR:
            groups[-1].append(side)
        else:
            groups.append([side])
    return groups


def _crossing(across: list[_Side], down: list[_Side]) -> list[tuple[list[_Side], list[_Side]]]:
    """Return the groups of horizontal and vertical sides that touch each other, directly or over others."""
    group_of = list(range(len(across) + len(down)))

    def find(member: int) -> int:
        while group_of[member] != member:
            group_of[member] = group_of[group_of[member]]
            member = group_of[member]
        return member

    for (i, flat), (j, upright) in product(enumerate(across), enumerate(down, start=len(across))):
        if flat.first - _NEAR <= upright.at <= flat.last + _NEAR and upright.first - _NEAR <= flat.at <= upright.last + _NEAR:
            group_of[find(i)] = find(j)
    groups = defaultdict[int, tuple[list[_Side], list[_Side]]](lambda: ([], []))
    for i, side in enumerate(across + down):
        groups[find(i)][i >= len(across)].append(side)
    return list(groups.values())


def _grid(across: list[_Side], down: list[_Side], pieces: list[Piece]) -> Grid | None:
    if not across or not down:
        return None
    ys, xs = _places(across, down), _places(down, across)
    if len(ys) < 3 or len(xs) < 3:
        return None
    if len(ys) * len(xs) > MOST_CELLS:
        raise Unreadable(f"a table on one of its pages has more than {MOST_CELLS:,} fields")
    cells = _cells(xs, ys, across, down)
    texts = _texts(xs, ys, pieces, cells)
    if texts is None:
        return None
    rows = tuple(tuple(texts[cells[row, column]] for column in range(len(xs) - 1)) for row in range(len(ys) - 1))
    return Grid(tuple(xs), tuple(ys), rows, cells)


def _places(sides: list[_Side], others: list[_Side]) -> list[float]:
    """Return where the edges of columns (or rows) are; the outermost may have no rule, and are where the others end."""
    ends = [_Side(min(side.first for side in others), 0, 0), _Side(max(side.last for side in others), 0, 0)]
    return [sum(side.at for side in group) / len(group) for group in _clusters([*sides, *ends])]


def _cells(xs: list[float], ys: list[float], across: list[_Side], down: list[_Side]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the first field of the cell that each field belongs to."""
    flat, upright = _ruled(xs, ys, across), _ruled(ys, xs, down)
    cells = dict[tuple[int, int], tuple[int, int]]()
    for row, column in product(range(len(ys) - 1), range(len(xs) - 1)):
        if column and (column, row) not in upright:
            cells[row, column] = cells[row, column - 1]
        elif row and (row, column) not in flat:
            cells[row, column] = cells[row - 1, column]
        else:
            cells[row, column] = (row, column)
    return cells


def _ruled(along: list[float], places: list[float], sides: list[_Side]) -> set[tuple[int, int]]:
    """Return the pairs (place, field along it) that have a rule."""
    ruled = set[tuple[int, int]]()
    for side in sides:
        place = min(range(len(places)), key=lambda number: abs(places[number] - side.at))
        for field, (first, last) in enumerate(pairwise(along)):
            if min(last, side.last) - max(first, side.first) >= _FULL * (last - first):
                ruled.add((place, field))
    return ruled


def _texts(
    xs: list[float], ys: list[float], pieces: list[Piece], cells: dict[tuple[int, int], tuple[int, int]]
) -> dict[tuple[int, int], str] | None:
    """Return the text of every cell; None if it is not certain: text over the edge of its cell, rows without rules between."""
    extents = _extents(cells)
    if extents is None:
        return None
    words = defaultdict[tuple[int, int], list[Piece]](list)
    for piece in pieces:
        row, column = bisect_right(ys, piece.middle) - 1, bisect_right(xs, (piece.x0 + piece.x1) / 2) - 1
        cell = cells.get((row, column))
        if cell is None:
            continue
        last_column = extents[cell][1]
        if piece.x0 < xs[cell[1]] - 2 * _NEAR or piece.x1 > xs[last_column + 1] + 2 * _NEAR:
            return None
        words[cell].append(piece)
    lines = {cell: _lines(words[cell]) for cell in extents}
    return None if _holds_rows(lines) else {cell: join_lines(lines[cell]) for cell in extents}


def _holds_rows(lines: dict[tuple[int, int], list[str]]) -> bool:
    """Return whether a row of cells is several rows of a table that has no rules between them: numbers above numbers."""
    stacks = defaultdict[int, list[int]](list)
    for (row, _), texts in lines.items():
        if len(texts) > 1 and all(NUMBER.fullmatch(text) for text in texts):
            stacks[row].append(len(texts))
    return any(len(heights) > 1 or max(heights) > 2 for heights in stacks.values())


def _extents(cells: dict[tuple[int, int], tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]] | None:
    """Return the last row and column of every cell by its first; None if one is no rectangle."""
    last, count = dict[tuple[int, int], tuple[int, int]](), defaultdict[tuple[int, int], int](int)
    for (row, column), cell in cells.items():
        high, wide = last.get(cell, cell)
        last[cell] = (max(high, row), max(wide, column))
        count[cell] += 1
    for (row, column), (high, wide) in last.items():
        if count[row, column] != (high - row + 1) * (wide - column + 1):
            return None
    return last


def _lines(pieces: list[Piece]) -> list[str]:
    """Return the lines of text in a cell."""
    lines = list[list[Piece]]()
    for piece in sorted(pieces, key=lambda piece: piece.baseline):
        if lines and piece.baseline - lines[-1][0].baseline < SAME_LINE * piece.size:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [" ".join(piece.text for piece in sorted(line, key=lambda piece: piece.x0)) for line in lines]
