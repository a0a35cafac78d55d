"""A draft becomes a release: checked, numbered by its difference to the last one, and complete before anybody can see it.

    <releases>/<package>/<version>/   datapackage.json, every table as CSV and Parquet, README.md, CHANGES.md, SHA256SUMS
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
from parpipe.checks import check_package
from parpipe.descriptors.changes import changes
from parpipe.descriptors.datapackage import LICENCE, PackageInfo, ResourceInfo, datapackage
from parpipe.descriptors.readme import citation, readme
from parpipe.diff import FIGURES, bump, next_version
from parpipe.errors import Missing
from parpipe.keys import KEY
from parpipe.model import Finding
from parpipe.releases import latest_version, open_table, read_descriptor
from parpipe.writers import WRITERS

if TYPE_CHECKING:
    import pyarrow as pa

FIRST = "1.0.0"

Tables = Mapping[str, "pa.Table"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a package in a run: its version now, whether that is new, and a sentence about it."""

    package: str
    version: str
    released: bool
    message: str


def check_tables(tables: Tables, info: PackageInfo, folder: Path) -> list[Finding]:
    """Return what Frictionless says against the tables as a package of CSV files, written to a folder for it."""
    storage.fresh_folder(folder)
    files = {name: WRITERS["csv"](table, name, {}) for name, table in tables.items()}
    descriptor = datapackage(info, FIRST, {name: ResourceInfo.of(tables[name], files[name]) for name in tables})
    descriptor["resources"] = [resource for resource in descriptor["resources"] if resource["format"] == "csv"]
    for name, content in files.items():
        storage.write(folder / f"{name}.csv", content)
    storage.write(folder / "datapackage.json", _json(descriptor))
    return check_package(folder / "datapackage.json")


def is_released(tables: Tables, info: PackageInfo, releases: Path) -> bool:
    """Return whether the latest release of a package holds just these tables."""
    current = latest_version(info.name, releases)
    return current is not None and _version(tables, info, releases, current) == current


def latest_knows_more(tables: Tables, info: PackageInfo, releases: Path) -> bool:
    """Return whether the latest release of a package has statements that the tables lack."""
    current = latest_version(info.name, releases)
    if current is None:
        return False
    known = set(open_table(info.name, "statements", releases, current, ("statement_id",))["statement_id"].to_pylist())
    return not known <= set(tables["statements"]["statement_id"].to_pylist())


def release(tables: Tables, info: PackageInfo, releases: Path) -> Outcome:
    """Return the outcome of releasing the tables of a package; nothing is written if nothing changed."""
    home = releases / info.name
    current = latest_version(info.name, releases)
    if current is None and not len(tables["statements"]):
        return Outcome(info.name, "", False, f"{info.name}: no figure is known, nothing to release")
    version = _version(tables, info, releases, current)
    if version == current:
        _point_to(home, version)
        return Outcome(info.name, version, False, f"{info.name} {version}: nothing changed, no new release")
    staged = storage.fresh_folder(releases / ".work" / "staged" / info.name)
    _write_files(tables, info, version, staged)
    storage.remove(home / version)
    storage.place_folder(staged, home / version)
    _point_to(home, version)
    since = f" after {current}" if current else ""
    return Outcome(
        info.name, version, True, f"{info.name} {version}: released{since}, {len(tables['observations'])} observations"
    )


def _point_to(home: Path, version: str) -> None:
    """Make both pointers name a version; a run that was killed between them is mended by the next."""
    sums = (home / version / "SHA256SUMS").read_bytes()
    pointer = _json({"version": version, "sha256": hashlib.sha256(sums).hexdigest()})
    if not (home / "latest").is_symlink() or (home / "latest").readlink() != Path(version):
        storage.point(home / "latest", version)
    if not (home / "latest.json").is_file() or (home / "latest.json").read_bytes() != pointer:
        storage.replace(home / "latest.json", pointer)


def _version(tables: Tables, info: PackageInfo, releases: Path, current: str | None) -> str:
    if current is None:
        return FIRST
    descriptor = releases / info.name / current / "datapackage.json"
    if not descriptor.is_file():
        raise Missing(
            f"{descriptor} is missing: the latest release is damaged. Restore the folder, or remove it with its latest link"
        )
    old = read_descriptor(info.name, releases, current)
    new = datapackage(info, current, {name: ResourceInfo.of(table) for name, table in tables.items()})
    observations = open_table(info.name, "observations", releases, current, (*KEY, *FIGURES))
    return next_version(current, bump(old, new, observations, tables["observations"]))


def _write_files(tables: Tables, info: PackageInfo, version: str, folder: Path) -> None:
    """Write the files of a release, its checksums last."""
    plain = datapackage(info, version, {})
    metadata = {"package": info.name, "version": version, "licence": str(LICENCE["name"]), "citation": citation(plain)}
    written = {
        name: {ending: writer(table, name, metadata) for ending, writer in WRITERS.items()} for name, table in tables.items()
    }
    descriptor = datapackage(info, version, {name: ResourceInfo.of(tables[name], **files) for name, files in written.items()})
    contents = {f"{name}.{ending}": content for name, files in written.items() for ending, content in files.items()}
    contents["datapackage.json"] = _json(descriptor)
    contents["README.md"] = readme(descriptor, {name: len(table) for name, table in tables.items()}).encode()
    contents["CHANGES.md"] = changes(descriptor, tables["findings"].to_pylist()).encode()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(contents.items())).encode()
    for name, content in {**contents, "SHA256SUMS": sums}.items():
        storage.write(folder / name, content)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
