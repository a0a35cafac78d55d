"""Table to file, and package to file: one function a format, all with deterministic bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from parpipe.package import Release
from parpipe.writers.csv import csv_bytes
from parpipe.writers.database import database
from parpipe.writers.parquet import parquet_bytes
from parpipe.writers.workbook import workbook

if TYPE_CHECKING:
    from pyarrow import Table

Writer = Callable[["Table", str, Mapping[str, str]], bytes]
"""Takes a table, the name of its schema and what the file says of its package; returns the bytes of the file."""


def _csv(table: Table, schema_name: str, metadata: Mapping[str, str]) -> bytes:
    """Return a CSV file; it has no place for metadata, and its columns are proved by the schema beside it."""
    return csv_bytes(table)


WRITERS: Mapping[str, Writer] = {"csv": _csv, "parquet": parquet_bytes}
"""The writers by file extension, in the order in which a package lists their files."""

Book = Callable[[Release, Mapping[str, "Table"]], bytes]
"""Takes a release, of which no file has been written yet, and its tables; returns the bytes of one file that holds them all."""

BOOKS: Mapping[str, Book] = {"xlsx": workbook, "sqlite": database}
"""The writers of whole packages by file extension."""
