"""Observations that do not fit into memory: from a CSV file to both tables with their changes, piece by piece.

Pieces are cut into runs of whole series, so that their changes are those of the whole table, and the files have the bytes that
the whole table gives. Threads work on them, since Arrow works outside of Python's lock, and they are written in their order.
"""

from __future__ import annotations

import hashlib
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, BinaryIO, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parpipe.derive import derive_changes
from parpipe.errors import Unreadable
from parpipe.indices import Index
from parpipe.keys import KEY
from parpipe.schema import ascending, sort_table
from parpipe.writers.csv import csv_header, csv_lines
from parpipe.writers.parquet import ParquetStream

TABLES = ("observations", "changes")
_SERIES = KEY[:4]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def derive_files(
    observations: Iterable[pa.Table], index: Index, files: Mapping[str, BinaryIO], *, workers: int = 2
) -> dict[str, str]:
    """Write both TABLES as CSV and Parquet into open files, and return the SHA-256 of what each was given.

    ``observations`` come in pieces of any size, as from ``writers.csv.read_batches``; ``files`` are named
    ``observations.csv``, ``changes.parquet`` and so on. Raises Unreadable where rows are not in the order of their key.
    """
    hashed = {name: _Hashed(file) for name, file in files.items()}
    streams = {name: ParquetStream(hashed[f"{name}.parquet"], name) for name in TABLES}
    for name in TABLES:
        hashed[f"{name}.csv"].write(csv_header(name))
    for tables in in_order(lambda part: _derived(part, index), whole_series(observations), workers):
        for name, (lines, table) in tables.items():
            hashed[f"{name}.csv"].write(lines)
            streams[name].write(table)
    for stream in streams.values():
        stream.close()
    return {name: file.digest.hexdigest() for name, file in hashed.items()}


def _derived(part: pa.Table, index: Index) -> dict[str, tuple[bytes, pa.Table]]:
    tables = (part, sort_table("changes", derive_changes(part, index)))
    return {name: (csv_lines(table), table) for name, table in zip(TABLES, tables, strict=True)}


def whole_series(observations: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Yield the rows of pieces in tables of whole series; Unreadable where they are not in the order of their key."""
    rest: list[pa.Table] = []
    for piece in observations:
        table = pa.concat_tables([*rest, piece]).combine_chunks()
        _require_order(table)
        whole = _last_start(table)
        if whole:
            yield table.slice(0, whole)
        rest = [table.slice(whole)]
    yield from rest


def in_order(work: Callable[[_Item], _Result], items: Iterable[_Item], workers: int) -> Iterator[_Result]:
    """Yield the results of work on items in their order, a few of them ahead in threads."""
    ahead: deque[Future[_Result]] = deque()
    with ThreadPoolExecutor(workers) as threads:
        for item in items:
            ahead.append(threads.submit(work, item))
            if len(ahead) > workers:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _require_order(table: pa.Table) -> None:
    wrong = pc.index(ascending(table, KEY), False).as_py()
    if wrong >= 0:
        place = ", ".join(f"{name} {value}" for name, value in table.select(KEY).slice(wrong + 1, 1).to_pylist()[0].items())
        raise Unreadable(f"the observation of {place} is not in the order of the primary key; sort the rows by it first")


def _last_start(table: pa.Table) -> int:
    """Return the number of the row in which the last series begins."""
    starts = np.zeros(max(len(table) - 1, 0), dtype=bool)
    for name in _SERIES:
        starts |= pc.not_equal(table[name].slice(1), table[name].slice(0, len(starts))).to_numpy()
    return int(np.flatnonzero(starts)[-1]) + 1 if starts.any() else 0


class _Hashed(io.RawIOBase):
    """A file that is written from its beginning to its end, and hashed meanwhile."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.digest.update(content)
        return self._file.write(content)

    def tell(self) -> int:
        return self._file.tell()
