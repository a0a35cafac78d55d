"""A ranking, an index over all its years, and the home page, as they are shown and stand in JSON files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from statistics import median

from parpipe.coverage import MEASURES
from parpipe.model import TOTAL
from parpipe.site.edition import Edition, Package, Row, View
from parpipe.site.sorting import alphabetical

LEVELS = ("province", "ministry", "region")
"""The levels of units that are ranked or listed together."""

_SHOWN = ("rank", "ranked_count", "score", "scale_max", "score_pct", "unit", "tier", "obs_status")
_MOVERS = 5


def ranking_view(edition: Edition, package: Package, year: int) -> View:
    """Return the ranking of a year, level by level, with the units of which nothing was found."""
    levels = [_level(edition, package, year, level) for level in LEVELS]
    return {
        **_named(package),
        "time_period": year,
        "levels": [one for one in levels if one["rows"]],
        "means": [_mean(edition, row) for row in package.by_year["observations"].get(year, ()) if row["level"] == "national"],
    }


def _named(package: Package) -> View:
    titles = package.titles
    return {"index_id": package.index_id, "package": package.name, "name_vi": titles["vi"], "name_en": titles["en"]}


def _mean(edition: Edition, row: Row) -> View:
    return {**edition.name_of(row["ref_area"]), **{name: row[name] for name in ("statistic", "score", "scale_max")}}


def _level(edition: Edition, package: Package, year: int, level: str) -> View:
    held = [row for row in package.by_year["observations"].get(year, ()) if row["level"] == level]
    changes = {row["ref_area"]: row for row in package.by_year["changes"].get(year, ()) if row["level"] == level}
    expected = {row["ref_area"] for row in package.by_year["coverage"].get(year, ()) if row["level"] == level}
    rows = [_row(row, changes.get(row["ref_area"])) for row in held]
    ranks = Counter(row["rank"] for row in rows if row["rank"])
    for row in rows:
        row["tied"] = ranks[row["rank"]] > 1
    rows.sort(key=_place)
    missing = [edition.name_of(one) for one in expected - {row["ref_area"] for row in held}]
    return {
        "level": level,
        "count": len(expected | {row["ref_area"] for row in held}),
        "ranked_count": max((row["ranked_count"] for row in rows if row["ranked_count"]), default=None),
        "rows": rows,
        "missing": sorted(missing, key=lambda row: (alphabetical(row["name_vi"]), row["ref_area"])),
    }


def _row(held: Row, change: Row | None) -> View:
    named = {
        "ref_area": held["ref_area"],
        "name_vi": held["area_name_vi"],
        "name_en": held["area_name_en"] or held["area_name_vi"],
    }
    told = {"previous_period": None, "rank_change": None, "score_change": None, "comparable": None}
    if change and change["previous_period"]:
        told = {name: change[name] for name in told}
    return {**named, **{name: held[name] for name in _SHOWN}, **told}


def _place(row: View) -> tuple[object, ...]:
    """Return where a row stands: by rank, then by score; units that tie stand by name."""
    score = Decimal(row["score_pct"] or row["score"] or 0)
    return row["rank"] is None, row["rank"] or 0, -score, alphabetical(row["name_vi"]), row["ref_area"]


def movers(level: View) -> tuple[list[View], list[View]]:
    """Return who moved up most and down most, in ranks that compare."""
    moved = [row for row in level["rows"] if row["comparable"] and row["rank_change"] and row["rank"]]
    up = sorted((row for row in moved if row["rank_change"] > 0), key=lambda row: (-row["rank_change"], row["rank"]))
    down = sorted((row for row in moved if row["rank_change"] < 0), key=lambda row: (row["rank_change"], row["rank"]))
    return up[:_MOVERS], down[:_MOVERS]


def spread(level: View) -> tuple[list[float], str, str, str]:
    """Return the scores of a level on one scale, with the lowest, the highest and the median as texts."""
    scales = [row["scale_max"] for row in level["rows"] if row["score"]]
    usual = max(dict.fromkeys(scales), key=scales.count, default=None)
    scores = sorted(Decimal(row["score"]) for row in level["rows"] if row["score"] and row["scale_max"] == usual)
    if not scores:
        return [], "", "", ""
    return [float(one) for one in scores], str(scores[0]), str(scores[-1]), str(median(scores))


def index_view(edition: Edition, package: Package) -> View:
    """Return an index over the years: how much of it is known, and the ranks of every unit."""
    return {
        **_named(package),
        "description_vi": package.release.info.description_vi,
        "description_en": package.release.info.description,
        "years": package.years,
        "levels": [level for name in LEVELS if (level := _history(edition, package, name))["units"]],
    }


def _history(edition: Edition, package: Package, level: str) -> View:
    held = [row for row in package.tables["observations"] if row["level"] == level and row["component"] == TOTAL]
    known: dict[str, list[View]] = {}
    for row in held:
        figures = {name: row[name] for name in ("time_period", *_SHOWN)}
        known.setdefault(row["ref_area"], []).append(figures)
    states: dict[str, dict[str, str]] = {}
    for row in package.tables["coverage"]:
        if row["level"] == level:
            states.setdefault(row["ref_area"], {})[str(row["time_period"])] = _best(row[name] for name in MEASURES)
    units = sorted({*known, *states}, key=lambda one: (alphabetical(edition.name_of(one)["name_vi"]), one)) if known else []
    return {
        "level": level,
        "coverage": _counts(states.values()),
        "units": [{**edition.name_of(one), "years": known.get(one, []), "states": states.get(one, {})} for one in units],
    }


def _best(states: Iterable[str]) -> str:
    """Return the state of a unit in a year: the better of its score's and its rank's; a contested one shows."""
    found = set(states)
    return next(state for state in ("contested", "held", "implied", "none") if state in found)


def _counts(states: Iterable[dict[str, str]]) -> list[View]:
    """Return how many units are known by year, of how many."""
    rows = list(states)
    years = sorted({year for row in rows for year in row})
    return [
        {
            "time_period": int(year),
            "known": sum(row.get(year) in ("held", "contested") for row in rows),
            "all": sum(year in row for row in rows),
        }
        for year in years
    ]


def home_view(edition: Edition) -> View:
    """Return what the home page shows: the latest ranking of each index, coverage, units, releases."""
    return {
        "indices": [_latest(edition, package) for package in edition.packages],
        "areas": areas_of(edition),
        "releases": [release_line(package) for package in edition.packages],
    }


def _latest(edition: Edition, package: Package) -> View:
    history = index_view(edition, package)
    held = package.by_year["observations"]
    ranked = [year for year in package.years if any(row["level"] in LEVELS for row in held.get(year, ()))]
    latest = ranking_view(edition, package, ranked[-1]) if ranked else None
    return {
        **_named(package),
        "years": ranked,
        "latest": latest,
        "coverage": [{"level": one["level"], "coverage": one["coverage"]} for one in history["levels"]],
    }


def areas_of(edition: Edition) -> list[View]:
    """Return the units that have a page, by level and name, with whether they still exist."""
    rows = [
        {
            **edition.name_of(one),
            "level": edition.places[one]["level"],
            "valid_to": edition.places[one]["valid_to"],
            "valid_from": edition.places[one]["valid_from"],
        }
        for one in edition.shown
    ]
    order = (*LEVELS, "national")
    return sorted(
        rows, key=lambda row: (order.index(row["level"]), bool(row["valid_to"]), alphabetical(row["name_vi"]), row["ref_area"])
    )


def release_line(package: Package) -> View:
    """Return what a release says of itself in one line."""
    release, revisions = package.release, package.tables["revisions"]
    own = [row for row in revisions if row["seen_in"] == "release"]
    return {
        "package": package.name,
        "index_id": package.index_id,
        "version": release.version,
        "created": release.info.created.isoformat(),
        "previous": release.previous,
        **{kind: sum(row["kind"] == kind for row in own) for kind in ("added", "revised", "withdrawn")},
    }
