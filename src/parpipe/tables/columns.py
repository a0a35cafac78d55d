"""The columns of a section: which hold figures, which say what a row is about, and which say nothing of ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from parpipe.model import Unit
from parpipe.tables.cells import Form, form, read_value, read_values
from parpipe.tables.column import Column, Measured, Use
from parpipe.tables.labels import MOST_RANKED, Label
from parpipe.tables.layout import Section
from parpipe.tables.lexicon import Lexicon
from parpipe.tables.merging import read_header
from parpipe.tables.neighbours import complete

_SEVERAL = 2
_FEWEST_MOVES = 2
_SELF = "SELF"
_LONGEST_RANK = 2
_FEWEST_RANKED = 4
_NAMING = frozenset({"name", "part", "year_name"})
_NUMBERS: tuple[Form, ...] = ("whole", "decimal", "ratio", "ranked", "signed", "directed", "paired", "told", "broken")
_NOTHING = frozenset({"serial", "code", "note", "target"})


def read_columns(section: Section, lexicon: Lexicon, caption: Measured | None) -> tuple[Column, ...]:
    """Return the columns of a section. ``caption`` is the kind of figure that the line above the table names, if any."""
    columns = [_column(section, place, lexicon, caption) for place in range(section.width)]
    return tuple(_own_ranks(_distinct(complete(_without_own(columns)))))


def _without_own(columns: Sequence[Column]) -> list[Column]:
    """Return the columns; what a province gave itself for each part is no figure of the index, beside what it got."""
    parts = any(column.label.role == "part" and column.use == "stub" for column in columns)
    own = [column.place for column in columns if parts and _SELF in (column.label.component or {}).values()]
    return [replace(column, use="none", why="") if column.place in own else column for column in columns]


def _column(section: Section, place: int, lexicon: Lexicon, caption: Measured | None) -> Column:
    texts = section.texts(place)
    label = read_header(texts, lexicon)
    cells = [row.cells[place].plain for row in section.rows if len(row.cells) == section.width]
    forms = Counter(form(text, lexicon.missing) for text in cells)
    header = " / ".join(dict.fromkeys(text for text in texts if text))
    if label.role == "maximum" and forms["ratio"] > sum(forms[one] for one in _NUMBERS) / 2:  # "điểm đạt / điểm tối đa"
        label = replace(label, role="score", kind="points")
    if label.role == "serial" and _ranks(section, place, cells):
        label = replace(label, role="rank")
    use, why = _use(label, header, forms)
    bracket = label if forms["paired"] and label.role == "change" else None
    if bracket and label.of_change == "rank":  # "Thứ hạng 2024 (tăng, giảm so với 2023)" over "1 (↑1)" and "3"
        label = replace(label, role="rank", base=None)
    elif bracket:
        unit: Unit | None = "percent" if "%" in header else label.unit
        label = replace(label, role="score", kind="index", unit=unit, base=None)
    return Column(place, header, label, use, _by_form(forms, caption), why, bracket, moves=_moves(cells, lexicon))


def _ranks(section: Section, place: int, cells: Sequence[str]) -> bool:
    """Return whether the numbers in front of rows are ranks: they leave out some, and the scores behind fall as they rise."""
    numbers = [int(text) for text in cells if text.isdecimal() and len(text) <= _LONGEST_RANK]
    counted = numbers == list(range(1, len(numbers) + 1))
    if (
        counted
        or len(numbers) < max(_FEWEST_RANKED, len(cells))
        or sorted(set(numbers)) != numbers
        or numbers[-1] > MOST_RANKED
    ):
        return False
    rows = [row.cells for row in section.rows if len(row.cells) == section.width]
    columns = [[read_value(row[other].plain) for row in rows] for other in range(place + 1, section.width)]
    scores = [[one.value for one in column if one] for column in columns if all(one and one.value % 1 for one in column)]
    return any(sorted(values, reverse=True) == values for values in scores[:1])


def _use(label: Label, header: str, forms: Counter[Form]) -> tuple[Use, str]:
    """Return what a column is for, and why it is not read."""
    words, years = forms["text"], forms["year"]
    numbers = sum(forms[one] for one in _NUMBERS)
    if label.role in _NOTHING and not label.clash and (label.role != "target" or numbers):
        return "none", ""
    if words > numbers + years and (label.role == "rank" or label.kind == "points") and label.certain():
        return "unread", "its cells are no plain numbers"
    if words > numbers + years or (years > numbers and (label.role in _NAMING or not header)):
        return "stub", ""
    if not numbers or (not header and not label.says()) or (label.role in _NAMING and label.certain() and not label.unit):
        return "none", ""
    if label.unknown:
        return "unread", f"the words {' '.join(label.unknown)!r} are not known"
    if label.clash:
        return "unread", label.clash
    return "value", ""


def _moves(cells: Sequence[str], lexicon: Lexicon) -> Measured | None:
    """Return what the cells with a sign or an arrow are changes of: whole numbers are places, unless there are too few."""
    moved = [text for text in cells if form(text, lexicon.missing) in ("signed", "directed", "told")]
    said = {value.means for text in moved for value in read_values(text)} & {"rank_change", "score_change"}
    fine = any(re.search(r"\d[.,]\d|%", text) for text in moved)
    if len(said) > 1 or (fine and "rank_change" in said):
        return None
    if fine or said:
        return "rank" if "rank_change" in said else "score"
    return "rank" if sum(any(map(str.isdigit, text)) for text in moved) >= _FEWEST_MOVES else None


def _by_form(forms: Counter[Form], caption: Measured | None) -> Measured | None:
    """Return the kind of figures by their digits: decimals are no ranks, "58/63" is no score. Whole numbers may be either."""
    if forms["signed"] or forms["directed"] or forms["broken"]:
        return None
    if forms["decimal"] or forms["ratio"] or forms["paired"] or forms["told"]:
        return "score" if not forms["ranked"] else None
    return "rank" if forms["ranked"] else caption


def _distinct(columns: Sequence[Column]) -> list[Column]:
    """Return the columns without those whose headers say the same: one of them must be about something else."""
    said = Counter(_meaning(column) for column in columns if column.use == "value")
    why = "another column says the same of its figures"
    return [
        replace(column, use="unread", why=why) if column.use == "value" and said[_meaning(column)] > 1 else column
        for column in columns
    ]


def _meaning(column: Column) -> tuple[object, ...]:
    label = column.label
    part = tuple(sorted((label.component or {}).items()))
    return (
        label.role or column.by_form,
        label.kind,
        label.of_change,
        label.change,
        label.index,
        label.year,
        label.base,
        label.place,
        part,
        label.regional,
    )


def _own_ranks(columns: Sequence[Column]) -> list[Column]:
    """Return the columns without the ranks of which it is not certain whether they rank the total or the part beside them."""
    values = [column for column in columns if column.use == "value"]
    checked, alone = list(columns), len({one.label.index for one in values} - {None}) < _SEVERAL
    for column in values:
        if column.label.role != "rank" or column.label.component:
            continue
        if alone and all(one.label.index for one in values if one.label.component):
            continue  # SIPAS is a part only beside the index that it is a part of
        own = [one for one in values if _together(one.label, column.label)]
        scores = [one for one in own if (one.label.role or one.by_form) == "score"]
        if not _ranks_total(column, scores):
            why = "it may rank the whole or the part beside it"
            checked[column.place] = replace(column, use="unread", why=why)
    return checked


def _together(one: Label, other: Label) -> bool:
    """Return whether two columns may be of one index and year."""
    indices, years = {one.index, other.index} - {None}, {one.year, other.year} - {None}
    return len(indices) < 2 and len(years) < 2


def _ranks_total(rank: Column, scores: Sequence[Column]) -> bool:
    parts = [one.place for one in scores if one.label.component]
    totals = [one.place for one in scores if not one.label.component]
    if not parts or rank.place < min(parts):
        return True
    beside_part = rank.place - 1 in parts
    return bool(totals) and (not beside_part or rank.place > max(parts + totals))
