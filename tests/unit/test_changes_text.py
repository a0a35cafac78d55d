"""CHANGES.md: what a reader of each language is told of a release."""

from dataclasses import replace
from typing import Any

from parpipe.descriptors.changes import SHOWN, Changed, changes
from parpipe.diff import Difference
from parpipe.oddities import Oddity
from parpipe.package import Release, TableInfo, Tombstone
from parpipe.revisions import revision
from tests.package import INFO, package_tables

TABLES = package_tables()
RELEASE = Release(INFO, "1.1.0", {name: TableInfo.of(table) for name, table in TABLES.items()}, {}, previous="1.0.0")
NAMES = {"GSO12": ("Lai Châu", "Lai Chau")}
KEY = ("PAR", "province", "GSO12", "_T", 2016, "value")
BEFORE = {"observations": 1, "statements": len(TABLES["statements"])}


def row(field: str, old: str | None, new: str | None, year: int = 2016) -> dict[str, Any]:
    return revision((*KEY[:4], year, "value"), field, (old, new), (None, None), "release", INFO.created)


def told(*revisions: dict[str, Any], **rest: Any) -> tuple[str, str]:
    """Return the English and the Vietnamese part."""
    text = changes(RELEASE, Changed(Difference("minor", revisions, **{"removed": (), **rest}), BEFORE, [], NAMES))
    english, vietnamese = text.split(f"\n# {INFO.title_vi}")
    return english, vietnamese


def test_counts_come_first_and_say_what_grew() -> None:
    english, vietnamese = told(row("score", None, "67.41"), row("rank", "54", "53"), row("tier", "B", None))

    assert english.splitlines()[2] == "Since version 1.0.0: 1 values added, 1 revised, 1 withdrawn."
    assert "So với phiên bản 1.0.0: thêm 1 giá trị, sửa 1, rút 1." in vietnamese
    assert f"- observations: {len(TABLES['observations'])} (+1)" in english
    assert f"- statements: {len(TABLES['statements'])}\n" in english


def test_revised_and_withdrawn_figures_are_named_in_each_language() -> None:
    english, vietnamese = told(row("rank", "54", "53"), row("score", "67.41", None, 2015))

    for text, name, gone in (
        (english, "Lai Chau", "score 67.41 is withdrawn"),
        (vietnamese, "Lai Châu", "rút score 67.41"),
    ):
        assert f"- PAR/province/GSO12/2016, {name}: rank 54 → 53\n- PAR/province/GSO12/2015, {name}: {gone}" in text


def test_new_figures_are_counted_by_level_and_year_latest_first() -> None:
    english, vietnamese = told(row("score", None, "1"), row("rank", None, "1"), row("score", None, "1", 2015))

    assert "- province 2016: scores 1, ranks 1\n- province 2015: scores 1, ranks 0" in english
    assert "- tỉnh, năm 2016: điểm số 1, thứ hạng 1" in vietnamese


def test_a_section_never_outgrows_a_screen() -> None:
    english, _ = told(*(row("score", "1", str(year), year) for year in range(2001, 2031)))

    assert english.count("GSO12") == SHOWN
    assert f"- {30 - SHOWN} more in the table `revisions`." in english


def test_what_looks_odd_and_what_is_gone_is_told() -> None:
    odd = (Oddity("fewer_observations", ("province", "2016"), "2", "1"), Oddity("far_score", KEY, "60", "70"))
    gone = (Tombstone("observations", "tier", "1.0.0", "Group", "Nhóm"), Tombstone("old", None, "1.0.0", "Old", "Cũ"))

    english, vietnamese = told(odd=odd, removed=gone)

    assert "- province 2016: fewer values than before, 2 → 1\n- a score moved far: PAR/province/GSO12/2016 60 → 70" in english
    assert "- tỉnh, năm 2016: ít giá trị hơn trước, 2 → 1" in vietnamese
    assert "- field `observations.tier` (Group), last in 1.0.0\n- table `old` (Old), last in 1.0.0" in english
    assert "- trường `observations.tier` (Nhóm)" in vietnamese


def test_the_first_release_says_so() -> None:
    first = changes(replace(RELEASE, previous=None), Changed(Difference("minor", (), ()), None, [], NAMES))

    assert "The first release." in first
    assert "Bản phát hành đầu tiên." in first


def test_corrections_in_force_are_listed() -> None:
    decided = {"code": "corrected_figure", "key": "k", "source_id": "a.vn", "message": "why", "status": "open"}

    text = changes(RELEASE, Changed(Difference("patch", (), ()), BEFORE, [decided], NAMES))

    assert text.count("- `corrected_figure` k, a.vn: why.") == 2
    assert "Không có." not in text
