"""Batches of the cells that Frictionless itself reads, from any format and dialect; the rest of a table that CsvLane left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from parpipe.validation.oracle import NoProof
from parpipe.validation.table import Batch

if TYPE_CHECKING:
    from frictionless.resources import TableResource


def read_cells(resource: TableResource, width: int, size: int, passed: int = 0) -> Iterator[Batch]:
    """Yield batches of ``size`` rows of an open table after its first ``passed`` records; NoProof if a cell is no text.

    A FrictionlessException ends it, as it ends the rows of Frictionless, after the rows before it.
    """
    from frictionless import FrictionlessException

    rows: list[tuple[int, list[Any]]] = []
    try:
        for number, cells in resource.dialect.read_enumerated_content_stream(resource.cell_stream):
            if number > passed:
                rows.append((number, cells))
            if len(rows) == size:
                yield _batch(rows, width)
                rows = []
    except FrictionlessException:
        yield _batch(rows, width)
        raise
    yield _batch(rows, width)


def _batch(rows: list[tuple[int, list[Any]]], width: int) -> Batch:
    even = [row for row in rows if len(row[1]) == width]
    odd = [row for row in rows if len(row[1]) != width]
    columns = [_column(list(column)) for column in zip(*(cells for _, cells in even), strict=True)]
    return Batch(np.array([number for number, _ in even], dtype=np.int64), columns, odd)


def _column(cells: list[Any]) -> pa.DictionaryArray:
    if not set(map(type, cells)) <= {str, type(None)}:
        raise NoProof("cells that are no text")
    try:
        return pa.array(cells, pa.string()).dictionary_encode(null_encoding="encode")
    except (UnicodeError, pa.ArrowException) as error:
        raise NoProof("cells that no UTF-8 can hold") from error
