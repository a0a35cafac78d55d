"""The columns of a section: which hold figures, which say what a row is about, and which say nothing of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from parpipe.model import Unit
from parpipe.tables.cells import Form, form
from parpipe.tables.labels import Label
from parpipe.tables.layout import Section
from parpipe.tables.lexicon import Lexicon
from parpipe.tables.merging import read_header

Measured = Literal["score", "rank"]
Use = Literal["stub", "value", "none", "unread"]
_SEVERAL = 2
_NAMING = frozenset({"name", "part", "year_name"})
_NUMBERS: tuple[Form, ...] = ("whole", "decimal", "ratio", "ranked", "signed", "directed", "paired", "told", "broken")
_NOTHING = frozenset({"serial", "code", "note", "target"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place (from 0), the text and the meaning of its header, and what it is used for.

    ``bracket`` is what its header says of the changes in brackets behind its figures.
    ``by_form`` is what its figures are by their digits, for where neither header nor row says it; ``why``, why it is not read.
    """

    place: int
    header: str
    label: Label
    use: Use
    by_form: Measured | None = None
    why: str = ""
    bracket: Label | None = None


def read_columns(section: Section, lexicon: Lexicon, caption: Measured | None) -> tuple[Column, ...]:
    """Return the columns of a section. ``caption`` is the kind of figure that the line above the table names, if any."""
    columns = [_column(section, place, lexicon, caption) for place in range(section.width)]
    return tuple(_own_ranks(_distinct(_completed(columns))))


def _column(section: Section, place: int, lexicon: Lexicon, caption: Measured | None) -> Column:
    texts = section.texts(place)
    label = read_header(texts, lexicon)
    cells = [row.cells[place].plain for row in section.rows if len(row.cells) == section.width]
    forms = Counter(form(text, lexicon.missing) for text in cells)
    header = " / ".join(dict.fromkeys(text for text in texts if text))
    if label.role == "maximum" and forms["ratio"] > sum(forms[one] for one in _NUMBERS) / 2:  # "điểm đạt / điểm tối đa"
        label = replace(label, role="score", kind="points")
    use, why = _use(label, header, forms)
    bracket = label if forms["paired"] and label.role == "change" else None
    if bracket and label.of_change == "rank":  # "Thứ hạng 2024 (tăng, giảm so với 2023)" over "1 (↑1)" and "3"
        label = replace(label, role="rank", base=None)
    elif bracket:
        unit: Unit | None = "percent" if "%" in header else label.unit
        label = replace(label, role="score", kind="index", unit=unit, base=None)
    return Column(place, header, label, use, _by_form(forms, caption), why, bracket)


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


def _by_form(forms: Counter[Form], caption: Measured | None) -> Measured | None:
    """Return the kind of figures by their digits: decimals are no ranks, "58/63" is no score. Whole numbers may be either."""
    if forms["signed"] or forms["directed"] or forms["broken"]:
        return None
    if forms["decimal"] or forms["ratio"] or forms["paired"] or forms["told"]:
        return "score" if not forms["ranked"] else None
    return "rank" if forms["ranked"] else caption


def _completed(columns: Sequence[Column]) -> list[Column]:
    """Return the columns with the index and year that their neighbours name, if it is one; of several, it is not said."""
    completed = _alike(columns)
    for slot in ("index", "year"):
        values = {getattr(column.label, slot) for column in columns if column.use == "value" and _slot_counts(column, slot)} - {
            None
        }
        for column in [one for one in completed if one.use == "value" and _lacks(one.label, slot)]:
            base = column.label.base
            fitting = {value for value in values if base is None or (isinstance(base, int) and value > base)}
            if len(fitting) == 1:
                completed[column.place] = replace(column, label=replace(column.label, **{slot: next(iter(fitting))}))
            elif fitting and base is None:
                completed[column.place] = replace(
                    column, use="unread", why=f"its neighbours name several values for its {slot}"
                )
    return completed


def _alike(columns: Sequence[Column]) -> list[Column]:
    """Return the columns without a kind of their own as scores where others of them have decimals: "70" beside "66,46"."""
    open_ones = [column for column in columns if column.use == "value" and not column.label.role]
    if {column.by_form for column in open_ones} != {"score", None}:
        return list(columns)
    places = {column.place for column in open_ones}
    return [replace(column, by_form="score") if column.place in places else column for column in columns]


def _slot_counts(column: Column, slot: str) -> bool:
    """Return whether a column's index can speak for its neighbours: "SIPAS" may be a part of the index beside it."""
    return slot != "index" or not column.label.component


def _lacks(label: Label, slot: str) -> bool:
    own_part = slot == "index" and bool(label.component)
    based = label.base is not None and not (slot == "year" and label.role == "change")  # a change has a year and a base
    return getattr(label, slot) is None and label.role != "maximum" and not own_part and not based


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
