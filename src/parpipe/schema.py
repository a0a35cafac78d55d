"""The shapes of the tables: schemas/tables/*.json as mappings and as Arrow schemas, and the tables that stages exchange.

Between stages a number is the text that was printed ("90.10" is not "90.1"), a count or year is an integer, a date a date.
Writers turn the texts into what their format calls a number. A Table Schema is the only place where columns are listed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from parpipe.errors import Usage
from parpipe.settings import SCHEMAS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from pyarrow import ChunkedArray, DataType, Schema, Table

PLAIN_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"
"""How a number is written in a table: no exponent, no group character, no sign for infinity."""


@cache
def table_names() -> tuple[str, ...]:
    """Return the names of all tables that have a schema, in alphabetical order."""
    return tuple(sorted(path.stem for path in (SCHEMAS / "tables").glob("*.json")))


def load_schema(table: str) -> dict[str, Any]:
    """Return a new copy of the Table Schema of a table; Usage if there is no such table."""
    schema: dict[str, Any] = json.loads(_schema_text(table))
    return schema


@cache
def _schema_text(table: str) -> str:
    if table not in table_names():
        raise Usage(f"there is no table {table!r}; the tables are {', '.join(table_names())}")
    return (SCHEMAS / "tables" / f"{table}.json").read_text(encoding="utf-8")


def parquet_schema(table: str) -> dict[str, Any]:
    """Return the Table Schema by which Frictionless judges the Parquet file of a table.

    Frictionless reads Parquet through pandas, where a null float is the number NaN: "nan" is named as missing. Foreign keys
    are left out, because they are proved once, on the CSV files.
    """
    schema = load_schema(table)
    schema.pop("foreignKeys", None)
    return {**schema, "missingValues": [*schema["missingValues"], "nan"]}


@cache
def column_types(table: str) -> Mapping[str, str]:
    """Return the Table Schema type of every column, in order: string, number, integer, boolean or date."""
    return {field["name"]: field["type"] for field in load_schema(table)["fields"]}


@cache
def arrow_schema(table: str) -> Schema:
    """Return the Arrow schema that stages exchange: numbers are strings that keep their digits."""
    return arrow_form(load_schema(table))


def arrow_form(schema: Mapping[str, Any]) -> Schema:
    """Return the same for any Table Schema, as that of an earlier version; KeyError for a type that is not ours."""
    import pyarrow as pa

    return pa.schema([(field["name"], _arrow_type(field["type"])) for field in schema["fields"]])


def _arrow_type(kind: str) -> DataType:
    import pyarrow as pa

    types = {"string": pa.string(), "number": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32()}
    return types[kind]


def empty(table: str) -> Table:
    """Return the table without rows."""
    return arrow_schema(table).empty_table()


def to_table(table: str, rows: Iterable[Mapping[str, Any] | DataclassInstance]) -> Table:
    """Return rows as an Arrow table in the shape of a table's schema.

    ValueError if a row lacks a column or has one that the schema does not know; pyarrow's own error for a wrong type.
    """
    import pyarrow as pa

    schema = arrow_schema(table)
    mappings = [_mapping(row) for row in rows]
    expected = set(schema.names)
    for number, row in enumerate(mappings, start=1):
        if row.keys() != expected:
            missing, extra = sorted(expected - row.keys()), sorted(row.keys() - expected)
            raise ValueError(f"row {number} of {table}: missing columns {missing}, unknown columns {extra}")
    columns = [pa.array([row[field.name] for row in mappings], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _mapping(row: Mapping[str, Any] | DataclassInstance) -> Mapping[str, Any]:
    return asdict(row) if is_dataclass(row) else row


def sort_table(table: str, data: Table) -> Table:
    """Return the rows in the order of the primary key (of all columns where there is none): nulls first, by code point."""
    return sort_rows(data, load_schema(table).get("primaryKey") or data.column_names)


def sort_rows(data: Table, names: Sequence[str]) -> Table:
    """Return the rows in the order of some columns: nulls first, by code point. What is in that order is not sorted again."""
    import pyarrow.compute as pc

    if pc.all(ascending(data, names)).as_py():
        return data.combine_chunks()
    order = pc.sort_indices(data, sort_keys=[(name, "ascending", "at_start") for name in names])
    return data.take(order).combine_chunks()


def ascending(data: Table, names: Sequence[str]) -> ChunkedArray:
    """Return for every row but the first whether it is not before the one above it by some columns; false beside a null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    now, before = data.select(names).slice(1), data.select(names).slice(0, max(len(data) - 1, 0))
    risen = pa.chunked_array([pa.repeat(True, len(now))])
    for name in reversed(names):
        risen = pc.or_(pc.less(before[name], now[name]), pc.and_(pc.equal(before[name], now[name]), risen))
    return pc.fill_null(risen, False)


def content_digest(data: Table) -> str:
    """Return the SHA-256 of a table's content, the same for every file format and library version.

    What is hashed is one line of JSON per column in UTF-8, without blanks: the column's name, then the text of each value
    as in the CSV file, or null.
    """
    import pyarrow as pa

    digest = hashlib.sha256()
    for name in data.column_names:
        texts = data[name].cast(pa.string()).to_pylist()
        digest.update(json.dumps([name, *texts], ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()
