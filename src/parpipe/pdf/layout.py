"""A page divided into its tables and the paragraphs around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from parpipe.pdf.aligned import find_aligned
from parpipe.pdf.lines import Line, read_lines
from parpipe.pdf.page import Page
from parpipe.pdf.paragraphs import Paragraph, read_paragraphs
from parpipe.pdf.ruled import find_grids

Rows = tuple[tuple[str, ...], ...]
Span = tuple[float, float]
Field = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A table on a page: where it begins, its rows, and the place of its columns and rows.

    ``merged`` has the fields of a cell by each of them, for cells of several fields.
    """

    top: float
    rows: Rows
    columns: tuple[Span, ...]
    bands: tuple[Span, ...]
    merged: Mapping[Field, Sequence[Field]] = field(default_factory=dict)

    @property
    def lefts(self) -> tuple[float, ...]:
        """Return where its columns begin."""
        return tuple(first for first, _ in self.columns)

    def box(self, row: int, column: int) -> tuple[float, float, float, float]:
        """Return the left, top, right and bottom of the cell that a field belongs to."""
        fields = self.merged.get((row, column), [(row, column)])
        (top, _), (_, bottom) = self.bands[fields[0][0]], self.bands[fields[-1][0]]
        columns = [self.columns[number] for _, number in fields]
        return min(left for left, _ in columns), top, max(right for _, right in columns), bottom

    def at(self, x: float, y: float) -> Sequence[Field]:
        """Return the fields of the cell at a place, none if no cell is there."""
        for row, (top, bottom) in enumerate(self.bands):
            for column, (left, right) in enumerate(self.columns):
                if top <= y <= bottom and left <= x <= right:
                    return self.merged.get((row, column), [(row, column)])
        return []


def divide(page: Page) -> tuple[list[list[Paragraph]], list[Found]]:
    """Return the tables of a page from top to bottom, and the paragraphs before, between and after them."""
    lines = read_lines(page.glyphs, page.rules)
    grids = find_grids(page.rules, [piece for line in lines for piece in line])
    free = [rest for line in lines if (rest := [piece for piece in line if not any(grid.holds(piece) for grid in grids)])]
    aligned = find_aligned(free)
    taken = {place for table in aligned for place in range(table.first, table.last + 1)}
    tables = [
        Found(grid.ys[0], grid.rows, tuple(pairwise(grid.xs)), tuple(pairwise(grid.ys)), _merged(grid.cells)) for grid in grids
    ]
    for table in aligned:
        tables.append(Found(free[table.first][0].baseline, table.rows, table.columns, table.bands))
    tables.sort(key=lambda table: table.top)
    sections: list[list[Line]] = [[] for _ in range(len(tables) + 1)]
    for place, line in enumerate(free):
        if place not in taken:
            sections[sum(table.top <= line[0].baseline for table in tables)].append(line)
    size = median(glyph.size for glyph in page.glyphs) if page.glyphs else 0.0
    return [read_paragraphs(section, size) for section in sections], tables


def _merged(cells: Mapping[Field, Field]) -> dict[Field, list[Field]]:
    """Return the fields of every cell of several, by each of them; ``cells`` has the first field of each field's cell."""
    members = defaultdict[Field, list[Field]](list)
    for place in sorted(cells):
        members[cells[place]].append(place)
    return {place: fields for fields in members.values() if len(fields) > 1 for place in fields}
