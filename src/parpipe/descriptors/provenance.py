"""The provenance of a release in PROV-O as JSON-LD: inputs, code and parameters, and the files that came of them.

The activity has no time of its own, because no clock enters a release; the release has the latest day of its inputs. Ids of
inputs are fragments of the document: they are known by their path in the data folder and their digest, wherever they are kept.
``read_made`` is the inverse, so that a release can be made again from what is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from parpipe.making import Code, Earlier, Input, Made
from parpipe.model import PublishedDate
from parpipe.package import LICENCE, Release

NAME = "provenance.jsonld"

_CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "path": "dcterms:identifier",
    "digest": "dcterms:identifier",
    "parameter": "dcterms:identifier",
    "sha256": "schema:sha256",
    "version": "schema:version",
    "url": {"@id": "schema:url", "@type": "xsd:anyURI"},
    "recorded_at": {"@id": "dcterms:created", "@type": "xsd:date"},
    "published": "dcterms:issued",
    "value": {"@id": "prov:value", "@type": "xsd:date"},
    "used": {"@id": "prov:used", "@type": "@id"},
    "hadMember": {"@id": "prov:hadMember", "@type": "@id"},
    "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
}
"""Terms of PROV-O, Dublin Core, FOAF and schema.org only; nothing is fetched to read it."""

_DATES = {"day": "xsd:date", "month": "xsd:gYearMonth", "year": "xsd:gYear"}

_BUILD, _CODE = "#build", "#parpipe"


def provenance(release: Release, made: Made) -> dict[str, Any]:
    """Return the provenance of a release that was made in some way."""
    publisher = f"{release.info.publisher.base}/catalog#publisher"
    parameters, inputs = list(_parameters(made)), [_input(one) for one in made.inputs]
    previous = list(_previous(release, made))
    outputs = [
        {"@id": name, "@type": "prov:Entity", "sha256": file.sha256, "wasGeneratedBy": _BUILD}
        for name, file in release.data_files().items()
    ]
    used = [*parameters, *inputs, *previous[:1]]
    return {
        "@context": {"@base": f"{release.address}/{NAME}", **_CONTEXT},
        "@graph": [
            _entity(release, publisher, [output["@id"] for output in outputs], previous),
            {
                "@id": _BUILD,
                "@type": "prov:Activity",
                "used": [one["@id"] for one in used],
                "prov:wasAssociatedWith": [{"@id": _CODE}, {"@id": publisher}],
            },
            _agent(made.code),
            _publisher(release, publisher),
            *parameters,
            *previous,
            *inputs,
            *outputs,
        ],
    }


def _entity(release: Release, publisher: str, files: list[str], previous: list[dict[str, Any]]) -> dict[str, Any]:
    info = release.info
    revised = {"prov:wasRevisionOf": {"@id": previous[0]["@id"]}} if previous else {}
    return {
        "@id": release.address,
        "@type": ["prov:Entity", "prov:Collection"],
        "dcterms:title": _in_both(info.title, info.title_vi),
        "dcterms:isVersionOf": {"@id": info.address},
        "dcterms:license": {"@id": LICENCE["path"]},
        "version": release.version,
        "published": {"@value": info.created.isoformat(), "@type": "xsd:date"},
        "prov:wasAttributedTo": {"@id": publisher},
        "wasGeneratedBy": _BUILD,
        **revised,
        "hadMember": files,
    }


def _agent(code: Code) -> dict[str, Any]:
    kind = ["prov:Agent", "prov:SoftwareAgent"]
    return {"@id": _CODE, "@type": kind, "foaf:name": "parpipe", "version": code.version, "digest": f"sha256:{code.sha256}"}


def _publisher(release: Release, publisher: str) -> dict[str, Any]:
    said = release.info.publisher
    named = {"foaf:name": _in_both(said.name, said.name_vi), "foaf:homepage": {"@id": said.homepage}}
    return {"@id": publisher, "@type": ["prov:Agent", "prov:Organization"], **named}


def _in_both(english: str, vietnamese: str) -> list[dict[str, str]]:
    return [{"@value": english, "@language": "en"}, {"@value": vietnamese, "@language": "vi"}]


def _parameters(made: Made) -> Iterator[dict[str, Any]]:
    """Yield the limits of the vintage; a vintage without one used no such parameter."""
    for name, day in (("as_of", made.as_of), ("recorded_by", made.recorded_by)):
        if day is not None:
            yield {"@id": f"#{name}", "@type": "prov:Entity", "parameter": name, "value": day.isoformat()}


def _input(one: Input) -> dict[str, Any]:
    said: dict[str, Any] = {"path": one.path, "sha256": one.sha256}
    if one.recorded_at is not None:
        said["recorded_at"] = one.recorded_at.isoformat()
    if one.url is not None:
        said["url"] = one.url
    if one.published is not None:
        said["published"] = {"@value": one.published.text(), "@type": _DATES[one.published.precision]}
    return {"@id": f"#data/{quote(one.path)}", "@type": "prov:Entity", **said}


def _previous(release: Release, made: Made) -> Iterator[dict[str, Any]]:
    """Yield the release before and its list of checksums."""
    if made.previous is not None:
        address = f"{release.info.address}/{made.previous.version}"
        sums = f"{address}/SHA256SUMS"
        kind = ["prov:Entity", "prov:Collection"]
        yield {"@id": address, "@type": kind, "version": made.previous.version, "hadMember": [sums]}
        yield {"@id": sums, "@type": "prov:Entity", "sha256": made.previous.sha256}


def read_made(said: Mapping[str, Any]) -> Made:
    """Return how a release was made, from its provenance; KeyError or ValueError if that was made otherwise."""
    nodes = {node["@id"]: node for node in said["@graph"]}
    code = nodes[_CODE]
    limits = {
        name: date.fromisoformat(nodes[f"#{name}"]["value"]) if f"#{name}" in nodes else None
        for name in ("as_of", "recorded_by")
    }
    inputs = tuple(_read_input(node) for node in said["@graph"] if "path" in node)
    return Made(
        Code(code["version"], code["digest"].removeprefix("sha256:")), **limits, inputs=inputs, previous=_read_previous(nodes)
    )


def _read_input(node: Mapping[str, Any]) -> Input:
    return Input(
        path=node["path"],
        sha256=node["sha256"],
        recorded_at=date.fromisoformat(node["recorded_at"]) if "recorded_at" in node else None,
        url=node.get("url"),
        published=PublishedDate.parse(node["published"]["@value"]) if "published" in node else None,
    )


def _read_previous(nodes: Mapping[str, Mapping[str, Any]]) -> Earlier | None:
    [release] = [node for node in nodes.values() if "dcterms:isVersionOf" in node]
    if "prov:wasRevisionOf" not in release:
        return None
    previous = nodes[release["prov:wasRevisionOf"]["@id"]]
    return Earlier(previous["version"], nodes[previous["hadMember"][0]]["sha256"])
