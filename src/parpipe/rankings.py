"""Cross-checks of rankings: ranks against scores, ranks that two units share, ranks beyond the last."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from parpipe.agreement import agree, decimals
from parpipe.book import Book, blur, named, on_row, score
from parpipe.keys import Key, Row, column_of, is_level, key_of, own_key
from parpipe.model import TOTAL, Finding
from parpipe.voices import page_of


def rank_against_score(book: Book) -> Iterator[Finding]:
    """Yield the units that stand out of order: a better rank than another unit, but a lower score.

    The longest chain of units whose ranks and scores agree is believed; the units that do not fit into it are accused.
    """
    for rows in book.rankings().values():
        for ranked in _by_scale(rows).values():
            believed = _longest_chain(ranked)
            for row in ranked:
                against = [other for other in believed if other is not row and not _in_order(*_by_rank(row, other))]
                if row not in believed and against:
                    message = (
                        f"{named(row)} does not go with {named(against[0])}: by the scores their ranks would be the other way"
                    )
                    yield on_row("rank_against_score", "warning", row, "rank", message)


def _by_scale(rows: list[Row]) -> dict[Decimal | None, list[Row]]:
    """Return the units with rank and score, by the maximum of the score, in the order of their ranks."""
    found = dict[Decimal | None, list[Row]]()
    for row in sorted((row for row in rows if row["rank"] and row["score"]), key=lambda row: (row["rank"], -score(row))):
        found.setdefault(Decimal(row["scale_max"]) if row["scale_max"] else None, []).append(row)
    return found


def _by_rank(one: Row, other: Row) -> tuple[Row, Row]:
    return (one, other) if (one["rank"], -score(one)) <= (other["rank"], -score(other)) else (other, one)


def _in_order(better: Row, worse: Row) -> bool:
    """Return whether a unit with a better rank has no lower score, as far as their digits tell."""
    rounded = decimals(score(better)) != decimals(score(worse))
    room = blur([score(better), score(worse)]) if rounded else Decimal(0)
    return better["rank"] == worse["rank"] or score(better) + room >= score(worse)


def _longest_chain(rows: list[Row]) -> list[Row]:
    best = list[tuple[tuple[int, int], list[Row]]]()
    for row in rows:
        before = [(weight, chain) for weight, chain in best if _in_order(chain[-1], row)]
        (length, voices), chain = max(before, key=lambda one: one[0], default=((0, 0), []))
        best.append(((length + 1, voices + row["voice_count"]), [*chain, row]))
    return max(best, key=lambda one: one[0], default=((0, 0), []))[1]


def shared_rank(book: Book) -> Iterator[Finding]:
    """Yield ranks that two units share without equal scores.

    Where a score is unknown the units may be tied, if one page says so of both; of components, whose ties are common, only
    a rank that a tie would leave out and that is taken speaks against it.
    """
    pages = _pages(book)
    for rows in book.rankings().values():
        by_rank = dict[int, list[Row]]()
        for row in rows:
            if row["rank"]:
                by_rank.setdefault(row["rank"], []).append(row)
        for rank, sharing in sorted(by_rank.items()):
            sharing.sort(key=lambda row: row["ref_area"])
            taken = any(after in by_rank for after in range(rank + 1, rank + len(sharing)))
            for row, other in pairwise(sharing):
                tied = _equal_scores(row, other)
                together = pages[own_key(row), "rank"] & pages[own_key(other), "rank"]
                if tied is False or (tied is None and not together and (taken or row["component"] == TOTAL)):
                    message = f"{named(row)} and {named(other)} have one rank" + ("" if tied is None else ", but other scores")
                    yield on_row("shared_rank", "warning", row, "rank", message)


def _pages(book: Book) -> dict[tuple[Key, str], set[str]]:
    """Return the pages that state the held scores and ranks, by key and column."""
    held = {own_key(row): row for row in book.held}
    found = {(place, column): set[str]() for place in held for column in ("score", "rank")}
    for row in filter(is_level, book.statements):
        place, column = key_of(row), column_of(row)
        if place in held and str(held[place][column]) == row["value"]:
            found[place, column].add(page_of(row))
    return found


def _equal_scores(one: Row, other: Row) -> bool | None:
    """Return whether two units have equal scores; None where one is unknown or on another scale."""
    if not (one["score"] and other["score"]) or one["scale_max"] != other["scale_max"]:
        return None
    return agree(score(one), score(other))


def rank_beyond_last(book: Book) -> Iterator[Finding]:
    """Yield the ranks greater than the number of units that are ranked: as declared, else as any page of the year states."""
    for (_, level, _, year), rows in book.rankings().items():
        stated = [row["ranked_count"] for row in rows if row["ranked_count"]]
        last = book.count(level, year) or max(stated, default=None)
        for row in rows:
            if last and row["rank"] and row["rank"] > last:
                yield on_row("rank_beyond_last", "warning", row, "rank", f"{named(row)}, but {last} units are ranked")


def same_score(book: Book) -> Iterator[Finding]:
    """Yield pairs of units with one score that only one page gives, where their ranks are no tie: perhaps a copying error."""
    pages = _pages(book)
    for rows in book.rankings().values():
        seen = dict[tuple[object, ...], Row]()
        for row in sorted((row for row in rows if row["score"] and row["component"] == TOTAL), key=lambda row: row["ref_area"]):
            said = pages[own_key(row), "score"]
            first = seen.setdefault((frozenset(said), score(row), row["scale_max"]), row)
            if first is not row and len(said) == 1 and decimals(score(row)) > 1 and not _near(first, row):
                message = f"{named(first)} and {named(row)} have one score on one page, and no other page confirms it"
                yield on_row("same_score", "info", row, "score", message)


def _near(one: Row, other: Row) -> bool:
    """Return whether two ranks are known to be as near as a tie allows."""
    return bool(one["rank"] and other["rank"] and abs(one["rank"] - other["rank"]) <= 1)
