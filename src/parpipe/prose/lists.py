"""Numbers whose keyword stands with the number before: "xếp thứ 4, 9, 3 và 1", "up two places to 7th"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from parpipe.prose.pieces import Figure, Tokens, has, is_year, make_figure, read_amount, read_unit, skip, starts_way, text_at
from parpipe.prose.ranks import countable, with_count

_BASE = 3
"""Words of the year that a change is measured against."""
_PRECISE = 2
_CROWNS = ("nhất", "nhì")
_NO_END = ("foreign", "unit", "rank_unit", "counted", "part", "higher", "lower", "distant")
_WAY = 5
"""Words between the two ends of a way: "from 69.08 points in 2022 to 69.45"."""


def read_listed(tokens: Tokens, place: int, before: Figure) -> Figure | None:
    """Read the next number of a list: a comma or "và" after a figure, and a number in the figure's own form.

    Its quote begins with the first number's keyword, so that the words alone say what is listed.
    """
    first = place + (text_at(tokens, place) in (",", ";"))
    if has(tokens, first, "score_verb"):  # "giảm 1,2 điểm, còn 67,65 điểm"
        return None
    first += has(tokens, first, "conjunction")
    if first == place:
        return None
    readers = {"rank": _next_rank, "rank_change": _next_places}
    found = readers.get(before.measure, _next_amount)(tokens, first, before)
    if found is None:
        return None
    return replace(found, first=place, start=before.start, basis=before.basis, weak=before.weak, listed=True)


def read_named_part(tokens: Tokens, place: int) -> Figure | None:
    """Read the number in "digital government 0.4449 (eighth)", "với DTI 0,7163": a score by its digits and an index."""
    number = read_amount(tokens, place) if has(tokens, place - 1, "component", "index") else None
    if number is None or number.approximate or _decimals(number.printed) < _PRECISE or not _ends(tokens, number.last):
        return None
    return replace(make_figure(tokens, "score", number.value, number.printed, place, number.last), weak=True)


def read_named(tokens: Tokens, place: int, before: Figure) -> Figure | None:
    """Read the number in ", Bình Dương 47,4467 và …": a score by the name of an area or part beside it, like one before."""
    number = read_amount(tokens, place)
    beside = has(tokens, place - 1, "area", "component", "group") or _in_part(tokens, place + 1)
    if before.measure != "score" or not beside:
        return None
    if number is None or number.approximate or _decimals(number.printed) != _decimals(before.printed):
        return None
    if _decimals(number.printed) < _PRECISE or not _ends(tokens, number.last):
        return None
    return make_figure(tokens, "score", number.value, number.printed, place, number.last)


def _in_part(tokens: Tokens, place: int) -> bool:
    """Return whether it is said here of which part a number is: "0.3668 for digital economy"."""
    return has(tokens, place, "link") and has(tokens, skip(tokens, place + 1, 1, "article"), "component")


def read_ranked_name(tokens: Tokens, place: int, before: Figure | None) -> Figure | None:
    """Read "xếp Đà Nẵng thứ nhất, TP.HCM thứ hai": a rank behind the name, whose verb stands before the first of the names."""
    follows = before is not None and before.measure == "rank" and _only_names(tokens, before.last, place)
    follows_score = before is not None and before.measure == "score" and before.last == place - 1
    behind = follows_score and text_at(tokens, place - 1) in (",", "(")  # "89,95% (thứ nhất)"
    apart = text_at(tokens, place - 1) == "," and has(tokens, place - 2, "area")  # "Thừa Thiên Huế, thứ ba với 88,47%"
    if not has(tokens, place - 1, "area") and not apart and not behind:
        return None
    rank = _rank_in_words(tokens, place)
    if rank is None:
        return None
    value, last = rank
    found = make_figure(tokens, "rank", Decimal(value), tokens[last - 1].text.split()[-1], place, last)
    if apart and not has(tokens, last, "lead", "score_verb"):
        return None
    if apart:
        found = replace(found, end=tokens[last].end)
    verb = place - 2 if apart or has(tokens, place - 2, "rank_word") else place - 1
    opening = before.start if (follows or behind) and before else tokens[verb].start
    if last + 1 < len(tokens) and tokens[last + 1].kind == "date":
        return None
    if value and (scored := _scored(tokens, last)):  # "Hải Phòng thứ nhất 91,80%"
        return replace(found, start=opening, end=tokens[scored - 1].end, basis="word", weak=True)
    return replace(found, start=opening, basis="word", weak=True) if value and _ends(tokens, last) else None


def _scored(tokens: Tokens, place: int) -> int | None:
    """Return where a score with its unit ends that stands at a place, in a bracket or behind "với"; None where none does."""
    first = place + (text_at(tokens, place) == "(" or has(tokens, place, "lead"))
    number = read_amount(tokens, first)
    if number is None or not _decimals(number.printed) or not has(tokens, number.last, "unit"):
        return None
    return number.last + 1


def read_crowned_name(tokens: Tokens, place: int) -> Figure | None:
    """Read "Quảng Ninh nhất (89,45%)", "… vẫn nhất với 90,61%": a bare first or second between name and score."""
    if tokens[place].text not in _CROWNS or not has(tokens, place, "ordinal"):
        return None
    name = place - 1 - (has(tokens, place - 1, "particle") or text_at(tokens, place - 1) == "đứng")
    scored = _scored(tokens, place + 1) if has(tokens, name, "area") else None
    if scored is None:
        return None
    value = Decimal(int(tokens[place].value("ordinal")))
    found = make_figure(tokens, "rank", value, tokens[place].text, place, place + 1)
    return replace(found, start=tokens[name].start, end=tokens[scored - 1].end, basis="word", weak=True)


def read_moved_to(tokens: Tokens, place: int) -> Figure | None:
    """Read "lùi xuống thứ hai với 73,20 điểm": the place that somebody rose or fell to, in words."""
    verb = place - 1
    rank = _rank_in_words(tokens, place) if has(tokens, verb, "to", "up", "down") and not has(tokens, verb, "from") else None
    if rank is None or not rank[0]:
        return None
    value, last = rank
    followed = last < len(tokens) and tokens[last].kind == "date"
    if followed or not (_ends(tokens, last) or _scored(tokens, last)):
        return None
    found = make_figure(tokens, "rank", Decimal(value), tokens[last - 1].text.split()[-1], place, last)
    return replace(found, start=tokens[verb].start, basis="word")


def read_rank_of(tokens: Tokens, place: int) -> Figure | None:
    """Read "thứ hai là Hải Phòng": a rank that opens its clause, and the name behind it."""
    opens = place == 0 or tokens[place - 1].kind in ("mark", "newline") or has(tokens, place - 1, "conjunction")
    if not opens:
        return None
    rank = _rank_in_words(tokens, place)
    if rank is None:
        return None
    value, last = rank
    named = skip(tokens, last + 1, 1, "pronoun")
    if not value or not has(tokens, last, "copula") or not (has(tokens, named, "area") or named >= len(tokens)):
        return None
    found = make_figure(tokens, "rank", Decimal(value), tokens[last - 1].text.split()[-1], place, last)
    return replace(found, end=tokens[last].end, basis="word", weak=True)


def _rank_in_words(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """Return the rank that "thứ hai" says, and where it ends; None where none is said."""
    if has(tokens, place, "weekday"):
        return int(tokens[place].value("weekday")), place + 1
    if has(tokens, place, "rank_filler") and has(tokens, place, "rank_word") and has(tokens, place + 1, "ordinal"):
        return int(tokens[place + 1].value("ordinal")), place + 2
    return None


def _only_names(tokens: Tokens, first: int, last: int) -> bool:
    return all(token.text in ",;" or token.has("area", "joining", "pronoun") for token in tokens[first:last])


def _decimals(printed: str) -> int:
    """Return how many digits stand behind the mark."""
    return len(printed) - 1 - max(printed.rfind(","), printed.rfind(".")) if not printed.isdigit() else 0


def read_reached(tokens: Tokens, place: int, before: Figure) -> Figure | None:
    """Read the end of "dropped four places to 12th", "tăng 25 bậc lên 26/63": a place by its ordinal or its count."""
    if not before.measure.endswith("change") or not has(tokens, place, "to"):
        return None
    if before.measure == "score_change":
        return _reached_score(tokens, place, before)
    found = _rank_at(tokens, place)
    return replace(found, start=before.start) if found else None


def _reached_score(tokens: Tokens, place: int, before: Figure) -> Figure | None:
    """Read the end of "increased by 4.24 points to 86.16": a number with decimals."""
    found = _score_at(tokens, place)
    return replace(found, start=before.start) if found and _ends(tokens, found.last) else None


def read_reached_later(tokens: Tokens, place: int, before: Figure) -> Figure | None:
    """Read the end of "rose 4.05 percentage points from 2023 to 82.71 percent": a score behind a change and its base."""
    if before.measure != "score_change" or not 0 < place - before.last <= _BASE or not has(tokens, place, "to"):
        return None
    between = tokens[before.last : place]
    based = between[0].has("base") and all(one.has("base", "year_word", "previous_year") or is_year(one) for one in between)
    return _reached_score(tokens, place, before) if based else None


def _score_at(tokens: Tokens, place: int) -> Figure | None:
    """Return the score whose number, with decimals, stands behind a word like "to"."""
    number = read_amount(tokens, place + 1)
    if number is None or number.approximate or not _decimals(number.printed):
        return None
    unit, last = read_unit(tokens, number.last)
    return replace(make_figure(tokens, "score", number.value, number.printed, place, last), unit=unit)


def _rank_at(tokens: Tokens, place: int) -> Figure | None:
    """Return the rank whose number, with its count or as an ordinal, stands behind a word like "to"."""
    if has(tokens, place + 1, "ordinal") and tokens[place + 1].text.isascii() and not has(tokens, place + 1, "count"):
        value = Decimal(int(tokens[place + 1].value("ordinal")))
        spelled = make_figure(tokens, "rank", value, tokens[place + 1].text, place, place + 2)
        return replace(with_count(tokens, spelled), basis="word")
    number = read_amount(tokens, place + 1, whole=True)
    if number is None or number.approximate or not countable(number):
        return None
    last = skip(tokens, number.last, 1, "ordinal_suffix")
    found = with_count(tokens, make_figure(tokens, "rank", number.value, number.printed, place, last))
    return found if last > number.last or found.ranked_count else None


def read_end(tokens: Tokens, place: int, before: Figure) -> Figure | None:
    """Read the end of "rose from 69.08 points in 2022 to 69.45": a number in the form of the one that the way began with."""
    if before.measure.endswith("change") or not has(tokens, place, "to") or not starts_way(tokens, before):
        return None
    read = _score_at if before.measure == "score" else _rank_at
    found = read(tokens, place) if place - before.last <= _WAY else None
    opening = before.first if has(tokens, before.first, "from") else before.first - 1
    return replace(found, start=tokens[opening].start) if found else None


def _next_rank(tokens: Tokens, place: int, _: Figure) -> Figure | None:
    if has(tokens, place, "ordinal") and tokens[place].text.isascii() and not has(tokens, place, "count"):
        value = Decimal(int(tokens[place].value("ordinal")))
        return make_figure(tokens, "rank", value, tokens[place].text, place, place + 1) if _ends(tokens, place + 1) else None
    number = read_amount(tokens, place, whole=True)
    if number is None or number.approximate or not countable(number):
        return None
    last = skip(tokens, number.last, 1, "ordinal_suffix")
    last = skip(tokens, last, 1, "placing") if last > number.last else last
    found = with_count(tokens, make_figure(tokens, "rank", number.value, number.printed, place, last))
    return found if _ends(tokens, found.last) else None


def _next_places(tokens: Tokens, place: int, before: Figure) -> Figure | None:
    """Read the second number of "up 3 and 5 places", where the first has no unit of its own."""
    number = read_amount(tokens, place, whole=True)
    if number is None or number.approximate or has(tokens, before.last - 1, "rank_unit"):
        return None
    if not has(tokens, number.last, "rank_unit"):
        return None
    value = -number.value if before.value < 0 else number.value
    return make_figure(tokens, "rank_change", value, number.printed, place, number.last + 1)


def _next_amount(tokens: Tokens, place: int, before: Figure) -> Figure | None:
    number = read_amount(tokens, place)
    if number is None or number.approximate or "." not in str(number.value):
        return None
    unit, last = read_unit(tokens, number.last)
    value = -number.value if before.measure == "score_change" and before.value < 0 else number.value
    found = replace(make_figure(tokens, before.measure, value, number.printed, place, last), unit=unit)
    return found if unit in (None, before.unit) and _ends(tokens, last) else None


def _ends(tokens: Tokens, place: int) -> bool:
    """Return whether nothing follows that the number could count: the text, a mark, a conjunction or a known word."""
    if place >= len(tokens):
        return True
    token = tokens[place]
    if token.kind in ("mark", "newline"):
        return token.text not in ("/", "%", "-")
    return token.kind == "word" and bool(token.senses) and not token.has(*_NO_END)
