"""All dialects say the same of a release: identifier, address, title, licence, version, day, publisher and checksums.

Each dialect is read by a function of its own into what it says; a new one is one line in ``SAYS``.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from parpipe.descriptors import DESCRIPTORS
from parpipe.descriptors.dcat import catalog
from parpipe.descriptors.provenance import provenance
from parpipe.making import Code, Made
from parpipe.package import LICENCE, METHOD, Release
from tests.metadata.releases import RELEASE

MADE = Made(Code("0.1.0", "a" * 64), None, None, ())

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Facts:
    """What a dialect says of a release; None where it has no place for it."""

    identifier: str | None = None
    address: str | None = None
    title: str | None = None
    title_vi: str | None = None
    description: str | None = None
    description_vi: str | None = None
    licence: str | None = None
    version: str | None = None
    day: str | None = None
    publisher: str | None = None
    citation: str | None = None
    checksums: Mapping[str, str] | None = None


def facts(release: Release) -> Facts:
    """Return what is true of a release."""
    info = release.info
    return Facts(
        identifier=info.address,
        address=release.address,
        title=info.title,
        title_vi=info.title_vi,
        description=info.description,
        description_vi=info.description_vi,
        licence=LICENCE["path"],
        version=release.version,
        day=info.created.isoformat(),
        publisher=info.publisher.name,
        citation=release.citation,
        checksums={name: file.sha256 for name, file in release.data_files().items()},
    )


def in_language(values: list[dict[str, str]], language: str) -> str:
    [found] = [one["@value"] for one in values if one["@language"] == language]
    return found


def datapackage_says(said: Said) -> Facts:
    [publisher] = [one["title"] for one in said["contributors"] if "publisher" in one["roles"]]
    return Facts(
        identifier=said["id"],
        title=said["title"],
        title_vi=said["title@vi"],
        description=said["description"],
        description_vi=said["description@vi"],
        licence=said["licenses"][0]["path"],
        version=said["version"],
        day=said["created"][:10],
        publisher=publisher,
        checksums={one["path"]: one["hash"].removeprefix("sha256:") for one in said["resources"]},
    )


def croissant_says(said: Said) -> Facts:
    return Facts(
        identifier=said["identifier"],
        address=said["@id"],
        title=said["name"]["en"],
        title_vi=said["name"]["vi"],
        description=said["description"]["en"],
        description_vi=said["description"]["vi"],
        licence=said["license"],
        version=said["version"],
        day=said["datePublished"],
        publisher=said["publisher"]["name"]["en"],
        citation=said["citeAs"],
        checksums={one["contentUrl"].removeprefix(f"{said['@id']}/"): one["sha256"] for one in said["distribution"]},
    )


def ro_crate_says(said: Said) -> Facts:
    nodes = {node["@id"]: node for node in said["@graph"]}
    root = nodes["./"]
    return Facts(
        identifier=root["identifier"],
        address=root["url"],
        title=root["name"],
        title_vi=root["name_vi"],
        description=root["description"],
        description_vi=root["description_vi"],
        licence=root["license"]["@id"],
        version=root["version"],
        day=root["datePublished"],
        publisher=nodes[root["publisher"]["@id"]]["name"],
        citation=root["creditText"],
        checksums={node["url"].removeprefix(f"{root['url']}/"): node["sha256"] for node in nodes.values() if "sha256" in node},
    )


def csvw_says(said: Said) -> Facts:
    """Return what a CSVW document says; it knows of the CSV files only."""
    return Facts(
        identifier=said["dcterms:identifier"],
        address=said["@id"],
        title=in_language(said["dcterms:title"], "en"),
        title_vi=in_language(said["dcterms:title"], "vi"),
        description=in_language(said["dcterms:description"], "en"),
        description_vi=in_language(said["dcterms:description"], "vi"),
        licence=said["dcterms:license"]["@id"],
        version=said["schema:version"],
        day=said["dcterms:issued"]["@value"],
        publisher=in_language(said["dcterms:publisher"], "en"),
        checksums={one["url"]: one["schema:sha256"] for one in said["tables"]},
    )


def citation_says(text: str) -> Facts:
    said = yaml.safe_load(text)
    version, package = (one["value"] for one in said["identifiers"])
    assert said["url"] == version
    abstract, names = said["abstract"].split("\n\n")
    title_vi, _, description_vi = names.partition(". ")
    return Facts(
        identifier=package,
        address=version,
        title=said["title"],
        title_vi=title_vi,
        description=abstract,
        description_vi=description_vi,
        licence=LICENCE["path"] if said["license"] == LICENCE["name"] else said["license"],
        version=said["version"],
        day=said["date-released"],
        publisher=said["contact"][0]["name"],
    )


def provenance_says(said: Said) -> Facts:
    nodes = {node["@id"]: node for node in said["@graph"]}
    [release] = [node for node in nodes.values() if "dcterms:isVersionOf" in node]
    return Facts(
        identifier=release["dcterms:isVersionOf"]["@id"],
        address=release["@id"],
        title=in_language(release["dcterms:title"], "en"),
        title_vi=in_language(release["dcterms:title"], "vi"),
        licence=release["dcterms:license"]["@id"],
        version=release["version"],
        day=release["published"]["@value"],
        publisher=in_language(nodes[release["prov:wasAttributedTo"]["@id"]]["foaf:name"], "en"),
        checksums={name: nodes[name]["sha256"] for name in release["hadMember"]},
    )


def schema_org_says(said: Said) -> Facts:
    english, vietnamese = said["description"].split("\n\n")
    prefix = f"{said['identifier']}/{said['version']}/"
    return Facts(
        identifier=said["identifier"],
        address=f"{said['identifier']}/{said['version']}",
        title=said["name"],
        title_vi=said["alternateName"]["@value"],
        description=english.removesuffix(f" {METHOD['en']}"),
        description_vi=vietnamese.removesuffix(f" {METHOD['vi']}"),
        licence=said["license"],
        version=said["version"],
        day=said["dateModified"],
        publisher=said["publisher"]["name"],
        citation=said["creditText"],
        checksums={one["contentUrl"].removeprefix(prefix): one["sha256"] for one in said["distribution"]},
    )


def catalog_says(said: Said) -> Facts:
    """Return what the catalog says of its only data set."""
    nodes = {node["@id"]: node for node in said["@graph"]}
    [dataset] = [node for node in nodes.values() if node["@type"] == "dcat:Dataset"]
    return Facts(
        identifier=dataset["dct:identifier"],
        address=dataset["dcat:hasCurrentVersion"]["@id"],
        title=dataset["dct:title"]["en"],
        title_vi=dataset["dct:title"]["vi"],
        description=dataset["dct:description"]["en"],
        description_vi=dataset["dct:description"]["vi"],
        licence=dataset["dct:license"],
        version=dataset["dcat:version"],
        day=dataset["dct:modified"],
        publisher=nodes[dataset["dct:publisher"]]["foaf:name"]["en"],
        checksums={
            one["@id"].partition("#")[2]: one["spdx:checksum"]["spdx:checksumValue"] for one in dataset["dcat:distribution"]
        },
    )


def readme_says(text: str) -> Facts:
    english, vietnamese = (line[2:] for line in text.splitlines() if line.startswith("# "))
    [cited] = [line.removeprefix("Cite as: ") for line in text.splitlines() if line.startswith("Cite as: ")]
    return Facts(
        title=english.rpartition(", version ")[0],
        title_vi=vietnamese.rpartition(", phiên bản ")[0],
        version=english.rpartition(", version ")[2],
        citation=cited,
    )


SAYS: Mapping[str, Callable[[Any], Facts]] = {
    "datapackage.json": datapackage_says,
    "README.md": readme_says,
    "CITATION.cff": citation_says,
    "croissant.json": croissant_says,
    "csv-metadata.json": csvw_says,
    "ro-crate-metadata.json": ro_crate_says,
    "provenance.jsonld": provenance_says,
    "dataset.jsonld": schema_org_says,
    "catalog.jsonld": catalog_says,
}

PARTIAL = {"csv-metadata.json": (".csv",)}
"""The dialects that know of some files only, and the endings of these."""


def written(release: Release, name: str) -> str:
    """Return the text of the file of a dialect."""
    others: Mapping[str, Callable[[Release], Any]] = {
        "provenance.jsonld": lambda one: provenance(one, MADE),
        "catalog.jsonld": lambda one: catalog([one]),
    }
    said = {**DESCRIPTORS, **others}[name](release)
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)


def read(text: str, name: str) -> Facts:
    return SAYS[name](text if name.endswith((".md", ".cff")) else json.loads(text))


def disagreements(said: Mapping[str, Facts], truth: Facts) -> Iterator[str]:
    """Yield every dialect and fact that is not what is true."""
    for name, told in said.items():
        for field in fields(Facts):
            value, expected = getattr(told, field.name), getattr(truth, field.name)
            if field.name == "checksums" and value is not None:
                endings = PARTIAL.get(name, ("",))
                expected = {file: digest for file, digest in expected.items() if file.endswith(endings)}
            if value is not None and value != expected:
                yield f"{name}: {field.name}"


def test_every_dialect_is_compared() -> None:
    assert SAYS.keys() == {*DESCRIPTORS, "provenance.jsonld", "catalog.jsonld"}


def test_all_dialects_say_what_is_true_of_the_release() -> None:
    said = {name: read(written(RELEASE, name), name) for name in SAYS}

    assert list(disagreements(said, facts(RELEASE))) == []


def test_the_essential_facts_are_in_every_dialect_for_machines() -> None:
    for name in SAYS.keys() - {"README.md"}:
        told = read(written(RELEASE, name), name)
        essential = (told.identifier, told.title, told.title_vi, told.licence, told.version, told.day, told.publisher)
        assert None not in essential, name


OTHERS: Mapping[str, Release] = {
    "identifier": replace(RELEASE, info=replace(RELEASE.info, name="other")),
    "title": replace(RELEASE, info=replace(RELEASE.info, title="Another title")),
    "title_vi": replace(RELEASE, info=replace(RELEASE.info, title_vi="Tên khác")),
    "description": replace(RELEASE, info=replace(RELEASE.info, description="Another one.")),
    "description_vi": replace(RELEASE, info=replace(RELEASE.info, description_vi="Khác.")),
    "version": replace(RELEASE, version="9.9.9"),
    "day": replace(RELEASE, info=replace(RELEASE.info, created=RELEASE.info.created.replace(day=1))),
    "publisher": replace(RELEASE, info=replace(RELEASE.info, publisher=replace(RELEASE.info.publisher, name="Nobody"))),
    "checksums": replace(
        RELEASE,
        tables={
            **RELEASE.tables,
            "areas": replace(
                RELEASE.tables["areas"],
                csv=replace(RELEASE.tables["areas"].csv, sha256="0" * 64),
                parquet=replace(RELEASE.tables["areas"].parquet, sha256="0" * 64),
            ),
        },
    ),
}
"""Releases that differ in one fact."""


@pytest.mark.parametrize("name", SAYS)
@pytest.mark.parametrize("fact", OTHERS)
def test_a_dialect_that_says_something_else_is_found(name: str, fact: str) -> None:
    if getattr(read(written(RELEASE, name), name), fact) is None:
        assert name == "README.md" or (name, fact) in NO_PLACE
        return

    said = {name: read(written(OTHERS[fact], name), name)}

    assert f"{name}: {fact}" in list(disagreements(said, facts(RELEASE)))


NO_PLACE = {
    ("CITATION.cff", "checksums"),
    ("provenance.jsonld", "description"),
    ("provenance.jsonld", "description_vi"),
}
"""What a dialect has no place for."""


def test_another_licence_in_a_file_is_found() -> None:
    for name in SAYS.keys() - {"README.md"}:
        text = written(RELEASE, name).replace("licenses/by/4.0", "licenses/by-nc/4.0").replace("CC-BY-4.0", "CC-BY-NC-4.0")

        assert f"{name}: licence" in list(disagreements({name: read(text, name)}, facts(RELEASE)))


def test_the_files_of_a_build_agree_with_each_other_and_with_the_checksums(built_once: Path) -> None:
    folder = built_once / "releases/par-index/latest"
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    own = SAYS.keys() - {"catalog.jsonld"}  # which is of all packages together
    said = {name: read((folder / name).read_text(encoding="utf-8"), name) for name in own}

    truth = replace(said["croissant.json"], checksums={name: sums[name] for name in said["croissant.json"].checksums or ()})

    assert None not in (getattr(truth, field.name) for field in fields(Facts))
    assert list(disagreements(said, truth)) == []
