"""Mix-ups of units: points, percent of the maximum and shares from 0 to 1 printed for one quantity. They are recorded."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from parpipe.agreement import agree, agree_across
from parpipe.book import Book
from parpipe.keys import SCORES, Row, is_level, key_of, key_text
from parpipe.model import Finding
from parpipe.scales import declared_scale, scale_of


def on_another_scale(book: Book) -> Iterator[Finding]:
    """Yield the scores above their declared maximum that print no other: percent called points, or a share times a hundred."""
    for row in _scores(book):
        declared = declared_scale(row, book.index)
        if declared is not None and not row["scale_max"] and Decimal(row["value"]) > declared:
            what = "a hundredfold" if declared == 1 else "percent of the maximum"
            message = f"{row['value']} is above the declared maximum {declared} and prints no other: {what}, it seems"
            yield _finding("on_another_scale", row, message)


def printed_on_two_scales(book: Book) -> Iterator[Finding]:
    """Yield the scores that say on another scale what is held, as “50,77%” says “40,62/80”."""
    cited = {row["score_statement"] for row in book.held}
    held = {key_text(key_of(row)): row for row in _scores(book) if row["statement_id"] in cited}
    for row in _scores(book):
        first = held.get(key_text(key_of(row)))
        if first is None or agree(Decimal(row["value"]), Decimal(first["value"])):
            continue
        scales = scale_of(first, book.index), scale_of(row, book.index)
        if scales[0] and scales[1] and scales[0] != scales[1]:
            values = Decimal(first["value"]), Decimal(row["value"])
            if agree_across(values[0], scales[0], values[1], scales[1]):
                message = f"{values[1]} of {scales[1]} is the same share as {values[0]} of {scales[0]}, which is held"
                yield _finding("printed_on_two_scales", row, message)


def _scores(book: Book) -> list[Row]:
    found = (row for row in book.statements if is_level(row) and row["measure"] in SCORES)
    return sorted(found, key=lambda row: row["statement_id"])


def _finding(code: str, row: Row, message: str) -> Finding:
    key = key_text(key_of(row))
    return Finding(
        code, "info", "statements", key, row["measure"], row["value"], message, row["statement_id"], row["source_id"]
    )
