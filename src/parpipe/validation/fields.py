"""The fields that the rows of a table are read with, and the keys that span rows: what Frictionless itself would use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from parpipe.validation.options import Differences
from parpipe.validation.oracle import NoProof

if TYPE_CHECKING:
    from frictionless.resources import TableResource

Reader = Callable[[Any], tuple[Any, dict[str, str] | None]]


class Cell(NamedTuple):
    """A field, the reader of its cells, and whether a proof made for the field holds for that reader."""

    field: Any
    reader: Reader
    provable: bool


class ForeignKey(NamedTuple):
    """Fields whose values must be found together in fields of another table; the name is empty for the table itself."""

    fields: tuple[str, ...]
    reference: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True)
class Fields:
    """How a table is read: its cells from left to right, and its keys."""

    cells: dict[str, Cell]
    handlers: Any
    unique: list[str]
    primary: list[str]
    """The fields of the primary key; empty if there is none or a field of it is missing from the header."""

    unique_keys: list[tuple[str, ...]]
    foreign: list[ForeignKey]

    @cached_property
    def keyed(self) -> set[str]:
        """The fields that are part of any key."""
        keys: Iterable[Iterable[str]] = [self.unique, self.primary, *self.unique_keys, *(key.fields for key in self.foreign)]
        return {name for key in keys for name in key}


def fields_of(resource: TableResource, foreign_keys: list[dict[str, Any]], differences: Differences) -> Fields:
    """Return the fields of an open table; NoProof if they are no help.

    ``foreign_keys`` are those of its schema, which was opened without them.
    """
    from frictionless.table.row import create_cell_handlers

    expected = resource.header.get_expected_fields()
    if not expected:
        raise NoProof("a table without fields")
    handlers = create_cell_handlers(expected)
    cells = {}
    for field in expected:
        categories = field.custom.get("categories") if differences.enforce_categories else None
        if categories is not None:
            reader = _categorical(handlers[field.name].reader, field, categories)
            handlers[field.name] = handlers[field.name]._replace(reader=reader)
        cells[field.name] = Cell(field, handlers[field.name].reader, categories is None)
    return Fields(
        cells,
        handlers,
        [field.name for field in expected if field.constraints.get("unique")],
        _primary_key(resource, list(cells)),
        _unique_keys(resource, cells) if differences.enforce_unique_keys else [],
        [_foreign_key(descriptor, set(cells)) for descriptor in foreign_keys],
    )


def _primary_key(resource: TableResource, names: list[str]) -> list[str]:
    """Return the fields that Frictionless compares, which without case may be more than the schema names."""
    key = list(resource.schema.primary_key)
    if not key or not set(key) <= set(names):
        return []
    if resource.dialect.header_case:
        return key
    lowered = [name.lower() for name in key]
    return [name for name in names if name.lower() in lowered]


def _foreign_key(descriptor: dict[str, Any], names: set[str]) -> ForeignKey:
    """Return a foreign key; NoProof if the header lacks a field of it: then Frictionless reads the other table for nothing."""
    if not set(descriptor["fields"]) <= names:
        raise NoProof("a foreign key with a field that the header lacks")
    reference = descriptor["reference"]
    return ForeignKey(tuple(descriptor["fields"]), reference["resource"], tuple(reference["fields"]))


def _unique_keys(resource: TableResource, cells: dict[str, Cell]) -> list[tuple[str, ...]]:
    declared = resource.schema.custom.get("uniqueKeys", [])
    keys = [(key,) if isinstance(key, str) else tuple(key) for key in declared]
    return [key for key in keys if set(key) <= set(cells)]


def _categorical(reader: Reader, field: Any, categories: list[Any]) -> Reader:
    read = field.create_value_reader()
    allowed = [read(entry["value"] if isinstance(entry, dict) else entry) for entry in categories]

    def read_category(cell: Any) -> tuple[Any, dict[str, str] | None]:
        value, notes = reader(cell)
        if value is not None and not (notes and "type" in notes) and value not in allowed:
            notes = {**(notes or {}), "categories": f'constraint "categories" is "{categories}"'}
        return value, notes

    return read_category
