"""Profiles: what a whole series says of a unit, each figure with the number of years it rests on, null where too few.

What the ranks say holds over all years. Scores are summed up only within the longest run of years that can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import groupby
from typing import Any

import pyarrow as pa

from parpipe.consolidate import Context, round_text
from parpipe.indices import Index
from parpipe.keys import Row
from parpipe.model import TOTAL
from parpipe.schema import to_table

FEWEST_OF_MEAN, FEWEST_OF_SHARE, FEWEST_OF_SPREAD, FEWEST_OF_TREND = 2, 3, 3, 4
"""How many years a mean, a share of years, a standard deviation and a trend need at least."""

FEWEST_PEERS = 5
"""How many units of a level have to be known of a component in a year before their mean says anything."""

MOST_NAMED = 3
"""How many components are named as strengths, and as weaknesses."""

Points = list[tuple[int, Decimal]]
Gaps = Mapping[str, Mapping[str, list[Decimal]]]
"""By unit and component: by how many percent the score lay above the mean of the known ones, for every year that tells."""


def derive_profiles(observations: pa.Table, context: Context) -> pa.Table:
    """Return the profiles table of an index: a row for every province and ministry of which something is held."""
    rows = [row for row in observations.to_pylist() if row["statistic"] == "value"]
    gaps = _gaps(row for row in rows if row["component"] != TOTAL and row["score"] is not None)
    whole = sorted((row for row in rows if row["component"] == TOTAL), key=_unit_and_year)
    series = (list(group) for _, group in groupby(whole, key=lambda row: (row["level"], row["ref_area"])))
    return to_table("profiles", (_profile(rows, gaps.get(rows[0]["ref_area"], {}), context.index) for rows in series))


def _unit_and_year(row: Row) -> tuple[str, str, int]:
    return row["level"], row["ref_area"], row["time_period"]


def _profile(rows: list[dict[str, Any]], gaps: Mapping[str, list[Decimal]], index: Index) -> dict[str, Any]:
    last = rows[-1]
    return {
        **{name: last[name] for name in ("index_id", "level", "ref_area", "area_name_vi", "area_name_en")},
        "first_period": rows[0]["time_period"],
        "last_period": last["time_period"],
        "year_count": len(rows),
        **_of_ranks([row for row in rows if row["rank"] is not None], index),
        **_of_scores(rows),
        "strengths": _named(gaps, above=True),
        "weaknesses": _named(gaps, above=False),
    }


def _of_ranks(ranked: list[dict[str, Any]], index: Index) -> dict[str, Any]:
    """Return best and worst rank with the latest year of each, and how often the unit was in the bottom quarter."""
    best = min(ranked, key=lambda row: (row["rank"], -row["time_period"]), default=None)
    worst = max(ranked, key=lambda row: (row["rank"], row["time_period"]), default=None)
    counted = [(row["rank"], count) for row in ranked if (count := _count(row, index))]
    low = sum(4 * rank > 3 * count for rank, count in counted)
    share = Decimal(low) / len(counted) if len(counted) >= FEWEST_OF_SHARE else None
    return {
        "rank_years": len(ranked),
        "best_rank": best and best["rank"],
        "best_rank_period": best and best["time_period"],
        "worst_rank": worst and worst["rank"],
        "worst_rank_period": worst and worst["time_period"],
        "bottom_quarter_years": len(counted),
        "bottom_quarter_share": round_text(share),
    }


def _count(row: Row, index: Index) -> int | None:
    """Return how many units were ranked, as printed or else as declared of the year."""
    declared = index.population(row["level"], row["time_period"])
    return row["ranked_count"] or (declared.count if declared else None)


def _of_scores(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return mean, standard deviation and trend of the scores in the longest run of comparable years, the latest of equals."""
    runs: dict[tuple[str, str | None], Points] = {}
    for row in rows:
        if row["score"] is not None and row["scale_max"] is not None:
            unit = None if Decimal(row["scale_max"]) == 100 else row["unit"]  # of a hundred, points and percent are one
            point = row["time_period"], Decimal(row["score"])
            runs.setdefault((row["comparability_group"], unit), []).append(point)
    (group, _), points = max(runs.items(), key=lambda run: (len(run[1]), run[1][-1]), default=((None, None), Points()))
    slope, error = _trend(points)
    return {
        "comparability_group": group,
        "score_years": len(points),
        "score_mean": round_text(_mean([score for _, score in points])) if len(points) >= FEWEST_OF_MEAN else None,
        "score_deviation": round_text(_deviation([score for _, score in points])),
        "trend": round_text(slope),
        "trend_error": round_text(error),
    }


def _mean(values: list[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def _deviation(values: list[Decimal]) -> Decimal | None:
    """Return the standard deviation of a sample."""
    if len(values) < FEWEST_OF_SPREAD:
        return None
    mean = _mean(values)
    return (sum(((value - mean) ** 2 for value in values), Decimal(0)) / (len(values) - 1)).sqrt()


def _trend(points: Points) -> tuple[Decimal | None, Decimal | None]:
    """Return the slope of the least squares line in points a year, and its standard error."""
    if len(points) < FEWEST_OF_TREND:
        return None, None
    years, scores = [Decimal(year) for year, _ in points], [score for _, score in points]
    middle, mean = _mean(years), _mean(scores)
    spread = sum(((year - middle) ** 2 for year in years), Decimal(0))
    pairs = list(zip(years, scores, strict=True))
    slope = sum(((year - middle) * (score - mean) for year, score in pairs), Decimal(0)) / spread
    left = sum(((score - mean - slope * (year - middle)) ** 2 for year, score in pairs), Decimal(0))
    return slope, (left / (len(points) - 2) / spread).sqrt()


def _gaps(rows: Iterable[dict[str, Any]]) -> Gaps:
    peers: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        same = ("level", "component", "time_period", "scale_max", "unit")
        peers.setdefault(tuple(row[name] for name in same), []).append(row)
    gaps: dict[str, dict[str, list[Decimal]]] = {}
    for known in peers.values():
        mean = _mean([Decimal(row["score"]) for row in known])
        for row in known if len(known) >= FEWEST_PEERS and mean > 0 else ():
            gap = 100 * (Decimal(row["score"]) / mean - 1)
            gaps.setdefault(row["ref_area"], {}).setdefault(row["component"], []).append(gap)
    return gaps


def _named(gaps: Mapping[str, list[Decimal]], *, above: bool) -> str | None:
    """Return the components farthest from the mean on one side: ``TTHC +3.21 (2)|CDDH +1.00 (1)``."""
    means = {component: (_mean(found), len(found)) for component, found in gaps.items()}
    sided = {component: pair for component, pair in means.items() if (pair[0] > 0) == above and pair[0] != 0}
    order = sorted(sided.items(), key=lambda item: (-abs(item[1][0]), item[0]))
    return "|".join(_words(order)) or None


def _words(order: Iterable[tuple[str, tuple[Decimal, int]]]) -> Iterator[str]:
    for component, (gap, years) in list(order)[:MOST_NAMED]:
        yield f"{component} {gap.quantize(Decimal('0.01'), rounding=ROUND_HALF_EVEN):+f} ({years})"
