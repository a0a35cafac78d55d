"""Where sentences end."""

from __future__ import annotations

from parpipe.prose.pieces import Tokens, has

_SENTENCE_END = frozenset(".!?…")
_LONGEST = 2_000
"""Tokens; what is longer is no sentence, and the time for a sentence grows with the square of its figures."""


def sentences(tokens: Tokens) -> list[tuple[int, int]]:
    """Return the sentences as spans of tokens: they end with a stop before white space, or with a line that starts anew."""
    spans, first = list[tuple[int, int]](), 0
    for place, token in enumerate(tokens):
        if token.kind != "mark" and token.kind != "newline" and place - first < _LONGEST:
            continue
        last = place + 1
        spaced = last < len(tokens) and tokens[last].start > token.end
        ended = token.text in _SENTENCE_END and spaced and not (token.text == "." and has(tokens, place - 1, "abbreviation"))
        if ended or token.kind == "newline" or last - first > _LONGEST:
            spans.append((first, last))
            first = last
    return [*spans, (first, len(tokens))] if first < len(tokens) else spans
