"""Ranks that a list numbers: "1. Quảng Ninh: 72,95 điểm" under "Sáu địa phương dẫn đầu PCI 2022:".

A serial number ranks nobody. It does where the line over the list says that its units lead, the numbers count up from one, and
every item has one score that is not above the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from parpipe.prose.frames import Claim
from parpipe.prose.mention import Named
from parpipe.prose.orders import is_highest
from parpipe.prose.passages import Passage
from parpipe.prose.pieces import Figure

_NUMBER = re.compile(r"\(?(\d{1,2})(?:st|nd|rd|th)?[.):] (?=[^\W\d_])")
_FEWEST = 3
_FIRST = ("first", "đầu", "đầu tiên")
_OTHERS = ("from_end", "up", "down", "higher", "lower", "area", "region_word", "internal", "tiers", "component", "part")
"""What the line over a list must not speak of: the last, those that rose the most, a region, a part."""
_Item = tuple[Passage, Claim, re.Match[str]]


def numbered_ranks(told: Sequence[tuple[Passage, Sequence[Claim]]]) -> Iterator[tuple[Passage, Claim]]:
    """Yield a claim for the number of every item of a list whose numbers are ranks; each passage comes with its claims."""
    head: Passage | None = None
    run = list[_Item]()
    for passage, claims in told:
        found, score = _NUMBER.match(passage.block.text), _score(claims)
        if found and score and found[1] == str(len(run) + 1):
            run.append((passage, score, found))
            continue
        yield from _ranks(head, run)
        run, head = [], passage
    yield from _ranks(head, run)


def _score(claims: Sequence[Claim]) -> Claim | None:
    """Return the score of an item that holds no other figure of an area that it names."""
    if len(claims) != 1:
        return None
    [alone] = claims
    named = isinstance(alone.frame.area, Named) and "area" in alone.frame.own
    whole = alone.figure.measure == "score" and not alone.figure.approximate and alone.frame.component is None
    return alone if named and whole else None


def _ranks(head: Passage | None, run: Sequence[_Item]) -> Iterator[tuple[Passage, Claim]]:
    scores = [claim.figure.value for _, claim, _ in run]
    if head is None or len(run) < _FEWEST or scores != sorted(scores, reverse=True) or not _says_who_leads(head):
        return
    for passage, claim, found in run:
        yield passage, replace(claim, figure=_rank(claim.figure, found))


def _says_who_leads(head: Passage) -> bool:
    tokens = [token for sentence in head.sentences for token in sentence.tokens]
    ranked = any(token.has("rank_word", "rank_unit") for token in tokens)
    first = ranked and any(token.text.lower() in _FIRST for token in tokens)
    leads = first or any(token.has("leading", "top") or is_highest(token) for token in tokens)
    others = any(token.has(*_OTHERS) and not is_highest(token) for token in tokens)
    return leads and not others and (head.block.text.endswith(":") or head.block.role in ("heading", "caption"))


def _rank(score: Figure, found: re.Match[str]) -> Figure:
    start, end = found.span(1)
    bare = replace(score, unit=None, scale_max=None, basis="printed", weak=False)
    return replace(bare, measure="rank", value=Decimal(found[1]), printed=found[1], start=start, end=end)
