"""Parquet: the columns, order and values of the CSV file, numbers as float64, counts as nullable integers.

The file carries pandas' own metadata for nullable types: without it pandas reads counts as floats, and Frictionless
refuses them. Every field has its description, and the file says which package it belongs to.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from parpipe.schema import PLAIN_NUMBER, arrow_schema, column_types, load_schema

if TYPE_CHECKING:
    from pyarrow import ChunkedArray, Schema, Table

_ROW_GROUP = 131_072
_NO_METADATA: Mapping[str, str] = MappingProxyType({})
_PANDAS_TYPES = {"string": "string", "number": "float64", "integer": "Int64", "boolean": "boolean", "date": "object"}


def parquet_bytes(table: Table, schema_name: str, metadata: Mapping[str, str] = _NO_METADATA) -> bytes:
    """Return a table as the bytes of a Parquet file, the same for the same table and version of pyarrow.

    ValueError if the columns are not those of the schema, or if a number is not written in plain digits.
    """
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    data = published(table, schema_name, metadata)
    pq.write_table(data, sink, compression="zstd", compression_level=3, row_group_size=_ROW_GROUP)
    return sink.getvalue()


def published(table: Table, schema_name: str, metadata: Mapping[str, str] = _NO_METADATA) -> Table:
    """Return the table as it stands in the Parquet file: numbers as float64, with descriptions and file metadata."""
    import pyarrow as pa

    if not table.schema.equals(arrow_schema(schema_name)):
        raise ValueError(f"the columns are not those of {schema_name}: {table.schema}")
    kinds = column_types(schema_name)
    columns = [_numbers(table[name], name) if kind == "number" else table[name] for name, kind in kinds.items()]
    schema = _published_schema(schema_name)
    return pa.Table.from_arrays(columns, schema=schema.with_metadata({**schema.metadata, **metadata}))


def _numbers(column: ChunkedArray, name: str) -> ChunkedArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = pc.match_substring_regex(column, PLAIN_NUMBER)
    if pc.any(pc.invert(plain)).as_py():
        raise ValueError(f"column {name} holds what is no plain number: {column.filter(pc.invert(plain))[0]}")
    return pc.cast(pc.utf8_ltrim(column, "+"), pa.float64())


@cache
def _published_schema(schema_name: str) -> Schema:
    """Return the schema of the Parquet file, with pandas' metadata and the description of every field."""
    import pandas as pd
    import pyarrow as pa

    frame = pd.DataFrame({name: pd.Series(dtype=_PANDAS_TYPES[kind]) for name, kind in column_types(schema_name).items()})
    kept = pa.Table.from_pandas(frame, preserve_index=False).schema.metadata
    numbers = {name for name, kind in column_types(schema_name).items() if kind == "number"}
    fields = [
        pa.field(field["name"], pa.float64() if field["name"] in numbers else internal.type, metadata=_described(field))
        for field, internal in zip(load_schema(schema_name)["fields"], arrow_schema(schema_name), strict=True)
    ]
    return pa.schema(fields, metadata=kept)


def _described(field: Mapping[str, str]) -> dict[str, str]:
    return {name: field[name] for name in ("title", "description", "description@vi", "unit") if name in field}
