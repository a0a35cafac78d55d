"""Names to units at a date: provinces, ministries, regions and the means over them, with mergers and successions.

An id never changes its meaning; names, codes, kinds and regions are attributes that hold for a time. Since 1 July 2025 a
name or a code alone does not say which unit is meant, so every question about one carries a date. A spelling that says
itself which unit it means (``Khánh Hòa (cũ)``) is understood at every date.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from parpipe.errors import BadConfiguration, Usage
from parpipe.reference_tables import LEVELS, Row, read_tables, span
from parpipe.spelling import bare_key, exact_key, place_keys

__all__ = [
    "LEVELS",
    "AmbiguousArea",
    "Area",
    "AreaName",
    "Areas",
    "Period",
    "Spelling",
    "Succession",
    "UnknownArea",
    "load_areas",
    "read_areas",
]

WAYS_TO_NAME = "an official code (12), an id (GSO12), an ISO 3166-2 code (VN-01) or a name (Lai Châu)"
_CODE = re.compile(r"\d\d")
_ISO = re.compile(r"VN-\d\d|VN-[A-Z]{2}", re.IGNORECASE)


class UnknownArea(Usage):
    """A name, code or id that means no unit at the date; the message offers near ones."""


class AmbiguousArea(Usage):
    """A name that means several units at the date; the message lists them."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included; None is open."""

    valid_from: date | None
    valid_to: date | None

    def covers(self, day: date) -> bool:
        """Return whether the day lies within."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Area(Period):
    """A unit under its id, for as long as it exists."""

    ref_area: str
    level: str
    iso_3166_2: str | None


@dataclass(frozen=True, slots=True)
class AreaName(Period):
    """What a unit is called during a time, and its kind, two-digit official code and region then."""

    ref_area: str
    name_vi: str
    name_en: str
    kind: str
    code: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Spelling(Period):
    """A way to write a unit's name, and when it means that unit."""

    ref_area: str
    text: str


@dataclass(frozen=True, slots=True)
class Succession:
    """One unit that went into another, on a day, by a decree."""

    predecessor: str
    successor: str
    day: date
    decree: str | None


@dataclass(frozen=True, slots=True)
class Areas:
    """All units, with the names, codes and spellings under which they are found at a date."""

    units: Mapping[str, Area]
    names: Mapping[str, tuple[AreaName, ...]]
    spellings: tuple[Spelling, ...]
    succession: tuple[Succession, ...]
    by_exact: Mapping[str, tuple[Spelling, ...]] = field(repr=False)
    by_bare: Mapping[str, tuple[Spelling, ...]] = field(repr=False)

    def resolve(self, name: str, *, level: str | None = None, at: date) -> str:
        """Return the id of the one unit that a name, id or code means at a date; else UnknownArea or AmbiguousArea."""
        found = self.find(name, level=level, at=at)
        if len(found) == 1:
            return found[0]
        what = f"{name!r}" + (f" as {level}" if level else "") + f" on {at}"
        if found:
            raise AmbiguousArea(f"{what} may be {self._list(found)}; name one by its id")
        near = self.suggest(name, level=level)
        raise UnknownArea(f"no area is known for {what}" + (f"; near it: {self._list(near)}" if near else ""))

    def find(self, name: str, *, level: str | None = None, at: date) -> tuple[str, ...]:
        """Return the ids that a name, id or code may mean at a date, sorted; a name with its diacritics goes first."""
        text = name.strip()
        if text.upper() in self.units:
            candidates: Iterable[str] = [text.upper()]
        elif _ISO.fullmatch(text):
            candidates = [ref for ref, unit in self.units.items() if unit.iso_3166_2 == text.upper()]
        elif _CODE.fullmatch(text):
            candidates = [ref for ref in self.names for period in self.names[ref] if period.code == text and period.covers(at)]
        else:
            exact, bare = place_keys(text)
            candidates = self._at(self.by_exact.get(exact, ()), level, at) or self._at(self.by_bare.get(bare, ()), level, at)
        return tuple(sorted({ref for ref in candidates if level in (None, self.units[ref].level)}))

    def suggest(self, name: str, *, level: str | None = None) -> tuple[str, ...]:
        """Return up to three ids whose spelling is near, at whatever date."""
        known = {key: found for key, found in self.by_bare.items() if level is None or self._levels(found) & {level}}
        near = difflib.get_close_matches(place_keys(name)[1], known, n=3, cutoff=0.7)
        return tuple(dict.fromkeys(spelling.ref_area for key in near for spelling in known[key]))[:3]

    def name(self, ref_area: str, at: date) -> tuple[str, str]:
        """Return the Vietnamese and English names that a unit has at a date, or the nearest it had before or after."""
        period = self.period(ref_area, at)
        return period.name_vi, period.name_en

    def code(self, ref_area: str, at: date) -> str | None:
        """Return the two-digit official code at a date; None for ministries, regions and means."""
        return self.period(ref_area, at).code

    def region(self, ref_area: str, at: date) -> str | None:
        """Return the id of the region that a province lies in at a date; None where that is not laid down."""
        return self.period(ref_area, at).region

    def level(self, ref_area: str) -> str:
        """Return province, ministry, region or national."""
        return self.units[ref_area].level

    def period(self, ref_area: str, at: date) -> AreaName:
        """Return the attributes at a date; outside the unit's life those of its first or last days."""
        periods = self.names[ref_area]
        return next((period for period in reversed(periods) if (period.valid_from or date.min) <= at), periods[0])

    def at(self, level: str, day: date) -> tuple[str, ...]:
        """Return the ids of all units of a level that exist on a day, sorted."""
        return tuple(sorted(ref for ref, area in self.units.items() if area.level == level and area.covers(day)))

    def successors(self, ref_area: str) -> tuple[str, ...]:
        """Return the ids of the units that a unit went into."""
        return tuple(step.successor for step in self.succession if step.predecessor == ref_area)

    def predecessors(self, ref_area: str) -> tuple[str, ...]:
        """Return the ids of the units that a unit was formed from."""
        return tuple(step.predecessor for step in self.succession if step.successor == ref_area)

    def _at(self, found: Iterable[Spelling], level: str | None, at: date) -> list[str]:
        fits = [spelling.ref_area for spelling in found if spelling.covers(at)]
        return [ref for ref in fits if level in (None, self.units[ref].level)]

    def _levels(self, found: Iterable[Spelling]) -> set[str]:
        return {self.units[spelling.ref_area].level for spelling in found}

    def _list(self, refs: Iterable[str]) -> str:
        ends = {ref: self.units[ref].valid_to for ref in refs}
        return ", ".join(f"{self.names[ref][-1].name_vi} ({ref}{f', until {end}' if end else ''})" for ref, end in ends.items())


def load_areas(folder: Path) -> Areas:
    """Return the areas of data/reference; Missing without the files, BadConfiguration with everything that is wrong in them."""
    areas, problems = read_areas(folder)
    if problems:
        raise BadConfiguration(f"the areas in {folder} do not hold together:\n" + "\n".join(problems))
    return areas


def read_areas(folder: Path) -> tuple[Areas, list[str]]:
    """Return the areas as far as they can be read, and the problems as ``file:line: what``."""
    tables, problems = read_tables(folder)
    units = {row["ref_area"]: _area(row) for row in tables["areas"].rows}
    names: dict[str, tuple[AreaName, ...]] = {}
    for period in sorted(map(_area_name, tables["area_names"].rows), key=lambda period: period.valid_from or date.min):
        names[period.ref_area] = (*names.get(period.ref_area, ()), period)
    periods = [period for ref in names for period in names[ref]]
    printed = [
        Spelling(one.valid_from, one.valid_to, one.ref_area, text) for one in periods for text in (one.name_vi, one.name_en)
    ]
    aliases = [Spelling(*span(row), row["ref_area"], row["alias"]) for row in tables["area_aliases"].rows]
    spellings = tuple(one for one in dict.fromkeys(printed + aliases) if one.ref_area in units)
    succession = tuple(map(_succession, tables["area_succession"].rows))
    return Areas(units, names, spellings, succession, *_index(spellings)), problems


def _area(row: Row) -> Area:
    return Area(*span(row), row["ref_area"], row["level"], row["iso_3166_2"] or None)


def _area_name(row: Row) -> AreaName:
    texts = row["ref_area"], row["name_vi"], row["name_en"], row["kind"]
    return AreaName(*span(row), *texts, row["code"] or None, row["region"] or None)


def _succession(row: Row) -> Succession:
    return Succession(row["predecessor"], row["successor"], date.fromisoformat(row["date"]), row["decree"] or None)


def _index(spellings: Iterable[Spelling]) -> tuple[dict[str, tuple[Spelling, ...]], dict[str, tuple[Spelling, ...]]]:
    exact: dict[str, tuple[Spelling, ...]] = {}
    bare: dict[str, tuple[Spelling, ...]] = {}
    for spelling in spellings:
        inner = place_keys(spelling.text)
        whole = exact_key(spelling.text), bare_key(spelling.text)  # "ThànhphốHồChíMinh" has no prefix to take off
        for found, keys in zip((exact, bare), zip(inner, whole, strict=True), strict=True):
            for key in dict.fromkeys(keys):
                found[key] = (*found.get(key, ()), spelling)
    return exact, bare
