"""Implied values: what follows by arithmetic from figures that pages state. They confirm or contest, and are never held.

kind    what follows
change  a stated change and one of its two levels give the other level
from_to a rank that is stated with the one before it ("tăng từ 51 lên 31") gives that one
gap     a stated gap between two units and the score of one give the score of the other
sum     the parts of one complete partition, printed on one page, give the whole
mean    the scores of all units give their mean
order   the neighbours in a ranking bound a score by their scores, a rank by their ranks (see order.py)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from parpipe.agreement import agree, decimals, half_unit
from parpipe.indices import Index
from parpipe.keys import SCORES, Key, Row, column_of, in_year, is_level, key_of
from parpipe.scales import HUNDRED, scale_of, unit_level
from parpipe.voices import page_of

_COUNTS = re.compile(r"(?<=[0-9])/[0-9]{2}\b")
_WHOLE = re.compile(r"(?<![0-9.,])[0-9]+(?![.,]?[0-9])")
_LAST_RANK = 64
"""No index ever ranked more units."""

Place = tuple[Key, str]
"""A key and one of its columns: score or rank."""


@dataclass(frozen=True, slots=True)
class Implied:
    """One implied value with its interval; None is an open end, or no single value.

    ``pages`` are those that relate the figures, ``evidence`` are the statements (or relations) that it follows from,
    ``quotes`` their words.
    """

    key: Key
    column: str
    kind: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    pages: frozenset[str]
    evidence: tuple[str, ...]
    quotes: tuple[str, ...]
    published_at: date | None
    recorded_at: date

    @property
    def place(self) -> Place:
        """The key and column that it speaks of."""
        return self.key, self.column

    def allows(self, value: Decimal) -> bool:
        """Return whether a printed value can be the implied one: a rounder one may lie half a unit outside the interval."""
        room = Decimal(0)
        if self.column == "score" and (self.value is None or decimals(value) < decimals(self.value)):
            room = half_unit(decimals(value))
        return (self.low is None or value >= self.low - room) and (self.high is None or value <= self.high + room)


class Levels:
    """The stated scores and ranks: at every place its distinct values, each with the statement that is cited for it.

    A value that is another one rounded or cut off says nothing of its own, and is left out.
    """

    def __init__(self, statements: Iterable[Row]) -> None:
        """Take the exact figures of the national ranking among statements."""
        self.places = dict[Place, dict[Decimal, Row]]()
        for row in sorted(filter(is_level, statements), key=_citing):
            values = self.places.setdefault((key_of(row), column_of(row)), {})
            value = Decimal(row["value"])
            if value not in values and (column_of(row) == "rank" or not any(agree(value, other) for other in values)):
                values[value] = row

    def at(self, key: Key, column: str) -> Mapping[Decimal, Row]:
        """Return the distinct values of a figure; empty where none is stated."""
        return self.places.get((key, column), {})

    def only(self, key: Key, column: str) -> tuple[Decimal, Row] | None:
        """Return the value of a figure on which all pages agree."""
        values = self.at(key, column)
        return next(iter(values.items())) if len(values) == 1 else None


def _citing(row: Row) -> tuple[int, str]:
    return -decimals(Decimal(row["value"])), row["statement_id"]


def _room(level: Decimal, step: Decimal) -> tuple[Decimal, Decimal]:
    """Return by how much a printed level may lie above and below its exact value; it may be cut off if its change is finer."""
    half = half_unit(decimals(level))
    return half, half if decimals(level) >= decimals(step) else 2 * half


def imply(statements: Iterable[Row], relations: Iterable[Row], index: Index) -> list[Implied]:
    """Return all that changes, gaps, sums and means imply, each value once for every page that relates its figures."""
    rows = list(statements)
    levels = Levels(rows)
    found = [*_from_changes(rows, levels), *_from_ways(rows), *_from_gaps(relations, levels)]
    found += [*_from_sums(rows, index), *_from_means(levels, index)]
    once = dict[object, Implied]()
    for one in sorted(found, key=lambda one: one.evidence):
        once.setdefault((one.place, one.kind, one.value, one.low, one.high, one.pages), one)
    return list(once.values())


def _step(target: Place, kind: str, level: tuple[Decimal, Row], step: Decimal, relating: Row) -> Implied:
    """Return what a stated step from a level implies for the figure at its other end."""
    value, row = level
    low, high = (Decimal(0), Decimal(0)) if target[1] == "rank" else _room(value, step)
    margin = Decimal(0) if target[1] == "rank" else half_unit(decimals(step))
    ends = value + step - low - margin, value + step + high + margin
    return bounded(*target, kind, value + step, *ends, [relating, row], frozenset({page_of(relating)}))


def bounded(
    key: Key,
    column: str,
    kind: str,
    value: Decimal | None,
    low: Decimal | None,
    high: Decimal | None,
    rows: list[Row],
    pages: frozenset[str],
) -> Implied:
    """Return the implied value, or interval, that follows from rows; it is known from when the last of them was."""
    dates = [row["published_at"] for row in rows]
    return Implied(
        *(key, column, kind, value, low, high, pages),
        evidence=tuple(row["statement_id"] for row in rows),
        quotes=tuple(row["quote"] for row in rows),
        published_at=None if None in dates else max(dates),
        recorded_at=max(row["recorded_at"] for row in rows),
    )


def _from_changes(rows: list[Row], levels: Levels) -> Iterator[Implied]:
    for row in rows:
        exact = row["measure"].endswith("_change") and row["scope"] == "national" and not row["approximate"]
        if not exact or row["unit"] == "percent":
            continue
        now, column = key_of(row), column_of(row)
        before = in_year(now, row["base_period"] or row["time_period"] - 1)
        step = Decimal(row["value"]) * (-1 if column == "rank" else 1)  # a rank that moved up is a smaller number
        for known, target, sign in ((now, before, -1), (before, now, 1)):
            for level in levels.at(known, column).items():
                yield _step((target, column), "change", level, sign * step, row)


def _from_ways(rows: list[Row]) -> Iterator[Implied]:
    for row in rows:
        if not is_level(row) or row["measure"] != "rank" or row["basis"] != "printed":
            continue
        numbers = [Decimal(number) for number in _WHOLE.findall(_COUNTS.sub("", row["quote"]))]
        if len(numbers) == 2 and numbers[1] == Decimal(row["value"]) and 0 < numbers[0] <= _LAST_RANK:
            before = in_year(key_of(row), row["base_period"] or row["time_period"] - 1)
            yield bounded(before, "rank", "from_to", numbers[0], numbers[0], numbers[0], [row], frozenset({page_of(row)}))


def _from_gaps(relations: Iterable[Row], levels: Levels) -> Iterator[Implied]:
    for row in relations:
        if row["relation"] != "gap":
            continue
        gap = Decimal(row["value"])
        ends = (key_at(row, row["of_area"]), key_at(row, row["other_area"]))
        for known, target, sign in ((ends[0], ends[1], -1), (ends[1], ends[0], 1)):
            cited = {**row, "statement_id": row["relation_id"], "quote": row["value"]}
            for level in levels.at(known, "score").items():
                yield _step((target, "score"), "gap", level, sign * gap, cited)


def key_at(relation: Row, area: str) -> Key:
    """Return the key of an area's score in the year and component of a relation."""
    level = "national" if area.startswith("ALL-") else relation["level"]
    stat = "mean" if level in ("region", "national") else "value"
    return relation["index_id"], level, area, relation["component"], relation["time_period"], stat


def _from_sums(rows: list[Row], index: Index) -> Iterator[Implied]:
    pages = dict[tuple[str, Key], dict[str, Row]]()
    for row in sorted((row for row in rows if is_level(row) and row["measure"] in SCORES), key=_citing):
        key = key_of(row)
        if scale_of(row, index) != HUNDRED:  # a part in percent of its maximum does not add up with others
            pages.setdefault((page_of(row), (*key[:3], "", *key[4:])), {}).setdefault(row["component"], row)
    for (_, key), parts in pages.items():
        for whole in index.sums_of(unit_level(key[1], key[2]), key[4]):
            if not parts.keys() >= set(whole.parts):
                continue
            used = [parts[part] for part in whole.parts]
            values = [Decimal(row["value"]) for row in used]
            margin = sum((half_unit(decimals(value)) for value in values), Decimal(0))
            declared = index.scale(unit_level(key[1], key[2]), whole.whole, key[4])
            if declared is None or sum(values) <= declared[0]:  # else they are on a scale of their own
                yield _around((*key[:3], whole.whole, *key[4:]), "sum", sum(values, Decimal(0)), margin, used)


def _from_means(levels: Levels, index: Index) -> Iterator[Implied]:
    tables = dict[tuple[Any, ...], list[tuple[Decimal, Row]]]()
    for key, column in levels.places:
        single = levels.only(key, column)
        if column == "score" and key[1] in ("province", "ministry") and single:
            tables.setdefault((key[0], key[1], key[3], key[4]), []).append(single)
    for (index_id, level, component, year), scores in tables.items():
        population = index.population(level, year)
        if not population or population.count != len(scores):
            continue
        target = (index_id, "national", "ALL-MIN" if level == "ministry" else "ALL-PROV", component, year, "mean")
        mean = sum((value for value, _ in scores), Decimal(0)) / len(scores)
        margin = max(half_unit(decimals(value)) for value, _ in scores)
        exact = mean.quantize(Decimal(1).scaleb(-4))
        yield _around(target, "mean", exact, margin, [row for _, row in scores])


def _around(target: Key, kind: str, value: Decimal, margin: Decimal, rows: list[Row]) -> Implied:
    """Return a score with a margin to either side that follows from rows together."""
    return bounded(target, "score", kind, value, value - margin, value + margin, rows, frozenset(map(page_of, rows)))
