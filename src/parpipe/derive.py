"""Changes: what an area gained or lost since the year before it that is known, and whether the two years can be compared.

Everything is computed on columns with exact decimals; nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, reduce

import pyarrow as pa
import pyarrow.compute as pc

from parpipe.consolidate import round_text
from parpipe.indices import Index
from parpipe.rules import EXACT
from parpipe.scales import unit_level
from parpipe.schema import arrow_schema

SERIES = ("index_id", "level", "ref_area", "component", "statistic")
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
    table = observations.sort_by([(name, "ascending") for name in (*SERIES, "time_period")])
    table = _with_frame(table, index).combine_chunks()
    before = _earlier_rows(table)
    reason = _joined(_reasons(table, before))
    known = pc.is_valid(before["time_period"])
    columns = {
        **{name: table[name] for name in table.column_names},
        "previous_period": before["time_period"],
        "score_change": _difference(table["score"], before["score"]),
        "score_pct_change": _percent_differences(table, before),
        "rank_change": pc.subtract(before["rank"], table["rank"]),
        "comparable": pc.if_else(known, pc.is_null(reason), None),
        "not_comparable_reason": pc.if_else(known, reason, None),
    }
    schema = arrow_schema("changes")
    return pa.table([columns[f.name] if f.name in columns else pa.nulls(len(table), f.type) for f in schema], schema=schema)


def mark_breaks(observations: pa.Table, changes: pa.Table) -> pa.Table:
    """Return the observations with status B where a series breaks (scale, unit, population, framework or territory differ)."""
    breaks = pc.match_substring(pc.fill_null(changes["not_comparable_reason"], ""), "differs")
    keys = changes.select(["index_id", "level", "ref_area", "component", "time_period", "statistic"])
    broken = set(map(tuple, (row.values() for row in keys.filter(breaks).to_pylist())))
    rows = observations.select(keys.column_names).to_pylist()
    status = [
        "B" if old == "A" and tuple(row.values()) in broken else old
        for row, old in zip(rows, observations["obs_status"].to_pylist(), strict=True)
    ]
    return observations.set_column(observations.column_names.index("obs_status"), "obs_status", pa.array(status, pa.string()))


def _with_frame(table: pa.Table, index: Index) -> pa.Table:
    """Return the table with what the index file says of each row's year: framework start, number and territory of units.

    A printed number of ranked units goes before the declared one; a region is ranked among regions, its mean is over provinces.
    """
    places = list(zip(*(table[name].to_pylist() for name in ("level", "ref_area", "time_period")), strict=True))
    frames = {place: _frame(index, unit_level(place[0], place[1]), place[2]) for place in dict.fromkeys(places)}
    for position, (name, kind) in enumerate(
        (("framework", pa.int64()), ("population", pa.int64()), ("territory", pa.date32()))
    ):
        table = table.append_column(name, pa.array([frames[place][position] for place in places], kind))
    counted = pc.if_else(_of_units(table), None, table["ranked_count"])
    count = pc.coalesce(counted, table["population"])
    return table.set_column(table.column_names.index("population"), "population", count)


def _frame(index: Index, level: str, year: int) -> tuple[object, object, object]:
    population = index.population(level, year)
    return (
        index.framework_start(level, year),
        population.count if population else None,
        population.areas_at if population else None,
    )


def _percent_differences(now: pa.Table, before: pa.Table) -> pa.Array:
    """Return the differences of the percentages of the maximum, rounded once: not the differences of rounded ones."""
    columns = [side[name].to_pylist() for side in (now, before) for name in ("score", "scale_max")]
    share = cache(lambda score, scale: Decimal(score) / Decimal(scale))
    changes = (
        share(score, scale) - share(old, old_scale) if score and scale and old and old_scale else None
        for score, scale, old, old_scale in zip(*columns, strict=True)
    )
    return pa.array([round_text(None if change is None else 100 * change) for change in changes], pa.string())


def _reasons(now: pa.Table, before: pa.Table) -> dict[str, pa.Array]:
    scored = pc.and_(pc.is_valid(now["score"]), pc.is_valid(before["score"]))
    scale, was = (_exact(side["scale_max"]) for side in (now, before))
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


def _earlier_rows(table: pa.Table) -> pa.Table:
    """Return, for every row of a table sorted by series and year, the row before it in its series, or nulls."""
    above = pa.array([None, *range(len(table) - 1)][: len(table)], pa.int64())
    shifted = table.select(SERIES).take(above)
    same = reduce(pc.and_, (pc.equal(table[name], shifted[name]) for name in SERIES))
    return table.take(pc.if_else(pc.fill_null(same, False), above, None)).combine_chunks()


def _exact(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(texts, EXACT)


def _difference(now: pa.ChunkedArray, before: pa.ChunkedArray) -> pa.Array:
    """Return the exact difference of two columns of number texts, as text without trailing zeros."""
    difference = pc.cast(pc.subtract(_exact(now), _exact(before)), EXACT)
    text = pc.utf8_rtrim(pc.utf8_rtrim(pc.cast(difference, pa.string()), "0"), ".")
    return pc.if_else(pc.equal(difference, Decimal(0)), "0", text)  # Arrow writes a zero as 0E-10
