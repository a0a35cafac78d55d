from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parpipe.claims import load_precedence
from parpipe.consolidate import Context, consolidate
from parpipe.derive import REASONS, derive_changes, mark_breaks
from parpipe.reconcile import add_verdicts, reconcile
from parpipe.registry import load_reference
from tests.conftest import DATA
from tests.rows import source, statement

INDICES, AREAS = load_reference(DATA)
SOURCES = {"example.vn": source("example.vn"), "other.vn": source("other.vn")}


def context(index_id: str = "PAR") -> Context:
    return Context(INDICES[index_id], AREAS, load_precedence(DATA, SOURCES))


def said(number: int, **changes: Any) -> dict[str, Any]:
    return statement(
        statement_id=f"s{number:016x}", source_url=f"https://example.vn/{number}", **{"scale_max": None, **changes}
    )


def rank(number: int, value: int, count: int | None = 63, **changes: Any) -> dict[str, Any]:
    return said(number, measure="rank", value=str(value), ranked_count=count, unit=None, **changes)


def changes_of(rows: list[dict[str, Any]], index_id: str = "PAR") -> list[dict[str, Any]]:
    observations, _ = consolidate(rows, context(index_id))
    return list(derive_changes(observations, INDICES[index_id]).to_pylist())


GOOD: tuple[dict[str, Any], dict[str, Any]] = (
    {"index_id": "PAR", "time_period": 2013, "value": "63.17", "scale_max": "100"},
    {"index_id": "PAR", "time_period": 2014, "value": "76.75", "scale_max": "100"},
)
MUTATIONS: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "scale_differs": ({}, {"scale_max": "97.5"}),
    "unit_differs": ({"unit": "points", "scale_max": "80"}, {"unit": "percent", "scale_max": "80"}),
    "gap_in_years": ({"time_period": 2012}, {}),
}


def test_two_years_on_one_scale_are_comparable() -> None:
    [_, change] = changes_of([said(1, **GOOD[0]), said(2, **GOOD[1])])

    assert (change["previous_period"], change["score_change"], change["score_pct_change"]) == (2013, "13.58", "13.5800")
    assert (change["comparable"], change["not_comparable_reason"]) == (True, None)


@pytest.mark.parametrize("reason", MUTATIONS)
def test_each_difference_makes_a_pair_not_comparable(reason: str) -> None:
    before, now = MUTATIONS[reason]

    [_, change] = changes_of([said(1, **GOOD[0] | before), said(2, **GOOD[1] | now)])

    assert (change["comparable"], change["not_comparable_reason"]) == (False, reason)


def test_out_of_a_hundred_points_and_percent_are_one_thing() -> None:
    [_, change] = changes_of([said(1, **GOOD[0] | {"unit": "points"}), said(2, **GOOD[1] | {"unit": "percent"})])

    assert change["comparable"] is True


def test_a_difference_of_percentages_is_rounded_once() -> None:
    scores = {"index_id": "PAPI", "scale_max": "60"}

    [_, change] = changes_of(
        [said(1, time_period=2016, value="37.33", **scores), said(2, time_period=2017, value="38.45", **scores)], "PAPI"
    )

    assert change["score_pct_change"] == "1.8667"


def test_a_framework_known_to_start_between_two_years_is_a_reason() -> None:
    [_, change] = changes_of([said(1, **GOOD[0] | {"time_period": 2021}), said(2, **GOOD[1] | {"time_period": 2022})])

    assert change["not_comparable_reason"] == "framework_differs"


def test_another_number_of_ranked_units_is_a_reason() -> None:
    [_, change] = changes_of([rank(1, 5, 63, time_period=2013), rank(2, 5, 60, time_period=2014)])

    assert change["not_comparable_reason"] == "population_differs"


def test_a_region_is_ranked_among_regions_and_its_mean_is_over_provinces() -> None:
    region = {"level": "region", "ref_area": "R6-NCC"}
    means = [said(n, **region, time_period=year, measure="mean_score", value="86.82") for n, year in ((1, 2022), (2, 2023))]
    ranked = [rank(3, 4, 6, **region, time_period=2023)]

    assert changes_of([*means, *ranked])[1]["not_comparable_reason"] is None
    seven = [*ranked, rank(4, 4, 7, **region, time_period=2022)]
    assert changes_of([*means, *seven])[1]["not_comparable_reason"] == "population_differs"


def test_an_unknown_scale_is_a_reason_for_scores_and_none_for_ranks() -> None:
    part = {"component": "MC", "component_name": "x"}
    scores = [said(1, time_period=2013, value="6", **part), said(2, time_period=2014, value="7", **part)]
    ranks = [rank(3, 6, time_period=2013, **part), rank(4, 7, time_period=2014, **part)]

    assert changes_of(scores)[1]["not_comparable_reason"] == "scale_unknown"
    assert changes_of(ranks)[1]["not_comparable_reason"] is None


def test_a_mean_over_another_territory_is_not_comparable() -> None:
    mean = {"index_id": "DTI", "level": "national", "ref_area": "ALL-PROV", "measure": "mean_score", "scale_max": "1"}

    [_, change] = changes_of(
        [said(1, time_period=2023, value="0.67", **mean), said(2, time_period=2024, value="0.79", **mean)], "DTI"
    )

    assert change["not_comparable_reason"] == "population_differs|territory_differs"


def test_all_reasons_are_named_in_their_order() -> None:
    rows = [
        said(1, **GOOD[0] | {"time_period": 2012, "unit": "points", "scale_max": "97.5"}),
        said(2, **GOOD[1] | {"time_period": 2022, "unit": "percent"}),
    ]

    [_, change] = changes_of(rows)

    found = change["not_comparable_reason"].split("|")
    assert found == ["scale_differs", "unit_differs", "framework_differs", "gap_in_years"]
    assert found == sorted(found, key=REASONS.index)


def test_a_break_shows_in_the_status_unless_the_figure_is_contested() -> None:
    rows = [said(1, **GOOD[0]), said(2, **GOOD[1] | {"scale_max": "97.5"})]
    contested = [*rows, {**said(3, **GOOD[1] | {"value": "70.00"}), "source_id": "other.vn"}]

    statuses = []
    for statements in (rows, contested):
        observations, _ = consolidate(statements, context())
        marked = mark_breaks(observations, derive_changes(observations, INDICES["PAR"]))
        statuses.append(marked["obs_status"].to_pylist())

    assert statuses == [["A", "B"], ["A", "U"]]


def test_a_change_of_a_figure_that_is_not_held_marks_nothing() -> None:
    observations, _ = consolidate([said(1, **GOOD[0]), said(2, **GOOD[1] | {"scale_max": "97.5"})], context())
    changes = derive_changes(observations, INDICES["PAR"])

    marked = mark_breaks(observations.slice(0, 1), changes)

    assert marked["obs_status"].to_pylist() == ["A"]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["GSO01", "GSO12", "GSO22"]), st.integers(2012, 2024)),
        st.tuples(st.decimals(0, 100, places=2), st.integers(1, 63)),
        min_size=1,
        max_size=12,
    )
)
@settings(deadline=None)
def test_a_change_added_to_the_year_before_gives_the_year(figures: dict[tuple[str, int], tuple[Decimal, int]]) -> None:
    rows = []
    for number, ((area, year), (score, place)) in enumerate(figures.items()):
        key = {"ref_area": area, "time_period": year}
        rows += [said(2 * number, value=format(score, "f"), **key), rank(2 * number + 1, place, **key)]

    changes = changes_of(rows)

    years = {area: sorted(y for a, y in figures if a == area) for area, _ in figures}
    assert len(changes) == len(figures)
    for change in changes:
        area, year = change["ref_area"], change["time_period"]
        earlier = [y for y in years[area] if y < year]
        assert change["previous_period"] == (earlier[-1] if earlier else None)
        if earlier:
            score, place = figures[area, earlier[-1]]
            assert score + Decimal(change["score_change"]) == figures[area, year][0]
            assert place - change["rank_change"] == figures[area, year][1]


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        ({"value": "13.58"}, "match"),
        ({"value": "13.6"}, "rounding"),
        ({"value": "13.57"}, "rounding"),
        ({"value": "13.85"}, "mismatch"),
        ({"value": "13.58", "base_period": 2011}, "not_derivable"),
        ({"value": "21.5", "unit": "percent"}, "rounding"),
        ({"value": "13.58", "unit": "percent"}, "mismatch"),
        ({"value": "13", "approximate": True}, "rounding"),
        ({"value": "-13.58"}, "mismatch"),
    ],
)
def test_a_stated_change_gets_its_verdict(stated: dict[str, Any], verdict: str) -> None:
    rows = [said(1, **GOOD[0]), said(2, **GOOD[1]), said(3, time_period=2014, measure="score_change", **stated)]
    observations, _ = consolidate(rows, context())

    table, findings = reconcile(rows, observations, INDICES["PAR"])

    assert table["verdict"].to_pylist() == [verdict]
    assert [finding.code for finding in findings] == (["change_mismatch"] if verdict == "mismatch" else [])


def test_a_rank_change_must_be_equal() -> None:
    rows = [rank(1, 62, time_period=2013), rank(2, 52, time_period=2014)]
    rows += [
        said(3, time_period=2014, measure="rank_change", value="10"),
        said(4, time_period=2014, measure="rank_change", value="9"),
    ]
    observations, _ = consolidate(rows, context())

    table, _ = reconcile(rows, observations, INDICES["PAR"])

    assert dict(zip(table["stated"].to_pylist(), table["verdict"].to_pylist(), strict=True)) == {"10": "match", "9": "mismatch"}


def test_a_stated_change_without_a_level_before_is_kept_in_the_changes() -> None:
    rows = [said(1, **GOOD[1]), said(2, time_period=2014, measure="score_change", value="13.58")]
    observations, _ = consolidate(rows, context())
    reconciliation, _ = reconcile(rows, observations, INDICES["PAR"])

    changes = add_verdicts(derive_changes(observations, INDICES["PAR"]), reconciliation, rows, context().precedence)

    [change] = changes.to_pylist()
    assert (change["previous_period"], change["stated_score_change"], change["score_verdict"]) == (
        None,
        "13.58",
        "not_derivable",
    )
    assert change["rank_verdict"] == "not_stated"


@pytest.mark.parametrize(
    ("stated", "codes"),
    [
        (("13.58",), []),
        (("13.58", "13.6"), []),
        (("1358",), ["unit_mixup"]),
        (("0.14",), ["unit_mixup"]),
        (("13.85",), ["change_mismatch"]),
        (("13.58", "13.59"), ["rival_changes"]),
        (("13.85", "13.58"), ["change_mismatch", "rival_changes"]),
    ],
)
def test_stated_changes_are_set_against_the_levels_and_against_each_other(stated: tuple[str, ...], codes: list[str]) -> None:
    changes = [said(3 + n, time_period=2014, measure="score_change", value=value) for n, value in enumerate(stated)]
    rows = [said(1, **GOOD[0]), said(2, **GOOD[1]), *changes]
    observations, _ = consolidate(rows, context())

    _, findings = reconcile(rows, observations, INDICES["PAR"])

    assert [finding.code for finding in findings] == codes


def test_a_change_across_two_scales_is_told_and_not_judged() -> None:
    rows = [
        said(1, time_period=2015, value="79.12"),
        said(2, time_period=2016, value="67.41", scale_max="97.5"),
        said(3, time_period=2016, measure="score_change", value="-11.71"),
    ]
    observations, _ = consolidate(rows, context())

    table, [finding] = reconcile(rows, observations, INDICES["PAR"])

    assert table["verdict"].to_pylist() == ["scale_break"]
    assert (finding.code, finding.severity) == ("change_across_scales", "info")


def test_means_over_other_units_give_no_change() -> None:
    mean = {"index_id": "DTI", "level": "national", "ref_area": "ALL-PROV", "measure": "mean_score", "scale_max": "1"}
    growth = {**mean, "measure": "score_change", "value": "8.6", "unit": "percent", "scale_max": None}
    rows = [
        said(1, **mean, time_period=2023, value="0.6783"),
        said(2, **mean, time_period=2024, value="0.7955"),
        said(3, **growth, time_period=2024),
    ]
    observations, _ = consolidate(rows, context("DTI"))

    table, findings = reconcile(rows, observations, INDICES["DTI"])

    assert (table["verdict"].to_pylist(), findings) == (["not_derivable"], [])
