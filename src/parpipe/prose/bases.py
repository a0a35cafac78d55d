"""The year that a change is measured against, and years and levels that are only compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parpipe.prose.mention import PREVIOUS_YEAR, Mention
from parpipe.prose.pieces import Figure, Tokens, has, skip, starts_way, text_at, word_before, year_at

_MARK_WITHIN = 3
"""Words from a change to the level that it is measured against."""


def _opening_base(tokens: Tokens, figure: Figure, figures: Sequence[Figure], bases: Mapping[int, Mention]) -> int | str | None:
    """Return the year before a run of changes that they are all measured against: "so với năm 2019 tăng 1,44% và 3 bậc"."""
    opening, run = [one for place, one in bases.items() if place < figure.first], False
    for other in reversed([one for one in figures if one.first < figure.first]):
        if not other.measure.endswith("change") or not opening or other.first > opening[-1].first:
            break
        run = run or any(other.last <= one.first for one in opening[-1:])
    if not opening or run:
        return None
    bracket = text_at(tokens, opening[-1].last) == "("  # "So với năm 2022 (76,43%, hạng 55/63), chỉ số tăng 3,03%"
    between = range(_behind_bracket(tokens, opening[-1].last) if bracket else opening[-1].last, figure.first)
    levels = any(one.first in between and not one.measure.endswith("change") for one in figures)
    listed = all(one.measure.endswith("change") for one in figures)  # "so với năm 2023: Phú Yên (+2,81%), Lai Châu (+0,19%)"
    parted = any(tokens[place].text == ";" or (tokens[place].text == ")" and not listed) for place in between)
    return None if levels or parted else opening[-1].value


def _of_level(tokens: Tokens, figure: Figure, figures: Sequence[Figure]) -> int | None:
    """Return the year of the level that a change is measured against: "tăng 13,58 điểm so với mức 63,17 điểm của năm 2013"."""
    level = next((one for one in figures if one.first >= figure.last), None)
    between = tokens[figure.last : level.first] if level else ()
    if level is None or level.measure.endswith("change") or not between or not between[0].has("base"):
        return None
    bracket = text_at(tokens, level.last) == "("
    year = skip(tokens, level.last + bracket, 2, "possessive", "year_word", "link")
    plain = len(between) <= _MARK_WITHIN and all(token.kind == "word" for token in between)
    return int(tokens[year].text) if plain and year_at(tokens, year) else None


def _behind_bracket(tokens: Tokens, place: int) -> int:
    """Return the place after a token, or after the bracket that it opens: "giảm 0,77 điểm (…) và tăng 6 bậc"."""
    if tokens[place].text != "(":
        return place + 1
    close = next((here for here in range(place, len(tokens)) if tokens[here].text == ")"), None)
    return place + 1 if close is None else close + 1


def base(tokens: Tokens, figure: Figure, figures: Sequence[Figure], mentions: Sequence[Mention]) -> int | str | None:
    """Return the year a change is measured against: the one after it with only changes between, else one that opens."""
    if not figure.measure.endswith("change") or figure.base:
        return figure.base
    others = {place: other for other in figures for place in range(other.first, other.last)}
    bases = {mention.first: mention for mention in mentions if mention.slot == "year" and mention.role in ("base", "origin")}
    measured = {one.last + 1: one for one in mentions if one.slot == "year" and one.role == "linked"}
    beside = next((one for one in bases.values() if one.last == figure.first), measured.get(figure.first))
    if beside:
        return beside.value  # type: ignore[no-any-return]
    if (mark := _of_level(tokens, figure, figures)) is not None:
        return mark
    place = figure.first
    while place < len(tokens):
        if place in bases:
            return bases[place].value  # type: ignore[no-any-return]
        other = others.get(place)
        level = other and not other.measure.endswith("change") and not starts_way(tokens, other)
        same = other and not figure.value and other.measure == figure.measure.removesuffix("_change")  # "…, vẫn đứng thứ 4"
        if (level and not same) or tokens[place].text in (")", ";"):
            break
        place = _behind_bracket(tokens, place) if place >= figure.last else place + 1
    return _opening_base(tokens, figure, figures, bases)


def sets_year(tokens: Tokens, year: Mention, figures: Sequence[Figure]) -> bool:
    """Return whether "the year before" says when a sentence is, and compares nothing: "Trong bảng xếp hạng năm trước, …"."""
    if year.value is not PREVIOUS_YEAR or year.role != "base" or not figures or figures[0].first < year.last:
        return False
    compared = word_before(tokens, year.first, 5, "base", "object") or word_before(tokens, year.first, 2, "higher", "lower")
    return not compared and text_at(tokens, year.last) == ","


def is_compared(tokens: Tokens, figure: Figure) -> bool:
    """Return whether a level is only what another one is compared with: "averaged 83.94 in 2024 against 82.66 in 2023"."""
    return not figure.measure.endswith("change") and has(tokens, figure.first - 1, "object")


def quote_end(tokens: Tokens, figure: Figure) -> int:
    """Return the token behind the last one in a figure's quote, which may end with the year that it is measured against."""
    last = figure.last
    while last < len(tokens) and tokens[last].end <= figure.end:
        last += 1
    return last
