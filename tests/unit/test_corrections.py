"""Corrections: each action does what it says, leaves what was printed, and is refused once its source says something else."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from parpipe import pipeline
from parpipe.cli import main
from parpipe.corrections import read_corrections
from parpipe.errors import BadConfiguration, Rejected
from parpipe.registry import load_registry
from parpipe.releases import open_table
from parpipe.settings import Settings
from tests.conftest import DATA

EXPECT = {"index_id": "PAR", "ref_area": "GSO22", "time_period": 2018, "component": "_T", "measure": "score", "value": "81"}
ENTRY: dict[str, Any] = {
    "document": "figures.csv",
    "locator": "row=32&col=9",
    "expect": EXPECT,
    "action": "drop",
    "reason": "The second of the ranking has more than that.",
    "erred": "page",
    "status": "open",
}
KEY = {"ref_area": "GSO22", "time_period": 2018, "component": "_T", "level": "province"}


def correct(data: Path, **changes: Any) -> None:
    """Write one correction of VnExpress's 81 for Quảng Ninh in 2018, changed as said."""
    folder = data / "corrections"
    folder.mkdir(exist_ok=True)
    content = {"source_id": "e.vnexpress.net", "corrections": [{**ENTRY, **changes}]}
    (folder / "e.vnexpress.net.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")


def build(data: Path) -> None:
    pipeline.build(Settings.load(data=data), indices=["PAR"])


def rows(data: Path, table: str, **wanted: Any) -> list[dict[str, Any]]:
    found = open_table("par-index", table, data / "releases").to_pylist()
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def test_a_dropped_figure_stays_as_printed_and_counts_for_nothing(small_data: Path) -> None:
    correct(small_data)

    build(small_data)

    [held] = rows(small_data, "observations", **KEY)
    assert (held["score"], held["rival_count"]) == ("89.06", 1)
    assert rows(small_data, "statements", value="81", **KEY)
    [finding] = rows(small_data, "findings", code="corrected_figure")
    assert finding["status"] == "accepted"
    assert finding["message"].startswith(
        "81 does not count: The second of the ranking has more than that (the page's own error"
    )
    assert not [row for row in rows(small_data, "findings", code="rival_values") if row["value"] == "81"]


def test_an_override_counts_in_place_of_what_was_printed(small_data: Path) -> None:
    correct(small_data, action="override", value="89.06")

    build(small_data)

    [held] = rows(small_data, "observations", **KEY)
    assert (held["score"], held["rival_count"]) == ("89.06", 1)
    [finding] = rows(small_data, "findings", code="corrected_figure")
    assert finding["message"].startswith("81 counts as 89.06: The second")
    assert rows(small_data, "statements", value="81", **KEY)


def test_a_flagged_figure_is_doubtful_and_counts_as_before(small_data: Path) -> None:
    correct(small_data, action="flag")

    build(small_data)

    [held] = rows(small_data, "observations", **KEY)
    assert held["rival_count"] == 2
    [finding] = rows(small_data, "findings", code="doubtful_figure")
    assert (finding["severity"], finding["status"], finding["value"]) == ("warning", "open", "81")


def test_an_accepted_finding_keeps_its_reason_and_the_others_stay_open(small_data: Path) -> None:
    correct(small_data, action="accept", finding="rival_values")

    build(small_data)

    found = {
        row["value"]: row["status"] for row in rows(small_data, "findings", code="rival_values") if "GSO22/2018" in row["key"]
    }
    assert found == {"81": "accepted", "89.6": "open"}
    changes = (small_data / "releases/par-index/latest/CHANGES.md").read_text(encoding="utf-8")
    assert "PAR/province/GSO22/2018, e.vnexpress.net: score 81: The second of the ranking has more" in changes


@pytest.mark.parametrize(
    "changes",
    [
        {"expect": {**EXPECT, "value": "81.0"}},
        {"expect": {**EXPECT, "time_period": 2017}},
        {"expect": {**EXPECT, "measure": "rank"}},
        {"locator": "row=33&col=9"},
        {"locator": "row=3200&col=9"},
    ],
)
def test_a_source_that_says_something_else_refuses_the_build(small_data: Path, changes: dict[str, Any]) -> None:
    correct(small_data, **changes)

    with pytest.raises(
        Rejected, match=r"data/corrections/e\.vnexpress\.net\.yaml, row=\d+&col=9, field expect: correction_outdated"
    ):
        build(small_data)

    assert not (small_data / "releases/par-index/latest").exists()


def test_explain_tells_what_was_decided(small_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    correct(small_data)
    build(small_data)

    with pytest.raises(SystemExit):
        main(["explain", "PAR/province/Quảng Ninh/2018", "--data", str(small_data)])

    told = capsys.readouterr().out
    assert "81 does not count: The second of the ranking" in told
    assert "accepted" in told


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"action": "guess"}, "'guess' is not one of"),
        ({"action": "override"}, "'value' is a required property"),
        ({"value": "89.06"}, "value is only for the action override"),
        ({"finding": "rival_values"}, "finding is only for the action accept"),
        ({"action": "accept"}, "'finding' is a required property"),
        ({"reason": "wrong"}, "reason"),
        ({"document": "other.csv"}, "e.vnexpress.net has no document 'other.csv'"),
        ({"expect": {"value": "81"}}, "'index_id' is a required property"),
        ({"erred": "them"}, "'them' is not one of"),
    ],
)
def test_a_broken_entry_is_a_problem_of_the_registry(small_data: Path, changes: dict[str, Any], expected: str) -> None:
    correct(small_data, **changes)

    with pytest.raises(BadConfiguration) as caught:
        load_registry(small_data)

    assert "corrections/e.vnexpress.net.yaml:" in str(caught.value)
    assert expected in str(caught.value)


def test_corrections_of_a_source_that_is_not_there_are_a_problem(small_data: Path) -> None:
    correct(small_data)
    (small_data / "corrections/e.vnexpress.net.yaml").rename(small_data / "corrections/nowhere.vn.yaml")

    _, problems = read_corrections(small_data, load_registry(DATA).sources)

    assert any("no source 'nowhere.vn' in data/sources" in problem for problem in problems)
    assert any("source_id 'e.vnexpress.net' is not the name of the file" in problem for problem in problems)


def test_the_corrections_of_the_project_are_all_in_force(released: Path) -> None:
    findings = [
        row
        for package in ("par-index", "sipas", "dti", "papi", "pci")
        for row in open_table(package, "findings", released / "releases").to_pylist()
    ]
    told = {
        (row["source_id"], row["value"]) for row in findings if row["status"] == "accepted" or row["code"] == "doubtful_figure"
    }

    corrections = load_registry(DATA).corrections
    assert corrections
    assert told == {(one.source_id, one.expect["value"]) for one in corrections}
