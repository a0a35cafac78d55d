"""Proofs over whole columns: which values Frictionless' own cell reader certainly takes without an objection.

A proof answers true for a value only if the reader returns a value (so it is not missing) and no note. Where it answers false,
nothing is said, and the reader is asked. That is why a proof may be as narrow as it likes: it can only cost time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parpipe.validation.patterns import provable

Proof = Callable[[pa.Array], pa.BooleanArray]

_MOST_DIGITS = 18
_INTEGER = rf"^-?[0-9]{{1,{_MOST_DIGITS}}}$"
_NUMBER = r"^-?[0-9]{1,17}(?:\.[0-9]{1,17})?$"
_DAY = r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
_DATE = rf"^{_DAY}$"
_DATETIME = rf"^{_DAY}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?$"

CANONICAL = {
    "integer": r"^(?:0|-?[1-9][0-9]{0,17})$",
    "number": r"^(?:0|-?[1-9][0-9]{0,16}|-?(?:0|[1-9][0-9]{0,16})\.[0-9]{0,16}[1-9])$",
    "date": _DATE,
}
"""Of the proven texts of a type, those that are their own canonical text (see canonical.py)."""

_BOUNDS: dict[str, Callable[[Any, Any], Any]] = {
    "minimum": pc.greater_equal,
    "maximum": pc.less_equal,
    "exclusiveMinimum": pc.greater,
    "exclusiveMaximum": pc.less,
}
_STRICT = {name: pc.greater if name.lower().endswith("minimum") else pc.less for name in _BOUNDS}

_LARGEST = 10**18
_FOUR_DIGITS = 1000


def lexical_proof(field: Any, missing: list[str]) -> Proof | None:
    """Return the proof for the text values of a Frictionless field; None if every value has to be read."""
    maker = _MAKERS.get(field.type)
    if maker is None or not type(field).builtin or field.format != "default":
        return None
    tests = maker(field)
    if tests is None:
        return None
    return lambda texts: conjunction(texts, [*tests, _present(missing)])


def _present(missing: list[str]) -> Proof:
    """Return the test that a text is none of those that stand for a missing value."""
    if missing == [""]:
        return lambda texts: pc.greater(pc.binary_length(texts), 0)
    absent = pa.array(missing, pa.string())
    return lambda texts: pc.invert(pc.is_in(texts, value_set=absent))


def finite_bounds(field: Any) -> dict[str, Any] | None:
    """Return the bounds of a number field as its reader understands them; None if one of them is no number of 64 bits."""
    read = field.create_value_reader()
    bounds = {name: read(limit) for name, limit in _limits(field).items()}
    return bounds if all(map(_comparable, bounds.values())) else None


def _comparable(limit: Any) -> bool:
    return isinstance(limit, int | float | Decimal) and Decimal(limit).is_finite() and Decimal(limit).copy_abs() < _LARGEST


def bound_tests(limits: dict[str, Any], cast: Callable[[pa.Array], pa.Array], *, exact: bool) -> list[Proof] | None:
    """Return one test per bound; None for a bound that cannot be compared.

    ``exact``: the cast loses nothing. Otherwise it rounds, which keeps order but not difference: only a value that is
    strictly within the rounded bound is proven to be within the bound.
    """
    if not all(name in _BOUNDS for name in limits):
        return None
    tests: list[Proof] = []
    for name, limit in limits.items():
        tests.append(_compared(_BOUNDS[name] if exact else _STRICT[name], cast, limit))
    return tests


def _compared(compare: Callable[[Any, Any], Any], cast: Callable[[pa.Array], pa.Array], limit: Any) -> Proof:
    return lambda values: compare(cast(values), limit)


def conjunction(values: pa.Array, tests: list[Proof]) -> pa.BooleanArray:
    """Return which values pass all tests, none of them null.

    Each test sees what the tests before it left, so that a cast meets only texts of the right form.
    """
    answer = np.zeros(len(values), dtype=bool)
    left, place = values, None
    if values.null_count:
        tests = [pc.is_valid, *tests]
    for test in tests:
        passed = test(left)
        if passed.true_count != len(left):
            kept = np.flatnonzero(passed.to_numpy(zero_copy_only=False))
            place = kept if place is None else place[kept]
            left = left.take(pa.array(kept))
    answer[slice(None) if place is None else place] = True
    return pa.array(answer)


def _matches(pattern: str) -> Proof:
    return lambda texts: pc.match_substring_regex(texts, pattern)


def _mostly(quick: Proof, pattern: str) -> Proof:
    """Return the test for a pattern that is asked only about what a quicker test, which is never wrong, leaves open."""

    def matches(texts: pa.Array) -> pa.BooleanArray:
        found = quick(texts)
        others = pc.invert(found)
        return pc.replace_with_mask(found, others, pc.match_substring_regex(texts.filter(others), pattern))

    return matches


def _digits(texts: pa.Array) -> pa.BooleanArray:
    return pc.and_(pc.ascii_is_decimal(texts), pc.less_equal(pc.binary_length(texts), _MOST_DIGITS))


def canonical_test(type_: str) -> Proof | None:
    """Return which of the proven texts of a type are their own canonical text; None for a type without such."""
    if type_ == "integer":
        return _mostly(lambda texts: pc.and_not(_digits(texts), pc.starts_with(texts, "0")), CANONICAL[type_])
    return _matches(CANONICAL[type_]) if type_ in CANONICAL else None


def _compiles(pattern: str) -> bool:
    """Return whether RE2 takes the pattern; it refuses repetitions that grow too large, and Python takes them."""
    try:
        pc.match_substring_regex(pa.array([""]), pattern)
    except pa.ArrowInvalid:
        return False
    return True


def _limits(field: Any) -> dict[str, Any]:
    """Return the constraints that the cell reader checks and that a value may break."""
    checked = {name: field.constraints.get(name) for name in field.supported_constraints if name != "required"}
    return {name: limit for name, limit in checked.items() if limit is not None}


def _text(field: Any) -> list[Proof] | None:
    tests: list[Proof] = []
    for name, limit in _limits(field).items():
        if name == "minLength":
            tests.append(_compared(pc.greater_equal, pc.utf8_length, limit))
        elif name == "maxLength":
            tests.append(_compared(pc.less_equal, pc.utf8_length, limit))
        elif name == "pattern" and provable(limit) and _compiles(f"^(?:^{limit}$)"):
            tests.append(_matches(f"^(?:^{limit}$)"))
        else:
            return None
    return tests


def _integer(field: Any) -> list[Proof] | None:
    bounds = finite_bounds(field) if field.bare_number else None
    tests = None if bounds is None else bound_tests(bounds, lambda texts: pc.cast(texts, pa.int64()), exact=True)
    return None if tests is None else [_mostly(_digits, _INTEGER), *tests]


def _number(field: Any) -> list[Proof] | None:
    if any(field.has_defined(option) for option in ("group_char", "decimal_char", "bare_number")):
        return None
    bounds = finite_bounds(field)
    if bounds is None:
        return None
    rounded = {name: float(limit) for name, limit in bounds.items()}
    tests = bound_tests(rounded, lambda texts: pc.cast(texts, pa.float64()), exact=False)
    return None if tests is None else [_matches(_NUMBER), *tests]


def _date(field: Any) -> list[Proof] | None:
    read = field.create_value_reader()
    bounds = {name: read(limit) for name, limit in _limits(field).items()}
    if not all(isinstance(limit, date) and limit.year >= _FOUR_DIGITS for limit in bounds.values()):
        return None
    days = {name: limit.isoformat() for name, limit in bounds.items()}
    tests = bound_tests(days, lambda texts: texts, exact=True)
    return None if tests is None else [_matches(_DATE), *tests]


def _datetime(field: Any) -> list[Proof] | None:
    return None if _limits(field) else [_matches(_DATETIME)]


_MAKERS: dict[str, Callable[[Any], list[Proof] | None]] = {
    "any": _text,
    "string": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
}
