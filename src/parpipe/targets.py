"""Targets: what was promised, in which document and for which year, beside what the observations of that year say.

Nothing is taken from a clock: a year is still to come as long as nothing of the index is known of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from parpipe.extractors.plans import plan_number
from parpipe.keys import Row
from parpipe.model import TOTAL, Document, Plan, Snapshot, Target
from parpipe.schema import column_types, to_table

Held = Mapping[tuple[str, str, int], Row]
"""Observations or changes by unit, component and year."""


def targets_table(targets: Iterable[Target], plans: Iterable[Plan], document: Document, snapshot: Snapshot) -> pa.Table:
    """Return what one snapshot promises in the shape of ``targets``, every outcome still unknown.

    A plan without a figure is left out where its own paragraph names one.
    """
    texts = {block.locator: block.text for block in document.blocks}
    rows = [_target_row(target, plan_number(texts[_block(target.locator)])) for target in targets]
    measured = {_block(row["locator"]) for row in rows}
    rows += [_plan_row(plan) for plan in plans if _block(plan.locator) not in measured]
    published = snapshot.published
    origin = {
        "snapshot_sha256": snapshot.sha256,
        "source_id": snapshot.source_id,
        "source_url": snapshot.url,
        "published_at": published and published.day,
        "published_precision": published and published.precision,
        "recorded_at": snapshot.recorded_at,
        "outcome": "unknown",
    }
    return to_table("targets", ({**dict.fromkeys(column_types("targets")), **row, **origin} for row in rows))


def _block(locator: str) -> str:
    return locator.split("&char=")[0]


def _target_row(target: Target, plan: str | None) -> dict[str, Any]:
    same = ("who", "index_id", "ref_area", "component", "from_period", "measure", "bound", "locator")
    row = {name: getattr(target, name) for name in same}
    year = target.time_period or target.to_period
    return {**row, "time_period": year, "value": format(target.value, "f"), "plan": plan, "evidence": target.quote}


def _plan_row(plan: Plan) -> dict[str, Any]:
    row = {name: getattr(plan, name) for name in ("who", "index_id", "ref_area", "from_period", "locator")}
    return {**row, "component": TOTAL, "time_period": plan.to_period, "plan": plan.number, "evidence": plan.quote}


def settle_targets(targets: Iterable[Row], observations: pa.Table, changes: pa.Table) -> pa.Table:
    """Return the targets with the figure that is held for their year, and what became of them.

    met and missed need a promised number and a held figure on one scale; pending is a year of which nothing of the index
    is known yet; everything else is unknown.
    """
    held, moved = _by_place(observations), _by_place(changes)
    last = max(observations["time_period"].to_pylist(), default=0)
    return to_table("targets", (_settled(target, held, moved, last) for target in targets))


def _by_place(table: pa.Table) -> Held:
    rows = (row for row in table.to_pylist() if row["statistic"] == "value")
    return {(row["ref_area"], row["component"], row["time_period"]): row for row in rows}


def _settled(target: Row, held: Held, moved: Held, last: int) -> dict[str, Any]:
    place = target["ref_area"], target["component"], target["time_period"]
    observed, statement = _observed(target["measure"], held.get(place), moved.get(place))
    outcome = "unknown"
    if target["time_period"] is not None and target["time_period"] > last:
        outcome = "pending"
    elif observed is not None and _on_one_scale(target, held[place]):
        outcome = "met" if _is_met(target, Decimal(observed)) else "missed"
    return {**target, "observed": observed, "observed_statement": statement, "outcome": outcome}


def _observed(measure: str | None, held: Row | None, moved: Row | None) -> tuple[str | None, str | None]:
    """Return the figure that answers a target, and its statement; a change is that since the year before, and derived."""
    if measure in ("score", "rank"):
        value = held and held[measure]
        return (None, None) if held is None or value is None else (str(value), held[f"{measure}_statement"])
    if measure in ("score_change", "rank_change") and moved and moved["previous_period"] == moved["time_period"] - 1:
        value = moved[measure] if measure == "rank_change" or moved["comparable"] else None
        return (None, None) if value is None else (str(value), None)
    return None, None


def _on_one_scale(target: Row, held: Row) -> bool:
    scale = held["scale_max"]
    return target["measure"] != "score" or (scale is not None and Decimal(target["value"]) <= Decimal(scale))


def _is_met(target: Row, observed: Decimal) -> bool:
    """Return whether a figure keeps a promise; whoever promised a place or a score has kept it with a better one."""
    value = Decimal(target["value"])
    if target["measure"] == "rank" or target["bound"] == "at_most":
        return observed <= value
    return observed >= value
