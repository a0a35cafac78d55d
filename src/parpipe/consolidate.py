"""Observations: for every key the score and the rank that are held true, with their rivals and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pyarrow as pa

from parpipe import scales
from parpipe.areas import Areas
from parpipe.claims import Claim, Holding, Precedence
from parpipe.indices import Index
from parpipe.keys import KEY, SCORES, Key, Row, column_of, key_of, key_text, own_key
from parpipe.model import Finding
from parpipe.scales import unit_level
from parpipe.schema import to_table
from parpipe.vintages import published_by

MEAN_OF = {"province": "ALL-PROV", "ministry": "ALL-MIN"}
"""The area whose mean a unit is compared with."""


@dataclass(frozen=True, slots=True)
class Context:
    """What consolidation needs to know beside the statements."""

    index: Index
    areas: Areas
    precedence: Precedence


def _first_published(claim: Claim) -> date | None:
    return min((published_by(row) for row in claim.supporters if row["published_at"]), default=None)


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
            findings.append(_approximate_only(key, min(groups[key], key=lambda row: row["statement_id"])))
            continue
        held = {name: _hold(exact, name, context) for name in ("score", "rank")}
        rows.append(_observation(key, held["score"], held["rank"], context))
        findings += [finding for name, holding in held.items() if holding for finding in _rival_findings(key, name, holding)]
    _add_gaps(rows)
    return to_table("observations", rows), findings


def _hold(rows: list[Row], column: str, context: Context) -> Holding | None:
    stated = [row for row in rows if column_of(row) == column]
    if not stated:
        return None
    return context.precedence.hold(stated, exact=column == "rank", scaled=lambda row: scales.scale_of(row, context.index))


def _observation(key: Key, score: Holding | None, rank: Holding | None, context: Context) -> dict[str, Any]:
    _, level, ref_area, _, time_period, _ = key
    name_vi, name_en = context.areas.name(ref_area, context.index.territory(level, time_period))
    named = [(name, holding) for name, holding in (("score", score), ("rank", rank)) if holding]
    holdings = [holding for _, holding in named]
    rivals = [f"{name}:{rival.value}" for name, holding in named for rival in holding.rivals]
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
        "claim_count": len(holdings) + len(rivals),
        "rival_count": len(rivals),
        "voice_count": len(frozenset[str]().union(*(holding.held.voices for holding in holdings))),
        "support": "|".join(f"{name}:{len(holding.held.voices)}" for name, holding in named),
        "rivals": "|".join(rivals) or None,
        "equations": "|".join(f"{name}:{kind}" for name, holding in named for kind in holding.equations) or None,
        "held_because": "|".join(f"{name}:{holding.because}" for name, holding in named),
        "score_statement": score.held.best["statement_id"] if score else None,
        "rank_statement": rank.held.best["statement_id"] if rank else None,
        "published_at": None if None in published else max(published),  # type: ignore[type-var]
        "recorded_at": max(min(row["recorded_at"] for row in holding.held.supporters) for holding in holdings),
    }


def scale_of(key: Key, claim: Claim, index: Index) -> tuple[str | None, str]:
    """Return the maximum of a held score as text, and its basis: stated by a source of the claim, framework, or unknown.

    A page that prints percent states a maximum of 100. Components are printed as points here and as percent of their
    maximum there: a score above the declared maximum is on another scale, and which one is unknown.
    """
    _, level, _, component, time_period, _ = key
    stated = next((row["scale_max"] for row in claim.statements if row["scale_max"]), None)
    if stated:
        return stated, "stated"
    if claim.best["unit"] == "percent":
        return "100", "stated"
    declared = index.scale(unit_level(level, key[2]), component, time_period)
    if declared is None or Decimal(claim.value) > declared[0]:
        return None, "unknown"
    return format(declared[0], "f"), "framework"


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
    means = {own_key(row): row for row in rows if row["statistic"] == "mean"}
    for row in rows:
        wanted = {**row, "level": "national", "ref_area": MEAN_OF.get(row["level"]), "statistic": "mean"}
        mean: Mapping[str, Any] | None = means.get(own_key(wanted))
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
    pages = sorted(claim.pages)
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
