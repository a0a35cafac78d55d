"""What a site is made of: the latest release of every package of a folder, its rows grouped by what pages ask for.

Dates are ISO texts and numbers the printed texts, so that a row can go into a JSON file as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from parpipe.descriptors.datapackage import read_release
from parpipe.model import TOTAL
from parpipe.package import Release
from parpipe.releases import PublishedRelease, latest_release

Row = dict[str, Any]
View = dict[str, Any]
"""What a page shows, ready for JSON."""

_ORDER = ("par-index", "sipas", "dti", "papi", "pci")
_GROUPED = (
    "observations",
    "changes",
    "statements",
    "reconciliation",
    "implied",
    "coverage",
    "profiles",
    "targets",
    "revisions",
)
_TABLES = (*_GROUPED, "findings", "relations", "sources", "components", "areas", "area_names", "area_succession")


@dataclass(frozen=True)
class Package:
    """One package in its latest release, with the rows of its tables."""

    release: Release
    published: PublishedRelease
    tables: Mapping[str, list[Row]]

    @property
    def name(self) -> str:
        """Its name, which its folder bears too."""
        return self.release.info.name

    @cached_property
    def index_id(self) -> str:
        """The index that it is about."""
        rows = [*self.tables["components"], *self.tables["observations"]]
        return str(rows[0]["index_id"]) if rows else self.name

    @cached_property
    def component_names(self) -> Mapping[str, Row]:
        """The rows that name its components, by code; ``_T`` is the index itself."""
        return {row["component"]: row for row in reversed(self.tables["components"])}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The full names of the index by language."""
        named = self.component_names.get(TOTAL, {"name_vi": self.release.info.title_vi, "name_en": self.release.info.title})
        return {"vi": named["name_vi"] or self.index_id, "en": named["name_en"] or self.index_id}

    def component_name(self, component: str, language: str) -> str:
        """Return what a component is called, in Vietnamese where it has no other name; its code where it has none."""
        named = self.component_names.get(component, {})
        return str(named.get(f"name_{language}") or named.get("name_vi") or component)

    @cached_property
    def by_area(self) -> Mapping[str, Mapping[str, list[Row]]]:
        """The rows of a table by ``ref_area``."""
        return {name: group(self.tables[name], "ref_area") for name in _GROUPED}

    @cached_property
    def by_year(self) -> Mapping[str, Mapping[int, list[Row]]]:
        """The rows of observations, changes and coverage that are of the whole index, by year."""
        return {
            name: group((row for row in self.tables[name] if row.get("component", TOTAL) == TOTAL), "time_period")
            for name in ("observations", "changes", "coverage")
        }

    @cached_property
    def publishers(self) -> Mapping[str, str]:
        """Who publishes a source, by its id."""
        return {row["source_id"]: row["publisher"] or row["title"] for row in self.tables["sources"]}

    @cached_property
    def findings_of(self) -> Mapping[str, list[Row]]:
        """The findings by the unit that they speak of."""
        spoken_of = {row["statement_id"]: row["ref_area"] for row in self.tables["statements"]}
        found = defaultdict[str, list[Row]](list)
        for row in self.tables["findings"]:
            parts = row["key"].split("/")
            area = parts[2] if len(parts) > 3 else spoken_of.get(row["statement_id"])
            if area:
                found[area].append(row)
        return found

    @cached_property
    def relations_of(self) -> Mapping[str, list[Row]]:
        """What pages say of two units, or of the bounds of one, by each of them, by year."""
        found = defaultdict[str, list[Row]](list)
        for row in sorted(self.tables["relations"], key=lambda row: (-row["time_period"], row["relation_id"])):
            for area in dict.fromkeys((row["of_area"], row["other_area"])):
                if area and row["relation"] in ("gap", "at_least", "at_most"):
                    found[area].append(row)
        return found

    @property
    def years(self) -> list[int]:
        """The years of which anything is held, in order."""
        return sorted({row["time_period"] for row in self.tables["observations"] if row["component"] == TOTAL})


@dataclass(frozen=True)
class Edition:
    """All packages of a folder in their latest releases, and the units that they speak of."""

    releases: Path
    packages: Sequence[Package]

    @property
    def base(self) -> str:
        """The address at which the folder is served."""
        return self.packages[0].release.info.publisher.base

    @cached_property
    def names(self) -> Mapping[str, list[Row]]:
        """The names of every unit, the oldest first."""
        return group(self._newest.tables["area_names"], "ref_area")

    @cached_property
    def places(self) -> Mapping[str, Row]:
        """The rows of ``areas`` by id."""
        return {row["ref_area"]: row for row in self._newest.tables["areas"]}

    @cached_property
    def successions(self) -> tuple[Mapping[str, list[Row]], Mapping[str, list[Row]]]:
        """The rows of ``area_succession`` by successor, and by predecessor."""
        rows = self._newest.tables["area_succession"]
        return group(rows, "successor"), group(rows, "predecessor")

    @cached_property
    def shown(self) -> list[str]:
        """The units that have a page: those of which anything is known, and all that came before or after them."""
        known = {
            row["ref_area"]
            for package in self.packages
            for table in ("observations", "statements", "targets")
            for row in package.tables[table]
            if row["ref_area"]
        }
        of, into = self.successions
        near = {row["predecessor"] for area in known for row in of.get(area, ())}
        near |= {row["successor"] for area in known for row in into.get(area, ())}
        return sorted((known | near) & self.names.keys())

    @property
    def _newest(self) -> Package:
        """The package that was made last: its reference tables hold for all."""
        return max(self.packages, key=lambda one: (one.release.info.created, one.name))

    def name_of(self, ref_area: str) -> Row:
        """Return what a unit is called, as ``ref_area``, ``name_vi`` and ``name_en``."""
        rows = self.names.get(ref_area)
        named = rows[-1] if rows else {"name_vi": None, "name_en": None}
        vi = named["name_vi"] or ref_area
        return {"ref_area": ref_area, "name_vi": vi, "name_en": named["name_en"] or vi}


def read_edition(releases: Path) -> Edition | None:
    """Return what the site of a folder is made of; None where there is no release.

    Raises Unreadable for a damaged release; KeyError and ValueError for one of an older form.
    """
    names = sorted((path.parent.name for path in releases.glob("*/latest") if path.is_dir()), key=_place)
    found = [release for name in names if (release := latest_release(name, releases))]
    return Edition(releases, [_read(one) for one in found]) if found else None


def _place(name: str) -> tuple[int, str]:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER), name


def _read(published: PublishedRelease) -> Package:
    tables = {name: rows_of(published, name) for name in _TABLES}
    return Package(read_release(published.descriptor()), published, tables)


def rows_of(published: PublishedRelease, name: str) -> list[Row]:
    """Return the rows of a table with dates as texts."""
    import pyarrow as pa

    table = published.table(name)
    texts = [pa.field(one.name, pa.string() if pa.types.is_date(one.type) else one.type) for one in table.schema]
    rows: list[Row] = table.cast(pa.schema(texts)).to_pylist()
    return rows


def group(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    """Return rows by the value of a column, in their order."""
    found = defaultdict[Any, list[Row]](list)
    for row in rows:
        found[row[name]].append(row)
    return dict(found)
