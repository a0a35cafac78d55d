"""Whose a figure is, as the registry knows it: the index, the unit and the part that a claim's words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from parpipe.areas import AmbiguousArea, Areas, UnknownArea
from parpipe.indices import Index
from parpipe.model import TOTAL, Level, PublishedDate
from parpipe.prose.mention import INTERNAL, OTHER_INDEX, PRONOUN, SEVERAL, UNKNOWN_PART, Mean, Named
from parpipe.prose.setting import Setting


@dataclass(frozen=True, slots=True)
class Context:
    """The registry, and defaults for what a document does not say; they never overrule what it says."""

    indices: Mapping[str, Index]
    areas: Areas
    index_id: str | None = None
    level: Level | None = None
    area: str | None = None
    published: PublishedDate | None = None
    language: str | None = None
    url: str | None = None


class Doubt(ValueError):
    """Why a figure is nobody's; extractors turn it into a finding."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The unit that a figure is about."""

    level: Level
    ref_area: str
    code: str | None
    name: str


def index_of(index_id: str | None, context: Context) -> Index:
    """Return the index of a frame; a doubt where none or several were named."""
    if index_id is None or index_id is SEVERAL:
        raise Doubt("its index is not said")
    if index_id is OTHER_INDEX:
        raise Doubt("it is of an index that is not ours")
    return context.indices[index_id]


def owner_of(area: object, setting: Setting, context: Context, at: date) -> Owner:
    """Return the unit that a figure is about at a date; a doubt for departments, lists, and names that mean several units."""
    if area is INTERNAL:
        raise Doubt("it is about departments, districts or communes")
    if area is SEVERAL:
        raise Doubt("several areas are named for it")
    if isinstance(area, Mean):
        return _mean_unit(area, context, at)
    if area is PRONOUN or area is None:
        area = setting.area or setting.issuer
    if area is None:
        raise Doubt("its area is not said")
    name = area.text if isinstance(area, Named) else str(area)
    levels = sorted(area.levels - {"region"}) if isinstance(area, Named) else [context.level]
    return _unit(name, levels[0] if len(levels) == 1 else None, context.areas, at)


def _unit(name: str, level: str | None, areas: Areas, at: date) -> Owner:
    try:
        ref_area = areas.resolve(name, level=level, at=at)
    except (UnknownArea, AmbiguousArea) as error:
        raise Doubt(str(error)) from error
    found: Level = areas.level(ref_area)  # type: ignore[assignment]
    return Owner(found, ref_area, areas.code(ref_area, at), areas.name(ref_area, at)[0])


def _mean_unit(mean: Mean, context: Context, at: date) -> Owner:
    if mean.group is None:
        raise Doubt("it is a mean, and it is not said of which units")
    if isinstance(mean.group, Named):
        return _unit(mean.group.text, "region", context.areas, at)
    return _unit(mean.group, "national", context.areas, at)


def component_of(component: object, index: Index) -> tuple[str, str | None]:
    """Return code and name of a part of an index; a doubt for a part that the index does not have."""
    if component is None:
        return TOTAL, None
    code = component.get(index.index_id) if isinstance(component, Mapping) else None
    found = index.component(code) if code and component is not UNKNOWN_PART else None
    if found is None:
        raise Doubt("it is about a part of the index that is not known by that name")
    return found.component, found.name_vi
