"""Changes: "giảm 11.71 điểm", "tăng 10 hạng", "up 10 places", a sign in a bracket; never "tăng lên 80 điểm"."""

from __future__ import annotations

import re
from dataclasses import replace

from parpipe.prose.mention import PREVIOUS_YEAR
from parpipe.prose.pieces import (
    Figure,
    Tokens,
    closed,
    has,
    is_year,
    make_figure,
    read_amount,
    read_unit,
    skip,
    text_at,
    year_at,
)

_FINE = re.compile(r"0[.,]\d{4}")
_LEFT_WITHIN = 8
_OPENING_WITHIN = 20
"""Words between the year that a sentence compares with and a comparison that does not say it again."""
_AFTER_BARE = frozenset(",.;)")
_PARTS = frozenset(".;:()")
FARTHEST = 30
"""No index of an area ever changed by more in a year; what is said to, about so much, is a level."""
_AFTER = {"up": 1, "down": -1, "higher": 1, "lower": -1, "more": 1, "less": -1, "better": 1, "worse": -1}
"""English words that follow the distance which they give a direction."""


def read_change(tokens: Tokens, place: int) -> Figure | None:
    """Read "giảm 11.71 điểm", "tăng 10 hạng", "cao hơn 1,71% so với năm 2015", "up 10 places", "(+0,19%"."""
    sign, needs_base = _direction(tokens, place)
    if not sign:
        return None
    after = skip(tokens, place + 1, 3, "change_filler", "higher", "lower")
    if (needs_base or has(tokens, after, "base")) and (found := _than_year(tokens, place, after, sign)):
        return found
    found = _amount(tokens, place, after, sign) or _of_points(tokens, place, after, sign)
    if found and found.measure == "score_change" and has(tokens, place, "deducted") and not _left(tokens, place, found.last):
        return None  # "mất 0,5 điểm do chậm báo cáo"
    if found and found.measure == "score_change" and has(tokens, place, "to"):
        return None  # "vươn lên 87 điểm" says where it got to, "vươn lên 5 bậc" how far
    if found and text_at(tokens, place) in ("+", "-", "−", "–"):
        return replace(found, start=tokens[place - 1].start)
    return _with_base(tokens, found) or _with_opening(tokens, found) if found and needs_base else found


def _left(tokens: Tokens, verb: int, place: int) -> bool:
    """Return whether it is said what was left of points that were lost, or since when: "mất 2,89 điểm, chỉ còn 64,16"."""
    if has(tokens, verb - 1, "conjunction", "particle") and has(tokens, verb - 2, "rank_unit"):
        return True  # "tăng 2 bậc mà mất 1,72 điểm"
    places_too = has(tokens, place, "conjunction") and has(tokens, place + 2, "rank_unit")
    return places_too or place >= len(tokens) or any(token.has("to", "base") for token in tokens[place : place + _LEFT_WITHIN])


def _than_year(tokens: Tokens, place: int, after: int, sign: int) -> Figure | None:
    """Read "cao hơn năm 2022 là 2,1%": the year it compares with stands before the number."""
    year = skip(tokens, after, 2, "year_word", "base")
    itself = has(tokens, place, "previous_year")  # "hơn năm trước 9 bậc"
    if itself or has(tokens, year, "previous_year"):  # "cao hơn năm trước 3,04 điểm"
        change = _amount(tokens, place, after if itself else skip(tokens, year + 1, 1, "copula"), sign)
        return replace(change, base=PREVIOUS_YEAR) if change else None
    if not year_at(tokens, year):
        return None
    found = _amount(tokens, place, skip(tokens, year + 1, 1, "copula", "score_verb", "change_filler"), sign)
    return replace(found, base=int(tokens[year].text)) if found else None


def _direction(tokens: Tokens, place: int) -> tuple[int, bool]:
    token = tokens[place]
    if token.text in ("+", "-", "−", "–") and text_at(tokens, place + 1)[:1].isdigit():
        places = text_at(tokens, place - 1) == "," and has(tokens, place + 2, "rank_unit")  # "hạng 2/63, +3 bậc"
        if places or text_at(tokens, place - 1) == "(":
            return (1 if token.text == "+" else -1), False
    if token.has("up", "down"):
        return (1 if token.has("up") else -1), False
    if token.has("higher", "lower"):
        return (1 if token.has("higher") else -1), True
    return 0, False


def _amount(tokens: Tokens, first: int, place: int, sign: int) -> Figure | None:
    """Return a change that begins at ``first`` and whose number stands at ``place``."""
    places = read_amount(tokens, place, whole=True)
    if places and has(tokens, places.last, "rank_unit"):
        found = make_figure(tokens, "rank_change", sign * places.value, places.printed, first, places.last + 1)
        spelled = tokens[places.last - 1].kind != "number"
        return replace(found, approximate=places.approximate, basis="word" if spelled else "printed")
    if places and (counted := _counted_with_next(tokens, places.last)):  # "up 3 and 5 places"
        found = make_figure(tokens, "rank_change", sign * places.value, places.printed, first, places.last)
        return replace(found, end=tokens[counted].end)
    number = read_amount(tokens, place)
    if number is None:
        return None
    unit, last = read_unit(tokens, number.last)
    if unit is None and not (_FINE.fullmatch(number.printed) and has(tokens, last, "base")):  # "up 0.1783 from 2021"
        return None
    if unit == "percent" and (not closed(tokens, last) or text_at(tokens, last) == "/"):
        return None  # "tăng trưởng 10,5%/năm"
    if number.value > FARTHEST and (number.approximate or has(tokens, first, "score_verb")):
        return None  # "fell below 80 percent", "nhích lên 76,72%"
    found = make_figure(tokens, "score_change", sign * number.value, number.printed, first, last)
    found = replace(found, unit=unit, approximate=number.approximate)
    return found if unit else _with_base(tokens, found)


def _of_points(tokens: Tokens, place: int, after: int, sign: int) -> Figure | None:
    """Read "7,0 điểm (tăng 0,22)" and "điểm tăng 1,32, …": a number without a unit, whose unit stands before the verb."""
    number = read_amount(tokens, after)
    if number is None or number.approximate or "." not in str(number.value) or number.value > FARTHEST:
        return None
    if number.last < len(tokens) and text_at(tokens, number.last) not in _AFTER_BARE:
        return None
    bracket = text_at(tokens, place - 1) == "("
    noun = place - 2 if bracket else next((at for at in range(place - 1, place - 4, -1) if _is_points(tokens, at)), -1)
    if not _is_points(tokens, noun) or (bracket and text_at(tokens, number.last) not in ("", ")")):
        return None
    return replace(
        make_figure(tokens, "score_change", sign * number.value, number.printed, place, number.last), start=tokens[noun].start
    )


def _is_points(tokens: Tokens, place: int) -> bool:
    return has(tokens, place, "unit") and tokens[place].value("unit") == "points"


def _counted_with_next(tokens: Tokens, place: int) -> int | None:
    """Return where the unit stands that two numbers share: "3 and 5 places"."""
    second = read_amount(tokens, place + 1, whole=True) if has(tokens, place, "conjunction") else None
    return second.last if second and has(tokens, second.last, "rank_unit") else None


def read_change_after(tokens: Tokens, place: int) -> Figure | None:
    """Read "10 places up", "2.5 points higher than in 2021": the direction comes last."""
    if has(tokens, place, "exceeding"):
        return _exceeding(tokens, place)
    found = _amount(tokens, place, place, 1)
    if found is None:
        return None
    token = tokens[found.last] if found.last < len(tokens) else None
    words = token.text.lower().split() if token else []
    if token is None or not words or words[0] not in _AFTER or (len(words) > 1 and words[1] != "than"):
        return None
    sign = _AFTER[words[0]]
    found = replace(found, value=sign * found.value, last=found.last + 1, end=token.end)
    return found if words[0] in ("up", "down") else _with_base(tokens, found, than=len(words) > 1)


def _exceeding(tokens: Tokens, place: int) -> Figure | None:
    """Read "hơn 6,92 điểm và 31 bậc so với năm 2022": by how much a year was outdone, and not about so much."""
    found = None if has(tokens, place - 1, "score_verb", "up", "down") else _amount(tokens, place, place + 1, 1)
    if found is None:
        return None
    second = _amount(tokens, place, found.last + 1, 1) if has(tokens, found.last, "conjunction") else None
    based = _with_base(tokens, replace(found, last=second.last if second else found.last))
    return replace(based, last=found.last) if based else None


def read_second_change(tokens: Tokens, place: int, before: Figure) -> Figure | None:
    """Read the second half of "tăng 13,58 điểm và 10 bậc": one verb for two numbers; its quote holds the verb."""
    listed = text_at(tokens, place - 1) == ","  # "tăng 3,196 điểm, 39 bậc"
    if not before.measure.endswith("change") or not (listed or has(tokens, place - 1, "conjunction")):
        return None
    matter = 2 if has(tokens, before.last, "matter") else 0  # "tăng 3,03% về điểm và 02 bậc về thứ hạng"
    if place - 1 - before.last != matter or (matter and not has(tokens, before.last + 1, "unit", "rank_word")):
        return None
    found = _amount(tokens, place, place, -1 if before.value < 0 else 1)
    if found is None or found.measure == before.measure or (listed and found.measure == "score_change"):
        return None  # "tăng 3 bậc, 67,5 điểm" is a level
    return replace(found, start=before.start, end=max(before.end, found.end))


def _with_base(tokens: Tokens, figure: Figure, *, than: bool = False) -> Figure | None:
    """Return a comparison with the year it compares with in its quote; None where it compares with something else."""
    if not (than or has(tokens, figure.last, "base")):
        return None
    if not than and has(tokens, figure.last + 1, "area", "mean", "median"):
        return None  # "cao hơn 0,77% so với Hà Tĩnh năm 2022"
    for token in tokens[figure.last + (not than) : figure.last + 5]:
        if is_year(token) or token.has("previous_year"):
            return replace(figure, end=token.end)
    return None


def _with_opening(tokens: Tokens, figure: Figure) -> Figure | None:
    """Return a comparison with the year that its sentence began with: "So với năm 2022, điểm số cao hơn 2,46 điểm"."""
    if has(tokens, figure.last, "base"):
        return None
    for place in range(figure.first - 1, max(-1, figure.first - _OPENING_WITHIN), -1):
        if tokens[place].text in _PARTS or tokens[place].has("mean", "median"):
            return None
        year = skip(tokens, place + 1, 1, "year_word")
        if tokens[place].has("base") and (year_at(tokens, year) or has(tokens, year, "previous_year")):
            return replace(figure, start=tokens[place].start)
    return None
