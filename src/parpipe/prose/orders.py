"""Ranks by the order of a list: "Hải Phòng dẫn đầu, tiếp theo là Quảng Ninh và Đà Nẵng", "the top three were …".

Such a rank stands nowhere in the text; its quote is the list from where it begins to the name, and reading that again counts
the names again. Where scores stand beside the names they have to fall, where a name has a rank of its own the list ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from parpipe.prose.pieces import Figure, Tokens, has, make_figure, read_amount, text_at
from parpipe.prose.tokens import Token

_OPENING = frozenset({"next", "leading", "top", "extreme"})
_MARKS = frozenset(",():–-")
_PASSED = ("joining", "pronoun", "article", "unit", "lead", "respectively", "score_verb", "region_word", "approximate")
_LIST_WITHIN = 12
"""Tokens between the head of a list and its first name."""
_LONGEST = 10
_HEAD_WITHIN = 6
_HIGHEST = ("cao nhất", "highest")


def order_ranks(tokens: Tokens, figures: Sequence[Figure], *, quoted: bool = False) -> Iterator[Figure]:
    """Yield the ranks of names in lists of a sentence, each at its name's token, in order.

    ``quoted``: the tokens are a quote, which ends with the name whose rank it says and before that one's score.
    """
    opening = [
        place
        for place, token in enumerate(tokens)
        if token.senses and not _OPENING.isdisjoint(token.senses) and (not token.has("extreme") or is_highest(token))
    ]
    if not opening:
        return
    inside = {place: figure for figure in figures for place in range(figure.first, figure.last)}
    for place in opening:
        if tokens[place].has("next"):
            yield from _after(tokens, place, figures, inside)
        elif head := _head(tokens, place):
            yield from _listed(tokens, place, *head, inside, quoted=quoted)


def _after(tokens: Tokens, place: int, figures: Sequence[Figure], inside: dict[int, Figure]) -> Iterator[Figure]:
    """Yield the ranks of those that follow the one whose rank was said last."""
    before = [one for one in figures if one.first < place and one.measure == "rank" and not one.doubt]
    if not before or before[-1].approximate:
        return
    anchor = before[-1]
    names = sum(tokens[other].has("area") for other in range(anchor.last, place))
    names -= names == 1 and not _names(tokens, anchor.first)  # "dẫn đầu là Hải Phòng"
    items = _items(tokens, place + 1, inside)
    if names or not _falling([anchor.first, *items], len(tokens), inside):
        return
    bracketed = text_at(tokens, anchor.first - 1) == "("  # without it "11/63)" is no rank
    start = tokens[anchor.first - 1].start if bracketed else anchor.start
    for nth, item in enumerate(items, start=1):
        yield _rank(tokens, anchor.value + nth, start, tokens[item].end, item)


def _names(tokens: Tokens, place: int) -> bool:
    """Return whether a name stands before a rank, in its clause."""
    for token in reversed(tokens[max(0, place - _LIST_WITHIN) : place]):
        if token.has("area", "pronoun"):
            return True
        if token.text in (";", ","):
            return False
    return False


def _head(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """Return how many a list is of, and where its head begins: "năm tỉnh dẫn đầu", "top 5", "ba tỉnh có điểm cao nhất"."""
    if is_highest(tokens[place]):
        before = range(place - 1, place - _HEAD_WITHIN, -1)
        start = next((here - 1 for here in before if has(tokens, here, "counted", "group")), -1)
    elif tokens[place].has("leading") and has(tokens, place - 1, "counted", "group", "pronoun"):
        start = place - 2
    else:
        start = place if tokens[place].has("top") else -1
    if start < 0:
        return None
    found = read_amount(tokens, start + (start == place), whole=True)
    return (int(found.value), start) if found and 1 < found.value <= _LONGEST and not found.approximate else None


def is_highest(token: Token) -> bool:
    """Return whether a token says "the highest" of so many units."""
    return token.has("extreme") and token.text.lower() in _HIGHEST


def _listed(tokens: Tokens, place: int, count: int, start: int, inside: dict[int, Figure], *, quoted: bool) -> Iterator[Figure]:
    """Yield the ranks of the names of a list with a head, behind it or before it."""
    opening = next(
        (other for other in range(place + 1, min(place + _LIST_WITHIN, len(tokens))) if tokens[other].has("area")), None
    )
    if opening is not None:
        items, first, last, end = _items(tokens, opening, inside), start, opening, None
    else:
        items = _items_before(tokens, start, inside)
        first, last = items[0] if items else start, start
        end = tokens[min(place + 2, len(tokens)) - 1].end
    ordered = any(token.has("respectively") for token in tokens[place:last])
    scores = _scores(items, len(tokens) if end is None else place, inside)
    cut = end is None and bool(items) and items[-1] == len(tokens) - 1  # a quote ends at the name whose rank it says
    scored = len(items) - (cut and quoted)
    falling = len(scores) == scored and sorted(scores, reverse=True) == scores and len(set(scores)) == len(scores)
    verb = start - 1 - has(tokens, start - 1, "article")
    rest = end is not None and has(tokens, verb, "rounding") and 1 < len(items) < count  # "rounded out the top five"
    if not (len(items) == count or rest or (cut and len(items) < count)) or not (ordered or falling):
        return
    for nth, item in enumerate(items, start=count - len(items) + 1 if rest else 1):
        yield _rank(tokens, Decimal(nth), tokens[first].start, end or tokens[item].end, item)


def _items(tokens: Tokens, place: int, inside: dict[int, Figure]) -> list[int]:
    """Return the places of the names of a list; it ends at a word that belongs to no list, or at a rank of its own."""
    items = list[int]()
    while place < len(tokens):
        figure, token = inside.get(place), tokens[place]
        if figure and figure.measure == "rank":
            return items[:-1]
        if figure is None and token.has("area") and not has(tokens, place - 1, "possessive", "located", "object"):
            items.append(place)
        elif figure is None and token.text not in _MARKS and not token.has(*_PASSED):
            break
        place += 1
    return items


def _items_before(tokens: Tokens, place: int, inside: dict[int, Figure]) -> list[int]:
    """Return the places of the names of a list that ends with what they are: "A (92.36) and B (86.13) were the top two"."""
    items = list[int]()
    for other in range(place - 1, -1, -1):
        figure, token = inside.get(other), tokens[other]
        if figure and figure.measure == "rank":
            return []
        if figure is None and token.has("area"):
            items.insert(0, other)
        elif figure is None and token.text not in _MARKS and not token.has(*_PASSED, "copula", "rounding"):
            break
    return items


def _scores(items: Sequence[int], stop: int, inside: dict[int, Figure]) -> list[Decimal]:
    """Return the first score behind each name, where it has one before the next name."""
    found = list[Decimal]()
    for item, following in pairwise([*items, stop]):
        beside = [inside[place] for place in range(item, following) if place in inside]
        found += [figure.value for figure in beside if figure.measure == "score"][:1]
    return found


def _falling(items: Sequence[int], stop: int, inside: dict[int, Figure]) -> bool:
    """Return whether no name of a list has a higher score than the one before it."""
    scores = _scores(items, stop, inside)
    return len(items) > 1 and sorted(scores, reverse=True) == scores


def _rank(tokens: Tokens, value: Decimal, start: int, end: int, place: int) -> Figure:
    found = make_figure(tokens, "rank", value, text_at(tokens, place), place, place + 1)
    return replace(found, start=start, end=end, basis="order")
