"""Tokens to figures: what is a score, a rank or a change by its own words, before anybody asks whose it is.

Each reader looks at the tokens from one place on and returns the figure that begins there, or None. The first that finds
one wins. A figure's span holds its keyword and its number, so that the words alone can be read again to the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from parpipe.prose.changes import read_change, read_change_after, read_second_change
from parpipe.prose.leading import read_rank_from_end, read_superlative
from parpipe.prose.lists import (
    read_crowned_name,
    read_end,
    read_listed,
    read_moved_to,
    read_named,
    read_named_part,
    read_rank_of,
    read_ranked_name,
    read_reached,
    read_reached_later,
)
from parpipe.prose.pieces import Figure, Tokens, has, is_year, text_at
from parpipe.prose.ranks import (
    read_bracketed_rank,
    read_dated_rank,
    read_held_rank,
    read_kept,
    read_ordinal_rank,
    read_placed_rank,
    read_unchanged,
    read_way,
)
from parpipe.prose.scores import (
    is_called,
    is_share,
    of_range,
    read_bracketed_score,
    read_dated_score,
    read_labelled_score,
    read_score,
)
from parpipe.prose.spreads import without_spreads
from parpipe.prose.tokens import Token, read_tokens
from parpipe.prose.vocabulary import Vocabulary, read_words
from parpipe.vietnamese import nfc

_AMOUNTS = frozenset({"ordinal", "count", "weekday", "superlative", "unchanged", "kept", "leading", "from_end"})
_OPENERS = frozenset(
    {"up", "down", "higher", "lower", "approximate", "count", "ordinal", "rank_word", "from_end", "superlative", "score_verb"}
    | {"weekday", "unchanged", "kept", "rank_filler", "from", "leading", "conjunction", "to"}
)
"""Senses that a figure can begin with."""
_AFTER_NUMBER = frozenset({"unit", "rank_unit", "ordinal_suffix", "maximum", "of"})
_SIGNS = frozenset("+-−–")
_COMMAS = frozenset(",;")
Reader = Callable[[Tokens, int], Figure | None]


def read_figures(tokens: Tokens) -> list[Figure]:
    """Return the figures in a text's tokens, in order, none overlapping another."""
    figures, place = list[Figure](), 0
    if not any(token.kind == "number" or not _AMOUNTS.isdisjoint(token.senses) for token in tokens):
        return figures
    while place < len(tokens):
        before = figures[-1] if figures else None
        found = _read_at(tokens, place, before) if _may_begin(tokens, place, before) else None
        if found is None:
            place += 1
        elif figures and is_share(tokens, figures[-1], found):
            place = found.last
        else:
            later, back = found, len(figures) - 1
            while back >= 0 and _shares_unit(tokens, figures[back], later):
                figures[back] = later = replace(figures[back], unit=found.unit)
                back -= 1
            figures.append(found)
            place = found.last
    return without_spreads(tokens, [figure for figure in figures if not of_range(tokens, figure)])


def _shares_unit(tokens: Tokens, before: Figure, figure: Figure) -> bool:
    """Return whether the unit of a figure is that of the one before it as well: "90.32 and 92.68 percent"."""
    if before.unit or before.scale_max or not figure.unit or before.measure != figure.measure:
        return False
    between = [token for token in tokens[before.last : figure.first + 1] if token.kind != "number"]
    return figure.first - before.last <= 1 and all(token.text in _COMMAS or token.has("conjunction") for token in between)


def _may_begin(tokens: Tokens, place: int, before: Figure | None) -> bool:
    """Return whether it is worth asking the readers: most numbers are followed by what they count, and are no figures."""
    token = tokens[place]
    if token.kind == "mark" and not token.senses:
        return token.text in _SIGNS or (before is not None and token.text in _COMMAS)
    if token.kind != "number":
        return bool(token.senses) and not _OPENERS.isdisjoint(token.senses)
    after = tokens[place + 1] if place + 1 < len(tokens) else token
    named = place > 0 and (tokens[place - 1].has("area", "component", "index") or is_called(tokens, place))
    named = named or has(tokens, place + 1, "link")
    named = named or (after.text == "(" and token.text.isdecimal() is False) or _is_labelled(tokens, place)
    return after.text in ("/", ")") or named or not _AFTER_NUMBER.isdisjoint(after.senses)


def _is_labelled(tokens: Tokens, place: int) -> bool:
    """Return whether a name or a year stands with a mark before a number: "Quảng Ninh – 73,40"."""
    marked = place > 1 and tokens[place - 1].kind == "mark"
    return marked and (tokens[place - 2].has("area") or is_year(tokens[place - 2]))


def read_quote(quote: str, vocabulary: Vocabulary | None = None) -> list[Figure]:
    """Return the figures that the words of a quote say: evidence is read by the same grammar that found it."""
    return read_figures(read_tokens(nfc(quote), vocabulary or read_words()))


def _read_at(tokens: Tokens, place: int, before: Figure | None) -> Figure | None:
    if before and (second := read_second_change(tokens, place, before)):
        return second
    if tokens[place].has("weekday", "rank_word", "rank_filler"):
        ranked = read_ranked_name(tokens, place, before) or read_rank_of(tokens, place) or read_moved_to(tokens, place)
        if ranked:
            return ranked
    if before and (kept := read_kept(tokens, place, before)):
        return kept
    for reader in _readers(tokens[place]):
        found = reader(tokens, place)
        if found:
            return found
    if before and (reached := read_reached_later(tokens, place, before)):
        return reached
    if before and place == before.last + 1 and text_at(tokens, before.last) == ",":  # "tụt 3 hạng, còn 29/63"
        reached = read_reached(tokens, place, before)
        if reached and (reached.measure == "rank" or reached.unit is None):
            return reached
    if before and place == before.last:
        if reached := read_reached(tokens, place, before):
            return reached
        found = read_listed(tokens, place, before)
        # A number that has a keyword or unit of its own is read for itself, from the next token on.
        alone = found and any(reader(tokens, found.last - 1) for reader in _readers(tokens[found.last - 1]))
        return None if alone else found
    named = (read_named(tokens, place, before) or read_end(tokens, place, before)) if before else None
    return named or read_named_part(tokens, place)


def _readers(token: Token) -> Iterator[Reader]:
    """Yield the readers of figures that can begin with a token."""
    number = token.kind == "number" or token.has("approximate", "count")
    if token.text in _SIGNS or token.has("up", "down", "higher", "lower"):
        yield read_change
    if number:
        yield read_change_after
    if token.has("unchanged", "kept"):
        yield read_unchanged
    if token.has("rank_word"):
        yield read_placed_rank
    if token.has("from"):
        yield read_way
    if token.kind == "number":
        yield read_bracketed_rank
        yield read_dated_rank
        yield read_held_rank
        yield read_bracketed_score
        yield read_dated_score
    if token.has("from_end"):
        yield read_rank_from_end
    if token.has("superlative", "leading"):
        yield read_superlative
    if token.kind == "number" or token.has("ordinal"):
        yield read_ordinal_rank
        yield read_crowned_name
    if number or token.has("score_verb"):
        yield read_score
    if token.kind == "number":
        yield read_labelled_score
