"""A figure, and the pieces that its readers share: senses, numbers with their approximations, units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from parpipe.model import Basis, Unit
from parpipe.prose.tokens import Token
from parpipe.vietnamese import read_number

FigureMeasure = Literal["score", "rank", "score_change", "rank_change"]
Tokens = Sequence[Token]
MOST_RANKED = 64
"""Vietnam had 64 provinces until 2008; nothing that is ranked here has more units."""

FEWEST_RANKED = 16
"""Fewer are no ranking of ministries or provinces, but one within a region."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its meaning. ``first`` and ``last`` count tokens, ``start`` and ``end`` characters, all half open.

    ``weak`` figures count only where the text names the index beside them. ``listed`` ones have their keyword before another
    number ("xếp thứ 4, 9 và 3") and count only where the text says how they are dealt out. ``base`` is the year
    a change is measured against, where it stands within the figure's own words. ``doubt`` is why it is no statement.
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
    listed: bool = False
    base: int | str | None = None
    doubt: str | None = None


def make_figure(tokens: Tokens, measure: FigureMeasure, value: Decimal, printed: str, first: int, last: int) -> Figure:
    """Return a figure over a span of tokens."""
    return Figure(measure, value, printed, first, last, tokens[first].start, tokens[last - 1].end)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed, where its tokens end, and whether a word before it takes its exactness away."""

    value: Decimal
    printed: str
    last: int
    approximate: bool


def has(tokens: Tokens, place: int, *senses: str) -> bool:
    """Return whether there is a token at a place and it has one of the senses."""
    return 0 <= place < len(tokens) and tokens[place].has(*senses)


def has_number(tokens: Tokens, place: int) -> bool:
    """Return whether there is a number at a place."""
    return 0 <= place < len(tokens) and tokens[place].kind == "number"


def closed(tokens: Tokens, place: int) -> bool:
    """Return whether what follows a number is not the noun that was counted: "đạt 2,5 tỷ đồng", "giảm 30% thời gian"."""
    if place >= len(tokens) or tokens[place].kind != "word":
        return True
    return bool(tokens[place].senses) and not tokens[place].has("foreign")


def counts(tokens: Tokens, place: int) -> bool:
    """Return whether there is a number at a place that can count what follows: "năm 2014 tỉnh" are not so many provinces."""
    return has_number(tokens, place) and not is_year(tokens[place])


def year_at(tokens: Tokens, place: int) -> bool:
    """Return whether there is a year at a place."""
    return 0 <= place < len(tokens) and is_year(tokens[place])


def text_at(tokens: Tokens, place: int) -> str:
    """Return the text of the token at a place; nothing where there is none."""
    return tokens[place].text if 0 <= place < len(tokens) else ""


def skip(tokens: Tokens, place: int, most: int, *senses: str) -> int:
    """Return the place after at most so many tokens that have one of the senses."""
    end = place + most
    while place < end and has(tokens, place, *senses):
        place += 1
    return place


def read_amount(tokens: Tokens, place: int, *, whole: bool = False) -> Number | None:
    """Return a number, with words like "gần" or "more than" before it; ``whole``: only counts, also as words."""
    start = place
    place = skip(tokens, place, 2, "approximate")
    if place >= len(tokens):
        return None
    token = tokens[place]
    if token.kind == "number":
        value = read_number(token.text) if not whole or token.text.isdecimal() else None
    else:
        value = Decimal(int(token.value("count"))) if whole and token.has("count") else None
    if value is None:
        return None
    return Number(value, token.text, place + 1, place > start)


def read_unit(tokens: Tokens, place: int) -> tuple[Unit | None, int]:
    """Return the unit at a place, if there is one, and the place after it."""
    if not has(tokens, place, "unit"):
        return None, place
    unit: Unit = tokens[place].value("unit")
    return unit, place + 1


def starts_way(tokens: Tokens, figure: Figure) -> bool:
    """Return whether a level is where a way began: "from 51st in 2020", "từ hạng 51 (năm 2020) lên hạng 26"."""
    if figure.measure.endswith("change") or any(token.has("to") for token in tokens[figure.first + 1 : figure.last]):
        return False
    return any(has(tokens, place, "from") for place in (figure.first, figure.first - 1))


def is_year(token: Token) -> bool:
    """Return whether a number can be the year of a figure."""
    return token.kind == "number" and len(token.text) == 4 and token.text.isdigit() and 2000 <= int(token.text) <= 2045


def word_before(tokens: Tokens, place: int, most: int, *senses: str) -> bool:
    """Return whether one of the senses stands among the tokens just before, no mark, figure or year between."""
    for token in reversed(tokens[max(0, place - most) : place]):
        if token.has(*senses):
            return True
        if token.kind != "word":
            return False
    return False


def names_region(token: Token) -> bool:
    """Return whether a token is the name of a region, and of nothing else."""
    return token.has("area") and token.value("area") == {"region"}


def index_ahead(tokens: Tokens, place: int) -> int | None:
    """Return where an index is named with nothing but links and a year between: "… in the 2022 PAR Index"."""
    for after in range(place, place + 4):
        if has(tokens, after, "index"):
            return after
        if not (has(tokens, after, "link", "leading_filler", "year_word", "group") or year_at(tokens, after)):
            return None
    return None
