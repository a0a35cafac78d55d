"""The verdict on one table: columns first, keys next, and then only the rows that are wrong, by Frictionless itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from parpipe.validation.columns import Column, Verdict
from parpipe.validation.keycheck import KeyCheck
from parpipe.validation.opened import OpenTable, open_table
from parpipe.validation.options import Options
from parpipe.validation.rows import KeyFaults, row_errors

if TYPE_CHECKING:
    from frictionless.resources import TableResource

    from parpipe.validation.table import Batch
    from parpipe.validation.tally import Tally


def judge(resource: TableResource, tally: Tally, options: Options, scratch: Path) -> None:
    """Add all errors of a table to the tally, in the order of Frictionless; NoProof if columns cannot decide.

    ``scratch`` is a folder for keys that do not fit into memory. Raises FrictionlessException if the table does not open.
    """
    table = open_table(resource, options)
    with table.resource:
        tally.start(table.resource)
        keys = KeyCheck(resource, table.fields, options, scratch)
        faulty = _FaultyRows(table, tally)
        failure = faulty.gather(keys)
        keys.finish()
        faulty.report(keys, lambda: open_table(resource, options))
        if failure is not None:
            tally.add(failure)
        tally.end(table.resource)


class _FaultyRows:
    """The rows with errors in their cells: all counted, the cells of the first ones kept."""

    def __init__(self, table: OpenTable, tally: Tally) -> None:
        self._table = table
        self._tally = tally
        self._columns = [Column(cell, keyed=name in table.fields.keyed) for name, cell in table.fields.cells.items()]
        self._rows: dict[int, tuple[list[Any], int]] = {}
        self._errors = 0
        self._kept = 0

    def gather(self, keys: KeyCheck) -> Any:
        """Judge all cells and hand the keys over; return the error that ended the table early, if one did."""
        from frictionless import FrictionlessException

        try:
            for batch in self._table.batches():
                self._judge(batch, keys)
                self._tally.rows(len(batch))
        except FrictionlessException as exception:
            return exception.error
        return None

    def _judge(self, batch: Batch, keys: KeyCheck) -> None:
        wrong = [(number, cells, self._count(cells, number)) for number, cells in batch.odd]
        if len(batch.numbers):
            verdicts = [column.judge(cells) for column, cells in zip(self._columns, batch.columns, strict=True)]
            keys.add(dict(zip(self._table.fields.cells, verdicts, strict=True)), batch.numbers)
            wrong += self._even(batch, _errors_by_row(verdicts, len(batch.numbers)))
        keys.add_odd(batch.odd)
        for number, cells, errors in sorted(wrong, key=itemgetter(0)):
            self._note(number, cells, errors)

    def _count(self, cells: list[Any], number: int) -> int:
        return len(row_errors(self._table.fields, list(cells), number, KeyFaults()))

    def _even(self, batch: Batch, counts: np.ndarray | None) -> list[tuple[int, list[Any], int]]:
        """Return the first faulty rows, as many as there may be room for, and count the errors of the others."""
        if counts is None:
            return []
        faulty = np.flatnonzero(counts)
        room = min(len(faulty), max(self._tally.room - self._kept, 0))
        first, others = faulty[: int(room)], faulty[int(room) :]
        self._errors += int(counts[others].sum())
        return [(int(batch.numbers[place]), batch.cells(int(place)), int(counts[place])) for place in first]

    def _note(self, number: int, cells: list[Any], errors: int) -> None:
        self._errors += errors
        if errors and self._kept < self._tally.room:
            self._kept += errors
            self._rows[number] = (cells, errors)

    def report(self, keys: KeyCheck, again: Callable[[], OpenTable]) -> None:
        """Count all errors, and list the first ones as Frictionless words them; ``again`` opens the table once more."""
        left = self._errors + keys.total
        room = self._tally.room
        numbers = sorted({*self._rows, *keys.first(None if room == float("inf") else max(int(room), 0))})
        absent = [number for number in numbers if number not in self._rows]
        self._rows |= {number: (cells, 0) for number, cells in self._read_again(absent, again)}
        for number in numbers:
            if self._tally.room <= 0:
                break
            cells, expected = self._rows[number]
            faults = keys.faults(number)
            errors = row_errors(self._table.fields, list(cells), number, faults)
            if len(errors) != expected + len(faults):
                raise AssertionError(f"row {number}: the columns found {expected} errors, its cells have {len(errors)}")
            self._tally.extend(errors)
            left -= len(errors)
        self._tally.count(left)

    def _read_again(self, numbers: list[int], again: Callable[[], OpenTable]) -> Iterator[tuple[int, list[Any]]]:
        """Yield the cells of some rows; ``again`` is called only if the columns did not read all of them."""
        left = set(numbers)
        for number, cells in self._table.rows(numbers) if numbers else ():
            left.discard(number)
            yield number, cells
        if left:
            table = again()
            with table.resource:
                yield from table.later_rows(sorted(left))


def _errors_by_row(verdicts: list[Verdict], rows: int) -> np.ndarray | None:
    """Return the number of errors of each row, None if there is none. A blank row has one error, whatever its cells lack."""
    wrong = [verdict.errors for verdict in verdicts if verdict.errors is not None]
    blanks = [verdict.blank for verdict in verdicts if verdict.blank is not None]
    blank = np.logical_and.reduce(blanks) if len(blanks) == len(verdicts) else None
    if not wrong and (blank is None or not blank.any()):
        return None
    counts: np.ndarray = sum(wrong, np.zeros(rows, dtype=np.int64))
    if blank is not None:
        counts[blank] = 1
    return counts
