"""RO-Crate 1.2: a release as a research object, every file with what it holds and which specification it follows.

The crate stands for one version, so its root has the versioned address. Values in Vietnamese are properties of their own
(``name_vi``), because readers of crates expect plain texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parpipe.package import LICENCE, MEDIA_TYPES, PackageInfo, Release
from parpipe.schema import load_schema

VERSION = "https://w3id.org/ro/crate/1.2"

_CONTEXT = [
    f"{VERSION}/context",
    {
        "sha256": "http://schema.org/sha256",
        "name_vi": {"@id": "http://schema.org/name", "@language": "vi"},
        "description_vi": {"@id": "http://schema.org/description", "@language": "vi"},
        "keywords_vi": {"@id": "http://schema.org/keywords", "@language": "vi"},
    },
]

_SPECIFICATIONS = {
    "csv": ("https://www.rfc-editor.org/rfc/rfc4180", "Comma-separated values, RFC 4180"),
    "parquet": ("https://parquet.apache.org/docs/file-format/", "Apache Parquet"),
    "xlsx": ("https://ecma-international.org/publications-and-standards/standards/ecma-376/", "Office Open XML, ECMA-376"),
    "sqlite": ("https://www.sqlite.org/fileformat2.html", "SQLite database file, version 3"),
}
"""What a data file follows, by its ending."""

_METADATA = {
    "datapackage.json": (
        "Description of all tables",
        "Mô tả mọi bảng",
        "application/json",
        ("https://datapackage.org/profiles/2.0/datapackage.json", "Data Package 2.0"),
    ),
    "csv-metadata.json": (
        "Description of the CSV files",
        "Mô tả các tệp CSV",
        "application/csvm+json",
        ("http://www.w3.org/ns/csvw", "CSV on the Web"),
    ),
    "provenance.jsonld": (
        "Inputs, code and outputs",
        "Đầu vào, mã nguồn và kết quả",
        "application/ld+json",
        ("http://www.w3.org/ns/prov#", "PROV-O"),
    ),
}
"""The descriptions that help to use the data, by file name: name, name in Vietnamese, media type, specification."""


def ro_crate(release: Release) -> dict[str, Any]:
    """Return the metadata document of the crate."""
    data, described = list(_data_files(release)), list(_descriptions())
    parts = [*data, *described]
    followed = [_SPECIFICATIONS[name.rpartition(".")[2]] for name in release.data_files()]
    specifications = dict([*followed, *(specification for *_, specification in _METADATA.values())])
    return {
        "@context": _CONTEXT,
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": VERSION},
            },
            _root(release, [part["@id"] for part in parts]),
            *parts,
            *_people(release.info),
            {"@id": LICENCE["path"], "@type": "CreativeWork", "name": LICENCE["title"], "name_vi": LICENCE["title@vi"]},
            *({"@id": address, "@type": "CreativeWork", "name": name} for address, name in specifications.items()),
        ],
    }


def _root(release: Release, parts: list[str]) -> dict[str, Any]:
    info = release.info
    return {
        "@id": "./",
        "@type": "Dataset",
        "identifier": info.address,
        "url": release.address,
        "name": info.title,
        "name_vi": info.title_vi,
        "description": info.description,
        "description_vi": info.description_vi,
        "keywords": list(info.keywords),
        "keywords_vi": list(info.keywords_vi),
        "version": release.version,
        "datePublished": info.created.isoformat(),
        "license": {"@id": LICENCE["path"]},
        "author": [{"@id": _fragment(one.title)} for one in info.contributors],
        "publisher": {"@id": info.publisher.homepage},
        "creditText": release.citation,
        "hasPart": [{"@id": part} for part in parts],
    }


def _fragment(title: str) -> str:
    return f"#{'-'.join(title.split())}"


def _people(info: PackageInfo) -> Iterator[dict[str, Any]]:
    for one in info.contributors:
        yield {"@id": _fragment(one.title), "@type": "Organization", "name": one.title}
    said = info.publisher
    named = {"name": said.name, "name_vi": said.name_vi, "url": said.homepage, "email": said.email}
    yield {"@id": said.homepage, "@type": "Organization", **named}


def _data_files(release: Release) -> Iterator[dict[str, Any]]:
    for path, file in release.data_files().items():
        table, _, form = path.rpartition(".")
        yield {
            "@id": path,
            "@type": "File",
            **_names(release, table),
            "url": f"{release.address}/{path}",
            "encodingFormat": MEDIA_TYPES[form],
            "contentSize": str(file.size),
            "sha256": file.sha256,
            "conformsTo": {"@id": _SPECIFICATIONS[form][0]},
        }


def _names(release: Release, table: str) -> dict[str, str]:
    """Return what a file is called: as its table, or as the package where it holds all of them."""
    if table not in release.tables:
        return {"name": release.info.title, "name_vi": release.info.title_vi}
    schema = load_schema(table)
    words = {"description": schema["description"], "description_vi": schema["description@vi"]}
    return {"name": schema["title"], "name_vi": schema["title@vi"], **words}


def _descriptions() -> Iterator[dict[str, Any]]:
    for path, (name, name_vi, media_type, specification) in _METADATA.items():
        kind = {"encodingFormat": media_type, "conformsTo": {"@id": specification[0]}}
        yield {"@id": path, "@type": "File", "name": name, "name_vi": name_vi, **kind}
