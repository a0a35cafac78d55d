"""How far apart areas are: a number that looks like a score and is nobody's own."""

from __future__ import annotations

from collections.abc import Sequence

from parpipe.prose.pieces import Figure, Tokens, has, skip, year_at

_CLAUSE_ENDS = frozenset(",;:")
_SPREAD = frozenset({"score", "score_change"})
_NOTHING = frozenset[str]()


def without_spreads(tokens: Tokens, figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures but for scores and their changes that a word like "khoảng cách" or "gap" is said of.

    It is said of the next such figure of its clause; what stands in brackets is apart from what stands around them: "Khoảng
    cách giữa Quảng Ninh (90,10) và Cao Bằng (79,24) là 10,86 điểm". A rise or fall since another year is a change all the same:
    "chênh lệch so với năm 2022 là tăng 2,62%".
    """
    if not any(token.has("spread") for token in tokens):
        return list(figures)
    starts = {figure.first: figure for figure in figures}
    spreads, outer, said = list[Figure](), list[frozenset[str]](), _NOTHING
    for place, token in enumerate(tokens):
        if token.text == "(":
            outer.append(said)
            said = _NOTHING
        elif token.text == ")" and outer:
            said = outer.pop()
        elif token.text in _CLAUSE_ENDS:
            said = _NOTHING
        elif token.has("spread"):
            said = _SPREAD
        elif said and token.has("base") and _dates(tokens, place + 1):
            said = frozenset({"score"})
        figure = starts.get(place)
        if figure is not None and figure.measure in _SPREAD:
            if figure.measure in said or (figure.listed and spreads and figure.start == spreads[-1].start):
                spreads.append(figure)
            said = _NOTHING
    return [figure for figure in figures if figure not in spreads]


def _dates(tokens: Tokens, place: int) -> bool:
    return year_at(tokens, skip(tokens, place, 1, "year_word")) or has(tokens, place, "previous_year")
