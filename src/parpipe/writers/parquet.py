"""Parquet: the columns, order and values of the CSV file, numbers as float64, counts as nullable integers.

The file carries pandas' own metadata for nullable types: without it pandas reads counts as floats, and Frictionless
refuses them. Every field has its description, and the file says which package it belongs to.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from parpipe.schema import PLAIN_NUMBER, arrow_form, empty, load_schema

if TYPE_CHECKING:
    from pyarrow import Array, ChunkedArray, Schema, Table

_ROW_GROUP = 131_072
_NO_METADATA: Mapping[str, str] = MappingProxyType({})
_PANDAS_TYPES = {"string": "string", "number": "float64", "integer": "Int64", "boolean": "boolean", "date": "object"}


def parquet_bytes(table: Table, schema_name: str, metadata: Mapping[str, str] = _NO_METADATA) -> bytes:
    """Return a table as the bytes of a Parquet file, the same for the same table and version of pyarrow.

    ValueError if the columns are not those of the schema, or if a number is not written in plain digits.
    """
    sink = io.BytesIO()
    stream = ParquetStream(sink, schema_name, metadata)
    stream.write(table)
    stream.close()
    return sink.getvalue()


class ParquetStream:
    """A Parquet file written table after table, with the bytes that one table of all rows has."""

    def __init__(self, file: IO[bytes] | io.RawIOBase, schema_name: str, metadata: Mapping[str, str] = _NO_METADATA) -> None:
        """Take an open file, the name of the tables' schema, and what else the file is to say of itself."""
        import pyarrow.parquet as pq

        self._name, self._metadata = schema_name, metadata
        self._rest = published(empty(schema_name), schema_name, metadata)
        self._writer = pq.ParquetWriter(file, self._rest.schema, compression="zstd", compression_level=3)

    def write(self, table: Table) -> None:
        """Write the rows that fill a row group, and keep the others; ValueError as in parquet_bytes."""
        import pyarrow as pa

        self._rest = pa.concat_tables([self._rest, published(table, self._name, self._metadata)])
        while len(self._rest) > _ROW_GROUP:
            self._writer.write_table(self._rest.slice(0, _ROW_GROUP).combine_chunks(), row_group_size=_ROW_GROUP)
            self._rest = self._rest.slice(_ROW_GROUP)

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        self._writer.write_table(self._rest.combine_chunks(), row_group_size=_ROW_GROUP)
        self._writer.close()


def published(table: Table, schema_name: str, metadata: Mapping[str, str] = _NO_METADATA) -> Table:
    """Return the table as it stands in the Parquet file: numbers as float64, with descriptions and file metadata."""
    return published_form(table, load_schema(schema_name), metadata)


def published_form(table: Table, schema: Mapping[str, Any], metadata: Mapping[str, str]) -> Table:
    """Return the same for a table of any Table Schema, as that of an earlier version."""
    import pyarrow as pa

    if not table.schema.equals(arrow_form(schema)):
        raise ValueError(f"the columns are not those of {schema['name']}: {table.schema}")
    kinds = {field["name"]: field["type"] for field in schema["fields"]}
    columns = [_numbers(table[name], name) if kind == "number" else table[name] for name, kind in kinds.items()]
    form = _published_schema(json.dumps(schema))
    return pa.Table.from_arrays(columns, schema=form.with_metadata({**form.metadata, **metadata}))


def _numbers(column: ChunkedArray, name: str) -> Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    encoded = column.combine_chunks().dictionary_encode()  # most columns have few values
    texts = encoded.dictionary
    plain = pc.match_substring_regex(texts, PLAIN_NUMBER)
    if pc.any(pc.invert(plain)).as_py():
        raise ValueError(f"column {name} holds what is no plain number: {texts.filter(pc.invert(plain))[0]}")
    return pc.cast(pc.utf8_ltrim(texts, "+"), pa.float64()).take(encoded.indices)


@cache
def _published_schema(table_schema: str) -> Schema:
    """Return the schema of the Parquet file, with pandas' metadata and the description of every field."""
    import pandas as pd
    import pyarrow as pa

    schema = json.loads(table_schema)
    frame = pd.DataFrame({field["name"]: pd.Series(dtype=_PANDAS_TYPES[field["type"]]) for field in schema["fields"]})
    kept = pa.Table.from_pandas(frame, preserve_index=False).schema.metadata
    fields = [
        pa.field(internal.name, pa.float64() if field["type"] == "number" else internal.type, metadata=_described(field))
        for field, internal in zip(schema["fields"], arrow_form(schema), strict=True)
    ]
    return pa.schema(fields, metadata=kept)


def _described(field: Mapping[str, str]) -> dict[str, str]:
    return {name: field[name] for name in ("title", "description", "description@vi", "unit") if name in field}
