"""What a cell says in words: "Đạt 86,45%, xếp thứ 39/63, giảm 5 bậc so với năm 2022", "72.64 points, 3rd (2024)".

Such a cell is read by the grammar of prose, and only where that understands all of it: each number is a figure or a year, and
each word between them is known to say nothing else. A cell with a word more may be a wish or be of something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from parpipe.prose.figures import read_figures
from parpipe.prose.mention import PREVIOUS_YEAR
from parpipe.prose.mentions import find_mentions
from parpipe.prose.pieces import Figure
from parpipe.prose.tokens import Token, read_tokens
from parpipe.prose.vocabulary import read_words

_LONGEST = 120
_NUMBER_AND_WORD = re.compile(r"(?=.*\d)(?=.*[^\W\d_]{2})", re.DOTALL)
_BETWEEN = ("score_verb", "conjunction", "year_word", "base", "previous_year", "link")


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of a cell, with the year that it says of itself and the one that its changes are measured against."""

    figures: tuple[Figure, ...]
    year: int | None = None
    base: int | str | None = None


@lru_cache(maxsize=5_000)
def read_told(text: str) -> Told | None:
    """Return what a cell says; None where it says no figure, the same measure twice, or anything that is not understood."""
    if len(text) > _LONGEST or not _NUMBER_AND_WORD.match(text):
        return None
    tokens = read_tokens(text, read_words())
    figures = read_figures(tokens)
    if not figures or len({one.measure for one in figures}) < len(figures) or not all(map(_plain, figures)):
        return None
    mentions = find_mentions(tokens, figures)
    bases = [one.value for one in mentions if one.slot == "year" and one.role == "base"]
    years = [one.value for one in mentions if one.slot == "year" and one.role == "subject"]
    if len(mentions) > len(bases) + len(years) or len(bases) > 1 or len(years) > 1:
        return None
    if not all(isinstance(one, int) for one in years) or not all(isinstance(one, int) or one is PREVIOUS_YEAR for one in bases):
        return None
    spans = [(one.first, one.last) for one in figures] + [(one.first, one.last) for one in mentions]
    known = {place for first, last in spans for place in range(first, last)}
    if any(not _says_nothing(token) for place, token in enumerate(tokens) if place not in known):
        return None
    return Told(tuple(figures), next(iter(years), None), next(iter(bases), None))


def _plain(figure: Figure) -> bool:
    exact = not figure.approximate and not figure.doubt and not figure.listed
    return exact and figure.basis == "printed" and figure.base is None


def _says_nothing(token: Token) -> bool:
    return token.kind == "mark" or token.has(*_BETWEEN)
