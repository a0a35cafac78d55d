"""The values that foreign keys may have: the distinct keys of the tables they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parpipe.validation.canonical import canonical, family
from parpipe.validation.columns import Column
from parpipe.validation.keys import joined
from parpipe.validation.opened import OpenTable, open_table
from parpipe.validation.options import Options
from parpipe.validation.oracle import NoProof
from parpipe.validation.rows import make_row

if TYPE_CHECKING:
    from frictionless.resources import TableResource

    from parpipe.validation.fields import Fields, ForeignKey

_GATHERED = 64


def referenced_keys(resource: TableResource, own: Fields, key: ForeignKey, options: Options) -> pa.Array:
    """Return the distinct joined texts that a foreign key of a table may have; NoProof where texts cannot decide."""
    from frictionless import FrictionlessException

    try:
        table = open_table(_referenced(resource, key), options)
    except FrictionlessException as error:
        raise NoProof("a referenced table that does not open") from error
    with table.resource:
        _compare_types(own, table.fields, key)
        try:
            return _distinct(table, key.reference_fields)
        except FrictionlessException as error:
            raise NoProof("a referenced table that breaks off") from error


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


def _distinct(table: OpenTable, names: tuple[str, ...]) -> pa.Array:
    positions = {name: place for place, name in enumerate(table.fields.cells)}
    columns = {name: Column(table.fields.cells[name], keyed=True) for name in names if name in positions}
    gathered: list[pa.Array] = []
    for batch in table.batches():
        if len(batch.numbers):
            parts = [
                columns[name].judge(batch.columns[positions[name]]).keys
                if name in columns
                else pa.nulls(len(batch.numbers), pa.string())
                for name in names
            ]
            gathered.append(_present(parts).unique())
        rows = [make_row(table.fields, cells, number) for number, cells in batch.odd]
        odd = [pa.array([canonical(row.get(name)) for row in rows], pa.string()) for name in names]
        gathered.append(_present(odd))
        if len(gathered) > _GATHERED:
            gathered = [pa.concat_arrays(gathered).unique()]
    return pa.concat_arrays(gathered).unique() if gathered else pa.array([], pa.string())


def _present(parts: list[pa.Array]) -> pa.Array:
    """Return the joined texts of the rows in which at least one part is there."""
    return joined(parts).filter(pa.array(~all_absent(parts)))


def all_absent(parts: list[pa.Array]) -> np.ndarray:
    """Return in which rows every part of a key is missing."""
    absent: np.ndarray = np.logical_and.reduce([pc.is_null(part).to_numpy(zero_copy_only=False) for part in parts])
    return absent
