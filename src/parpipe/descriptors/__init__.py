"""Release to metadata: one function a dialect, each returns what its file holds (text, or a mapping that becomes JSON)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from parpipe.descriptors.citation import citation
from parpipe.descriptors.croissant import croissant
from parpipe.descriptors.csvw import csvw
from parpipe.descriptors.datapackage import datapackage
from parpipe.descriptors.readme import readme
from parpipe.descriptors.ro_crate import ro_crate
from parpipe.descriptors.schema_org import schema_org
from parpipe.package import Release

Descriptor = Callable[[Release], Mapping[str, Any] | str]

DESCRIPTORS: Mapping[str, Descriptor] = {
    "datapackage.json": datapackage,
    "README.md": readme,
    "CITATION.cff": citation,
    "croissant.json": croissant,
    "csv-metadata.json": csvw,
    "dataset.jsonld": schema_org,
    "ro-crate-metadata.json": ro_crate,
}
"""The descriptors by file name. What a release changed (CHANGES.md) and was made of (provenance.jsonld) need more than the
release, and are not among them; nor is the catalog of all packages (parpipe.catalog)."""
