"""Croissant: mlcroissant finds nothing wrong, and reads every record of the real files with its types."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import mlcroissant
import pytest

from parpipe.descriptors.croissant import croissant
from parpipe.releases import open_table
from parpipe.schema import column_types, load_schema
from tests.metadata.releases import FILES, RELEASE, TABLES, write_files

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*"),
    pytest.mark.filterwarnings("ignore:The inplace keyword"),
]

ENDINGS = {"string": "Text", "number": "Float", "integer": "Integer", "boolean": "Boolean", "date": "Date"}


def load(folder: Path, said: dict[str, Any] | None = None) -> mlcroissant.Dataset:
    said = json.loads(json.dumps(said or croissant(RELEASE)))
    return mlcroissant.Dataset(said, mapping={name: str(folder / name) for name in FILES})


def plain(value: Any) -> Any:
    """Return a value of mlcroissant as the table has it, numbers as floats."""
    if isinstance(value, bytes):
        return value.decode()
    return value.date() if hasattr(value, "date") else value


def expected(row: dict[str, Any], table: str) -> dict[str, Any]:
    kinds = column_types(table)
    return {
        f"{table}/{name}": float(value) if kinds[name] == "number" and value is not None else value
        for name, value in row.items()
    }


def test_mlcroissant_has_neither_errors_nor_warnings(tmp_path: Path) -> None:
    issues = load(write_files(tmp_path)).metadata.ctx.issues

    assert (list(issues.errors), list(issues.warnings)) == ([], [])


@pytest.mark.parametrize("order", [list(TABLES), list(reversed(TABLES))], ids=["forwards", "backwards"])
def test_mlcroissant_reads_every_record_of_every_table_in_any_order(tmp_path: Path, order: list[str]) -> None:
    dataset = load(write_files(tmp_path))

    read = {
        name: [{field: plain(value) for field, value in record.items()} for record in dataset.records(name)] for name in order
    }

    assert read == {name: [expected(row, name) for row in table.to_pylist()] for name, table in TABLES.items()}


@pytest.mark.parametrize("table", ["observations", "changes", "statements", "area_names"])
def test_mlcroissant_reads_the_records_of_a_build(built_once: Path, table: str) -> None:
    folder = built_once / "releases/par-index/latest"
    said = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    dataset = load(folder, said | {"distribution": [one for one in said["distribution"] if one["@id"] in FILES]})

    read = [{field: plain(value) for field, value in record.items()} for record in dataset.records(table)]

    assert read == [expected(row, table) for row in open_table("par-index", table, built_once / "releases").to_pylist()]


def test_fields_have_the_types_words_keys_and_references_of_the_table_schemas(tmp_path: Path) -> None:
    seen = {one.id: one for one in load(write_files(tmp_path)).metadata.record_sets}

    for name, record_set in seen.items():
        schema = load_schema(name)
        assert record_set.key == ([f"{name}/{column}" for column in schema.get("primaryKey", ())] or None)
        for field, column in zip(record_set.fields, schema["fields"], strict=True):
            assert [str(one).rpartition("/")[2] for one in field.data_types] == [ENDINGS[column["type"]]]
            assert field.name == {"en": column["title"], "vi": column["title@vi"]}
            assert field.description == {"en": column["description"], "vi": column["description@vi"]}
        single = {key["fields"][0]: key["reference"] for key in schema.get("foreignKeys", ()) if len(key["fields"]) == 1}
        referring = {
            field.id.rpartition("/")[2]: (field.references.file_object, field.references.extract.column)
            for field in record_set.fields
            if field.references.file_object
        }
        assert referring == {
            column: (f"{target['resource'] or name}.parquet", target["fields"][0]) for column, target in single.items()
        }
    assert seen.keys() == TABLES.keys()


def without_address(said: dict[str, Any]) -> None:
    del said["distribution"][0]["contentUrl"]


def without_checksum(said: dict[str, Any]) -> None:
    del said["distribution"][0]["sha256"]


def with_a_source_that_is_not_there(said: dict[str, Any]) -> None:
    said["recordSet"][0]["field"][0]["source"]["fileObject"]["@id"] = "nothing.parquet"


def with_a_type_that_nobody_knows(said: dict[str, Any]) -> None:
    said["recordSet"][0]["field"][0]["dataType"] = "sc:Nothing"


@pytest.mark.parametrize(
    "spoil", [without_address, without_checksum, with_a_source_that_is_not_there, with_a_type_that_nobody_knows]
)
def test_mlcroissant_does_refuse_a_wrong_description(tmp_path: Path, spoil: Callable[[dict[str, Any]], None]) -> None:
    said = json.loads(json.dumps(croissant(RELEASE)))

    spoil(said)

    with pytest.raises((mlcroissant.ValidationError, ValueError, AttributeError)):
        load(write_files(tmp_path), said)


def test_the_version_and_its_day_are_read_as_they_are(tmp_path: Path) -> None:
    metadata = load(write_files(tmp_path)).metadata

    assert (metadata.version, metadata.date_published.date()) == ("1.2.0", date(2026, 11, 22))
    assert metadata.conforms_to == ["http://mlcommons.org/croissant/1.1"]
