"""Releases of the small package, as `parpipe build` would leave them, for what is published of them."""

import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from parpipe.checksums import sha256, write_pointer
from parpipe.descriptors.datapackage import datapackage
from parpipe.drafts import Draft
from parpipe.package import Release, TableInfo
from parpipe.release import release
from parpipe.schema import sort_table, to_table
from parpipe.writers import WRITERS
from tests.package import INFO, MADE, package_tables


def release_package(releases: Path, tables: Mapping[str, pa.Table] | None = None) -> Path:
    """Return the folder of a release of the tables, by default of the small package as it is."""
    outcome = release(Draft(INFO, tables or package_tables(), MADE), releases)
    assert outcome.released
    return releases / INFO.name / outcome.version


def revised_tables(score: str = "67.42") -> dict[str, pa.Table]:
    """Return the tables with another score of 2016, which is a new release."""
    tables = package_tables()
    rows = [row | ({"score": score} if row["time_period"] == 2016 else {}) for row in tables["observations"].to_pylist()]
    return {**tables, "observations": sort_table("observations", to_table("observations", rows))}


def write_release(releases: Path, version: str, tables: Mapping[str, pa.Table]) -> Path:
    """Return the folder of a release with some tables only, and point to it: little to carry, so quick to publish."""
    files, infos = dict[str, bytes](), dict[str, TableInfo]()
    for name, table in tables.items():
        written = {ending: write(table, name, {"package": INFO.name}) for ending, write in WRITERS.items()}
        infos[name] = TableInfo.of(table, **written)
        files |= {f"{name}.{ending}": content for ending, content in written.items()}
    files["datapackage.json"] = json.dumps(datapackage(Release(INFO, version, infos, {})), ensure_ascii=False).encode()
    files["SHA256SUMS"] = "".join(f"{sha256(content)}  {name}\n" for name, content in sorted(files.items())).encode()
    home = releases / INFO.name
    (home / version).mkdir(parents=True)
    for name, content in files.items():
        (home / version / name).write_bytes(content)
    (home / "latest.json").write_bytes(write_pointer(version, files["SHA256SUMS"]))
    (home / "latest").unlink(missing_ok=True)
    (home / "latest").symlink_to(version)
    return home / version
