"""Figures to claims: whose figure it is, of which index, year and part, decided for each figure by itself.

A sentence is walked from left to right with a frame of what was last spoken of; a bracket has a frame of its own. What
follows a figure and is tied to it ("xếp thứ 15 về SIPAS", "… điểm năm 2021") goes before what stood earlier; what the
sentence does not say comes from the sentence before, then from the heading, then from the document. Where two readings
are possible there is none: the figure is returned with the reason, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parpipe.prose.claiming import WITHIN_PAR, claim_of
from parpipe.prose.frames import Claim, Frame
from parpipe.prose.hearing import adjoin, hear
from parpipe.prose.mention import (
    INTERNAL,
    Mention,
    Named,
)
from parpipe.prose.orders import order_ranks
from parpipe.prose.pieces import FEWEST_RANKED, Figure, Tokens, has, text_at, word_before
from parpipe.prose.regions import opens_region
from parpipe.prose.sentences import Sentence
from parpipe.prose.sharing import (
    after_two_years,
    deal,
    deal_back,
    doubt_second,
    each_alike_year,
    each_area,
    each_part,
    each_said_year,
    each_year,
)
from parpipe.prose.tokens import Token

_CLAUSE_ENDS = frozenset(",;)")
_APPOSED_WITHIN = 6


def attribute(sentences: Sequence[Sentence], before: Frame) -> tuple[list[Claim], Frame]:
    """Return a claim for every figure of a block, and the frame that the block leaves behind."""
    claims, frame, opening = list[Claim](), before, _opens_anew(sentences, before)
    for sentence in sentences:
        if sentence.figures or sentence.mentions:
            if sentence.tokens[-1:] and sentence.tokens[-1].text == "?":  # "Ai đứng đầu cả nước về PAR INDEX năm 2024?"
                sentence = sentence._replace(figures=[one for one in sentence.figures if one.basis != "word"])
            found, left = _attribute(sentence, frame)
            claims += [_of_nobody(one) for one in found] if sentence is opening else found
            frame = left.carried().over(frame)
            group = _closing_group(sentence, frame.group)
            frame = frame if group == frame.group else replace(frame, group=group)
    return claims, frame


def _opens_anew(sentences: Sequence[Sentence], before: Frame) -> Sentence | None:
    """Return the sentence that opens a block with the value of another index, and no rank: it may be that of all units."""
    opening = next((one for one in sentences if one.mentions), None)
    if opening is not None and any(one.measure.startswith("rank") for one in opening.figures):
        return None
    if opening is None or before.home is not None or not isinstance(before.area, Named) or before.local is not None:
        return None
    indices = [one.value for one in opening.mentions if one.slot == "index" and one.role == "subject"]
    named = any(one.slot == "area" for one in opening.mentions)
    return opening if indices and before.index not in (None, *indices) and not named else None


def _of_nobody(claim: Claim) -> Claim:
    return replace(claim, doubt=claim.doubt or "another index is named for it than before, and no area")


def _closing_group(sentence: Sentence, before: str | None) -> str | None:
    """Return the group of units that a sentence ends with, or is about: "… của 63 tỉnh. Giá trị trung bình đạt …"."""
    areas = [mention for mention in sentence.mentions if mention.slot == "area"]
    if not areas:
        return before
    last = areas[-1]
    group = last.value.group if last.role == "group" else last.value
    alone = last.role == "group" and all(one.role == "group" and one.value.group == group for one in areas)
    ends = last.last >= len(sentence.tokens) - 1 and (last.role == "group" or group is INTERNAL)
    return group if alone or ends else None  # "Có 17 bộ, cơ quan ngang bộ được xếp hạng."


def _attribute(sentence: Sentence, before: Frame) -> tuple[list[Claim], Frame]:
    """Return the claims of one sentence and the frame at its end; what several figures share is dealt out among them."""
    claims, frame = _walk(sentence, before)
    if not claims:
        return claims, frame
    tokens, mentions = sentence.tokens, sentence.mentions
    for share in (each_area, each_alike_year, each_part):
        claims = [one for claim in claims for one in share(tokens, claim, mentions)]
    claims = each_said_year(tokens, claims)
    dealing = [place for place, token in enumerate(tokens) if token.senses and "respectively" in token.senses]
    dealt = any(not _says_share(tokens, place) for place in dealing)
    return doubt_second(deal(deal_back(claims, dealt=dealt), mentions, dealt=dealt)), frame


def _says_share(tokens: Tokens, place: int) -> bool:
    """Return whether "tương ứng" leads from points to their share: "40,62/80 điểm, tương ứng 50,77%"."""
    points = place - 1 - (text_at(tokens, place - 1) == ",")
    return text_at(tokens, points - 2) == "/" and text_at(tokens, place + 2) == "%"


def _walk(sentence: Sentence, before: Frame) -> tuple[list[Claim], Frame]:
    """Return a claim for each figure of a sentence, from left to right, and the frame at its end."""
    tokens, figures, mentions = sentence.tokens, _strengthen(sentence.figures), sentence.mentions
    main: int | str | None = None
    inner = beside = False
    starts = {figure.first: figure for figure in figures}
    ordered = {figure.first: figure for figure in order_ranks(tokens, figures)}
    spoken = {mention.first: mention for mention in mentions}
    claims, frame, outer, last = list[Claim](), _entered(before, mentions), list[Frame](), None
    for place, token in enumerate(tokens):
        if token.kind == "word" and not (token.senses or place in starts or place in ordered or place in spoken):
            continue
        text = token.text
        inner = inner and text != ";"
        if text == "(":
            outer.append(frame)
            beside_name = last is not None and last.last == place and not _counts_only(last, figures)
            frame = adjoin(frame, _bracketed(tokens, last, starts.get(place + 1))) if last and beside_name else frame
        elif text == ")" and outer:
            frame = _close(outer.pop(), frame, tokens, place)
        else:
            frame = _pass(frame, tokens, place, figures)
        if place in spoken:
            last = spoken[place]
            meanwhile = word_before(tokens, place, 2, "meanwhile")
            if last.slot == "year" and (meanwhile or _is_apposed(tokens, last)):
                main, beside = frame.year, beside or not meanwhile
            frame = hear(frame, last)
        ends = text in _CLAUSE_ENDS and (text != "," or beside or has(tokens, place + 1, "conjunction"))
        if ends and main is not None:
            frame, main, beside = replace(frame, year=main), None, False
        if last and place - last.last <= 1 and _goes_on(last, token):
            frame, main, beside = adjoin(frame, last), frame.year, last.role != "base"
        claims += [_ordered(sentence, ordered[place], frame)] if place in ordered else []
        if place in starts:
            inner = inner or _ranks_within(tokens, starts[place])
            claim = claim_of(sentence, starts[place], figures, frame, inner=inner)
            claims += each_year(tokens, after_two_years(tokens, claim, claims), mentions)
            frame = replace(frame, fresh=False, index=_still_spoken_of(frame, claim))
    return claims, frame if main is None else replace(frame, year=main)


def _entered(before: Frame, mentions: Sequence[Mention]) -> Frame:
    """Return the frame in which a sentence begins; one in a list that is of a mean is of that where it names nobody else."""
    frame = before.carried()
    named = any(one.slot == "area" for one in mentions)
    return replace(frame, area=before.listed) if before.listed and not named else frame


def _bracketed(tokens: Tokens, last: Mention, figure: Figure | None) -> Mention:
    """Return whom a bracket is about: the last of a list, where it holds a rank alone: "Bạc Liêu, Cao Bằng (hạng 61)"."""
    alone = figure is not None and figure.measure == "rank" and text_at(tokens, figure.last) == ")"
    if not alone or last.slot != "area" or not last.members:
        return last
    return replace(last, value=last.members[-1], members=())


def _counts_only(last: Mention, figures: Sequence[Figure]) -> bool:
    """Return whether units are only those among whom a rank before them counts: "ranked 3rd nationwide (45.7047 points)"."""
    return last.role == "group" and any(one.measure == "rank" and one.last == last.first for one in figures)


def _is_apposed(tokens: Tokens, year: Mention) -> bool:
    """Return whether a year only says more of a name: "Quang Ninh, the winner of 2022 and 2023, slid to fourth"."""
    if text_at(tokens, year.last) != ",":
        return False
    for place in range(year.first - 1, max(0, year.first - _APPOSED_WITHIN), -1):
        if tokens[place].text == ",":
            return has(tokens, place - 1, "area") and place + 1 < year.first
        if tokens[place].kind != "word":
            return False
    return False


def _goes_on(last: Mention, token: Token) -> bool:
    """Return whether a clause goes on with what was only named beside: "overtaking Quang Ninh, which placed second"."""
    return (last.slot == "area" and token.has("relative")) or (last.role in ("base", "origin") and token.has("when"))


def _still_spoken_of(frame: Frame, claim: Claim) -> str | None:
    """Return the index that is spoken of behind a figure; SIPAS was only named as a part where the figure is one of PAR."""
    within = claim.frame.component == WITHIN_PAR and frame.index == "SIPAS"
    return "PAR" if within else frame.index


def _close(outer: Frame, inside: Frame, tokens: Tokens, place: int) -> Frame:
    """Return the frame behind a bracket; a bracket that only names an index says which is meant: "mức độ hài lòng (SIPAS)"."""
    frame = replace(outer, fresh=outer.fresh and inside.fresh)
    if text_at(tokens, place - 2) == "(" and tokens[place - 1].has("index"):
        return replace(frame, index=inside.index, component=inside.component, own=frame.own | {"index"})
    return frame


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
        frame = replace(frame, within=False) if frame.within else frame
    elif opens_region(tokens, place, figures):
        frame = replace(frame, within=True)
    if frame.fresh and token.has("next"):
        return replace(frame, fresh=False)
    return replace(frame, target=False, parted=False) if frame.parted and token.has("past") else frame


def _strengthen(figures: Sequence[Figure]) -> Sequence[Figure]:
    """Return the figures of a sentence, none of them weak where one says by itself that an index is spoken of."""
    sure = any(not figure.weak and figure.measure in ("score", "rank") for figure in figures)
    return [replace(figure, weak=False) for figure in figures] if sure else figures
