"""CITATION.cff: valid by the JSON Schema of the format, and it names this version."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from parpipe.descriptors.citation import citation
from tests.conftest import ROOT
from tests.metadata.releases import RELEASE

SCHEMA = json.loads((Path(__file__).parent / "cff-1.2.0.schema.json").read_text(encoding="utf-8"))


def validate(said: Any) -> None:
    jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(said)


def test_the_citation_is_valid_by_the_schema_of_the_format() -> None:
    said = yaml.safe_load(citation(RELEASE))

    validate(said)

    assert said["type"] == "dataset"
    assert (said["version"], said["date-released"]) == ("1.2.0", "2026-11-22")
    assert [one["value"] for one in said["identifiers"]] == [RELEASE.address, RELEASE.info.address]


def test_both_languages_are_in_it() -> None:
    said = yaml.safe_load(citation(RELEASE))

    assert RELEASE.info.description in said["abstract"]
    assert f"{RELEASE.info.title_vi}. {RELEASE.info.description_vi}" in said["abstract"]
    assert {"Vietnam", "Việt Nam"} < set(said["keywords"])


def test_the_citation_of_the_code_is_valid_too() -> None:
    validate(yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "wrong",
    [{"date-released": "22/11/2026"}, {"type": "table"}, {"license": "CC-BY"}, {"authors": []}, {"url": "nowhere"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_schema_does_refuse_a_wrong_citation(wrong: dict[str, Any]) -> None:
    said = yaml.safe_load(citation(RELEASE))

    with pytest.raises(jsonschema.ValidationError):
        validate(said | wrong)
