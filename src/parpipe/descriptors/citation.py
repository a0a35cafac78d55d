"""The CITATION.cff of a release: how to cite this version, for those who cite by a tool."""

from __future__ import annotations

import yaml

from parpipe.package import LICENCE, Release


def citation(release: Release) -> str:
    """Return the text of the file, in the Citation File Format 1.2.0."""
    info = release.info
    said = {
        "cff-version": "1.2.0",
        "message": "Please cite this version of the data. / Vui lòng trích dẫn đúng phiên bản dữ liệu này.",
        "type": "dataset",
        "title": info.title,
        "version": release.version,
        "date-released": info.created.isoformat(),
        "authors": [{"name": one.title} for one in info.contributors],
        "license": LICENCE["name"],
        "url": release.address,
        "identifiers": [
            {"type": "url", "value": release.address, "description": "This version / Phiên bản này"},
            {"type": "url", "value": info.address, "description": "All versions / Mọi phiên bản"},
        ],
        "abstract": f"{info.description}\n\n{info.title_vi}. {info.description_vi}",
        "keywords": [*dict.fromkeys((*info.keywords, *info.keywords_vi))],
        "contact": [{"name": info.publisher.name, "email": info.publisher.email, "website": info.publisher.homepage}],
    }
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120)
