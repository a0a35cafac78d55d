"""What a source's licence forbids to publish is in no table, counts for nothing, and is named in a finding."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from parpipe import pipeline
from parpipe.errors import BadConfiguration
from parpipe.redistribution import allowed, without_old_values
from parpipe.registry import load_registry
from parpipe.releases import find_release, open_table
from parpipe.revisions import revision
from parpipe.settings import Settings
from tests.package import DATES
from tests.rows import statement

PAPER, PROVINCE = "e.vnexpress.net", "cchc.laichau.gov.vn"
KEY = {"ref_area": "GSO22", "time_period": 2018, "component": "_T", "level": "province"}


def forbid(data: Path, source_id: str, said: str = "forbidden") -> None:
    path = data / "sources" / f"{source_id}.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}redistribution: {said}\n", encoding="utf-8")


def correct(data: Path) -> None:
    """Write a correction of a figure of the paper, which would be outdated if its statement were gone."""
    expect = {"index_id": "PAR", "measure": "score", "value": "81", **KEY}
    del expect["level"]
    entry = {"document": "figures.csv", "locator": "row=32&col=9", "expect": expect, "action": "drop"}
    entry |= {"reason": "The second of the ranking has more than that.", "erred": "page", "status": "open"}
    (data / "corrections").mkdir()
    content = yaml.safe_dump({"source_id": PAPER, "corrections": [entry]})
    (data / "corrections" / f"{PAPER}.yaml").write_text(content, encoding="utf-8")


def rows(data: Path, table: str, version: str = "latest", **wanted: Any) -> list[dict[str, Any]]:
    found = open_table("par-index", table, data / "releases", version).to_pylist()
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


@pytest.fixture(scope="module")
def barred(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose second release may not have the figures of two sources that the first had."""
    data = Path(shutil.copytree(built_once, tmp_path_factory.mktemp("barred") / "data", symlinks=True))
    correct(data)
    forbid(data, PAPER)
    forbid(data, PROVINCE)
    [outcome] = pipeline.build(Settings.load(data=data), indices=["PAR"])
    assert outcome.released
    return data


def test_a_source_may_be_published_unless_its_file_forbids_it(small_data: Path) -> None:
    forbid(small_data, PAPER)

    sources = load_registry(small_data).sources

    assert {source.source_id for source in sources.values() if source.redistribution == "forbidden"} == {PAPER}


def test_a_licence_is_allowed_or_forbidden_and_nothing_between(small_data: Path) -> None:
    forbid(small_data, PAPER, "perhaps")

    with pytest.raises(BadConfiguration, match=r"e\.vnexpress\.net\.yaml:\d+: redistribution: 'perhaps'"):
        load_registry(small_data)


def test_the_figures_of_a_forbidden_source_are_in_no_table_and_count_for_nothing(barred: Path) -> None:
    [held] = rows(barred, "observations", **KEY)
    tables = (barred / "releases/par-index/latest").glob("*.csv")

    told = {path.name for path in tables if PAPER.encode() in path.read_bytes()}

    assert (held["score"], held["rivals"]) == ("89.06", "score:89.6")
    assert told == {"findings.csv", "sources.csv", "revisions.csv", "components.csv"}  # the last cites it for a maximum
    assert {row["code"] for row in rows(barred, "findings", source_id=PAPER)} == {"licence_forbids"}


def test_the_finding_counts_what_is_left_out(barred: Path) -> None:
    before = {source: len(rows(barred, "statements", "1.0.0", source_id=source)) for source in (PAPER, PROVINCE)}
    before[PROVINCE] += len(rows(barred, "targets", "1.0.0", source_id=PROVINCE))

    found = rows(barred, "findings", code="licence_forbids")

    assert {row["key"]: int(row["value"]) for row in found} == before
    assert {row["severity"] for row in found} == {"warning"}


def test_a_package_is_not_said_to_be_made_of_what_it_leaves_out(barred: Path) -> None:
    said = [
        {source["title"] for source in find_release("par-index", one, barred / "releases").descriptor()["sources"]}
        for one in ("1.0.0", "latest")
    ]

    assert said[0] - said[1] == {"VnExpress International", PROVINCE}


def test_a_figure_that_is_no_longer_allowed_is_withdrawn_without_saying_it_again(barred: Path) -> None:
    held = rows(barred, "observations", "1.0.0", ref_area="GSO12", time_period=2013, component="_T")

    gone = rows(barred, "revisions", ref_area="GSO12", time_period=2013, field="rank", component="_T")

    assert held[0]["rank"] == 62
    assert [(row["kind"], row["old"], row["old_quote"], row["new"]) for row in gone] == [("withdrawn", None, None, None)]


def test_the_list_of_changes_tells_no_old_value_of_a_forbidden_source(barred: Path) -> None:
    text = (barred / "releases/par-index/latest/CHANGES.md").read_text(encoding="utf-8")
    hidden = [row for row in rows(barred, "revisions", seen_in="release") if row["kind"] != "added" and row["old"] is None]

    assert "… is withdrawn" in text
    assert "rút rank …" in text
    assert "None" not in text.partition("## Corrections")[0]
    assert {row["old_source_url"].split("/")[2].removeprefix("www.") for row in hidden} <= {PAPER, PROVINCE}


def test_a_correction_of_a_forbidden_source_is_neither_told_nor_outdated(barred: Path) -> None:
    assert not [row for row in rows(barred, "findings") if row["code"] in ("corrected_figure", "correction_outdated")]


def test_what_a_page_relates_belongs_to_the_source_of_the_page() -> None:
    pages = ["https://www.example.vn/a", "http://m.example.vn:80/b", "https://other.vn/example.vn"]
    relations = [{"relation_id": page, "source_url": page} for page in pages]

    kept = allowed([*relations, statement()], {"example.vn"})

    assert kept == [relations[2]]


def test_only_old_values_of_forbidden_pages_are_hidden() -> None:
    key = ("PAR", "province", "GSO12", "_T", 2015, "value")
    stated = statement(source_url="https://www.example.vn/a"), statement(source_url="https://other.vn/a")
    row = revision(key, "score", ("79.10", "79.12"), stated, "release", DATES["recorded_at"])

    [hidden], [kept] = (without_old_values([row], barred) for barred in ({"example.vn"}, {"other.vn"}))

    assert kept == row
    assert {name for name in row if row[name] != hidden[name]} == {"old", "old_quote"}
    assert (hidden["old"], hidden["old_quote"]) == (None, None)
