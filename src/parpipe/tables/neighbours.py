"""What columns leave out and their neighbours say: "PAR INDEX 2022 | Xếp hạng | PAR INDEX 2023 | Xếp hạng | Tăng/giảm"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from parpipe.tables.column import Column, Measured
from parpipe.tables.labels import PREVIOUS, Label

_SEVERAL = 2
_SLOTS: tuple[Literal["index", "year"], ...] = ("index", "year")


def complete(columns: Sequence[Column]) -> list[Column]:
    """Return the columns with the index and year that their neighbours name, if it is one; of several, it is not said."""
    completed = _of_moves(_alike(columns))
    for slot in _SLOTS:
        completed = _grouped(completed, slot)
    completed = _between_years(completed)
    for slot in _SLOTS:
        values = {getattr(column.label, slot) for column in columns if column.use == "value" and _slot_counts(column, slot)} - {
            None
        }
        for column in [one for one in completed if one.use == "value" and _lacks(one.label, slot)]:
            base = column.label.base
            fitting = {value for value in values if base is None or (isinstance(base, int) and value > base)}
            if slot == "year" and len(fitting) == 1 and column.label.role != "change" and _has_rivals(completed):
                completed[column.place] = replace(column, since=next(iter(fitting)), why="its year is not said")
            elif len(fitting) == 1:
                completed[column.place] = replace(column, label=replace(column.label, **{slot: next(iter(fitting))}))
            elif fitting and base is None:
                why = f"its neighbours name several values for its {slot}"
                level = slot == "year" and column.label.role != "change"  # the title may say it
                latest = max(fitting) if level else None
                completed[column.place] = replace(column, use="value" if level else "unread", why=why, latest=latest)
    return completed


def _has_rivals(columns: Sequence[Column]) -> bool:
    """Return whether columns say the same but for a year that only one of them names: "Rank | Score | 2022 rank".

    Those without a year are of a later one, which only the words around the table can say.
    """
    levels = [column for column in columns if column.use == "value" and column.label.role != "change"]
    said = [(_measured(one), one.label.year, replace(one.label, role=None, year=None)) for one in levels]
    return any(year is None and (kind, label) == (other, same) for kind, year, label in said for other, at, same in said if at)


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


def _grouped(columns: Sequence[Column], slot: Literal["index", "year"]) -> list[Column]:
    """Return the columns; of groups of one kind, each opened by a column that names it, the others are of the same."""
    values = [column for column in columns if column.use == "value" and column.label.role != "maximum"]
    groups = list[list[Column]]()
    for column in values:
        if getattr(column.label, slot) is not None:
            groups.append([column])
        elif groups:
            groups[-1].append(column)
        else:
            return list(columns)
    if len(groups) >= _SEVERAL:  # "… | 2023 | Xếp hạng | Tăng/giảm": what stands behind the last group is no part of it
        groups[-1] = groups[-1][: max(1, len(groups[0]))]
    named = {getattr(group[0].label, slot) for group in groups}
    shapes = {tuple((one.label.role or one.by_form, one.label.of_change) for one in group) for group in groups}
    if len(groups) < _SEVERAL or len(named) < len(groups) or len(shapes) > 1:
        return list(columns)
    openers = {one.place: group[0].label for group in groups for one in group if _lacks(one.label, slot)}
    return [
        replace(column, label=_as_opened(column.label, openers[column.place], slot)) if column.place in openers else column
        for column in columns
    ]


def _as_opened(label: Label, opener: Label, slot: Literal["index", "year"]) -> Label:
    """Return a label with what the first of its group names; "SIPAS", which may be a part, is for both what it is for one."""
    if slot == "year":
        return replace(label, year=opener.year)
    return replace(label, index=opener.index, component=opener.component)


def _of_moves(columns: Sequence[Column]) -> list[Column]:
    """Return the columns; of changes it is said by their digits whether they are of scores or, beside ranks, of ranks."""
    values = [column for column in columns if column.use == "value"]
    ranked = any(column.label.role == "rank" for column in values)
    scores = [column for column in values if column.label.role in (None, "score") and not column.moves]
    fine = ranked and bool(scores) and all(column.by_form == "score" for column in scores)
    levels = [column for column in values if column.label.role != "change" and column.label.base is None]
    of_ranks = bool(levels) and all(column.label.role == "rank" for column in levels)
    placed = dict[int, Label]()
    for column in values:
        label, moves = column.label, column.moves
        if label.role in ("score", "rank") and label.base is not None and moves == label.role:  # "Thứ hạng" under "So với 2022"
            placed[column.place] = replace(label, role="change", kind=None, of_change=moves, change="neutral")
        is_change = label.role == "change" or (label.role is None and label.base is not None)
        if is_change and not label.of_change and (moves == "score" or (moves == "rank" and (fine or of_ranks))):
            placed[column.place] = replace(label, role="change", of_change=moves, change=label.change or "neutral")
    return [replace(column, label=placed.get(column.place, column.label)) for column in columns]


def _between_years(columns: Sequence[Column]) -> list[Column]:
    """Return the columns; a change that names no year, beside levels of two years, is that from the one to the other."""
    values = [column for column in columns if column.use == "value"]
    changes = [column for column in values if column.label.role == "change" and column.label.year is None]
    levels = [column for column in values if column.label.role in (None, "score", "rank") and column.label.year is not None]
    years = {column.label.year for column in levels}
    if not changes or len(years) != _SEVERAL:
        return list(columns)
    earlier, later = sorted(year for year in years if year is not None)
    before = {None, earlier, PREVIOUS if earlier == later - 1 else None}
    if not before.issuperset(column.label.base for column in changes):
        return list(columns)
    kinds = {_measured(column) for column in levels}
    only = next(iter(kinds)) if len(kinds) == 1 else None
    placed = {one.place: replace(one.label, year=later, base=earlier, of_change=one.label.of_change or only) for one in changes}
    open_ones = {one.place for one in changes if one.label.base is None or one.label.change == "neutral"}
    return [
        replace(column, label=placed[column.place], between=column.place in open_ones) if column.place in placed else column
        for column in columns
    ]


def _measured(column: Column) -> Measured | None:
    role = column.label.role
    return role if role in ("score", "rank") else column.by_form
