"""The book of a package: what its cross-checks look at, and the findings they write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from parpipe.agreement import decimals, half_unit
from parpipe.implied import Implied
from parpipe.indices import Index
from parpipe.keys import Row, key_text, own_key
from parpipe.model import Finding, Severity

Ranking = tuple[str, str, str, int]
"""Index, level, component and year: the units of one are ranked together."""


@dataclass(frozen=True)
class Book:
    """What is held of an index (``held``, ``changes``) and what was said of it (statements, relations, implied values)."""

    index: Index
    held: tuple[Row, ...]
    changes: tuple[Row, ...] = ()
    statements: tuple[Row, ...] = ()
    relations: tuple[Row, ...] = ()
    implied: tuple[Implied, ...] = ()

    def rankings(self) -> Mapping[Ranking, list[Row]]:
        """Return the held rows of single units by the ranking they belong to."""
        return self._rankings

    @cached_property
    def _rankings(self) -> Mapping[Ranking, list[Row]]:
        found = dict[Ranking, list[Row]]()
        for row in self.held:
            if row["statistic"] == "value" and row["level"] in ("province", "ministry"):
                found.setdefault((row["index_id"], row["level"], row["component"], row["time_period"]), []).append(row)
        return found

    def ranking(self, relation: Row) -> list[Row]:
        """Return the held rows of the ranking that a relation speaks of."""
        place = relation["index_id"], relation["level"], relation["component"], relation["time_period"]
        return self.rankings().get(place, [])

    def count(self, level: str, year: int) -> int | None:
        """Return how many units are ranked; None where it is unknown or sources disagree."""
        population = self.index.population(level, year)
        return population.count if population else None


def score(row: Row) -> Decimal:
    """Return the held score of a row that has one."""
    return Decimal(row["score"])


def blur(values: Iterable[Decimal]) -> Decimal:
    """Return by how much printed values may be off together: half a unit of each."""
    return sum((half_unit(decimals(value)) for value in values), Decimal(0))


def on_row(code: str, severity: Severity, row: Row, field: str, message: str) -> Finding:
    """Return a finding on a held row."""
    key = key_text(own_key(row))
    return Finding(code, severity, "observations", key, field, str(row[field]), message, row[f"{field}_statement"])


def on_relation(code: str, severity: Severity, relation: Row, value: Any, message: str) -> Finding:
    """Return a finding on what a page says of several figures."""
    key = f"{relation['index_id']}/{relation['level']}/{relation['of_area'] or '*'}/{relation['time_period']}"
    return Finding(code, severity, "relations", key, relation["relation"], str(value), message)


def named(row: Row) -> str:
    """Return a unit with what is held of it, for messages."""
    parts = [f"score {row['score']}" if row["score"] else "", f"rank {row['rank']}" if row["rank"] else ""]
    return f"{row['area_name_vi']} ({', '.join(part for part in parts if part)})"
