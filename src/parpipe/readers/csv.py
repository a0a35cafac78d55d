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
_STATED = re.compile(r"sep=([\t;|,])\r?\n")
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
    occurring = [separator for separator in _SEPARATORS if separator in text]
    if len(occurring) < 2:
        return occurring[0] if occurring else ","
    shapes = {mark: _shape(_DECIMAL.sub(".", text) if mark == "," else text, mark) for mark in occurring}
    if "," in shapes and all(shape.evenness < 1 for shape in shapes.values()):
        shapes[","] = _comma_shape(text)
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


def _comma_shape(text: str) -> _Shape:
    """Return what the rows look like between commas where no mark splits all of them: then digits may be parted by them too."""
    decimal, every = _shape(_DECIMAL.sub(".", text), ","), _shape(text, ",")
    return every if decimal.evenness < 1 and (every.evenness == 1 or not decimal.evenness) else decimal


def _shape(text: str, separator: str) -> _Shape:
    """Return what the first rows look like with a separator; one cell and no evenness if it is no CSV so."""
    try:
        counts = Counter(len(cells) for cells in _rows(text, separator, _SAMPLE) if any(cells))
    except csv.Error:
        return _Shape(1, 0.0)
    (cells, rows), *_ = counts.most_common(1) or [(0, 0)]
    return _Shape(cells, rows / counts.total() if cells > 1 else 0.0)
