"""Coverage: a row for every unit and year, whatever is known of it."""

from collections import Counter
from typing import Any

from parpipe.claims import Precedence
from parpipe.consolidate import Context, consolidate
from parpipe.coverage import count_states, coverage_matrix, derive_coverage
from parpipe.precedence import read_precedence
from parpipe.registry import load_reference
from tests.conftest import DATA
from tests.rows import source, statement

INDICES, AREAS = load_reference(DATA)
CONTEXT = Context(
    INDICES["PAR"],
    AREAS,
    Precedence(read_precedence(DATA)[0], {name: source(name) for name in ("example.vn", "other.vn")}),
)


def covered(
    rows: list[dict[str, Any]], implied: tuple[dict[str, Any], ...] = ()
) -> dict[tuple[str, int, str], tuple[str, str]]:
    observations, findings = consolidate(rows, CONTEXT)
    table = derive_coverage(observations, implied, findings, CONTEXT).to_pylist()
    return {(row["level"], row["time_period"], row["ref_area"]): (row["score"], row["rank"]) for row in table}


def said(year: int, value: str = "80.10", **changes: Any) -> dict[str, Any]:
    return statement(time_period=year, value=value, scale_max="100", statement_id=f"s{year}{value}", **changes)


def test_every_unit_has_a_row_for_every_year_between_the_first_and_the_last() -> None:
    found = covered([said(2014), said(2016)])

    assert Counter(year for _, year, _ in found) == {2014: 63, 2015: 63, 2016: 63}
    assert found["province", 2016, "GSO12"] == ("held", "none")
    assert Counter(found.values()) == {("held", "none"): 2, ("none", "none"): 187}


def test_a_second_value_makes_the_score_contested_and_not_the_rank() -> None:
    rank = {"measure": "rank", "ranked_count": 63}
    rows = [said(2016), said(2016, "75.00", source_id="other.vn", source_url="https://other.vn/a")]
    rows.append({**said(2016, "53"), **rank, "scale_max": None})

    assert covered(rows)["province", 2016, "GSO12"] == ("contested", "held")


def test_what_only_follows_from_others_is_implied_and_what_is_held_stays_held() -> None:
    key = {"level": "province", "ref_area": "GSO12", "component": "_T"}
    implied = (
        {**key, "time_period": 2015, "measure": "rank", "value": "58"},
        {**key, "time_period": 2015, "measure": "score", "value": None},
        {**key, "time_period": 2016, "measure": "score", "value": "80.10"},
    )

    found = covered([said(2016)], implied)

    assert found["province", 2015, "GSO12"] == ("none", "implied")
    assert found["province", 2016, "GSO12"] == ("held", "none")


def test_parts_of_an_index_do_not_count_as_the_index() -> None:
    assert covered([said(2016, component="TTHC")]) == {}


def test_a_mean_is_expected_only_where_it_is_ever_stated() -> None:
    found = covered([said(2016, measure="mean_score", level="national", ref_area="ALL-PROV")])

    assert found == {("national", 2016, "ALL-PROV"): ("held", "none")}


def test_the_matrix_counts_the_units_by_state() -> None:
    observations, findings = consolidate([said(2015), said(2016)], CONTEXT)

    lines = list(coverage_matrix(count_states(derive_coverage(observations, (), findings, CONTEXT))))

    assert lines == [
        ("level", "measure", "state", "2015", "2016"),
        ("province", "score", "held", "1", "1"),
        ("province", "score", "none", "62", "62"),
        ("province", "rank", "none", "63", "63"),
    ]
