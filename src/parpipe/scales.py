"""The scale that a printed score is on: the maximum that its page prints, else the declared one, else percent of it.

Pages print one figure in points ("40,62/80"), as percent of the maximum ("50,77%") and, of DTI, as 0-1 or a hundredfold.
"""

from __future__ import annotations

from decimal import Decimal

from parpipe.indices import Index
from parpipe.keys import Row

HUNDRED = Decimal(100)


def unit_level(level: str, ref_area: str) -> str:
    """Return the level of the units that a figure speaks of: a mean over provinces is on the provinces' scale."""
    return "ministry" if ref_area == "ALL-MIN" else "province" if level in ("region", "national") else level


def declared_scale(row: Row, index: Index) -> Decimal | None:
    """Return the declared maximum of the figure that a statement speaks of."""
    found = index.scale(unit_level(row["level"], row["ref_area"]), row["component"], row["time_period"])
    return found[0] if found else None


def scale_of(row: Row, index: Index) -> Decimal | None:
    """Return the maximum of the scale that a stated score is on; None where it is unknown.

    A score above the declared maximum can only be a share of a hundred, and so is one in percent.
    """
    if row["scale_max"]:
        return Decimal(row["scale_max"])
    declared, value = declared_scale(row, index), Decimal(row["value"])
    if declared is None or (value > declared and not value <= HUNDRED):
        return None
    return HUNDRED if value > declared or row["unit"] == "percent" else declared
