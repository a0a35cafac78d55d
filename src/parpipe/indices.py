"""What is declared of an index: its components, scales, frameworks and populations by year, each with a citation.

Nothing here is computed or guessed: a year that no entry covers is unknown, and the answer is None. Means over provinces
are on the scale of provinces, so a question about a region or the nation is answered for provinces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from parpipe.spelling import bare_key, exact_key

MERGER = date(2025, 7, 1)
"""When 63 provinces became 34."""

PROVINCES_BEFORE, PROVINCES_SINCE = range(61, 65), 34
"""How many provinces a ranking has: 61 or 62 where some were left out, 64 until 2008."""

PROVINCES_RANKED = frozenset((*PROVINCES_BEFORE, PROVINCES_SINCE))
IN_PERCENT = frozenset({"PAR", "SIPAS"})
"""Indices that are themselves a percentage: "tăng 2%" is 2 points there."""

MINISTRIES_RANKED = range(16, 24)


class _OfYears(Protocol):
    @property
    def level(self) -> str: ...
    @property
    def from_year(self) -> int: ...
    @property
    def to_year(self) -> int | None: ...


_Entry = TypeVar("_Entry", bound=_OfYears)


@dataclass(frozen=True, slots=True)
class Component:
    """A part of an index. The parts of one partition make up the whole; ``aliases`` are the names that pages print."""

    component: str
    parent: str | None
    partition: str
    name_vi: str
    name_en: str
    aliases: tuple[str, ...]
    valid_from: int | None
    valid_to: int | None
    citation: str | None

    def spellings(self) -> tuple[str, ...]:
        """Return every name of the component, its code first."""
        return (self.component, self.name_vi, self.name_en, *self.aliases)


@dataclass(frozen=True, slots=True)
class Scale:
    """The maximum of a component in some years, and who says so."""

    level: str
    component: str
    from_year: int
    to_year: int | None
    maximum: Decimal
    citation: str
    certainty: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Framework:
    """The decision that an index follows in some years; ``framework`` is None where the decision was not seen."""

    level: str
    framework: str | None
    from_year: int
    to_year: int | None
    fields: int | None
    criteria: int | None
    sub_criteria: int | None
    citation: str | None
    certainty: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Population:
    """How many units are ranked in some years, and the day whose territory they have; None where sources disagree."""

    level: str
    from_year: int
    to_year: int | None
    count: int | None
    areas_at: date | None
    citation: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Sum:
    """A complete partition of some years: the parts whose scores add up to the whole."""

    level: str
    from_year: int
    to_year: int | None
    whole: str
    parts: tuple[str, ...]
    citation: str


@dataclass(frozen=True, slots=True)
class Index:
    """An index as its file in data/indices declares it."""

    index_id: str
    package: str
    name_vi: str
    name_en: str
    title_vi: str
    title_en: str
    description_vi: str
    description_en: str
    owner_vi: str
    owner_en: str
    aliases: tuple[str, ...]
    components: tuple[Component, ...]
    scales: tuple[Scale, ...]
    frameworks: tuple[Framework, ...]
    populations: tuple[Population, ...]
    sums: tuple[Sum, ...]
    by_name: Mapping[str, Component] = field(repr=False, compare=False)

    def component(self, name: str) -> Component | None:
        """Return the component that a code or printed name means, in whatever case and spacing; None if there is none."""
        return self.by_name.get(exact_key(name)) or self.by_name.get(bare_key(name))

    def scale(self, level: str, component: str, year: int) -> tuple[Decimal, str] | None:
        """Return the declared maximum of a component (``_T`` for the total) in a year, with its citation."""
        found = _of_year([scale for scale in self.scales if scale.component == component], level, year)
        return (found.maximum, found.citation) if found else None

    def framework(self, level: str, year: int) -> Framework | None:
        """Return the framework of a year."""
        return _of_year(self.frameworks, level, year)

    def framework_start(self, level: str, year: int) -> int | None:
        """Return the first year of the framework that a year lies in."""
        found = self.framework(level, year)
        return found.from_year if found else None

    def population(self, level: str, year: int) -> Population | None:
        """Return how many units are ranked for a year, and in which territory."""
        return _of_year(self.populations, level, year)

    def sums_of(self, level: str, year: int) -> tuple[Sum, ...]:
        """Return the complete partitions that are known of a year."""
        return tuple(
            one
            for one in self.sums
            if one.level == level and one.from_year <= year and (one.to_year is None or year <= one.to_year)
        )

    @property
    def of_provinces_only(self) -> bool:
        """Return whether nobody but provinces is ranked, so that its mean is theirs."""
        return {population.level for population in self.populations} == {"province"}

    def territory(self, level: str, year: int, ranked_count: int | None = None) -> date:
        """Return the day whose territory the figures of a year speak of: as declared, else the end of that year.

        A printed number of ranked provinces says more than either: as many as there were before July 2025, or since.
        """
        found = self.population(level, year)
        declared = found.areas_at if found and found.areas_at else date(year, 12, 31)
        if ranked_count in PROVINCES_BEFORE:
            return min(declared, MERGER - timedelta(days=1))
        return max(declared, MERGER) if ranked_count == PROVINCES_SINCE else declared


def make_index(content: Mapping[str, Any]) -> Index:
    """Return the index of a file that its JSON Schema has accepted."""
    components = tuple(_make_component(entry) for entry in content["components"])
    lists = {
        "aliases": tuple(content["aliases"]),
        "components": components,
        "scales": tuple(_make_scale(entry) for entry in content["scales"]),
        "frameworks": tuple(_make_framework(entry) for entry in content["frameworks"]),
        "populations": tuple(_make_population(entry) for entry in content["populations"]),
        "sums": tuple(_make_sum(entry) for entry in content["sums"]),
    }
    return Index(**{**content, **lists}, by_name=component_names(components))


def component_names(components: Iterable[Component]) -> dict[str, Component]:
    """Return every key under which a component is found; of two components with one name the first wins."""
    names: dict[str, Component] = {}
    for component in components:
        for text in component.spellings():
            names.setdefault(exact_key(text), component)
            names.setdefault(bare_key(text), component)
    return names


def _make_component(entry: Mapping[str, Any]) -> Component:
    optional = {name: entry.get(name) for name in ("parent", "valid_from", "valid_to")}
    return Component(**{**entry, **optional, "aliases": tuple(entry["aliases"])})


def _make_scale(entry: Mapping[str, Any]) -> Scale:
    return Scale(component=entry["component"], maximum=Decimal(entry["max"]), **_common(entry))


def _make_framework(entry: Mapping[str, Any]) -> Framework:
    return Framework(**{name: entry[name] for name in ("framework", "fields", "criteria", "sub_criteria")}, **_common(entry))


def _make_population(entry: Mapping[str, Any]) -> Population:
    day = date.fromisoformat(entry["areas_at"]) if entry["areas_at"] else None
    return Population(count=entry["count"], areas_at=day, **_common(entry))


def _make_sum(entry: Mapping[str, Any]) -> Sum:
    return Sum(entry["level"], entry["from"], entry["to"], entry["whole"], tuple(entry["parts"]), entry["citation"])


def _common(entry: Mapping[str, Any]) -> dict[str, Any]:
    certainty = {"certainty": entry["certainty"]} if "certainty" in entry else {}
    shared = {"level": entry["level"], "from_year": entry["from"], "to_year": entry["to"], "citation": entry["citation"]}
    return {**shared, **certainty, "note": entry.get("note")}


def _of_year(entries: Iterable[_Entry], level: str, year: int) -> _Entry | None:
    """Return the entry with the latest start that covers a year: one without an end lasts until the next."""
    units = "province" if level in ("region", "national") else level
    fits = [entry for entry in entries if entry.level == units and entry.from_year <= year]
    last = max(fits, key=lambda entry: entry.from_year, default=None)
    return last if last and (last.to_year is None or year <= last.to_year) else None
