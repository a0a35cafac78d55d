"""What is known of one unit, for its page and its JSON file: figures with all their evidence, by index and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from parpipe.agreement import agree, agree_across
from parpipe.keys import column_of, is_level
from parpipe.model import TOTAL
from parpipe.site.edition import Edition, Package, Row, View, group
from parpipe.site.words import LANGUAGES

_OF_FIGURE = (
    *("component", "statistic", "unit", "score", "scale_max", "scale_basis", "score_pct", "rank", "ranked_count", "rank_basis"),
    *("percentile", "tier", "gap_to_mean", "obs_status", "rivals", "equations", "held_because", "support", "published_at"),
)
_OF_LATEST = ("time_period", "statistic", "rank", "ranked_count", "score", "scale_max", "obs_status")
_OF_CHANGE = (
    *("previous_period", "score_change", "rank_change", "comparable", "not_comparable_reason"),
    *("stated_score_change", "stated_rank_change", "score_verdict", "rank_verdict"),
)
_OF_STATEMENT = (
    *("statement_id", "measure", "value", "printed", "scale_max", "unit", "ranked_count", "base_period"),
    *("scope", "approximate", "basis", "locator", "quote", "source_id", "source_url"),
    *("published_at", "published_precision", "superseded_at"),
)
_OF_IMPLIED = ("measure", "kind", "value", "low", "high", "verdict", "independent", "quotes")
_OF_STATED = ("measure", "base_period", "stated", "derived", "verdict")
_OF_REVISION = (
    *("time_period", "statistic", "field", "old", "new", "kind", "seen_in"),
    *("old_source_url", "new_source_url", "recorded_at"),
)
_OF_FINDING = ("code", "severity", "key", "value", "message", "status", "accepted_because")
_OF_TARGET = (
    *("who", "time_period", "from_period", "component", "measure", "bound", "value", "plan", "evidence"),
    *("source_id", "source_url", "published_at", "observed", "outcome"),
)


def area_view(edition: Edition, ref_area: str) -> View:
    """Return all that the packages hold of a unit."""
    named, place = edition.names[ref_area][-1], edition.places[ref_area]
    of, into = edition.successions
    indices = [view for package in edition.packages if (view := _index(edition, package, ref_area))]
    return {
        **edition.name_of(ref_area),
        "level": place["level"],
        "kind": named["kind"],
        "code": named["code"],
        "region": edition.name_of(named["region"]) if named["region"] else None,
        "valid_from": place["valid_from"],
        "valid_to": place["valid_to"],
        "predecessors": [_kin(edition, row, "predecessor") for row in of.get(ref_area, ())],
        "successors": [_kin(edition, row, "successor") for row in into.get(ref_area, ())],
        "recorded_at": max((one["recorded_at"] for one in indices if one["recorded_at"]), default=None),
        "indices": indices,
    }


def _kin(edition: Edition, row: Row, side: str) -> View:
    return {**edition.name_of(row[side]), "date": row["date"], "decree": row["decree"]}


def _index(edition: Edition, package: Package, ref_area: str) -> View | None:
    """Return what one package holds of a unit; None where it knows nothing and has no years in which it should."""
    rows = {name: grouped.get(ref_area, []) for name, grouped in package.by_area.items()}
    years = sorted({row["time_period"] for name in ("coverage", "observations", "statements", "implied") for row in rows[name]})
    if not any(rows[name] for name in ("observations", "statements", "targets")):
        return None
    by_year = {name: _by_figure(rows[name]) for name in ("changes", "statements", "reconciliation", "implied")}
    states = {row["time_period"]: row for row in rows["coverage"]}
    held = group(rows["observations"], "time_period")
    dates = [row["recorded_at"] for name in ("statements", "targets") for row in rows[name] if row["recorded_at"]]
    totals = [row for row in rows["observations"] if row["component"] == TOTAL]
    latest = max(totals, key=lambda row: (row["time_period"], row["statistic"] == "value"), default=None)
    return {
        "index_id": package.index_id,
        "package": package.name,
        "name_vi": package.titles["vi"],
        "name_en": package.titles["en"],
        "recorded_at": max(dates, default=None),
        "latest": _pick(latest, _OF_LATEST) if latest else None,
        "profile": _profile(rows["profiles"]),
        "years": [
            {
                "time_period": year,
                "score_state": states[year]["score"] if year in states else None,
                "rank_state": states[year]["rank"] if year in states else None,
                "figures": _figures(package, year, held.get(year, []), by_year),
            }
            for year in years
        ],
        "targets": [_pick(row, _OF_TARGET) | {"publisher": package.publishers[row["source_id"]]} for row in rows["targets"]],
        "relations": [_relation(edition, row) for row in package.relations_of.get(ref_area, ())],
        "revisions": [_named(package, row["component"]) | _pick(row, _OF_REVISION) for row in rows["revisions"]],
        "findings": [_pick(row, _OF_FINDING) for row in package.findings_of.get(ref_area, ())],
    }


def _relation(edition: Edition, row: Row) -> View:
    """Return what a page says of two units, the one that is ahead first."""
    ends = [row["of_area"], row["other_area"]]
    value: str = row["value"]
    if row["relation"] == "gap" and value.startswith("-"):
        ends.reverse()
    of, other = (edition.name_of(one) if one else None for one in ends)
    told = _pick(row, ("time_period", "component", "relation", "source_url", "published_at", "published_precision"))
    return {**told, "value": value.removeprefix("-"), "of_area": of, "other_area": other}


def _profile(rows: Sequence[Row]) -> Row | None:
    names = ("best_rank", "best_rank_period", "worst_rank", "worst_rank_period", "score_mean", "strengths", "weaknesses")
    return _pick(rows[0], ("first_period", "last_period", "year_count", *names)) if rows else None


def _by_figure(rows: Iterable[Row]) -> dict[tuple[int, str], list[Row]]:
    found = defaultdict[tuple[int, str], list[Row]](list)
    for row in rows:
        found[row["time_period"], row["component"]].append(row)
    return found


def _figures(package: Package, year: int, held: list[Row], beside: dict[str, dict[tuple[int, str], list[Row]]]) -> list[View]:
    """Return the figures of a year, the whole index first; also those that pages or arithmetic tell while nothing is held."""
    told = [component for name in ("statements", "implied") for at, component in beside[name] if at == year]
    components = dict.fromkeys([row["component"] for row in held] + told)
    ordered = sorted(components, key=lambda one: (one != TOTAL, one))
    return [_figure(package, year, one, [row for row in held if row["component"] == one], beside) for one in ordered]


def _figure(
    package: Package, year: int, component: str, held: list[Row], beside: dict[str, dict[tuple[int, str], list[Row]]]
) -> View:
    rows = {name: grouped.get((year, component), []) for name, grouped in beside.items()}
    return {
        **_named(package, component),
        "held": [_pick(row, _OF_FIGURE) for row in held],
        "changes": [_pick(row, _OF_CHANGE) for row in rows["changes"] if row["previous_period"]],
        "evidence": [_evidence(package, row, held) for row in sorted(rows["statements"], key=_rank_of_evidence)],
        "implied": _once(_pick(row, _OF_IMPLIED) for row in rows["implied"]),
        "stated": _once(_pick(row, _OF_STATED) for row in rows["reconciliation"]),
    }


def _named(package: Package, component: str) -> View:
    names = {f"name_{language}": package.component_name(component, language) for language in LANGUAGES}
    return {"component": component, **names}


def _evidence(package: Package, row: Row, held: list[Row]) -> View:
    return _pick(row, _OF_STATEMENT) | {
        "publisher": package.publishers[row["source_id"]],
        "supports": supports(row, held),
    }


def _rank_of_evidence(row: Row) -> tuple[Any, ...]:
    measures = ("score", "mean_score", "median_score", "rank", "score_change", "rank_change")
    return measures.index(row["measure"]), row["published_at"] or "9", row["statement_id"]


def supports(statement: Row, held: Sequence[Row]) -> bool | None:
    """Return whether a statement agrees with what is held; None where the two cannot be compared."""
    column = column_of(statement)
    values = [row for row in held if row[column] is not None]
    if not values or statement["superseded_at"] or not is_level(statement):
        return None
    value = Decimal(statement["value"])
    if column == "rank":
        return any(value == Decimal(row["rank"]) for row in values)
    return any(_same(value, statement["scale_max"], row) for row in values)


def _same(value: Decimal, scale: str | None, held: Row) -> bool:
    if agree(value, Decimal(held["score"])):
        return True
    scales = [Decimal(one) for one in (scale or "100", held["scale_max"] or "0")]
    return all(scales) and scales[0] != scales[1] and agree_across(value, scales[0], Decimal(held["score"]), scales[1])


def _pick(row: Row, names: Iterable[str]) -> Row:
    return {name: row[name] for name in names}


def _once(rows: Iterable[Row]) -> list[Row]:
    return list({tuple(row.values()): row for row in rows}.values())
