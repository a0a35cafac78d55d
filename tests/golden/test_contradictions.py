"""Every contradiction of the catalogue is found, nothing consistent is accused, and the rules mention no case."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from parpipe import drafts
from parpipe.crosschecks import CHECKS
from parpipe.keys import KEY, key_text
from parpipe.registry import load_registry
from parpipe.releases import open_table
from tests.conftest import DATA, ROOT
from tests.rows import read_tables, statement

Tables = Mapping[str, Mapping[str, pa.Table]]

LISTED = yaml.safe_load((Path(__file__).parent / "contradictions.yaml").read_text(encoding="utf-8"))
CATALOGUE = LISTED["catalogue"]
ACCUSING = {
    *CHECKS,
    *("rival_values", "change_mismatch", "rival_changes", "change_across_scales", "unit_mixup"),
} - {"sudden_jump", "on_another_scale", "printed_on_two_scales"}
"""The codes that say that two figures contradict each other; the others say what is odd or how it is printed."""


@pytest.fixture(scope="module")
def tables(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """All tables by index, made from all the data and the sides of contradictions that no document holds."""
    data = tmp_path_factory.mktemp("catalogue")
    shutil.copytree(DATA / "reference", data / "reference")
    also = [entry for case in CATALOGUE for entry in case.get("also", ())]
    relations = [{**entry, "published_at": None, "recorded_at": "2026-11-22"} for entry in also if "relation" in entry]
    with (data / "reference/relations.yaml").open("a", encoding="utf-8") as file:
        file.write(yaml.safe_dump(relations, allow_unicode=True))
    registry = replace(load_registry(DATA), data=data)
    made = dict[str, Mapping[str, pa.Table]]()
    for index in registry.indices.values():
        rows = open_table(index.package, "statements", released / "releases").to_pylist()
        rows += [row for n, entry in enumerate(also) if entry.get("index_id") == index.index_id for row in _said(n, entry)]
        made[index.index_id] = drafts.package_tables(registry, index, read_tables(rows), drafts.Known(None, None))
    return made


def _said(number: int, entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    place = {"statement_id": f"sffff{number:012x}", "source_url": f"https://{entry['source_id']}/catalogue"}
    unsaid = {"scale_max": None, "unit": None, "area_code": None, "printed": entry["value"], "quote": entry["value"]}
    return [statement(**{**unsaid, **place, "published_at": None, "published_precision": None, **entry})]


def found(tables: Tables) -> set[str]:
    rows = [row for made in tables.values() for row in made["findings"].to_pylist()]
    return {f"{row['code']} {row['key']} {row['value']}" for row in rows if row["code"] in ACCUSING}


def test_the_catalogue_is_complete() -> None:
    assert [case["number"] for case in CATALOGUE] == list(range(1, 44))
    assert all(("findings" in case) != ("never" in case) for case in CATALOGUE)


@pytest.mark.parametrize("case", CATALOGUE, ids=lambda case: str(case["number"]))
def test_a_contradiction_is_found_and_what_is_none_is_not_accused(case: Mapping[str, Any], tables: Tables) -> None:
    accused = found(tables)

    assert sorted(set(case.get("findings", ())) - accused) == []
    for code, key in (entry.split(" ") for entry in case.get("never", ())):
        assert [one for one in accused if one.split(" ")[1] == key and code in ("*", one.split(" ")[0])] == []


@pytest.mark.parametrize(
    ("key", "figures"), [(key, figures) for case in CATALOGUE for key, figures in case.get("held", {}).items()]
)
def test_of_rival_values_the_right_one_is_held(key: str, figures: Mapping[str, Any], tables: Tables) -> None:
    rows = tables[key.split("/")[0]]["observations"].to_pylist()

    [held] = [row for row in rows if key_text(row[name] for name in KEY) == key]

    assert {name: held[name] for name in figures} == figures


def test_every_accusation_is_a_contradiction_that_somebody_has_looked_at(tables: Tables) -> None:
    listed = {*LISTED["beyond"], *(one for case in CATALOGUE for one in case.get("findings", ()))}
    odd = {one for one in found(tables) if not one.startswith("counts_differ PAPI/")}  # provinces withheld since 2021

    assert sorted(odd - listed) == []
    assert sorted(listed - found(tables)) == []


def test_the_rules_mention_no_case() -> None:
    places = re.compile(r"\b(GSO\d\d|MIN-[A-Z]+|R6-[A-Z]+)\b|\b\d\d\.\d\d\b")
    modules = (
        "claims",
        "implied",
        "order",
        "voices",
        "rankings",
        "totals",
        "jumps",
        "mixups",
        "changes",
        "reconcile",
        "weighing",
    )

    named = {module: places.findall((ROOT / f"src/parpipe/{module}.py").read_text(encoding="utf-8")) for module in modules}

    assert {module: found for module, found in named.items() if found} == {}
