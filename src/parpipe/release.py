"""A draft becomes a release: numbered by its difference to the last one, complete on the disk before anybody can see it.

    <releases>/<package>/<version>/   datapackage.json, every table as CSV and Parquet, README.md, SHA256SUMS
    <releases>/<package>/latest       symbolic link, swapped in one step
    <releases>/<package>/latest.json  the same for hosts without links, replaced last

A published folder is never changed. A folder that a killed run left behind was never pointed to, and is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parpipe import storage
from parpipe.descriptors.datapackage import PackageInfo, datapackage
from parpipe.descriptors.readme import citation, readme
from parpipe.diff import bump, next_version
from parpipe.errors import ParpipeError
from parpipe.releases import latest_version, open_table
from parpipe.writers import WRITERS

if TYPE_CHECKING:
    import pyarrow as pa

FIRST = "1.0.0"
LICENCE = "CC-BY-4.0"

Tables = Mapping[str, "pa.Table"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a package in a run: its version now, whether that is new, and a sentence about it."""

    package: str
    version: str
    released: bool
    message: str


def release(tables: Tables, info: PackageInfo, releases: Path) -> Outcome:
    """Return the outcome of releasing the tables of a package; nothing is written if nothing changed."""
    home = releases / info.name
    current = latest_version(info.name, releases)
    version = _version(tables, info, releases, current)
    if version == current:
        return Outcome(info.name, version, False, f"{info.name} {version}: nothing changed, no new release")
    staged = storage.fresh_folder(releases / ".work" / "staged" / info.name)
    sums = _write_files(tables, info, version, staged)
    storage.remove(home / version)
    storage.place_folder(staged, home / version)
    storage.point(home / "latest", version)
    pointer = {"version": version, "sha256": hashlib.sha256(sums).hexdigest()}
    storage.replace(home / "latest.json", _json(pointer))
    since = f" (before: {current})" if current else ""
    return Outcome(info.name, version, True, f"{info.name} {version}: released{since}, {len(tables['observations'])} observations")


def _version(tables: Tables, info: PackageInfo, releases: Path, current: str | None) -> str:
    if current is None:
        return FIRST
    old = json.loads((releases / info.name / current / "datapackage.json").read_text(encoding="utf-8"))
    new = datapackage(info, current, {name: _resource_files(name, table, {}) for name, table in tables.items()})
    observations = open_table(info.name, "observations", releases, current)
    return next_version(current, bump(old, new, observations, tables["observations"]))


def _write_files(tables: Tables, info: PackageInfo, version: str, folder: Path) -> bytes:
    """Write the files of a release and return its checksums."""
    metadata = {"package": info.name, "version": version, "licence": LICENCE, "citation": citation(_title(info, version))}
    files = dict[str, bytes]()
    for extension, writer in WRITERS.items():
        files |= {f"{name}.{extension}": writer(table, name, metadata) for name, table in tables.items()}
    descriptor = datapackage(info, version, tables, files)
    files["datapackage.json"] = _json(descriptor)
    files["README.md"] = readme(descriptor, {name: len(table) for name, table in tables.items()}).encode()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())).encode()
    for name, content in {**files, "SHA256SUMS": sums}.items():
        storage.write(folder / name, content)
    return sums


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
