"""An open table: its fields as Frictionless expects them, and its rows as batches of columns by the fastest lane that fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parpipe.validation.cell_lane import read_cells
from parpipe.validation.csv_lane import CsvLane, suits
from parpipe.validation.fields import Fields, fields_of
from parpipe.validation.options import Options
from parpipe.validation.oracle import NoProof
from parpipe.validation.table import Batch

if TYPE_CHECKING:
    from frictionless.resources import TableResource


@dataclass(frozen=True)
class OpenTable:
    """A table that Frictionless has opened: dialect sniffed, header compared, schema known. It was opened without its foreign
    keys, because opening with them reads every table they name row by row."""

    resource: TableResource
    fields: Fields
    options: Options
    parquet: str | None
    """The path of a Parquet file that is read with its own types."""

    def rows(self, wanted: list[int]) -> Iterator[tuple[int, list[Any]]]:
        """Yield the cells of the rows with the given sorted numbers, at least those that a lane other than Frictionless' own
        stream reads; that stream is read already, so for the others a table has to be opened once more."""
        width, numbers = len(self.fields.cells), np.array(wanted)
        if self.parquet:
            yield from _among(self._lane(width), numbers)
        elif suits(self.resource):
            yield from _among(CsvLane(self.resource, width, self.options.block_bytes, numbers), numbers)

    def later_rows(self, wanted: list[int]) -> Iterator[tuple[int, list[Any]]]:
        """Yield the same from a table that was just opened, by Frictionless' own stream."""
        width, numbers = len(self.fields.cells), np.array(wanted)
        yield from _among(read_cells(self.resource, width, self.options.batch_rows), numbers)

    def batches(self) -> Iterator[Batch]:
        """Yield all rows, and give the resource the statistics that Frictionless would have gathered by then."""
        rows = 0
        for batch in _one_ahead(self._lane(len(self.fields.cells))):
            rows += len(batch)
            self.resource.stats.rows = rows
            if len(batch):
                yield batch
        self.resource.stats.rows = rows

    def _lane(self, width: int) -> Iterator[Batch]:
        if self.parquet:
            from parpipe.validation.parquet_lane import read_parquet, set_statistics

            yield from read_parquet(self.parquet, self.options.batch_rows)
            set_statistics(self.resource, self.parquet)
            return
        passed = 0
        if suits(self.resource):
            lane = CsvLane(self.resource, width, self.options.block_bytes)
            yield from lane
            if lane.complete:
                return
            passed = lane.records
        yield from read_cells(self.resource, width, self.options.batch_rows, passed)


def _among(batches: Iterable[Batch], numbers: np.ndarray) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows with the given sorted numbers, and stop after the last one."""
    known = set(numbers.tolist())
    for batch in batches:
        places = np.flatnonzero(np.isin(batch.numbers, numbers))
        yield from ((int(batch.numbers[place]), batch.cells(int(place))) for place in places)
        yield from ((number, cells) for number, cells in batch.odd if number in known)
        if len(batch.numbers) and batch.numbers[-1] > numbers[-1]:
            return


def _one_ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Yield the batches, while a thread reads the next one: most of the time is spent outside of Python."""
    with ThreadPoolExecutor(1) as reader:
        upcoming = reader.submit(next, batches, None)
        while (batch := upcoming.result()) is not None:
            upcoming = reader.submit(next, batches, None)
            yield batch


def open_table(resource: TableResource, options: Options) -> OpenTable:
    """Return a copy of the table, open; the caller closes its resource.

    Raises FrictionlessException where Frictionless itself could not open it, NoProof where the columns are no help.
    """
    typed = options.differences.typed_parquet and resource.format == "parquet"
    if resource.format == "parquet" and not typed:
        raise NoProof("Parquet, read as Frictionless reads it")
    if typed:
        from parpipe.validation.parquet_lane import header_of

        copy = header_of(resource)
    else:
        copy = resource.to_copy()
    foreign_keys: list[dict[str, Any]] = copy.schema.foreign_keys if copy.schema else []
    if copy.schema:
        copy.schema.foreign_keys = []
    opening: Any = copy.open
    opening()
    try:
        fields = fields_of(copy, foreign_keys, options.differences)
    except NoProof:
        copy.close()
        raise
    return OpenTable(copy, fields, options, str(resource.normpath) if typed else None)
