"""What stands in data/: the areas, the transcribed figures, and what the indices claim about themselves."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from parpipe.areas import Areas, load_areas
from parpipe.registry import Index, load_registry

DATA = Path(__file__).parents[2] / "data"
MEASURES = ("score", "rank", "score_change", "rank_change")
PUBLISHED_FIGURES = "baca92a6659c69bfbc9f34984efad294887fe963c52bd2f373785b4c447ef5f5"
DAY_ONE = date(2012, 1, 1)
MERGER = date(2025, 7, 1)
REGIONS = date(2025, 10, 5)


@pytest.fixture(scope="module")
def areas() -> Areas:
    return load_areas(DATA / "reference")


@pytest.fixture(scope="module")
def indices() -> dict[str, Index]:
    return dict(load_registry(DATA).indices)


def transcribed() -> Iterator[dict[str, str]]:
    for path in sorted((DATA / "snapshots").glob("*/figures.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def figures() -> Iterator[tuple[str, ...]]:
    for row in transcribed():
        for measure in MEASURES:
            if row[measure]:
                place = row["index_id"], row["area"], row["time_period"], row["component"]
                yield (*place, measure, row[measure], row["page"])


def test_there_are_63_provinces_in_2012_and_34_after_the_merger(areas: Areas) -> None:
    before, last, after = (areas.at("province", day) for day in (DAY_ONE, date(2025, 6, 30), MERGER))

    assert before == last
    assert (len(before), len(after)) == (63, 34)
    assert len(areas.at("province", date(2026, 5, 1))) == 34


def test_eleven_provinces_stay_and_52_become_23(areas: Areas) -> None:
    before, after = set(areas.at("province", DAY_ONE)), set(areas.at("province", MERGER))

    new, gone = after - before, before - after

    assert sorted(before & after) == [
        f"GSO{code}" for code in ["01", "04", "11", "12", "14", "20", "22", "38", "40", "42", "46"]
    ]
    assert (len(new), len(gone)) == (23, 52)
    assert all(ref.endswith("-2025") for ref in new)
    assert {areas.successors(ref) for ref in gone} <= {(ref,) for ref in new}
    assert {ref for one in new for ref in areas.predecessors(one)} == gone


@pytest.mark.parametrize(
    ("name", "old_code", "new_code"),
    [
        ("Lào Cai", "10", "15"),
        ("Bắc Ninh", "27", "24"),
        ("Quảng Trị", "45", "44"),
        ("Gia Lai", "64", "52"),
        ("Tây Ninh", "72", "80"),
        ("Đồng Tháp", "87", "82"),
        ("An Giang", "89", "91"),
    ],
)
def test_a_merged_unit_with_the_name_of_one_and_the_code_of_another_is_neither(
    areas: Areas, name: str, old_code: str, new_code: str
) -> None:
    old, new = areas.resolve(name, at=DAY_ONE), areas.resolve(name, at=MERGER)

    assert (old, areas.code(old, DAY_ONE)) == (f"GSO{old_code}", old_code)
    assert (new, areas.code(new, MERGER)) == (f"GSO{new_code}-2025", new_code)
    assert areas.resolve(new_code, at=DAY_ONE) == f"GSO{new_code}"
    assert areas.resolve(new_code, at=MERGER) == new
    assert areas.name(f"GSO{new_code}", DAY_ONE) != areas.name(new, MERGER)
    assert new in areas.successors(old)


def test_every_province_lies_in_one_of_six_regions_of_the_stated_sizes(areas: Areas) -> None:
    old = Counter(areas.region(ref, DAY_ONE) for ref in areas.at("province", DAY_ONE))
    new = Counter(areas.region(ref, REGIONS) for ref in areas.at("province", REGIONS))

    assert old == {"R6-NMM": 14, "R6-RRD": 11, "R6-NCC": 14, "R6-CH": 5, "R6-SE": 6, "R6-MRD": 13}
    sizes = {"NMM": 9, "RRD": 6, "NC": 5, "SCH": 6, "SE": 3, "MRD": 5}
    assert new == {f"R6-{code}-2025": count for code, count in sizes.items()}


def test_a_new_unit_has_no_region_before_the_new_regions(areas: Areas) -> None:
    assert areas.region("GSO68-2025", MERGER) is None


def test_regions_change_on_5_october_2025(areas: Areas) -> None:
    assert len(areas.at("region", date(2025, 10, 4))) == len(areas.at("region", REGIONS)) == 6
    assert not set(areas.at("region", date(2025, 10, 4))) & set(areas.at("region", REGIONS))


def test_hue_is_one_unit_under_two_names(areas: Areas) -> None:
    assert areas.name("GSO46", date(2024, 12, 31))[0] == "Thừa Thiên Huế"
    assert areas.name("GSO46", date(2025, 1, 1))[0] == "Huế"
    assert areas.period("GSO46", date(2025, 1, 1)).kind == "municipality"


def test_dong_nai_of_2025_becomes_a_city_under_the_same_id(areas: Areas) -> None:
    kinds = [areas.period("GSO75-2025", day).kind for day in (date(2026, 4, 29), date(2026, 4, 30))]

    assert kinds == ["province", "municipality"]
    cities = [
        ref for ref in areas.at("province", date(2026, 4, 30)) if areas.period(ref, date(2026, 4, 30)).kind == "municipality"
    ]
    assert len(cities) == 7


def test_there_are_19_ministries(areas: Areas) -> None:
    assert len(areas.at("ministry", DAY_ONE)) == 19


def test_the_transcriptions_hold_exactly_the_published_figures() -> None:
    """The constant was made from the list of figures that people read in the pages in November 2026.

    Each figure is one line: index, area as printed there, year, component, measure, value as printed and address, with
    tabs between; sorted, joined by line feeds, as SHA-256 in UTF-8. Any cell that changes, is lost or doubled changes it.
    """
    lines = sorted("\t".join(figure) for figure in figures())

    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()

    assert digest == PUBLISHED_FIGURES


def test_the_transcriptions_have_3553_figures_in_2104_rows_from_358_pages() -> None:
    counts = Counter(figure[4] for figure in figures())

    assert counts == {"rank": 1645, "score": 1395, "rank_change": 309, "score_change": 204}
    assert sum(counts.values()) == 3553
    assert sum(1 for _ in transcribed()) == 2104
    assert len({row["page"] for row in transcribed()}) == 358


def test_no_other_cell_of_the_transcriptions_was_changed() -> None:
    """The constant was made as above, over whole rows: every cell, with tabs between."""
    lines = sorted("\t".join(row.values()) for row in transcribed())

    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()

    assert digest == "c486cb2c54a2044f08d6d761bbef7528d72fb6258671156441a65b49a7b4d45d"


def test_every_area_of_the_transcriptions_is_one_unit_in_its_year(areas: Areas, indices: dict[str, Index]) -> None:
    found = Counter(
        len(
            areas.find(
                row["area"], level=row["level"], at=indices[row["index_id"]].territory(row["level"], int(row["time_period"]))
            )
        )
        for row in transcribed()
    )

    assert found == {1: 2104}


def test_every_component_of_the_transcriptions_is_declared(indices: dict[str, Index]) -> None:
    unknown = {
        (row["index_id"], row["component"])
        for row in transcribed()
        if row["component"] and not indices[row["index_id"]].component(row["component"])
    }

    assert unknown == set()


def test_a_dti_ranking_of_2024_speaks_of_the_merged_units(areas: Areas, indices: dict[str, Index]) -> None:
    assert areas.resolve("Thanh Hóa", at=indices["DTI"].territory("province", 2024)) == "GSO38"
    assert areas.resolve("Hải Phòng", at=indices["DTI"].territory("province", 2024)) == "GSO31-2025"
    assert areas.resolve("Hải Phòng", at=indices["PAR"].territory("province", 2024)) == "GSO31"


def test_every_citation_is_a_transcribed_page_or_a_known_document(indices: dict[str, Index]) -> None:
    pages = {row["page"] for row in transcribed()}
    documents = {
        "https://tintuc.thuvienphapluat.com/thong-bao-van-ban-moi/email/43855/tieu-chi-xac-dinh-chi-so-cchc-cap-bo-giai-doan-2022-2030",
        "https://sonoivu.namdinh.gov.vn/van-ban-chinh-sach/quyet-dinh-so-1150qd-bnv-phe-duyet-bo-chi-so-cchc-cac-bo-co-quan-ngang"
        "-bo-uy-ban-nhan-dan-tinh-thanh-pho-truc-thuoc-863",
    }

    cited = {
        entry.citation
        for index in indices.values()
        for entry in (*index.components, *index.scales, *index.frameworks, *index.populations)
        if entry.citation
    }

    assert cited - pages == documents


def test_97_5_is_declared_nowhere(indices: dict[str, Index]) -> None:
    maxima = {str(scale.maximum) for index in indices.values() for scale in index.scales}

    assert "97.5" not in maxima


def test_where_a_total_and_its_declared_scale_are_printed_they_agree_but_for_2016(indices: dict[str, Index]) -> None:
    printed = {
        (row["index_id"], row["time_period"], row["scale_max"])
        for row in transcribed()
        if row["scale_max"] and not row["component"] and row["level"] in ("province", "ministry")
        for declared in [indices[row["index_id"]].scale(row["level"], "_T", int(row["time_period"]))]
        if declared is None or str(declared[0]) != row["scale_max"]
    }

    assert printed == {("PAR", "2016", "97.5")}


def test_the_framework_of_a_year_is_the_latest_that_had_started(indices: dict[str, Index]) -> None:
    par = indices["PAR"]

    starts = [par.framework_start("ministry", year) for year in (2011, 2012, 2016, 2019, 2020, 2021, 2022, 2024)]

    assert starts == [None, 2012, 2012, 2019, 2020, 2020, 2022, 2022]
    assert [par.framework_start("province", year) for year in (2018, 2019, 2021, 2022)] == [2012, 2019, 2019, 2022]
