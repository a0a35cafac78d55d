"""Facts: what one figure is, settled from its column, its row and what stands around its table; else a doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from parpipe.indices import Index
from parpipe.model import TOTAL
from parpipe.prose.mention import OTHER_INDEX
from parpipe.tables.labels import PREVIOUS, Label
from parpipe.tables.lexicon import Lexicon
from parpipe.tables.places import Place, Unit, mean_unit, resolve
from parpipe.tables.setting import Setting

INTERNAL = "it is about departments, districts or communes"
Statistic = Literal["value", "mean", "median"]


class Doubt(ValueError):
    """Why a figure is nobody's. ``area`` is the name that is not known, where that is the reason."""

    def __init__(self, why: str, area: str | None = None) -> None:
        """Keep the reason, and the area it is about."""
        super().__init__(why)
        self.area = area


@dataclass(frozen=True, slots=True)
class Facts:
    """What a figure is about. ``bare`` means are those of the table's own level, which only its rows can tell."""

    index: Index
    year: int
    unit: Unit
    component: str
    component_name: str | None
    statistic: Statistic = "value"
    base: int | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Which of two meanings "SIPAS" has in a table: the index, or the part of the PAR INDEX; None where that is not certain."""

    part: bool | None


def read_names(labels: Iterable[Label], setting: Setting) -> Names:
    """Return what names that are both an index and a part mean in a table with these labels."""
    known = list(labels)
    double = [label for label in known if _is_double(label)]
    if not double:
        return Names(False)
    parents = {index for label in double for index in label.component or {}}
    siblings = any(label.component and not label.index and parents & label.component.keys() for label in known)
    own = {label.index for label in double}
    others = {label.index for label in known if label.index and not label.component}
    if siblings:
        return Names(None if others - parents - own else True)
    alone = setting.index is None and "index" not in setting.ambiguous  # nobody speaks of an index that it may be a part of
    return Names(False if others or setting.index in own or alone else None)


def _is_double(label: Label) -> bool:
    """Return whether a label names an index that is also a part of another; "SIPAS" under "PAR INDEX" is that part."""
    return bool(label.index and label.component and label.index not in label.component)


def settle_names(label: Label, names: Names) -> Label:
    """Return a label with "SIPAS" as either index or part."""
    if not _is_double(label):
        return label
    if names.part is None:
        return replace(label, clash=f"{label.index} may be the index or a part of another")
    return replace(label, index=None) if names.part else replace(label, component=None)


def settle(label: Label, setting: Setting, lexicon: Lexicon, levels: frozenset[str]) -> Facts:
    """Return the facts of a label; Doubt where something is not said. ``levels`` are those of the table's own units."""
    index = _index(label, setting, lexicon)
    year = label.year or setting.year
    if year is None:
        raise Doubt("its year is not said" if "year" not in setting.ambiguous else "several years are named for it")
    component, name = _component(label.component, index)
    base = year - 1 if label.base == PREVIOUS else label.base
    if isinstance(base, int) and base >= year:
        raise Doubt(f"it is a change since {base}, which is not before {year}")
    place = label.place or _around(setting)
    statistic: Statistic = place.statistic
    unit = _unit(place, index, year, lexicon, levels)
    if place.averaged and unit.level != "region":
        raise Doubt(f"it is called a mean of {place.name!r}, which is one unit")
    if unit.level == "region" and statistic == "value":
        statistic = "mean"
    bare = place.statistic != "value" and place.group is None
    return Facts(index, year, unit, component, name, statistic, base if isinstance(base, int) else None, bare)


def _index(label: Label, setting: Setting, lexicon: Lexicon) -> Index:
    index_id = label.index or setting.index
    if index_id is None:
        raise Doubt("its index is not said" if "index" not in setting.ambiguous else "several indices are named for it")
    if index_id == OTHER_INDEX:
        raise Doubt("it is of an index that is not ours")
    return lexicon.indices[index_id]


def _component(component: Mapping[str, str] | None, index: Index) -> tuple[str, str | None]:
    if component is None:
        return TOTAL, None
    code = component.get(index.index_id)
    found = index.component(code) if code else None
    if found is None:
        raise Doubt(f"{' or '.join(component.values())} is no part of {index.index_id}")
    return found.component, found.name_vi


def _around(setting: Setting) -> Place:
    if setting.internal:
        raise Doubt(INTERNAL)
    if setting.area is None:
        raise Doubt("its area is not said" if "area" not in setting.ambiguous else "several areas are named for it")
    return Place(setting.area)


def _unit(place: Place, index: Index, year: int, lexicon: Lexicon, levels: frozenset[str]) -> Unit:
    if place.statistic == "value":
        unit = resolve(place.name, index, year, lexicon)
        if unit is None:
            raise Doubt(f"{place.name!r} is no area of {year}", area=place.name)
        return unit
    group = place.group or _GROUPS.get(next(iter(levels), "")) if len(levels) < 2 else place.group
    if group is None and index.of_provinces_only:
        group = "ALL-PROV"
    if group is None:
        raise Doubt("it is a mean, and it is not said of which units")
    return mean_unit(group, index, year, lexicon.areas)


_GROUPS: Mapping[str, str] = {"province": "ALL-PROV", "ministry": "ALL-MIN"}
