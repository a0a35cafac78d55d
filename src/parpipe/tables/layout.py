"""The layout of a grid: sections, each with the lines over it, the rows of its header, and its rows of figures.

A table may begin with its own title, repeat its header on every page, or hold several tables of several years one under
the other; a line over some of its rows ("Năm 2022") names what they have in common.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from parpipe.tables.cells import Form, Grid, Row, form

_FIGURES: frozenset[Form] = frozenset(
    {"whole", "decimal", "ratio", "ranked", "signed", "directed", "paired", "told", "missing", "broken"}
)
_COUNTED = re.compile(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s*=.*)?")
_NUMERAL = re.compile(r"(?:[IVX]{1,5}|[A-Z]|\d{1,2})[.)]?")
_LINE_BEGINS_BEFORE = 2
"""A single text further right is the rest of a header cell that is broken over lines."""
RowKind = Literal["blank", "line", "numbering", "header", "data"]


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row of figures, and the line over it that it shares with its neighbours."""

    cells: Row
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a grid with one header. ``lines`` stand over the header."""

    lines: tuple[str, ...]
    header: tuple[Row, ...]
    rows: tuple[BodyRow, ...]

    @property
    def width(self) -> int:
        """Return how many columns the header has; without one, the longest row."""
        return max((len(row) for row in self.header or [one.cells for one in self.rows]), default=0)

    def texts(self, column: int) -> tuple[str, ...]:
        """Return the header's cells over a column, from the top."""
        return tuple(row[column].plain for row in self.header if column < len(row))


def row_kind(row: Row, missing: frozenset[str]) -> RowKind:
    """Return what a row is by the forms of its cells; years alone are no figures."""
    texts = [cell.plain for cell in row]
    filled = [text for text in texts if text]
    if not filled:
        return "blank"
    forms = [form(text, missing) for text in texts]
    if _is_numbering(filled):
        return "numbering"
    if _is_group(filled):
        return "line"
    spread = len(filled) == len(texts) or (len(filled) == 1 and texts.index(filled[0]) < _LINE_BEGINS_BEFORE)
    alone = len(set(filled)) == 1 and len(texts) > 1 and spread
    if alone and form(filled[0], missing) in ("text", "year"):
        return "line"
    return "data" if _FIGURES & set(forms) else "header"


def _is_group(filled: list[str]) -> bool:
    """Return whether a row only names, behind a number, what those under it have in common: "II | Tây Nguyên | Tây Nguyên"."""
    names = set(filled[1:])
    if len(names) != 1 or any(map(str.isdigit, next(iter(names)))):
        return False
    return bool(_NUMERAL.fullmatch(filled[0])) and (len(filled) > len(names) + 1 or not filled[0][0].isdigit())


def _is_numbering(filled: list[str]) -> bool:
    """Return whether a row only counts the columns: "A | (1) | (2) | (3)=(1)+(2)"."""
    if len(filled) < 3 or not all(_COUNTED.fullmatch(text) for text in filled):
        return False
    numbers = [re.sub(r"[^\d]", "", text.split("=")[0]) for text in filled]
    counted = [int(number) for number in numbers if number]
    bracketed = any(text[0] in "(A" for text in filled)
    return counted == list(range(1, len(counted) + 1)) and len(counted) > 1 and (bracketed or len(counted) == len(filled) > 3)


def read_sections(grid: Grid, missing: frozenset[str]) -> list[Section]:
    """Return the sections of a grid in order; rows before any header form a section without one."""
    sections = list[Section]()
    lines, header, rows, line = list[str](), list[Row](), list[BodyRow](), None
    waiting, gap = list[str](), False
    for row in grid.rows:
        kind = row_kind(row, missing)
        if kind == "line" or (kind == "header" and not header and len({cell.plain for cell in row} - {""}) == 1):
            waiting.append([cell.plain for cell in row if cell.plain][-1])
        elif kind == "header":
            if header and (waiting or gap) and not rows:  # what stood over a title was a letterhead
                lines += dict.fromkeys(cell.plain for above in header for cell in above if cell.plain)
                header = []
            if rows and (waiting or not _repeats(row, header)):
                sections.append(Section(tuple(lines), tuple(header), tuple(rows)))
                lines, header, rows, line = list[str](), list[Row](), list[BodyRow](), None
            if not rows:
                lines += waiting
                header.append(row)
            waiting = []
        elif kind == "data":
            line, waiting = (" ".join(waiting) if waiting else line), []
            rows.append(BodyRow(row, line))
        gap = kind == "blank" or (gap and kind == "line")
    if rows or header:
        sections.append(Section(tuple(lines), tuple(header), tuple(rows)))
    return sections


def _repeats(row: Row, header: list[Row]) -> bool:
    return tuple(cell.plain for cell in row) in [tuple(cell.plain for cell in known) for known in header]
