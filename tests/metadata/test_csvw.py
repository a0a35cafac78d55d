"""CSVW: the csvw library reads every table with the metadata and finds nothing, and finds what was corrupted."""

import json
import warnings
from pathlib import Path

import csvw
import pytest

from parpipe.descriptors.csvw import csvw as describe
from parpipe.releases import open_table
from parpipe.schema import column_types, load_schema
from tests.metadata.releases import RELEASE, TABLES, write_files

CORRUPTIONS = {
    "a number as a word": (("observations.csv", "67.41", "sixty"), "sixty"),
    "a decimal comma": (("observations.csv", "67.41", '"67,41"'), "67,41"),
    "a rank of nought": (("observations.csv", ",53,63,", ",0,63,"), "value must be >= 1"),
    "a year long past": (("reconciliation.csv", ",2015,", ",1015,"), "value must be >= 2000"),
    "a status that nobody knows": (("observations.csv", ",A,F2012", ",Z,F2012"), "Z"),
    "a date that is none": (("areas.csv", "2025-06-30", "2025-06-31"), "day is out of range"),
    "a truth that is none": (("changes.csv", ",false,", ",perhaps,"), "perhaps"),
    "a required cell left out": (("statements.csv", '"67,41",97.5', ",97.5"), "required column value is missing"),
    "an id of another form": (("statements.csv", "s0000000000000004,", "x0000000000000004,"), "x0000000000000004"),
    "the same key twice": (("observations.csv", "_T,2016", "_T,2015"), "duplicate primary key"),
    "an area that does not exist": (("changes.csv", "GSO12", "GSO99"), "`GSO99` not found"),
    "a column left out": (("areas.csv", "ref_area,level", "level"), "missing required columns"),
}


def judge(folder: Path) -> tuple[bool, str]:
    """Return whether the library finds the tables of a folder valid, and its warnings."""
    (folder / "csv-metadata.json").write_text(json.dumps(describe(RELEASE), ensure_ascii=False), encoding="utf-8")
    with warnings.catch_warnings(record=True) as raised:
        warnings.simplefilter("always")
        try:
            document = csvw.CSVW(str(folder / "csv-metadata.json"), validate=True)
            valid = document.is_valid
        except ValueError as error:
            return False, str(error)
    return valid, "\n".join(str(one.message) for one in (*document.warnings, *raised))


def test_the_library_finds_nothing_against_the_tables(tmp_path: Path) -> None:
    assert judge(write_files(tmp_path)) == (True, "")


@pytest.mark.parametrize(("edit", "words"), CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_the_library_finds_what_was_corrupted(tmp_path: Path, edit: tuple[str, str, str], words: str) -> None:
    valid, said = judge(write_files(tmp_path, edit))

    assert not valid
    assert words in said


def test_every_cell_is_read_with_its_digits(tmp_path: Path) -> None:
    folder = write_files(tmp_path)
    judge(folder)

    read = {
        table.local_name: [{name: _text(value) for name, value in row.items()} for row in table]
        for table in csvw.TableGroup.from_file(folder / "csv-metadata.json").tables
    }

    assert read == {
        f"{name}.csv": [{column: _text(value) for column, value in row.items()} for row in table.to_pylist()]
        for name, table in TABLES.items()
    }


def _text(value: object) -> str:
    return str(value).removesuffix(" 00:00:00")


@pytest.mark.parametrize("package", ["par-index", "dti"])
def test_the_library_finds_nothing_against_a_build(built_once: Path, package: str) -> None:
    path = built_once / "releases" / package / "latest" / "csv-metadata.json"

    document = csvw.CSVW(str(path), validate=True)

    assert document.is_valid, [str(one.message) for one in document.warnings]
    rows = {table.local_name.removesuffix(".csv"): sum(1 for _ in table) for table in document.tables}
    assert rows == {name: len(open_table(package, name, built_once / "releases")) for name in rows}
    assert rows.keys() == TABLES.keys()


def test_columns_have_titles_in_two_languages_and_the_header_among_them() -> None:
    for table in describe(RELEASE)["tables"]:
        schema = load_schema(table["url"].removesuffix(".csv"))
        assert [column["titles"] for column in table["tableSchema"]["columns"]] == [
            {"und": field["name"], "en": field["title"], "vi": field["title@vi"]} for field in schema["fields"]
        ]


def test_scores_are_decimals_and_keys_are_told() -> None:
    tables = {table["url"]: table["tableSchema"] for table in describe(RELEASE)["tables"]}
    columns = {column["name"]: column for column in tables["observations.csv"]["columns"]}

    numbers = [name for name, kind in column_types("observations").items() if kind == "number"]

    assert {columns[name]["datatype"]["base"] for name in numbers} == {"decimal"}
    assert tables["observations.csv"]["primaryKey"] == load_schema("observations")["primaryKey"]
    assert {"resource": "areas.csv", "columnReference": ["ref_area"]} in [
        key["reference"] for key in tables["changes.csv"]["foreignKeys"]
    ]
