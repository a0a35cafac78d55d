"""Figures to claims: whose figure it is, of which index, year and part, decided for each figure by itself.

A sentence is walked from left to right with a frame of what was last spoken of; a bracket has a frame of its own. What
follows a figure and is tied to it ("xếp thứ 15 về SIPAS", "… điểm năm 2021") goes before what stood earlier; what the
sentence does not say comes from the sentence before, then from the heading, then from the document. Where two readings
are possible there is none: the figure is returned with the reason, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parpipe.prose.bases import base
from parpipe.prose.frames import Claim, Frame
from parpipe.prose.hearing import adjoin, hear
from parpipe.prose.mention import (
    FOREIGN,
    INTERNAL,
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
from parpipe.prose.pieces import FEWEST_RANKED, Figure, Tokens, has, starts_way, text_at, word_before
from parpipe.prose.regions import is_regional, opens_region
from parpipe.prose.sentences import Sentence
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
from parpipe.prose.strangers import counts_others
from parpipe.prose.tying import crowned, of_others, reach, shared_year, since, tied
from parpipe.spelling import bare_key

_CLAUSE_ENDS = frozenset(",;)")
_PART_OF_PAR = 22
"""The most points that SIPAS has ever counted for in PAR."""
_WITHIN_PAR = {"PAR": "SIPAS"}
_SUBJECT_WITHIN = 5
"""Words from a place to what it is a place in."""


def attribute(sentences: Sequence[Sentence], before: Frame) -> tuple[list[Claim], Frame]:
    """Return a claim for every figure of a block, and the frame that the block leaves behind."""
    claims, frame = list[Claim](), before
    for sentence in sentences:
        if sentence.figures or sentence.mentions:
            found, left = _attribute(sentence, frame)
            claims += found
            frame = left.carried().over(frame)
            group = _closing_group(sentence, frame.group)
            frame = frame if group == frame.group else replace(frame, group=group)
    return claims, frame


def _closing_group(sentence: Sentence, before: str | None) -> str | None:
    """Return the group of units that a sentence ends with: "… của 63 tỉnh, thành phố. Giá trị trung bình đạt …"."""
    areas = [mention for mention in sentence.mentions if mention.slot == "area"]
    if not areas:
        return before
    last = areas[-1]
    group = last.value.group if last.role == "group" else last.value
    return group if last.last >= len(sentence.tokens) - 1 and (last.role == "group" or group is INTERNAL) else None


def _attribute(sentence: Sentence, before: Frame) -> tuple[list[Claim], Frame]:
    """Return the claims of one sentence and the frame at its end."""
    tokens, figures, mentions = sentence.tokens, _strengthen(sentence.figures), sentence.mentions
    main: int | str | None = None
    inner = False
    starts = {figure.first: figure for figure in figures}
    ordered = {figure.first: figure for figure in order_ranks(tokens, figures)}
    spoken = {mention.first: mention for mention in mentions}
    telling = {*starts, *ordered, *spoken}
    claims, frame, outer, last = list[Claim](), before.carried(), list[Frame](), None
    for place, token in enumerate(tokens):
        if token.kind == "word" and not token.senses and place not in telling:
            continue
        text = token.text
        inner = inner and text != ";"
        if text == "(":
            outer.append(frame)
            frame = adjoin(frame, last) if last and last.last == place else frame
        elif text == ")" and outer:
            inside, frame = frame, outer.pop()
            frame = replace(frame, fresh=frame.fresh and inside.fresh)
            if text_at(tokens, place - 2) == "(" and tokens[place - 1].has("index"):  # "mức độ hài lòng (SIPAS)"
                frame = replace(frame, index=inside.index, component=inside.component, own=frame.own | {"index"})
        else:
            frame = _pass(frame, tokens, place, figures)
        if place in spoken:
            last = spoken[place]
            if last.slot == "year" and word_before(tokens, place, 2, "meanwhile"):
                main = frame.year
            frame = hear(frame, last)
        ends = text in _CLAUSE_ENDS and (text != "," or has(tokens, place + 1, "conjunction"))
        if ends and main is not None:
            frame, main = replace(frame, year=main), None
        if last and last.slot == "area" and token.has("relative") and place - last.last <= 1:
            frame = adjoin(frame, last)  # "overtaking Quang Ninh, which placed second"
        if last and last.role == "base" and token.has("when") and place - last.last <= 1:
            frame, main = adjoin(frame, last), frame.year
        if place in ordered:
            claims.append(_ordered(sentence, ordered[place], frame))
        if place in starts:
            claim = _claim(sentence, starts[place], figures, frame)
            inner = inner or _ranks_within(tokens, claim.figure)
            if inner:  # "Thành phố đứng thứ 2/18 khối huyện, đạt 88,75 điểm"
                claim = replace(claim, frame=replace(claim.frame, area=INTERNAL))
            if counts_others(tokens, starts[place], figures, mentions):
                claim = replace(claim, frame=replace(claim.frame, component=FOREIGN))
            claims += each_year(tokens, after_two_years(tokens, claim, claims), mentions)
            within = claim.frame.component == _WITHIN_PAR and frame.index == "SIPAS"
            frame = replace(frame, fresh=False, index="PAR" if within else frame.index)
    for share in (each_area, each_alike_year, each_part):
        claims = [one for claim in claims for one in share(tokens, claim, mentions)]
    dealt = any(token.has("respectively") for token in tokens)
    return doubt_second(deal(deal_back(claims, dealt=dealt), mentions, dealt=dealt)), frame


def _ranks_within(tokens: Tokens, figure: Figure) -> bool:
    """Return whether a rank is one among districts or departments: "đứng thứ 2/18 khối huyện", "thứ 9/11 trong … cấp huyện"."""
    few = figure.ranked_count is not None and figure.ranked_count < FEWEST_RANKED
    behind = range(figure.last, len(tokens) if few else figure.last + 1)
    return figure.measure == "rank" and any(has(tokens, place, "internal", "tiers") for place in behind)


def _ordered(sentence: Sentence, figure: Figure, frame: Frame) -> Claim:
    """Return the claim of a rank by order, whose owner is the name that it stands at."""
    name = sentence.tokens[figure.first]
    area = Named(name.text, frozenset(name.value("area")))
    return Claim(sentence, figure, replace(frame, area=area, component=None), regional=frame.within)


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


def _claim(sentence: Sentence, figure: Figure, figures: Sequence[Figure], frame: Frame) -> Claim:
    """Return the claim of a figure of a sentence; ``figures`` are the sentence's, none weaker than it has to be."""
    tokens, mentions = sentence.tokens, sentence.mentions
    after = [mention for mention in mentions if mention.first >= figure.last]
    stop = next((place for place in range(figure.last, len(tokens)) if tokens[place].text == ";"), len(tokens))
    aside = _bracketed(tokens, figure, figures)
    soon = [
        mention
        for mention in after
        if mention.first < stop and mention.first not in aside and not of_others(tokens, figure, mention, figures, after, frame)
    ]
    near = reach(tokens, figure, figures)
    if figure.measure.startswith("rank") and frame.beside is not None:
        frame = replace(frame, area=frame.beside)  # a mean has no rank
    if frame.due is not None and (tokens[figure.first].has("down") or word_before(tokens, figure.first, 3, "down")):
        frame = replace(frame, due=None)  # nobody plans to fall
    doubt, compared = figure.doubt, _compared_mean(tokens, figure, mentions)
    if "year" not in frame.own and since(mentions, figures, frame.year):
        frame = replace(frame, year=SEVERAL)
    shared = shared_year(tokens, figure, figures, after)
    if shared is not None:
        frame = replace(frame, year=shared)
    next_one = next((one for one in figures if one.first == figure.last and has(tokens, one.first, "lead", "to")), None)
    joined = next_one and figure.measure != "score" and next_one.measure != figure.measure
    behind = reach(tokens, next_one, figures) if next_one and joined else near
    for slot in ("index", "area") if shared is not None else ("index", "year", "area"):
        until = behind if slot == "index" else near  # "took fifth place with 91.03 percent in the 2023 PAR Index"
        frame, why = _settle(tokens, slot, figure, figures, soon, until, frame, compared)
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
    since_when = base(tokens, figure, figures, mentions)
    return Claim(sentence, figure, frame, since_when, is_regional(tokens, figure, frame), doubt)


def _bracketed(tokens: Tokens, figure: Figure, figures: Sequence[Figure]) -> range:
    """Return the places within the bracket right behind a figure, if it holds a figure of its own: "(năm 2022 xếp thứ 49)"."""
    if text_at(tokens, figure.last) != "(":
        return range(0)
    end = next((place for place in range(figure.last, len(tokens)) if tokens[place].text == ")"), len(tokens))
    inside = range(figure.last + 1, end)
    return inside if any(other.first in inside for other in figures) else range(0)


def _settle(
    tokens: Tokens,
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
        if one.slot == slot and one.value is not NEXT_YEAR and (one.role in SPOKEN_OF or crowned(tokens, figure, one))
    ]
    origins = [one for one in after if one.slot == slot and one.role == "origin" and one.first < near]
    if slot == "area" and frame.area is SEVERAL and figure.approximate:
        return frame, None  # "Có 3 bộ đạt dưới 80% là Bộ Y tế (79,80%) …"
    if origins and starts_way(tokens, figure):
        return replace(frame, year=origins[0].value), None
    beside = next((one for one in following if one.first < near and tied(tokens, figure, figures, one)), None)
    if beside:
        return replace(frame, **{slot: beside.value}), None
    if slot == "area" and compared:
        return replace(frame, area=compared), None
    if slot in frame.own or not following:
        return frame, None
    value, carried = following[0].value, getattr(frame, slot)
    between = tokens[figure.last : following[0].first]
    if value is INTERNAL and between and all(token.has("copula", "pronoun") for token in between):
        return replace(frame, area=INTERNAL), None  # "Đứng đầu là thành phố Hòa Bình" in a list of districts
    leading = figure is figures[0] and tokens[figure.first].has("lead") and not frame.own - {"area"}  # "With 79.97 percent, …"
    if carried in (None, value) or leading or (carried is PRONOUN and _is_home(value, frame)):
        return replace(frame, **{slot: value}), None
    if slot == "area" and (value is PRONOUN or not isinstance(value, Named)):
        return frame, None
    return frame, f"its {slot} may be the one before or the one after it"


def _compared_mean(tokens: Tokens, figure: Figure, mentions: Sequence[Mention]) -> Mean | None:
    """Return the mean right before a score, though it is what something else is compared with: "above the mean of 86.98"."""
    for mention in mentions if figure.measure == "score" else ():
        between = tokens[mention.last : figure.first]
        beside = all(one.has("possessive", "group", "counted", "article", "count") or one.text in ("(", ",") for one in between)
        if mention.role == "object" and isinstance(mention.value, Mean) and mention.last <= figure.first and beside:
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
