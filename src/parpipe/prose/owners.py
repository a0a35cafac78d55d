"""Mentions of whose a figure may be: areas, means over groups of units, and so many units at once."""

from __future__ import annotations

from collections.abc import Iterator

from parpipe.indices import MINISTRIES_RANKED, PROVINCES_RANKED
from parpipe.prose.mention import INTERNAL, PRONOUN, SEVERAL, Mean, Mention, Named, Role
from parpipe.prose.pieces import (
    Tokens,
    counts,
    has,
    has_number,
    is_year,
    names_region,
    read_amount,
    skip,
    text_at,
    word_before,
    year_at,
)

_MEAN_WITHIN = 12
_REGION_WITHIN = 4
_AFTER_REGION = (",", "'", "’", "province", "cit", "localit")
"""How the word begins that makes the name of a region say where a province lies."""
CITY = ("thành phố", "tp", "tp.")
_TOWNS = (" thành phố", " tp", " tp .", " t . p", " t . p .", " tx", " tx .", " thị xã", " city of")
_LONGEST_TOWN = 4
"""Tokens: "T", ".", "P", "."."""
_WITH = ("với", "with")
_DATELINE = 6
"""Words in the bracket of a dateline."""
_LETTERHEAD = 10
_DASHES = ("-", "–", "—")
_LONGEST_REFERENCE = 20
"""Tokens from the word for a document, over its number and date, to who issued it."""
_LONGEST_NAME = 8
"""Words between "Sở" and the province in a department's name."""


def speaks_of_all(tokens: Tokens, place: int) -> bool:
    """Return whether all units are themselves what reached a value: "SIPAS năm 2023 của cả nước đạt 82,66%", "của 63 tỉnh"."""
    counted = _counts_all(tokens, place)
    if not (counted or tokens[place].has("nation")):
        return False
    after = _behind_bracket(tokens, place + 1)
    after = skip(tokens, after, 1, "year_word")
    after += year_at(tokens, after)
    first = place - counted
    first -= year_at(tokens, first - 1)  # "SIPAS 2024 cả nước: 83,94%"
    named = word_before(tokens, first, 1, "possessive", "index", "whole")
    if not named or not has_number(tokens, after + 1):
        return False
    mean = any(token.has("mean", "median") for token in tokens[max(0, place - _MEAN_WITHIN) : place])
    beside = tokens[after].text.lower().startswith(_WITH)  # "xếp thứ 15 PAR INDEX của cả nước với 89,72%"
    return not mean and not beside and (tokens[after].has("score_verb") or tokens[after].text == ":")


def mention_pronoun(tokens: Tokens, place: int, role: Role) -> Mention:
    """Return a pronoun with what it cannot mean: "tỉnh" no city, "thành phố" no province."""
    text = tokens[place].text.lower()
    city = text.endswith((*CITY, "city"))
    return Mention("area", PRONOUN, place, place + 1, role, province=text.endswith("tỉnh"), city=city)


def counts_some(tokens: Tokens, place: int) -> bool:
    """Return whether units are counted that are spoken of together: "Hai tỉnh …", "Có 62 tỉnh, thành phố đạt trên 80%"."""
    few = word_before(tokens, place, 1, "count") and is_subject(tokens, place)
    chosen = has(tokens, place - 2, "there_are") or not _counts_all(tokens, place)
    reached = has(tokens, place + 1, "score_verb") and read_amount(tokens, place + 2) is not None
    return few or (counts(tokens, place - 1) and chosen and reached)


def _counts_all(tokens: Tokens, place: int) -> bool:
    """Return whether as many units are counted as are ranked: "63 tỉnh, thành phố"."""
    number = read_amount(tokens, place - 1, whole=True)
    return number is not None and (number.value in PROVINCES_RANKED or number.value in MINISTRIES_RANKED)


def _behind_bracket(tokens: Tokens, place: int) -> int:
    return place + 3 if text_at(tokens, place) == "(" and text_at(tokens, place + 2) == ")" else place


def mention_area(tokens: Tokens, place: int) -> Iterator[Mention]:
    """Yield the mention of a named area, in the role that the words around it give it; none where it is only part of a name."""
    token = tokens[place]
    levels: frozenset[str] = frozenset(token.value("area"))
    named = Named(token.text, levels, token.has("city"))
    if word_before(tokens, place, 1, "internal") or within_internal(tokens, place):
        yield Mention("area", named, place, place + 1, "home")  # "Sở Nội vụ tỉnh Đắk Nông"
        return
    if place > 1 and tokens[place - 1].text == "(" and text_at(tokens, place + 1) == ")" and tokens[place - 2].has("area"):
        return  # "State Bank of Vietnam (SBV)"
    if names_region(token):
        of_clause: Role = "subject" if _opens_clause(tokens, place) else "group"
        yield Mention("area", Mean(named), place, place + 1, of_clause)
        return
    if _is_dateline(tokens, place):
        if not token.has("municipality"):  # "HA TINH - The central province scored …"; Hanoi is where news is written
            yield Mention("area", named, place, place + 1, "home")
        return
    if _is_inner_city(tokens, place):
        yield Mention("area", INTERNAL, place, place + 1)
        return
    acts = word_before(tokens, place, 4, "agent", "announced", "officer") and not has(tokens, place + 1, "leading")
    if levels == {"ministry"} and (acts or announces(tokens, place) or _issued(tokens, place)):
        return
    if word_before(tokens, place, 2, "possessive", "located"):
        role: Role = "owner" if word_before(tokens, place, 2, "possessive") else "place"
        yield Mention("area", named, place, place + 1, role)
        return
    linked: Role = "linked" if word_before(tokens, place, 2, "copula") else "subject"
    beside = word_before(tokens, place, 2, "object") or _also_compared(tokens, place)
    compared = beside and not word_before(tokens, place, 1, "copula")
    role = "object" if compared else linked
    yield Mention("area", named, place, place + 1, role)


def _also_compared(tokens: Tokens, place: int) -> bool:
    """Return whether an area is the second that is compared with: "sau Hải Phòng (74,84 điểm) và Quảng Ninh (73,20 điểm)"."""
    joining = place - 1 - has(tokens, place - 1, "pronoun")
    if not has(tokens, joining, "joining") or text_at(tokens, joining - 1) != ")" or text_at(tokens, place + 1) != "(":
        return False
    opening = next((here for here in range(joining - 2, max(0, joining - _DATELINE), -1) if tokens[here].text == "("), 0)
    return has(tokens, opening - 1, "area") and word_before(tokens, opening - 1, 2, "object")


def _opens_clause(tokens: Tokens, place: int) -> bool:
    """Return whether a region is who a clause speaks of: "Vùng Tây Nguyên đạt …", "The Red River Delta averaged …"."""
    first = place
    while first > 0 and tokens[first - 1].has("region_word", "article"):
        first -= 1
    opens = (
        first == 0 or tokens[first - 1].kind in ("mark", "newline") or tokens[first - 1].has("next", "conjunction", "copula")
    )
    noun = place + 1 < len(tokens) and (
        tokens[place + 1].has("pronoun", "counted") or tokens[place + 1].text.lower().startswith(_AFTER_REGION)
    )
    return opens and text_at(tokens, first - 1) != "(" and not noun


def _is_inner_city(tokens: Tokens, place: int) -> bool:
    """Return whether a city within a province of the same name is meant: "thành phố Trà Vinh dẫn đầu"."""
    if tokens[place].value("area") != {"province"} or tokens[place].has("municipality"):
        return False
    before = " ".join(["", *(token.text for token in tokens[max(0, place - _LONGEST_TOWN) : place])]).lower()
    return before.endswith(_TOWNS) or text_at(tokens, place + 1).lower() == "city"


def _opens_block(tokens: Tokens, place: int) -> bool:
    return place == 0 and tokens[0].start == 0


def _is_dateline(tokens: Tokens, place: int) -> bool:
    """Return whether an area is where a report was written: "HANOI – …", "Hà Nội (TTXVN) - …" at its beginning."""
    first = place - has(tokens, place - 1, "pronoun") if place == 1 else place
    if not (_opens_block(tokens, first) or (place > 0 and tokens[place - 1].kind == "newline")):
        return False
    after = place + 1
    if after < len(tokens) and tokens[after].text in ("(", ","):
        after = next(
            (end + 1 for end in range(after, min(after + _DATELINE, len(tokens))) if tokens[end].text in (")", ":")), after
        )
    if text_at(tokens, place + 1) == "," and place + 2 < len(tokens) and tokens[place + 2].kind == "date":
        return True  # "Hà Nội, ngày 11 tháng 5 năm 2018"
    if _labels_figures(tokens, place):
        return False
    dash = after < len(tokens) and tokens[after].key == "-" and tokens[after].start > tokens[after - 1].end
    return dash and after + 1 < len(tokens) and tokens[after + 1].start > tokens[after].end and tokens[after + 1].kind == "word"


def _labels_figures(tokens: Tokens, place: int) -> bool:
    """Return whether a name opens its own figures: "CAO BẰNG - PAR INDEX 2024: hạng 63/63", and nobody else is spoken of."""
    rest = tokens[place + 1 :]
    colon = place + 3 + year_at(tokens, place + 3)
    labelled = text_at(tokens, place + 1) == "-" and has(tokens, place + 2, "index") and text_at(tokens, colon) == ":"
    others = any(token.has("area", "mean", "median", "group", "nation", "pronoun") for token in rest)
    return labelled and not others and any(token.has("rank_word") for token in rest)


def within_internal(tokens: Tokens, place: int) -> bool:
    """Return whether the area is part of the name of a department or district: "Sở Nội vụ Hà Nội"."""
    for token in reversed(tokens[max(0, place - _LONGEST_NAME) : place]):
        if token.has("internal"):
            return True
        if token.kind != "word" or (token.senses and not token.has("pronoun", "foreign", "conjunction", "internal", "counted")):
            return False
    return False


def announces(tokens: Tokens, place: int) -> bool:
    """Return whether who is named at a place goes on to say or publish something, or heads what it publishes."""
    return (
        any(token.has("announced", "reports") for token in tokens[place + 1 : place + 7])
        or _heads(tokens, place)
        or _says(tokens, place)
    )


def _issued(tokens: Tokens, place: int) -> bool:
    """Return whether a ministry issued a document that is named: "Quyết định số 280/QĐ-BNV ngày 17/4/2024 của Bộ Nội vụ"."""
    if not word_before(tokens, place, 2, "possessive", "of"):
        return False
    for token in reversed(tokens[max(0, place - _LONGEST_REFERENCE) : place]):
        if token.has("decision"):
            return True
        if token.has("index", "area", "score_verb"):
            return False
    return False


def _says(tokens: Tokens, place: int) -> bool:
    """Return whether an office says what follows a colon: "Đến lượt Sở Nội vụ: PCI năm 2023 của tỉnh đạt …"."""
    colon = next((here for here in range(place + 1, min(place + 7, len(tokens))) if tokens[here].text == ":"), None)
    return colon is not None and any(token.has("index") for token in tokens[colon + 1 : colon + 4])


def _heads(tokens: Tokens, place: int) -> bool:
    """Return whether who is named first is a letterhead: "SỞ NỘI VỤ TỈNH KON TUM - KẾT QUẢ PAR INDEX"."""
    dash = next((here for here, token in enumerate(tokens[:_LETTERHEAD]) if token.text in _DASHES), 0)
    return _opens_block(tokens, place) and dash > 0 and not any(token.has("index") for token in tokens[:dash])


def mention_mean(tokens: Tokens, place: int) -> Mention:
    """Return a mean with its group, looked for just before and after; compared with, it is an object."""
    token = tokens[place]
    group: str | Named | None = token.value("group") if token.has("group") else None
    end = next((stop for stop in range(place, min(place + 9, len(tokens))) if _ends_mean(tokens, stop)), place + 9)
    near = [*range(place + 1, min(end, len(tokens))), *range(max(0, place - 4), place)]
    opening = place - 1  # "Tính chung 63 tỉnh, thành phố, PAR INDEX năm 2024 trung bình đạt …"
    while text_at(tokens, opening) == "," or year_at(tokens, opening) or has(tokens, opening, "index", "year_word"):
        opening -= 1
    near += [opening] if opening >= 0 else []
    if has(tokens, place - 1, "group"):  # "Ministries averaged 85.63, provinces 81.15"
        near.insert(0, place - 1)
    if group is None and any(tokens[other].has("internal", "tiers") for other in near):
        return Mention("area", INTERNAL, place, place + 1)
    for other in near if group is None else ():
        group = _group_at(tokens, other)
        if group is not None:
            break
    if group is None and _of_region_unnamed(tokens, place):
        return Mention("area", SEVERAL, place, place + 1)
    role: Role = "object" if word_before(tokens, place, 3, "object", "higher", "lower") else "subject"
    return Mention("area", Mean(group, median=token.has("median")), place, place + 1, role)


def _of_region_unnamed(tokens: Tokens, place: int) -> bool:
    """Return whether a mean is that of a region whose name is not known: "… was the best-rated region with an average …"."""
    before = tokens[max(0, place - _MEAN_WITHIN) : place]
    called = any(token.has("region_word") for token in before[-_REGION_WITHIN:])
    return called and not any(names_region(token) for token in before)


def _ends_mean(tokens: Tokens, place: int) -> bool:
    """Return whether the words of a mean end at a place: a full stop, or its value with a comma behind."""
    token = tokens[place]
    value = token.kind == "number" and not is_year(token) and not token.text.isdecimal()
    behind = place + 1 + has(tokens, place + 1, "unit")
    return token.text == "." or (value and not has(tokens, behind, "possessive", "group"))


def _group_at(tokens: Tokens, place: int) -> str | Named | None:
    """Return the group of units that a word means: "các tỉnh", a region, "bộ" after a number."""
    token = tokens[place]
    if token.has("group"):
        return token.value("group")  # type: ignore[no-any-return]
    if token.has("counted") and has_number(tokens, place - 1):
        return token.value("counted")  # type: ignore[no-any-return]
    return Named(token.text, frozenset({"region"})) if names_region(token) else None


def is_subject(tokens: Tokens, place: int) -> bool:
    """Return whether so many units are who reached something: "Thirteen localities scored above 90%"."""
    counting = place - 1
    if has(tokens, counting - 1, "of") and has_number(tokens, counting - 2):  # "14 out of 17 ministries"
        counting -= 2
    opens = (
        counting == 0
        or tokens[counting - 1].kind in ("mark", "newline")
        or tokens[counting - 1].has("there_are", "conjunction")
    )
    return opens and text_at(tokens, counting - 1) not in ("/", "(")
