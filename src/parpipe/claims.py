"""Claims: the statements of one figure, grouped by what they say, and the written order by which one claim is held.

Statements whose numbers agree (one rounded or cut off, or the same share of another maximum, see agreement.py) form one
claim, led by its most precise number; points lead before percent of their maximum. The order stands in
data/reference/precedence.yaml. There are no weights: the first criterion that separates the best two claims decides, and
its name is published as the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from parpipe.agreement import agree, agree_across, decimals
from parpipe.errors import BadConfiguration
from parpipe.implied import Implied, Place
from parpipe.keys import Row, column_of, key_of
from parpipe.model import Source
from parpipe.precedence import CRITERIA, read_precedence
from parpipe.scales import HUNDRED
from parpipe.voices import page_of

Scaled = Callable[[Row], Decimal | None]
"""Gives the maximum of the scale that a statement is on."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One asserted value and the statements that support it, best first; ``elsewhere`` those on another scale."""

    value: str
    statements: tuple[Row, ...]
    elsewhere: tuple[Row, ...] = ()
    voices: frozenset[str] = frozenset()

    @property
    def best(self) -> Row:
        """The statement that is cited for the claim."""
        return self.statements[0]

    @property
    def supporters(self) -> tuple[Row, ...]:
        """The statements of the claim, on whatever scale."""
        return self.statements + self.elsewhere

    @property
    def pages(self) -> frozenset[str]:
        """The addresses of the pages that make the claim."""
        return frozenset(row["source_url"] or row["statement_id"] for row in self.supporters)


@dataclass(frozen=True, slots=True)
class Holding:
    """The claim that is held, why, its rivals, and the kinds of independent equations that it closes with."""

    held: Claim
    rivals: tuple[Claim, ...]
    because: str
    equations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Precedence:
    """The written order of claims, the sources it ranks, and what speaks for claims: voices by page, implied values."""

    order: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Source]
    voices: Mapping[str, str] = field(default_factory=dict)
    implied: Mapping[Place, tuple[Implied, ...]] = field(default_factory=dict)

    def hearing(self, voices: Mapping[str, str], implied: Iterable[Implied]) -> Precedence:
        """Return the order with what speaks for the claims of a package."""
        by_place = dict[Place, tuple[Implied, ...]]()
        for one in implied:
            by_place[one.place] = (*by_place.get(one.place, ()), one)
        return replace(self, voices=voices, implied=by_place)

    def places(self, row: Row) -> dict[str, int]:
        """Return the place of a statement on the lines that rank statements; smaller is better."""
        values = {"authority": self._authority(row), "grade": row["grade"], "basis": row["basis"]}
        return {criterion: self.order[criterion].index(value) for criterion, value in values.items()}

    def _authority(self, row: Row) -> str:
        source = self.sources[row["source_id"]]
        if row["mirror"] or source.mirror:
            return "mirror"
        if source.authority == "issuer" and row["index_id"] not in source.issues:
            return "other"
        return "own_province" if source.authority == "province" and source.area == row["ref_area"] else source.authority

    def claims(self, rows: Iterable[Row], *, exact: bool = False, scaled: Scaled = lambda row: None) -> list[Claim]:
        """Return the claims that statements of one figure make, in no particular order; ``exact`` for ranks."""
        found = group_claims(rows, exact=exact, scaled=scaled, sort=self._sort)
        return [replace(claim, voices=self.voices_of(claim.supporters)) for claim in found]

    def voices_of(self, rows: Iterable[Row]) -> frozenset[str]:
        """Return the voices of statements; mirrors count only where nobody else says the same, and then as one."""
        said = [(self._authority(row) == "mirror", self._voice(page_of(row))) for row in rows]
        own = frozenset(voice for mirror, voice in said if not mirror)
        return own or frozenset(sorted(voice for _, voice in said)[:1])

    def _voice(self, page: str) -> str:
        return self.voices.get(page, page)

    def hold(self, rows: Iterable[Row], *, exact: bool = False, scaled: Scaled = lambda row: None) -> Holding:
        """Return the claim to hold among statements of one figure; ``exact`` for ranks, which never round."""
        claims = self.claims(rows, exact=exact, scaled=scaled)
        ranked = sorted(((self._rank(claim), claim) for claim in claims), key=lambda pair: pair[0])
        held, *rivals = (claim for _, claim in ranked)
        closing = {one.kind for one in self._independent(held) if _supports(one) and one.allows(Decimal(held.value))}
        return Holding(held, tuple(rivals), self._reason([key for key, _ in ranked]), tuple(sorted(closing)))

    def _sort(self, row: Row) -> tuple[Any, ...]:
        """Cite who prints the held value in full, and prints it rather than lists it; then the written order decides."""
        places = self.places(row)
        digits = -decimals(Decimal(row["value"]))
        return digits, places["basis"], places["authority"], places["grade"], row["statement_id"]

    def _rank(self, claim: Claim) -> tuple[Any, ...]:
        places = [self.places(row) for row in claim.supporters]
        best: dict[str, int] = {name: min(place[name] for place in places) for name in places[0]}
        best |= {
            "equation": self.order["equation"].index(self._outcome(claim)),
            "voices": -len(claim.voices),
            "precision": -decimals(Decimal(claim.value)),
        }
        return (*(best[criterion] for criterion in self.order["order"]), claim.best["statement_id"])

    def _independent(self, claim: Claim) -> list[Implied]:
        """Return the implied values of a claim's figure that others than its own voices relate."""
        found = self.implied.get((key_of(claim.best), column_of(claim.best)), ())
        return [one for one in found if not {self._voice(page) for page in one.pages} <= claim.voices]

    def _outcome(self, claim: Claim) -> str:
        """Return whether a claim closes with an independent equation, else whether the ranking's order excludes it.

        That another page's change does not fit is no reason against a claim: the change itself may be wrong.
        """
        value, found = Decimal(claim.value), self._independent(claim)
        if any(_supports(one) and one.allows(value) for one in found):
            return "closes"
        return "excluded" if any(one.kind == "order" and not one.allows(value) for one in found) else "untested"

    def _reason(self, keys: list[tuple[Any, ...]]) -> str:
        if len(keys) == 1:
            return "only_claim"
        names = (*self.order["order"], "order_of_ids")
        return next(name for name, one, other in zip(names, keys[0], keys[1], strict=True) if one != other)


def _supports(implied: Implied) -> bool:
    """Return whether an implied value is one to close with: a mere interval of the ranking's order only excludes."""
    return implied.value is not None


REASONS = (*CRITERIA, "order_of_ids")


def group_claims(rows: Iterable[Row], *, exact: bool, scaled: Scaled, sort: Callable[[Row], Any]) -> list[Claim]:
    """Return the claims that statements make: each number joins the first more precise one that it agrees with."""
    by_reading = dict[tuple[Decimal, Decimal | None], list[Row]]()
    for row in rows:
        by_reading.setdefault((Decimal(row["value"]), None if exact else scaled(row)), []).append(row)
    heads = dict[tuple[Decimal, Decimal | None], list[list[Row]]]()
    for reading in sorted(by_reading, key=lambda one: _leading(one, by_reading[one])):
        value, scale = reading
        same = next((head for head in heads if value == head[0] or (not exact and agree(value, head[0]))), None)
        across = next((head for head in heads if not exact and _across(value, scale, head)), None)
        home, away = heads.setdefault(same or across or reading, [[], []])
        (away if same is None and across else home).extend(by_reading[reading])
    return [_claim(home, away, sort) for home, away in heads.values()]


def _leading(reading: tuple[Decimal, Decimal | None], rows: list[Row]) -> tuple[Any, ...]:
    value, scale = reading
    return scale == HUNDRED, -max(decimals(Decimal(row["value"])) for row in rows), -len(rows), value, scale or 0


def _across(value: Decimal, scale: Decimal | None, head: tuple[Decimal, Decimal | None]) -> bool:
    other, other_scale = head
    return bool(scale and other_scale and scale != other_scale) and agree_across(value, scale, other, other_scale)  # type: ignore[arg-type]


def _claim(rows: list[Row], away: list[Row], sort: Callable[[Row], Any]) -> Claim:
    statements = sorted(rows, key=sort)
    value = max((row["value"] for row in statements), key=lambda text: decimals(Decimal(text)))
    return Claim(value, tuple(statements), tuple(sorted(away, key=sort)))


def load_precedence(data: Path, sources: Mapping[str, Source]) -> Precedence:
    """Return the order of claims of data/reference/precedence.yaml; BadConfiguration with all that is wrong in it."""
    order, problems = read_precedence(data)
    if problems:
        raise BadConfiguration("\n".join(problems))
    return Precedence(order, sources)
