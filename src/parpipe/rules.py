"""Domain rules on statements, one column function each: a failing row is an error in what people typed, else it is withheld.

To add a rule, add one function and its line in RULES; the test suite then asks for a mutation of good data that trips it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from parpipe.exact import EXACT, exact
from parpipe.model import Finding

_SCORES = pa.array(["score", "mean_score", "median_score"])


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the column it speaks of, the rows that break it (a boolean column), and the sentence about such a row."""

    field: str
    broken: Callable[[pa.Table], pa.Array]
    message: str


def _measures(table: pa.Table, measures: pa.Array) -> pa.Array:
    return pc.is_in(table["measure"], value_set=measures)


def _values(table: pa.Table) -> pa.ChunkedArray:
    return exact(table["value"])


def _ranks(table: pa.Table) -> pa.Array:
    return pc.equal(table["measure"], "rank")


def rank_outside_count(table: pa.Table) -> pa.Array:
    """Return the ranks that are greater than the number of ranked units."""
    return pc.and_(_ranks(table), pc.greater(_values(table), pc.cast(table["ranked_count"], EXACT)))


def rank_below_one(table: pa.Table) -> pa.Array:
    """Return the ranks smaller than one."""
    return pc.and_(_ranks(table), pc.less(_values(table), pa.scalar(1, EXACT)))


def rank_not_whole(table: pa.Table) -> pa.Array:
    """Return the ranks and rank changes that are no whole numbers."""
    whole = pc.equal(_values(table), pc.cast(pc.round(_values(table)), EXACT))
    return pc.and_(_measures(table, pa.array(["rank", "rank_change"])), pc.invert(whole))


def score_above_scale(table: pa.Table) -> pa.Array:
    """Return the scores greater than the maximum printed with them."""
    return pc.and_(_measures(table, _SCORES), pc.greater(_values(table), exact(table["scale_max"])))


def score_below_zero(table: pa.Table) -> pa.Array:
    """Return the negative scores."""
    return pc.and_(_measures(table, _SCORES), pc.less(_values(table), pa.scalar(0, EXACT)))


def change_exceeds_count(table: pa.Table) -> pa.Array:
    """Return the rank changes larger than any number of units allows (64 provinces existed at most)."""
    return pc.and_(pc.equal(table["measure"], "rank_change"), pc.greater(pc.abs(_values(table)), pa.scalar(63, EXACT)))


def figure_before_its_year(table: pa.Table) -> pa.Array:
    """Return the figures published before the year that they speak of began."""
    return pc.less(pc.year(table["published_at"]), table["time_period"])


def published_after_capture(table: pa.Table) -> pa.Array:
    """Return the figures whose page would have been published after we recorded it."""
    return pc.greater(table["published_at"], table["recorded_at"])


RULES: Mapping[str, Rule] = {
    "rank_outside_count": Rule("rank", rank_outside_count, "rank {value} of {ranked_count}"),
    "rank_below_one": Rule("rank", rank_below_one, "rank {value}: ranks begin with 1"),
    "rank_not_whole": Rule("rank", rank_not_whole, "{measure} {value} is no whole number"),
    "score_above_scale": Rule("score", score_above_scale, "{measure} {value} is above its maximum {scale_max}"),
    "score_below_zero": Rule("score", score_below_zero, "{measure} {value} is negative"),
    "change_exceeds_count": Rule("rank_change", change_exceeds_count, "rank_change {value} is more than all units"),
    "published_after_capture": Rule("page_date", published_after_capture, "published {published_at}, recorded {recorded_at}"),
    "figure_before_its_year": Rule(
        "time_period", figure_before_its_year, "a figure of {time_period} in a page of {published_at}"
    ),
}


def check_statements(table: pa.Table, document: str, *, curated: bool) -> tuple[pa.Table, list[Finding]]:
    """Return the statements that break no rule, and a finding for each that does: an error in a curated document."""
    findings, bad = list[Finding](), pa.array([False] * len(table), pa.bool_())
    for code, rule in RULES.items():
        broken = pc.fill_null(rule.broken(table), False)
        findings += _findings(code, rule, table.filter(broken), document, curated)
        bad = pc.or_(bad, broken)
    return table.filter(pc.invert(bad)), findings


def _findings(code: str, rule: Rule, rows: pa.Table, document: str, curated: bool) -> Iterator[Finding]:
    for row in rows.to_pylist():
        message = rule.message.format_map(row) + ("" if curated else f"; withheld, read from “{row['quote']}”")
        yield Finding(
            code,
            "error" if curated else "warning",
            document,
            row["locator"],
            _field(rule, row),
            row["value"],
            message,
            None,
            row["source_id"],
        )


def _field(rule: Rule, row: Mapping[str, Any]) -> str:
    measure = str(row["measure"]).removeprefix("mean_").removeprefix("median_")
    return measure if rule.field in ("score", "rank") else rule.field
