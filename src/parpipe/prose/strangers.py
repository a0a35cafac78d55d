"""Numbers of other things beside an index: "98.7 percent of 41,236 dossiers", "biên chế giảm 10,01% so với năm 2015"."""

from __future__ import annotations

from collections.abc import Sequence

from parpipe.prose.mention import Mention
from parpipe.prose.pieces import Figure, Tokens, has, is_year
from parpipe.prose.tokens import Token

_NOUN = 2
"""Words without a meaning of ours that make a subject: one may be an adverb."""
_POINTS_OF_PERCENT = ("điểm phần trăm", "điểm %", "% điểm")
_CLAUSE_ENDS = frozenset(",;")


def counts_others(tokens: Tokens, figure: Figure, figures: Sequence[Figure], mentions: Sequence[Mention]) -> bool:
    """Return whether a percentage is one of something else than an index."""
    if figure.measure == "score" and figure.unit == "percent":
        return any(has(tokens, place - 1, "unit") and _share_of(tokens, place) for place in range(1, figure.last + 1))
    in_percent = figure.unit == "percent" or tokens[figure.last - 1].text.lower() in _POINTS_OF_PERCENT
    return figure.measure == "score_change" and in_percent and _other_subject(tokens, figure, figures, mentions)


def _share_of(tokens: Tokens, place: int) -> bool:
    """Return whether it is said of what the percentage is: "53.6 percent of the respondents"."""
    if not has(tokens, place, "of") or not tokens[place].text.lower().startswith("of"):
        return False
    after = place + 1 + has(tokens, place + 1, "article")
    return after < len(tokens) and not any(token.has("maximum", "unit") for token in tokens[after : after + 2])


def _other_subject(tokens: Tokens, figure: Figure, figures: Sequence[Figure], mentions: Sequence[Mention]) -> bool:
    """Return whether what grew or fell is nothing of ours: the words back to the last figure or mention name something else."""
    ours = {one.first for one in mentions if one.slot in ("index", "area", "component")}
    read = {place for one in figures for place in range(one.first, one.last)}
    words = 0
    for place in range(figure.first - 1, -1, -1):
        token = tokens[place]
        if place in read or place in ours:
            return words >= _NOUN
        if token.kind == "number" and not is_year(token) and place + 1 < len(tokens) and _is_plain(tokens[place + 1]):
            return True
        if token.text == ":" or (token.text in _CLAUSE_ENDS and words >= _NOUN):
            return words >= _NOUN
        if token.has("unit", "score_noun"):  # "dù điểm tăng 1,42%"
            return False
        words += _is_plain(token)
    return words >= _NOUN


def _is_plain(token: Token) -> bool:
    return token.kind == "word" and not token.senses and token.text.islower()
