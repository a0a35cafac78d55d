"""Figures are held to their evidence, also when somebody who has everything but the key makes all checksums agree."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parpipe.checksums import sha256
from parpipe.releases import open_table
from parpipe.verify import verify
from tests.system.proving import WHOLE, failed, outcomes, package, problems, verified
from tests.system.remaking import Change, remake, set_where

QUANG_NINH = {"index_id": "PAR", "level": "province", "ref_area": "GSO22", "time_period": 2018, "component": "_T"}


def about(row: dict[str, Any]) -> bool:
    """Return whether a row is about Quảng Ninh in 2018."""
    return all(row[name] == value for name, value in QUANG_NINH.items())


def held_score(home: Path) -> tuple[str, str]:
    """Return the score that is held for Quảng Ninh in 2018, and its statement."""
    [row] = [row for row in open_table("par-index", "observations", home / "releases").to_pylist() if about(row)]
    return row["score"], row["score_statement"]


def test_a_release_made_again_as_it_was_holds(place: Path) -> None:
    remake(package(place) / "1.0.0", {})

    assert outcomes(verified(place)) == WHOLE


def test_a_value_that_is_not_its_statements_is_found(place: Path) -> None:
    value, cited = held_score(place)

    remake(package(place) / "1.0.0", {"observations": set_where(about, score="99.99")})

    assert failed(verified(place)) == ["signature", "figures"]
    assert f"PAR/province/GSO22/2018, score: 99.99 is held, and the statement {cited} says {value}" in problems(verified(place))


def test_an_observation_that_cites_another_figure_is_found(place: Path) -> None:
    rows = open_table("par-index", "observations", place / "releases").to_pylist()
    other = next(row for row in rows if row["score_statement"] and not about(row))

    remake(
        package(place) / "1.0.0",
        {"observations": set_where(about, score=other["score"], score_statement=other["score_statement"])},
    )

    assert "figures" in failed(verified(place))
    assert "is about something else" in problems(verified(place))


def test_an_observation_without_its_statement_is_found(place: Path) -> None:
    cited = held_score(place)[1]

    remake(package(place) / "1.0.0", {"statements": lambda row: None if row["statement_id"] == cited else row})

    assert f"cites {cited}, which is no statement" in problems(verified(place))


def overridden(message: str) -> dict[str, Change]:
    """Return the changes after which Quảng Ninh has 90, and a finding says why."""
    place = {"table": "data/corrections/a.yaml", "field": "score", "code": "corrected_figure", "message": message}
    first = iter([True])
    return {
        "observations": set_where(about, score="90"),
        "findings": lambda row: {**row, **place} if next(first, False) else row,
    }


@pytest.mark.parametrize(("counts", "wrong"), [("90", []), ("91", ["figures"])])
def test_an_overridden_figure_is_the_value_that_its_correction_says(counts: str, wrong: list[str], place: Path) -> None:
    value, cited = held_score(place)
    changes = overridden(f"{value} counts as {counts}: a nought was lost (the page's own error; open)")
    told = changes["findings"]

    remake(
        package(place) / "1.0.0",
        {
            **changes,
            "findings": lambda row: {**changed, "statement_id": cited} if (changed := told(row)) != row and changed else row,
        },
    )

    assert failed(verified(place)) == ["signature", *wrong]


def of_prose(row: dict[str, Any]) -> bool:
    return row["extractor"] == "narrative" and row["basis"] == "printed" and row["measure"] == "score"


def of_transcription(row: dict[str, Any]) -> bool:
    return row["extractor"] == "transcription" and row["measure"] == "score"


MUTATED: dict[str, tuple[Callable[[dict[str, Any]], bool], dict[str, Any], str]] = {
    "a value of prose": (of_prose, {"value": "12.34"}, "does not read to"),
    "a value of a transcription": (of_transcription, {"value": "12.34"}, "does not read to"),
    "a value and its digits": (of_prose, {"value": "12.34", "printed": "12,34"}, "does not read to"),
    "a cell and its value": (of_transcription, {"value": "12.34", "printed": "12.34", "quote": "12.34"}, "the quote is"),
    "a quote of prose": (of_prose, {"quote": "đạt 12,34 điểm"}, "the quote is 'đạt 12,34 điểm', and there stands"),
    "a place in prose": (of_prose, {"locator": "block=1&char=0,5"}, "the quote is"),
    "a place that is not there": (of_prose, {"locator": "block=999&char=0,5"}, "the place is not there"),
    "a place that is none": (of_prose, {"locator": "somewhere"}, "the place is not there"),
    "a cell in another row": (of_transcription, {"locator": "row=1&col=1"}, "the quote is"),
    "a snapshot": (of_prose, {"snapshot_sha256": "0" * 64}, "no snapshot has the SHA-256 0000"),
    "a year": (of_transcription, {"time_period": 1999}, "time_period is '1999', and the row says"),
    "a name": (of_transcription, {"area_name": "Atlantis"}, "area_name is 'Atlantis', and the row says"),
    "a page": (of_transcription, {"source_url": "https://example.vn"}, "source_url is"),
    "a measure": (of_transcription, {"measure": "rank"}, "it is in the column score, and called rank"),
    "prose called a transcription": (of_prose, {"extractor": "transcription"}, "that is no cell of a transcription"),
}


@pytest.mark.parametrize("name", MUTATED)
def test_a_statement_that_its_evidence_does_not_bear_out_is_found(name: str, place: Path) -> None:
    chosen, values, told = MUTATED[name]
    first = next(row for row in open_table("par-index", "statements", place / "releases").to_pylist() if chosen(row))

    remake(
        package(place) / "1.0.0",
        {"statements": set_where(lambda row: row["statement_id"] == first["statement_id"], **values)},
    )

    found = verified(place)
    assert "evidence" in failed(found)
    assert told in "\n".join(found.results["evidence"].problems)
    assert len(found.results["evidence"].problems) == 1


def test_a_value_changed_wherever_it_stands_is_found_by_its_evidence_alone(place: Path) -> None:
    cited = held_score(place)[1]

    remake(
        package(place) / "1.0.0",
        {
            "statements": set_where(lambda row: row["statement_id"] == cited, value="99.99", printed="99.99"),
            "observations": set_where(about, score="99.99"),
        },
    )

    assert failed(verified(place)) == ["signature", "evidence"]
    assert cited in problems(verified(place))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"value": "7"}, "does not read to 7"),
        ({"evidence": "Top 7"}, "'Top 7', and there stands"),
        ({"locator": "block=1"}, "quote"),
    ],
)
def test_a_target_that_was_not_promised_is_found(values: dict[str, str], told: str, place: Path) -> None:
    chosen = set_where(lambda row: row["value"] is not None, **values)
    row = {
        "who": None,
        "index_id": "PAR",
        "ref_area": None,
        "component": "_T",
        "measure": "rank",
        "bound": "top",
        "outcome": "unknown",
    }
    page, quote, locator = promise(place)
    added = {**row, "value": "30", "evidence": quote, "locator": locator, "snapshot_sha256": page, "source_id": "example.vn"}
    remake(package(place) / "1.0.0", {"targets": set_where(lambda row: True, **added)})
    before = verified(place)

    remake(package(place) / "1.0.0", {"targets": chosen})

    assert "evidence" not in failed(before), problems(before)
    assert told in problems(verified(place))


def promise(home: Path) -> tuple[str, str, str]:
    """Return a snapshot that promises something, the words, and their place."""
    page = home / "data" / "snapshots" / "promise.txt"
    page.write_text("Lai Châu phấn đấu vào nhóm 30 tỉnh dẫn đầu, among the 30 best.\n", encoding="utf-8")
    text = page.read_text(encoding="utf-8").strip()
    first = text.index("30 best")
    return sha256(page.read_bytes()), "30 best", f"block=1&char={first},{first + 7}"


def test_every_byte_of_a_snapshot_counts(place: Path) -> None:
    cited = {row["snapshot_sha256"] for row in open_table("par-index", "statements", place / "releases").to_pylist()}
    paths = sorted((place / "data" / "snapshots").rglob("*.html"))
    path = next(path for path in paths if sha256(path.read_bytes()) in cited)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    found = verified(place)

    assert failed(found) == ["evidence"]
    assert "no snapshot has the SHA-256" in problems(found)


def test_a_snapshot_may_have_any_name_of_its_kind(place: Path) -> None:
    for path in sorted((place / "data" / "snapshots").rglob("*.csv")):
        path.rename(path.with_name(f"moved-{path.name}"))

    assert outcomes(verified(place)) == WHOLE


@pytest.mark.parametrize("known", ["no data", "data without snapshots"])
def test_without_snapshots_the_evidence_is_not_checked_and_that_is_said(known: str, place: Path) -> None:
    shutil.rmtree(place / "data" / "snapshots")

    found = verify(package(place), None if known == "no data" else place / "data")

    assert found.holds
    assert outcomes(found)["evidence"] == "not checked"
    assert found.results["evidence"].said.startswith("there are no snapshots")
