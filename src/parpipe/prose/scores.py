"""Scores: "đạt 67,41/97,5 điểm", "87,61 điểm", "scored 83.71 points out of 100", and what is only an end of a range."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from parpipe.model import Unit
from parpipe.prose.pieces import (
    Figure,
    Tokens,
    closed,
    has,
    has_number,
    is_year,
    make_figure,
    read_amount,
    read_unit,
    skip,
    text_at,
    year_at,
)

_MAXIMA = frozenset({"10", "60", "80", "100"})
_SHARE_WITHIN = 2
_FINE = re.compile(r"\d{1,2}[.,]\d{2,4}")
_BEFORE_DATED = frozenset(":,;")
_LABELS = frozenset(":-–—")
_AFTER_LABELLED = frozenset(";,.")
_FAR = 8
"""Words between a comparison and its number."""
_SOURCES = ("from", "come", "comes")


def read_score(tokens: Tokens, place: int) -> Figure | None:
    """Read "đạt 67,41/97,5 điểm", "87,61 điểm", "scored 83.71 points out of 100", "đạt 0,6077"."""
    verb = has(tokens, place, "score_verb")
    full = verb and has(tokens, place + 1, "maximum") and text_at(tokens, place + 3) == "/"  # "đạt tối đa 9,5/9,5 điểm"
    only = verb and has(tokens, place + 1, "adverb")  # "scored only 3.3818"
    number = read_amount(tokens, place + verb + (full or only))
    if number is None or has(tokens, place - 1, "maximum", "share"):
        return None
    if has(tokens, place - 1, "extreme") and not has(tokens, place - 2, "area"):
        return None  # the highest or lowest of units without a name
    scale, last = _scale(tokens, number.last)
    unit, last = read_unit(tokens, last)
    if scale is None and unit == "points":  # "87,42 điểm/100 điểm"
        scale, last = _scale(tokens, last)
        last = read_unit(tokens, last)[1] if scale else last
    if scale is None:
        scale, last = _scale_after(tokens, last)
        unit = unit or (read_unit(tokens, last - 1)[0] if scale else None)
    if unit and tokens[last - 1].text.startswith("%"):  # "91,77% điểm" is a level, whatever its unit is called
        unit = "percent"
    decimal = "." in str(number.value)
    called = not verb and is_called(tokens, place)
    noun = (
        called
        or has(tokens, place, "score_noun")
        or (verb and decimal and scale is not None)
        or (has(tokens, place, "lead") and number.value != number.value.to_integral_value())
    )
    precise = verb and re.search(r"[.,]\d{2,4}$", number.printed) is not None
    if not _is_score(tokens, place, last, verb=verb or called, noun=noun or precise, decimal=decimal, unit=unit, scale=scale):
        return None
    if _is_distance(tokens, place, last, verb=verb):
        return None
    found = make_figure(tokens, "score", number.value, number.printed, place, last)
    found = replace(found, start=tokens[place - 2].start) if called else found
    weak = unit != "points" and not noun and not _of_year_alone(tokens, place)
    return replace(found, unit=unit, scale_max=scale, approximate=number.approximate, weak=weak)


def _of_year_alone(tokens: Tokens, place: int) -> bool:
    """Return whether a text says nothing but a year before its number: "Năm 2020: 88,61%", in a list under an index."""
    opening = place - 3 if has(tokens, place - 3, "year_word") else place - 2
    return text_at(tokens, place - 1) == ":" and year_at(tokens, place - 2) and opening == 0


def is_called(tokens: Tokens, place: int) -> bool:
    """Return whether an index itself is said to be what stands here: "a DTI of 0.4874"."""
    return has(tokens, place - 1, "of") and has(tokens, place - 2, "index")


def read_bracketed_score(tokens: Tokens, place: int) -> Figure | None:
    """Read "(90,10)" after a name: a score by its two decimals or more alone, and so only where an index is named."""
    number = read_amount(tokens, place)
    if number is None or text_at(tokens, place - 1) != "(" or text_at(tokens, number.last) != ")":
        return None
    if not _FINE.fullmatch(number.printed):
        return None
    found = make_figure(tokens, "score", number.value, number.printed, place, number.last)
    # The brackets belong to the quote: without them the words would not say what was read.
    return replace(found, start=tokens[place - 1].start, end=tokens[number.last].end, weak=True)


def read_dated_score(tokens: Tokens, place: int) -> Figure | None:
    """Read ": 89,45 (2017); 89,06 (2018)": a score by its decimals and the year in a bracket, and so only under an index."""
    number = read_amount(tokens, place)
    year = place + 2 + has(tokens, place + 2, "year_word")
    if number is None or text_at(tokens, place + 1) != "(" or not year_at(tokens, year) or text_at(tokens, year + 1) != ")":
        return None
    opens = place == 0 or text_at(tokens, place - 1) in _BEFORE_DATED or has(tokens, place - 1, "conjunction", "newline")
    if not opens or not _FINE.fullmatch(number.printed):
        return None
    found = make_figure(tokens, "score", number.value, number.printed, place, place + 1)
    return replace(found, end=tokens[year + 1].end, weak=True)


def read_labelled_score(tokens: Tokens, place: int) -> Figure | None:
    """Read "Quảng Ninh – 73,40", "2017: 77.72": a score by its decimals behind a name or a year that opens its line."""
    opening = place - 2
    opens = opening >= 0 and (opening == 0 or tokens[opening - 1].kind == "newline" or text_at(tokens, opening - 1) == ";")
    label = tokens[opening] if opens else None
    number = read_amount(tokens, place) if label and (label.has("area") or year_at(tokens, opening)) else None
    if number is None or label is None or text_at(tokens, place - 1) not in _LABELS or not _FINE.fullmatch(number.printed):
        return None
    if tokens[place - 1].key == "-" and tokens[place].start == tokens[place - 1].end:  # "2019-20.15", "Hà Nội -1,25"
        return None
    if place + 1 < len(tokens) and text_at(tokens, place + 1) not in _AFTER_LABELLED and tokens[place + 1].kind != "newline":
        return None
    found = make_figure(tokens, "score", number.value, number.printed, place, place + 1)
    return replace(found, start=label.start, weak=True)


def is_share(tokens: Tokens, before: Figure, figure: Figure) -> bool:
    """Return whether a percentage right behind points says the same of their maximum: "54,2/61,5 điểm (đạt 88,13%)"."""
    if before.scale_max is None or not before.scale_max or figure.unit != "percent" or figure.measure != "score":
        return False
    between = tokens[before.last : figure.first]
    passed = ("unit", "respectively")  # "40,62/80 điểm, tương ứng 50,77%"
    near = len(between) <= _SHARE_WITHIN and all(token.text in ("(", ",", "-", "–") or token.has(*passed) for token in between)
    share = 100 * before.value / before.scale_max
    digit = Decimal(1).scaleb(int(figure.value.as_tuple().exponent))
    return near and before.scale_max != 100 and abs(share - figure.value) <= digit


def _is_score(
    tokens: Tokens, place: int, last: int, *, verb: bool, noun: bool, decimal: bool, unit: Unit | None, scale: Decimal | None
) -> bool:
    """Return whether a number is a level of an index by its form alone."""
    if text_at(tokens, place - 1) == "/" or text_at(tokens, last) == "/":
        return False
    if unit == "points" and _is_part_of_scale(tokens, last, verb=verb):
        return False
    if unit == "points":
        return decimal or scale is not None or verb or has(tokens, place - 1, "target")  # "phải đạt tối thiểu 42 điểm"
    open_end = closed(tokens, last)
    if unit == "percent":
        part = text_at(tokens, place - 1) == "(" and has(tokens, place - 2, "component") and text_at(tokens, last) == ")"
        return (decimal or verb or part) and open_end  # "cải cách thể chế (100%)"
    return noun and open_end and (decimal or scale is not None)


def _is_part_of_scale(tokens: Tokens, last: int, *, verb: bool) -> bool:
    """Return whether points are told as part of a maximum: "61.5 points come from …", "up to 31.5 points are given by …"."""
    given = has(tokens, last, "being") and has(tokens, last + 2, "agent")
    return given or (not verb and text_at(tokens, last).lower() in _SOURCES)


def _is_distance(tokens: Tokens, place: int, last: int, *, verb: bool) -> bool:
    """Return whether the number says how far apart two values are: "cao hơn trung bình cả nước 0,99 điểm"."""
    if has(tokens, last, "higher", "lower", "distant"):
        return not (verb and has(tokens, last, "base") and has_number(tokens, last + 1))  # "đạt 87,84% so với 83,52%"
    if has(tokens, place - 1, "mean", "object") and has(tokens, last, "possessive"):
        return False  # "cao hơn mức trung bình 86,98% của cả nước"
    for token in () if verb else reversed(tokens[max(0, place - _FAR) : place]):
        if token.has("higher", "lower", "gap"):
            return True
        if token.kind != "word" or token.has("score_verb", "unit"):
            return False
    return False


def _scale(tokens: Tokens, place: int) -> tuple[Decimal | None, int]:
    """Return the maximum in "/97,5", and where it ends."""
    if text_at(tokens, place) == "/" and place + 1 < len(tokens):
        number = read_amount(tokens, place + 1)
        if number and not number.approximate:
            return number.value, number.last
    return None, place


def _scale_after(tokens: Tokens, place: int) -> tuple[Decimal | None, int]:
    """Return the maximum in "(tối đa 15,5 điểm)" or "out of 100", and where it ends."""
    place += has(tokens, place, "of") and has(tokens, place + 1, "maximum")  # "trên tối đa 12,5 điểm"
    bracket = text_at(tokens, place) == "(" and has(tokens, place + 1, "maximum")
    inside = place + 2 if bracket else place + 1
    of_hundred = has(tokens, place, "of") and (text_at(tokens, inside) in _MAXIMA or has(tokens, inside + 1, "unit"))
    if not (bracket or of_hundred or has(tokens, place, "maximum")):
        return None, place
    number = read_amount(tokens, inside)
    if number and has(tokens, number.last, "to"):  # "on a scale of 1 to 10"
        number = read_amount(tokens, number.last + 1)
    if number is None:
        return None, place
    _, last = read_unit(tokens, number.last)
    return number.value, last + (1 if bracket and text_at(tokens, last) == ")" else 0)


def of_range(tokens: Tokens, figure: Figure) -> bool:
    """Return whether a level is one end of a range ("từ 80% đến dưới 90%", "80.58–81.18 points"), or the start of a way."""
    if figure.measure.endswith("change"):
        return False
    if _dated(tokens, figure.last):
        return False
    begins = tokens[figure.first].kind == "number" and _dash_to_number(tokens, figure.first - 1, -1)
    if figure.measure == "score" and (begins or _dash_to_number(tokens, figure.last, 1)):
        return True
    if figure.measure == "rank" and has(tokens, figure.last, "to") and has_number(tokens, figure.last + 1):
        return not has(tokens, figure.last, "up", "down")  # "ranks 12 to 19"
    if has(tokens, figure.first - 1, "from"):
        return True
    opening = next((place for place in range(figure.first - 5, figure.first - 1) if has(tokens, place, "from")), None)
    if opening is None or figure.measure != "score":
        return False
    link = figure.first if has(tokens, figure.first, "to") else figure.first - 1
    moved = has(tokens, link, "up", "down") or has(tokens, opening - 1, "up", "down")  # "rose from 84.79% to 86.98%"
    reached = moved and figure.value != figure.value.to_integral_value()
    return has(tokens, link, "to") and not reached


def _dated(tokens: Tokens, place: int) -> bool:
    """Return whether a year follows at once, or in a bracket: "từ hạng 51 (năm 2021) lên hạng 26 năm 2022"."""
    if text_at(tokens, place) == "," and has(tokens, place + 1, "rank_word"):  # "từ 43,83 điểm, hạng 14/63 (năm 2021)"
        place = next((here for here in range(place + 2, place + _FAR) if text_at(tokens, here) == "("), place)
    if has(tokens, place, "lead") and has(tokens, place + 2, "unit"):  # "từ hạng 29/63 với 86,75% của năm 2021"
        place += 3
    bracket = text_at(tokens, place) == "("
    year = skip(tokens, place + bracket, 2, "year_word", "possessive", "link")
    return year_at(tokens, year) and (not bracket or text_at(tokens, year + 1) == ")")


def _dash_to_number(tokens: Tokens, place: int, step: int) -> bool:
    """Return whether a dash stands here, and a number next to it in the direction of the step."""
    beyond = place + step
    return (
        min(place, beyond) >= 0
        and max(place, beyond) < len(tokens)
        and tokens[place].key == "-"
        and tokens[beyond].kind == "number"
        and not is_year(tokens[beyond])
        and not _ranks(tokens, beyond)
    )


def _ranks(tokens: Tokens, place: int) -> bool:
    """Return whether the number before a dash is a rank, and no end of a range: "hạng 6 - 69,36 điểm"."""
    return tokens[place].text.isdecimal() and has(tokens, place - 1, "rank_word", "rank_filler")
