"""The rows of a table as the XML of a sheet, column by column, which takes a fifth of the time of cell by cell.

All of a cell's XML but its place is a function of the value and the look of the column. So it is made once for each distinct
value, and Arrow joins it to the places. XlsxWriter goes on to number texts and formats, and writes all else of the sheet;
for that its private methods are called, so its minor version is bounded and a test compares sheets with its own, cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_BATCH = 16_384


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a column: for each row the number of its value, null for an empty cell, and the distinct values.

    A value is what the cell holds, a text, a number or a truth value, and its format.
    """

    numbers: pa.Int32Array
    values: list[tuple[Any, Format]]


class ColumnSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose last rows are those of a table; the rows before them are written as on any sheet."""

    def __init__(self) -> None:
        """Begin without a table."""
        super().__init__()
        self._first = 0
        self._size = 0
        self._columns = list[tuple[str, pa.DictionaryArray]]()

    def set_table(self, first: int, columns: list[Cells]) -> None:
        """Take a table, whose first row is that of the sheet with this number, counted from 0."""
        self._first, self._size = first, len(columns[0].numbers)
        for place, cells in enumerate(columns):
            endings = pa.array([self._ending(*value) for value in cells.values], pa.string())
            self._columns.append((f'<c r="{xl_col_to_name(place)}', pa.DictionaryArray.from_arrays(cells.numbers, endings)))
        if self._size:
            self._check_dimensions(first + self._size - 1, len(columns) - 1)

    def _ending(self, held: Any, style: Format) -> str:
        look = f'" s="{style._get_xf_index()}"'
        if isinstance(held, str):
            return f'{look} t="s"><v>{self.str_table._get_shared_string_index(held)}</v></c>'
        if isinstance(held, bool):
            return f'{look} t="b"><v>{int(held)}</v></c>'
        return f"{look}><v>{held:.16G}</v></c>"

    def _write_rows(self) -> None:
        """Write the rows; XlsxWriter calls it between the tags of the sheet's data."""
        last: int = self.dim_rowmax
        self.dim_rowmax: int = self._first - 1
        super()._write_rows()
        self.dim_rowmax = last
        for start in range(0, self._size, _BATCH):
            self.fh.write(self._rows(start, min(start + _BATCH, self._size)))

    def _rows(self, start: int, end: int) -> str:
        numbers = pa.array(range(self._first + start + 1, self._first + end + 1)).cast(pa.string())
        cells = [
            pc.binary_join_element_wise(opening, numbers, endings.slice(start, end - start).dictionary_decode(), "")
            for opening, endings in self._columns
        ]
        nothing = {"null_handling": "replace", "null_replacement": ""}
        rows = pc.binary_join_element_wise('<row r="', numbers, '">', *cells, "</row>", "", **nothing)
        text: str = pc.binary_join(pa.ListArray.from_arrays([0, len(rows)], rows), "")[0].as_py()
        return text
