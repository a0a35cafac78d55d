"""The ways in which a verdict may differ from that of Frictionless, each behind a switch of its own."""

from __future__ import annotations

from dataclasses import dataclass


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
