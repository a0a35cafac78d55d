"""CSV and TSV to a Document: one table whose cells are addressed by row and column alone, the header being row 1.

The separator is the comma, semicolon, tab or bar that occurs. Where several occur, each is tried on the first rows, commas
between digits being decimal marks. The one that splits all rows into equally many cells is taken, of several such one that
makes twice as many cells as any other, else the only one that splits most rows; a document in which that is not one is
refused, for a guess would move figures to other columns.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from itertools import islice
from typing import NamedTuple

from parpipe.errors import Unreadable
from parpipe.limits import MOST_CELLS
from parpipe.model import Document, Table
from parpipe.readers.encoding import decode
from parpipe.repair.letters import repair_lines

_SEPARATORS = ("\t", ";", "|", ",")
_NAMES = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas"}
_SAMPLE = 200
_CLEARLY = 2
_STATED = re.compile(r'"?sep=([\t;|,])"?\r?\n', re.IGNORECASE)
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")


def read_csv(data: bytes) -> Document:
    """Return the table of a file of separated values, cells as they stand; Unreadable if it is none, or in doubt."""
    text = repair_lines(decode(data))
    if stated := _STATED.match(text):
        return _table(text[stated.end() :], stated[1])
    return _table(text, _separator(text))


def read_tsv(data: bytes) -> Document:
    """Return the table of a file whose values are separated by tabs; Unreadable if it is none."""
    return _table(repair_lines(decode(data)), "\t")


def _table(text: str, separator: str) -> Document:
    try:
        return Document((), (Table("", tuple(_rows(text, separator))),))
    except csv.Error as error:
        raise Unreadable(f"this is not a CSV file: {error}") from error


def _rows(text: str, separator: str, most: int | None = None) -> list[tuple[str, ...]]:
    csv.field_size_limit(sys.maxsize)  # of the whole process: other packages change it, and the size of a document is limited
    rows, cells = list[tuple[str, ...]](), 0
    for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), most):
        rows.append(tuple(row))
        cells += len(row) or 1
        if cells > MOST_CELLS:
            raise Unreadable(f"it has more than {MOST_CELLS:,} cells")
    return rows


def _separator(text: str) -> str:
    """Return the separator by the rule above."""
    found = _found(text)
    if found == "," and _are_decimal_marks(text):
        raise Unreadable("its commas separate cells and are decimal marks; save it with quotes around cells that hold a comma")
    return found


def _found(text: str) -> str:
    occurring = [separator for separator in _SEPARATORS if separator in text]
    if len(occurring) < 2:
        return occurring[0] if occurring else ","
    shapes = {mark: _shape(text, mark) for mark in occurring if mark != ","}
    if "," in occurring:
        shapes[","] = _comma_shape(text, alone=all(shape.evenness < 1 for shape in shapes.values()))
    splitting = {mark: shape for mark, shape in shapes.items() if shape.evenness}
    even = {mark: shape.cells for mark, shape in splitting.items() if shape.evenness == 1}
    found = _clearest(even) if even else list(splitting)
    if len(found) == 1:
        return found[0]
    names = " or ".join(_NAMES[mark] for mark in even or splitting or occurring)
    raise Unreadable(f"its cells may be separated by {names}; save it with commas, and with quotes around cells that hold one")


def _clearest(even: dict[str, int]) -> list[str]:
    """Return the separator that makes twice as many cells as any other, if there is one."""
    most, *others = sorted(even.values(), reverse=True)
    return [mark for mark, cells in even.items() if cells == most and all(most >= _CLEARLY * few for few in others)]


class _Shape(NamedTuple):
    """How many cells most rows have, and the share of rows that have so many; no share where those are one cell each."""

    cells: int
    evenness: float


def _comma_shape(text: str, *, alone: bool) -> _Shape:
    """Return what the rows look like between commas: those between digits are decimal marks, unless all rows say otherwise.

    ``alone``: nothing else splits all rows. "Tỉnh, thành phố;Điểm" and "Huế;67,41" have a comma each, by chance.
    """
    decimal, every = _shape(_DECIMAL.sub(".", text), ","), _shape(text, ",")
    return every if alone and decimal.evenness < 1 and every.evenness == 1 else decimal


def _are_decimal_marks(text: str) -> bool:
    """Return whether rows are of equal length only if the commas between digits are no separators."""
    if not _DECIMAL.search(text):
        return False
    decimal, every = _lengths(_DECIMAL.sub(".", text), ","), _lengths(text, ",")
    return len(decimal) == 1 and len(every) > 1


def _shape(text: str, separator: str) -> _Shape:
    """Return what the first rows look like with a separator; one cell and no evenness if it is no CSV so."""
    counts = _lengths(text, separator)
    (cells, rows), *_ = counts.most_common(1) or [(1, 0)]
    return _Shape(cells, rows / counts.total() if cells > 1 else 0.0)


def _lengths(text: str, separator: str) -> Counter[int]:
    """Return how many of the first rows have how many cells, empty rows left out; none if it is no CSV so."""
    try:
        return Counter(len(cells) for cells in _rows(text, separator, _SAMPLE) if any(cells))
    except csv.Error:
        return Counter()
