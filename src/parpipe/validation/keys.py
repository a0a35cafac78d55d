"""Which rows repeat a key, for tables of any size: the keys are sorted into partitions on disk, each small enough for memory.

Equal keys fall into the same partition, so each can be looked through alone, exactly, by comparing texts. What fits into memory
never touches the disk.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

PARTITIONS = 64
_SCHEMA = pa.schema([("key", pa.string()), ("row", pa.int64())])
_WEIGHTS = np.random.default_rng(7).integers(1, 2**63, 256, dtype=np.uint64)
_HELD_BYTES = 1 << 28
"""How much of long keys is held, however few they are."""
SEPARATOR = "\x1f"
_ABSENT = "\\N"


_Order = Callable[[pa.Array, pa.Array], pa.BooleanArray]


def _shorter(left: pa.Array, right: pa.Array) -> pa.BooleanArray:
    """Return where a text is shorter, or as long and before the other: the order of running numbers."""
    sizes = pc.binary_length(left), pc.binary_length(right)
    return pc.or_(pc.less(*sizes), pc.and_(pc.equal(*sizes), pc.less(left, right)))


def joined(parts: list[pa.Array]) -> pa.Array:
    """Return one text per row for a key of several columns, equal exactly when all its parts are; a missing part is a value."""
    return pc.binary_join_element_wise(*(_escaped(part).fill_null(_ABSENT) for part in parts), SEPARATOR)


def _escaped(texts: pa.Array) -> pa.Array:
    codes = np.frombuffer(texts.buffers()[2] or b"", dtype=np.uint8)
    if not (codes == ord("\\")).any() and not (codes == ord(SEPARATOR)).any():
        return texts
    return pc.replace_substring(pc.replace_substring(texts, "\\", "\\\\"), SEPARATOR, "\\u")


@dataclass
class KeyRows:
    """The keys of a table with their row numbers; on disk when there are many."""

    folder: Path
    held: int
    """How many keys to keep in memory."""

    _orders: list[_Order] = field(default_factory=lambda: [pc.less, _shorter])
    """The orders in which all keys so far rise strictly; while there is one, no key repeats another."""

    _last: pa.Array | None = None
    _tables: list[pa.Table] = field(default_factory=list)
    _files: list[pa.RecordBatchFileWriter] = field(default_factory=list)
    _paths: list[Path] = field(default_factory=list)

    def add(self, keys: pa.Array, rows: np.ndarray) -> None:
        """Add keys, as canonical texts without nulls, with the numbers of their rows."""
        self._orders = [order for order in self._orders if self._rises(order, keys)]
        self._last = keys[-1:]
        self._tables.append(pa.table([keys, pa.array(rows)], schema=_SCHEMA))
        if sum(map(len, self._tables)) > self.held or sum(table.nbytes for table in self._tables) > _HELD_BYTES:
            self.spill()

    def repeats(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers of all rows whose key an earlier row has, sorted, and of the last such row before each."""
        if self._orders:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        found = [_repeats(part) for part in self.partitions()]
        rows, previous = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(rows, kind="stable")
        return rows[order], previous[order]

    def _rises(self, order: _Order, keys: pa.Array) -> bool:
        run = keys if self._last is None else pa.concat_arrays([self._last, keys])
        return bool(pc.all(order(run[:-1], run[1:])).as_py())

    def held_keys(self) -> pa.Array | None:
        """Return the distinct keys if all of them are in memory."""
        if self._files:
            return None
        return pa.chunked_array([table["key"].combine_chunks() for table in self._tables], pa.string()).unique()

    def partitions(self) -> Iterator[pa.Table]:
        """Yield the keys so that equal ones are in one table; call it once, after the last key."""
        if not self._files:
            yield pa.concat_tables(self._tables) if self._tables else _SCHEMA.empty_table()
            return
        self.spill()
        for file in self._files:
            file.close()
        for path in self._paths:
            with pa.memory_map(str(path)) as source:
                yield pa.ipc.open_file(source).read_all()
            path.unlink()

    def spill(self) -> None:
        """Sort what is in memory into the partitions on disk."""
        if not self._files:
            folder = Path(tempfile.mkdtemp(dir=self.folder))
            self._paths = [folder / f"{number}.arrow" for number in range(PARTITIONS)]
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            self._files = [pa.ipc.new_file(str(path), _SCHEMA, options=options) for path in self._paths]
        for table in self._tables:
            parts = _partition_of(table["key"].combine_chunks())
            ends = np.cumsum(np.bincount(parts, minlength=PARTITIONS))
            ordered = table.take(pa.array(np.argsort(parts, kind="stable")))
            for number, end in enumerate(ends):
                start = ends[number - 1] if number else 0
                if end > start:
                    self._files[number].write_table(ordered.slice(start, end - start))
        self._tables = []


def _partition_of(keys: pa.Array) -> np.ndarray:
    """Return a partition per text; it depends on the bytes of the text alone, not on their order."""
    _, offsets_buffer, data = keys.buffers()
    offsets = np.frombuffer(offsets_buffer, dtype=np.int32)[keys.offset : keys.offset + len(keys) + 1]
    codes = np.frombuffer(data or b"", dtype=np.uint8)[offsets[0] : offsets[-1]]
    sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(_WEIGHTS[codes], dtype=np.uint64)))
    places = offsets - offsets[0]
    mixed = sums[places[1:]] - sums[places[:-1]]
    partition: np.ndarray = (mixed >> np.uint64(40)) % np.uint64(PARTITIONS)
    return partition.astype(np.uint8)


def _repeats(part: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of one partition that repeat a key, and the row before each that has it."""
    rows = part["row"].to_numpy()
    if (np.diff(rows) < 0).any():
        part = part.sort_by("row")
        rows = part["row"].to_numpy()
    keys = part["key"].combine_chunks()
    suspects = _suspects(keys)
    rows = rows[suspects]
    indices = keys.take(pa.array(suspects)).dictionary_encode().indices.to_numpy()
    order = np.argsort(indices, kind="stable")
    again = indices[order][1:] == indices[order][:-1]
    return rows[order][1:][again], rows[order][:-1][again]


def _suspects(keys: pa.Array) -> np.ndarray:
    """Return the places of keys that may be equal to another, in order: equal texts are equal numbers, which sort faster."""
    try:
        numbers = pc.cast(keys, pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        return np.arange(len(keys))
    ordered = np.sort(numbers)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(repeated):
        return np.empty(0, dtype=np.int64)
    nearest = np.minimum(np.searchsorted(repeated, numbers), len(repeated) - 1)
    return np.flatnonzero(repeated[nearest] == numbers)
