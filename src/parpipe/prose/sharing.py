"""Figures and owners that share words: a rank of two years, a score of two areas, numbers dealt out by "lần lượt"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from parpipe.prose.frames import Claim
from parpipe.prose.mention import SEVERAL, Mention, Named, Slot
from parpipe.prose.pieces import Figure, Tokens, text_at

_YEARS_WITHIN = 5
_BOTH = 2


def after_two_years(tokens: Tokens, claim: Claim, before: Sequence[Claim]) -> Claim:
    """Return the claim, in doubt if it is a change after "năm 2021 đạt 86, năm 2020 đạt 81": the later year came first."""
    year = claim.frame.year
    if not claim.figure.measure.endswith("change") or claim.base is not None or not isinstance(year, int):
        return claim
    clause = range(claim.figure.first - 1, before[0].figure.first if before else claim.figure.first, -1)
    parted = next((place for place in clause if tokens[place].text == ";"), -1)
    near = [one for one in before if one.figure.first > parted]
    years = [one.frame.year for one in near if one.frame.index == claim.frame.index and isinstance(one.frame.year, int)]
    later = max(years, default=0) > year
    why = "a later year was spoken of before, and it may be a change of that year"
    return replace(claim, doubt=claim.doubt or why) if later else claim


def each_year(tokens: Tokens, claim: Claim, mentions: Sequence[Mention]) -> list[Claim]:
    """Return a claim for each year of a bracket right after a rank, or of a count: "hạng 8 (2016, 2017)", "ba năm …"."""
    last = claim.figure.last
    if claim.figure.measure != "rank":
        return [claim]
    opened = text_at(tokens, last) == "("
    near = range(last + 1, last + _YEARS_WITHIN + 1)
    listed = next((one for one in mentions if one.slot == "year" and one.members and one.first in near), None)
    if listed is None or (opened and text_at(tokens, listed.last) != ")"):
        return [claim]
    between = tokens[last + opened : listed.first]
    told = any(token.has("count", "plural") for token in between[:-1]) and all(
        token.has("index", "count", "plural", "year_word", "link") for token in between
    )
    if not told and not (opened and len(between) <= 1):
        return [claim]
    return [_give(claim, "year", year) for year in listed.members]


def each_alike_year(tokens: Tokens, claim: Claim, mentions: Sequence[Mention]) -> list[Claim]:
    """Return a claim for each of the years that a figure is said of alike: "2023 và 2024 cùng xếp thứ 13", "58th in both 2020
    and 2021".
    """
    years = [one for one in mentions if one.slot == "year" and one.members] if claim.frame.year is SEVERAL else []
    for year in reversed(years):
        behind = year.first >= claim.figure.last
        between = tokens[claim.figure.last : year.first] if behind else tokens[year.last : claim.figure.first]
        alike = any(token.has("alike") for token in between) or _is_first(claim)
        dealt = any(token.has("respectively") for token in (*between, tokens[claim.figure.first]))
        plain = all(token.kind == "word" or token.text == "," for token in between)
        if alike and plain and not dealt:
            return [_give(claim, "year", one) for one in year.members]
    return [claim]


def _is_first(claim: Claim) -> bool:
    """Return whether a place is the first in words, which can be said of several years: "năm 2022 và 2023 trở lại dẫn đầu"."""
    return claim.figure.measure == "rank" and claim.figure.basis == "word" and claim.figure.value == 1


def each_said_year(tokens: Tokens, claims: list[Claim]) -> list[Claim]:
    """Return the claims; a rank that is said of all scores before it is one of each of their years: "…, đều đứng thứ nhất"."""
    shared, scores = list[Claim](), list[Claim]()
    for claim in claims:
        shared += _of_scores(tokens, claim, scores)
        if claim.figure.measure == "score":
            scores.append(claim)
        else:
            scores.clear()
    return shared


def _of_scores(tokens: Tokens, claim: Claim, scores: Sequence[Claim]) -> list[Claim]:
    """Return a rank once for each year of the scores right before it, if it is said of all of them, else the claim itself."""
    if claim.figure.measure != "rank" or len(scores) < _BOTH:
        return [claim]
    if not any(token.has("alike") for token in tokens[scores[-1].figure.last : claim.figure.first]):
        return [claim]
    years = [one.frame.year for one in scores if isinstance(one.frame.year, int) and _same_but_year(one, claim)]
    alike = len(years) == len(set(years)) == len(scores)
    return [_give(claim, "year", year) for year in years] if alike else [claim]


def _same_but_year(one: Claim, other: Claim) -> bool:
    return replace(one.frame, year=None, fresh=False, own=frozenset()) == replace(
        other.frame, year=None, fresh=False, own=frozenset()
    )


def each_part(tokens: Tokens, claim: Claim, mentions: Sequence[Mention]) -> list[Claim]:
    """Return a claim for both of two parts that a figure is said of alike: "thể chế và tài chính công cùng xếp thứ 31"."""
    parts = [one for one in mentions if one.slot == "component" and one.last <= claim.figure.first][-2:]
    if len(parts) < _BOTH or not isinstance(claim.frame.component, Mapping):
        return [claim]
    joined = parts[1].first - parts[0].last == 1 and tokens[parts[0].last].has("joining")
    between = tokens[parts[1].last : claim.figure.first]
    if not joined or not any(token.has("alike") for token in between) or any(token.kind != "word" for token in between):
        return [claim]
    return [_give(claim, "component", part.value) for part in parts]


def each_area(tokens: Tokens, claim: Claim, mentions: Sequence[Mention]) -> list[Claim]:
    """Return a claim for each of the areas that a figure is said of alike: "Tiền Giang và Bến Tre cùng đạt 85,42%"."""
    if claim.frame.area is not SEVERAL:
        return [claim]
    before = [one for one in mentions if one.slot == "area" and one.members and one.last <= claim.figure.first]
    if before and claim.figure.measure == "rank" and claim.figure.value == 1 and _of_two_kinds(before[-1].members):
        return [_give(claim, "area", area) for area in before[-1].members]
    opens = tokens[claim.figure.first].has("alike")  # "đồng hạng 15"
    for token in reversed(tokens[before[-1].last : claim.figure.first + opens]) if before else ():
        if token.has("alike"):
            return [_give(claim, "area", area) for area in before[-1].members]
        if token.kind != "word" or token.has("respectively"):
            break
    return [claim]


def _of_two_kinds(areas: Sequence[Any]) -> bool:
    """Return whether areas are each of a kind of its own, of which each can be the first: a ministry and a province."""
    kinds = [area.levels for area in areas if isinstance(area, Named)]
    return len(kinds) == len(areas) == _BOTH and kinds[0].isdisjoint(kinds[1])


def deal(claims: list[Claim], mentions: Sequence[Mention], *, dealt: bool) -> list[Claim]:
    """Return the claims of a sentence: with "lần lượt" or "respectively" the nth figure of a kind is the nth listed one's.

    So it is without these words where the numbers share a keyword and are as many as the names before them: "X and Y came
    second and third". Otherwise numbers that share a keyword belong to nobody for certain.
    """
    for mention in mentions:
        for measure in {claim.figure.measure for claim in claims} if mention.members else ():
            listed = [claim for claim in claims if claim.figure.measure == measure and _lacks(claim, mention)]
            in_line = all(claim.figure.listed for claim in listed[1:])
            if len(listed) == len(mention.members) and (dealt or (in_line and mention.last <= listed[0].figure.first)):
                paired = dict(zip(map(id, listed), mention.members, strict=True))
                claims = [_give(claim, mention.slot, paired[id(claim)]) if id(claim) in paired else claim for claim in claims]
    shared = {claim.figure.start for claim in claims if claim.figure.listed and not claim.paired}
    why = "it is one of several numbers, and nothing says whose each is"
    return [
        replace(claim, doubt=claim.doubt or why) if claim.figure.start in shared and not claim.paired else claim
        for claim in claims
    ]


def deal_back(claims: list[Claim], *, dealt: bool) -> list[Claim]:
    """Return the claims of a sentence; numbers dealt out "lần lượt" to those that were named one by one before get them.

    "PAR INDEX xếp thứ 12 và SIPAS xếp thứ 15, tăng lần lượt 3 và 5 bậc". As many must have been named as there are numbers.
    """
    for group in _undealt(claims) if dealt else ():
        first = claims.index(group[0])
        others = [claim for claim in claims[:first] if claim.figure.measure != group[0].figure.measure]
        owners = list({_spoken_of(claim): claim.frame for claim in others}.values())
        certain = len(owners) == len(group)
        for nth, claim in enumerate(group):
            why = None if certain else "it is one of several numbers dealt out, and to whom is not certain"
            year = claim.frame.year if isinstance(claim.frame.year, int) else owners[nth].year if certain else None
            dealt_out = replace(claim, frame=replace(owners[nth], year=year), paired=True) if certain else claim
            claims[claims.index(claim)] = replace(dealt_out, doubt=claim.doubt or why)
    return claims


def _undealt(claims: list[Claim]) -> list[list[Claim]]:
    """Return runs of figures of one kind with nothing named between them that nobody has got yet."""
    runs = list[list[Claim]]()
    for before, claim in pairwise(claims):
        same = claim.figure.measure == before.figure.measure and _spoken_of(claim) == _spoken_of(before)
        if not same or claim.paired or before.paired or SEVERAL in _spoken_of(claim):
            continue
        if runs and runs[-1][-1] is before:
            runs[-1].append(claim)
        else:
            runs.append([before, claim])
    return runs


def _spoken_of(claim: Claim) -> tuple[Any, ...]:
    frame = claim.frame
    component = tuple(sorted(frame.component.items())) if isinstance(frame.component, dict) else frame.component
    return (frame.index, frame.year, frame.area, component)


def doubt_second(claims: list[Claim]) -> list[Claim]:
    """Return the claims of a sentence; the second of two levels that would be of the same thing is in doubt.

    An area has one score and one rank of an index in a year, so the words that part the two were not understood. Raw points
    and their percentage are two forms of one score.
    """
    said = dict[tuple[Any, ...], Figure]()
    for place, claim in enumerate(claims):
        figure, frame = claim.figure, claim.frame
        if figure.measure.endswith("change") or figure.approximate or frame.target or claim.doubt:
            continue
        form = (figure.measure, figure.unit, figure.scale_max is None, figure.ranked_count, claim.regional)
        first = said.setdefault((str(frame.index), str(frame.year), str(frame.area), str(frame.component), *form), figure)
        if first.value != figure.value:
            why = f"{first.printed!r} is said of the same in the same sentence"
            claims[place] = replace(claim, doubt=why)
    return claims


def _lacks(claim: Claim, mention: Mention) -> bool:
    return getattr(claim.frame, mention.slot) is SEVERAL


def _give(claim: Claim, slot: Slot, value: Any) -> Claim:
    return replace(claim, frame=replace(claim.frame, **{slot: value}), paired=True)
