"""Croissant 1.1: a release for those who load data sets into learning machines, every table a set of typed records.

Records are read from Parquet, whose columns have types; a reader that guesses the types of a CSV file takes the area code 01
for a number. The CSV files are listed too. References name the column of a file and no field: with fields, mlcroissant 1.1
leaves out records of a table that another one refers to. A foreign key of several columns has no place in Croissant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from parpipe.package import LICENCE, MEDIA_TYPES, FileInfo, Release
from parpipe.schema import load_schema

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context of the specification, whole: readers compare it with theirs."""

_TYPES = {"string": "sc:Text", "number": "sc:Float", "integer": "sc:Integer", "boolean": "sc:Boolean", "date": "sc:Date"}


_FORMATS = {**MEDIA_TYPES, "parquet": "application/x-parquet"}
"""Media types; of Parquet readers of Croissant know only the one from before it was registered."""


def croissant(release: Release) -> dict[str, Any]:
    """Return the Croissant description of a release."""
    info = release.info
    publisher = {"@type": "sc:Organization", "name": _both(info.publisher.name, info.publisher.name_vi)}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "@id": release.address,
        "identifier": info.address,
        "url": release.address,
        "name": _both(info.title, info.title_vi),
        "description": _both(info.description, info.description_vi),
        "keywords": [*info.keywords, *info.keywords_vi],
        "inLanguage": ["en", "vi"],
        "license": LICENCE["path"],
        "citeAs": release.citation,
        "version": release.version,
        "datePublished": info.created.isoformat(),
        "creator": [{"@type": "sc:Organization", "name": one.title} for one in info.contributors],
        "publisher": {**publisher, "url": info.publisher.homepage, "email": info.publisher.email},
        "distribution": [_file(release, name, file) for name, file in release.data_files().items()],
        "recordSet": [_record_set(name, load_schema(name)) for name in release.tables],
    }


def _both(english: str, vietnamese: str) -> dict[str, str]:
    return {"en": english, "vi": vietnamese}


def _file(release: Release, name: str, file: FileInfo) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": f"{release.address}/{name}",
        "contentSize": f"{file.size} B",
        "encodingFormat": _FORMATS[name.rpartition(".")[2]],
        "sha256": file.sha256,
    }


def _record_set(table: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    single = {key["fields"][0]: key["reference"] for key in schema.get("foreignKeys", ()) if len(key["fields"]) == 1}
    key = [{"@id": f"{table}/{name}"} for name in schema.get("primaryKey", ())]
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": _both(schema["title"], schema["title@vi"]),
        "description": _both(schema["description"], schema["description@vi"]),
        **({"key": key} if key else {}),
        "field": [_field(table, field, single.get(field["name"])) for field in schema["fields"]],
    }


def _field(table: str, field: Mapping[str, Any], reference: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{field['name']}",
        "name": _both(field["title"], field["title@vi"]),
        "description": _both(field["description"], field["description@vi"]),
        "dataType": _TYPES[field["type"]],
        **({"equivalentProperty": field["rdfType"]} if "rdfType" in field else {}),
        **dict(_references(table, reference)),
        "source": _column(table, field["name"]),
    }


def _references(table: str, reference: Mapping[str, Any] | None) -> Iterator[tuple[str, Any]]:
    if reference is not None:
        yield "references", _column(reference["resource"] or table, reference["fields"][0])


def _column(table: str, name: str) -> dict[str, Any]:
    return {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": name}}
