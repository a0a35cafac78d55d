"""Numbers that look like figures of an index and that no reader of figures understood: they are said aloud, not lost."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from parpipe.prose.pieces import Tokens, has, text_at
from parpipe.prose.sentences import Sentence
from parpipe.prose.tokens import Token

_DECIMALS = re.compile(r"\d{1,2}[.,]\d{2,4}")
_COUNTS = frozenset({"34", "61", "62", "63"})
_NEAR = 4
"""Words before a number that may say that it counts something else."""


def unread_numbers(sentence: Sentence) -> Iterator[Token]:
    """Yield numbers in the form of a score or a rank that are part of no figure, in a sentence with an index or a figure."""
    tokens, figures = sentence.tokens, sentence.figures
    if not figures and not any(one.slot == "index" for one in sentence.mentions):
        return
    read = {place for figure in figures for place in range(figure.first, figure.last)}
    starts = [figure.start for figure in figures]
    ends = list(accumulate((figure.end for figure in figures), max))
    for place, token in enumerate(tokens):
        before = bisect_right(starts, token.start)
        inside = before > 0 and token.start < ends[before - 1]
        if place not in read and not inside and _looks_like_a_figure(tokens, place) and not _counts_others(tokens, place):
            yield token


def _looks_like_a_figure(tokens: Tokens, place: int) -> bool:
    token = tokens[place]
    if token.kind != "number" or text_at(tokens, place - 1) == "/":
        return False
    ranked = text_at(tokens, place + 1) == "/" and text_at(tokens, place + 2) in _COUNTS and len(token.text) <= 2
    return ranked or bool(_DECIMALS.fullmatch(token.text))


def _counts_others(tokens: Tokens, place: int) -> bool:
    """Return whether words beside a number say that it is a distance, a target or a number of something else."""
    before = tokens[max(0, place - _NEAR) : place]
    other = any(token.has("foreign", "target", "gap", "higher", "lower") for token in before)
    return other or (place + 1 < len(tokens) and has(tokens, place + 1, "foreign"))
