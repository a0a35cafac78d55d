"""Release to metadata: one function a dialect, each returns what its file holds (text, or a mapping that becomes JSON)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from parpipe.descriptors.datapackage import datapackage
from parpipe.descriptors.readme import readme
from parpipe.package import Release

Descriptor = Callable[[Release], Mapping[str, Any] | str]

DESCRIPTORS: Mapping[str, Descriptor] = {"datapackage.json": datapackage, "README.md": readme}
"""The descriptors by file name. What a release changed (CHANGES.md) needs more than the release, and is not one of them."""
