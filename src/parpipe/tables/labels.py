"""Labels: what the header of a column, the label of a row or a line over rows says about the figures there.

A label is read word by word, the longest phrase first. What no phrase explains is kept as ``unknown``; two years, or two
kinds of figure, in one label are a ``clash``. Either makes the label say nothing for certain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from parpipe.indices import MINISTRIES_RANKED, PROVINCES_RANKED
from parpipe.model import Unit
from parpipe.tables.lexicon import Lexicon, pieces, split
from parpipe.tables.places import Place, read_place, strip_number
from parpipe.vietnamese import read_number

Role = Literal["target", "serial", "code", "change", "maximum", "share", "rank", "score", "note", "name", "part", "year_name"]
Kind = Literal["points", "total", "index"]
PREVIOUS = "the year before"
FEWEST_RANKED, MOST_RANKED = 16, 64

_WITH: Mapping[Role, frozenset[str]] = {
    "target": frozenset({"maximum", "change", "share", "rank", "score", "note", "name", "part", "year_name"}),
    "serial": frozenset(),
    "code": frozenset({"name"}),
    "change": frozenset({"score", "rank", "name", "part"}),
    "maximum": frozenset({"score", "part", "name"}),
    "share": frozenset({"score", "maximum", "part"}),
    "rank": frozenset({"part", "name", "year_name", "note"}),
    "score": frozenset({"part", "name", "year_name"}),
    "note": frozenset({"score", "name"}),
    "name": frozenset({"part", "year_name"}),
    "part": frozenset({"year_name"}),
    "year_name": frozenset(),
}
"""Roles in the order in which they decide what a label is, and the roles whose words may stand beside each."""
_PROVINCES = frozenset(map(str, PROVINCES_RANKED))
_MINISTRIES = frozenset(map(str, MINISTRIES_RANKED))
GENERAL = frozenset({"name", "part", "year_name"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPAN = re.compile(r"(?:19|20)\d\d\s*[-–—]\s*(?:19|20)?\d\d")
_TWO_YEARS = re.compile(r"((?:19|20)\d\d)\s{0,2}(?:[-–—/]|với|so với|and|và|to)\s{0,2}(?:năm\s)?((?:19|20)\d\d)")
_LANGUAGES = ("vi", "en")
_FORMULA = re.compile(
    r"\(\s*(?:[IVX]+|[A-H]|\d)\s*(?:[+=]\s*(?:[IVX]+|[A-H]|\d)\s*)+\)|\(?\d\)?\s?=\s?\(?\d\)?\s?[-–+/:]\s?\(?\d\)?"
)
_OWNED = re.compile(r"['’]s\b")
_BRACKET = re.compile(r"\(([^()\d]+)\)\s*$|\(([A-Z][A-Z ]+)\)")
_POINTS = frozenset(pieces("điểm diem point points pts"))


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says; None where it says nothing. ``component`` is a part's code by index."""

    role: Role | None = None
    kind: Kind | None = None
    of_change: Literal["score", "rank"] | None = None
    change: Literal["up", "neutral", "rise", "fall"] | None = None
    index: str | None = None
    component: Mapping[str, str] | None = None
    year: int | None = None
    base: int | str | None = None
    place: Place | None = None
    unit: Unit | None = None
    count: int | None = None
    maximum: Decimal | None = None
    regional: bool = False
    unknown: tuple[str, ...] = ()
    clash: str | None = None

    def certain(self) -> bool:
        """Return whether every word was understood and none contradicts another."""
        return not self.unknown and not self.clash

    def says(self) -> bool:
        """Return whether the label says what its figures are: more than a filler word or a unit."""
        return any((self.role, self.index, self.component, self.year, self.place))


def read_label(text: str, lexicon: Lexicon) -> Label:
    """Return what one label says."""
    return lexicon.remember(("label", text), lambda: _called(text, _read(text, lexicon), lexicon))


def _called(text: str, label: Label, lexicon: Lexicon) -> Label:
    """Return the label, or what it is called in a bracket where its words are not all known: "Hài lòng của dân (SIPAS)"."""
    found = _BRACKET.search(text) if label.unknown and not label.clash else None
    called = _read(found[1] or found[2], lexicon) if found else None
    if called and called.certain() and called.index:
        return called
    return label if label.certain() else _twice(text, lexicon) or label


def _twice(text: str, lexicon: Lexicon) -> Label | None:
    """Return what a label in two languages says, where both halves are understood: "CẢ NƯỚC - WHOLE COUNTRY"."""
    halves = [_read(half, lexicon) for half in re.split(r" [-–/|] ", " ".join(text.split()))]
    both = len(halves) == len(_LANGUAGES) and all(half.certain() and half.says() for half in halves)
    return halves[0] if both and halves[0].role == halves[1].role and bool(halves[0].place) == bool(halves[1].place) else None


def _read(text: str, lexicon: Lexicon) -> Label:
    text = _compared(_OWNED.sub("", _FORMULA.sub("", text)), lexicon)
    place = read_place(text, lexicon) or _counted_place(text, lexicon)
    if place:
        return Label(place=place)
    if _SPAN.search(text):
        return Label(unknown=(text,))
    printed = split(strip_number(text))
    keys = list(pieces(strip_number(text)))
    found, unknown, clash = _collect(keys, lexicon)
    role, together = _role(found)
    of_change: Literal["score", "rank"] | None = "rank" if "rank" in found else "score" if "score" in found else None
    return Label(
        role=role,
        kind=found.get("score"),
        of_change=of_change if role == "change" else None,
        change=found.get("change"),
        index=found.get("index"),
        component=found.get("component"),
        year=found.get("year"),
        base=found.get("base_year"),
        place=found.get("place"),
        unit=_unit(role, "percent" in found, bool(_POINTS & set(keys))),
        count=found.get("count"),
        maximum=found.get("limit"),
        regional="regional" in found and role == "rank",
        unknown=tuple(printed[place] for place in unknown),
        clash=clash or (None if together else "it names several kinds of figures"),
    )


def _compared(text: str, lexicon: Lexicon) -> str:
    """Return the label of a change between two years with the earlier as its base: "Chênh lệch 2023/2022"."""
    found = _TWO_YEARS.search(text)
    if not found or found[1] == found[2]:
        return text
    keys = list(pieces(text))
    if not any("change" in _senses_at(keys, place, lexicon) for place in range(len(keys))):
        return text
    return f"{text[: found.start()]}{max(found.groups())} so với {min(found.groups())}{text[found.end() :]}"


def _counted_place(text: str, lexicon: Lexicon) -> Place | None:
    """Return the mean over all units that a row called "63 tỉnh, thành phố" or "Trung bình 63 tỉnh" holds."""
    keys = list(pieces(strip_number(text)))
    mean = lexicon.words.match(keys, 0) if keys else None
    if mean and mean[1].get("mean") == "rows":
        keys = keys[mean[0] + ("of" in _senses_at(keys, mean[0], lexicon)) :]  # "Average of 17 ministries"
    number, *noun = keys or ("",)
    group = "ALL-PROV" if number in _PROVINCES else "ALL-MIN" if number in _MINISTRIES else None
    found = lexicon.words.match(noun, 0) if group and noun else None
    return Place(text, "mean", group) if found and found[0] == len(noun) and "counted" in found[1] else None


def _unit(role: Role | None, percent: bool, points: bool) -> Unit | None:
    """Return the unit that a label names: a change "(điểm %)" is in points, a score "Điểm (%)" in percent."""
    return "points" if points and (role == "change" or not percent) else "percent" if percent else None


def _role(found: Mapping[str, Any]) -> tuple[Role | None, bool]:
    """Return the role of a label, and whether the other roles that its words name go together with it."""
    said = {"year_name": "year", "maximum": "limit"}
    roles = [role for role in _WITH if role in found and said.get(role) not in found]
    if len(roles) > 1 and found.get("score") in ("index", "total"):
        roles = [role for role in roles if role != "score" or set(roles) <= GENERAL | {"score"}]
    return (roles[0], set(roles[1:]) <= _WITH[roles[0]]) if roles else (None, True)


def _collect(keys: list[str], lexicon: Lexicon) -> tuple[dict[str, Any], list[int], str | None]:
    """Return the senses found in a label's words, the places of words that have none, and the first contradiction."""
    found, unknown, clash, place, before = dict[str, Any](), list[int](), None, 0, frozenset[str]()
    while place < len(keys):
        key = keys[place]
        if key[0].isdigit():
            took, senses = 1, _number(key, found, before, _senses_at(keys, place + 1, lexicon))
        else:
            took, meant = lexicon.words.match(keys, place) or (1, {})
            senses = _settle({one: meant[one] for one in meant if not ("rank" in found and one == "maximum" and "of" in meant)})
        if not senses:
            unknown.append(place)
        for sense, value in senses.items():
            if sense == "place" and (meant_both := averaged(found.get(sense), value)):
                value = meant_both  # "Trung bình … cả nước"
            elif sense in ("year", "index", "count", "limit", "component", "place") and found.get(sense, value) != value:
                clash = clash or f"it names several values for its {sense}"
            both = sense == "change" and {found.get(sense), value} == {"rise", "fall"}  # "tăng (+) hoặc giảm (-)"
            found[sense] = "up" if both else value
        before, place = frozenset(senses), place + took
    mean = found.get("place")
    if mean and mean.statistic != "value" and mean.group is None and "of_group" in found:
        found["place"] = replace(mean, group=found["of_group"])
    return found, unknown, clash


def averaged(one: Place | None, other: Place | None) -> Place | None:
    """Return whose means are meant, where one label says "Average" of nothing else and the other names a unit or group."""
    if one is None or other is None or "mean" not in (one.statistic, other.statistic):
        return None
    if one.statistic == other.statistic:  # "Cả nước" under "Giá trị trung bình"
        return one if other.group is None else other if one.group is None else None
    mean, named = (one, other) if one.statistic == "mean" else (other, one)
    return replace(named, averaged=True) if mean.group is None else None


def _senses_at(keys: list[str], place: int, lexicon: Lexicon) -> Mapping[str, Any]:
    found = lexicon.words.match(keys, place) if place < len(keys) else None
    return found[1] if found else {}


def _settle(senses: Mapping[str, Any]) -> dict[str, Any]:
    """Return the senses of a phrase that count here: a name of an index or part is nothing else, nor is a mean."""
    named = {sense: senses[sense] for sense in ("component", "index") if sense in senses}
    if named:
        return named
    for statistic in ("mean", "median"):
        if statistic in senses:
            group = None if senses[statistic] == "rows" else senses[statistic]
            return {"place": Place(statistic, statistic, group)}
    if "previous_year" in senses:
        return {"base_year": PREVIOUS}
    kept = {sense: value for sense, value in senses.items() if sense not in ("internal", "area")}
    return kept or ({"place": Place(senses["area"])} if "area" in senses else {})


def _number(key: str, found: Mapping[str, Any], before: frozenset[str], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a number in a label means by what stands before and after it; nothing when that does not say."""
    value = read_number(key)
    if value is None:
        return {}
    if _YEAR.fullmatch(key):
        return {"base_year": int(key)} if "base" in before else {"year": int(key)}
    ranked = key.isdecimal() and FEWEST_RANKED <= int(key) <= MOST_RANKED
    if ranked and ("counted" in after or ("rank" in found and (before & {"of", "rank"}))):
        return {"count": int(key)}
    if "maximum" in before or ("of" in before and found.keys() & {"score", "component"}):
        return {"limit": value}
    return {}
