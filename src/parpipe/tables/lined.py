"""Tables that lost their columns: a row a line, its cells parted by single spaces, as copies from PDF files have them.

"1 Hải Phòng 96,17", "Ba Ria-Vung Tau 5.32 0.88 1.58": a line is a row when a known name stands between nothing but numbers. At
least five such rows, all of one shape, make a table, and only under a line that can be parted into as many labels in one way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from parpipe.model import Document
from parpipe.tables.cells import Cell, Form, Grid, form
from parpipe.tables.flattened import FEWEST_RECORDS, lines_of
from parpipe.tables.lexicon import Lexicon
from parpipe.tables.places import Place, read_place
from parpipe.tables.regrouping import Order, regroup

_LONGEST_LINE = 160
_LONGEST_LABEL = 7
"""Words of a header cell."""
_MOST_WORDS = 60
_LONGEST_HEADER = 3
"""Lines."""
_PIECE = re.compile(r"\S+")
_LAST = re.compile(r"[\d%]$| \S{1,3}$")
"""How a row ends: with a number, or with a mark that there is none."""
_NUMBERS: frozenset[Form] = frozenset({"whole", "decimal", "ratio", "ranked", "signed", "directed", "missing"})
_FINE: frozenset[Form] = frozenset({"decimal", "ratio", "ranked"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line that has the form of a row: its cells, at which place its name stands, and what that is."""

    cells: tuple[Cell, ...]
    block: int
    name: int
    place: Place


def find_lined(document: Document, lexicon: Lexicon) -> list[Grid]:
    """Return the tables of a document whose rows are lines as grids, in order."""
    lines = [(cell, place) for place, block in enumerate(document.blocks) for cell in lines_of(block)]
    rows = [_row(cell, place, lexicon) for cell, place in lines]
    grids, start = list[Grid](), 0
    for shape, run in groupby(rows, _shape):
        end = start + len(list(run))
        if shape and end - start >= FEWEST_RECORDS:
            means = [row for row in rows[end : end + 1] if row and row.place.statistic != "value"]
            table = [row for row in [*rows[start:end], *means] if row]
            grids.append(_grid([cell for cell, _ in lines[max(0, start - _LONGEST_HEADER) : start]], table, lexicon))
        start = end
    return grids


def _shape(row: Line | None) -> tuple[int, int] | None:
    """Return how many cells a row has and where its name stands; None for what is no row of one unit."""
    return (len(row.cells), row.name) if row and row.place.statistic == "value" else None


def _row(line: Cell, block: int, lexicon: Lexicon) -> Line | None:
    """Return a line as a row: a number or none, a name, then numbers to its end, one of them no whole number."""
    if len(line.text) > _LONGEST_LINE or not _LAST.search(line.text):
        return None
    pieces = list(_PIECE.finditer(line.text))
    forms = [form(piece[0], lexicon.missing) for piece in pieces]
    first, last = int(forms[0] == "whole"), len(pieces)
    while last > first and forms[last - 1] in _NUMBERS:
        last -= 1
    if not first < last < len(pieces) or not _FINE & set(forms[last:]):
        return None
    spans = [(piece.start(), piece.end()) for piece in pieces]
    name = (spans[first][0], spans[last - 1][1])
    place = read_place(line.text[slice(*name)], lexicon)
    if place is None:
        return None
    cells = tuple(_cut(line, span) for span in [*spans[:first], name, *spans[last:]])
    return Line(cells, block, first, place)


def _cut(line: Cell, span: tuple[int, int]) -> Cell:
    where, _, chars = line.locator.rpartition("&char=")
    begin = int(chars.split(",")[0])
    return Cell(line.text[slice(*span)], f"{where}&char={begin + span[0]},{begin + span[1]}")


def _grid(above: Sequence[Cell], rows: Sequence[Line], lexicon: Lexicon) -> Grid:
    """Return the table of a run of rows; without a header where the lines above it are none for certain."""
    order = Order(len(rows[0].cells), rows[0].name, 0 if rows[0].name else None)
    body = [row.cells for row in rows]
    for taken in range(1, min(_LONGEST_HEADER, len(above)) + 1):
        words = [word for line in above[-taken:] for word in line.text.split()]
        found = regroup(words, order, _LONGEST_LABEL, lexicon) if len(words) <= _MOST_WORDS else []
        if len(found) == 1:
            header = tuple(Cell(text, above[-taken].locator) for text in found[0])
            return Grid(body[0][0].locator, (header, *body), rows[0].block - taken)
        if found:
            break
    return Grid(body[0][0].locator, tuple(body), rows[0].block)
