"""When two printed numbers say the same: newspapers round and cut, and a digit that was not printed is not a contradiction."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal


def decimals(value: Decimal) -> int:
    """Return how many digits stand behind the decimal point."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), f"{value} is not a finite number"
    return max(0, -exponent)


def half_unit(digits: int) -> Decimal:
    """Return half a unit of the last of so many printed decimals."""
    return Decimal(5).scaleb(-digits - 1)


def agree(one: Decimal, other: Decimal) -> bool:
    """Return whether two printed values can be the same figure: one is the other, rounded or cut off."""
    coarse, fine = sorted((one, other), key=decimals)
    if abs(coarse - fine) <= half_unit(decimals(coarse)) and decimals(coarse) < decimals(fine):
        return True
    return fine.quantize(Decimal(1).scaleb(-decimals(coarse)), rounding=ROUND_DOWN) == coarse


def agree_across(one: Decimal, scale: Decimal, other: Decimal, other_scale: Decimal) -> bool:
    """Return whether values on two scales can be the same share of their maxima, each known to half a unit."""
    room = half_unit(decimals(one)) * other_scale + half_unit(decimals(other)) * scale
    return abs(one * other_scale - other * scale) <= room


def change_agrees(stated: Decimal, derived: Decimal, blur: Decimal) -> bool:
    """Return whether a stated change fits a derived one within its half unit and the half unit, ``blur``, of the levels."""
    return abs(stated - derived) <= half_unit(decimals(stated)) + blur
