"""Tokens to figures: what is a score, a rank or a change by its own words, before anybody asks whose it is.

Each reader looks at the tokens from one place on and returns the figure that begins there, or None. The first that finds
one wins. A figure's span holds its keyword and its number, so that the words alone can be read again to the same value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from parpipe.model import Basis, Unit
from parpipe.prose.tokens import Token, read_tokens
from parpipe.prose.vocabulary import Vocabulary, read_words
from parpipe.vietnamese import nfc, read_number

FigureMeasure = Literal["score", "rank", "score_change", "rank_change"]
Tokens = Sequence[Token]
MOST_RANKED = 64
"""Vietnam had 64 provinces until 2008; nothing that is ranked here has more units."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its meaning. ``first`` and ``last`` count tokens, ``start`` and ``end`` characters, all half open.

    ``weak`` figures count only where the text names the index beside them.
    """

    measure: FigureMeasure
    value: Decimal
    printed: str
    first: int
    last: int
    start: int
    end: int
    unit: Unit | None = None
    scale_max: Decimal | None = None
    ranked_count: int | None = None
    approximate: bool = False
    basis: Basis = "printed"
    weak: bool = False


def read_figures(tokens: Tokens) -> list[Figure]:
    """Return the figures in a text's tokens, in order, none overlapping another."""
    figures, place = list[Figure](), 0
    while place < len(tokens):
        found = _read_at(tokens, place, figures[-1] if figures else None)
        if found is None:
            place += 1
        else:
            figures.append(found)
            place = found.last
    return [figure for figure in figures if not _of_range(tokens, figure, figures)]


def read_quote(quote: str, vocabulary: Vocabulary | None = None) -> list[Figure]:
    """Return the figures that the words of a quote say: evidence is read by the same grammar that found it."""
    return read_figures(read_tokens(nfc(quote), vocabulary or read_words()))


def _read_at(tokens: Tokens, place: int, before: Figure | None) -> Figure | None:
    for reader in (_change, _change_after, _rank, _rank_word, _ordinal_place, _score):
        found = reader(tokens, place)
        if found:
            return found
    return _second_change(tokens, place, before) if before else None


def _figure(tokens: Tokens, measure: FigureMeasure, value: Decimal, printed: str, first: int, last: int) -> Figure:
    return Figure(measure, value, printed, first, last, tokens[first].start, tokens[last - 1].end)


# --- pieces ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    printed: str
    last: int
    approximate: bool


def _has(tokens: Tokens, place: int, *senses: str) -> bool:
    return 0 <= place < len(tokens) and tokens[place].has(*senses)


def _text(tokens: Tokens, place: int) -> str:
    return tokens[place].text if 0 <= place < len(tokens) else ""


def _skip(tokens: Tokens, place: int, most: int, *senses: str) -> int:
    end = place + most
    while place < end and _has(tokens, place, *senses):
        place += 1
    return place


def _number(tokens: Tokens, place: int, *, whole: bool = False) -> _Number | None:
    """Return a number, with words like "gần" or "more than" before it; ``whole``: only counts, also as words."""
    start = place
    place = _skip(tokens, place, 2, "approximate")
    if place >= len(tokens):
        return None
    token = tokens[place]
    value = read_number(token.text) if token.kind == "number" else None
    if whole and token.has("count"):
        value = Decimal(int(token.value("count")))
    if value is None or (whole and value != value.to_integral_value()) or (whole and "." in str(value)):
        return None
    return _Number(value, token.text, place + 1, place > start)


def _unit(tokens: Tokens, place: int) -> tuple[Unit | None, int]:
    if not _has(tokens, place, "unit"):
        return None, place
    unit: Unit = tokens[place].value("unit")
    return unit, place + 1


# --- changes --------------------------------------------------------------------------------------------------------


def _change(tokens: Tokens, place: int) -> Figure | None:
    """Read "giảm 11.71 điểm", "tăng 10 hạng", "cao hơn 1,71% so với năm 2015", "up 10 places", "(+0,19%"."""
    sign, needs_base = _direction(tokens, place)
    if not sign:
        return None
    after = _skip(tokens, place + 1, 3, "change_filler", "higher", "lower")
    found = _amount(tokens, place, after, sign)
    if found and _text(tokens, place) in ("+", "-", "−", "–"):
        return replace(found, start=tokens[place - 1].start)
    return _with_base(tokens, found) if found and needs_base else found


def _direction(tokens: Tokens, place: int) -> tuple[int, bool]:
    token = tokens[place]
    if token.text in ("+", "-", "−", "–") and _text(tokens, place - 1) == "(" and _text(tokens, place + 1)[:1].isdigit():
        return (1 if token.text == "+" else -1), False
    if token.has("up", "down"):
        return (1 if token.has("up") else -1), False
    if token.has("higher", "lower"):
        return (1 if token.has("higher") else -1), True
    return 0, False


def _amount(tokens: Tokens, first: int, place: int, sign: int) -> Figure | None:
    """Return a change that begins at ``first`` and whose number stands at ``place``."""
    places = _number(tokens, place, whole=True)
    if places and _has(tokens, places.last, "rank_unit"):
        found = _figure(tokens, "rank_change", sign * places.value, places.printed, first, places.last + 1)
        spelled = tokens[places.last - 1].kind != "number"
        return replace(found, approximate=places.approximate, basis="word" if spelled else "printed")
    number = _number(tokens, place)
    if number is None:
        return None
    unit, last = _unit(tokens, number.last)
    if unit is None:
        return None
    found = _figure(tokens, "score_change", sign * number.value, number.printed, first, last)
    return replace(found, unit=unit, approximate=number.approximate)


def _change_after(tokens: Tokens, place: int) -> Figure | None:
    """Read "10 places up", "2.5 points higher than in 2021": the direction comes last."""
    found = _amount(tokens, place, place, 1)
    if found is None:
        return None
    token = tokens[found.last] if found.last < len(tokens) else None
    if token is None or token.text.lower() not in ("up", "down", "higher", "lower"):
        return None
    sign = 1 if token.has("up", "higher") else -1
    found = replace(found, value=sign * found.value, last=found.last + 1, end=token.end)
    return _with_base(tokens, found) if token.has("higher", "lower") else found


def _second_change(tokens: Tokens, place: int, before: Figure) -> Figure | None:
    """Read the second half of "tăng 13,58 điểm và 10 bậc": one verb for two numbers; its quote holds the verb."""
    joined = place == before.last + 1 and _has(tokens, before.last, "conjunction")
    if not joined or not before.measure.endswith("change"):
        return None
    found = _amount(tokens, place, place, -1 if before.value < 0 else 1)
    return replace(found, start=before.start) if found and found.measure != before.measure else None


def _with_base(tokens: Tokens, figure: Figure) -> Figure | None:
    """Return a comparison with the year it compares with in its quote; None where it compares with something else."""
    if not _has(tokens, figure.last, "base"):
        return None
    for token in tokens[figure.last + 1 : figure.last + 5]:
        if is_year(token) or token.has("previous_year"):
            return replace(figure, end=token.end)
    return None


def is_year(token: Token) -> bool:
    """Return whether a number can be the year of a figure."""
    return token.kind == "number" and len(token.text) == 4 and token.text.isdigit() and 2000 <= int(token.text) <= 2045


# --- ranks ----------------------------------------------------------------------------------------------------------


def _rank(tokens: Tokens, place: int) -> Figure | None:
    """Read "xếp thứ 59/63", "đứng thứ 40 trên 63 tỉnh", "xếp thứ nhì", "ranked 16th out of 63"."""
    if not _has(tokens, place, "rank_word"):
        return None
    after = _skip(tokens, place + 1, 3, "rank_filler")
    number = _number(tokens, after, whole=True)
    ordinal = after < len(tokens) and tokens[after].has("ordinal")
    weak = tokens[place].value("rank_word") == "weak"
    if ordinal and not weak and (after == place + 1 or _text(tokens, after - 1).lower() in ("the", "thứ", "hạng")):
        found = _figure(tokens, "rank", Decimal(int(tokens[after].value("ordinal"))), tokens[after].text, place, after + 1)
        last = after + (2 if _has(tokens, after + 1, "placing") else 1)
        return _with_count(tokens, replace(found, basis="word", last=last, end=tokens[last - 1].end))
    if number is None or tokens[number.last - 1].kind != "number" or not _countable(tokens, number):
        return None
    last = _skip(tokens, number.last, 1, "ordinal_suffix")
    found = _with_count(tokens, _figure(tokens, "rank", number.value, number.printed, place, last))
    english_verb = weak and found.ranked_count is None and last == number.last and tokens[place].text.isascii()
    if english_verb or tokens[last - 1].end == tokens[number.last - 1].end and _measured(tokens, number.last):
        return None
    return replace(found, approximate=number.approximate, weak=weak and found.ranked_count is None)


def _countable(tokens: Tokens, number: _Number) -> bool:
    return 1 <= number.value <= MOST_RANKED and len(number.printed) <= 2


def _measured(tokens: Tokens, place: int) -> bool:
    """Return whether the number is followed by what makes it something else than a rank: a unit, places, a list."""
    return _has(tokens, place, "unit", "weekday") or (place < len(tokens) and tokens[place].kind == "date")


def _with_count(tokens: Tokens, figure: Figure) -> Figure:
    """Return the rank with the number of ranked units that follows it, and with what is counted inside its span."""
    place = figure.last
    if _text(tokens, place) == "/" or _has(tokens, place, "of"):
        count = _number(tokens, place + 1, whole=True)
        if count and not count.approximate and figure.value <= count.value <= MOST_RANKED:
            end = tokens[count.last - 1].end
            return replace(figure, ranked_count=int(count.value), last=_skip(tokens, count.last, 1, "counted"), end=end)
    return figure


def _rank_word(tokens: Tokens, place: int) -> Figure | None:
    """Read "áp chót trong 63 tỉnh": a place counted from the end, which takes the number of ranked units to be known."""
    if not _has(tokens, place, "from_end"):
        return None
    if not _has(tokens, place + 1, "of"):
        return None
    count = _number(tokens, place + 2, whole=True)
    if count is None or not _countable(tokens, count):
        return None
    value = count.value - int(tokens[place].value("from_end"))
    found = _figure(tokens, "rank", value, tokens[place].text, place, count.last)
    return replace(found, basis="word", ranked_count=int(count.value), last=_skip(tokens, count.last, 1, "counted"))


def _ordinal_place(tokens: Tokens, place: int) -> Figure | None:
    """Read "31st place over 63", "16th out of 63": an English ordinal that is followed by what makes it a rank."""
    number = _number(tokens, place, whole=True)
    spelled = _has(tokens, place, "ordinal") and tokens[place].text.isascii()
    if spelled:
        number = _Number(Decimal(int(tokens[place].value("ordinal"))), tokens[place].text, place + 1, approximate=False)
    if number is None or not _countable(tokens, number) and not spelled:
        return None
    if not spelled and not _has(tokens, number.last, "ordinal_suffix"):
        return None
    last = number.last if spelled else number.last + 1
    named = _has(tokens, last, "placing")
    found = _with_count(tokens, _figure(tokens, "rank", number.value, number.printed, place, last + named))
    if not named and found.ranked_count is None:
        return None
    return replace(found, basis="word" if spelled else "printed", weak=found.ranked_count is None)


# --- scores ---------------------------------------------------------------------------------------------------------


def _score(tokens: Tokens, place: int) -> Figure | None:
    """Read "đạt 67,41/97,5 điểm", "87,61 điểm", "scored 83.71 points out of 100", "đạt 0,6077"."""
    verb = _has(tokens, place, "score_verb")
    number = _number(tokens, place + 1 if verb else place)
    if number is None or _has(tokens, place - 1, "maximum"):
        return None
    scale, last = _scale(tokens, number.last)
    unit, last = _unit(tokens, last)
    scale, last = (scale, last) if scale else _scale_after(tokens, last)
    decimal = "." in str(number.value)
    noun = _has(tokens, place, "score_noun")
    if not _is_score(tokens, place, last, verb=verb, noun=noun, decimal=decimal, unit=unit, scale=scale):
        return None
    if scale is not None and number.value > scale:
        return None
    found = _figure(tokens, "score", number.value, number.printed, place, last)
    return replace(found, unit=unit, scale_max=scale, approximate=number.approximate, weak=unit != "points" and not noun)


def _is_score(
    tokens: Tokens, place: int, last: int, *, verb: bool, noun: bool, decimal: bool, unit: Unit | None, scale: Decimal | None
) -> bool:
    """Return whether a number is a level of an index by its form alone."""
    if _text(tokens, place - 1) == "/" or _text(tokens, last) == "/":
        return False
    if unit == "points":
        return decimal or scale is not None or verb
    open_end = _closed(tokens, last)
    if unit == "percent":
        return (decimal or verb) and open_end
    return noun and open_end and (decimal or scale is not None)


def _closed(tokens: Tokens, place: int) -> bool:
    """Return whether what follows is not the noun that was counted: "đạt 2,5 tỷ đồng", "98,5% hồ sơ"."""
    return place >= len(tokens) or tokens[place].kind != "word" or (bool(tokens[place].senses) and not tokens[place].has("foreign"))


def _scale(tokens: Tokens, place: int) -> tuple[Decimal | None, int]:
    """Return the maximum in "/97,5", and where it ends."""
    if _text(tokens, place) == "/" and place + 1 < len(tokens):
        number = _number(tokens, place + 1)
        if number and not number.approximate:
            return number.value, number.last
    return None, place


def _scale_after(tokens: Tokens, place: int) -> tuple[Decimal | None, int]:
    """Return the maximum in "(tối đa 15,5 điểm)" or "out of 100", and where it ends."""
    bracket = _text(tokens, place) == "(" and _has(tokens, place + 1, "maximum")
    inside = place + 2 if bracket else place + 1
    if not bracket and not _has(tokens, place, "maximum") and not (_has(tokens, place, "of") and _text(tokens, inside) == "100"):
        return None, place
    number = _number(tokens, inside)
    if number is None:
        return None, place
    unit, last = _unit(tokens, number.last)
    return number.value, last + (1 if bracket and _text(tokens, last) == ")" else 0)


# --- ranges ---------------------------------------------------------------------------------------------------------


def _of_range(tokens: Tokens, figure: Figure, figures: Sequence[Figure]) -> bool:
    """Return whether a level is one end of a range ("từ 80% đến dưới 90%", "80.58–81.18 points"), or the start of a way."""
    if figure.measure.endswith("change"):
        return False
    before, after = _text(tokens, figure.first - 1), _text(tokens, figure.last)
    if figure.measure == "score" and ("-" in (_key(tokens, figure.first - 1), _key(tokens, figure.last))):
        number_before = figure.first >= 2 and tokens[figure.first - 2].kind == "number"
        number_after = figure.last + 1 < len(tokens) and tokens[figure.last + 1].kind == "number"
        if number_before and before or number_after and after:
            return True
    starts = _has(tokens, figure.first - 1, "from") or _has(tokens, figure.first, "from")
    if starts:
        return True
    ends = _has(tokens, figure.first - 1, "to") and _has(tokens, figure.first - 3, "from")
    return ends and figure.measure == "score"


def _key(tokens: Tokens, place: int) -> str:
    return tokens[place].key if 0 <= place < len(tokens) else ""
