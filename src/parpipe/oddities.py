"""What looks odd about a release beside the one before: seen by people before they trust it, never a reason to stop it.

Rows of ``revisions`` are sums of many decisions. What usually is a fault of the pipeline and no news shows in their shape:
figures that vanish, years that shrink, scores that jump, much that is contested at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from parpipe.keys import own_key

if TYPE_CHECKING:
    from pyarrow import Table

FAR = {"score": Decimal(5), "rank": Decimal(10)}
"""How many points or places a revised value may move before it is told apart."""

MANY = Decimal("0.05")
"""The share of a release's observations that may be revised, or become contested, before it is told apart."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing that looks odd: its code, what it is about (a key, or a level and year), and two values that tell why."""

    code: str
    about: tuple[Any, ...]
    old: str
    new: str


def find_oddities(old: Table, new: Table, revisions: Sequence[Row]) -> tuple[Oddity, ...]:
    """Return what looks odd, in a stable order, from the observations before and after and the revisions between them."""
    revised = [row for row in revisions if row["kind"] == "revised"]
    return (*_shrunk(old, new), *_far(revised), *_many(old, revised))


def _shrunk(old: Table, new: Table) -> Iterator[Oddity]:
    """Yield every level and year of which fewer units are known than before."""
    was, now = (
        Counter(zip(*(table[name].to_pylist() for name in ("level", "time_period")), strict=True)) for table in (old, new)
    )
    for place in sorted(was):
        if now[place] < was[place]:
            yield Oddity("fewer_observations", place, str(was[place]), str(now[place]))


def _far(revised: Sequence[Row]) -> Iterator[Oddity]:
    for row in revised:
        limit = FAR.get(row["field"])
        if limit is not None and row["old"] is not None and abs(Decimal(row["new"]) - Decimal(row["old"])) > limit:
            yield Oddity(f"far_{row['field']}", own_key(row), row["old"], row["new"])


def _many(old: Table, revised: Sequence[Row]) -> Iterator[Oddity]:
    changed = {own_key(row) for row in revised if row["field"] in FAR}
    contested = {own_key(row) for row in revised if row["field"] == "obs_status" and row["new"] == "U"}
    for code, keys in (("many_revised", changed), ("many_contested", contested)):
        if len(keys) > MANY * len(old):
            yield Oddity(code, (), str(len(old)), str(len(keys)))
