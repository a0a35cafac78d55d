"""The Data Package (version 2) of a release: what it is, who made it of what, and every file with its schema.

All CSV files stand before all Parquet files, because portals load the first kind. Parquet files carry no ``bytes``, which
Frictionless 5.21 compares with the size of the decoded table. Each table has a digest of its content beside the hash of
its file: the hash changes with the version of the writing library, the digest only with the data.

``read_release`` is the inverse, so that what is published says all that catalogs and portals need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from parpipe.package import (
    FORMS,
    LICENCE,
    MEDIA_TYPES,
    Contributor,
    FileInfo,
    Origin,
    PackageInfo,
    Publisher,
    Release,
    TableInfo,
    Tombstone,
)
from parpipe.schema import load_schema, parquet_schema

PROFILES = "https://datapackage.org/profiles/2.0"

_DIALECT = {
    "$schema": f"{PROFILES}/tabledialect.json",
    "header": True,
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
}

_FORMATS = {"xlsx": "ooxml", "sqlite": "sqlite"}
"""The formats of files that hold a whole package: what is called "xlsx" Frictionless would take for one table."""


def datapackage(release: Release) -> dict[str, Any]:
    """Return the descriptor of a release; for a file that has not been written ``hash`` and ``bytes`` are left out."""
    info = release.info
    previous = {} if release.previous is None else {"parpipe:previous": release.previous}
    issued = {} if release.issued is None else {"parpipe:issued": release.issued.isoformat()}
    removed = {"parpipe:removed": [_tombstone(one) for one in release.removed]} if release.removed else {}
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "id": info.address,
        "name": info.name,
        "version": release.version,
        "created": f"{info.created.isoformat()}T00:00:00Z",
        "homepage": info.address,
        "title": info.title,
        "title@vi": info.title_vi,
        "description": info.description,
        "description@vi": info.description_vi,
        "keywords": list(info.keywords),
        "keywords@vi": list(info.keywords_vi),
        "licenses": [dict(LICENCE)],
        "contributors": [
            *({"title": one.title, "roles": list(one.roles)} for one in info.contributors),
            _publisher(info.publisher),
        ],
        "sources": [_source(origin) for origin in info.sources],
        "parpipe:years": [info.first_year, info.last_year],
        "parpipe:signer": release.signer,
        **previous,
        **issued,
        **removed,
        "resources": [*_csv_resources(release), *_parquet_resources(release), *_other_resources(release)],
    }


def _publisher(publisher: Publisher) -> dict[str, Any]:
    named = {"title": publisher.name, "title@vi": publisher.name_vi}
    return {**named, "path": publisher.homepage, "email": publisher.email, "roles": ["publisher"]}


def _source(origin: Origin) -> dict[str, str]:
    return {"title": origin.title} if origin.path is None else {"title": origin.title, "path": origin.path}


def _tombstone(one: Tombstone) -> dict[str, Any]:
    words = {"title": one.title, "title@vi": one.title_vi}
    return {"table": one.table, "field": one.field, "last_version": one.last_version, **words}


def _csv_resources(release: Release) -> Iterator[dict[str, Any]]:
    for name, table in release.tables.items():
        written = {} if table.csv is None else {"bytes": table.csv.size, "hash": f"sha256:{table.csv.sha256}"}
        kind = {"format": "csv", "mediatype": MEDIA_TYPES["csv"], "encoding": "utf-8"}
        yield _table(name, f"{name}.csv", kind, written, table, load_schema(name)) | {"dialect": dict(_DIALECT)}


def _parquet_resources(release: Release) -> Iterator[dict[str, Any]]:
    for name, table in release.tables.items():
        written = {} if table.parquet is None else {"hash": f"sha256:{table.parquet.sha256}"}
        kind = {"format": "parquet", "mediatype": MEDIA_TYPES["parquet"]}
        yield _table(f"{name}-parquet", f"{name}.parquet", kind, written, table, parquet_schema(name))


def _table(
    name: str, path: str, kind: Mapping[str, str], written: Mapping[str, Any], table: TableInfo, schema: Mapping[str, Any]
) -> dict[str, Any]:
    words = {key: schema[key] for key in ("title", "title@vi", "description", "description@vi")}
    head = {"$schema": f"{PROFILES}/dataresource.json", "name": name, "type": "table", "path": path}
    content = {"parpipe:rows": table.rows, "parpipe:digest": f"sha256:{table.digest}"}
    return {**head, **words, **kind, **written, **content, "schema": dict(schema)}


def _other_resources(release: Release) -> Iterator[dict[str, Any]]:
    for path, file in release.files.items():
        form = path.rpartition(".")[2]
        head = {"$schema": f"{PROFILES}/dataresource.json", "name": f"{release.info.name}-{form}", "path": path}
        kind = {"format": _FORMATS[form], "mediatype": MEDIA_TYPES[form]}
        yield {**head, **FORMS[form], **kind, "bytes": file.size, "hash": f"sha256:{file.sha256}"}


def read_release(descriptor: Mapping[str, Any]) -> Release:
    """Return the release that a descriptor was made of; KeyError or ValueError if it was made otherwise.

    The size of a Parquet file is not in the descriptor and comes out as 0.
    """
    tables = [resource for resource in descriptor["resources"] if "schema" in resource]
    files = {resource["path"]: _file(resource) for resource in tables}
    named = [resource for resource in tables if resource["format"] == "csv"]
    return Release(
        info=_read_info(descriptor),
        version=descriptor["version"],
        tables={
            one["name"]: TableInfo(
                one["parpipe:rows"],
                one["parpipe:digest"].removeprefix("sha256:"),
                files[f"{one['name']}.csv"],
                files[f"{one['name']}.parquet"],
            )
            for one in named
        },
        files={one["path"]: FileInfo(one["bytes"], one["hash"][7:]) for one in descriptor["resources"] if "schema" not in one},
        previous=descriptor.get("parpipe:previous"),
        removed=tuple(_read_tombstone(one) for one in descriptor.get("parpipe:removed", ())),
        signer=descriptor["parpipe:signer"],
        issued=date.fromisoformat(descriptor["parpipe:issued"]) if "parpipe:issued" in descriptor else None,
    )


def _file(resource: Mapping[str, Any]) -> FileInfo | None:
    return FileInfo(resource.get("bytes", 0), resource["hash"][7:]) if "hash" in resource else None


def _read_tombstone(said: Mapping[str, Any]) -> Tombstone:
    return Tombstone(said["table"], said["field"], said["last_version"], said["title"], said["title@vi"])


def _read_info(said: Mapping[str, Any]) -> PackageInfo:
    *others, publisher = said["contributors"]
    named = publisher["title"], publisher["title@vi"], publisher["path"], publisher["email"]
    first, last = said["parpipe:years"]
    return PackageInfo(
        name=said["name"],
        created=date.fromisoformat(said["created"][:10]),
        title=said["title"],
        title_vi=said["title@vi"],
        description=said["description"],
        description_vi=said["description@vi"],
        keywords=tuple(said["keywords"]),
        keywords_vi=tuple(said["keywords@vi"]),
        sources=tuple(Origin(one["title"], one.get("path")) for one in said["sources"]),
        first_year=first,
        last_year=last,
        publisher=Publisher(*named, said["id"].removesuffix(f"/{said['name']}")),
        contributors=tuple(Contributor(one["title"], tuple(one["roles"])) for one in others),
    )
