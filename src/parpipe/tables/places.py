"""Names of units in tables: what a text names at whatever date, and which unit that is at the date of a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from parpipe.areas import Areas
from parpipe.indices import Index
from parpipe.model import Level
from parpipe.spelling import place_keys
from parpipe.tables.lexicon import Lexicon, pieces

_LEADING = re.compile(r"^\s*\(?(?:\d{1,2}|[IVX]{1,4}|[a-zđ])\s*[.)]\s*(?=[^\W\d_])|^\s*[-–+•*]\s+")
_FOOTNOTE = re.compile(r"(?<=[^\W_])(?:\s*(?:[*†‡¹²³]|[(\[](?:\d|\*{1,3})[)\]]))+$")
_CITY = re.compile(r"^\s*(?:TP\b\.?|T\.P\b\.?|Thành phố\b)", re.IGNORECASE)
_LEVELS: tuple[Level, ...] = ("province", "ministry", "region")


@dataclass(frozen=True, slots=True)
class Place:
    """What a label names: a unit by its name, or the mean or median over ``group`` (None: over the rows' own level).

    ``averaged``: another label calls the values of the named unit means, so that it has to be a region.
    """

    name: str
    statistic: Literal["value", "mean", "median"] = "value"
    group: str | None = None
    averaged: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit at a date."""

    level: Level
    ref_area: str
    code: str | None
    name: str


def strip_number(text: str) -> str:
    """Return a label without its "1.", "a)" or "-" in front and the mark of a footnote behind: "*", "(1)", "²"."""
    return _FOOTNOTE.sub("", _LEADING.sub("", text).strip()).rstrip("*†").strip()


def read_place(text: str, lexicon: Lexicon) -> Place | None:
    """Return what a whole label names as an area; None when it names none that was ever one."""
    name = strip_number(text)
    keys = pieces(name)
    found = lexicon.words.match(list(keys), 0) if keys else None
    senses = found[1] if found and found[0] == len(keys) else {}
    if "mean" in senses or "median" in senses:
        statistic: Literal["mean", "median"] = "mean" if "mean" in senses else "median"
        group = senses[statistic]
        return Place(name, statistic, None if group == "rows" else str(group))
    return Place(name) if any(letter.isalpha() for letter in name) and _was_ever(name, lexicon.areas) else None


def is_internal(text: str, lexicon: Lexicon) -> bool:
    """Return whether a label begins with a department, district or commune, and is no unit of ours."""
    name = strip_number(text)
    keys = pieces(name)
    found = lexicon.words.match(list(keys), 0) if keys else None
    return bool(found and "internal" in found[1]) and not _was_ever(name, lexicon.areas)


def resolve(name: str, index: Index, year: int, lexicon: Lexicon) -> Unit | None:
    """Return the one unit that a name means in the territory of an index and year; None when none or several may be meant."""
    return lexicon.remember(("unit", name, index.index_id, year), lambda: _resolve(name, index, year, lexicon.areas))


def _resolve(name: str, index: Index, year: int, areas: Areas) -> Unit | None:
    found = dict[str, tuple[Level, date]]()
    for spelling in _spellings(name):
        for level in _LEVELS:
            at = index.territory(level, year)
            found |= dict.fromkeys(areas.find(spelling, level=level, at=at), (level, at))
        if found:
            break
    if len(found) != 1:
        return None
    ((ref_area, (level, at)),) = found.items()
    if _is_inner_city(name, ref_area, areas):
        return None
    return Unit(level, ref_area, areas.code(ref_area, at), areas.name(ref_area, at)[0])


def mean_unit(group: str, index: Index, year: int, areas: Areas) -> Unit:
    """Return the unit that stands for all provinces or all ministries."""
    at = index.territory("province", year)
    return Unit("national", group, None, areas.name(group, at)[0])


def _is_inner_city(name: str, ref_area: str, areas: Areas) -> bool:
    """Return whether "Thành phố Lai Châu" is meant: a city within the province of that name, never a municipality."""
    kinds = {period.kind for period in areas.names[ref_area]}
    return bool(_CITY.match(name)) and "province" in kinds and "municipality" not in kinds


def was_ministry(name: str, areas: Areas) -> bool:
    """Return whether a whole text is the name of a ministry, at whatever date."""
    return "ministry" in _levels_ever(strip_number(name), areas)


def _was_ever(name: str, areas: Areas) -> bool:
    return bool(_levels_ever(name, areas) - {"national"})


def _levels_ever(name: str, areas: Areas) -> set[str]:
    keys = [place_keys(spelling) for spelling in _spellings(name)]
    found = [one for exact, bare in keys for one in (*areas.by_exact.get(exact, ()), *areas.by_bare.get(bare, ()))]
    return {areas.level(one.ref_area) for one in found}


def _spellings(name: str) -> tuple[str, ...]:
    return (name, name.replace("&", " và "), name.replace("&", " and ")) if "&" in name else (name,)
