"""CSVW: the CSV files of a release as a group of tables, for tools that follow the W3C's recommendation.

Constraints are said as far as CSVW can: required cells, bounds, lengths, patterns (an enumeration is one), keys. A foreign key
must lead from every row to exactly one, so those of columns that may be empty, or to a part of a key, stay out. The names in
the header are also titles of no language, because a validator compares them with the titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from parpipe.package import LICENCE, FileInfo, Release
from parpipe.schema import load_schema

_TYPES = {"string": "string", "number": "decimal", "integer": "integer", "boolean": "boolean", "date": "date"}
_DIALECT = {"encoding": "utf-8", "lineTerminators": ["\n"], "delimiter": ",", "quoteChar": '"', "doubleQuote": True}


def csvw(release: Release) -> dict[str, Any]:
    """Return the metadata document of the group of tables of a release."""
    info = release.info
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@id": release.address,
        "@type": "TableGroup",
        "dcterms:identifier": info.address,
        "dcterms:title": _both(info.title, info.title_vi),
        "dcterms:description": _both(info.description, info.description_vi),
        "dcterms:license": {"@id": LICENCE["path"]},
        "dcterms:issued": {"@value": info.created.isoformat(), "@type": "xsd:date"},
        "dcterms:creator": [one.title for one in info.contributors],
        "dcterms:publisher": _both(info.publisher.name, info.publisher.name_vi),
        "schema:version": release.version,
        "dialect": _DIALECT,
        "tables": [_table(f"{name}.csv", load_schema(name), table.csv) for name, table in release.tables.items() if table.csv],
    }


def _both(english: str, vietnamese: str) -> list[dict[str, str]]:
    return [{"@value": english, "@language": "en"}, {"@value": vietnamese, "@language": "vi"}]


def _table(url: str, schema: Mapping[str, Any], file: FileInfo) -> dict[str, Any]:
    key = schema.get("primaryKey")
    foreign = list(_foreign_keys(schema))
    return {
        "url": url,
        "dcterms:title": _both(schema["title"], schema["title@vi"]),
        "dcterms:description": _both(schema["description"], schema["description@vi"]),
        "schema:contentSize": f"{file.size} B",
        "schema:sha256": file.sha256,
        "tableSchema": {
            "columns": [_column(field) for field in schema["fields"]],
            **({"primaryKey": key} if key else {}),
            **({"foreignKeys": foreign} if foreign else {}),
        },
    }


def _column(field: Mapping[str, Any]) -> dict[str, Any]:
    same = {"propertyUrl": field["rdfType"]} if "rdfType" in field else {}
    return {
        "name": field["name"],
        "titles": {"und": field["name"], "en": field["title"], "vi": field["title@vi"]},
        "dcterms:description": _both(field["description"], field["description@vi"]),
        **same,
        "null": "",
        "required": bool(field.get("constraints", {}).get("required", False)),
        "datatype": {"base": _TYPES[field["type"]], **dict(_limits(field))},
    }


def _limits(field: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the constraints that CSVW has words for; it has none for a column without repetitions, but for a key."""
    constraints = field.get("constraints", {})
    for name in ("minimum", "maximum"):
        if name in constraints:
            yield name, str(constraints[name])
    for name in ("minLength", "maxLength"):
        if name in constraints:
            yield name, constraints[name]
    if field["type"] == "boolean":
        yield "format", "true|false"
    elif "enum" in constraints:
        yield "format", "|".join(re.escape(value) for value in constraints["enum"])
    elif "pattern" in constraints:
        yield "format", constraints["pattern"]


def _foreign_keys(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    required = {field["name"] for field in schema["fields"] if field.get("constraints", {}).get("required")}
    for key in schema.get("foreignKeys", ()):
        target = key["reference"]
        whole = target["resource"] and load_schema(target["resource"]).get("primaryKey") == target["fields"]
        if whole and required.issuperset(key["fields"]):
            reference = {"resource": f"{target['resource']}.csv", "columnReference": target["fields"]}
            yield {"columnReference": key["fields"], "reference": reference}
