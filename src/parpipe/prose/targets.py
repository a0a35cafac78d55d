"""What a sentence says of a target beyond its number: the bound, the year or span, and places among the first so many."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from parpipe.model import Bound
from parpipe.prose.figures import read_figures
from parpipe.prose.frames import Claim
from parpipe.prose.pieces import MOST_RANKED, Figure, Tokens, has, make_figure, read_amount, read_unit

_YEARS = re.compile(r"\d{4}")


def read_wishes(tokens: Tokens) -> list[Figure]:
    """Return the figures of a text together with "top 10", "nhóm 30" and "among the 30 best", which only targets have."""
    figures = read_figures(tokens)
    taken = {place for figure in figures for place in range(figure.first, figure.last)}
    readers = (_read_top, _read_floor)
    free = (place for place in range(len(tokens)) if place not in taken)
    tops = [found for place in free for reader in readers if (found := reader(tokens, place))]
    return sorted([*figures, *tops], key=lambda figure: figure.first)


def _read_top(tokens: Tokens, place: int) -> Figure | None:
    named = has(tokens, place, "top")
    number = read_amount(tokens, place + 1 if named else place, whole=True)
    if number is None or number.approximate or not 1 <= number.value <= MOST_RANKED:
        return None
    best = has(tokens, number.last, "top_after")
    if not (named or best) or has(tokens, number.last, "unit"):
        return None
    spelled = tokens[number.last - 1].kind != "number"
    value = Decimal(int(number.value))
    found = make_figure(tokens, "rank", value, number.printed, place, number.last + (1 if best else 0))
    return replace(found, basis="word" if spelled else "printed")


def _read_floor(tokens: Tokens, place: int) -> Figure | None:
    """Read "từ 90% trở lên": what opens a range elsewhere is the least that is wished for."""
    number = read_amount(tokens, place + 1) if has(tokens, place, "from") else None
    if number is None or number.approximate:
        return None
    unit, last = read_unit(tokens, number.last)
    if not has(tokens, last, "bound_after"):
        return None
    placed = has(tokens, place - 1, "rank_word") and unit is None  # "xếp hạng từ 25 trở lên"
    found = make_figure(tokens, "rank" if placed else "score", number.value, number.printed, place, last + 1)
    return replace(found, unit=unit)


def is_top(tokens: Tokens, figure: Figure) -> bool:
    """Return whether a figure is one of the first so many, and not a rank."""
    return has(tokens, figure.first, "top") or has(tokens, figure.last - 1, "top_after")


def asks(tokens: Tokens, figure: Figure) -> bool:
    """Return whether a figure is the least that is asked for, in whatever sentence: "đạt ít nhất 66 điểm"."""
    return any(token.has("floor") for token in tokens[figure.first : figure.last])


def bound_of(tokens: Tokens, figure: Figure) -> Bound:
    """Return what a target asks for: "trên 85%" at least, "thứ 30 trở lên" a place among the first thirty."""
    if is_top(tokens, figure):
        return "top"
    for token in tokens[max(0, figure.first - 1) : figure.last]:  # "tối thiểu là 86 điểm"
        if token.has("bound"):
            bound: Bound = token.value("bound")
            return bound
    for place, token in enumerate(tokens[figure.last - 1 : figure.last + 4]):
        if token.has("bound_after"):
            after: Bound = token.value("bound_after")
            return "top" if figure.measure == "rank" and after == "at_least" else after
        if place > 0 and token.kind != "word":
            break
    return "exactly"


def period_of(claim: Claim) -> tuple[int | None, tuple[int, int] | None]:
    """Return the year a target is for, or its span of years: only what its own sentence says."""
    sentence, figure, frame = claim.sentence, claim.figure, claim.frame
    spans = [token.text for token in sentence.tokens if token.kind == "span"]
    by = [one.value for one in sentence.mentions if one.slot == "target" and type(one.value) is int]
    if by:
        return (by[0], None) if len(set(by)) == 1 else (None, None)
    if "year" in frame.own and isinstance(frame.year, int):
        return frame.year, None
    years = [one for one in sentence.mentions if one.slot == "year" and one.role == "subject"]
    after = [one.value for one in years if figure.last <= one.first]
    if len(after) == 1 and isinstance(after[0], int):
        return after[0], None
    if len(spans) == 1:
        since, until = map(int, _YEARS.findall(spans[0]))
        return None, (since, until)
    return None, None
