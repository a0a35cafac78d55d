"""What the engine reads: an open table, in batches of columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa


@dataclass(frozen=True)
class Batch:
    """Consecutive rows of a table, numbered as Frictionless numbers them.

    ``columns`` hold the rows that have one cell for each field, ``odd`` the rows that have more or fewer.
    """

    numbers: np.ndarray
    columns: list[pa.DictionaryArray]
    odd: list[tuple[int, list[Any]]] = field(default_factory=list)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.numbers) + len(self.odd)

    def cells(self, position: int) -> list[Any]:
        """Return the cells of one of the even rows, by its position in the columns."""
        return [column[position].as_py() for column in self.columns]
