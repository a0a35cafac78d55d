import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parpipe.consolidate import consolidate
from parpipe.keys import key_text
from parpipe.vintages import known_by
from tests.rows import statement
from tests.unit.test_derive import context, rank, said


def held(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return list(consolidate(rows, context())[0].to_pylist())


def test_score_and_rank_of_one_key_are_one_observation() -> None:
    [row] = held(said(1, scale_max="97.5"), rank(2, 53))

    assert (row["score"], row["scale_max"], row["score_pct"]) == ("67.41", "97.5", "69.1385")
    assert (row["rank"], row["ranked_count"], row["percentile"]) == (53, 63, "16.1290")
    assert (row["score_statement"], row["rank_statement"]) == ("s0000000000000001", "s0000000000000002")
    assert (row["claim_count"], row["rival_count"], row["voice_count"]) == (2, 0, 2)


def test_the_digits_stay_as_printed() -> None:
    [row] = held(said(1, value="90.10"))

    assert row["score"] == "90.10"


def test_what_no_source_says_is_null() -> None:
    [row] = held(rank(1, 53, None))

    empty = (
        "score",
        "scale_max",
        "scale_basis",
        "score_pct",
        "ranked_count",
        "percentile",
        "tier",
        "gap_to_mean",
        "score_statement",
    )
    assert [row[name] for name in empty] == [None] * len(empty)


@pytest.mark.parametrize(
    ("changes", "scale"),
    [
        ({"scale_max": "97.5"}, ("97.5", "stated")),
        ({"time_period": 2013}, ("100", "framework")),
        ({"component": "MC"}, (None, "unknown")),
        ({"component": "CDDH", "time_period": 2024, "value": "9.43"}, ("9.5", "framework")),
        ({"component": "CDDH", "time_period": 2024, "value": "98.85"}, (None, "unknown")),
    ],
)
def test_a_scale_is_stated_or_declared_or_unknown(changes: dict[str, Any], scale: tuple[str | None, str]) -> None:
    [row] = held(said(1, **changes))

    assert (row["scale_max"], row["scale_basis"]) == scale


def test_an_approximation_is_never_held_and_is_reported_where_nothing_else_is_known() -> None:
    rough = said(1, value="40", approximate=True)

    observations, findings = consolidate([rough], context())

    assert len(observations) == 0
    assert [finding.code for finding in findings] == ["approximate_only"]
    assert consolidate([rough, said(2)], context())[0]["score"].to_pylist() == ["67.41"]


def test_a_rank_within_a_region_is_never_held() -> None:
    assert held(rank(1, 2, 5, scope="regional")) == []


def test_a_mean_over_provinces_gives_the_gap_to_it() -> None:
    mean = said(2, level="national", ref_area="ALL-PROV", measure="mean_score", value="74.64", scale_max="97.5")

    rows = {row["ref_area"]: row for row in held(said(1, scale_max="97.5"), mean)}

    assert rows["ALL-PROV"]["statistic"] == "mean"
    assert rows["GSO12"]["gap_to_mean"] == "-7.23"


def test_no_gap_is_given_across_two_scales() -> None:
    mean = said(2, level="national", ref_area="ALL-PROV", measure="mean_score", value="74.64")

    rows = {row["ref_area"]: row for row in held(said(1, scale_max="97.5"), mean)}

    assert rows["GSO12"]["gap_to_mean"] is None


def test_rivals_make_a_figure_contested_and_are_named() -> None:
    rival = {**said(2, value="69.14"), "source_id": "other.vn"}

    observations, findings = consolidate([said(1), rival], context())

    assert observations["obs_status"].to_pylist() == ["U"]
    [finding] = findings
    assert (finding.code, finding.severity, finding.key) == ("rival_values", "warning", "PAR/province/GSO12/2016")
    assert finding.value in {"67.41", "69.14"}
    assert "https://example.vn/1" in finding.message
    assert "https://example.vn/2" in finding.message


@pytest.mark.parametrize(
    ("published_at", "precision", "known"),
    [
        (date(2019, 5, 25), "day", True),
        (date(2019, 5, 26), "day", False),
        (date(2019, 5, 1), "month", False),
        (date(2019, 4, 1), "month", True),
        (date(2019, 1, 1), "year", False),
        (date(2018, 1, 1), "year", True),
        (None, None, False),
    ],
)
def test_a_figure_is_known_from_the_day_it_had_certainly_been_published(published_at: Any, precision: Any, known: bool) -> None:
    row = statement(published_at=published_at, published_precision=precision)

    assert (known_by([row], as_of=date(2019, 5, 25)).current == [row]) is known


def test_without_a_date_a_figure_is_known_from_its_capture() -> None:
    row = statement(published_at=None, published_precision=None, recorded_at=date(2026, 11, 22))

    assert known_by([row], as_of=date(2026, 11, 22)).current == [row]
    assert known_by([row], as_of=date(2026, 11, 21)).current == []
    assert known_by([row], recorded_by=date(2026, 11, 21)).current == []


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (("PAR", "province", "GSO12", "_T", 2016, "value"), "PAR/province/GSO12/2016"),
        (("PAR", "province", "GSO12", "TTHC", 2016, "value"), "PAR/province/GSO12/2016/TTHC"),
        (("PAR", "national", "ALL-PROV", "_T", 2016, "mean"), "PAR/national/ALL-PROV/2016"),
        (("PCI", "national", "ALL-PROV", "_T", 2018, "median"), "PCI/national/ALL-PROV/2018/_T/median"),
    ],
)
def test_a_key_is_written_as_people_ask_for_it(key: tuple[Any, ...], text: str) -> None:
    assert key_text(key) == text


VALUES = st.sampled_from(["67.41", "67.4", "69.14", "67"])


@given(
    st.lists(st.tuples(st.sampled_from(["GSO12", "GSO22"]), st.integers(2015, 2017), VALUES), min_size=1, max_size=10),
    st.randoms(use_true_random=False),
)
@settings(deadline=None)
def test_the_order_of_input_never_matters(figures: list[tuple[str, int, str]], chance: random.Random) -> None:
    rows = [said(n, ref_area=area, time_period=year, value=value) for n, (area, year, value) in enumerate(figures)]
    shuffled = chance.sample(rows, len(rows))

    one, other = consolidate(rows, context()), consolidate(shuffled, context())

    assert one[0].equals(other[0])
    assert one[1] == other[1]
