"""What stands behind a figure and is about it, told from what is about the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from parpipe.prose.frames import Frame
from parpipe.prose.mention import Mean, Mention, Named
from parpipe.prose.pieces import Figure, Tokens, has, is_year, text_at

_WITH = ("với ", "with ")
_THEN = "thì"
_REACHED_WITHIN = 2
_SINCE_WITHIN = 5
"""Tokens between a change and the year since which it was made."""
_BRACKET_WITHIN = 5
"""Tokens of a bracket between a figure and its year."""


def shared_year(tokens: Tokens, figure: Figure, figures: Sequence[Figure], after: Sequence[Mention]) -> Any:
    """Return the year of the figure that follows at once and shares it, or None.

    "up 11 places to 41st in 2023", "16th with 66.58 points in 2021", "45,51 điểm, hạng 6 (năm 2023)".
    """
    following = next((one for one in figures if figure.last <= one.first <= figure.last + _REACHED_WITHIN), None)
    if following is None or not _comes_after(tokens, figure, following):
        return None
    years = [one for one in after if one.slot == "year" and one.first >= following.last]
    adjacent = following.first == figure.last
    way = any(has(tokens, place, "to") for place in range(figure.last, following.first + 1))
    reached = figure.measure.endswith("change") and not following.measure.endswith("change") and way
    if reached or (adjacent and figure.measure == "rank" and has(tokens, following.first, "lead")):
        stop = reach(tokens, following, figures)
        near = (one for one in years if one.first < stop and one.role == "subject" and tied(tokens, following, figures, one))
    elif figure.measure == "score" and following.measure == "rank" and text_at(tokens, following.last) == "(":
        inside = range(following.last + 1, following.last + 3)
        near = (one for one in years if one.first in inside and text_at(tokens, one.last) == ")")
    else:
        return None
    return next((one.value for one in near), None)


def _comes_after(tokens: Tokens, figure: Figure, following: Figure) -> bool:
    """Return whether nothing stands between two figures but a comma, or "lên" and "to" behind it."""
    between = tokens[figure.last : following.first]
    return len(between) < _REACHED_WITHIN or (between[0].text == "," and between[1].has("to"))


def of_others(
    tokens: Tokens, figure: Figure, mention: Mention, figures: Sequence[Figure], after: Sequence[Mention], frame: Frame
) -> bool:
    """Return whether a mention behind a figure cannot be about it: in a later bracket, or behind somebody else's name."""
    between = [token.text for token in tokens[figure.last : mention.first]]
    if between[:1] not in (["("], [")"]) and between.count("(") > between.count(")"):
        return True
    if mention.slot == "area" or getattr(frame, mention.slot, None) is None:
        return False
    if mention.slot == "index":
        opens = any(0 <= one.first - mention.last <= 1 for one in figures) and "," in between
        return opens and mention.role == "subject" and not any(one.first == mention.last for one in figures if one.listed)
    named = (one for one in after if one.slot == "area" and one.role == "subject" and isinstance(one.value, Named))
    other = next((one for one in named if one.last < mention.first), None)
    return (
        mention.slot == "year" and other is not None and any(token.text == "," for token in tokens[figure.last : other.first])
    )


def since(mentions: Sequence[Mention], figures: Sequence[Figure], year: object) -> bool:
    """Return whether a sentence has a change since a year that is not before the one spoken of: then it speaks of another."""
    changes = [one.last for one in figures if one.measure.endswith("change")]
    bases = [one for one in mentions if one.slot == "year" and one.role == "base" and isinstance(one.value, int)]
    since = [one.value for one in bases if any(0 <= one.first - last < _SINCE_WITHIN for last in changes)]
    return isinstance(year, int) and any(base >= year for base in since)


def reach(tokens: Tokens, figure: Figure, figures: Sequence[Figure]) -> int:
    """Return where the words end that can be tied to a figure: at the next figure, mark or conjunction."""
    starts = {other.first for other in figures}
    for place in range(_behind_bracket(tokens, figure), len(tokens)):
        token = tokens[place]
        stop = token.kind == "mark" and token.key != "-" and not token.senses
        if stop or place in starts or token.has("conjunction", "base") or token.text == _THEN:
            inside = place + 1 + has(tokens, place + 1, "year_word")
            bracket = token.text == "(" and place == figure.last and text_at(tokens, inside + 1) == ")"
            return inside + 1 if bracket else place
    return len(tokens)


def _behind_bracket(tokens: Tokens, figure: Figure) -> int:
    """Return where the words go on behind a short bracket that follows a figure, or closes around it: "(40th) in 2019"."""
    first = figure.last
    if text_at(tokens, first) in ("(", ")"):
        ends = range(first, min(first + _BRACKET_WITHIN, len(tokens) - 2))
        close = next((place for place in ends if tokens[place].text == ")"), None)
        if close is not None and has(tokens, close + 1, "year_word") and is_year(tokens[close + 2]):
            return close + 1
    return first


def of_compared(figure: Figure, year: Mention, figures: Sequence[Figure]) -> bool:
    """Return whether a year is that of a level which a figure is only compared with: "…, so với thứ 50/63 của năm 2021"."""
    linked = year.slot == "year" and year.role == "linked"
    return linked and any(figure.last <= one.first < year.first for one in figures)


def opens_clause(tokens: Tokens, year: Mention, figures: Sequence[Figure]) -> bool:
    """Return whether a year behind a conjunction is that of the figure behind it alone: "…, còn năm 2016 được 5,8 điểm"."""
    before = year.first - 1 - has(tokens, year.first - 1, "year_word")
    return has(tokens, before, "conjunction") and any(year.last <= one.first <= year.last + 1 for one in figures)


def tied(tokens: Tokens, figure: Figure, figures: Sequence[Figure], mention: Mention) -> bool:
    """Return whether a mention just after a figure belongs to it and not to the figure that comes next."""
    if mention.slot == "year":
        return not any(other.first == mention.last and not _goes_with(tokens, other.first) for other in figures)
    if mention.slot == "index" and tokens[mention.last - 1].end <= figure.end:
        return True  # "topped the PAR Index with 91.8 percent": its quote names the index
    if mention.role == "linked" or (isinstance(mention.value, Mean) and mention.first == figure.last):
        return True
    if crowned(tokens, figure, mention):
        return True
    adjacent = mention.slot == "index" and mention.first == figure.last and figure.measure in ("rank", "score")
    if adjacent and tokens[figure.first].has("superlative"):  # "á quân PCI với 70,19 điểm"
        return True
    return adjacent and not any(other.first <= mention.last for other in figures if other.first >= mention.last)


def _goes_with(tokens: Tokens, place: int) -> bool:
    """Return whether a figure is said beside the one before it: "hạng 12 năm 2020 với tổng điểm 44,396"."""
    return tokens[place].has("lead") or tokens[place].text.lower().startswith(_WITH)


def crowned(tokens: Tokens, figure: Figure, mention: Mention) -> bool:
    """Return whether an area bears the title that stands right before its name: "quán quân Quảng Ninh"."""
    if mention.slot != "area" or not isinstance(mention.value, Named):
        return False
    colon = text_at(tokens, figure.last) == ":" and mention.first == figure.last + 1  # "Xếp thứ 63/63: Cao Bằng"
    return (colon and figure.measure == "rank") or (mention.first == figure.last and tokens[figure.first].has("superlative"))
