from pathlib import Path
from typing import Any

import pytest

from parpipe.schema import sort_table, to_table
from parpipe.site import write_site
from tests.package import package_tables
from tests.published import release_package

Rows = dict[str, Any]


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A folder with the release of the small package and its site."""
    release_package(tmp_path)
    write_site(tmp_path)
    return tmp_path


def with_edits(table: str, **values: Any) -> dict[str, Any]:
    """Return the tables of the small package with other values in all rows of one table."""
    tables = package_tables()
    rows = [{**row, **values} for row in tables[table].to_pylist()]
    return {**tables, table: sort_table(table, to_table(table, rows))}
