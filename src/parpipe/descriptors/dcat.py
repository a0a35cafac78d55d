"""The DCAT-AP 3 catalog of all packages: one address from which a portal harvests everything, for ever.

It is made of the latest releases. Identifiers and download addresses hold no version, because portals know a dataset by
its identifier and a file by its address; what changes are versions, dates, sizes and checksums. CSV files stand first: order
means nothing in RDF, but harvesters keep that of the file, and portals load what they meet first.

Some choices are made for harvesters, whose behaviour is described in docs/portals.md:

- versions are named and are no datasets: CKAN and udata take every ``dcat:Dataset`` of a catalog for one of its own;
- the period is the only thing without an identifier, because udata fetches the address of a period that has one;
- formats are ``dct:IMT`` too, and media types have a label, because CKAN shows the address of what it finds no label of;
- the licence has English titles alone, first the one that CKAN knows CC-BY by in every language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from parpipe.package import CATALOG, FORMS, LICENCE, MEDIA_TYPES, METHOD, RIGHTS, FileInfo, Publisher, Release
from parpipe.schema import load_schema

Node = dict[str, Any]

_EU = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
_ATTRIBUTION = "http://purl.org/adms/licencetype/Attribution"
_DATA_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
_LANGUAGES = [f"{_EU}/language/VIE", f"{_EU}/language/ENG"]

_NAMESPACES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TEXTS = ("dct:title", "dct:description", "dcat:keyword", "foaf:name", "rdfs:label", "skos:prefLabel")
_LINKS = (
    *("dct:publisher", "dct:language", "dct:license", "dct:rights", "dct:accessRights", "dct:spatial", "dct:format"),
    *(
        "dct:accrualPeriodicity",
        "dct:conformsTo",
        "dct:provenance",
        "dct:isVersionOf",
        "dct:type",
        "foaf:homepage",
        "foaf:page",
    ),
    *("dcat:dataset", "dcat:distribution", "dcat:contactPoint", "dcat:theme", "dcat:themeTaxonomy", "dcat:landingPage"),
    *("dcat:hasCurrentVersion", "dcat:previousVersion", "dcat:accessURL", "dcat:downloadURL", "dcat:mediaType"),
    *("adms:status", "dcatap:availability", "prov:wasDerivedFrom", "spdx:checksum", "spdx:algorithm", "vcard:hasEmail"),
)
_TYPED = {
    "dct:issued": "xsd:date",
    "dct:modified": "xsd:date",
    "dcat:startDate": "xsd:date",
    "dcat:endDate": "xsd:date",
    "dcat:byteSize": "xsd:nonNegativeInteger",
    "spdx:checksumValue": "xsd:hexBinary",
}
_CONTEXT = {
    **_NAMESPACES,
    **{term: {"@id": term, "@container": "@language"} for term in _TEXTS},
    **{term: {"@id": term, "@type": "@id"} for term in _LINKS},
    **{term: {"@id": term, "@type": kind} for term, kind in _TYPED.items()},
}

_FORMATS = {
    "csv": (f"{_EU}/file-type/CSV", "CSV"),
    "parquet": (f"{_EU}/file-type/PARQUET", "Parquet"),
    "xlsx": (f"{_EU}/file-type/XLSX", "XLSX"),
    "sqlite": ("https://www.loc.gov/preservation/digital/formats/fdd/fdd000461.shtml", "SQLite"),
}
"""The identifier and name of every file format; the European list has none for SQLite."""


def catalog(releases: Sequence[Release]) -> dict[str, Any]:
    """Return the catalog of some releases, of at least one and all of one publisher, as a JSON-LD document."""
    publisher = releases[0].info.publisher
    datasets = [_dataset(release) for release in releases]
    return {"@context": _CONTEXT, "@graph": [_catalog(publisher, releases), *_shared(publisher), *_vocabulary(), *datasets]}


def _catalog(publisher: Publisher, releases: Sequence[Release]) -> Node:
    return {
        "@id": f"{publisher.base}/catalog",
        "@type": "dcat:Catalog",
        "dct:title": CATALOG,
        "dct:description": {
            "en": "What was published of PAR INDEX, SIPAS, DTI, PAPI and PCI, as data packages in which every figure carries "
            "its evidence.",
            "vi": "Số liệu đã công bố của PAR INDEX, SIPAS, DTI, PAPI và PCI, thành các gói dữ liệu trong đó mỗi con số kèm "
            "bằng chứng.",
        },
        "dct:publisher": f"{publisher.base}/catalog#publisher",
        "foaf:homepage": _document(f"{publisher.base}/"),
        "dct:language": _LANGUAGES,
        "dct:license": LICENCE["path"],
        "dct:rights": f"{publisher.base}/catalog#rights",
        "dct:spatial": f"{_EU}/country/VNM",
        "dct:issued": min(release.issued or release.info.created for release in releases).isoformat(),
        "dct:modified": max(release.info.created for release in releases).isoformat(),
        "dcat:themeTaxonomy": f"{_EU}/data-theme",
        "dcat:dataset": [release.info.address for release in releases],
    }


def _shared(publisher: Publisher) -> Iterator[Node]:
    """Yield what all datasets refer to: who publishes, whom to ask, what the licence says and leaves, how figures were got."""
    here = f"{publisher.base}/catalog"
    name = {"en": publisher.name, "vi": publisher.name_vi}
    homepage = _document(publisher.homepage)
    yield {"@id": f"{here}#publisher", "@type": "foaf:Agent", "foaf:name": name, "foaf:homepage": homepage}
    email = f"mailto:{publisher.email}"
    yield {"@id": f"{here}#contact", "@type": "vcard:Kind", "vcard:fn": publisher.name, "vcard:hasEmail": email}
    yield {"@id": f"{here}#rights", "@type": "dct:RightsStatement", "rdfs:label": RIGHTS}
    yield {"@id": f"{here}#method", "@type": "dct:ProvenanceStatement", "rdfs:label": METHOD}
    titles = {"en": ["Creative Commons Attribution", LICENCE["title"]]}
    yield {"@id": LICENCE["path"], "@type": "dct:LicenseDocument", "dct:title": titles, "dct:type": _ATTRIBUTION}


def _vocabulary() -> Iterator[Node]:
    """Yield the terms of others that are used, with their class and name, which DCAT-AP asks for."""
    theme = {"en": "Government and public sector", "vi": "Chính phủ và khu vực công"}
    yield {"@id": f"{_EU}/data-theme", "@type": "skos:ConceptScheme", "dct:title": {"en": "Data theme", "vi": "Chủ đề dữ liệu"}}
    yield _term(f"{_EU}/data-theme/GOVE", "skos:Concept", theme)
    yield _term(_ATTRIBUTION, "skos:Concept", {"en": "Attribution", "vi": "Ghi công"})
    yield _term(f"{_EU}/distribution-status/COMPLETED", "skos:Concept", {"en": "completed", "vi": "hoàn chỉnh"})
    yield _term(f"{_EU}/planned-availability/STABLE", "skos:Concept", {"en": "stable", "vi": "ổn định"})
    yield _term(f"{_EU}/access-right/PUBLIC", "dct:RightsStatement", {"en": "public", "vi": "công khai"})
    yield _term(f"{_EU}/frequency/ANNUAL", "dct:Frequency", {"en": "annual", "vi": "hằng năm"})
    yield _term(f"{_EU}/language/VIE", "dct:LinguisticSystem", {"en": "Vietnamese", "vi": "tiếng Việt"})
    yield _term(f"{_EU}/language/ENG", "dct:LinguisticSystem", {"en": "English", "vi": "tiếng Anh"})
    yield _term(f"{_EU}/country/VNM", "dct:Location", {"en": "Viet Nam", "vi": "Việt Nam"})
    yield {"@id": _SHA256, "@type": "spdx:ChecksumAlgorithm"}
    yield {"@id": _DATA_PACKAGE, "@type": "dct:Standard", "dct:title": {"en": "Data Package, version 2"}}
    for ending, (address, name) in _FORMATS.items():
        yield {"@id": address, "@type": ["dct:IMT", "dct:MediaTypeOrExtent"], "rdfs:label": {"@none": name}}
        media_type = MEDIA_TYPES[ending]
        yield {"@id": f"{_IANA}/{media_type}", "@type": "dct:MediaType", "rdfs:label": {"@none": media_type}}


def _term(address: str, kind: str, name: Mapping[str, str]) -> Node:
    return {"@id": address, "@type": kind, "skos:prefLabel": name}


def _document(address: str) -> Node:
    return {"@id": address, "@type": "foaf:Document"}


def _dataset(release: Release) -> Node:
    info = release.info
    return {
        "@id": info.address,
        "@type": "dcat:Dataset",
        "dct:title": {"en": info.title, "vi": info.title_vi},
        "dct:description": {"en": info.description, "vi": info.description_vi},
        "dcat:keyword": {"en": list(info.keywords), "vi": list(info.keywords_vi)},
        "dct:identifier": info.address,
        "dcat:version": release.version,
        "dct:issued": (release.issued or info.created).isoformat(),
        "dct:modified": info.created.isoformat(),
        **_whose(info.publisher),
        "dcat:theme": f"{_EU}/data-theme/GOVE",
        "dct:spatial": f"{_EU}/country/VNM",
        **_period(info.first_year, info.last_year),
        "dct:accrualPeriodicity": f"{_EU}/frequency/ANNUAL",
        "dct:accessRights": f"{_EU}/access-right/PUBLIC",
        "dct:conformsTo": _DATA_PACKAGE,
        "dct:provenance": f"{info.publisher.base}/catalog#method",
        "prov:wasDerivedFrom": [origin.path for origin in info.sources if origin.path],
        "dcat:landingPage": _document(f"{info.address}/"),
        "foaf:page": _document(f"{release.latest}/README.md"),
        "dcat:hasCurrentVersion": _version(release),
        "dcat:distribution": [_distribution(release, name, file) for name, file in release.data_files().items()],
    }


def _whose(publisher: Publisher) -> Node:
    return {
        "dct:publisher": f"{publisher.base}/catalog#publisher",
        "dcat:contactPoint": f"{publisher.base}/catalog#contact",
        "dct:language": _LANGUAGES,
        "dct:license": LICENCE["path"],
        "dct:rights": f"{publisher.base}/catalog#rights",
    }


def _period(first: int | None, last: int | None) -> Node:
    if first is None or last is None:
        return {}
    return {
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": f"{first}-01-01",
            "dcat:endDate": f"{last}-12-31",
        }
    }


def _version(release: Release) -> Node:
    """Return the version that stands at an address of its own for ever, and which one it followed."""
    previous = {} if release.previous is None else {"dcat:previousVersion": f"{release.info.address}/{release.previous}"}
    named = {"dcat:version": release.version, "dct:isVersionOf": release.info.address}
    return {"@id": release.address, "@type": "prov:Entity", **named, **previous}


def _distribution(release: Release, name: str, file: FileInfo) -> Node:
    info = release.info
    table, _, ending = name.rpartition(".")
    said = FORMS.get(ending) or load_schema(table)
    kind, kind_name = _FORMATS[ending]
    return {
        "@id": f"{info.address}#{name}",
        "@type": "dcat:Distribution",
        "dct:title": {"en": f"{said['title']} ({kind_name})", "vi": f"{said['title@vi']} ({kind_name})"},
        "dct:description": {"en": said["description"], "vi": said["description@vi"]},
        "dcat:accessURL": f"{release.latest}/{name}",
        "dcat:downloadURL": f"{release.latest}/{name}",
        "dcat:mediaType": f"{_IANA}/{MEDIA_TYPES[ending]}",
        "dct:format": kind,
        **({"dcat:byteSize": str(file.size)} if file.size else {}),
        "spdx:checksum": {
            "@id": f"{info.address}#{name}-sha256",
            "@type": "spdx:Checksum",
            "spdx:algorithm": _SHA256,
            "spdx:checksumValue": file.sha256,
        },
        "dct:issued": info.created.isoformat(),
        "dct:modified": info.created.isoformat(),
        "dct:language": _LANGUAGES,
        "dct:license": LICENCE["path"],
        "dct:rights": f"{info.publisher.base}/catalog#rights",
        "dcatap:availability": f"{_EU}/planned-availability/STABLE",
        "adms:status": f"{_EU}/distribution-status/COMPLETED",
    }
