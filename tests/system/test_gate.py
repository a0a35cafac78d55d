"""Ten ways to corrupt what people typed: each first passes uncorrupted, then stops everything and says where."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from parpipe import pipeline
from parpipe.errors import Rejected
from parpipe.releases import open_table
from parpipe.settings import Settings

Rows = list[dict[str, str]]
FILE = "snapshots/cchc.laichau.gov.vn/figures.csv"


def row_of(rows: Rows, year: str) -> dict[str, str]:
    return next(row for row in rows if row["index_id"] == "PAR" and row["time_period"] == year and row["score"])


def put(field: str, value: str) -> Callable[[Rows], None]:
    return lambda rows: row_of(rows, "2016").update({field: value})


def put_all(**cells: str) -> Callable[[Rows], None]:
    return lambda rows: row_of(rows, "2016").update(cells)


def repeat_a_row_in_other_words(rows: Rows) -> None:
    rows.append({**row_of(rows, "2016"), "area": "Lai Chau", "note": "seen again"})


def repeat_a_row(rows: Rows) -> None:
    rows.append(dict(row_of(rows, "2016")))


CORRUPTIONS: dict[str, tuple[Callable[[Rows], None], str, str]] = {
    "a rank beyond the number of units": (put("rank", "64"), "rank_outside_count", "field rank"),
    "a score above its maximum": (put("score", "97.6"), "score_above_scale", "field score"),
    "an area that does not exist": (put("area", "Lai Chậu Tây"), "unknown_area", "field area"),
    "a date that does not exist": (put("page_date", "2018-02-30"), "broken_date", "field page_date"),
    "the same row twice": (repeat_a_row, "duplicate_row", "field page"),
    "an index without a file": (put("index_id", "PARX"), "unknown_index", "field index_id"),
    "a component that nobody declared": (put("component", "Cải cách thời tiết"), "unknown_component", "field component"),
    "a score with a decimal comma": (put("score", "67,41"), "type_error", "field score"),
    "a level of another kind": (put("level", "district"), "constraint_error", "field level"),
    "a change measured against the future": (put("base_period", "2017"), "base_not_before", "field base_period"),
    "a year that the page could not know": (put("time_period", "2019"), "figure_before_its_year", "field time_period"),
    "a page without an address": (put("page", ""), "constraint_error", "field page"),
    "the same row spelled otherwise": (repeat_a_row_in_other_words, "duplicate_row", "field page"),
    "a year with an underscore": (put("time_period", "2_016"), "broken_cell", "field time_period"),
    "a rank in Arabic digits": (put("rank", "٥٣"), "broken_cell", "field rank"),
    "an endless score": (put("score", "Infinity"), "broken_cell", "field score"),
    "a score with a blank": (put("score", " 67.41"), "broken_cell", "field score"),
    "a whole index above its declared maximum": (
        put_all(score="101", scale_max=""),
        "score_above_declared_scale",
        "field score",
    ),
    "a row that says nothing": (put_all(score="", rank="", score_change="", rank_change=""), "no_figure", "field score"),
    "a page from the future": (put("page_date", "3018-01-01"), "published_after_capture", "field page_date"),
    "a unit before it was formed": (put("area", "GSO15-2025"), "unknown_area", "field area"),
    "half a rank": (put("rank_change", "2.5"), "type_error", "field rank_change"),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corrupted_row_stops_the_release_and_is_named(
    name: str, built: Path, tree: Callable[[Path], dict[str, bytes | str]]
) -> None:
    corrupt, code, field = CORRUPTIONS[name]
    before = tree(built / "releases")
    edit(built / FILE, corrupt)

    with pytest.raises(Rejected) as caught:
        pipeline.build(Settings.load(data=built))

    [line] = [line for line in str(caught.value).splitlines() if code in line][:1]
    assert FILE in line
    assert "row=" in line
    assert field in line
    assert tree(built / "releases") == before


def edit(path: Path, corrupt: Callable[[Rows], None]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    header = list(rows[0])
    corrupt(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edit_page(data: Path, *replacements: tuple[str, str]) -> None:
    path = data / "snapshots/cchc.laichau.gov.vn/par-index-2012-2016.html"
    text = path.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_a_bad_figure_of_a_page_is_withheld_and_the_release_goes_on(built: Path) -> None:
    edit_page(built, ("53/63", "64/63"))

    pipeline.build(Settings.load(data=built))

    [finding] = [
        row
        for row in open_table("par-index", "findings", built / "releases").to_pylist()
        if row["code"] == "rank_outside_count"
    ]
    assert (finding["severity"], finding["value"], finding["source_id"]) == ("warning", "64", "cchc.laichau.gov.vn")
    assert finding["table"] == "snapshots/cchc.laichau.gov.vn/par-index-2012-2016.html"
    assert finding["key"].startswith("block=")
    statements = open_table("par-index", "statements", built / "releases").to_pylist()
    assert not any(row["value"] == "64" for row in statements if row["measure"] == "rank")


def test_a_source_of_which_too_much_is_withheld_stops_the_release(
    built: Path, tree: Callable[[Path], dict[str, bytes | str]]
) -> None:
    (built / "sources/cchc.laichau.gov.vn.yaml").write_text(
        (built / "sources/cchc.laichau.gov.vn.yaml")
        .read_text(encoding="utf-8")
        .replace("  - file: figures.csv\n    kind: transcription\n    recorded_at: 2026-11-22\n", ""),
        encoding="utf-8",
    )
    edit_page(built, ("59/63", "69/63"), ("62/63", "72/63"), ("52/63", "92/63"), ("58/63", "78/63"), ("53/63", "83/63"))
    before = tree(built / "releases")

    with pytest.raises(Rejected, match="source_withheld: 5 of 20 figures were withheld"):
        pipeline.build(Settings.load(data=built))

    assert tree(built / "releases") == before
