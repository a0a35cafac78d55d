"""Other formats than plain CSV files: what Frictionless reads, the columns judge the same."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.validation.cases import Case
from tests.validation.differential import verdict_of_columns, verdict_of_frictionless, write

ROWS: list[list[Any]] = [
    ["id", "area", "score"],
    ["1", "Lai Châu", "67.41"],
    ["1", "x\ny", "101"],
    ["", "", ""],
    ["x", "y", "1", "z"],
]
SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "area", "type": "string"},
        {"name": "score", "type": "number", "constraints": {"maximum": 100}},
    ],
    "primaryKey": ["id"],
}


def separated(delimiter: str) -> bytes:
    return "\n".join(delimiter.join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in ROWS).encode()


def workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in ROWS:
        book.active.append([float(cell) if cell.replace(".", "").isdigit() else cell or None for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "a.tsv": lambda: separated("\t"),
    "windows.tsv": lambda: separated("\t").replace(b"\n", b"\r\n"),
    "a.csv.gz": lambda: gzip.compress(separated(","), mtime=0),
    "a.xlsx": workbook,
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FORMATS)
def test_columns_and_frictionless_report_the_same_errors_of_other_formats(tmp_path: Path, name: str) -> None:
    resource = {"name": "a", "type": "table", "path": name, "schema": SCHEMA}
    descriptor = write(Case({"name": "p", "resources": [resource]}, {name: FORMATS[name]()}), tmp_path)

    theirs = verdict_of_frictionless(descriptor)
    ours = verdict_of_columns(descriptor, Random(1))

    assert ours == theirs
    assert isinstance(theirs, dict)
    assert {"constraint-error", "primary-key", "type-error", "blank-row"} <= {
        error["type"] for task in theirs["tasks"] for error in task["errors"]
    }


@pytest.mark.filterwarnings("ignore")
def test_columns_and_frictionless_report_the_same_errors_of_data_in_the_descriptor(tmp_path: Path) -> None:
    resource = {"name": "a", "type": "table", "data": ROWS, "schema": SCHEMA}
    descriptor = write(Case({"name": "p", "resources": [resource]}), tmp_path)

    theirs = verdict_of_frictionless(descriptor)

    assert verdict_of_columns(descriptor, Random(1)) == theirs
    assert isinstance(theirs, dict)
    assert theirs["stats"]["errors"] > 3


def test_a_resource_that_is_no_table_is_left_to_frictionless(tmp_path: Path) -> None:
    resource = {"name": "a", "path": "a.txt", "bytes": 3}
    descriptor = write(Case({"name": "p", "resources": [resource]}, {"a.txt": b"four"}), tmp_path)

    theirs = verdict_of_frictionless(descriptor)

    assert verdict_of_columns(descriptor, Random(1)) == theirs
    assert isinstance(theirs, dict)
    assert [error["type"] for error in theirs["tasks"][0]["errors"]] == ["byte-count"]
