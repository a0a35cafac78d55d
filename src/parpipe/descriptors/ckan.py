"""The dataset of a CKAN portal: what a release and its files are called there, in both languages.

A plain CKAN has one title and one text a dataset. The title is the English one, as harvesters of DCAT take it too; the text
has both languages, and the Vietnamese title and text stand among the extras. The names of the other extras are those that
ckanext-dcat reads, so that a portal with it gives the same DCAT that we do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from parpipe.package import Release

_EU = "http://publications.europa.eu/resource/authority"

LICENCE_ID = "cc-by"
"""What a CKAN calls CC-BY out of the box; it knows no versions of it."""

_FORMS = {"jsonld": "JSON-LD", "SHA256SUMS": "TXT"}

_METADATA = {
    "datapackage.json": ("Data Package descriptor", "Mô tả gói dữ liệu (Data Package)"),
    "README.md": ("What the package holds, and how to use it", "Gói dữ liệu gồm những gì và cách sử dụng"),
    "CHANGES.md": ("What changed since the version before", "Những thay đổi so với phiên bản trước"),
    "CITATION.cff": ("How to cite the package", "Cách trích dẫn gói dữ liệu"),
    "dataset.jsonld": ("Description for search engines (schema.org)", "Mô tả cho công cụ tìm kiếm (schema.org)"),
    "croissant.json": ("Description for machine learning (Croissant)", "Mô tả cho học máy (Croissant)"),
    "ro-crate-metadata.json": ("Description for research archives (RO-Crate)", "Mô tả cho kho lưu trữ nghiên cứu (RO-Crate)"),
    "csv-metadata.json": ("Description of the CSV files (CSVW)", "Mô tả các tệp CSV (CSVW)"),
    "provenance.jsonld": ("Provenance: inputs, code and outputs", "Nguồn gốc: đầu vào, mã nguồn và đầu ra"),
    "SHA256SUMS.sig": ("Signature of the checksums", "Chữ ký số cho các mã kiểm tra"),
    "SHA256SUMS": ("Checksums of all files", "Mã kiểm tra của toàn bộ các tệp"),
}
"""What the files beside the data are, in English and Vietnamese."""


def ckan_dataset(release: Release) -> dict[str, Any]:
    """Return the dataset without its resources, in the form in which CKAN takes and shows it."""
    info = release.info
    return {
        "name": info.name,
        "title": info.title,
        "notes": f"{info.description}\n\n---\n\n**{info.title_vi}**\n\n{info.description_vi}",
        "license_id": LICENCE_ID,
        "version": release.version,
        "url": info.address,
        "author": ", ".join(one.title for one in info.contributors),
        "maintainer": f"{info.publisher.name} / {info.publisher.name_vi}",
        "maintainer_email": info.publisher.email,
        "tags": [{"name": name} for name in sorted({_tag(word) for word in (*info.keywords, *info.keywords_vi)})],
        "extras": [{"key": key, "value": value} for key, value in sorted(_extras(release).items())],
    }


def _tag(word: str) -> str:
    """Return a keyword without the characters that CKAN refuses in tags."""
    return " ".join(re.sub(r"[^\w .-]", " ", word).split())[:100]


def _extras(release: Release) -> dict[str, str]:
    info, publisher = release.info, release.info.publisher
    years = {"temporal_start": f"{info.first_year}-01-01", "temporal_end": f"{info.last_year}-12-31"} if info.first_year else {}
    return {
        "title_vi": info.title_vi,
        "notes_vi": info.description_vi,
        "identifier": info.address,
        "uri": info.address,
        "modified": info.created.isoformat(),
        "language": json.dumps([f"{_EU}/language/{code}" for code in ("ENG", "VIE")]),
        "frequency": f"{_EU}/frequency/ANNUAL",
        "spatial_uri": f"{_EU}/country/VNM",
        "theme": json.dumps([f"{_EU}/data-theme/GOVE"]),
        "documentation": json.dumps([f"{release.latest}/README.md"]),
        "publisher_uri": publisher.homepage,
        "publisher_name": publisher.name,
        "publisher_email": publisher.email,
        "contact_name": publisher.name,
        "contact_email": publisher.email,
        **years,
    }


def ckan_resource(name: str, said: Mapping[str, Any] | None, media_type: str, size: int, sha256: str) -> dict[str, Any]:
    """Return a file as CKAN shows it; ``said`` is its entry in the Data Package, None if it is not data.

    The SHA-256 stands twice, because a portal that loads tables into its data store puts its own value into ``hash``.
    """
    return {
        "name": name,
        "description": _words(name) if said is None else _told(said),
        "format": _form(name),
        "mimetype": media_type.partition(";")[0],
        "size": size,
        "hash": f"sha256:{sha256}",
        "sha256": sha256,
    }


def _told(said: Mapping[str, Any]) -> str:
    return "\n\n".join((f"{said['title']} / {said['title@vi']}", said["description"], said["description@vi"]))


def _words(name: str) -> str:
    return " / ".join(_METADATA[name]) if name in _METADATA else ""


def _form(name: str) -> str:
    """Return what a portal calls the form of a file: its ending in capitals, as a rule."""
    ending = name.rpartition(".")[2]
    return _FORMS.get(ending, ending.upper())
