"""Release to metadata: one function a dialect, each returns what its file holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from parpipe.descriptors.datapackage import PackageInfo, ResourceInfo, datapackage

Descriptor = Callable[[PackageInfo, str, Mapping[str, ResourceInfo]], dict[str, Any]]
"""Takes what a package says of itself, its version and its tables; returns the JSON content of the file."""

DESCRIPTORS: Mapping[str, Descriptor] = {"datapackage.json": datapackage}
"""The descriptors by file name."""
