"""Ranks within a region, told from those of the whole country by the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from parpipe.prose.frames import Frame
from parpipe.prose.pieces import FEWEST_RANKED, Figure, Tokens, has, has_number, names_region, text_at
from parpipe.prose.tokens import Token

_REGION_WITHIN = 3
"""Words between a rank and the region that it is one in."""
_BRACKET_WITHIN = 12
_MOST_IN_REGION = 14
_ENDS = (".", "!", "?", "…", ";")


def is_regional(tokens: Tokens, figure: Figure, frame: Frame) -> bool:
    """Return whether a rank is one within a region: by the words around it, or by a number of units that only a region has."""
    if figure.measure != "rank":
        return False
    if figure.ranked_count is not None:
        return figure.ranked_count < FEWEST_RANKED
    paired = has(tokens, figure.last, "joining") and has_number(tokens, figure.last + 1)  # "thứ 10 và 15 toàn quốc"
    behind = figure.last + 2 * paired
    after = list(takewhile(_goes_on, tokens[behind : behind + _REGION_WITHIN]))
    if any(token.has("nation") for token in after):
        return False
    before = range(figure.first - 1, max(figure.first - _BRACKET_WITHIN, -1), -1)
    opening = next((here for here in before if tokens[here].text in ("(", ")")), 0)
    peer = text_at(tokens, opening) == "(" and has(tokens, opening - 1, "area")
    if peer and not any(map(_is_region, after)):
        return False  # "Trong vùng, tỉnh đứng sau Quảng Ninh (hạng 1), Ninh Bình (66,1 điểm, hạng 11)"
    of_all = tokens[figure.first].has("superlative")  # "Ở Đồng bằng sông Hồng, Hải Phòng dẫn đầu cả nước"
    within = frame.within and figure.value <= _MOST_IN_REGION  # "Ở khu vực phía Bắc, Bắc Kạn xếp thứ 54"
    return (within and not of_all) or any(map(_is_region, after))


def _goes_on(token: Token) -> bool:
    """Return whether what follows a rank is still about it: not in "dẫn đầu cả nước và đứng đầu vùng"."""
    return token.text not in _ENDS and not token.has("conjunction")


def opens_region(tokens: Tokens, place: int, figures: Sequence[Figure]) -> bool:
    """Return whether a sentence goes on within a region: "Trong các tỉnh Tây Nguyên, …", not "xếp thứ 2 khu vực Tây Nguyên"."""
    if not _is_region(tokens[place]) or any(0 <= place - figure.last < _REGION_WITHIN for figure in figures):
        return False
    opening = tokens[max(0, place - _REGION_WITHIN) : place + 1]
    return any(token.has("within") for token in opening) and not has(tokens, place + 1, "pronoun")


def _is_region(token: Token) -> bool:
    return token.has("region_word") or names_region(token)
