"""One text per value of a key, so that two texts are equal exactly when Python holds the two values equal.

Keys are compared as Frictionless compares them, by Python's ``==``: 1, 1.0 and True are one key, and so are 5 and " +5".
Texts can be sorted into partitions on disk and compared by columns; Python objects cannot.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from parpipe.validation.oracle import NoProof

_FAMILIES = {
    "any": "text",
    "string": "text",
    "integer": "number",
    "number": "number",
    "year": "number",
    "boolean": "number",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
    "yearmonth": "yearmonth",
}

_PLAIN = 18


def family(type_: str) -> str:
    """Return the name of the field types whose values may equal those of a type; NoProof for a type no key may have here."""
    if type_ not in _FAMILIES:
        raise NoProof(f"keys of type {type_} are compared by Frictionless alone")
    return _FAMILIES[type_]


def canonical(value: Any) -> str | None:
    """Return the text of a value as a cell reader gave it; None if missing, NoProof where equality is no matter of text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float | Decimal):
        return _number(Decimal(value))
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, time) and value.tzinfo is None:
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if type(value).__name__ == "yearmonth":
        return "-".join(map(str, value))
    raise NoProof(f"a key holds {value!r}")


def _number(value: Decimal) -> str:
    if value.is_nan():
        raise NoProof("a key holds a number that equals nothing, itself included")
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return "-Infinity" if sign else "Infinity"
    written = "".join(map(str, digits)).lstrip("0")
    significant = written.rstrip("0")
    exponent += len(written) - len(significant)
    minus = "-" if sign else ""
    if not significant:
        return "0"
    if exponent >= 0 and len(significant) + exponent <= _PLAIN:
        return minus + significant + "0" * exponent
    if -_PLAIN <= exponent < 0 and len(significant) <= 2 * _PLAIN:
        whole, part = significant[:exponent], significant[exponent:]
        return f"{minus}{whole or '0'}.{part.rjust(-exponent, '0')}"
    return f"{minus}{significant}E{exponent}"


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        return value.isoformat()
    try:
        return value.astimezone(UTC).isoformat()
    except OverflowError as error:
        raise NoProof(f"a key holds {value!r}") from error
