"""What the order of a ranking says of a contested figure: neighbours whose own figures nobody contests bound it.

With a rank its score lies between the scores of the nearest ranks; with a score its rank lies between the nearest scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from parpipe.implied import Implied, Levels, Place, bounded
from parpipe.keys import Key, Row
from parpipe.voices import page_of

Standing = tuple[int, Decimal, list[Row]]
"""The rank and score of a unit, and the statements of both."""


def imply_order(contested: Iterable[Place], levels: Levels) -> Iterator[Implied]:
    """Yield the interval in which each contested score or rank has to lie, where its neighbours are known."""
    standings = _standings(levels)
    ranks = _ranks(levels)
    for key, column in contested:
        if key[5] != "value":
            continue
        others = [one for area, one in standings.get(_ranking(key), {}).items() if area != key[2]]
        known = levels.only(key, "rank" if column == "score" else "score")
        if known and column == "score":
            yield from _bound(key, column, *_around_rank(int(known[0]), others), known[1])
        elif known:
            yield from _bound(key, column, *_around_score(known[0], others), known[1])
        elif column == "rank":
            yield from _taken(key, levels, ranks.get(_ranking(key), {}))


def _ranking(key: Key) -> Key:
    return (*key[:2], *key[3:])


def _standings(levels: Levels) -> dict[Key, dict[str, Standing]]:
    found = dict[Key, dict[str, Standing]]()
    for key, column in levels.places:
        score, rank = levels.only(key, "score"), levels.only(key, "rank")
        if column == "rank" and score and rank:
            found.setdefault(_ranking(key), {})[key[2]] = int(rank[0]), score[0], [rank[1], score[1]]
    return found


def _ranks(levels: Levels) -> dict[Key, dict[int, list[tuple[str, Row]]]]:
    found = dict[Key, dict[int, list[tuple[str, Row]]]]()
    for key, column in levels.places:
        rank = levels.only(key, "rank")
        if column == "rank" and rank:
            found.setdefault(_ranking(key), {}).setdefault(int(rank[0]), []).append((key[2], rank[1]))
    return found


def _around_rank(rank: int, others: list[Standing]) -> tuple[Standing | None, Standing | None]:
    """Return the nearest units below (whose score is the lowest possible) and above."""
    below = min((one for one in others if one[0] > rank), key=lambda one: (one[0], -one[1]), default=None)
    above = max((one for one in others if one[0] < rank), key=lambda one: (one[0], -one[1]), default=None)
    return below, above


def _around_score(score: Decimal, others: list[Standing]) -> tuple[Standing | None, Standing | None]:
    """Return the nearest units with a higher score (whose rank is the lowest possible) and with a lower one."""
    higher = max((one for one in others if one[1] > score), key=lambda one: one[0], default=None)
    lower = min((one for one in others if one[1] < score), key=lambda one: one[0], default=None)
    return higher, lower


def _bound(key: Key, column: str, low: Standing | None, high: Standing | None, own: Row) -> Iterator[Implied]:
    if column == "score":
        ends = low and low[1], high and high[1]
    else:
        ends = low and Decimal(low[0] + 1), high and Decimal(high[0] - 1)
    if (low or high) and not (None not in ends and ends[0] > ends[1]):  # type: ignore[operator]
        rows = [own, *(row for one in (low, high) if one for row in one[2])]
        point = ends[0] if column == "rank" and ends[0] == ends[1] else None
        yield bounded(key, column, "order", point, *ends, rows, frozenset(map(page_of, rows[1:])))


def _taken(key: Key, levels: Levels, ranks: dict[int, list[tuple[str, Row]]]) -> Iterator[Implied]:
    """Yield the one claimed rank that no other unit holds, where every other claimed one is taken."""
    claimed = sorted(int(value) for value in levels.at(key, "rank"))
    free = [rank for rank in claimed if not any(area != key[2] for area, _ in ranks.get(rank, []))]
    if len(free) == 1 and len(claimed) > 1:
        rows = [row for rank in claimed if rank != free[0] for area, row in ranks[rank] if area != key[2]]
        yield bounded(
            key, "rank", "order", Decimal(free[0]), Decimal(free[0]), Decimal(free[0]), rows, frozenset(map(page_of, rows))
        )
