"""Observations: for every key the score and the rank that are held true, with their rivals and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pyarrow as pa

from parpipe.areas import Areas
from parpipe.claims import Claim, Holding, Precedence, Row
from parpipe.indices import Index
from parpipe.model import Finding, PublishedDate
from parpipe.schema import to_table

KEY = ("index_id", "level", "ref_area", "component", "time_period", "statistic")
SCORES = ("score", "mean_score", "median_score")
MEAN_OF = {"province": "ALL-PROV", "ministry": "ALL-MIN"}
"""The area whose mean a unit is compared with."""

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What consolidation needs to know beside the statements."""

    index: Index
    areas: Areas
    precedence: Precedence


def known_by(statements: Iterable[Row], *, as_of: date | None = None, recorded_by: date | None = None) -> list[Row]:
    """Return the statements published by ``as_of`` (captured, where that is unknown) and captured by ``recorded_by``."""
    return [
        row
        for row in statements
        if (as_of is None or _published_by(row) <= as_of) and (recorded_by is None or row["recorded_at"] <= recorded_by)
    ]


def _published_by(row: Row) -> date:
    """Return the first day by which a statement had certainly been published."""
    if row["published_at"] is None:
        return row["recorded_at"]  # type: ignore[no-any-return]
    return PublishedDate(row["published_at"], row["published_precision"]).latest()


def _first_published(claim: Claim) -> date | None:
    return min((_published_by(row) for row in claim.statements if row["published_at"]), default=None)


def statistic(row: Row) -> str:
    """Return what an area's figure is: its own value, or the mean or median over others."""
    if row["measure"] == "median_score":
        return "median"
    return "mean" if row["measure"] == "mean_score" or row["level"] in ("region", "national") else "value"


def key_of(row: Row) -> Key:
    """Return the observation key that a statement speaks of."""
    return (*(row[name] for name in KEY[:-1]), statistic(row))


def key_text(key: Iterable[Any]) -> str:
    """Return a key as people write it: INDEX/level/AREA/year, then component and statistic where they are not the usual."""
    index_id, level, ref_area, component, time_period, stat = key
    usual = "value" if level in ("province", "ministry") else "mean"
    tail = [component] if component != "_T" or stat != usual else []
    return "/".join([index_id, level, ref_area, str(time_period), *tail, *([stat] if stat != usual else [])])


def consolidate(statements: Iterable[Row], context: Context) -> tuple[pa.Table, list[Finding]]:
    """Return the observations table (sorted by key) and findings for rival and for merely approximate figures."""
    groups = dict[Key, list[Row]]()
    for row in statements:
        if row["scope"] == "national" and row["measure"] in (*SCORES, "rank"):
            groups.setdefault(key_of(row), []).append(row)
    rows, findings = list[dict[str, Any]](), list[Finding]()
    for key in sorted(groups):
        exact = [row for row in groups[key] if not row["approximate"]]
        if not exact:
            findings.append(_approximate_only(key, groups[key][0]))
            continue
        held = {name: _hold(exact, measures, context.precedence) for name, measures in (("score", SCORES), ("rank", ("rank",)))}
        rows.append(_observation(key, held["score"], held["rank"], context))
        findings += [finding for name, holding in held.items() if holding for finding in _rival_findings(key, name, holding)]
    _add_gaps(rows)
    return to_table("observations", rows), findings


def _hold(rows: list[Row], measures: tuple[str, ...], precedence: Precedence) -> Holding | None:
    stated = [row for row in rows if row["measure"] in measures]
    return precedence.hold(stated, exact="rank" in measures) if stated else None


def _observation(key: Key, score: Holding | None, rank: Holding | None, context: Context) -> dict[str, Any]:
    _, level, ref_area, _, time_period, _ = key
    name_vi, name_en = context.areas.name(ref_area, context.index.territory(level, time_period))
    holdings = [holding for holding in (score, rank) if holding]
    rivals = sum(len(holding.rivals) for holding in holdings)
    published = [_first_published(holding.held) for holding in holdings]
    return {
        **dict(zip(KEY, key, strict=True)),
        "area_name_vi": name_vi,
        "area_name_en": name_en,
        **_score_columns(key, score.held if score else None, context.index),
        **_rank_columns(rank.held if rank else None),
        "tier": None,
        "gap_to_mean": None,
        "obs_status": "U" if rivals else "A",
        "comparability_group": comparability_group(key, score.held if score else None, context.index),
        "claim_count": len(holdings) + rivals,
        "rival_count": rivals,
        "voice_count": len(frozenset[str]().union(*(holding.held.voices for holding in holdings))),
        "held_because": "|".join(f"{name}:{h.because}" for name, h in (("score", score), ("rank", rank)) if h),
        "score_statement": score.held.best["statement_id"] if score else None,
        "rank_statement": rank.held.best["statement_id"] if rank else None,
        "published_at": None if None in published else max(published),  # type: ignore[type-var]
        "recorded_at": max(min(row["recorded_at"] for row in holding.held.statements) for holding in holdings),
    }


def scale_of(key: Key, claim: Claim, index: Index) -> tuple[str | None, str]:
    """Return the maximum of a held score as text, and its basis: stated by a source of the claim, framework, or unknown.

    Components are printed as points here and as percent of their maximum there: a score above the declared maximum is on
    another scale, and which one is unknown.
    """
    _, level, _, component, time_period, _ = key
    stated = next((row["scale_max"] for row in claim.statements if row["scale_max"]), None)
    if stated:
        return stated, "stated"
    declared = index.scale(unit_level(level, key[2]), component, time_period)
    if declared is None or Decimal(claim.value) > declared[0]:
        return None, "unknown"
    return format(declared[0], "f"), "framework"


def unit_level(level: str, ref_area: str) -> str:
    """Return the level of the units that a figure speaks of: a mean over provinces is on the provinces' scale."""
    return "ministry" if ref_area == "ALL-MIN" else "province" if level in ("region", "national") else level


def _score_columns(key: Key, claim: Claim | None, index: Index) -> dict[str, Any]:
    if claim is None:
        return dict.fromkeys(("unit", "score", "scale_max", "scale_basis", "score_pct"))
    scale_max, basis = scale_of(key, claim, index)
    percent = Decimal(100) * Decimal(claim.value) / Decimal(scale_max) if scale_max else None
    unit = next((row["unit"] for row in claim.statements if row["unit"]), None)
    return {"unit": unit, "score": claim.value, "scale_max": scale_max, "scale_basis": basis, "score_pct": round_text(percent)}


def _rank_columns(claim: Claim | None) -> dict[str, Any]:
    if claim is None:
        return dict.fromkeys(("rank", "ranked_count", "rank_basis", "percentile"))
    rank = int(claim.value)
    count = next((row["ranked_count"] for row in claim.statements if row["ranked_count"]), None)
    percentile = Decimal(100) * (count - rank) / (count - 1) if count and count > 1 else None
    return {"rank": rank, "ranked_count": count, "rank_basis": claim.best["basis"], "percentile": round_text(percentile)}


def round_text(value: Decimal | None) -> str | None:
    """Return a computed share with four decimals, rounded half to even, once."""
    return None if value is None else format(value.quantize(Decimal("0.0001"), rounding=ROUND_HALF_EVEN), "f")


def comparability_group(key: Key, claim: Claim | None, index: Index) -> str:
    """Return the name of the run of years in which scores can be compared: framework start, scale and population."""
    index_id, level, ref_area, component, time_period, _ = key
    units = unit_level(level, ref_area)
    scale_max = scale_of(key, claim, index)[0] if claim else None
    population = index.population(units, time_period)
    parts = [
        f"F{index.framework_start(units, time_period) or '?'}",
        f"S{scale_max or '?'}",
        f"N{population.count if population else '?'}",
    ]
    return "/".join([index_id, level, component, *parts])


def _add_gaps(rows: list[dict[str, Any]]) -> None:
    """Fill gap_to_mean: the score less the mean of all units of the level, where both are on one scale."""
    means = {tuple(row[name] for name in KEY): row for row in rows if row["statistic"] == "mean"}
    for row in rows:
        wanted = {**row, "level": "national", "ref_area": MEAN_OF.get(row["level"]), "statistic": "mean"}
        mean: Mapping[str, Any] | None = means.get(tuple(wanted[name] for name in KEY))
        if mean and row["score"] and mean["score"] and row["scale_max"] == mean["scale_max"]:
            row["gap_to_mean"] = format(Decimal(row["score"]) - Decimal(mean["score"]), "f")


def _rival_findings(key: Key, field: str, holding: Holding) -> Iterator[Finding]:
    for rival in holding.rivals:
        message = (
            f"{field} {rival.value} is stated by {_voices(rival)}, "
            f"{holding.held.value} by {_voices(holding.held)} and held ({holding.because})"
        )
        cited = rival.best
        yield Finding(
            "rival_values",
            "warning",
            "observations",
            key_text(key),
            field,
            rival.value,
            message,
            cited["statement_id"],
            cited["source_id"],
        )


def _voices(claim: Claim) -> str:
    pages = sorted(claim.voices)
    return ", ".join(pages[:3]) + (f" and {len(pages) - 3} more" if len(pages) > 3 else "")


def _approximate_only(key: Key, row: Row) -> Finding:
    message = f"{row['printed']} is stated as an approximation only, so nothing is held"
    return Finding(
        "approximate_only",
        "info",
        "observations",
        key_text(key),
        row["measure"],
        row["value"],
        message,
        row["statement_id"],
        row["source_id"],
    )
