"""dataset.jsonld, judged by what Google requires and recommends of a dataset and by the vocabulary of schema.org itself.

The vocabulary is the one that the package rocrate carries; the context is given by hand, so that nothing is fetched.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from parpipe.descriptors.schema_org import schema_org
from parpipe.package import FileInfo, Release, TableInfo
from parpipe.schema import load_schema
from tests.package import INFO, package_tables

SCHEMA = Namespace("https://schema.org/")
TABLES = {name: TableInfo.of(table, b"a,b\n", b"PAR1") for name, table in package_tables().items()}
FILES = {"par-index.xlsx": FileInfo(12, "cd" * 32), "par-index.sqlite": FileInfo(13, "ef" * 32)}
RELEASE = Release(INFO, "1.2.0", TABLES, FILES, previous="1.1.0", issued=date(2026, 1, 2))
Document = dict[str, Any]


def is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() == value != ""


def is_address(value: Any) -> bool:
    return is_text(value) and re.fullmatch(r"https?://\S+", value) is not None


def is_day(value: Any) -> bool:
    return is_text(value) and date.fromisoformat(value) is not None


def is_node(kind: str, *required: str) -> Callable[[Any], bool]:
    return lambda value: value["@type"] == kind and all(is_text(value[name]) for name in required)


def all_are(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda values: isinstance(values, list) and bool(values) and all(test(value) for value in values)


def is_word(value: Any) -> bool:
    return is_text(value) or (value["@language"] == "vi" and is_text(value["@value"]))


def is_download(value: Any) -> bool:
    sized = re.fullmatch(r"\d+ B", value["contentSize"]) and re.fullmatch(r"[0-9a-f]{64}", value["sha256"])
    return bool(sized) and is_node("DataDownload", "name", "encodingFormat")(value) and is_address(value["contentUrl"])


GOOGLE: Mapping[str, Callable[[Any], bool]] = {
    "name": is_text,  # required
    "description": lambda value: is_text(value) and 50 <= len(value) <= 5000,  # required
    "alternateName": is_word,
    "creator": all_are(is_node("Organization", "name")),
    "distribution": all_are(is_download),
    "identifier": is_address,
    "includedInDataCatalog": is_node("DataCatalog", "name", "url"),
    "isAccessibleForFree": lambda value: value is True,
    "keywords": all_are(is_word),
    "license": is_address,
    "measurementTechnique": all_are(is_word),
    "spatialCoverage": is_node("Place", "name"),
    "temporalCoverage": lambda value: re.fullmatch(r"\d{4}/\d{4}", value) is not None,
    "url": is_address,
    "variableMeasured": all_are(is_node("PropertyValue", "name")),
    "version": is_text,
    # and what this project promises beyond it
    "publisher": is_node("Organization", "name", "url"),
    "isBasedOn": all_are(is_node("WebSite", "name", "url")),
    "datePublished": is_day,
    "dateModified": is_day,
    "inLanguage": lambda value: value == ["vi", "en"],
    "creditText": is_text,
}
"""What has to stand in a document. Left out of Google's list: citation and funder (there is none), hasPart, sameAs."""


def lacking(document: Document) -> list[str]:
    """Return the properties that are missing or not as they have to be."""
    return [name for name, test in GOOGLE.items() if name not in document or not test(document[name])]


@cache
def vocabulary() -> Mapping[str, Document]:
    text = resources.files("rocrate").joinpath("data/schema.jsonld").read_text(encoding="utf-8")
    return {node["@id"].removeprefix("schema:"): node for node in json.loads(text)["@graph"]}


def named(term: Document, name: str) -> set[str]:
    said = term.get(name, [])
    return {one["@id"].removeprefix("schema:") for one in (said if isinstance(said, list) else [said])}


def kinds(kind: str) -> set[str]:
    """Return a class with all classes above it."""
    return {kind}.union(*(kinds(one) for one in named(vocabulary()[kind], "rdfs:subClassOf") if one in vocabulary()))


def strangers(node: Document) -> Iterator[str]:
    """Yield the properties that schema.org does not know of their class, or not with such a value."""
    for name, value in ((name, value) for name, value in node.items() if not name.startswith("@")):
        term = vocabulary().get(name, {})
        if not named(term, "schema:domainIncludes") & kinds(node["@type"]):
            yield f"{node['@type']}.{name}"
        for one in value if isinstance(value, list) else [value]:
            if not named(term, "schema:rangeIncludes") & fitting(one):
                yield f"{node['@type']}.{name}={one}"
            if isinstance(one, dict) and "@type" in one:
                yield from strangers(one)


def fitting(value: Any) -> set[str]:
    if isinstance(value, dict):
        return kinds(value["@type"]) if "@type" in value else {"Text"}
    if isinstance(value, bool | int | float):
        return {"Boolean"} if isinstance(value, bool) else {"Number"}
    return {"Text", "URL", "Date"}


def test_a_dataset_has_all_that_google_requires_and_recommends() -> None:
    assert lacking(schema_org(RELEASE)) == []


@pytest.mark.parametrize("name", GOOGLE)
def test_a_property_that_is_left_out_or_empty_is_missed(name: str) -> None:
    document = schema_org(RELEASE)

    assert lacking({key: value for key, value in document.items() if key != name}) == [name]
    empty = [] if isinstance(document[name], list) else type(document[name])()
    if isinstance(document[name], dict):
        empty = dict.fromkeys(document[name], "")
    assert lacking({**document, name: empty}) == [name]


def test_schema_org_knows_every_property_with_its_class_and_value() -> None:
    assert list(strangers(schema_org(RELEASE))) == []


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"titel": "x"}, "Dataset.titel"),
        ({"sha256": "ab"}, "Dataset.sha256"),
        ({"creator": {"@type": "Place", "name": "x"}}, "Dataset.creator={'@type': 'Place', 'name': 'x'}"),
        ({"publisher": {"@type": "Organization", "contentUrl": "x"}}, "Organization.contentUrl"),
    ],
)
def test_a_property_that_schema_org_does_not_know_is_found(wrong: Document, found: str) -> None:
    assert found in list(strangers({**schema_org(RELEASE), **wrong}))


def test_expanded_it_says_both_names_of_everything() -> None:
    document = {**schema_org(RELEASE), "@context": {"@vocab": str(SCHEMA)}}

    found = Graph().parse(data=json.dumps(document), format="json-ld")

    dataset = found.value(None, RDF.type, SCHEMA.Dataset)
    assert dataset == URIRef(INFO.address)
    assert found.value(dataset, SCHEMA.name) == Literal(INFO.title)
    assert found.value(dataset, SCHEMA.alternateName) == Literal(INFO.title_vi, lang="vi")
    assert {*found.objects(dataset, SCHEMA.keywords)} == {
        *(Literal(word) for word in INFO.keywords),
        *(Literal(word, lang="vi") for word in INFO.keywords_vi),
    }
    downloads = set(found.objects(dataset, SCHEMA.distribution))
    assert len(downloads) == 2 * len(TABLES) + len(FILES)
    assert all(next(found.objects(one, SCHEMA.alternateName)).language == "vi" for one in downloads)  # type: ignore[attr-defined]


def test_files_are_named_by_the_version_whose_checksums_they_have() -> None:
    downloads = schema_org(RELEASE)["distribution"]

    assert [(one["contentUrl"], one["sha256"], one["contentSize"]) for one in downloads] == [
        (f"{RELEASE.address}/{name}", file.sha256, f"{file.size} B") for name, file in RELEASE.data_files().items()
    ]


def test_the_variables_are_columns_of_the_observations_with_their_units() -> None:
    fields = {field["name"]: field for field in load_schema("observations")["fields"]}

    variables = {one["name"]: one for one in schema_org(RELEASE)["variableMeasured"]}

    assert list(variables) == ["score", "score_pct", "rank", "percentile", "gap_to_mean"]
    assert all(one["unitText"] == fields[name]["unit"] for name, one in variables.items())
    assert (variables["score_pct"]["minValue"], variables["score_pct"]["maxValue"]) == (0, 100)


def test_a_copy_of_no_standing_is_not_linked_and_a_package_without_observations_covers_no_years() -> None:
    document = schema_org(replace(RELEASE, info=replace(INFO, first_year=None, last_year=None)))

    assert [one["url"] for one in document["isBasedOn"]] == ["https://example.vn"]
    assert lacking(document) == ["temporalCoverage"]


def test_the_days_are_those_of_the_first_version_and_of_this_one() -> None:
    first, later = schema_org(replace(RELEASE, issued=None)), schema_org(RELEASE)

    assert (first["datePublished"], first["dateModified"]) == ("2026-11-22", "2026-11-22")
    assert (later["datePublished"], later["dateModified"]) == ("2026-01-02", "2026-11-22")


@pytest.mark.parametrize("package", ["dti", "papi", "par-index", "pci", "sipas"])
def test_every_package_has_one_beside_its_data(built_once: Path, package: str) -> None:
    document = json.loads((built_once / "releases" / package / "latest" / "dataset.jsonld").read_text(encoding="utf-8"))

    assert lacking(document) == []
    assert list(strangers(document)) == []
