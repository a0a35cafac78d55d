"""One figure to its claim: what stood before it, weighed against what follows it and is tied to it.

Where the words before and those behind leave two readings there is none: the claim has its doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parpipe.prose.bases import base
from parpipe.prose.changes import FARTHEST
from parpipe.prose.frames import Claim, Frame
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
from parpipe.prose.pieces import Figure, Tokens, has, starts_way, text_at, word_before
from parpipe.prose.regions import is_regional
from parpipe.prose.sentences import Sentence
from parpipe.prose.strangers import counts_others
from parpipe.prose.tying import crowned, of_compared, of_others, opens_clause, reach, shared_year, since, tied
from parpipe.spelling import bare_key

_PART_OF_PAR = 22
"""The most points that SIPAS has ever counted for in PAR."""
WITHIN_PAR = {"PAR": "SIPAS"}
_BEFORE_THAT = ("the year before", "a year before", "a year earlier", "one year earlier", "the previous year", "năm trước đó")
_SUBJECT_WITHIN = 5
"""Words from a place to what it is a place in."""
_RANK_NOUNS = ("rank", "hạng", "thứ hạng", "place")


def claim_of(sentence: Sentence, figure: Figure, figures: Sequence[Figure], frame: Frame, *, inner: bool) -> Claim:
    """Return the claim of a figure; ``inner``: it stands behind a rank within a province, and is of the same unit."""
    claim = _claim(sentence, figure, figures, frame)
    if inner:  # "Thành phố đứng thứ 2/18 khối huyện, đạt 88,75 điểm"
        claim = replace(claim, frame=replace(claim.frame, area=INTERNAL))
    if counts_others(sentence.tokens, figure, figures, sentence.mentions):
        claim = replace(claim, frame=replace(claim.frame, component=FOREIGN))
    return claim


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
    frame = _of_compared(figure, _of_year_before(tokens, figure, frame), mentions)
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
    beside = _rank_beside(tokens, figure, figures)  # "0.6683 points and rank 29 for digital government"
    frame = _within_par(_of_part(frame, after, reach(tokens, beside, figures) if beside else near), figure)
    since_when = base(tokens, figure, figures, mentions)
    return Claim(sentence, figure, frame, since_when, is_regional(tokens, figure, frame), doubt)


def _of_part(frame: Frame, after: Sequence[Mention], near: int) -> Frame:
    """Return the frame of a figure with the part that is named for it before a place: "0,4449 điểm về chính quyền số"."""
    part = next((one for one in after if one.slot == "component" and one.role == "linked" and one.first < near), None)
    return replace(frame, component=part.value) if part else frame


def _rank_beside(tokens: Tokens, figure: Figure, figures: Sequence[Figure]) -> Figure | None:
    """Return the rank that is named together with a score, by a noun and not by a verb of its own."""
    following = next((one for one in figures if one.first == figure.last + 1 and has(tokens, figure.last, "conjunction")), None)
    named = following is not None and tokens[following.first].text.lower() in _RANK_NOUNS
    return following if named and figure.measure == "score" else None


def _of_compared(figure: Figure, frame: Frame, mentions: Sequence[Mention]) -> Frame:
    """Return the frame of a level right behind the name of who is compared with: "91,14%, sau Hải Phòng 91,80%"."""
    level = figure.measure == "score" and figure.value > FARTHEST
    beside = next((one for one in mentions if one.slot == "area" and one.role == "object" and one.last == figure.first), None)
    if not level or beside is None or not isinstance(beside.value, Named):
        return frame
    return replace(frame, area=beside.value)


def _of_year_before(tokens: Tokens, figure: Figure, frame: Frame) -> Frame:
    """Return the frame of a level with the year before, where that follows it at once: "crashing to 58th the year before"."""
    if figure.measure.endswith("change") or not isinstance(frame.year, int):
        return frame
    told = figure.last < len(tokens) and tokens[figure.last].text.lower() in _BEFORE_THAT
    return replace(frame, year=frame.year - 1) if told else frame


def _within_par(frame: Frame, figure: Figure) -> Frame:
    """Return the frame of a figure; points of SIPAS that are few enough are a part of PAR, where that was spoken of."""
    part = frame.index == "SIPAS" and frame.outer == "PAR" and frame.component is None and figure.measure == "score"
    few = (figure.scale_max or figure.value) <= _PART_OF_PAR
    return replace(frame, index="PAR", component=WITHIN_PAR) if part and few else frame


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
    spoken = [one for one in after if one.slot == slot and (one.role in SPOKEN_OF or crowned(tokens, figure, one))]
    far = [one for one in spoken if slot == "year" and one.role == "linked" and one.first >= near]  # "…, with 20th in 2022"
    following = [
        one for one in spoken if one.value is not NEXT_YEAR and one not in far and not of_compared(figure, one, figures)
    ]
    if slot == "year" and isinstance(frame.year, int) and following and opens_clause(tokens, following[0], figures):
        return frame, None
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
