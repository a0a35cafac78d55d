"""Batches of a Parquet file with its own types, and the header that Frictionless would see in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parpipe.validation.table import Batch

if TYPE_CHECKING:
    from frictionless.resources import TableResource

_CHUNK = 1 << 22


def header_of(resource: TableResource) -> TableResource:
    """Return a table that has the header of a Parquet file and no rows, with the schema and the statistics of the resource.

    Frictionless opens Parquet by reading all of it into pandas; only the header's verdict is wanted.
    """
    stand_in = resource.to_copy()
    stand_in.path, stand_in.scheme, stand_in.format = None, "", "inline"
    stand_in.data = [pq.read_schema(resource.normpath).names]
    return stand_in


def read_parquet(path: str, rows: int) -> Iterator[Batch]:
    """Yield the batches of a Parquet file; rows are numbered from 2, as under a header."""
    start = 2
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=rows):
            columns = [_encode(column) for column in batch.columns]
            yield Batch(np.arange(start, start + batch.num_rows), columns)
            start += batch.num_rows


def _encode(column: pa.Array) -> pa.DictionaryArray:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    if pa.types.is_nested(column.type):
        return pa.DictionaryArray.from_arrays(pa.array(np.arange(len(column), dtype=np.int32)), column)
    return column.dictionary_encode(null_encoding="encode")


def set_statistics(resource: TableResource, path: str) -> None:
    """Give the resource the size and the hashes of the file, which Frictionless does not compute for Parquet."""
    digests: dict[str, Any] = {name: hashlib.new(name, usedforsecurity=False) for name in ("md5", "sha256")}
    size = 0
    with open(path, "rb") as file:
        while data := file.read(_CHUNK):
            size += len(data)
            for digest in digests.values():
                digest.update(data)
    resource.stats.bytes = size
    resource.stats.md5, resource.stats.sha256 = (digests[name].hexdigest() for name in ("md5", "sha256"))
