"""`parpipe validate` as a person runs it: the report of Frictionless, the exit code, and a limit that counts on."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT

COMMAND = [sys.executable, "-c", "from parpipe.cli import main; main()", "validate"]
SCHEMA = {
    "fields": [
        {"name": "area", "type": "string", "constraints": {"pattern": "GSO[0-9]{2}"}},
        {"name": "rank", "type": "integer", "constraints": {"minimum": 1, "maximum": 63}},
    ]
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    return tmp_path


def run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments, "--schema", "schema.json"],
        cwd=place,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "src")},
        check=False,
    )


def test_a_limit_lists_fewer_errors_and_counts_all(place: Path) -> None:
    (place / "ranks.csv").write_text("area,rank\nGSO12,59\nGSO1,64\nGSO14,x\n", encoding="utf-8")

    done = run(place, "ranks.csv", "--limit", "1", "--format", "json")

    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert (report["valid"], report["stats"]["errors"]) == (False, 3)
    assert [(error["rowNumber"], error["fieldName"], error["type"]) for error in report["tasks"][0]["errors"]] == [
        (3, "area", "constraint-error")
    ]


def test_without_json_the_count_stands_under_the_errors_that_are_listed(place: Path) -> None:
    (place / "ranks.csv").write_text("area,rank\nGSO1,64\n", encoding="utf-8")

    done = run(place, "ranks.csv", "--limit", "1")

    assert done.stdout.splitlines()[0] == "ranks.csv: invalid"
    assert done.stdout.splitlines()[-1] == "  listed the first 1 of 2 errors"


def test_a_parquet_table_with_a_missing_integer_is_valid(place: Path) -> None:
    pq.write_table(pa.table({"area": ["GSO12", "GSO14"], "rank": pa.array([59, None], pa.int16())}), place / "ranks.parquet")

    done = run(place, "ranks.parquet")

    assert (done.returncode, done.stdout) == (0, "ranks.parquet: valid\n")


def test_a_table_that_breaks_frictionless_is_named_in_one_paragraph(place: Path) -> None:
    number = {"fields": [{"name": "x", "type": "number", "constraints": {"unique": True}}]}
    (place / "schema.json").write_text(json.dumps(number), encoding="utf-8")
    (place / "numbers.csv").write_text("x\nsNaN\n", encoding="utf-8")

    done = run(place, "numbers.csv")

    assert done.returncode == 1
    assert "numbers.csv: Frictionless breaks on it (TypeError: Cannot hash a signaling NaN value" in done.stderr
    assert "Traceback" not in done.stderr
