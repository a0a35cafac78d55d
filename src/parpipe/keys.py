"""Keys: which figure a statement speaks of, and how people write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

KEY = ("index_id", "level", "ref_area", "component", "time_period", "statistic")
SCORES = ("score", "mean_score", "median_score")

Key = tuple[Any, ...]
Row = Mapping[str, Any]
"""A row of a table; where nothing else is said, a statement."""


def statistic(row: Row) -> str:
    """Return what an area's figure is: its own value, or the mean or median over others."""
    if row["measure"] == "median_score":
        return "median"
    return "mean" if row["measure"] == "mean_score" or row["level"] in ("region", "national") else "value"


def key_of(row: Row) -> Key:
    """Return the observation key that a statement speaks of."""
    return (*(row[name] for name in KEY[:-1]), statistic(row))


def own_key(row: Row) -> Key:
    """Return the key of a row that says its statistic itself: an observation, a change, what was reconciled."""
    return tuple(row[name] for name in KEY)


def in_year(key: Key, year: int) -> Key:
    """Return the key of the same series in another year."""
    return (*key[:4], year, key[5])


def key_text(key: Iterable[Any]) -> str:
    """Return a key as people write it: INDEX/level/AREA/year, then component and statistic where they are not the usual."""
    index_id, level, ref_area, component, time_period, stat = key
    usual = "value" if level in ("province", "ministry") else "mean"
    tail = [component] if component != "_T" or stat != usual else []
    return "/".join([index_id, level, ref_area, str(time_period), *tail, *([stat] if stat != usual else [])])


def is_level(row: Row) -> bool:
    """Return whether a statement gives a score or rank of the national ranking, exactly."""
    return row["scope"] == "national" and row["measure"] in (*SCORES, "rank") and not row["approximate"]


def column_of(row: Row) -> str:
    """Return the column of observations that a statement or implied value speaks of: score or rank."""
    return "rank" if row["measure"].startswith("rank") else "score"


def of_measure(cell: str | None, measure: str) -> list[str]:
    """Return what a cell like ``score:89.6|score:81`` holds of a measure."""
    parts = (part.partition(":") for part in (cell or "").split("|"))
    return [value for name, _, value in parts if name == measure]
