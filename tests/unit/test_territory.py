"""Territory: the 63 names however they are written, the seven names that changed their code, and rankings of merged units."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from parpipe.areas import AmbiguousArea, Areas, load_areas
from parpipe.registry import load_reference
from parpipe.releases import open_table
from tests.conftest import DATA
from tests.unit.test_areas import AREAS, DAY, LATER, PROVINCES, SPELLINGS, edited

PACKAGES = ("par-index", "sipas", "dti", "papi", "pci")
NEW_YEAR, MERGER = date(2025, 6, 30), date(2025, 7, 1)

SEVEN = {
    "Lào Cai": ("10", "15"),
    "Bắc Ninh": ("27", "24"),
    "Quảng Trị": ("45", "44"),
    "Gia Lai": ("64", "52"),
    "Tây Ninh": ("72", "80"),
    "Đồng Tháp": ("87", "82"),
    "An Giang": ("89", "91"),
}
"""Units of 1 July 2025 that keep one province's name and have the other's code: the code before, and since."""

UNCHANGED = ("01", "04", "11", "12", "14", "20", "22", "38", "40", "42", "46")
"""The codes of the eleven units that were not merged."""


def written(name: str) -> set[str]:
    return {write(name) for write in SPELLINGS}


@pytest.mark.parametrize("ref_area", PROVINCES)
def test_each_of_the_63_names_is_found_in_at_least_eight_different_spellings(ref_area: str) -> None:
    vietnamese, english = AREAS.name(ref_area, DAY)
    spellings = written(vietnamese) | written(english)

    assert len(written(vietnamese)) >= 8
    assert {AREAS.resolve(spelling, level="province", at=DAY) for spelling in spellings} == {ref_area}


def test_there_are_63_provinces_before_the_merger_and_34_since_of_which_11_are_the_same() -> None:
    before, since = set(AREAS.at("province", NEW_YEAR)), set(AREAS.at("province", MERGER))

    assert (len(before), len(since)) == (63, 34)
    assert before & since == {f"GSO{code}" for code in UNCHANGED}
    assert all(ref.endswith("-2025") for ref in since - before)


@pytest.mark.parametrize(("name", "codes"), SEVEN.items())
def test_a_name_that_took_the_code_of_another_means_two_units(name: str, codes: tuple[str, str]) -> None:
    before, since = codes

    old, new = AREAS.resolve(name, at=NEW_YEAR), AREAS.resolve(name, at=MERGER)

    assert (old, new) == (f"GSO{before}", f"GSO{since}-2025")
    assert (AREAS.code(old, NEW_YEAR), AREAS.code(new, MERGER)) == (before, since)
    assert {f"GSO{before}", f"GSO{since}"} <= set(AREAS.predecessors(new))


@pytest.mark.parametrize(("name", "codes"), SEVEN.items())
def test_a_code_that_passed_to_a_merged_unit_means_the_other_province_before(name: str, codes: tuple[str, str]) -> None:
    _, since = codes

    old, new = AREAS.resolve(since, at=NEW_YEAR), AREAS.resolve(since, at=MERGER)

    assert (old, new) == (f"GSO{since}", f"GSO{since}-2025")
    assert AREAS.name(old, NEW_YEAR)[0] != name == AREAS.name(new, MERGER)[0]


def test_no_other_merged_unit_has_a_code_that_is_not_its_own_names() -> None:
    merged = [ref for ref in AREAS.at("province", MERGER) if ref.endswith("-2025")]
    old = {ref: AREAS.find(AREAS.name(ref, MERGER)[0], level="province", at=NEW_YEAR) for ref in merged}

    odd = {AREAS.name(ref, MERGER)[0] for ref, found in old.items() if found != (ref.removesuffix("-2025"),)}

    assert odd == SEVEN.keys()


def test_a_name_of_two_units_is_refused_with_both_as_candidates(tmp_path: Path) -> None:
    areas = load_areas(edited(tmp_path, "area_aliases.csv", add="GSO89,Đồng bằng,,\nGSO91,Đồng bằng,,\n"))

    assert_refused(areas, "Đồng bằng", r"An Giang \(GSO89, until 2025-06-30\), Kiên Giang \(GSO91, until 2025-06-30\)")
    assert_refused(areas, "dong bang", r"An Giang \(GSO89, until 2025-06-30\), Kiên Giang \(GSO91, until 2025-06-30\)")


def assert_refused(areas: Areas, name: str, candidates: str) -> None:
    with pytest.raises(AmbiguousArea, match=candidates):
        areas.resolve(name, at=DAY)


def test_no_spelling_of_the_reference_files_means_two_units_at_any_time() -> None:
    for spelling in AREAS.spellings:
        for day in (date(2012, 1, 1), NEW_YEAR, MERGER, LATER):
            found = AREAS.find(spelling.text, level=AREAS.level(spelling.ref_area), at=day)
            assert len(found) <= 1, (spelling.text, day, found)


def released_rows(released: Path, table: str) -> list[dict[str, Any]]:
    return [row for package in PACKAGES for row in open_table(package, table, released / "releases").to_pylist()]


def test_rankings_of_merged_units_before_the_merger_are_kept_apart(released: Path) -> None:
    indices, _ = load_reference(DATA)
    rows = [row for row in released_rows(released, "observations") if row["level"] == "province"]

    merged = [row for row in rows if row["ref_area"].endswith("-2025")]
    assert {(row["index_id"], row["time_period"]) for row in merged} == {("DTI", 2024)}
    for row in merged:
        assert indices["DTI"].population("province", row["time_period"]).count == 34
        assert row["comparability_group"].endswith("/N34")


def test_no_change_leads_across_the_merger_unless_it_says_that_it_cannot_be_compared(released: Path) -> None:
    rows = [row for row in released_rows(released, "changes") if row["index_id"] == "DTI" and row["time_period"] == 2024]

    across = [row for row in rows if row["level"] == "province" and row["previous_period"] is not None]
    assert across
    assert all("population_differs" in row["not_comparable_reason"] for row in across)
    assert not [row for row in across if row["ref_area"].endswith("-2025")]


def test_no_figure_of_a_merged_unit_is_an_average_of_its_predecessors(released: Path) -> None:
    stated = {row["statement_id"]: row for row in released_rows(released, "statements")}

    for row in released_rows(released, "observations"):
        for measure in ("score", "rank"):
            if row[measure] is not None:
                said = stated[row[f"{measure}_statement"]]
                assert (said["ref_area"], said["time_period"], said["component"]) == tuple(
                    row[name] for name in ("ref_area", "time_period", "component")
                )
