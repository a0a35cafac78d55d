"""Exact arithmetic on columns of printed numbers: decimals and whole numbers of 64 bits, never floats."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

EXACT = pa.decimal128(30, 10)
"""Wide enough for any printed score and its difference."""

_PLACES = 4
_UNIT = 10**_PLACES
_FITS = 2**20  # four decimals of a number below 104: products of two, times a million, stay below 2 to the 63rd

Column: TypeAlias = "pa.Array | pa.ChunkedArray"


def exact(texts: Column) -> Column:
    """Return number texts as decimals of the type EXACT; pyarrow's own error for a text that is none or does not fit."""
    return pc.cast(texts, EXACT)


def difference(now: Column, before: Column) -> Column:
    """Return ``now - before`` of two columns of EXACT as texts without trailing zeros, null where either is."""
    decimals = pc.cast(pc.subtract(now, before), EXACT)
    text = pc.utf8_rtrim(pc.utf8_rtrim(pc.cast(decimals, pa.string()), "0"), ".")
    return pc.if_else(pc.equal(decimals, Decimal(0)), "0", text)  # Arrow writes a zero as 0E-10


def percentage_difference(now: Column, maximum: Column, before: Column, old_maximum: Column) -> pa.Array:
    """Return ``100 now/maximum - 100 before/old_maximum`` as texts with four decimals, rounded once, half to even.

    All columns are of EXACT. The result is null where a number is, or where a maximum is not above nought.
    """
    columns = (now, maximum, before, old_maximum)
    numbers, small = zip(*map(_ten_thousandths, columns), strict=True)
    quick = np.logical_and.reduce(small) & (numbers[1] > 0) & (numbers[3] > 0)
    rounded = np.zeros(len(quick), dtype=np.int64)
    rounded[quick] = _quotients(*(number[quick] for number in numbers))
    quick_texts = pc.cast(pc.multiply(pa.array(rounded), pa.scalar(Decimal(1) / _UNIT, pa.decimal128(5, _PLACES))), pa.string())
    others = np.flatnonzero(~quick)
    slowly = (_one(*row) for row in zip(*(column.take(pa.array(others)).to_pylist() for column in columns), strict=True))
    return pc.replace_with_mask(quick_texts, pa.array(~quick), pa.array(slowly, pa.string()))


def _ten_thousandths(column: Column) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers in ten thousandths, and for which of them that is exact and small enough for products."""
    decimals = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    valid, digits = decimals.is_valid().to_numpy(zero_copy_only=False), decimals.buffers()[1]
    # A decimal is two words of 64 bits, the low one first; where the high one only repeats the sign, the low one is all.
    words = np.frombuffer(digits or b"", dtype="<i8").reshape(-1, 2)[decimals.offset : decimals.offset + len(decimals)]
    low, high = words[:, 0], words[:, 1]
    whole, rest = np.divmod(low, 10 ** (EXACT.scale - _PLACES))
    fits = valid & (high == low >> 63) & (rest == 0) & (np.abs(whole) <= _FITS)
    return np.where(fits, whole, 0), fits


def _quotients(now: np.ndarray, maximum: np.ndarray, before: np.ndarray, old_maximum: np.ndarray) -> np.ndarray:
    """Return the differences of percentages in ten thousandths."""
    numerator = (now * old_maximum - before * maximum) * (100 * _UNIT)
    denominator = maximum * old_maximum
    whole, rest = np.divmod(numerator, denominator)
    up = (2 * rest > denominator) | ((2 * rest == denominator) & (whole % 2 == 1))
    rounded: np.ndarray = whole + up
    return rounded


def _one(now: Decimal | None, maximum: Decimal | None, before: Decimal | None, old_maximum: Decimal | None) -> str | None:
    if now is None or maximum is None or before is None or old_maximum is None:
        return None
    whole, old_whole = Fraction(maximum), Fraction(old_maximum)
    if whole <= 0 or old_whole <= 0:
        return None
    return format(Decimal(round(100 * _UNIT * (Fraction(now) / whole - Fraction(before) / old_whole))).scaleb(-_PLACES), "f")
