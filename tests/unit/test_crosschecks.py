"""Every cross-check with a mutation of good data that trips it and no other, and the good data, which trips none."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parpipe.book import Book
from parpipe.consolidate import consolidate
from parpipe.crosschecks import CHECKS, cross_check
from parpipe.derive import derive_changes
from parpipe.reading import read_snapshot
from parpipe.registry import load_registry
from parpipe.weighing import weigh
from tests.conftest import DATA
from tests.unit.test_derive import INDICES, context, rank, said
from tests.unit.test_implied import PARTS, parts, relation

Rows = list[dict[str, Any]]


def book(rows: Rows, relations: Rows, index_id: str = "PAR") -> Book:
    """Return the book of statements, consolidated as a build does it."""
    heard = weigh(rows, relations, context(index_id))
    held, _ = consolidate(rows, heard)
    changes = derive_changes(held, INDICES[index_id]).to_pylist()
    implied = tuple(one for found in heard.precedence.implied.values() for one in found)
    return Book(heard.index, tuple(held.to_pylist()), tuple(changes), tuple(rows), tuple(relations), implied)


def codes(rows: Rows, relations: Rows = [], index_id: str = "PAR") -> list[str]:  # noqa: B006 (nobody writes to it)
    return [finding.code for finding in cross_check(book(rows, relations, index_id))]


def standing(number: int, area: str, place: int, value: str, **changes: Any) -> Rows:
    """Return the score and rank of a unit as two pages state them."""
    common = {"ref_area": area, "time_period": 2023, **changes}
    return [said(2 * number, value=value, **common), rank(2 * number + 1, place, None, **common)]


def leaders(**changed: tuple[int, str]) -> Rows:
    """Return the first four provinces of 2023."""
    table = {"GSO22": (1, "92.18"), "GSO31": (2, "91.87"), "GSO01": (3, "91.43"), "GSO24": (4, "91.16"), **changed}
    return [row for number, (area, (place, value)) in enumerate(table.items()) for row in standing(number, area, place, value)]


def ministries(left_out: int = 0, **changed: str) -> Rows:
    """Return the table of 2023 as the government's portal prints it, with its mean."""
    registry = load_registry(DATA)
    page = registry.sources["xaydungchinhsach.chinhphu.vn"]
    rows = [row for one in page.snapshots for row in read_snapshot(registry, one)[0].to_pylist()]
    table = [row for row in rows if (row["index_id"], row["level"], row["component"]) == ("PAR", "ministry", "_T")]
    mean = next(row for row in rows if row["measure"] == "mean_score" and row["ref_area"] == "ALL-MIN")
    gone = sorted({row["ref_area"] for row in table})[:left_out]
    table = [{**row, "source_id": "example.vn"} for row in table if row["ref_area"] not in gone]
    return [*table, {**mean, "source_id": "example.vn", "value": changed.get("mean", mean["value"])}]


def history(*scores: str) -> Rows:
    return [said(n, time_period=2012 + n, value=value) for n, value in enumerate(scores)]


def counted(number: int, count: int, **changes: Any) -> dict[str, Any]:
    place = {"level": "ministry", "time_period": 2023, "of_area": None, "other_area": None, "value": None}
    return relation(**{"relation_id": f"r{number:016x}", "relation": "ranked", "count": count, **place, **changes})


def average(number: int, value: str, statistic: str) -> dict[str, Any]:
    nation = {"index_id": "PAPI", "level": "national", "ref_area": "ALL-PROV", "time_period": 2021}
    return said(number, **nation, value=value, measure=f"{statistic}_score")


def bound(kind: str, value: str) -> dict[str, Any]:
    return relation(index_id="PAPI", time_period=2023, relation=kind, of_area="GSO79", other_area=None, value=value)


BEN_TRE = [*standing(1, "GSO22", 1, "90.09", time_period=2019), *standing(2, "GSO83", 63, "73.87", time_period=2019)]
GAP = {"time_period": 2019, "of_area": "GSO22", "other_area": "GSO83"}
HCMC = [said(1, index_id="PAPI", ref_area="GSO79", time_period=2023, value="41.77")]
SOC_TRANG = {"index_id": "SIPAS", "ref_area": "GSO94", "time_period": 2021, "value": "89.51"}
DONG_THAP = {**SOC_TRANG, "ref_area": "GSO87"}
TCDULICH = {"source_url": "https://tcdulichtphcm.vn/1"}
COMPONENT = {"time_period": 2024, "component": "CDDH"}
PAPI = {"index_id": "PAPI", "time_period": 2021, "ref_area": "GSO77"}
ABOVE = {"relation": "count_above", "value": "80"}

Case = tuple[tuple[Any, ...], tuple[Any, ...]]
CASES: dict[str, Case] = {
    "rank_against_score": ((leaders(),), (leaders(GSO31=(2, "91.37")),)),
    "shared_rank": ((leaders(),), (leaders(GSO01=(2, "91.43")),)),
    "rank_beyond_last": (
        (standing(1, "MIN-MOT", 17, "77.43", level="ministry"),),
        (standing(1, "MIN-MOT", 18, "77.43", level="ministry"),),
    ),
    "same_score": (
        ([{**said(1, **SOC_TRANG), **TCDULICH}, {**said(2, **DONG_THAP), **TCDULICH, "value": "89.15"}], [], "SIPAS"),
        ([{**said(1, **SOC_TRANG), **TCDULICH}, {**said(2, **DONG_THAP), **TCDULICH}], [], "SIPAS"),
    ),
    "parts_do_not_add": (
        (parts(*PARTS, ("_T", "87.33")),),
        (parts(*PARTS, ("_T", "87.39")),),
    ),
    "mean_against_table": ((ministries(),), (ministries(mean="84.83"),)),
    "median_called_mean": (
        ([average(1, "42.407", "mean"), average(2, "42.269", "median")], [], "PAPI"),
        ([average(1, "42.407", "mean"), average(2, "42.269", "median"), average(3, "42.269", "mean")], [], "PAPI"),
    ),
    "counts_differ": (
        ([], [counted(1, 17), counted(2, 17)]),
        ([], [counted(1, 17), counted(2, 19)]),
    ),
    "count_against_table": ((ministries(), [counted(1, 14, **ABOVE)]), (ministries(), [counted(1, 11, **ABOVE)])),
    "outside_stated_bounds": ((HCMC, [bound("at_most", "42.38")], "PAPI"), (HCMC, [bound("at_least", "42.39")], "PAPI")),
    "gap_mismatch": (
        (BEN_TRE, [relation(**GAP, value="16.22")]),
        (BEN_TRE, [relation(**GAP, value="16.32")]),
    ),
    "sudden_jump": (
        (history("75.10", "76.20", "78.00", "79.10", "80.50", "81.00"),),
        (history("75.10", "76.20", "78.00", "79.10", "80.50", "95.00"),),
    ),
    "on_another_scale": ((([said(1, value="9.43", **COMPONENT)]),), (([said(1, value="98.85", **COMPONENT)]),)),
    "printed_on_two_scales": (
        ([said(1, value="40.62", **PAPI, scale_max="80"), said(2, value="40.6", **PAPI)], [], "PAPI"),
        ([said(1, value="40.62", **PAPI, scale_max="80"), said(2, value="50.77", **PAPI, scale_max="100")], [], "PAPI"),
    ),
}


def test_every_check_has_a_mutation() -> None:
    assert CASES.keys() == CHECKS.keys()


@pytest.mark.parametrize("code", CASES)
def test_good_data_trip_no_check(code: str) -> None:
    assert codes(*CASES[code][0]) == []


@pytest.mark.parametrize("code", CASES)
def test_a_mutation_of_good_data_trips_its_check_and_no_other(code: str) -> None:
    assert set(codes(*CASES[code][1])) == {code}


def test_the_unit_that_does_not_fit_is_accused_and_not_its_neighbours() -> None:
    [finding] = cross_check(book(leaders(GSO31=(2, "91.10")), []))

    assert finding.key == "PAR/province/GSO31/2023"
    assert "Hải Phòng (score 91.10, rank 2) does not go with" in finding.message


@pytest.mark.parametrize("value", ["91.9", "92"])
def test_rounded_scores_are_in_order(value: str) -> None:
    assert codes(leaders(GSO31=(2, value))) == []


def test_equal_scores_may_share_a_rank_and_so_may_units_that_one_page_ties() -> None:
    tied = {**rank(1, 15, None, index_id="DTI", ref_area="GSO15", time_period=2022), "source_url": "https://dti.gov.vn/2022"}

    assert codes(leaders(GSO31=(2, "91.43"), GSO01=(2, "91.43"))) == []
    assert codes([tied, {**tied, "statement_id": f"s{2:016x}", "ref_area": "GSO38"}], index_id="DTI") == []


def test_units_without_scores_that_other_pages_put_at_one_rank_are_accused() -> None:
    rows = [rank(n, 3, 19, level="ministry", ref_area=area, time_period=2016) for n, area in ((1, "MIN-MIC"), (2, "MIN-MOST"))]

    assert codes(rows) == ["shared_rank"]


def test_a_shared_rank_of_a_component_is_no_contradiction_unless_the_next_is_taken() -> None:
    rows = [rank(n, 1, ref_area=area, component="CDDH") for n, area in ((1, "GSO17"), (2, "GSO22"))]

    assert codes(rows) == []
    assert codes([*rows, rank(3, 2, ref_area="GSO31", component="CDDH")]) == ["shared_rank"]


@pytest.mark.parametrize(
    ("printed", "whole", "found"),
    [
        ((("APPRAISAL", "61.86"), ("SURVEY", "28.10")), "89.95", []),
        ((("APPRAISAL", "54.2"), ("IMPACT_BLOCK", "31.59")), "85.78", []),
        ((("APPRAISAL", "57.66"), ("SIPAS", "9.56"), ("LEADER", "18.83"), ("KTXH", "5")), "91.04", []),
        ((("APPRAISAL", "57.04"), ("SIPAS", "8.19"), ("LEADER", "18.34"), ("KTXH", "4.32")), "86.89", ["parts_do_not_add"]),
    ],
)
def test_parts_add_up_within_what_rounding_allows(printed: Any, whole: str, found: list[str]) -> None:
    level = {"level": "ministry", "ref_area": "MIN-MOJ"} if printed[1][0] == "SURVEY" else {}

    assert codes(parts(*printed, ("_T", whole), **level)) == found


def test_a_whole_of_another_page_is_checked_where_the_page_of_the_parts_prints_none() -> None:
    whole = said(1, ref_area="GSO66", time_period=2023, value="87.93")

    assert codes([*parts(*PARTS), whole]) == ["parts_do_not_add"]


def test_an_incomplete_table_bounds_its_mean() -> None:
    assert codes(ministries(left_out=2)) == []
    assert codes(ministries(left_out=2, mean="87.83")) == ["mean_against_table"]


@pytest.mark.parametrize(("count", "found"), [(14, []), (15, ["count_against_table"]), (13, ["count_against_table"])])
def test_a_count_is_exact_against_a_complete_table(count: int, found: list[str]) -> None:
    assert codes(ministries(), [counted(1, count, **ABOVE)]) == found


def test_a_rank_says_how_many_are_better_where_scores_are_missing() -> None:
    rows = standing(1, "GSO96", 34, "86.89")
    above = {"level": "province", "relation": "count_above"}

    assert codes(rows, [counted(1, 33, **above, value="86.98")]) == []
    assert codes(rows, [counted(1, 34, **above, value="86.98")]) == ["count_against_table"]
    assert codes(rows, [counted(1, 33, **above, value="86.00")]) == ["count_against_table"]


def test_a_share_times_a_hundred_is_recorded() -> None:
    share = {"index_id": "DTI", "ref_area": "GSO12", "time_period": 2022}
    finding = cross_check(book([said(1, value="60.77", **share)], [], "DTI"))[0]

    assert (finding.code, finding.severity) == ("on_another_scale", "info")
    assert "a hundredfold" in finding.message


def test_a_history_that_is_short_or_restless_has_no_sudden_jump() -> None:
    assert codes(history("75.10", "76.20", "95.00")) == []
    assert codes(history("60.00", "75.00", "62.00", "78.00", "61.00", "77.00")) == []


def test_rankings_are_sorted_out_once_however_many_relations_ask_for_theirs() -> None:
    asked = book(ministries(), [counted(1, 14, **ABOVE)])

    assert asked.ranking(asked.relations[0]) is asked.ranking(asked.relations[0])
    assert len(asked.ranking(asked.relations[0])) > 10


@given(st.permutations(range(8)))
@settings(deadline=None)
def test_the_order_of_input_never_matters(places: list[int]) -> None:
    rows = leaders(GSO31=(2, "91.10"))

    assert cross_check(book([rows[place] for place in places], [])) == cross_check(book(rows, []))
