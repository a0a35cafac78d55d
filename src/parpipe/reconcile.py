"""Every stated change against the one that the held levels give, with its own base year, and what both say of each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pyarrow as pa

from parpipe.agreement import change_agrees, decimals, half_unit
from parpipe.changes import change_findings
from parpipe.claims import Precedence
from parpipe.indices import Index
from parpipe.keys import KEY, Key, Row, column_of, in_year, key_of, own_key
from parpipe.model import Finding
from parpipe.scales import unit_level
from parpipe.schema import to_table

Levels = Mapping[Key, Mapping[str, Any]]


def reconcile(statements: Iterable[Row], observations: pa.Table, index: Index) -> tuple[pa.Table, list[Finding]]:
    """Return the reconciliation table, one row a stated change, and findings for what does not fit.

    The year before is the base of a change that states none. A change given in percent is growth: it is set against the
    growth that the levels give, which is rounded to four decimals. Means over other units give no change. Pages that state
    the same get one finding.
    """
    levels: Levels = {own_key(row): row for row in observations.to_pylist()}
    stated = [row for row in statements if row["measure"].endswith("_change") and row["scope"] == "national"]
    rows = sorted((_reconciled(row, levels, index) for row in stated), key=_sort)
    return to_table("reconciliation", rows), change_findings(rows, {row["statement_id"]: row for row in stated})


def _reconciled(statement: Row, levels: Levels, index: Index) -> dict[str, Any]:
    key = key_of(statement)
    base = statement["base_period"] or statement["time_period"] - 1
    now, before = levels.get(key), levels.get(in_year(key, base))
    column = column_of(statement)
    derived, blur, used = None, Decimal(0), list[str]()
    same = key[5] == "value" or not other_territory(index, key[1], key[2], key[4], base)
    if same and now and before and now[column] is not None and before[column] is not None:
        derived, blur = _derived(statement, Decimal(now[column]), Decimal(before[column]))
        used = [now[f"{column}_statement"], before[f"{column}_statement"]]
    return {
        **dict(zip(KEY, key, strict=True)),
        "measure": statement["measure"],
        "base_period": base,
        "stated": statement["value"],
        "derived": None if derived is None else format(derived, "f"),
        "difference": None if derived is None else format(Decimal(statement["value"]) - derived, "f"),
        "verdict": _verdict(statement, derived, blur, column == "score" and _breaks(now, before)),
        "stated_statement": statement["statement_id"],
        "derived_from": "|".join(used) or None,
    }


def other_territory(index: Index, level: str, ref_area: str, year: int, base: int) -> bool:
    """Return whether the units of two years have the territories of two days, so that means over them do not compare."""
    ends = [index.population(unit_level(level, ref_area), one) for one in (year, base)]
    days = {end.areas_at for end in ends if end and end.areas_at}
    return len(days) > 1


def _derived(statement: Row, now: Decimal, before: Decimal) -> tuple[Decimal | None, Decimal]:
    """Return the change that two levels give in the unit of a stated one, and by how much their rounding blurs it."""
    if statement["measure"] == "rank_change":
        return before - now, Decimal(0)
    blur = half_unit(min(decimals(now), decimals(before)))
    if statement["unit"] != "percent":
        return now - before, blur
    return (growth(now, before), 200 * blur / before) if before else (None, blur)


def growth(now: Decimal, before: Decimal) -> Decimal:
    """Return by how many percent of the earlier value a score grew, with four decimals."""
    return (100 * (now - before) / before).quantize(Decimal("0.0001"), rounding=ROUND_HALF_EVEN)


def _verdict(statement: Row, derived: Decimal | None, blur: Decimal, breaks: bool) -> str:
    stated = Decimal(statement["value"])
    if derived is None:
        return "not_derivable"
    if breaks:
        return "scale_break"
    if stated == derived:
        return "match"
    if statement["approximate"]:
        return "rounding" if abs(stated - derived) <= 2 * half_unit(decimals(stated)) else "mismatch"
    return "rounding" if statement["measure"] == "score_change" and change_agrees(stated, derived, blur) else "mismatch"


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
            stated.setdefault((own_key(row), row["base_period"], row["measure"]), []).append(row)
    rows = list[dict[str, Any]]()
    for change in changes.to_pylist():
        key = own_key(change)
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


def _sort(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*own_key(row), row["measure"], row["base_period"], row["stated_statement"])
