"""What a text speaks of at a place, as values: indices, years, areas, means and parts, and what is said of them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Slot = Literal["index", "year", "area", "component", "target"]
Role = Literal["subject", "base", "origin", "object", "linked", "owner", "group", "place", "home"]

SPOKEN_OF: tuple[Role, ...] = ("subject", "linked", "owner")
"""Roles in which a mention says what a text speaks of, and not what it compares with or where it happens."""

PRONOUN = "the area of the document"
LAST_NAMED = "the area that was named last"
SAME_MEAN = "the mean that was spoken of before"
INTERNAL = "a department, district or commune"
SEVERAL = "several at once"
UNKNOWN_PART = "a part without a known name"
FOREIGN = "something else than an index"
OTHER_INDEX = "an index that is not ours"
PREVIOUS_YEAR = "the year before"
NEXT_YEAR = "the year after"
YEAR_EARLIER = "the year before the one that was spoken of"


@dataclass(frozen=True, slots=True)
class Named:
    """An area by the name that is printed, with the levels at which it is one; ``city``: it has never been a province."""

    text: str
    levels: frozenset[str]
    city: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean or median over a group: ``group`` is ALL-PROV, ALL-MIN, a region's name, or None where it is not said."""

    group: str | Named | None
    median: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A value for one slot at a token; SEVERAL has members. ``first`` and ``last`` count tokens, half open.

    ``province``: a pronoun that no city is meant by; ``city``: one that no province is.
    """

    slot: Slot
    value: Any
    first: int
    last: int
    role: Role = "subject"
    members: tuple[Any, ...] = ()
    province: bool = False
    city: bool = False
