"""Figures to claims: whose figure it is, of which index, year and part, decided for each figure by itself.

A sentence is walked from left to right with a frame of what was last spoken of; a bracket has a frame of its own. What
follows a figure and is tied to it ("xếp thứ 15 về SIPAS", "… điểm năm 2021") goes before what stood earlier; what the
sentence does not say comes from the sentence before, then from the heading, then from the document. Where two readings
are possible there is none: the figure is returned with the reason, and nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from parpipe.prose.frames import Claim, Frame
from parpipe.prose.hearing import adjoin, hear
from parpipe.prose.mention import (
    FOREIGN,
    NEXT_YEAR,
    PRONOUN,
    SEVERAL,
    SPOKEN_OF,
    Mean,
    Mention,
    Named,
    Slot,
)
from parpipe.prose.orders import order_ranks
from parpipe.prose.pieces import Figure, Tokens, has, is_year, starts_way, text_at
from parpipe.prose.regions import is_regional, opens_region
from parpipe.prose.sentences import sentences
from parpipe.prose.sharing import (
    after_two_years,
    deal,
    deal_back,
    doubt_second,
    each_alike_year,
    each_area,
    each_part,
    each_year,
)
from parpipe.spelling import bare_key

_CLAUSE_ENDS = frozenset(",;)")
_PART_OF_PAR = 22
"""The most points that SIPAS has ever counted for in PAR."""
_WITHIN_PAR = {"PAR": "SIPAS"}
_SUBJECT_WITHIN = 5
"""Words from a place to what it is a place in."""
_SINCE_WITHIN = 5
"""Tokens between a change and the year since which it was made."""
_BRACKET_WITHIN = 5
"""Tokens of a bracket between a figure and its year."""


def attribute(
    tokens: Tokens, figures: Sequence[Figure], mentions: Sequence[Mention], before: Frame
) -> tuple[list[Claim], Frame]:
    """Return a claim for every figure of a block, and the frame that the block leaves behind."""
    claims, frame = list[Claim](), before
    starts, heard = [figure.first for figure in figures], [mention.first for mention in mentions]
    for first, last in sentences(tokens):
        inside = figures[bisect_left(starts, first) : bisect_left(starts, last)]
        spoken = mentions[bisect_left(heard, first) : bisect_left(heard, last)]
        if not inside and not spoken:
            continue
        found, left = _sentence(tokens, (first, last), inside, spoken, frame)
        claims += found
        frame = left.carried().over(frame)
    return claims, frame


def _sentence(
    tokens: Tokens, span: tuple[int, int], figures: Sequence[Figure], mentions: Sequence[Mention], before: Frame
) -> tuple[list[Claim], Frame]:
    """Return the claims of one sentence and the frame at its end."""
    figures = _strengthen(figures)
    main: int | str | None = None
    starts = {figure.first: figure for figure in figures}
    ordered = {figure.first: figure for figure in order_ranks(tokens, span, figures)}
    spoken = {mention.first: mention for mention in mentions}
    claims, frame, outer, last = list[Claim](), before.carried(), list[Frame](), None
    for place in range(*span):
        text = tokens[place].text
        if text == "(":
            outer.append(frame)
            frame = adjoin(frame, last) if last and last.last == place else frame
        elif text == ")" and outer:
            inside, frame = frame, outer.pop()
            frame = replace(frame, fresh=frame.fresh and inside.fresh)
        else:
            frame = _pass(frame, tokens, place, figures)
        if place in spoken:
            last = spoken[place]
            frame = hear(frame, last)
        ends = text in _CLAUSE_ENDS and (text != "," or has(tokens, place + 1, "conjunction"))
        if ends and main is not None:
            frame, main = replace(frame, year=main), None
        if last and last.role == "base" and tokens[place].has("when") and place - last.last <= 1:
            frame, main = adjoin(frame, last), frame.year
        if place in ordered:
            claims.append(_ordered(tokens, ordered[place], frame))
        if place in starts:
            claim = _claim(tokens, span, starts[place], figures, mentions, frame)
            claims += each_year(tokens, after_two_years(tokens, claim, claims), mentions)
            within = claim.frame.component == _WITHIN_PAR and frame.index == "SIPAS"
            frame = replace(frame, fresh=False, index="PAR" if within else frame.index)
    for share in (each_area, each_alike_year, each_part):
        claims = [one for claim in claims for one in share(tokens, claim, mentions)]
    dealt = any(token.has("respectively") for token in tokens[span[0] : span[1]])
    return doubt_second(deal(deal_back(claims, dealt=dealt), mentions, dealt=dealt)), frame


def _ordered(tokens: Tokens, figure: Figure, frame: Frame) -> Claim:
    """Return the claim of a rank by order, whose owner is the name that it stands at."""
    name = tokens[figure.first]
    area = Named(name.text, frozenset(name.value("area")))
    return Claim(figure, replace(frame, area=area, component=None), regional=frame.within)


def _pass(frame: Frame, tokens: Tokens, place: int, figures: Sequence[Figure]) -> Frame:
    """Return the frame after a token that parts what is spoken of, and names nothing itself."""
    token = tokens[place]
    if token.text == ";":
        return replace(frame, within=False, fresh=False, parted=frame.target)
    if token.has("nation"):
        frame = replace(frame, within=False)
    elif opens_region(tokens, place, figures):
        frame = replace(frame, within=True)
    if token.has("next"):
        return replace(frame, fresh=False)
    return replace(frame, target=False, parted=False) if frame.parted and token.has("past") else frame


def _strengthen(figures: Sequence[Figure]) -> Sequence[Figure]:
    """Return the figures of a sentence, none of them weak where one says by itself that an index is spoken of."""
    sure = any(not figure.weak and figure.measure in ("score", "rank") for figure in figures)
    return [replace(figure, weak=False) for figure in figures] if sure else figures


def _claim(
    tokens: Tokens, span: tuple[int, int], figure: Figure, figures: Sequence[Figure], mentions: Sequence[Mention], frame: Frame
) -> Claim:
    after = [mention for mention in mentions if mention.first >= figure.last]
    stop = next((place for place in range(figure.last, span[1]) if tokens[place].text == ";"), span[1])
    soon = [
        mention for mention in after if mention.first < stop and not _of_others(tokens, figure, mention, figures, after, frame)
    ]
    near = _near(tokens, span, figure, figures)
    if figure.measure.startswith("rank") and frame.beside is not None:
        frame = replace(frame, area=frame.beside)  # a mean has no rank
    doubt, compared = figure.doubt, _compared_mean(figure, mentions)
    if "year" not in frame.own and _since(mentions, figures, frame.year):
        frame = replace(frame, year=SEVERAL)
    shared = _shared_year(tokens, figure, figures, after)
    if shared is not None:
        frame = replace(frame, year=shared)
    for slot in ("index", "area") if shared is not None else ("index", "year", "area"):
        frame, why = _settle(tokens, span, slot, figure, figures, soon, near, frame, compared)
        doubt = doubt or why
    elsewhere = _of_something_else(tokens, figure, near)
    if elsewhere and figure.weak:
        frame = replace(frame, component=FOREIGN)
    doubt = doubt or elsewhere
    part = next((one for one in after if one.slot == "component" and one.role == "linked" and one.first < near), None)
    if part:
        frame = replace(frame, component=part.value)
    within_par = frame.index == "SIPAS" and frame.outer == "PAR" and frame.component is None and figure.measure == "score"
    if within_par and (figure.scale_max or figure.value) <= _PART_OF_PAR:
        frame = replace(frame, index="PAR", component=_WITHIN_PAR)  # its points are a part of PAR
    return Claim(figure, frame, _base(tokens, span, figure, figures, mentions), is_regional(tokens, figure, frame), doubt)


def _settle(
    tokens: Tokens,
    span: tuple[int, int],
    slot: Slot,
    figure: Figure,
    figures: Sequence[Figure],
    after: Sequence[Mention],
    near: int,
    frame: Frame,
    compared: Mean | None,
) -> tuple[Frame, str | None]:
    """Return the frame with one slot as the words beside the figure leave it, and a doubt if they contradict it."""
    following = [
        one
        for one in after
        if one.slot == slot and one.value is not NEXT_YEAR and (one.role in SPOKEN_OF or _crowned(tokens, figure, one))
    ]
    origins = [one for one in after if one.slot == slot and one.role == "origin" and one.first < near]
    if slot == "area" and frame.area is SEVERAL and figure.approximate:
        return frame, None  # "Có 3 bộ đạt dưới 80% là Bộ Y tế (79,80%) …"
    if origins and starts_way(tokens, figure):
        return replace(frame, year=origins[0].value), None
    tied = next((one for one in following if one.first < near and _tied(tokens, figure, figures, one)), None)
    if tied:
        return replace(frame, **{slot: tied.value}), None
    if slot == "area" and compared:
        return replace(frame, area=compared), None
    if slot in frame.own or not following:
        return frame, None
    value, carried = following[0].value, getattr(frame, slot)
    leading = slot == "area" and tokens[span[0]].has("lead") and figure.first <= span[0] + 2
    if carried in (None, value) or leading or (carried is PRONOUN and _is_home(value, frame)):
        return replace(frame, **{slot: value}), None
    if slot == "area" and (value is PRONOUN or not isinstance(value, Named)):
        return frame, None
    return frame, f"its {slot} may be the one before or the one after it"


def _shared_year(tokens: Tokens, figure: Figure, figures: Sequence[Figure], after: Sequence[Mention]) -> Any:
    """Return the year in a bracket behind the rank that follows a score: "45,51 điểm, hạng 6 (năm 2023)"."""
    reached = next((one for one in figures if one.first == figure.last and not one.measure.endswith("change")), None)
    if figure.measure.endswith("change") and reached and has(tokens, reached.first, "to"):  # "up 11 places to 41st in 2023"
        near = _near(tokens, (figure.first, len(tokens)), reached, figures)
        years = (one for one in after if one.slot == "year" and reached.last <= one.first < near and one.role == "subject")
        return next((one.value for one in years if _tied(tokens, reached, figures, one)), None)
    scored = next((one for one in figures if one.first == figure.last and has(tokens, one.first, "lead")), None)
    if figure.measure == "rank" and scored:  # "16th with 66.58 points in 2021"
        near = _near(tokens, (figure.first, len(tokens)), scored, figures)
        years = (one for one in after if one.slot == "year" and scored.last <= one.first < near and one.role == "subject")
        return next((one.value for one in years if _tied(tokens, scored, figures, one)), None)
    rank = next((one for one in figures if figure.last <= one.first <= figure.last + 1 and one.measure == "rank"), None)
    if figure.measure != "score" or rank is None or text_at(tokens, rank.last) != "(":
        return None
    inside = range(rank.last + 1, rank.last + 3)
    years = (one for one in after if one.slot == "year" and one.first in inside and text_at(tokens, one.last) == ")")
    return next((one.value for one in years), None)


def _of_others(
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


def _since(mentions: Sequence[Mention], figures: Sequence[Figure], year: object) -> bool:
    """Return whether a sentence has a change since a year that is not before the one spoken of: then it speaks of another."""
    changes = [one.last for one in figures if one.measure.endswith("change")]
    bases = [one for one in mentions if one.slot == "year" and one.role == "base" and isinstance(one.value, int)]
    since = [one.value for one in bases if any(0 <= one.first - last < _SINCE_WITHIN for last in changes)]
    return isinstance(year, int) and any(base >= year for base in since)


def _compared_mean(figure: Figure, mentions: Sequence[Mention]) -> Mean | None:
    """Return the mean right before a score, though it is what something else is compared with: "above the mean of 86.98"."""
    for mention in mentions if figure.measure == "score" else ():
        if mention.role == "object" and isinstance(mention.value, Mean) and 0 <= figure.first - mention.last <= 1:
            return mention.value
    return None


def _of_something_else(tokens: Tokens, figure: Figure, near: int) -> str | None:
    """Return a doubt for a place that is said to be one in something that no index of ours is: "xếp thứ 5 về trồng rừng"."""
    if figure.measure != "rank":
        return None
    for place in range(figure.last, min(near, figure.last + _SUBJECT_WITHIN)):
        if tokens[place].has("matter"):
            named = any(
                token.has("index", "component", "part", "area", "year_word")
                for token in tokens[place : place + _SUBJECT_WITHIN]
            )
            return None if named or tokens[place].has("index") else "it is a place in something that is no index of ours"
    return None


def _is_home(area: object, frame: Frame) -> bool:
    """Return whether an area is the one that the document's pronouns mean."""
    return isinstance(area, Named) and isinstance(frame.home, Named) and bare_key(area.text) == bare_key(frame.home.text)


def _near(tokens: Tokens, span: tuple[int, int], figure: Figure, figures: Sequence[Figure]) -> int:
    """Return where the words end that can be tied to a figure: at the next figure, mark or conjunction."""
    starts = {other.first for other in figures}
    for place in range(_behind_bracket(tokens, span, figure), span[1]):
        token = tokens[place]
        stop = token.kind == "mark" and token.key != "-" and not token.senses
        if stop or place in starts or token.has("conjunction", "base"):
            inside = place + (2 if place + 1 < span[1] and tokens[place + 1].has("year_word") else 1)
            bracket = token.text == "(" and place == figure.last and inside + 1 < span[1] and tokens[inside + 1].text == ")"
            return inside + 1 if bracket else place
    return span[1]


def _behind_bracket(tokens: Tokens, span: tuple[int, int], figure: Figure) -> int:
    """Return where the words go on behind a short bracket that follows a figure, or closes around it: "(40th) in 2019"."""
    first = figure.last
    if first < span[1] and tokens[first].text in ("(", ")"):
        ends = range(first, min(first + _BRACKET_WITHIN, span[1] - 2))
        close = next((place for place in ends if tokens[place].text == ")"), None)
        if close is not None and has(tokens, close + 1, "year_word") and is_year(tokens[close + 2]):
            return close + 1
    return first


def _tied(tokens: Tokens, figure: Figure, figures: Sequence[Figure], mention: Mention) -> bool:
    """Return whether a mention just after a figure belongs to it and not to the figure that comes next."""
    if mention.slot == "year":
        return not any(other.first == mention.last and not tokens[other.first].has("lead") for other in figures)
    if mention.role == "linked" or (isinstance(mention.value, Mean) and mention.first == figure.last):
        return True
    if _crowned(tokens, figure, mention):
        return True
    adjacent = mention.slot == "index" and mention.first == figure.last and figure.measure == "rank"
    if adjacent and tokens[figure.first].has("superlative"):  # "á quân PCI với 70,19 điểm"
        return True
    return adjacent and not any(other.first <= mention.last for other in figures if other.first >= mention.last)


def _crowned(tokens: Tokens, figure: Figure, mention: Mention) -> bool:
    """Return whether an area bears the title that stands right before its name: "quán quân Quảng Ninh"."""
    return mention.slot == "area" and mention.first == figure.last and tokens[figure.first].has("superlative")


def _opening_base(
    tokens: Tokens, span: tuple[int, int], figure: Figure, figures: Sequence[Figure], bases: Mapping[int, Mention]
) -> int | str | None:
    """Return the year before a run of changes that they are all measured against: "so với năm 2019 tăng 1,44% và 3 bậc"."""
    opening, run = [one for place, one in bases.items() if place < figure.first], False
    for other in reversed([one for one in figures if one.first < figure.first]):
        if not other.measure.endswith("change") or not opening or other.first > opening[-1].first:
            break
        run = run or any(other.last <= one.first for one in opening[-1:])
    if not opening or run:
        return None
    between = range(opening[-1].last, figure.first)
    levels = any(one.first in between and not one.measure.endswith("change") for one in figures)
    listed = all(one.measure.endswith("change") for one in figures)  # "so với năm 2023: Phú Yên (+2,81%), Lai Châu (+0,19%)"
    parted = any(tokens[place].text == ";" or (tokens[place].text == ")" and not listed) for place in between)
    return None if levels or parted else opening[-1].value


def _base(
    tokens: Tokens, span: tuple[int, int], figure: Figure, figures: Sequence[Figure], mentions: Sequence[Mention]
) -> int | str | None:
    """Return the year a change is measured against: the one after it with only changes between, else one that opens."""
    if not figure.measure.endswith("change") or figure.base:
        return figure.base
    others = {place: other for other in figures for place in range(other.first, other.last)}
    bases = {mention.first: mention for mention in mentions if mention.slot == "year" and mention.role in ("base", "origin")}
    measured = {one.last + 1: one for one in mentions if one.slot == "year" and one.role == "linked"}
    beside = next((one for one in bases.values() if one.last == figure.first), measured.get(figure.first))
    if beside:
        return beside.value  # type: ignore[no-any-return]
    for place in range(figure.first, span[1]):
        if place in bases:
            return bases[place].value  # type: ignore[no-any-return]
        other = others.get(place)
        level = other and not other.measure.endswith("change") and not starts_way(tokens, other)
        if level or tokens[place].text in (")", ";"):
            break
    return _opening_base(tokens, span, figure, figures, bases)
