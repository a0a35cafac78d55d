"""The values that foreign keys may have: the distinct keys of the tables they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parpipe.validation.canonical import canonical, family
from parpipe.validation.columns import Column
from parpipe.validation.keys import KeyRows, joined
from parpipe.validation.opened import OpenTable, open_table
from parpipe.validation.options import Options
from parpipe.validation.oracle import NoProof
from parpipe.validation.rows import make_row

if TYPE_CHECKING:
    from frictionless.resources import TableResource

    from parpipe.validation.fields import Fields, ForeignKey


class ForeignCheck:
    """Finds the rows of a table whose foreign key is in no row of the table that it names.

    The keys of that table are held in memory while they are few; else both sides are sorted into the same partitions on disk.
    """

    def __init__(self, resource: TableResource, own: Fields, key: ForeignKey, options: Options, scratch: Path) -> None:
        """Read the table that the key names. NoProof where texts cannot decide."""
        self._fields = key.fields
        self._referenced = _referenced_keys(resource, own, key, options, scratch)
        self._known = self._referenced.held_keys()
        self._own = KeyRows(scratch, options.held_keys)
        self._orphans: list[np.ndarray] = [np.empty(0, dtype=np.int64)]

    def add(self, keys: Mapping[str, pa.Array], numbers: np.ndarray) -> None:
        """Add the keys of some rows, as canonical texts by field."""
        parts = [keys[name] for name in self._fields]
        texts, given = joined(parts), ~all_absent(parts)
        if self._known is None:
            self._own.add(texts.filter(pa.array(given)), numbers[given])
        else:
            self._orphans.append(numbers[given & ~_found(texts, self._known)])

    def orphans(self) -> np.ndarray:
        """Return the sorted numbers of the rows that point nowhere, after the last row."""
        if self._known is None:
            self._own.spill()
            for own, referenced in zip(self._own.partitions(), self._referenced.partitions(), strict=True):
                self._orphans.append(own["row"].to_numpy()[~_found(own["key"], referenced["key"])])
        return np.sort(np.concatenate(self._orphans))


def _found(texts: pa.Array, known: pa.Array) -> np.ndarray:
    found: np.ndarray = pc.is_in(texts, value_set=known).to_numpy(zero_copy_only=False)
    return found


def _referenced_keys(resource: TableResource, own: Fields, key: ForeignKey, options: Options, scratch: Path) -> KeyRows:
    from frictionless import FrictionlessException

    try:
        table = open_table(_referenced(resource, key), options)
    except FrictionlessException as error:
        raise NoProof("a referenced table that does not open") from error
    with table.resource:
        _compare_types(own, table.fields, key)
        keys = KeyRows(scratch, options.held_keys)
        try:
            for texts in _distinct(table, key.reference_fields):
                keys.add(texts, np.zeros(len(texts), dtype=np.int64))
        except FrictionlessException as error:
            raise NoProof("a referenced table that breaks off") from error
    return keys


def _referenced(resource: TableResource, key: ForeignKey) -> TableResource:
    if not key.reference or key.reference == resource.name:
        return resource
    if not resource.package or not resource.package.has_resource(key.reference):
        raise NoProof("a referenced table that is not there")
    other: Any = resource.package.get_resource(key.reference)
    if not other.tabular:
        raise NoProof("a reference to what is no table")
    table: TableResource = other
    return table


def _compare_types(own: Fields, other: Fields, key: ForeignKey) -> None:
    """Raise NoProof for a pair of fields whose values might be equal without having the same text, or the other way round."""
    for name, reference in zip(key.fields, key.reference_fields, strict=False):
        if reference in other.cells and family(own.cells[name].field.type) != family(other.cells[reference].field.type):
            raise NoProof(f"a foreign key from {name} to another type")
    if len(key.fields) != len(key.reference_fields):
        raise NoProof("a foreign key to another number of fields")


def _distinct(table: OpenTable, names: tuple[str, ...]) -> Iterator[pa.Array]:
    """Yield the joined texts of the key in each batch, each once; rows in which all parts are missing have none."""
    positions = {name: place for place, name in enumerate(table.fields.cells)}
    columns = {name: Column(table.fields.cells[name], keyed=True) for name in names if name in positions}
    for batch in table.batches():
        if len(batch.numbers):
            absent = pa.nulls(len(batch.numbers), pa.string())
            verdicts = {name: column.judge(batch.columns[positions[name]]) for name, column in columns.items()}
            yield _present([verdicts[name].keys if name in verdicts else absent for name in names]).unique()
        rows = [make_row(table.fields, cells, number) for number, cells in batch.odd]
        yield _present([pa.array([canonical(row.get(name)) for row in rows], pa.string()) for name in names])


def _present(parts: list[pa.Array]) -> pa.Array:
    """Return the joined texts of the rows in which at least one part is there."""
    return joined(parts).filter(pa.array(~all_absent(parts)))


def all_absent(parts: list[pa.Array]) -> np.ndarray:
    """Return in which rows every part of a key is missing."""
    absent: np.ndarray = np.logical_and.reduce([pc.is_null(part).to_numpy(zero_copy_only=False) for part in parts])
    return absent
