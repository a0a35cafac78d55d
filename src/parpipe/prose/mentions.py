"""What a text speaks of between its figures: indices, years, areas, components, targets, each with its role.

A mention says what a word means where it stands ("năm 2012" after "so với" is the base of a change); which figure it
belongs to is decided in ``attribution``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from parpipe.prose.pieces import Figure, Tokens, has, has_number, is_year, starts_way, text_at
from parpipe.prose.tokens import Token

Slot = Literal["index", "year", "area", "component", "target"]
Role = Literal["subject", "base", "origin", "object", "linked", "owner", "group", "place"]

SPOKEN_OF: tuple[Role, ...] = ("subject", "linked", "owner")
"""Roles in which a mention says what a text speaks of, and not what it compares with or where it happens."""

PRONOUN = "the area of the document"
LAST_NAMED = "the area that was named last"
SAME_MEAN = "the mean that was spoken of before"
INTERNAL = "a department, district or commune"
SEVERAL = "several at once"
UNKNOWN_PART = "a part without a known name"
FOREIGN = "something else than an index"
OTHER_INDEX = "an index that is not ours"
PREVIOUS_YEAR = "the year before"


_MEAN_WITHIN = 12
_AFTER_REGION = (",", "'", "’", "province", "cit", "localit")
"""How the word begins that makes the name of a region say where a province lies."""
_BRACKETED = 3
_DATELINE = 6
"""Words in the bracket of a dateline."""
_DATED_WITHIN = 4
"""Words from a figure to its year: "from 51st place in 2020"."""

_SHORTEST_NAME = 2
_LONGEST_NAME = 8
"""Words between "Sở" and the province in a department's name."""
_TELLING = frozenset(
    {
        "index",
        "component",
        "mean",
        "median",
        "group",
        "counted",
        "other_index",
        "index_word",
        "last_named",
        "same",
        "area",
        "internal",
        "pronoun",
        "target_met",
        "target",
        "part",
        "foreign",
    }
    | {"previous_year"}
)
"""Senses that make a mention."""


@dataclass(frozen=True, slots=True)
class Named:
    """An area by the name that is printed, with the levels at which it is one."""

    text: str
    levels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean or median over a group: ``group`` is ALL-PROV, ALL-MIN, a region's name, or None where it is not said."""

    group: str | Named | None
    median: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A value for one slot at a token; SEVERAL has members. ``first`` and ``last`` count tokens, half open."""

    slot: Slot
    value: Any
    first: int
    last: int
    role: Role = "subject"
    members: tuple[Any, ...] = ()


def find_mentions(tokens: Tokens, figures: Sequence[Figure]) -> list[Mention]:
    """Return the mentions outside figures, in order; neighbours that form a list ("A, B và C") become one of SEVERAL."""
    taken = {place for figure in figures for place in range(figure.first, figure.last)}
    heard = [place for place, token in enumerate(tokens) if _tells(token)]
    telling = [place for place in heard if place not in taken or tokens[place].has("mean")]  # "averaged 82.66"
    ways = [figure.last for figure in figures if starts_way(tokens, figure)]
    origins = {place for last in ways for place in range(last, last + _DATED_WITHIN)}
    quoted = {place for one in figures if one.measure.endswith("change") for place in range(one.last, _quoted(tokens, one))}
    compared = quoted | {
        one.last + 1 for one in figures if one.measure.endswith("change") and has(tokens, one.last, "measured_from")
    }
    found = [mention for place in telling for mention in _mentions_at(tokens, place)]
    found = [replace(one, role="origin") if one.slot == "year" and one.first in origins else one for one in found]
    found = [replace(one, role="base") if one.slot == "year" and one.first in compared else one for one in found]
    strangers = [name for figure in figures for name in _stranger(tokens, figure)]
    return _join_lists(tokens, sorted([*found, *strangers], key=lambda mention: mention.first) if strangers else found)


def _quoted(tokens: Tokens, figure: Figure) -> int:
    """Return the token behind the last one in a figure's quote, which may end with the year that it is measured against."""
    last = figure.last
    while last < len(tokens) and tokens[last].end <= figure.end:
        last += 1
    return last


def _stranger(tokens: Tokens, figure: Figure) -> Iterator[Mention]:
    """Yield the name that stands right before a figure and is no area's: "Mường Tè xếp thứ 3" is not about the province."""
    first = figure.first
    while first > 0 and _is_name(tokens[first - 1]) and tokens[first - 1].end + 1 == tokens[first].start:
        first -= 1
    if figure.first - first >= _SHORTEST_NAME and not (first > 0 and tokens[first - 1].has("internal")):
        name = " ".join(token.text for token in tokens[first : figure.first])
        yield Mention("area", Named(name, frozenset()), first, figure.first)


def _is_name(token: Token) -> bool:
    return token.kind == "word" and not token.senses and token.text.istitle()


def _speaks_of_all(tokens: Tokens, place: int) -> bool:
    """Return whether "cả nước" is itself what reached a value: "SIPAS năm 2023 của cả nước đạt 82,66%"."""
    if not _before(tokens, place, 1, "possessive", "index", "whole") or not has_number(tokens, place + 2):
        return False
    mean = any(token.has("mean", "median") for token in tokens[max(0, place - _MEAN_WITHIN) : place])
    return not mean and tokens[place + 1].has("score_verb")


def _tells(token: Token) -> bool:
    return not _TELLING.isdisjoint(token.senses) if token.senses else token.kind == "number" and len(token.text) == 4


def _mentions_at(tokens: Tokens, place: int) -> Iterator[Mention]:
    token = tokens[place]
    if token.kind in ("mark", "newline", "date", "span", "reference"):
        return
    if is_year(token) or token.has("previous_year"):
        yield from _year(tokens, place)
    elif token.has("index"):
        role: Role = "linked" if _before(tokens, place, 3, "link") or token.text.lower().startswith("về ") else "subject"
        yield Mention("index", token.value("index"), place, place + 1, role)
    elif token.has("other_index") or _names_other_index(tokens, place):
        yield Mention("index", OTHER_INDEX, place, place + 1, "linked" if _before(tokens, place, 3, "link") else "subject")
    elif token.has("component"):
        role = "linked" if _before(tokens, place, 2, "link") else "subject"
        yield Mention("component", token.value("component"), place, place + 1, role)
    elif token.has("mean", "median"):
        yield _mean(tokens, place)
    elif token.has("counted") and _before(tokens, place, 1, "count") and _is_subject(tokens, place):
        yield Mention("area", SEVERAL, place, place + 1)
    elif token.has("group"):
        alone = token.has("nation") and _speaks_of_all(tokens, place)
        yield Mention("area", Mean(token.value("group")), place, place + 1, "subject" if alone else "group")
    elif token.has("counted") and has_number(tokens, place - 1) and not _is_subject(tokens, place):
        yield Mention("area", Mean(token.value("counted")), place, place + 1, "group")
    elif token.has("area"):
        yield from _area(tokens, place)
    else:
        yield from _common_noun(tokens, place)


def _names_other_index(tokens: Tokens, place: int) -> bool:
    """Return whether "Index" ends a name that no index of ours has: "Prosperity Index"."""
    named = place > 0 and tokens[place - 1].text.istitle() and not tokens[place - 1].senses
    return named and tokens[place].has("index_word") and tokens[place].text.istitle()


def _year(tokens: Tokens, place: int) -> Iterator[Mention]:
    token = tokens[place]
    value = PREVIOUS_YEAR if token.has("previous_year") else int(token.text)
    if token.has("previous_year") or _before(tokens, place, 5, "base") or _before(tokens, place, 2, "higher", "lower"):
        yield Mention("year", value, place, place + 1, "base")
    elif _before(tokens, place, 1, "target", "until"):
        yield Mention("target", value, place, place + 1)
    elif not _before(tokens, place, 1, "announced") and not _counted_after(tokens, place):
        yield Mention("year", value, place, place + 1)


def _counted_after(tokens: Tokens, place: int) -> bool:
    """Return whether the number counts what follows; a year has a word for it, or the index, before it ("DTI 2022 tỉnh …")."""
    if _before(tokens, place, 1, "year_word", "index"):
        return False
    return place + 1 < len(tokens) and tokens[place + 1].has("unit", "foreign", "counted")


def _area(tokens: Tokens, place: int) -> Iterator[Mention]:
    token = tokens[place]
    if _before(tokens, place, 1, "internal") or _within_internal(tokens, place):
        return
    levels = frozenset(token.value("area"))
    if place > 1 and tokens[place - 1].text == "(" and text_at(tokens, place + 1) == ")" and tokens[place - 2].has("area"):
        return  # "State Bank of Vietnam (SBV)"
    if levels == {"region"}:
        yield Mention(
            "area", Mean(Named(token.text, levels)), place, place + 1, "subject" if _opens_clause(tokens, place) else "group"
        )
        return
    if _is_dateline(tokens, place):
        return
    if levels == {"ministry"} and (_before(tokens, place, 4, "agent", "announced") or _announces(tokens, place)):
        return
    if _before(tokens, place, 2, "possessive", "located"):
        role: Role = "owner" if _before(tokens, place, 2, "possessive") else "place"
        yield Mention("area", Named(token.text, levels), place, place + 1, role)
        return
    linked: Role = "linked" if _before(tokens, place, 2, "copula") else "subject"
    role = "object" if _before(tokens, place, 2, "object") else linked
    yield Mention("area", Named(token.text, levels), place, place + 1, role)


def _opens_clause(tokens: Tokens, place: int) -> bool:
    """Return whether a region is who a clause speaks of: "Vùng Tây Nguyên đạt …", "The Red River Delta averaged …"."""
    first = place
    while first > 0 and tokens[first - 1].has("region_word", "article"):
        first -= 1
    opens = (
        first == 0 or tokens[first - 1].kind in ("mark", "newline") or tokens[first - 1].has("next", "conjunction", "copula")
    )
    noun = place + 1 < len(tokens) and (
        tokens[place + 1].has("pronoun", "counted") or tokens[place + 1].text.lower().startswith(_AFTER_REGION)
    )
    return opens and text_at(tokens, first - 1) != "(" and not noun


def _is_dateline(tokens: Tokens, place: int) -> bool:
    """Return whether an area is where a report was written: "HANOI – …", "Hà Nội (TTXVN) - …" at its beginning."""
    if place > 0 and tokens[place - 1].kind != "newline" and not (place == 1 and tokens[0].has("pronoun")):
        return False
    after = place + 1
    if after < len(tokens) and tokens[after].text in ("(", ","):
        after = next(
            (end + 1 for end in range(after, min(after + _DATELINE, len(tokens))) if tokens[end].text in (")", ":")), after
        )
    dash = after < len(tokens) and tokens[after].key == "-" and tokens[after].start > tokens[after - 1].end
    return dash and after + 1 < len(tokens) and tokens[after + 1].start > tokens[after].end and tokens[after + 1].kind == "word"


def _within_internal(tokens: Tokens, place: int) -> bool:
    """Return whether the area is part of the name of a department or district: "Sở Nội vụ Hà Nội"."""
    for token in reversed(tokens[max(0, place - _LONGEST_NAME) : place]):
        if token.has("internal"):
            return True
        if token.kind != "word" or (token.senses and not token.has("pronoun", "foreign", "conjunction", "internal")):
            return False
    return False


def _announces(tokens: Tokens, place: int) -> bool:
    return any(token.has("announced", "reports") for token in tokens[place + 1 : place + 7])


def _mean(tokens: Tokens, place: int) -> Mention:
    """Return a mean with its group, looked for just before and after; compared with, it is an object."""
    token = tokens[place]
    group: str | Named | None = token.value("group") if token.has("group") else None
    end = next((stop for stop in range(place, min(place + 9, len(tokens))) if tokens[stop].text == "."), place + 9)
    near = [*range(place + 1, min(end, len(tokens))), *range(max(0, place - 4), place)]
    if group is None and any(tokens[other].has("internal", "tiers") for other in near):
        return Mention("area", INTERNAL, place, place + 1)
    for other in near if group is None else ():
        group = _group_at(tokens, other)
        if group is not None:
            break
    role: Role = "object" if _before(tokens, place, 3, "object", "higher", "lower") else "subject"
    return Mention("area", Mean(group, median=token.has("median")), place, place + 1, role)


def _group_at(tokens: Tokens, place: int) -> str | Named | None:
    """Return the group of units that a word means: "các tỉnh", a region, "bộ" after a number."""
    token = tokens[place]
    if token.has("group"):
        return token.value("group")  # type: ignore[no-any-return]
    if token.has("counted") and has_number(tokens, place - 1):
        return token.value("counted")  # type: ignore[no-any-return]
    return Named(token.text, frozenset({"region"})) if token.has("area") and token.value("area") == {"region"} else None


def _common_noun(tokens: Tokens, place: int) -> Iterator[Mention]:
    token = tokens[place]
    many = _before(tokens, place, 1, "plural", "count") or (place > 0 and tokens[place - 1].kind == "number")
    if token.has("internal"):
        if not _announces(tokens, place):
            yield Mention("area", INTERNAL, place, place + 1)
    elif token.has("last_named"):
        yield Mention("area", LAST_NAMED, place, place + 1)
    elif token.has("same"):
        yield Mention("area", SAME_MEAN, place, place + 1)
    elif token.has("counted") and many and _is_subject(tokens, place):
        yield Mention("area", SEVERAL, place, place + 1)
    elif token.has("pronoun") and not many:
        named = place + 1 < len(tokens) and tokens[place + 1].has("area")  # "của tỉnh Lai Châu": the name says it
        if not named:
            yield Mention("area", PRONOUN, place, place + 1, "owner" if token.has("possessive") else "subject")
    elif token.has("target_met"):
        return
    elif token.has("target"):
        yield Mention("target", True, place, place + 1)
    elif token.has("part") and not many:
        yield Mention("component", UNKNOWN_PART, place, place + 1)
    elif token.has("foreign"):
        yield Mention("component", FOREIGN, place, place + 1)


def _is_subject(tokens: Tokens, place: int) -> bool:
    """Return whether so many units are who reached something: "Thirteen localities scored above 90%"."""
    counting = place - 1
    opens = (
        counting == 0
        or tokens[counting - 1].kind in ("mark", "newline")
        or tokens[counting - 1].has("there_are", "conjunction")
    )
    return opens and text_at(tokens, counting - 1) not in ("/", "(")


def _before(tokens: Tokens, place: int, most: int, *senses: str) -> bool:
    """Return whether one of the senses stands among the tokens just before, no mark, figure or year between."""
    for token in reversed(tokens[max(0, place - most) : place]):
        if token.has(*senses):
            return True
        if token.kind not in ("word",):
            return False
    return False


def _join_lists(tokens: Tokens, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with "2021, 2022" and "Hà Nội và Huế" as one mention of SEVERAL: no figure after it has one owner."""
    joined, members = list[Mention](), list[list[Any]]()
    for mention in mentions:
        before = joined[-1] if joined else None
        if before and _listed(tokens, before, mention):
            members[-1].append(mention.value)
            joined[-1] = Mention(mention.slot, SEVERAL, before.first, mention.last, mention.role)
        else:
            joined.append(mention)
            members.append([mention.value])
    return [replace(one, members=tuple(of)) if len(of) > 1 else one for one, of in zip(joined, members, strict=True)]


def _outside_brackets(tokens: Tokens) -> list[Token]:
    """Return the tokens without the short name in a bracket: "State Bank of Vietnam (SBV) and …"."""
    if len(tokens) >= _BRACKETED and tokens[0].text == "(" and tokens[2].text == ")":
        return list(tokens[_BRACKETED:])
    return list(tokens)


def _listed(tokens: Tokens, before: Mention, mention: Mention) -> bool:
    if before.slot != mention.slot or mention.slot not in ("year", "area", "index") or before.value == mention.value:
        return False
    if mention.slot == "area" and not all(one.value is SEVERAL or isinstance(one.value, Named) for one in (before, mention)):
        return False
    between = _outside_brackets(tokens[before.last : mention.first])
    plain = [token for token in between if not token.has("year_word", "pronoun", "article")]
    joining = all(token.text in (",", "&") or token.has("conjunction") for token in plain)
    return bool(between) and len(plain) <= 1 and joining
