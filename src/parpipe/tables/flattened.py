"""Tables that lost their cells: one text a line, rank, name and figures repeating, as pages print them without any mark-up.

A run is read as a table only when at least five records follow each other in the same rhythm, each beginning with its
number and a known name, the numbers running 1, 2, 3 (with ties). The header is the lines before it, grouped in the one
way in which every group is understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from parpipe.model import Block, Document
from parpipe.tables.cells import Cell, Grid, Row, form, read_value
from parpipe.tables.labels import Label, read_label
from parpipe.tables.lexicon import Lexicon
from parpipe.tables.places import read_place

FEWEST_RECORDS = 5
_LONGEST_CELL = 60
_PERIODS = range(3, 14)
_RUN_TOGETHER = re.compile(r"(?:\d{1,2}[.,]\d{2}){3,}")
_LONGEST_LABEL = 4
"""Lines over which one header cell may be broken."""
_UNLABELLED = ("rank", "name", "score")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block as a cell, and the place of its block."""

    cell: Cell
    block: int


def find_flattened(document: Document, lexicon: Lexicon) -> list[Grid]:
    """Return the flattened tables of a document as grids, in order."""
    grids = list[Grid]()
    for run in _runs(document):
        start = 0
        while start < len(run):
            grid, start = _grid_at(run, start, lexicon)
            grids += [grid] if grid else []
    return grids


def run_together(document: Document) -> list[Block]:
    """Return the blocks in which figures stand without anything between them: nobody can say where one ends."""
    return [block for block in document.blocks if _RUN_TOGETHER.search(block.text) and block.role != "footer"]


def _runs(document: Document) -> Iterator[list[Line]]:
    """Yield the stretches of short lines, long enough for a table."""
    run = list[Line]()
    for place, block in enumerate(document.blocks):
        for line in _lines(block, place):
            if len(line.cell.text) > _LONGEST_CELL:
                yield from [run] if len(run) >= FEWEST_RECORDS * _PERIODS[0] else []
                run = []
            else:
                run.append(line)
    if len(run) >= FEWEST_RECORDS * _PERIODS[0]:
        yield run


def _lines(block: Block, place: int) -> Iterator[Line]:
    start = 0
    for text in block.text.split("\n"):
        if text:
            yield Line(Cell(text, f"{block.locator}&char={start},{start + len(text)}"), place)
        start += len(text) + 1


def _grid_at(run: Sequence[Line], start: int, lexicon: Lexicon) -> tuple[Grid | None, int]:
    """Return the table whose records begin at a line, if one does, and the line to go on from."""
    if not _begins(run, start, 1, lexicon):
        return None, start + 1
    for period in _PERIODS:
        records = _records(run, start, period, lexicon)
        if records >= FEWEST_RECORDS:
            end = start + records * period
            rows = [tuple(line.cell for line in run[at : at + period]) for at in range(start, end, period)]
            header, first = _header(run, start, period, rows, lexicon)
            footer = _footer(run, end, period, lexicon)
            found = Grid(run[start].cell.locator, (*header, *rows, *footer), run[first].block)
            return found, end + sum(map(len, footer))
    return None, start + 1


def _begins(run: Sequence[Line], place: int, number: int, lexicon: Lexicon) -> bool:
    """Return whether a record with a number begins at a line: the number, then the name of a unit."""
    if place + 1 >= len(run) or run[place].cell.plain.lstrip("0") != str(number):
        return False
    named = read_place(run[place + 1].cell.plain, lexicon)
    return named is not None and named.statistic == "value"


def _records(run: Sequence[Line], start: int, period: int, lexicon: Lexicon) -> int:
    """Return how many records of a length follow each other, their numbers running on or tied with the one before."""
    count, number = 0, 1
    while start + (count + 1) * period <= len(run):
        place = start + count * period
        expected = [one for one in (count + 1, number) if _begins(run, place, one, lexicon)]
        inside = run[place + 2 : place + period]
        if not expected or not any(form(line.cell.plain, lexicon.missing) in ("decimal", "ratio", "ranked") for line in inside):
            break
        number, count = expected[0], count + 1
    return count


def _header(run: Sequence[Line], start: int, period: int, rows: Sequence[Row], lexicon: Lexicon) -> tuple[list[Row], int]:
    """Return the header row, if it is certain, and the line where it begins."""
    for length in range(period, min(start, 3 * period) + 1):
        lines = [line.cell for line in run[start - length : start]]
        found = _groupings(lines, period, lexicon)
        if len(found) == 1:
            return [tuple(Cell(text, lines[0].locator) for text in found[0])], start - length
        if found:
            return [], start
    if period == len(_UNLABELLED) and _falls(rows):
        return [tuple(Cell(text, "") for text in _UNLABELLED)], start
    return [], start


def unlabelled(rows: Sequence[Row], lexicon: Lexicon) -> Row | None:
    """Return the header that rows of number, name and score would have: the numbers run on from 1, and the scores fall."""
    if len(rows) < FEWEST_RECORDS or any(len(row) != len(_UNLABELLED) for row in rows) or not _falls(rows):
        return None
    lines = [Line(cell, 0) for row in rows for cell in row]
    if _records(lines, 0, len(_UNLABELLED), lexicon) < len(rows):
        return None
    return tuple(Cell(text, "") for text in _UNLABELLED)


def _groupings(lines: Sequence[Cell], groups: int, lexicon: Lexicon) -> list[list[str]]:
    """Return the ways to join lines into so many labels that each is understood, two at most: number, name, then figures.

    Where the lines that begin in lower case go on with the one before, that is the way; else any way that is the only one.
    """
    written = _sentences(lines)
    if len(written) == groups and all(_fits(read_label(text, lexicon), number) for number, text in enumerate(written)):
        return [written]

    @cache
    def ways(start: int, number: int) -> list[list[str]]:
        if number == groups:
            return [[]] if start == len(lines) else []
        found = list[list[str]]()
        for end in range(start + 1, min(start + _LONGEST_LABEL, len(lines)) + 1):
            text = " ".join(cell.plain for cell in lines[start:end])
            if len(found) < 2 and _fits(read_label(text, lexicon), number):
                found += [[text, *rest] for rest in ways(end, number + 1)]
        return found[:2]

    return ways(0, 0)


def _sentences(lines: Sequence[Cell]) -> list[str]:
    """Return the lines with those that begin in lower case joined to the one before."""
    joined = list[str]()
    for cell in lines:
        if joined and cell.plain[:1].islower():
            joined[-1] = f"{joined[-1]} {cell.plain}"
        else:
            joined.append(cell.plain)
    return joined


def _fits(label: Label, number: int) -> bool:
    if not label.certain() or not label.says():
        return False
    if number < 2:
        return label.role in ((("rank", "serial"), ("name",))[number])
    return label.role not in ("serial", "name")


def _falls(rows: Sequence[Row]) -> bool:
    """Return whether the figures of unlabelled records fall with their number, as the scores of a ranking do."""
    values = [read_value(row[2].text) for row in rows]
    if any(value is None or value.signed or "." not in str(value.value) for value in values):
        return False
    return all(one.value >= other.value for one, other in pairwise([value for value in values if value]))


def _footer(run: Sequence[Line], end: int, period: int, lexicon: Lexicon) -> list[Row]:
    """Return the row of means after the last record: its name and the numbers after it."""
    place = read_place(run[end].cell.plain, lexicon) if end < len(run) else None
    if place is None or place.statistic == "value":
        return []
    row = [run[end].cell]
    for line in run[end + 1 : end + period]:
        if form(line.cell.plain, lexicon.missing) not in ("decimal", "whole"):
            break
        row.append(line.cell)
    return [tuple(row)]
