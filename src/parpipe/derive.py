"""Changes: what an area gained or lost since the year before it that is known, and whether the two years can be compared.

Everything is computed on columns with exact decimals; nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parpipe.exact import EXACT, difference, exact, percentage_difference
from parpipe.indices import Index
from parpipe.keys import KEY
from parpipe.scales import unit_level
from parpipe.schema import arrow_schema, sort_rows

SERIES = ("index_id", "level", "ref_area", "component", "statistic")
_FRAME = pa.struct([("framework", pa.int64()), ("population", pa.int64()), ("territory", pa.date32())])
_DECIMALS = ("exact_score", "exact_scale_max")
_COMPARED = (*("time_period", "rank", "unit", "ranked_count", "population", "framework", "territory"), *_DECIMALS)
REASONS = (
    "scale_differs",
    "scale_unknown",
    "unit_differs",
    "population_differs",
    "framework_differs",
    "territory_differs",
    "gap_in_years",
)


def derive_changes(observations: pa.Table, index: Index) -> pa.Table:
    """Return one row per observation in the shape of ``changes``, its stated columns and verdicts still null.

    ``previous_period`` is the latest earlier year that is held; without one every derived column is null.
    ``rank_change`` is positive when the area moved up.
    """
    table = sort_rows(observations, (*SERIES, "time_period"))
    table = _with_decimals(_with_frame(table, index)).combine_chunks()
    before = _earlier_rows(table, _COMPARED)
    reason = _joined(_reasons(table, before))
    known = pc.is_valid(before["time_period"])
    columns = {
        **{name: table[name] for name in table.column_names},
        "previous_period": before["time_period"],
        "score_change": difference(table["exact_score"], before["exact_score"]),
        "score_pct_change": percentage_difference(*(side[name] for side in (table, before) for name in _DECIMALS)),
        "rank_change": pc.subtract(before["rank"], table["rank"]),
        "comparable": pc.if_else(known, pc.is_null(reason), None),
        "not_comparable_reason": pc.if_else(known, reason, None),
    }
    schema = arrow_schema("changes")
    return pa.table([columns[f.name] if f.name in columns else pa.nulls(len(table), f.type) for f in schema], schema=schema)


def mark_breaks(observations: pa.Table, changes: pa.Table) -> pa.Table:
    """Return the observations with status B where a series breaks (scale, unit, population, framework or territory differ)."""
    broken = changes.filter(pc.match_substring(pc.fill_null(changes["not_comparable_reason"], ""), "differs"))
    breaks = pc.is_in(_keys(observations), value_set=_keys(broken).combine_chunks())
    status = observations["obs_status"]
    status = pc.if_else(pc.and_(breaks, pc.equal(status, "A")), "B", status)
    return observations.set_column(observations.column_names.index("obs_status"), "obs_status", status)


def _keys(table: pa.Table) -> pa.ChunkedArray:
    """Return a text for every row that tells its primary key."""
    return pc.binary_join_element_wise(*(pc.cast(table[name], pa.string()) for name in KEY), "\x1f")


def _with_frame(table: pa.Table, index: Index) -> pa.Table:
    """Return the table with what the index file says of each row's year: framework start, number and territory of units.

    A printed number of ranked units goes before the declared one; a region is ranked among regions, its mean is over provinces.
    """
    places, rows = _distinct(table.select(["level", "ref_area", "time_period"]))
    frames = pa.array([_frame(index, unit_level(level, area), year) for level, area, year in places], _FRAME).take(rows)
    for field, column in zip(_FRAME, frames.flatten(), strict=True):
        table = table.append_column(field, column)
    counted = pc.if_else(_of_units(table), None, table["ranked_count"])
    count = pc.coalesce(counted, table["population"])
    return table.set_column(table.column_names.index("population"), "population", count)


def _with_decimals(table: pa.Table) -> pa.Table:
    for name in ("score", "scale_max"):
        table = table.append_column(f"exact_{name}", exact(table[name]))
    return table


def _frame(index: Index, level: str, year: int) -> dict[str, object]:
    population = index.population(level, year)
    return {
        "framework": index.framework_start(level, year),
        "population": population.count if population else None,
        "territory": population.areas_at if population else None,
    }


def _distinct(table: pa.Table) -> tuple[list[tuple[Any, ...]], pa.Array]:
    """Return the distinct rows of a table without nulls, and for every row which of them it is."""
    codes = np.zeros(len(table), dtype=np.int64)
    for column in table.columns:
        encoded = column.combine_chunks().dictionary_encode()
        codes = codes * len(encoded.dictionary) + encoded.indices.to_numpy()
    _, first, rows = np.unique(codes, return_index=True, return_inverse=True)
    return list(zip(*table.take(pa.array(first)).to_pydict().values(), strict=True)), pa.array(rows)


def _reasons(now: pa.Table, before: pa.Table) -> dict[str, pa.Array]:
    scored = pc.and_(pc.is_valid(now["exact_score"]), pc.is_valid(before["exact_score"]))
    scale, was = now["exact_scale_max"], before["exact_scale_max"]
    # Out of a hundred, points and percent are one thing, and pages print now the one and now the other.
    hundred = pc.fill_null(pc.and_(*(pc.equal(side, pa.scalar(100, EXACT)) for side in (scale, was))), False)
    of_units = _of_units(now)
    regions = pc.and_(of_units, pc.not_equal(now["ranked_count"], before["ranked_count"]))
    masks = {
        "scale_differs": pc.and_(scored, pc.not_equal(scale, was)),
        "scale_unknown": pc.and_(scored, pc.or_(pc.is_null(scale), pc.is_null(was))),
        "unit_differs": pc.and_(pc.and_(scored, pc.not_equal(now["unit"], before["unit"])), pc.invert(hundred)),
        "population_differs": pc.or_kleene(pc.not_equal(now["population"], before["population"]), regions),
        "framework_differs": pc.not_equal(now["framework"], before["framework"]),
        "territory_differs": pc.and_(of_units, pc.not_equal(now["territory"], before["territory"])),
        "gap_in_years": pc.greater(pc.subtract(now["time_period"], before["time_period"]), 1),
    }
    return {name: pc.fill_null(masks[name], False) for name in REASONS}


def _of_units(table: pa.Table) -> pa.Array:
    """Return which rows are means over several units."""
    return pc.is_in(table["level"], value_set=pa.array(["region", "national"]))


def _joined(masks: Mapping[str, pa.Array]) -> pa.Array:
    """Return the names whose masks are true, joined by ``|``, or null where none is."""
    names = [pc.if_else(mask, name, None) for name, mask in masks.items()]
    # The empty first part is needed: Arrow 26 leaves out a row in which every part is null.
    joined = pc.binary_join_element_wise(pa.repeat("", len(names[0])), *names, "|", null_handling="skip")
    return pc.if_else(pc.equal(joined, ""), None, pc.utf8_ltrim(joined, "|"))


def _earlier_rows(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Return columns of the row before in its series, for every row of a table sorted by series and year, or nulls."""
    series = table.select(SERIES)
    now, before = series.slice(1), series.slice(0, max(len(table) - 1, 0))
    same = reduce(pc.and_, (pc.equal(now[name], before[name]) for name in SERIES))
    above = pc.if_else(same, pa.array(np.arange(len(now))), None)
    first = pa.nulls(min(len(table), 1), pa.int64())
    return table.select(columns).take(pa.chunked_array([first, *above.chunks])).combine_chunks()
