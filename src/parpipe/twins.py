"""Whether the CSV and the Parquet file of a table say the same, and what datapackage.json says of their content.

A table is read by the schema that its own release carries, so that releases of earlier versions are judged as fairly.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from parpipe.errors import Unreadable
from parpipe.integrity import Listed, read_metadata, read_resources
from parpipe.proofs import Case, Result
from parpipe.releases import PublishedRelease
from parpipe.schema import content_digest
from parpipe.writers.csv import read_formed
from parpipe.writers.parquet import published_form

if TYPE_CHECKING:
    from pyarrow import Schema, Table

_TWIN = "-parquet"


def check_tables(case: Case) -> Result:
    """Find tables whose two files differ in a value, type, description or metadata, or in rows and digest from what is said."""
    listed = {one.name: one for one in read_resources(case.release) if one.schema is not None}
    named = [name for name in listed if not name.endswith(_TWIN)]
    stamp = read_metadata(case.release).stamp
    problems = [f"{name} has no Parquet file" for name in named if name + _TWIN not in listed]
    for name in named:
        if name + _TWIN in listed:
            problems += _differences(case.release, listed[name], listed[name + _TWIN], stamp)
    return Result(
        f"{len(named)} tables have the same values in CSV and Parquet, and the digests that are told", tuple(problems)
    )


def _differences(release: PublishedRelease, csv: Listed, parquet: Listed, stamp: Mapping[str, str]) -> Iterator[str]:
    import pyarrow as pa

    try:
        table = read_formed(io.BytesIO(release.read(csv.path)), csv.schema or {})
        expected = published_form(table, csv.schema or {}, stamp)
    except (pa.ArrowException, ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{release.address(csv.path)} is no CSV file of its schema: {error}") from error
    said = len(table), f"sha256:{content_digest(table)}"
    for one in (csv, parquet):
        if (one.rows, one.digest) != said:
            yield f"{one.name}: datapackage.json says {one.rows} rows of digest {one.digest}; they are {said[0]} of {said[1]}"
    yield from _unlike(csv.name, expected, _read_parquet(release, parquet.path))


def _read_parquet(release: PublishedRelease, path: str) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(io.BytesIO(release.read(path)))
    except (pa.ArrowException, ValueError, OSError) as error:
        raise Unreadable(f"{release.address(path)} is no Parquet file: {error}") from error


def _unlike(name: str, expected: Table, found: Table) -> Iterator[str]:
    if not found.schema.equals(expected.schema, check_metadata=False) or len(found) != len(expected):
        yield f"{name}: the Parquet file has {len(found)} rows of other columns, types or number than the CSV file"
        return
    for column in expected.column_names:
        if not found[column].equals(expected[column]):
            pairs = zip(expected[column].to_pylist(), found[column].to_pylist(), strict=True)
            row, (csv, parquet) = next((row, pair) for row, pair in enumerate(pairs, start=2) if pair[0] != pair[1])
            yield f"{name}, row {row}, {column}: {csv!r} in CSV is {parquet!r} in Parquet"
    if _told(found.schema) != _told(expected.schema):
        yield f"{name}: the Parquet file says something else of itself or its columns than datapackage.json"


def _told(schema: Schema) -> list[Any]:
    """Return what a file tells of itself and its columns, but for the versions of the libraries that wrote it."""
    metadata = dict(schema.metadata or {})
    pandas = json.loads(metadata.pop(b"pandas", b"{}"))
    return [metadata, pandas.get("columns"), [field.metadata for field in schema]]
