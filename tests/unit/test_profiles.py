"""Profiles: each figure rests on a number of years, and is null where they are too few."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.consolidate import consolidate
from parpipe.profiles import derive_profiles
from tests.rows import statement
from tests.unit.test_coverage import CONTEXT

LAI_CHAU = {2012: ("66.46", 59), 2013: ("63.17", 62), 2014: ("76.75", 52), 2015: ("79.12", 58)}


def said(year: int, value: str, measure: str = "score", **changes: Any) -> dict[str, Any]:
    scale = {"scale_max": "100"} if measure == "score" else {"scale_max": None, "ranked_count": 63}
    unit = changes.get("ref_area", "GSO12")
    name = f"s{measure}{unit}{year}{changes.get('component', '')}{value}"
    return statement(time_period=year, value=value, measure=measure, statement_id=name, **{**scale, **changes})


def series(figures: dict[int, tuple[str, int]]) -> list[dict[str, Any]]:
    scores = [said(year, score) for year, (score, _) in figures.items()]
    return scores + [said(year, str(rank), "rank") for year, (_, rank) in figures.items()]


def profiles(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    observations, _ = consolidate(rows, CONTEXT)
    return {row["ref_area"]: row for row in derive_profiles(observations, CONTEXT).to_pylist()}


def test_lai_chau_is_unstable_and_always_among_the_low() -> None:
    found = profiles(series(LAI_CHAU))["GSO12"]

    assert (found["first_period"], found["last_period"], found["year_count"]) == (2012, 2015, 4)
    assert (found["best_rank"], found["best_rank_period"], found["worst_rank"], found["worst_rank_period"]) == (
        52,
        2014,
        62,
        2013,
    )
    assert (found["bottom_quarter_share"], found["bottom_quarter_years"]) == ("1.0000", 4)
    assert (found["score_mean"], found["score_deviation"], found["score_years"]) == ("71.3750", "7.7536", 4)
    assert (found["trend"], found["trend_error"]) == ("5.1560", "2.1779")


def test_a_score_on_another_scale_is_left_out_of_mean_and_trend() -> None:
    other = said(2016, "67.41", scale_max="97.5")

    found = profiles([*series(LAI_CHAU), other])["GSO12"]

    assert (found["score_mean"], found["score_years"], found["year_count"]) == ("71.3750", 4, 5)
    assert found["comparability_group"] == "PAR/province/_T/F2012/S100/N63"


@pytest.mark.parametrize(
    ("years", "known"),
    [
        (1, set()),
        (2, {"score_mean"}),
        (3, {"score_mean", "score_deviation", "bottom_quarter_share"}),
        (4, {"score_mean", "score_deviation", "bottom_quarter_share", "trend", "trend_error"}),
    ],
)
def test_too_few_years_give_null(years: int, known: set[str]) -> None:
    found = profiles(series(dict(list(LAI_CHAU.items())[:years])))["GSO12"]

    names = ("score_mean", "score_deviation", "bottom_quarter_share", "trend", "trend_error")
    assert {name for name in names if found[name] is not None} == known
    assert found["rank_years"] == found["score_years"] == years


@pytest.mark.parametrize(("rank", "share"), [(47, "0.0000"), (48, "1.0000")])
def test_the_bottom_quarter_of_63_begins_with_rank_48(rank: int, share: str) -> None:
    rows = [said(year, str(rank), "rank") for year in (2013, 2014, 2015)]

    assert profiles(rows)["GSO12"]["bottom_quarter_share"] == share


def test_a_unit_without_rank_has_no_best_one() -> None:
    found = profiles([said(2013, "63.17")])["GSO12"]

    assert (found["rank_years"], found["best_rank"], found["worst_rank_period"]) == (0, None, None)


@given(start=st.integers(2000, 4000), steps=st.integers(-150, 150), years=st.integers(4, 7))
def test_scores_on_a_line_have_its_slope_and_no_error(start: int, steps: int, years: int) -> None:
    rows = [said(2012 + year, str(Decimal(start + steps * year) / 100)) for year in range(years)]

    found = profiles([row for row in rows if 0 <= Decimal(row["value"]) <= 100])["GSO12"]

    if found["score_years"] >= 4:
        assert Decimal(found["trend"]) == Decimal(steps) / 100
        assert found["trend_error"] == "0.0000"


UNITS = ("GSO12", "GSO22", "GSO48", "GSO01", "GSO31")


def parts(component: str, year: int, *scores: str) -> list[dict[str, Any]]:
    """Return scores of a component, one a unit, on a scale that nobody states."""
    pairs = zip(UNITS, scores, strict=False)
    return [said(year, score, component=component, ref_area=unit, scale_max=None) for unit, score in pairs]


def test_strengths_and_weaknesses_are_told_against_the_mean_of_the_known_units() -> None:
    rows = series(LAI_CHAU)
    rows += parts("TTHC", 2019, "12", "10", "10", "9", "9") + parts("TTHC", 2020, "11", "10", "10", "10", "9")
    rows += parts("CDDH", 2020, "5", "10", "10", "10", "15")

    found = profiles(rows)["GSO12"]

    assert found["strengths"] == "TTHC +15.00 (2)"
    assert found["weaknesses"] == "CDDH -50.00 (1)"


def test_four_known_units_are_too_few_for_a_mean() -> None:
    found = profiles(series(LAI_CHAU) + parts("TTHC", 2019, "12", "10", "10", "9"))["GSO12"]

    assert (found["strengths"], found["weaknesses"]) == (None, None)


def test_points_and_percent_of_a_component_are_not_mixed() -> None:
    rows = series(LAI_CHAU) + parts("TTHC", 2019, "12", "10", "10", "9", "9")
    rows[-1] = {**rows[-1], "value": "95.10", "unit": "percent"}

    assert profiles(rows)["GSO12"]["strengths"] is None
