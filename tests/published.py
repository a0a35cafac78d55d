"""Releases of the small package, as `parpipe build` would leave them, for what is published of them."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from parpipe.drafts import Draft
from parpipe.release import release
from parpipe.schema import sort_table, to_table
from tests.package import INFO, package_tables


def release_package(releases: Path, tables: Mapping[str, pa.Table] | None = None) -> Path:
    """Return the folder of a release of the tables, by default of the small package as it is."""
    outcome = release(Draft(INFO, tables or package_tables()), releases)
    assert outcome.released
    return releases / INFO.name / outcome.version


def revised_tables(score: str = "67.42") -> dict[str, pa.Table]:
    """Return the tables with another score of 2016, which is a new release."""
    tables = package_tables()
    rows = [row | ({"score": score} if row["time_period"] == 2016 else {}) for row in tables["observations"].to_pylist()]
    return {**tables, "observations": sort_table("observations", to_table("observations", rows))}
