"""How to judge: where to differ from Frictionless, each by a switch of its own, and how much memory to take."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Differences:
    """What to do otherwise than Frictionless 5.21; by default nothing."""

    enforce_categories: bool = False
    """A value outside a field's ``categories`` is a constraint-error. Frictionless parses them and ignores them."""

    enforce_unique_keys: bool = False
    """A repeated key of the schema's ``uniqueKeys`` is a row-constraint error; as in SQL, a key with a missing part repeats
    nothing. Frictionless parses them and ignores them."""

    typed_parquet: bool = False
    """Parquet is read with its own types, not through pandas rows: a nullable integer stays an integer, a null is a missing
    value and not NaN, and ``hash`` and ``bytes`` are compared with the file's. Frictionless refuses the first three falsely
    and lets a wrong hash pass."""


@dataclass(frozen=True)
class Options:
    """How to judge tables; the sizes change the memory and the time that it takes, never the verdict."""

    differences: Differences = field(default_factory=Differences)

    block_bytes: int = 1 << 23
    """How much of a CSV file to read at a time: small enough for the cache, large enough to be worth a call."""

    batch_rows: int = 1 << 16
    """How many rows of other formats to hold at a time."""

    held_keys: int = 1 << 21
    """How many keys to hold in memory before they are sorted into partitions on disk."""

    scratch: Path | None = None
    """The folder for these partitions; None for the system's."""
