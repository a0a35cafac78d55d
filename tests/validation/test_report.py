"""What users of the report rely on: counts, limits, progress, the deliberate differences, and Parquet."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package, Report, validate

from parpipe.validation import Differences, Options, validate_package

FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "integer", "constraints": {"required": True}},
    {"name": "area", "type": "string", "categories": ["GSO01", {"value": "GSO12", "label": "Lai Châu"}]},
    {"name": "score", "type": "number", "constraints": {"maximum": 100}},
]
SCHEMA = {"fields": FIELDS, "primaryKey": ["id"], "uniqueKeys": [["area", "score"]]}
ROWS = ["1,GSO12,67.41", "2,GSO12,67.410", "3,GSO1,", "4,GSO1,", "5,GSO01,101"]
TYPED = Options(differences=Differences(typed_parquet=True))


def write_package(folder: Path, *resources: dict[str, Any], rows: list[str] | None = None) -> Path:
    table = {"name": "a", "type": "table", "path": "a.csv", "schema": SCHEMA}
    (folder / "a.csv").write_text("\n".join(["id,area,score", *(ROWS if rows is None else rows)]) + "\n", encoding="utf-8")
    profile = "https://datapackage.org/profiles/2.0/datapackage.json"
    descriptor = {"$schema": profile, "name": "p", "resources": [*resources] or [table]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder / "datapackage.json"


def report_of(descriptor: Path, options: Options | None = None, **more: Any) -> Report:
    return validate_package(Package(str(descriptor)), options=options, **more)


def told(report: Report) -> list[tuple[int, str, str]]:
    return [(error.row_number, error.type, error.note) for task in report.tasks for error in task.errors]


def test_by_default_categories_and_unique_keys_are_ignored_as_frictionless_ignores_them(tmp_path: Path) -> None:
    report = report_of(write_package(tmp_path))

    assert told(report) == [(6, "constraint-error", 'constraint "maximum" is "100"')]


def test_a_value_outside_its_categories_is_an_error_where_that_is_asked_for(tmp_path: Path) -> None:
    report = report_of(write_package(tmp_path), Options(differences=Differences(enforce_categories=True)))

    categories = f'constraint "categories" is "{FIELDS[1]["categories"]}"'
    assert told(report)[:2] == [(4, "constraint-error", categories), (5, "constraint-error", categories)]
    assert report.stats["errors"] == 3


def test_a_repeated_unique_key_is_an_error_where_that_is_asked_for_unless_a_part_is_missing(tmp_path: Path) -> None:
    report = report_of(write_package(tmp_path), Options(differences=Differences(enforce_unique_keys=True)))

    assert told(report)[0] == (3, "row-constraint", 'the unique key "area, score" is the same as in the row at position 2')
    assert report.stats["errors"] == 2


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_a_limit_lists_the_first_errors_and_counts_all(tmp_path: Path, limit: int) -> None:
    rows = [line for number in range(40) for line in (f"{number},GSO12,101", f"{number},x", "")]
    descriptor = write_package(tmp_path, rows=rows)
    every = Package(str(descriptor)).validate(limit_errors=0)

    report = report_of(descriptor, Options(block_bytes=64, held_keys=9), limit=limit)

    assert report.stats["errors"] == report.tasks[0].stats["errors"] == every.stats["errors"]
    assert [error.to_descriptor() for error in report.tasks[0].errors] == [
        error.to_descriptor() for error in every.tasks[0].errors[:limit]
    ]
    assert report.tasks[0].warnings == [f"listed the first {limit} of {every.stats['errors']} errors"]
    assert not report.valid


def test_the_report_is_one_that_frictionless_reads(tmp_path: Path) -> None:
    descriptor = report_of(write_package(tmp_path)).to_descriptor()

    again = Report.from_descriptor(descriptor)

    assert again.to_descriptor() == descriptor
    assert set(descriptor) == set(validate(str(tmp_path / "datapackage.json")).to_descriptor())


def test_progress_names_the_table_and_counts_its_rows(tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []

    report_of(write_package(tmp_path), Options(block_bytes=16), progress=lambda name, rows: seen.append((name, rows)))

    assert seen[-1] == ("a", 5)
    assert [rows for _, rows in seen] == sorted(rows for _, rows in seen)


def test_nothing_is_left_in_the_folder_for_keys(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    report_of(
        write_package(tmp_path, rows=[f"{number % 50},a,1" for number in range(100)]), Options(held_keys=5, scratch=scratch)
    )

    assert list(scratch.iterdir()) == []


def write_parquet(folder: Path, **more: Any) -> Path:
    scores = pa.array([67.41, None, 101.0], pa.float64())
    pq.write_table(
        pa.table({"id": pa.array([1, None, 3]), "area": ["GSO12", None, "x"], "score": scores}), folder / "a.parquet"
    )
    return write_package(
        folder, {"name": "a", "type": "table", "path": "a.parquet", "format": "parquet", "schema": SCHEMA, **more}
    )


def test_parquet_is_by_default_read_as_frictionless_reads_it(tmp_path: Path) -> None:
    descriptor = write_parquet(tmp_path)
    theirs = validate(str(descriptor))

    report = report_of(descriptor)

    assert told(report) == told(theirs)
    assert len(told(report)) > 2


def test_typed_parquet_keeps_integers_and_nulls_and_finds_what_is_wrong(tmp_path: Path) -> None:
    report = report_of(write_parquet(tmp_path), TYPED)

    assert told(report) == [
        (3, "blank-row", ""),
        (3, "primary-key", 'cells composing the primary keys are all "None"'),
        (4, "constraint-error", 'constraint "maximum" is "100"'),
    ]


@pytest.mark.parametrize(("statistic", "error"), [("hash", "hash-count"), ("bytes", "byte-count")])
def test_a_wrong_hash_or_size_of_a_parquet_file_is_found_and_a_right_one_passes(
    tmp_path: Path, statistic: str, error: str
) -> None:
    write_parquet(tmp_path)
    data = (tmp_path / "a.parquet").read_bytes()
    right = {"hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "bytes": len(data)}[statistic]
    wrong = {"hash": f"sha256:{hashlib.sha256(b'').hexdigest()}", "bytes": len(data) + 1}[statistic]

    passing = report_of(write_parquet(tmp_path, **{statistic: right}), TYPED)
    failing = report_of(write_parquet(tmp_path, **{statistic: wrong}), TYPED)

    assert error not in [each.type for each in passing.tasks[0].errors]
    assert error in [each.type for each in failing.tasks[0].errors]


def test_the_header_of_a_parquet_file_is_compared(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1], "place": ["GSO12"]}), tmp_path / "a.parquet")
    descriptor = write_package(
        tmp_path, {"name": "a", "type": "table", "path": "a.parquet", "format": "parquet", "schema": SCHEMA}
    )

    report = report_of(descriptor, TYPED)

    assert [error.type for error in report.tasks[0].errors] == ["missing-label", "incorrect-label"]
    assert report.tasks[0].labels == ["id", "place"]


def test_foreign_keys_to_a_table_too_large_for_memory_are_compared_on_disk(tmp_path: Path) -> None:
    areas = {"fields": [{"name": "code", "type": "integer"}, {"name": "year", "type": "year"}]}
    key = {"fields": ["code", "year"], "reference": {"resource": "areas", "fields": ["code", "year"]}}
    (tmp_path / "areas.csv").write_text("code,year\n" + "".join(f"{code},2016\n" for code in range(500)), encoding="utf-8")
    (tmp_path / "b.csv").write_text("code,year\n 7,2016\n499,2016\n500,2016\n7,2017\n,\n", encoding="utf-8")
    descriptor = write_package(
        tmp_path,
        {"name": "areas", "type": "table", "path": "areas.csv", "schema": areas},
        {"name": "b", "type": "table", "path": "b.csv", "schema": {**areas, "foreignKeys": [key]}},
    )
    theirs = validate(str(descriptor))

    report = report_of(descriptor, Options(held_keys=20, block_bytes=100))

    assert told(report) == told(theirs)
    assert [row for row, kind, _ in told(report) if kind == "foreign-key"] == [4, 5]
