"""The schema.org Dataset of a release, which search engines read: what Google requires and recommends of a dataset.

English values are plain texts, as search engines expect them; Vietnamese ones carry their language. The description is one
text of both, because readers of JSON take a list for a mistake. Files are named by their versioned addresses, where their
checksums stay true; the dataset by the address that holds for all versions. How the dataset itself is cited stands in
``creditText``: ``citation`` is for articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parpipe.package import CATALOG, FORMS, LICENCE, MEDIA_TYPES, METHOD, RIGHTS, FileInfo, PackageInfo, Publisher, Release
from parpipe.schema import load_schema

_MEASURED = ("score", "score_pct", "rank", "percentile", "gap_to_mean")
"""The columns of observations that hold what was measured, or follows from it."""

_BOUNDS = {"minimum": "minValue", "maximum": "maxValue"}


def schema_org(release: Release) -> dict[str, Any]:
    """Return the dataset as a JSON-LD document with schema.org's own context."""
    info = release.info
    return {
        "@context": "https://schema.org/",
        "@id": info.address,
        "@type": "Dataset",
        "name": info.title,
        "alternateName": _vi(info.title_vi),
        "description": f"{info.description} {METHOD['en']}\n\n{info.description_vi} {METHOD['vi']}",
        "url": f"{info.address}/",
        "identifier": info.address,
        "version": release.version,
        "datePublished": (release.issued or info.created).isoformat(),
        "dateModified": info.created.isoformat(),
        "keywords": [*info.keywords, *(_vi(word) for word in info.keywords_vi)],
        "inLanguage": ["vi", "en"],
        "license": LICENCE["path"],
        "usageInfo": {"@type": "CreativeWork", "text": [RIGHTS["en"], _vi(RIGHTS["vi"])]},
        "isAccessibleForFree": True,
        "creditText": release.citation,
        **_people(info),
        **_coverage(info),
        "measurementTechnique": [METHOD["en"], _vi(METHOD["vi"])],
        "variableMeasured": list(_variables()),
        "isBasedOn": [{"@type": "WebSite", "name": one.title, "url": one.path} for one in info.sources if one.path],
        "includedInDataCatalog": {
            "@id": f"{info.publisher.base}/catalog",
            "@type": "DataCatalog",
            "name": CATALOG["en"],
            "alternateName": _vi(CATALOG["vi"]),
            "url": f"{info.publisher.base}/",
        },
        "distribution": [_download(release, name, file) for name, file in release.data_files().items()],
    }


def _vi(text: str) -> dict[str, str]:
    return {"@language": "vi", "@value": text}


def _people(info: PackageInfo) -> dict[str, Any]:
    creators = [{"@type": "Organization", "name": one.title} for one in info.contributors if "creator" in one.roles]
    return {"creator": creators, "publisher": _publisher(info.publisher)}


def _publisher(publisher: Publisher) -> dict[str, Any]:
    return {
        "@id": f"{publisher.base}/catalog#publisher",
        "@type": "Organization",
        "name": publisher.name,
        "alternateName": _vi(publisher.name_vi),
        "url": publisher.homepage,
        "contactPoint": {"@type": "ContactPoint", "contactType": "data", "email": publisher.email},
    }


def _coverage(info: PackageInfo) -> dict[str, Any]:
    place = {"@type": "Place", "name": "Vietnam", "alternateName": _vi("Việt Nam")}
    years = {} if info.first_year is None else {"temporalCoverage": f"{info.first_year}/{info.last_year}"}
    return {**years, "spatialCoverage": place}


def _variables() -> Iterator[dict[str, Any]]:
    for field in load_schema("observations")["fields"]:
        if field["name"] in _MEASURED:
            bounds = {_BOUNDS[name]: value for name, value in field.get("constraints", {}).items() if name in _BOUNDS}
            yield {
                "@type": "PropertyValue",
                "name": field["name"],
                "alternateName": [field["title"], _vi(field["title@vi"])],
                "description": [field["description"], _vi(field["description@vi"])],
                "unitText": field["unit"],
                **bounds,
            }


def _download(release: Release, name: str, file: FileInfo) -> dict[str, Any]:
    table, _, ending = name.rpartition(".")
    said = FORMS.get(ending) or load_schema(table)
    return {
        "@id": f"{release.address}/{name}",
        "@type": "DataDownload",
        "name": f"{said['title']} ({ending})",
        "alternateName": _vi(f"{said['title@vi']} ({ending})"),
        "contentUrl": f"{release.address}/{name}",
        "encodingFormat": MEDIA_TYPES[ending],
        **({"contentSize": f"{file.size} B"} if file.size else {}),
        "sha256": file.sha256,
    }
