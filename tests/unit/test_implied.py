"""What follows by arithmetic, with the cases of the catalogue: Quảng Ninh 2018, Hải Phòng 2023, Cần Thơ's way from 51 to 26."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.agreement import half_unit
from parpipe.consolidate import consolidate
from parpipe.implied import Implied, Levels, imply
from parpipe.keys import key_of
from parpipe.order import imply_order
from parpipe.weighing import implied_table, weigh
from tests.unit.test_derive import INDICES, context, rank, said


def implied(*rows: dict[str, Any], relations: tuple[dict[str, Any], ...] = (), index_id: str = "PAR") -> list[Implied]:
    return imply(rows, relations, INDICES[index_id])


def told(found: list[Implied]) -> list[tuple[int, str, str, str | None]]:
    return sorted((one.key[4], one.column, one.kind, None if one.value is None else str(one.value)) for one in found)


def relation(**changes: Any) -> dict[str, Any]:
    place = {"relation_id": f"r{1:016x}", "source_url": "https://gap.vn/1", "index_id": "PAR", "level": "province"}
    said_of = {"time_period": 2018, "component": "_T", "relation": "gap", "of_area": "GSO22", "other_area": "GSO54"}
    rest = {"value": "19.53", "count": None, "published_at": None, "published_precision": None}
    return {**place, **said_of, **rest, "recorded_at": said(1)["recorded_at"], **changes}


def test_a_change_and_one_level_give_the_other() -> None:
    change = said(2, time_period=2019, measure="score_change", value="1.03", ref_area="GSO22")

    after = implied(said(1, time_period=2019, value="90.09", ref_area="GSO22"), change)
    before = implied(said(1, time_period=2018, value="89.06", ref_area="GSO22"), change)

    assert told(after) == [(2018, "score", "change", "89.06")]
    assert told(before) == [(2019, "score", "change", "90.09")]
    assert (after[0].low, after[0].high) == (Decimal("89.05"), Decimal("89.07"))
    assert after[0].evidence == (change["statement_id"], said(1)["statement_id"])
    assert len(after[0].quotes) == 2


def test_a_change_of_rank_is_exact_and_upwards_means_a_smaller_number() -> None:
    change = said(2, measure="rank_change", value="10", time_period=2014)

    [one] = implied(rank(1, 52, time_period=2014), change)

    assert (one.value, one.low, one.high) == (62, 62, 62)
    assert told(implied(rank(1, 62, time_period=2013), change)) == [(2014, "rank", "change", "52")]


def test_a_change_goes_back_to_its_own_base_year() -> None:
    change = said(2, measure="score_change", value="5.95", time_period=2019, base_period=2015)

    assert told(implied(said(1, time_period=2019, value="84.43"), change)) == [(2015, "score", "change", "78.48")]


@pytest.mark.parametrize("changes", [{"approximate": True}, {"unit": "percent"}, {"scope": "regional"}])
def test_growth_approximations_and_regional_changes_imply_nothing(changes: dict[str, Any]) -> None:
    assert implied(said(1), said(2, measure="score_change", value="1.03", **changes)) == []


@pytest.mark.parametrize("quote", ["tăng từ 51 lên 31", "rose from 51st to 31st", "từ hạng 51/63 lên hạng 31/63"])
def test_a_way_from_one_rank_to_another_gives_the_rank_before(quote: str) -> None:
    [one] = implied(rank(1, 31, None, quote=quote))

    assert (one.key[4], one.kind, one.value) == (2015, "from_to", 51)


@pytest.mark.parametrize("quote", ["xếp thứ 31/63", "hạng 31 năm 2021", "năm 2021 xếp thứ 31", "31"])
def test_other_numbers_beside_a_rank_are_no_way(quote: str) -> None:
    assert implied(rank(1, 31, None, quote=quote)) == []


def test_a_gap_and_one_score_give_the_other() -> None:
    first = said(1, ref_area="GSO22", time_period=2018, value="89.06")

    [one] = implied(first, relations=(relation(),))

    assert (one.key[2], one.kind, one.value) == ("GSO54", "gap", Decimal("69.53"))
    assert one.evidence == (relation()["relation_id"], first["statement_id"])


def test_a_gap_to_the_mean_gives_the_score() -> None:
    mean = said(1, level="national", ref_area="ALL-PROV", measure="mean_score", time_period=2022, value="84.79")

    found = implied(mean, relations=(relation(time_period=2022, of_area="GSO58", other_area="ALL-PROV", value="0.99"),))

    assert [(one.key[1], one.key[2], one.value) for one in found] == [("province", "GSO58", Decimal("85.78"))]


PARTS = (("APPRAISAL", "57.92"), ("KTXH", "2.97"), ("LEADER", "18.29"), ("SIPAS", "8.15"))


def parts(*values: tuple[str, str], **changes: Any) -> list[dict[str, Any]]:
    common = {"time_period": 2023, "ref_area": "GSO66", **changes}
    return [
        {**said(10 + n, component=component, value=value, **common), "source_url": "https://khdt.daklak.gov.vn/1"}
        for n, (component, value) in enumerate(values)
    ]


def test_the_parts_of_one_complete_partition_on_one_page_give_the_whole() -> None:
    found = {one.key[3]: one for one in implied(*parts(*PARTS))}

    assert {part: one.value for part, one in found.items()} == {"_T": Decimal("87.33"), "IMPACT_BLOCK": Decimal("29.41")}
    assert (found["_T"].low, found["_T"].high) == (Decimal("87.31"), Decimal("87.35"))


def test_incomplete_or_scattered_parts_and_percentages_give_no_whole() -> None:
    scattered = [{**row, "source_url": f"https://a.vn/{n}"} for n, row in enumerate(parts(*PARTS))]
    percentages = parts(*((name, "90.00") for name, _ in PARTS), scale_max="100")

    assert [one.key[3] for one in implied(*parts(*PARTS[1:]))] == ["IMPACT_BLOCK"]
    assert implied(*parts(*PARTS[:3])) == implied(*scattered) == implied(*percentages) == []


def test_the_scores_of_all_units_give_their_mean() -> None:
    areas = [f"MIN-{code}" for code in ("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q")]
    rows = [said(n, level="ministry", ref_area=area, time_period=2023, value="84.38") for n, area in enumerate(areas)]

    [one] = implied(*rows)

    assert (one.key[1:3], one.kind, one.value) == (("national", "ALL-MIN"), "mean", Decimal("84.3800"))
    assert implied(*rows[1:]) == []


def test_a_rounded_level_is_not_used_beside_the_exact_one() -> None:
    change = said(3, measure="score_change", value="2.95", time_period=2019)
    rows = [said(1, time_period=2019, value="85"), said(2, time_period=2019, value="85.63"), change]

    assert told(implied(*rows)) == [(2018, "score", "change", "82.68")]


def test_a_level_coarser_than_its_change_may_have_been_cut_off() -> None:
    [one] = implied(said(1, time_period=2018, value="83.9"), said(2, measure="score_change", value="1.00", time_period=2019))

    assert one.allows(Decimal("84.98"))
    assert not one.allows(Decimal("85.02"))


CHANGES = st.decimals(min_value=-20, max_value=20, places=2)


@given(st.decimals(min_value=30, max_value=80, places=4), CHANGES, st.integers(1, 2))
def test_the_true_level_always_lies_in_the_interval(level: Decimal, change: Decimal, places: int) -> None:
    printed, stated = (value.quantize(Decimal(1).scaleb(-places)) for value in (level, change))

    found = implied(
        said(1, time_period=2018, value=str(printed)), said(2, time_period=2019, measure="score_change", value=str(stated))
    )

    assert found[0].low is not None
    assert found[0].high is not None
    assert found[0].low - half_unit(places) <= level + change <= found[0].high + half_unit(places)


def ranking(*standings: tuple[str, int, str]) -> list[dict[str, Any]]:
    rows = list[dict[str, Any]]()
    for n, (area, place, value) in enumerate(standings):
        rows += [said(20 + 2 * n, ref_area=area, value=value), rank(21 + 2 * n, place, ref_area=area)]
    return rows


def bounds(rows: list[dict[str, Any]], area: str, column: str) -> list[tuple[Decimal | None, Decimal | None]]:
    place = key_of(next(row for row in rows if row["ref_area"] == area)), column
    return [(one.low, one.high) for one in imply_order([place], Levels(rows))]


def test_neighbours_in_the_ranking_bound_a_contested_score() -> None:
    others = ranking(("GSO87", 2, "46.72"), ("GSO24", 4, "46.04"))
    own = [rank(1, 3, ref_area="GSO22"), said(2, ref_area="GSO22", value="44.66"), said(3, ref_area="GSO22", value="46.66")]

    assert bounds([*others, *own], "GSO22", "score") == [(Decimal("46.04"), Decimal("46.72"))]


def test_neighbours_in_the_ranking_bound_a_contested_rank() -> None:
    others = ranking(("GSO79", 33, "86.97"), ("GSO17", 35, "86.76"))
    own = [said(1, ref_area="GSO96", value="86.89"), rank(2, 32, ref_area="GSO96"), rank(3, 34, ref_area="GSO96")]

    assert bounds([*others, *own], "GSO96", "rank") == [(34, 34)]


def test_a_claimed_rank_that_another_unit_holds_leaves_the_free_one() -> None:
    own = [rank(2, 7, ref_area="GSO80"), rank(3, 8, ref_area="GSO80")]

    assert bounds([rank(1, 7, ref_area="GSO10"), *own], "GSO80", "rank") == [(8, 8)]
    assert bounds(own, "GSO80", "rank") == []


def test_implied_values_stand_beside_what_is_held_and_never_fill_it() -> None:
    rows = [said(1, time_period=2019, value="90.09"), said(2, time_period=2019, measure="score_change", value="1.03")]
    contested = [*rows, {**said(3, time_period=2018, value="89.6"), "source_url": "https://vna.vn/1"}]

    alone, beside = (_table(statements) for statements in (rows, contested))

    assert [(row["time_period"], row["verdict"], row["held"]) for row in alone[1]] == [(2018, "not_held", None)]
    assert [row["time_period"] for row in alone[0]] == [2019]
    assert ("89.06", "contests", "89.6", True) in {
        (row["value"], row["verdict"], row["held"], row["independent"]) for row in beside[1]
    }


def _table(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    heard = weigh(rows, (), context())
    observations, _ = consolidate(rows, heard)
    return observations.to_pylist(), implied_table(observations, rows, heard).to_pylist()
