"""What a text speaks of between its figures: indices, years, areas, components, targets, each with its role.

A mention says what a word means where it stands ("năm 2012" after "so với" is the base of a change); which figure it
belongs to is decided in ``attribution``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from parpipe.prose.bases import is_compared, quote_end, sets_year
from parpipe.prose.mention import (
    FOREIGN,
    INTERNAL,
    LAST_NAMED,
    NEXT_YEAR,
    OTHER_INDEX,
    PREVIOUS_YEAR,
    SAME_MEAN,
    SEVERAL,
    UNKNOWN_PART,
    YEAR_EARLIER,
    Mean,
    Mention,
    Named,
    Role,
)
from parpipe.prose.owners import (
    CITY,
    announces,
    counts_some,
    is_subject,
    mention_area,
    mention_mean,
    mention_pronoun,
    speaks_of_all,
    within_internal,
)
from parpipe.prose.pieces import Figure, Tokens, counts, has, is_year, starts_way, text_at, word_before, year_at
from parpipe.prose.tokens import Token

_DATED_WITHIN = 4
"""Words from a figure to its year: "from 51st place in 2020"."""
_BRACKETED = 3
_CALLED_WITHIN = 9
_SHORTEST_NAME = 2
_PAIR = 2
_QUOTES = ("”", '"', "»")
_CLAUSES = (".", ";", ":", "“", '"')
_TELLING = frozenset(
    {"index", "other_index", "index_word", "component", "part", "foreign", "mean", "median", "group", "counted", "area"}
    | {"internal", "pronoun", "last_named", "same", "target", "target_met", "previous_year", "next_year", "total"}
)
"""Senses that make a mention."""


def find_mentions(tokens: Tokens, figures: Sequence[Figure]) -> list[Mention]:
    """Return the mentions outside figures, in order; neighbours that form a list ("A, B và C") become one of SEVERAL."""
    taken = {place for figure in figures for place in range(figure.first, figure.last)}
    heard = [place for place, token in enumerate(tokens) if _tells(token)]
    telling = [place for place in heard if place not in taken or tokens[place].has("mean")]  # "averaged 82.66"
    ways = [figure.last for figure in figures if starts_way(tokens, figure)]
    origins = {place for last in ways for place in range(last, last + _DATED_WITHIN)}
    quoted = {place for one in figures if one.measure.endswith("change") for place in range(one.last, quote_end(tokens, one))}
    compared = quoted | {
        one.last + 1 for one in figures if one.measure.endswith("change") and has(tokens, one.last, "measured_from")
    }
    found = [mention for place in telling for mention in _mentions_at(tokens, place)]
    found = [replace(one, role="origin") if one.slot == "year" and one.first in origins else one for one in found]
    found = [replace(one, role="base") if one.slot == "year" and one.first in compared else one for one in found]
    if not any(one.measure.endswith("change") for one in figures):
        found = [replace(one, value=YEAR_EARLIER, role="subject") if sets_year(tokens, one, figures) else one for one in found]
    measures = {place for one in figures if is_compared(tokens, one) for place in range(one.last, one.last + _DATED_WITHIN)}
    found = [replace(one, role="linked") if one.slot == "year" and one.first in measures else one for one in found]
    strangers = [name for figure in figures for name in _stranger(tokens, figure)]
    return _join_lists(tokens, sorted([*found, *strangers], key=lambda mention: mention.first) if strangers else found)


def _stranger(tokens: Tokens, figure: Figure) -> Iterator[Mention]:
    """Yield the name that stands right before a figure and is no area's: "Mường Tè xếp thứ 3" is not about the province."""
    first = figure.first
    while first > 0 and _is_name(tokens[first - 1]) and tokens[first - 1].end + 1 == tokens[first].start:
        first -= 1
    if figure.first - first >= _SHORTEST_NAME and not within_internal(tokens, first):
        name = " ".join(token.text for token in tokens[first : figure.first])
        yield Mention("area", Named(name, frozenset()), first, figure.first)


def _is_name(token: Token) -> bool:
    return token.kind == "word" and not token.senses and token.text.istitle()


def _tells(token: Token) -> bool:
    return not _TELLING.isdisjoint(token.senses) if token.senses else token.kind == "number" and len(token.text) == 4


def _mentions_at(tokens: Tokens, place: int) -> Iterator[Mention]:
    token = tokens[place]
    if token.kind in ("mark", "newline", "date", "span", "reference"):
        return
    if token.has("next_year"):
        later = has(tokens, place - 1, "count") and tokens[place - 1].value("count") != 1  # "hai năm sau đó"
        yield Mention("year", SEVERAL if later else NEXT_YEAR, place, place + 1)
    elif is_year(token) or token.has("previous_year"):
        yield from _year(tokens, place)
    elif token.has("index") and token.value("index") == "SIPAS" and word_before(tokens, place, 2, "part"):
        yield Mention("component", {"PAR": "SIPAS"}, place, place + 1)
    elif token.has("index"):
        opening = place - year_at(tokens, place - 1)  # "in the 2014 PCI"
        linked = word_before(tokens, opening, 3, "link") or token.text.lower().startswith("về ") or _owns_part(tokens, opening)
        role: Role = "linked" if linked else "subject"
        yield Mention("index", OTHER_INDEX if _is_called(tokens, place) else token.value("index"), place, place + 1, role)
    elif token.has("other_index") or _names_other_index(tokens, place):
        yield Mention("index", OTHER_INDEX, place, place + 1, "linked" if word_before(tokens, place, 3, "link") else "subject")
    elif token.has("component"):
        role = "linked" if word_before(tokens, place, 2, "link") else "subject"
        yield Mention("component", token.value("component"), place, place + 1, role)
    elif token.has("mean", "median"):
        if not word_before(tokens, place, 3, "alike"):
            yield mention_mean(tokens, place)
    elif token.has("counted") and counts_some(tokens, place):
        yield Mention("area", SEVERAL, place, place + 1)
    elif token.has("group"):
        role = "subject" if speaks_of_all(tokens, place) else "group"
        yield Mention("area", Mean(token.value("group")), place, place + 1, role)
    elif token.has("counted") and counts(tokens, place - 1) and not is_subject(tokens, place):
        role = "subject" if speaks_of_all(tokens, place) else "group"
        yield Mention("area", Mean(token.value("counted")), place, place + 1, role)
    elif token.has("area"):
        yield from mention_area(tokens, place)
    elif token.has("total"):
        yield Mention("component", None, place, place + 1)
    else:
        yield from _common_noun(tokens, place)


def _owns_part(tokens: Tokens, place: int) -> bool:
    """Return whether an index is named as that of the part before it: "Tham gia của người dân ở cấp cơ sở” của PAPI"."""
    before = place - 2 if text_at(tokens, place - 2) not in _QUOTES else place - 3
    return has(tokens, place - 1, "possessive") and has(tokens, before, "component")


def _names_other_index(tokens: Tokens, place: int) -> bool:
    """Return whether "Index" ends a name that no index of ours has: "Prosperity Index"."""
    named = place > 0 and tokens[place - 1].text.istitle() and not tokens[place - 1].senses
    return named and tokens[place].has("index_word") and tokens[place].text.istitle()


def _is_called(tokens: Tokens, place: int) -> bool:
    """Return whether a bracket says that another index is meant: "Chỉ số năng lực cạnh tranh cấp sở, ngành (DDCI)"."""
    for here in range(place + 1, min(place + _CALLED_WITHIN, len(tokens) - 1)):
        if tokens[here].text == "(":
            return tokens[here + 1].has("other_index")
        if tokens[here].kind == "number" or tokens[here].text in (".", ";"):
            return False
    return False


def _year(tokens: Tokens, place: int) -> Iterator[Mention]:
    token = tokens[place]
    value = PREVIOUS_YEAR if token.has("previous_year") else int(token.text)
    compared = word_before(tokens, place, 5, "base") or word_before(tokens, place, 3, "higher", "lower")
    if has(tokens, place + 1, "until_now"):
        yield Mention("year", SEVERAL, place, place + 1)
    elif token.has("previous_year") and has(tokens, place - 1, "count") and tokens[place - 1].value("count") != 1:
        return  # "hai năm trước đó"
    elif token.has("previous_year") and _opens_clause(tokens, place):
        yield Mention("year", YEAR_EARLIER, place, place + 1)
    elif token.has("previous_year") or compared:
        yield Mention("year", value, place, place + 1, "base")
    elif word_before(tokens, place, 1, "until") and year_at(tokens, place - 2) and word_before(tokens, place - 2, 2, "from"):
        yield Mention("year", SEVERAL, place, place + 1)  # "từ năm 2017 đến năm 2020": no target
    elif word_before(tokens, place, 1, "target", "until"):
        yield Mention("target", value, place, place + 1)
    elif not word_before(tokens, place, 1, "announced") and not _counted_after(tokens, place):
        yield Mention("year", value, place, place + 1)


def _opens_clause(tokens: Tokens, place: int) -> bool:
    """Return whether "một năm trước đó, tỉnh mới đứng thứ 28" says of when the clause is, and compares nothing."""
    first = place - has(tokens, place - 1, "count")
    opens = first == 0 or tokens[first - 1].kind == "newline" or text_at(tokens, first - 1) in _CLAUSES
    told = first == 0 and has(tokens, place + 1, "last_named", "pronoun")  # "A year earlier it had been tenth"
    told = told or (has(tokens, first - 1, "conjunction") and has(tokens, place + 1, "score_verb", "rank_word"))
    return told or (opens and text_at(tokens, place + 1) == "," and not year_at(tokens, place + 3))


def _counted_after(tokens: Tokens, place: int) -> bool:
    """Return whether the number counts what follows; a year has a word for it, or the index, before it ("DTI 2022 tỉnh …")."""
    if word_before(tokens, place, 1, "year_word", "index"):
        return False
    if (text_at(tokens, place - 1) == "," or has(tokens, place - 1, "conjunction")) and year_at(tokens, place - 2):
        return False  # "các năm 2020, 2021, 2022 tỉnh …"
    counted = has(tokens, place + 1, "counted") and not has(tokens, place + 1, "pronoun")  # there are no 2021 provinces
    return counted or has(tokens, place + 1, "unit", "foreign")


def _common_noun(tokens: Tokens, place: int) -> Iterator[Mention]:
    token = tokens[place]
    many = word_before(tokens, place, 1, "plural", "count") or (counts(tokens, place - 1) and not token.has("possessive"))
    if token.has("internal"):
        says = announces(tokens, place) or word_before(tokens, place, 4, "source")
        if not says and not has(tokens, place - 1, "officer"):  # "Giám đốc Sở Nội vụ: Năm 2024, PAR INDEX …"
            yield Mention("area", INTERNAL, place, place + 1)
    elif token.has("last_named"):
        yield Mention("area", LAST_NAMED, place, place + 1)
    elif token.has("same"):
        yield Mention("area", SAME_MEAN, place, place + 1)
    elif token.has("counted") and many and is_subject(tokens, place):
        yield Mention("area", SEVERAL, place, place + 1)
    elif token.has("pronoun") and has(tokens, place + 1 + has(tokens, place + 1, "up", "down"), "extreme"):
        if not (has(tokens, place - 1, "copula") and has(tokens, place - 2, "area")):  # "Bắc Giang là tỉnh tăng mạnh nhất"
            yield Mention("area", SEVERAL, place, place + 1)  # "tỉnh tăng mạnh nhất"
    elif token.has("pronoun") and word_before(tokens, place, 1, "agent") and _is_plain(tokens, place + 1):
        return  # "do tỉnh chấm": who measures
    elif token.has("pronoun") and token.text.lower().endswith(CITY) and _names_city(tokens, place + 1):
        yield Mention("area", INTERNAL, place, place + 1)  # "thành phố Mỹ Tho"
    elif token.has("pronoun") and not many and _stands_for(tokens, place):
        yield Mention("area", LAST_NAMED, place, place + 1)
    elif token.has("pronoun") and not many:
        named = place + 1 < len(tokens) and tokens[place + 1].has("area")  # "của tỉnh Lai Châu": the name says it
        if not named:
            role: Role = "owner" if token.has("possessive") else "subject"
            yield mention_pronoun(tokens, place, role)
    elif token.has("target_met"):
        return
    elif token.has("target"):
        yield Mention("target", True, place, place + 1)
    elif token.has("part") and (not many or has(tokens, place + 1, "rank_word", "leading", "superlative")):
        yield Mention("component", UNKNOWN_PART, place, place + 1)
    elif token.has("foreign"):
        yield Mention("component", FOREIGN, place, place + 1)


def _stands_for(tokens: Tokens, place: int) -> bool:
    """Return whether a noun behind a name says more of it: "trên Bà Rịa - Vũng Tàu, địa phương có 91,03%"."""
    named = text_at(tokens, place - 1) == "," and has(tokens, place - 2, "area")
    return named and not tokens[place].has("possessive") and has(tokens, place + 1, "score_verb", "rank_word", "there_are")


def _names_city(tokens: Tokens, place: int) -> bool:
    return place < len(tokens) and _is_name(tokens[place])


def _is_plain(tokens: Tokens, place: int) -> bool:
    return place < len(tokens) and tokens[place].kind == "word" and not tokens[place].senses


def _join_lists(tokens: Tokens, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with "2021, 2022" and "Hà Nội và Huế" as one mention of SEVERAL: no figure after it has one owner."""
    joined, members = list[Mention](), list[list[Any]]()
    for mention in mentions:
        before = joined[-1] if joined else None
        if before and _listed(tokens, before, mention):
            members[-1].append(mention.value)
            compared = before.role == "object" and has(tokens, mention.first - 1, "conjunction")
            role = before.role if compared else mention.role
            joined[-1] = Mention(mention.slot, SEVERAL, before.first, mention.last, role)
        else:
            joined.append(mention)
            members.append([mention.value])
    return [replace(one, members=tuple(of)) if len(of) > 1 else one for one, of in zip(joined, members, strict=True)]


def _is_listable(mention: Mention) -> bool:
    """Return whether a mention is an area or a region, or several, and not the mean over a group without a name."""
    value = mention.value.group if isinstance(mention.value, Mean) else mention.value
    return value is SEVERAL or isinstance(value, Named)


def _alike(before: Mention, mention: Mention) -> bool:
    """Return whether two areas are of one kind: after a comma "Bộ Nội vụ, tỉnh Thanh Hóa" is no list."""
    levels = [one.value.levels for one in (before, mention) if isinstance(one.value, Named)]
    return len(levels) < _PAIR or not levels[0].isdisjoint(levels[1])


def _outside_brackets(tokens: Tokens) -> list[Token]:
    """Return the tokens without the short name in a bracket: "State Bank of Vietnam (SBV) and …"."""
    if len(tokens) >= _BRACKETED and tokens[0].text == "(" and tokens[1].kind == "word" and tokens[2].text == ")":
        return list(tokens[_BRACKETED:])
    return list(tokens)


def _listed(tokens: Tokens, before: Mention, mention: Mention) -> bool:
    if before.slot != mention.slot or mention.slot not in ("year", "area", "index") or before.value == mention.value:
        return False
    if mention.slot == "area" and not (_is_listable(before) and _is_listable(mention)):
        return False
    if before.value in (PREVIOUS_YEAR, NEXT_YEAR, YEAR_EARLIER):
        return False  # "một năm trước đó, năm 2023": the same year twice
    between = _outside_brackets(tokens[before.last : mention.first])
    plain = [token for token in between if not token.has("year_word", "pronoun", "article")]
    joining = all(token.text in (",", "&") or token.has("conjunction") for token in plain)
    linked = any(token.has("conjunction") for token in plain)
    of_groups = any(isinstance(one.value, Mean) for one in (before, mention))  # "Ở Đông Nam Bộ, Bình Dương …" is no list
    led = has(tokens, mention.last, "leading") and not linked  # "Quảng Ninh, Ngân hàng Nhà nước dẫn đầu"
    alike = mention.slot != "area" or linked or ((led or _alike(before, mention)) and not of_groups)
    return bool(between) and len(plain) <= 1 and joining and alike
