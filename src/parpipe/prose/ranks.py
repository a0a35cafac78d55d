"""Ranks: "xếp thứ 59/63", "áp chót trong 63 tỉnh", "31st place over 63", ordinals in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from parpipe.indices import MINISTRIES_RANKED, PROVINCES_RANKED
from parpipe.prose.pieces import (
    MOST_RANKED,
    Figure,
    Number,
    Tokens,
    has,
    index_ahead,
    make_figure,
    read_amount,
    skip,
    text_at,
    year_at,
)

_BEFORE_ORDINAL = frozenset("(,:–-")
_DATED_COUNTS = PROVINCES_RANKED | {60}  # 60 is the maximum of PAPI as well, and a count beside a year only
_BEFORE_DATED = frozenset(":,;")
_NOUN_WITHIN = 4
_BRACKET_WITHIN = 5
_WAY_ENDS = frozenset((".", ",", ";", ")", ""))
_AFTER_ORDINAL = frozenset("),.;(–-")


def read_placed_rank(tokens: Tokens, place: int) -> Figure | None:
    """Read "xếp thứ 59/63", "đứng thứ 40 trên 63 tỉnh", "xếp thứ nhì", "ranked 16th out of 63"."""
    if not has(tokens, place, "rank_word"):
        return None
    after = skip(tokens, place + 1, 3, "rank_filler", "adverb")
    moved = has(tokens, after, "to", "down", "up") and text_at(tokens, after + 2) == "/"  # "nhưng hạng xuống 11/63"
    number = read_amount(tokens, after + moved, whole=True)
    ordinal = after < len(tokens) and tokens[after].has("ordinal") and not _opens_year(tokens, after)
    weak = tokens[place].value("rank_word") == "weak"
    if ordinal and not weak and (after == place + 1 or text_at(tokens, after - 1).lower() in ("the", "thứ", "hạng")):
        found = make_figure(tokens, "rank", Decimal(int(tokens[after].value("ordinal"))), tokens[after].text, place, after + 1)
        last = after + (2 if has(tokens, after + 1, "placing") else 1)
        found = with_count(tokens, replace(found, basis="word", last=last, end=tokens[last - 1].end))
        return replace(found, weak=found.ranked_count is None and text_at(tokens, place).lower() == "hạng")  # "ai hạng nhất"
    if number is None or tokens[number.last - 1].kind != "number" or not countable(number):
        return None
    last = skip(tokens, number.last, 1, "ordinal_suffix")
    found = with_count(tokens, make_figure(tokens, "rank", number.value, number.printed, place, last))
    if text_at(tokens, found.last) == "/" or (last == number.last and _measured(tokens, last)):
        return None
    if found.value > MOST_RANKED and found.ranked_count is None:
        return None
    if weak and found.ranked_count is None and (_dated(tokens, last) or (tokens[place].text.isascii() and last == number.last)):
        return None
    return replace(found, approximate=number.approximate, weak=weak and found.ranked_count is None)


def _opens_year(tokens: Tokens, place: int) -> bool:
    """Return whether "năm" is no five: "thứ hạng năm 2023"."""
    return has(tokens, place, "year_word") and year_at(tokens, place + 1)


def countable(number: Number) -> bool:
    """Return whether a number can be a rank or a count of ranked units by its digits."""
    return number.value >= 1 and len(number.printed) <= 2


def _measured(tokens: Tokens, place: int) -> bool:
    """Return whether the number is followed by what makes it something else than a rank: a unit, places, a list."""
    places = has(tokens, place, "rank_unit") and not has(tokens, place, "placing")  # "về thứ hạng: 56 bậc"
    return places or has(tokens, place, "unit", "weekday") or (place < len(tokens) and tokens[place].kind == "date")


def _dated(tokens: Tokens, place: int) -> bool:
    """Return whether "Thứ 6" is Friday: a comma and a date follow."""
    return text_at(tokens, place) == "," and place + 1 < len(tokens) and tokens[place + 1].kind == "date"


def with_count(tokens: Tokens, figure: Figure) -> Figure:
    """Return the rank with the number of ranked units that follows it, and with what is counted inside its span."""
    place = figure.last
    if text_at(tokens, place) == "/" or has(tokens, place, "of"):
        count = read_amount(tokens, place + 1, whole=True)
        count = None if _opens_year(tokens, place + 1) else count  # "hạng 22 trong năm 2023"
        # "64/63" stays a rank: the rules withhold it aloud, where a grammar that overlooks it would lose it.
        if count and not count.approximate and count.value <= MOST_RANKED:
            end = tokens[count.last - 1].end
            return replace(figure, ranked_count=int(count.value), last=skip(tokens, count.last, 1, "counted"), end=end)
    return figure


def read_ordinal_rank(tokens: Tokens, place: int) -> Figure | None:
    """Read "31st place over 63", "16th out of 63": an English ordinal that is followed by what makes it a rank."""
    number = read_amount(tokens, place, whole=True)
    spelled = has(tokens, place, "ordinal") and tokens[place].text.isascii() and not has(tokens, place, "count")
    if spelled:
        number = Number(Decimal(int(tokens[place].value("ordinal"))), tokens[place].text, place + 1, approximate=False)
    if number is None or not (spelled or countable(number)):
        return None
    if not spelled and not has(tokens, number.last, "ordinal_suffix"):
        return None
    last = number.last if spelled else number.last + 1
    placing = has(tokens, last, "placing")
    verb = place - 1 - has(tokens, place - 1, "adverb")
    said = not placing and has(tokens, verb, "copula") and _names_before(tokens, verb)
    named = placing or said or _stands_alone(tokens, place, last, spelled=spelled)
    found = with_count(tokens, make_figure(tokens, "rank", number.value, number.printed, place, last + placing))
    found = replace(found, start=tokens[verb].start) if said else found
    if found.ranked_count is None and not named and (named_index := index_ahead(tokens, last)):
        found, named = replace(found, end=tokens[named_index].end), True
    if found.ranked_count is None and (not named or found.value > MOST_RANKED):
        return None
    return replace(found, basis="word" if spelled else "printed", weak=found.ranked_count is None)


def _stands_alone(tokens: Tokens, place: int, last: int, *, spelled: bool) -> bool:
    """Return whether an ordinal counts nothing that follows: "Hau Giang, 63rd with 62.55", "(10th)"."""
    after = (
        text_at(tokens, last) in _AFTER_ORDINAL
        or last >= len(tokens)
        or has(tokens, last, "lead", "conjunction", "nation", "next_year")
    )
    dated = has(tokens, last, "year_word", "link") and (
        year_at(tokens, last + 1) or has(tokens, last + 1, "index", "article", "component")
    )
    if not (after or dated):
        return False
    if place == 0 or tokens[place - 1].kind == "newline":
        return True
    before = text_at(tokens, place - 1) in _BEFORE_ORDINAL or has(
        tokens, place - 1, "area", "component", "copula", "last_named"
    )
    before = before or _behind_named(tokens, place - 1) or (dated and has(tokens, place - 1, "object", "conjunction"))
    return before or (not spelled and has(tokens, place - 1, "article", "conjunction", "score_verb", "lead"))


def _behind_named(tokens: Tokens, place: int) -> bool:
    """Return whether a bracket behind a name closes here: "the Ministry of Education and Training (80.61 percent) 16th"."""
    if text_at(tokens, place) != ")":
        return False
    opening = range(place, max(0, place - _BRACKET_WITHIN), -1)
    found = next((here for here in opening if tokens[here].text == "("), 0)
    return found > 0 and has(tokens, found - 1, "area")


def _names_before(tokens: Tokens, place: int) -> bool:
    """Return whether a verb follows the name of an area: "Bac Giang was fourth"; a quote begins with the verb."""
    opens = place == 0 or tokens[place - 1].kind == "newline"
    return opens or has(tokens, place - 1, "area", "pronoun", "last_named", "when")


def read_bracketed_rank(tokens: Tokens, place: int) -> Figure | None:
    """Read "(17/63)" after a name: a rank by nothing but the number of provinces, and so only where an index is named."""
    number = read_amount(tokens, place, whole=True)
    if number is None or text_at(tokens, place - 1) != "(" or not countable(number):
        return None
    found = with_count(tokens, make_figure(tokens, "rank", number.value, number.printed, place, number.last))
    ranked = found.ranked_count in PROVINCES_RANKED or found.ranked_count in MINISTRIES_RANKED
    return replace(found, weak=True) if ranked and text_at(tokens, found.last) in (")", ",", ";") else None


def read_dated_rank(tokens: Tokens, place: int) -> Figure | None:
    """Read ": 18/63 năm 2020, 22/60 năm 2021": a rank by its count and year alone, and so only where an index is named."""
    number = read_amount(tokens, place, whole=True)
    opens = text_at(tokens, place - 1) in _BEFORE_DATED or has(tokens, place - 1, "conjunction")
    if number is None or not opens or text_at(tokens, number.last) != "/" or not countable(number):
        return None
    found = with_count(tokens, make_figure(tokens, "rank", number.value, number.printed, place, number.last))
    bracket = text_at(tokens, found.last) == "("
    year = skip(tokens, found.last + bracket, 2, "year_word", "link")
    count = found.ranked_count
    if count is None or count not in _DATED_COUNTS or found.value > count or not year_at(tokens, year):
        return None
    return replace(found, start=tokens[place - 1].start, end=tokens[year].end, weak=True)


def read_held_rank(tokens: Tokens, place: int) -> Figure | None:
    """Read "the 58/63 position": a number over its count before a word for a place."""
    number = read_amount(tokens, place, whole=True)
    if number is None or text_at(tokens, number.last) != "/" or not countable(number):
        return None
    found = with_count(tokens, make_figure(tokens, "rank", number.value, number.printed, place, number.last))
    if not has(tokens, found.last, "placing") or found.ranked_count is None:
        return None
    return replace(found, last=found.last + 1, end=tokens[found.last].end)


def read_way(tokens: Tokens, place: int) -> Figure | None:
    """Read "từ 51 lên 31", "from 51st to 26th": the rank at the end, where the numbers fall as the area climbs.

    With a year after its first number it is that year's rank, and the end is read for itself.
    """
    if called := _called_way(tokens, place):
        return called
    first = read_amount(tokens, place + 1, whole=True) if has(tokens, place, "from") else None
    if first is None or not countable(first):
        return None
    if text_at(tokens, first.last) == "/":  # "from 48/63 in 2021"
        found = with_count(tokens, make_figure(tokens, "rank", first.value, first.printed, place, first.last))
        return found if found.ranked_count in PROVINCES_RANKED else None
    middle = skip(tokens, first.last, 1, "ordinal_suffix")
    year = skip(tokens, middle, 2, "year_word", "placing", "link")
    if middle > first.last and year_at(tokens, year):  # "from 51st in 2020", whatever follows
        found = make_figure(tokens, "rank", first.value, first.printed, place, middle)
        return replace(found, end=tokens[year].end)
    second = read_amount(tokens, middle + 1, whole=True) if has(tokens, middle, "to") else None
    if second is None or not countable(second) or first.approximate or second.approximate:
        return None
    last = skip(tokens, second.last, 1, "ordinal_suffix")
    ordinal = middle > first.last and last > second.last
    climbs, falls = has(tokens, place - 1, "up"), has(tokens, place - 1, "down")
    sure = ordinal or (climbs and second.value < first.value) or (falls and second.value > first.value)
    if not sure or _measured(tokens, last) or text_at(tokens, last) in ("/", "%"):
        return None
    return replace(
        make_figure(tokens, "rank", second.value, second.printed, place, last), start=_verb(tokens, place), weak=True
    )


def _called_way(tokens: Tokens, place: int) -> Figure | None:
    """Read "từ hạng 51 lên hạng 26/63": both ends are called ranks, so that the numbers need not say which way it goes."""
    opening = skip(tokens, place + 1, 2, "rank_word", "rank_filler")
    first = read_amount(tokens, opening, whole=True) if has(tokens, place, "from") and opening > place + 1 else None
    if first is None or first.approximate or not countable(first):
        return None
    middle = with_count(tokens, make_figure(tokens, "rank", first.value, first.printed, place, first.last)).last
    reached = skip(tokens, middle + 1, 2, "rank_word", "rank_filler")
    second = read_amount(tokens, reached, whole=True) if has(tokens, middle, "to") else None
    if second and reached == middle + 1 and text_at(tokens, second.last) not in _WAY_ENDS:  # "từ vị trí 14 xuống 15."
        return None
    if second is None or second.approximate or not countable(second) or _measured(tokens, second.last):
        return None
    climbs, falls = has(tokens, middle, "up"), has(tokens, middle, "down")
    told = (climbs and second.value < first.value) or (falls and second.value > first.value)
    if reached == middle + 1 and not told:  # "từ vị trí 32 xuống 58"
        return None
    found = with_count(tokens, make_figure(tokens, "rank", second.value, second.printed, place, second.last))
    return replace(found, start=_verb(tokens, place)) if found.value <= MOST_RANKED else None


def _verb(tokens: Tokens, place: int) -> int:
    """Return where the quote of a way begins: with its verb, without which the words alone would not say that it is one."""
    return tokens[place - 1 if has(tokens, place - 1, "up", "down") else place].start


def read_unchanged(tokens: Tokens, place: int) -> Figure | None:
    """Read "giữ nguyên thứ hạng", and "không đổi" behind a word for a rank: no change, in words."""
    noun = place if has(tokens, place, "unchanged") else _noun_of_rank(tokens, place)
    if noun is None:
        return None
    found = make_figure(tokens, "rank_change", Decimal(0), tokens[place].text, place, place + 1)
    return replace(found, start=tokens[noun].start, basis="word", weak=True)


def _noun_of_rank(tokens: Tokens, place: int) -> int | None:
    """Return where the word for a rank stands of which it is said, without a number: "thứ hạng của tỉnh không thay đổi"."""
    for noun in range(place - 1, max(-1, place - _NOUN_WITHIN), -1):
        if tokens[noun].kind != "word":
            return None
        if tokens[noun].has("rank_word"):
            return noun
    return None


def read_kept(tokens: Tokens, place: int, before: Figure) -> Figure | None:
    """Read the rank in "giữ nguyên vị trí 3/63", or that nothing changed in "hạng 2/63, giữ nguyên so với năm 2023"."""
    if before.measure == "rank_change" and not before.value and place == before.last and before.basis == "word":
        if not has(tokens, before.first, "rank_word"):
            return None
        found = read_placed_rank(tokens, before.first)
        return replace(found, first=place) if found else None
    behind = (
        before.measure == "rank"
        and place - before.last <= 1
        and text_at(tokens, before.last) in (",", "(", text_at(tokens, place))
    )
    if behind and has(tokens, place, "kept") and has(tokens, place + 1, "base"):
        found = make_figure(tokens, "rank_change", Decimal(0), tokens[place].text, place, place + 1)
        return replace(found, start=before.start, end=tokens[place + 1].end, basis="word", weak=True)
    return None
