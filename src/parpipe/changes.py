"""Findings on stated changes: those that do not follow from the levels, that contradict each other, or that mix units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from parpipe.agreement import agree, decimals, half_unit
from parpipe.keys import Row, key_text, own_key
from parpipe.model import Finding

Reconciled = Mapping[str, Any]
"""A row of the reconciliation table."""

_HUNDRED = Decimal(100)


def change_findings(rows: Sequence[Reconciled], statements: Mapping[str, Row]) -> list[Finding]:
    """Return the findings on stated changes, for each value of one change once; rows come sorted by key, measure and base."""
    found = list[Finding]()
    for _, group in groupby(rows, key=_change):
        values = dict[Decimal, Reconciled]()
        for row in group:
            values.setdefault(Decimal(row["stated"]), row)
        found += [finding for row in values.values() for finding in _against_levels(row, statements)]
        found += _rivals(list(values.values()), statements)
    return found


def _change(row: Reconciled) -> tuple[Any, ...]:
    return (*own_key(row), row["measure"], row["base_period"])


def _against_levels(row: Reconciled, statements: Mapping[str, Row]) -> Iterator[Finding]:
    statement = statements[row["stated_statement"]]
    said = f"{row['measure']} {row['stated']} since {row['base_period']} is stated by {statement['source_url']}"
    if row["verdict"] == "scale_break":
        message = f"{said}, but the two years are on different scales, so the difference of {row['derived']} means nothing"
        yield _finding("change_across_scales", "info", row, statement, message)
    elif row["verdict"] == "mismatch" and (slip := _unit_slip(row)):
        yield _finding("unit_mixup", "warning", row, statement, f"{said}; the held values give {row['derived']}: {slip}")
    elif row["verdict"] == "mismatch":
        yield _finding("change_mismatch", "warning", row, statement, f"{said}, but the held values give {row['derived']}")


def _unit_slip(row: Reconciled) -> str | None:
    """Return how the unit of a stated score change was mistaken, if that explains it."""
    stated, derived = Decimal(row["stated"]), Decimal(row["derived"])
    if row["measure"] != "score_change" or not derived:
        return None
    for factor, words in ((_HUNDRED, "a hundredfold"), (1 / _HUNDRED, "a hundredth")):
        if abs(stated - factor * derived) <= half_unit(decimals(stated)):
            return f"it is {words} of that"
    return None


def _rivals(rows: list[Reconciled], statements: Mapping[str, Row]) -> Iterator[Finding]:
    """Yield a finding for a change of which pages state two values that do not agree."""
    exact = [row for row in rows if not statements[row["stated_statement"]]["approximate"]]
    plain = [row for row in exact if statements[row["stated_statement"]]["unit"] != "percent"]
    for later, row in enumerate(plain):
        others = [other for other in plain[:later] if not _agree(row, other)]
        if others:
            statement, other = statements[row["stated_statement"]], statements[others[0]["stated_statement"]]
            message = (
                f"{row['measure']} {row['stated']} since {row['base_period']} is stated by {statement['source_url']}, "
                f"{others[0]['stated']} by {other['source_url']}"
            )
            yield _finding("rival_changes", "warning", row, statement, message)


def _agree(one: Reconciled, other: Reconciled) -> bool:
    values = Decimal(one["stated"]), Decimal(other["stated"])
    return agree(*values) if one["measure"] == "score_change" else values[0] == values[1]


def _finding(code: str, severity: Any, row: Reconciled, statement: Row, message: str) -> Finding:
    key = key_text(own_key(row))
    place = ("reconciliation", key, row["measure"], row["stated"], message, row["stated_statement"], statement["source_id"])
    return Finding(code, severity, *place)
