"""Sudden jumps: changes of a unit that its own history makes unlikely. They are worth a look, and often true."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from parpipe.book import Book
from parpipe.keys import Row, key_text, own_key
from parpipe.model import TOTAL, Finding

OTHERS, TIMES = 3, 2
"""How many other changes a history needs, and how many times as large as each of them a jump is."""

SHARE = {"score": Decimal("0.1"), "rank": Decimal("0.33")}
"""The least part of the scale, or of the ranked units, that a jump crosses."""


def sudden_jump(book: Book) -> Iterator[Finding]:
    """Yield the changes of a whole index, from one year to the next, that are far larger than all others of the unit.

    Scores count where the years are comparable.
    """
    held = {own_key(row): row for row in book.held}
    for field in ("score", "rank"):
        series = dict[tuple[object, ...], list[Row]]()
        for row in book.changes:
            if row["component"] == TOTAL and row["statistic"] == "value" and _counts(row, field):
                series.setdefault((row["index_id"], row["level"], row["ref_area"]), []).append(row)
        for rows in series.values():
            for row in rows:
                size = held[own_key(row)]["scale_max" if field == "score" else "ranked_count"]
                others = [Decimal(other[f"{field}_change"]) for other in rows if other is not row]
                if (
                    size
                    and len(others) >= OTHERS
                    and _is_jump(Decimal(row[f"{field}_change"]), others, SHARE[field] * Decimal(size))
                ):
                    yield _finding(row, field, others)


def _counts(row: Row, field: str) -> bool:
    next_year = row["previous_period"] is not None and row["time_period"] - row["previous_period"] == 1
    return next_year and row[f"{field}_change"] is not None and (field == "rank" or bool(row["comparable"]))


def _is_jump(change: Decimal, others: list[Decimal], least: Decimal) -> bool:
    return abs(change) > max(least, *(TIMES * abs(other) for other in others))


def _finding(row: Row, field: str, others: list[Decimal]) -> Finding:
    change = row[f"{field}_change"]
    message = f"{field} changed by {change} since {row['previous_period']}; its other changes: {', '.join(map(str, others))}"
    return Finding("sudden_jump", "info", "changes", key_text(own_key(row)), f"{field}_change", str(change), message)
