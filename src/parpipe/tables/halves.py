"""Columns that hold two figures in each cell, "22/47" under "Hạng 2023/2022" or "88,54/4" under "Điểm/hạng", as two columns.

They are parted only where the header as a whole has no meaning and each half of it has one: "tối đa" behind the stroke makes
the second number a maximum, and "/63" in every cell makes it a count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parpipe.tables.cells import Cell, Row, read_value
from parpipe.tables.labels import FEWEST_RANKED
from parpipe.tables.layout import BodyRow, Section
from parpipe.tables.lexicon import Lexicon
from parpipe.tables.merging import read_header

_YEAR = re.compile(r"(?:19|20)\d\d")
_ROLES = (None, "score", "rank")
_PAIR = 2
Texts = tuple[str, str]


def part_halves(section: Section, lexicon: Lexicon) -> Section:
    """Return a section in which each column of two figures a cell is two columns; their cells keep the whole for a quote."""
    for place in reversed(range(section.width)):
        halves = _halves(section, place, lexicon)
        if halves:
            header = tuple(_part_header(row, place, halves) for row in section.header)
            rows = tuple(_part_row(row, place, section.width) for row in section.rows)
            section = replace(section, header=header, rows=rows)
    return section


def _halves(section: Section, place: int, lexicon: Lexicon) -> Texts | None:
    """Return the headers of the two columns that a column is; None where it is one."""
    texts = section.texts(place)
    if not any(text.count("/") == 1 for text in texts) or read_header(texts, lexicon).certain():
        return None
    written = [text for text in texts if text.count("/") == 1][-1]
    halves = _completed(*(half.strip() for half in written.split("/")))
    above = [text for text in texts if text != written]
    labels = [read_header([*above, half], lexicon) for half in halves]
    if not all(label.certain() and label.says() and label.role in _ROLES for label in labels):
        return None
    if len({(label.role, label.year) for label in labels}) < _PAIR:
        return None
    return halves if _are_pairs(section, place, counted=labels[0].role == labels[1].role == "rank") else None


def _completed(left: str, right: str) -> Texts:
    """Return two halves of a header, each with the year or the word that only the other prints."""
    years = [_YEAR.search(half) for half in (left, right)]
    if all(years) and _YEAR.fullmatch(right):
        return left, _YEAR.sub(right, left)
    if all(years) and _YEAR.fullmatch(left):
        return _YEAR.sub(left, right), right
    said = next((found[0] for found in years if found), "")
    return (left if years[0] else f"{left} {said}".strip()), (right if years[1] else f"{right} {said}".strip())


def _are_pairs(section: Section, place: int, *, counted: bool) -> bool:
    """Return whether every filled cell of a column is two numbers, and the second does not only say of how many."""
    cells = [row.cells[place].plain for row in section.rows if len(row.cells) == section.width]
    parted = [text.split("/") for text in cells if any(map(str.isdigit, text))]
    if not parted or any(len(halves) != _PAIR or None in map(read_value, halves) for halves in parted):
        return False
    seconds = {halves[1].strip() for halves in parted}
    return not (counted and len(seconds) == 1 and int(next(iter(seconds)) or 0) >= FEWEST_RANKED)


def _part_header(row: Row, place: int, halves: Texts) -> Row:
    if place >= len(row):
        return row
    whole = row[place]
    two = [replace(whole, text=half) for half in halves] if whole.plain.count("/") == 1 else [whole, whole]
    return (*row[:place], *two, *row[place + 1 :])


def _part_row(row: BodyRow, place: int, width: int) -> BodyRow:
    """Return a row with the halves of its cell; a row of another width is not aligned with the header and stays as it is."""
    if len(row.cells) != width:
        return row
    whole = row.cells[place]
    texts: Sequence[str] = whole.plain.split("/") if whole.plain.count("/") == 1 else (whole.text, whole.text)
    two = [Cell(text.strip(), whole.locator, whole.text) for text in texts]
    return replace(row, cells=(*row.cells[:place], *two, *row.cells[place + 1 :]))
