"""The Data Package (version 2) of a release: what it is, who made it of what, and every file with its schema.

All CSV files stand before all Parquet files, because portals load the first kind. Parquet files carry no ``bytes``, which
Frictionless 5.21 compares with the size of the decoded table. Each table has a digest of its content beside the hash of
its file: the hash changes with the version of the writing library, the digest only with the data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from parpipe.schema import content_digest, load_schema, parquet_schema

if TYPE_CHECKING:
    from pyarrow import Table

PROFILES = "https://datapackage.org/profiles/2.0"

LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
    "title@vi": "Giấy phép Creative Commons Ghi công 4.0 Quốc tế",
}

_DIALECT = {
    "$schema": f"{PROFILES}/tabledialect.json",
    "header": True,
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
}


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who worked on a package, with roles of the DataCite vocabulary."""

    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """A place that a package's figures come from; ``path`` is None where its address must not be a link."""

    title: str
    path: str | None = None


CONTRIBUTORS = (Contributor("parpipe contributors", ("creator", "dataCurator")),)


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """What a package says of itself in all its versions. ``created`` is the latest day of its inputs, no clock."""

    name: str
    created: date
    title: str
    title_vi: str
    description: str
    description_vi: str
    keywords: tuple[str, ...]
    sources: tuple[Origin, ...]
    contributors: tuple[Contributor, ...] = CONTRIBUTORS


@dataclass(frozen=True, slots=True)
class FileInfo:
    """The size of a file in bytes, and its SHA-256."""

    size: int
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> FileInfo:
        """Return what is to be known of the content of a file."""
        return cls(len(content), hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class ResourceInfo:
    """A table's content digest and its two files; a file is None as long as it has not been written."""

    digest: str
    csv: FileInfo | None = None
    parquet: FileInfo | None = None

    @classmethod
    def of(cls, table: Table, csv: bytes | None = None, parquet: bytes | None = None) -> ResourceInfo:
        """Return what is to be known of a table and the files made of it."""
        files = [None if content is None else FileInfo.of(content) for content in (csv, parquet)]
        return cls(content_digest(table), *files)


def datapackage(info: PackageInfo, version: str, tables: Mapping[str, ResourceInfo]) -> dict[str, Any]:
    """Return the descriptor of a package whose tables are named like their schemas; their order is kept.

    For a file that has not been written ``hash`` and ``bytes`` are left out; all else is the same.
    """
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": info.name,
        "version": version,
        "created": f"{info.created.isoformat()}T00:00:00Z",
        "title": info.title,
        "title@vi": info.title_vi,
        "description": info.description,
        "description@vi": info.description_vi,
        "keywords": list(info.keywords),
        "licenses": [dict(LICENCE)],
        "contributors": [{"title": one.title, "roles": list(one.roles)} for one in info.contributors],
        "sources": [_source(origin) for origin in info.sources],
        "resources": [*_csv_resources(tables), *_parquet_resources(tables)],
    }


def _source(origin: Origin) -> dict[str, str]:
    return {"title": origin.title} if origin.path is None else {"title": origin.title, "path": origin.path}


def _csv_resources(tables: Mapping[str, ResourceInfo]) -> Iterator[dict[str, Any]]:
    for name, resource in tables.items():
        written = {} if resource.csv is None else {"bytes": resource.csv.size, "hash": f"sha256:{resource.csv.sha256}"}
        kind = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
        yield _resource(name, f"{name}.csv", kind, written, resource.digest, load_schema(name)) | {"dialect": dict(_DIALECT)}


def _parquet_resources(tables: Mapping[str, ResourceInfo]) -> Iterator[dict[str, Any]]:
    for name, resource in tables.items():
        written = {} if resource.parquet is None else {"hash": f"sha256:{resource.parquet.sha256}"}
        kind = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
        yield _resource(f"{name}-parquet", f"{name}.parquet", kind, written, resource.digest, parquet_schema(name))


def _resource(
    name: str, path: str, kind: Mapping[str, str], written: Mapping[str, Any], digest: str, schema: Mapping[str, Any]
) -> dict[str, Any]:
    words = {key: schema[key] for key in ("title", "title@vi", "description", "description@vi")}
    head = {"$schema": f"{PROFILES}/dataresource.json", "name": name, "type": "table", "path": path}
    return {**head, **words, **kind, **written, "parpipe:digest": f"sha256:{digest}", "schema": dict(schema)}
