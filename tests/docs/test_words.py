"""docs/words.md says what the data say: indices by their names and owners, fields and values that exist, one meaning a word."""

import re
from collections import Counter

import pytest
import yaml

from parpipe.schema import load_schema
from tests.conftest import ROOT

TEXT = (ROOT / "docs/words.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("| ")]
INDICES = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "data/indices").glob("*.yaml"))]
TABLES = [load_schema(path.stem) for path in sorted((ROOT / "schemas/tables").glob("*.json"))]


@pytest.mark.parametrize("index", INDICES, ids=lambda index: index["index_id"])
def test_an_index_has_its_names_and_owner(index: dict[str, str]) -> None:
    assert [index["index_id"], index["name_vi"], index["name_en"], index["owner_en"]] in ROWS


def test_every_field_that_is_named_is_one() -> None:
    fields = {field["name"] for table in TABLES for field in table["fields"]} | {table["name"] for table in TABLES}

    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", TEXT))

    assert len(named) > 8
    assert named <= fields


@pytest.mark.parametrize(("word", "field"), [("grade", "grade"), ("measure", "measure"), ("level", "level")])
def test_the_values_of_a_word_are_those_of_its_field(word: str, field: str) -> None:
    (allowed,) = {
        tuple(one["constraints"]["enum"])
        for one in load_schema("statements")["fields"]
        if one["name"] == field and "enum" in one["constraints"]
    }

    (meaning,) = [row[2] for row in ROWS if row[0] == word]

    assert all(value in meaning for value in allowed)


def test_a_word_is_explained_once() -> None:
    words = Counter(word for row in ROWS for word in row[0].split(", ") if word != "word")

    assert words.total() > 50
    assert [word for word, count in words.items() if count > 1] == []


def test_links_lead_to_files() -> None:
    assert all((ROOT / "docs" / target).exists() for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT))
