"""Ranks without a number: "dẫn đầu cả nước", "á quân", "áp chót trong 63 tỉnh", "topped the 2022 PAR Index"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from parpipe.prose.pieces import (
    FEWEST_RANKED,
    MOST_RANKED,
    Figure,
    Number,
    Tokens,
    has,
    has_number,
    index_ahead,
    make_figure,
    names_region,
    read_amount,
    skip,
    text_at,
    year_at,
)
from parpipe.prose.ranks import countable, with_count

_BESIDE = 5
_LIST_WITHIN = 30
_TO = "về"
_NEAR = ("near", "close to", "gần")
"""Before a first place these say that it was not reached: "a fixture near the top of the PCI"."""
_STOPS = frozenset(".;")
_ENDS = frozenset({*_STOPS, "!", "?", "…", "\n"})
_COUNT_WITHIN = 9
_AFTER_REGION = ("index", "link", "lead", "score_verb", "year_word", "conjunction", "next")


def read_rank_from_end(tokens: Tokens, place: int) -> Figure | None:
    """Read "áp chót trong 63 tỉnh": a place counted from the end, in doubt without the number of ranked units.

    Nothing where the place itself is printed beside it: "áp chót với vị trí 62".
    """
    if not has(tokens, place, "from_end") or _ranked_beside(tokens, place):
        return None
    behind = int(tokens[place].value("from_end"))
    if printed := _last_of(tokens, place + 1, behind):
        return replace(printed, start=tokens[place].start, first=place)
    count = _count_ahead(tokens, place + 1)
    if count is None:
        found = make_figure(tokens, "rank", Decimal(behind + 1), tokens[place].text, place, place + 1)
        return replace(found, basis="word", weak=True, doubt="it counts from the end, and of how many is not said")
    found = make_figure(tokens, "rank", count.value - behind, tokens[place].text, place, place + 1)
    last = count.last if has(tokens, count.last - 2, "from_end") else count.last - 1  # "đứng cuối bảng 63 tỉnh"
    return replace(found, basis="word", ranked_count=int(count.value), end=tokens[last].end)


def _last_of(tokens: Tokens, place: int, behind: int) -> Figure | None:
    """Return the rank in "xếp cuối bảng 63/63", where the count leaves so many behind it as the words say."""
    number = read_amount(tokens, place, whole=True)
    if number is None or not countable(number) or text_at(tokens, number.last) != "/":
        return None
    found = with_count(tokens, make_figure(tokens, "rank", number.value, number.printed, place, number.last))
    return found if found.ranked_count == found.value + behind else None


def _ranked_beside(tokens: Tokens, place: int) -> bool:
    for way in (range(place - 1, place - 1 - _BESIDE, -1), range(place + 1, place + _BESIDE)):
        for other in way:
            if text_at(tokens, other) in _ENDS:
                break
            if has(tokens, other, "rank_word") and has_number(tokens, other + 1):
                return True
    return False


def _count_ahead(tokens: Tokens, place: int) -> Number | None:
    """Return the number of ranked units that is said after a place counted from the end, before any mark."""
    for here in range(place, min(place + _COUNT_WITHIN, len(tokens))):
        if tokens[here].kind == "mark":
            return None
        direct = here == place and has(tokens, here + 1, "counted")  # "đứng cuối bảng 63 tỉnh"
        first = here if direct else here + 1
        count = read_amount(tokens, first, whole=True) if direct or tokens[here].has("of") else None
        if count and countable(count) and count.value <= MOST_RANKED and not count.approximate:
            return count
    return None


def read_superlative(tokens: Tokens, place: int) -> Figure | None:
    """Read "dẫn đầu cả nước", "á quân": a rank without a number, never within a region only."""
    moved = has(tokens, place - 1, "up", "down") and not tokens[place].text.lower().startswith(_TO)  # "lùi về thứ hai"
    near = tokens[place - 1 - has(tokens, place - 1, "article")].text.lower() in _NEAR if place else False
    if _of_many(tokens, place) or moved or near:
        return None
    if has(tokens, place, "leading") and (led := _leading(tokens, place)):
        return led
    if not has(tokens, place, "superlative"):
        return None
    value = Decimal(int(tokens[place].value("superlative")))
    found = with_count(tokens, make_figure(tokens, "rank", value, tokens[place].text, place, place + 1))
    return replace(found, basis="word", weak=True)


def _of_many(tokens: Tokens, place: int) -> bool:
    """Return whether several lead: "nhóm 10 tỉnh dẫn đầu", "ba địa phương đứng đầu", "một trong những tỉnh dẫn đầu"."""
    if has(tokens, place - 1, "top"):
        return True
    if has(tokens, place, "top_after") and (has_number(tokens, place - 1) or has(tokens, place - 1, "count")):
        return True  # "among the ten leading localities"
    noun = has(tokens, place - 1, "counted", "pronoun")
    return noun and (has_number(tokens, place - 2) or has(tokens, place - 2, "plural", "top", "count", "ordinal"))


def _leading(tokens: Tokens, place: int) -> Figure | None:
    """Read "đứng đầu PAR INDEX 2023", "topped the 2022 PAR Index": the words that lead must lead the index itself."""
    after = index_ahead(tokens, place + 1)
    dated = skip(tokens, place + 1, 2, "year_word", "link")
    with_score = dated + 1 if year_at(tokens, dated) else place + 1
    if score := _score_ahead(tokens, with_score):
        found = make_figure(tokens, "rank", Decimal(1), tokens[place].text, place, place + 1)
        return replace(found, end=tokens[score].end, basis="word", weak=True)
    if text_at(tokens, place + 1) == "(" and has_number(tokens, place + 2) and has(tokens, place + 3, "unit"):
        found = make_figure(tokens, "rank", Decimal(1), tokens[place].text, place, place + 1)
        return replace(found, end=tokens[place + 3].end, basis="word", weak=True)  # "đứng đầu (95,76%)"
    named = skip(tokens, place + 2, 1, "pronoun")
    if has(tokens, place + 1, "copula") and (has(tokens, named, "area") or named == len(tokens)):
        after = place + 1
    found = make_figure(tokens, "rank", Decimal(1), tokens[place].text, place, place + 1)
    if after is None and (follows := _next_ahead(tokens, place + 1)):
        return replace(found, end=tokens[follows].end, basis="word", weak=True)
    if after is None and (opening := _announced(tokens, place)) is not None:
        return replace(found, start=tokens[opening].start, basis="word")
    if after is None:
        found = replace(found, basis="word", weak=True)
        return _leading_region(tokens, found) or _leading_of(tokens, found)
    if has(tokens, after + 1, "top") or _several_lead(tokens, after + 1):
        return None
    return replace(found, end=tokens[after].end, basis="word", weak=after == place + 1)


def _score_ahead(tokens: Tokens, place: int) -> int | None:
    """Return where the score is that the first reached: "led in 2019 with 90.09 points", "đứng đầu, đạt 96,17%"."""
    if has(tokens, place, "lead") and has_number(tokens, place + 1):
        return place + 1
    verb = place + (text_at(tokens, place) == ",")
    number = read_amount(tokens, verb + 1) if has(tokens, verb, "score_verb") else None
    return number.last - 1 if number and number.value != int(number.value) else None


def _announced(tokens: Tokens, place: int) -> int | None:
    """Return where the index is named in "PAPI 2022: Quảng Ninh dẫn đầu", which says nothing else."""
    colon = next((here for here in range(place - 2, place - 2 - _BESIDE, -1) if text_at(tokens, here) == ":"), 0)
    opening = colon - 1 - year_at(tokens, colon - 1)
    opening -= has(tokens, opening, "year_word")
    said = has(tokens, colon + 1, "area") and has(tokens, opening, "index")  # "PCI 2019: Quảng Ninh tiếp tục dẫn đầu"
    said = said and not any(token.kind in ("mark", "number") for token in tokens[colon + 2 : place])
    return opening if said and (place + 1 == len(tokens) or text_at(tokens, place + 1) in _ENDS) else None


def _next_ahead(tokens: Tokens, place: int) -> int | None:
    """Return where those are named, later in the sentence, who come after the first: "led again, followed by …"."""
    for here in range(place, min(place + _COUNT_WITHIN, len(tokens))):
        if tokens[here].has("next"):
            return here
        if text_at(tokens, here) in _ENDS or tokens[here].has("area"):
            return None
    return None


def _leading_region(tokens: Tokens, figure: Figure) -> Figure | None:
    """Read "đứng đầu khu vực ĐBSCL", "dẫn đầu Tây Nguyên với …": a first place among the units of a region."""
    last = skip(tokens, figure.last, 3, "region_word", "within", "located", "article", "group")
    if last < len(tokens) and names_region(tokens[last]):
        last += 1
    elif not has(tokens, last - 1, "region_word"):
        return None
    if last < len(tokens) and tokens[last].kind != "mark" and not has(tokens, last, *_AFTER_REGION):
        return None
    return None if _several_lead(tokens, last) else replace(figure, end=tokens[last - 1].end)


def _leading_of(tokens: Tokens, figure: Figure) -> Figure | None:
    """Read "đứng đầu 17 bộ, ngành", "led 17 ministries": a first place among so many."""
    number = read_amount(tokens, skip(tokens, figure.last, 2, "of", "article", "leading_filler"), whole=True)
    if number is None or number.approximate or not MOST_RANKED >= number.value >= FEWEST_RANKED:
        return None
    if not has(tokens, number.last, "counted"):
        return None
    return replace(figure, ranked_count=int(number.value), last=number.last + 1, end=tokens[number.last].end)


def _several_lead(tokens: Tokens, place: int) -> bool:
    """Return whether a list follows of which all lead: "dẫn đầu PAR INDEX là Hải Phòng (91,80), Quảng Ninh và Đà Nẵng"."""
    depth = named = 0
    for here in range(place, min(place + _LIST_WITHIN, len(tokens))):
        token = tokens[here]
        depth += (token.text == "(") - (token.text == ")")
        if depth or token.text in _STOPS:
            if not depth:
                return False
        elif token.has("area"):
            named += 1
            parting = text_at(tokens, here - 1) == "," or has(tokens, here - 1, "conjunction", "article")
            if named > 1 and parting:
                return True
        elif token.has("next", "object"):
            return False
    return False
