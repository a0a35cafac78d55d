"""Every stated change against the one that the held levels give, with its own base year, and what both say of each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from parpipe.agreement import change_agrees, decimals, half_unit
from parpipe.claims import Precedence, Row
from parpipe.consolidate import KEY, Key, key_of, key_text
from parpipe.model import Finding
from parpipe.schema import to_table

Levels = Mapping[Key, Mapping[str, Any]]


def reconcile(statements: Iterable[Row], observations: pa.Table) -> tuple[pa.Table, list[Finding]]:
    """Return the reconciliation table, one row a stated change, and a finding for every mismatch.

    The year before is the base of a change that states none. A change given in percent of an earlier value is growth,
    not a difference of scores, and cannot be derived from it here.
    """
    levels: Levels = {tuple(row[name] for name in KEY): row for row in observations.to_pylist()}
    stated = [row for row in statements if row["measure"].endswith("_change") and row["scope"] == "national"]
    rows = sorted((_reconciled(row, levels) for row in stated), key=_sort)
    findings = [_mismatch(row, statement) for row, statement in _with_statement(rows, stated) if row["verdict"] == "mismatch"]
    return to_table("reconciliation", rows), findings


def _with_statement(rows: list[dict[str, Any]], stated: list[Row]) -> list[tuple[dict[str, Any], Row]]:
    by_id = {row["statement_id"]: row for row in stated}
    return [(row, by_id[row["stated_statement"]]) for row in rows]


def _reconciled(statement: Row, levels: Levels) -> dict[str, Any]:
    key = key_of(statement)
    base = statement["base_period"] or statement["time_period"] - 1
    now, before = levels.get(key), levels.get((*key[:4], base, key[5]))
    column = "rank" if statement["measure"] == "rank_change" else "score"
    derived, digits, used = None, 0, list[str]()
    if now and before and now[column] is not None and before[column] is not None and statement["unit"] != "percent":
        one, other = Decimal(now[column]), Decimal(before[column])
        derived = other - one if column == "rank" else one - other
        digits = min(decimals(one), decimals(other))
        used = [now[f"{column}_statement"], before[f"{column}_statement"]]
    return {
        **dict(zip(KEY, key, strict=True)),
        "measure": statement["measure"],
        "base_period": base,
        "stated": statement["value"],
        "derived": None if derived is None else format(derived, "f"),
        "difference": None if derived is None else format(Decimal(statement["value"]) - derived, "f"),
        "verdict": _verdict(statement, derived, digits, column == "score" and _breaks(now, before)),
        "stated_statement": statement["statement_id"],
        "derived_from": "|".join(used) or None,
    }


def _verdict(statement: Row, derived: Decimal | None, digits: int, breaks: bool) -> str:
    stated = Decimal(statement["value"])
    if derived is None:
        return "not_derivable"
    if breaks:
        return "scale_break"
    if stated == derived:
        return "match"
    if statement["approximate"]:
        return "rounding" if abs(stated - derived) <= 2 * half_unit(decimals(stated)) else "mismatch"
    return "rounding" if statement["measure"] == "score_change" and change_agrees(stated, derived, digits) else "mismatch"


def _breaks(now: Mapping[str, Any] | None, before: Mapping[str, Any] | None) -> bool:
    """Return whether the difference of two scores means nothing: other scales, or other units (see derive.py)."""
    if not now or not before:
        return False
    scales = [Decimal(side["scale_max"]) if side["scale_max"] else None for side in (now, before)]
    units = [side["unit"] for side in (now, before)] if scales != [100, 100] else []
    return any(None not in pair and len(set(pair)) > 1 for pair in (scales, units))


def add_verdicts(changes: pa.Table, reconciliation: pa.Table, statements: Iterable[Row], precedence: Precedence) -> pa.Table:
    """Return the changes with what was stated of them, held among rivals by the written order, and the verdicts.

    Observations without an earlier year and without a stated change are left out: they have nothing to say.
    """
    by_id = {row["statement_id"]: row for row in statements}
    stated = dict[tuple[Key, int, str], list[dict[str, Any]]]()
    for row in reconciliation.to_pylist():
        if not by_id[row["stated_statement"]]["approximate"] and by_id[row["stated_statement"]]["unit"] != "percent":
            stated.setdefault((tuple(row[name] for name in KEY), row["base_period"], row["measure"]), []).append(row)
    rows = list[dict[str, Any]]()
    for change in changes.to_pylist():
        key = tuple(change[name] for name in KEY)
        base = change["previous_period"] or change["time_period"] - 1
        found = {measure: stated.get((key, base, measure), []) for measure in ("score_change", "rank_change")}
        for measure, candidates in found.items():
            held = _held(candidates, by_id, precedence)
            change[f"stated_{measure}"] = held and held["stated"]
            change[f"{measure.removesuffix('_change')}_verdict"] = held["verdict"] if held else "not_stated"
        if change["previous_period"] or any(found.values()):
            rows.append(change)
    return to_table("changes", [_ranks_as_counts(row) for row in rows])


def _ranks_as_counts(row: dict[str, Any]) -> dict[str, Any]:
    stated = row["stated_rank_change"]
    return {**row, "stated_rank_change": None if stated is None else int(stated)}


def _held(candidates: list[dict[str, Any]], by_id: Mapping[str, Row], precedence: Precedence) -> dict[str, Any] | None:
    if not candidates:
        return None
    best = precedence.hold([by_id[row["stated_statement"]] for row in candidates]).held.best["statement_id"]
    return next(row for row in candidates if row["stated_statement"] == best)


def _mismatch(row: dict[str, Any], statement: Row) -> Finding:
    message = (
        f"{row['measure']} {row['stated']} since {row['base_period']} is stated by {statement['source_url']}, "
        f"but the held values give {row['derived']}"
    )
    key = key_text(row[name] for name in KEY)
    return Finding(
        "change_mismatch",
        "warning",
        "reconciliation",
        key,
        row["measure"],
        row["stated"],
        message,
        row["stated_statement"],
        statement["source_id"],
    )


def _sort(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*(row[name] for name in KEY), row["measure"], row["base_period"], row["stated_statement"])
