"""Coverage: for every unit and year of an index whether its score and its rank are held, contested, implied or missing.

What is missing is a row like what is there, so that nobody takes a gap in the data for a unit that was not ranked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from parpipe.consolidate import Context
from parpipe.keys import Row, key_text, own_key
from parpipe.model import TOTAL, Finding
from parpipe.schema import to_table

MEASURES = ("score", "rank")
STATES = ("held", "contested", "implied", "none")

Place = tuple[str, int, str]
"""Level, year and unit."""


def derive_coverage(observations: pa.Table, implied: Iterable[Row], findings: Iterable[Finding], context: Context) -> pa.Table:
    """Return the coverage table of an index: a row for every unit in every year from the first to the last known one.

    ``implied`` are rows with a key, a measure and a value that follows from others, ``findings`` name the contested ones.
    Only the whole index counts, no component. A level of which nothing at all is known has no rows.
    """
    contested = {(finding.key, finding.field) for finding in findings if finding.code == "rival_values"}
    known: dict[Place, dict[str, str]] = {}
    for row in implied:
        if row["component"] == TOTAL and row["value"] is not None:  # else only an interval follows
            measure = "rank" if row["measure"] == "rank" else "score"
            known.setdefault(_place(row), {})[measure] = "implied"
    for row in observations.to_pylist():
        if row["component"] == TOTAL:
            key = key_text(own_key(row))
            states = {name: _held(key, name, contested) for name in MEASURES if row[name] is not None}
            known[_place(row)] = known.get(_place(row), {}) | states
    places = sorted({*known, *_expected(known, context)})
    return to_table("coverage", (_row(place, known.get(place, {}), context.index.index_id) for place in places))


def _place(row: Row) -> Place:
    return row["level"], row["time_period"], row["ref_area"]


def _held(key: str, measure: str, contested: set[tuple[str, str | None]]) -> str:
    return "contested" if (key, measure) in contested else "held"


def _row(place: Place, states: Mapping[str, str], index_id: str) -> dict[str, Any]:
    level, year, ref_area = place
    named = {name: states.get(name, "none") for name in MEASURES}
    return {"index_id": index_id, "level": level, "time_period": year, "ref_area": ref_area, **named}


def _expected(known: Iterable[Place], context: Context) -> Iterator[Place]:
    """Yield the units that existed in the territory of each year; of means only those that are ever stated."""
    places = list(known)
    years = [year for _, year, _ in places]
    for level in sorted({level for level, _, _ in places}):
        stated = {ref_area for one, _, ref_area in places if one == level}
        for year in range(min(years), max(years) + 1):
            units = stated if level == "national" else context.areas.at(level, context.index.territory(level, year))
            yield from ((level, year, ref_area) for ref_area in units)


def count_states(coverage: pa.Table) -> Mapping[tuple[str, int, str, str], int]:
    """Return how many units of a level, in a year, have a measure in a state: by (level, year, measure, state)."""
    return Counter(
        (row["level"], row["time_period"], measure, row[measure]) for row in coverage.to_pylist() for measure in MEASURES
    )


def coverage_matrix(counts: Mapping[tuple[str, int, str, str], int]) -> Iterator[tuple[str, ...]]:
    """Yield a header and a line for every level, measure and state that occurs: how many units there are by year."""
    years = sorted({year for _, year, _, _ in counts})
    yield "level", "measure", "state", *map(str, years)
    for level in sorted({level for level, _, _, _ in counts}):
        for measure in MEASURES:
            for state in STATES:
                units = [counts.get((level, year, measure, state), 0) for year in years]
                if any(units):
                    yield level, measure, state, *map(str, units)
