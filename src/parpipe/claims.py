"""Claims: the statements of one figure, grouped by what they say, and the written order by which one claim is held.

Statements whose numbers agree (one rounded or cut off, see agreement.py) form one claim, led by its most precise number.
The order stands in data/reference/precedence.yaml. There are no weights: the first criterion that separates the best two
claims decides, and its name is published as the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from parpipe.agreement import agree, decimals
from parpipe.errors import BadConfiguration
from parpipe.model import Source
from parpipe.precedence import read_precedence

Row = Mapping[str, Any]
"""A statement as a row of the statements table."""

CRITERIA = ("authority", "grade", "basis")


@dataclass(frozen=True, slots=True)
class Claim:
    """One asserted value and the statements that support it, best first."""

    value: str
    statements: tuple[Row, ...]

    @property
    def best(self) -> Row:
        """The statement that is cited for the claim."""
        return self.statements[0]

    @property
    def voices(self) -> frozenset[str]:
        """The pages that make the claim."""
        return frozenset(row["source_url"] or row["statement_id"] for row in self.statements)


@dataclass(frozen=True, slots=True)
class Holding:
    """The claim that is held, why, and its rivals."""

    held: Claim
    rivals: tuple[Claim, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Precedence:
    """The written order of claims, and the sources it ranks."""

    order: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Source]

    def places(self, row: Row) -> tuple[int, ...]:
        """Return the place of a statement on every line of the order; smaller is better."""
        values = {"authority": self._authority(row), "grade": row["grade"], "basis": row["basis"]}
        return tuple(self.order[criterion].index(values[criterion]) for criterion in CRITERIA)

    def _authority(self, row: Row) -> str:
        source = self.sources[row["source_id"]]
        if row["mirror"] or source.mirror:
            return "mirror"
        if source.authority == "issuer" and row["index_id"] not in source.issues:
            return "other"
        return "own_province" if source.authority == "province" and source.area == row["ref_area"] else source.authority

    def hold(self, rows: Iterable[Row], *, exact: bool = False) -> Holding:
        """Return the claim to hold among statements of one figure; ``exact`` for ranks, which never round."""
        ranked = sorted(
            (self._rank(claim) for claim in group_claims(rows, exact=exact, sort=self._sort)), key=lambda pair: pair[0]
        )
        claims = [claim for _, claim in ranked]
        return Holding(claims[0], tuple(claims[1:]), self._reason([key for key, _ in ranked]))

    def _sort(self, row: Row) -> tuple[Any, ...]:
        """Cite who prints the held value in full, and prints it rather than lists it; then the written order decides."""
        authority, grade, basis = self.places(row)
        return -decimals(Decimal(row["value"])), basis, authority, grade, row["statement_id"]

    def _rank(self, claim: Claim) -> tuple[tuple[Any, ...], Claim]:
        best = tuple(min(column) for column in zip(*(self.places(row) for row in claim.statements), strict=True))
        return (*best, -len(claim.voices), -decimals(Decimal(claim.value)), claim.best["statement_id"]), claim

    @staticmethod
    def _reason(keys: list[tuple[Any, ...]]) -> str:
        if len(keys) == 1:
            return "only_claim"
        differing = (name for name, one, other in zip(REASONS, keys[0], keys[1], strict=True) if one != other)
        return next(differing)


REASONS = (*CRITERIA, "voices", "precision", "order_of_ids")


def group_claims(rows: Iterable[Row], *, exact: bool, sort: Callable[[Row], Any]) -> list[Claim]:
    """Return the claims that statements make: each number joins the first more precise one that it agrees with."""
    by_value = dict[Decimal, list[Row]]()
    for row in rows:
        by_value.setdefault(Decimal(row["value"]), []).append(row)
    heads = dict[Decimal, list[Row]]()
    support = {value: len(group) for value, group in by_value.items()}
    for value in sorted(by_value, key=lambda v: (-_precision(by_value[v]), -support[v], v)):
        same = value if exact else next((head for head in heads if agree(value, head)), value)
        heads.setdefault(same, []).extend(by_value[value])
    return [_claim(group, sort) for group in heads.values()]


def _precision(rows: list[Row]) -> int:
    return max(decimals(Decimal(row["value"])) for row in rows)


def _claim(rows: list[Row], sort: Callable[[Row], Any]) -> Claim:
    statements = sorted(rows, key=sort)
    value = max((row["value"] for row in statements), key=lambda text: decimals(Decimal(text)))
    return Claim(value, tuple(statements))


def load_precedence(data: Path, sources: Mapping[str, Source]) -> Precedence:
    """Return the order of claims of data/reference/precedence.yaml; BadConfiguration with all that is wrong in it."""
    order, problems = read_precedence(data)
    if problems:
        raise BadConfiguration("\n".join(problems))
    return Precedence(order, sources)
