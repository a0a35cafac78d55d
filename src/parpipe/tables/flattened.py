"""Tables that lost their cells: one text a line, rank, name and figures repeating, as pages print them without any mark-up.

A run is read as a table only when at least five records follow each other in the same rhythm, each with a known name at
the same place and the same kinds of cells around it. Where a record begins must be certain: their numbers run 1, 2, 3 (with
ties), or the lines before the first are a header that can be grouped in one way only in which every group is understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parpipe.model import Block, Document
from parpipe.tables.cells import Cell, Form, Grid, Row, form, read_value
from parpipe.tables.lexicon import Lexicon
from parpipe.tables.places import read_place
from parpipe.tables.regrouping import Order, regroup

FEWEST_RECORDS = 5
LONGEST_CELL = 60
_LENGTHS = range(3, 14)
_RUN_TOGETHER = re.compile(r"(?:\d{1,2}[.,]\d{2}){3,}")
_LONGEST_LABEL = 4
"""Lines over which one header cell may be broken."""
_UNLABELLED = ("rank", "name", "score")
_FINE: frozenset[Form] = frozenset({"decimal", "ratio", "ranked", "paired"})
_WORDS: frozenset[Form] = frozenset({"text", "told"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block as a cell, the place of its block, its form, and whether it names a unit."""

    cell: Cell
    block: int
    form: Form
    names: bool


def find_flattened(document: Document, lexicon: Lexicon) -> list[Grid]:
    """Return the flattened tables of a document as grids, in order."""
    grids = list[Grid]()
    for run in _runs(document, lexicon):
        start = 0
        while start < len(run):
            grid, start = _grid_at(run, start, lexicon)
            grids += [grid] if grid else []
    return grids


def run_together(document: Document) -> list[Block]:
    """Return the blocks in which figures stand without anything between them: nobody can say where one ends."""
    return [block for block in document.blocks if _RUN_TOGETHER.search(block.text) and block.role != "footer"]


def lines_of(block: Block) -> Iterator[Cell]:
    """Yield the lines of a block as cells."""
    start = 0
    for text in block.text.split("\n"):
        if text:
            yield Cell(text, f"{block.locator}&char={start},{start + len(text)}")
        start += len(text) + 1


def _runs(document: Document, lexicon: Lexicon) -> Iterator[list[Line]]:
    """Yield the stretches of short lines, long enough for a table."""
    run = list[Line]()
    for place, block in enumerate(document.blocks):
        for cell in lines_of(block):
            if len(cell.text) > LONGEST_CELL:
                yield from [run] if len(run) >= FEWEST_RECORDS * _LENGTHS[0] else []
                run = []
            else:
                run.append(_line(cell, place, lexicon))
    if len(run) >= FEWEST_RECORDS * _LENGTHS[0]:
        yield run


def _line(cell: Cell, block: int, lexicon: Lexicon) -> Line:
    shape = form(cell.plain, lexicon.missing)
    place = read_place(cell.plain, lexicon) if shape in _WORDS else None
    return Line(cell, block, shape, place is not None and place.statistic == "value")


def _grid_at(run: Sequence[Line], start: int, lexicon: Lexicon) -> tuple[Grid | None, int]:
    """Return the table whose records begin at a line, if one does, and the line to go on from."""
    for name in (0, 1):
        length = _length(run, start, name)
        records = _records(run, start, name, length) if length else 0
        if not length or records < FEWEST_RECORDS:
            continue
        end = start + records * length
        rows = [tuple(line.cell for line in run[at : at + length]) for at in range(start, end, length)]
        order = Order(length, name, _numbered(rows))
        header, first = _header(run, start, rows, order, lexicon)
        if header or (order.number is not None and not _goes_before(run, start, length)):
            footer = _footer(run, end, length, lexicon)
            return Grid(run[start].cell.locator, (*header, *rows, *footer), run[first].block), end + sum(map(len, footer))
    return None, start + 1


def _length(run: Sequence[Line], start: int, name: int) -> int | None:
    """Return after how many lines the next name stands; None where none does, or this is none."""
    here = start + name
    if here >= len(run) or not run[here].names or (name and run[start].names):
        return None
    return next((length for length in _LENGTHS if here + length < len(run) and run[here + length].names), None)


def _records(run: Sequence[Line], start: int, name: int, length: int) -> int:
    """Return how many records of a length follow each other, the cells at each place of one kind, some of them fine figures."""
    count, kinds = 0, list[set[bool]]([set() for _ in range(length)])
    while start + (count + 1) * length <= len(run):
        record = run[start + count * length : start + (count + 1) * length]
        others = [line for place, line in enumerate(record) if place != name]
        if not record[name].names or any(line.names for line in others) or not any(line.form in _FINE for line in others):
            break
        said = [
            kinds[place] | {line.form in _WORDS} if line.form != "missing" else kinds[place]
            for place, line in enumerate(record)
        ]
        if any(len(kind) > 1 for kind in said):
            break
        kinds, count = said, count + 1
    return count


def _numbered(rows: Sequence[Row]) -> int | None:
    """Return at which place of their records numbers run on from 1 or are tied with the one before; None where none do."""
    return next((place for place in range(len(rows[0])) if _runs_on([row[place].plain for row in rows])), None)


def _runs_on(texts: Sequence[str]) -> bool:
    number = 0
    for count, text in enumerate(texts, start=1):
        found = text.lstrip("0")
        if found not in (str(count), str(number)):
            return False
        number = int(found)
    return number > 1


def _goes_before(run: Sequence[Line], start: int, length: int) -> bool:
    """Return whether a name stands where a record before the first would have its own: the records may begin with that."""
    before = run[max(0, start - length + 1) : start]
    return any(line.names for line in before)


def _header(run: Sequence[Line], start: int, rows: Sequence[Row], order: Order, lexicon: Lexicon) -> tuple[list[Row], int]:
    """Return the header row, if it is certain, and the line where it begins."""
    for length in range(order.length, min(start, 3 * order.length) + 1):
        lines = [line.cell for line in run[start - length : start]]
        found = regroup([cell.plain for cell in lines], order, _LONGEST_LABEL, lexicon)
        if len(found) == 1:
            return [tuple(Cell(text, lines[0].locator) for text in found[0])], start - length
        if found:
            return [], start
    if order.length == len(_UNLABELLED) and order.number == 0 and _falls(rows) and not _goes_before(run, start, order.length):
        return [tuple(Cell(text, "") for text in _UNLABELLED)], start
    return [], start


def unlabelled(rows: Sequence[Row], lexicon: Lexicon) -> Row | None:
    """Return the header that rows of number, name and score would have: the numbers run on from 1, and the scores fall."""
    if len(rows) < FEWEST_RECORDS or any(len(row) != len(_UNLABELLED) for row in rows) or not _falls(rows):
        return None
    lines = [_line(cell, 0, lexicon) for row in rows for cell in row]
    if _records(lines, 0, 1, len(_UNLABELLED)) < len(rows) or _numbered(rows) != 0:
        return None
    return tuple(Cell(text, "") for text in _UNLABELLED)


def _falls(rows: Sequence[Row]) -> bool:
    """Return whether the figures of unlabelled records fall with their number, as the scores of a ranking do."""
    values = [read_value(row[2].text) for row in rows]
    if any(value is None or value.signed or "." not in str(value.value) for value in values):
        return False
    return all(one.value >= other.value for one, other in pairwise([value for value in values if value]))


def _footer(run: Sequence[Line], end: int, length: int, lexicon: Lexicon) -> list[Row]:
    """Return the row of means after the last record: its name and the numbers after it."""
    place = read_place(run[end].cell.plain, lexicon) if end < len(run) else None
    if place is None or place.statistic == "value":
        return []
    row = [run[end].cell]
    for line in run[end + 1 : end + length]:
        if line.form not in ("decimal", "whole"):
            break
        row.append(line.cell)
    return [tuple(row)]
