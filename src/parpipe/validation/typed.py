"""Proofs for columns that carry a type of their own, as in Parquet; the counterpart of lexical.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from parpipe.validation.lexical import Proof, bound_tests, conjunction, finite_bounds

_WHOLE = re.compile(r"-?[0-9]{1,18}")


def is_text(type_: pa.DataType) -> bool:
    """Return whether a column holds text, which the cell readers parse."""
    return bool(pa.types.is_string(type_))


def typed_proof(field: Any, type_: pa.DataType, missing: list[str], *, keyed: bool) -> Proof | None:
    """Return the proof for typed values of a Frictionless field; None if every value has to be read.

    In a key only whole numbers have one: their digits are their canonical text.
    """
    if not type(field).builtin or (keyed and not pa.types.is_signed_integer(type_)):
        return None
    if field.type == "datetime" and pa.types.is_timestamp(type_):
        tests = _moments(field, type_, missing)
    elif field.type in ("integer", "number") and pa.types.is_signed_integer(type_):
        tests = _whole_numbers(field, missing)
    elif field.type == "number" and pa.types.is_float64(type_):
        tests = _floats(field, missing)
    else:
        tests = None
    return None if tests is None else lambda values: conjunction(values, tests)


def _whole_numbers(field: Any, missing: list[str]) -> list[Proof] | None:
    bounds = finite_bounds(field)
    if bounds is None or not all(isinstance(limit, int) for limit in bounds.values()):
        return None
    largest = 10**18 - 1
    bounded = bound_tests(bounds, lambda values: pc.cast(values, pa.int64()), exact=True)
    absent = pa.array([int(text) for text in missing if _WHOLE.fullmatch(text)], pa.int64())
    plain: Callable[[pa.Array], Any] = lambda values: pc.less_equal(pc.abs(pc.cast(values, pa.int64())), largest)  # noqa: E731
    return None if bounded is None else [plain, _outside(absent), *bounded]


def _floats(field: Any, missing: list[str]) -> list[Proof] | None:
    bounds = finite_bounds(field)
    if bounds is None:
        return None
    bounded = bound_tests({name: float(limit) for name, limit in bounds.items()}, lambda values: values, exact=False)
    if bounded is None or not set(missing) <= {""}:
        return None
    return [pc.is_finite, *bounded]


def _moments(field: Any, type_: pa.DataType, missing: list[str]) -> list[Proof] | None:
    if type_.unit != "ns" or not set(missing) <= {""} or finite_bounds(field) != {}:
        return None
    return [pc.is_valid]


def _outside(absent: pa.Array) -> Proof:
    return lambda values: pc.invert(pc.is_in(pc.cast(values, pa.int64()), value_set=absent))
