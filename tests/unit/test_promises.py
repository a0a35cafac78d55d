"""What became of targets: met, missed, pending or unknown, and plans that promise without a figure."""

from typing import Any

import pytest

from parpipe.extractors.plans import extract_plans, plan_number
from parpipe.extractors.targets import extract_targets
from parpipe.model import Snapshot
from parpipe.readers import follow, read_document
from parpipe.readers.text import read_text
from parpipe.reading import read_targets
from parpipe.registry import load_registry
from parpipe.schema import to_table
from parpipe.targets import settle_targets, targets_table
from tests.conftest import DATA
from tests.package import package_tables, row
from tests.unit.test_narrative import BARE

REGISTRY = load_registry(DATA)
PAGES = [page for source in REGISTRY.sources.values() for page in source.snapshots if not page.curated]
PAGE = next(page for page in PAGES if page.source_id == "cchc.laichau.gov.vn")
TABLES = package_tables()


def target(**changes: Any) -> dict[str, Any]:
    """Return a target of Lai Châu for 2016, when its rank was 53 and its score 67.41 of 97.5."""
    [good] = TABLES["targets"].to_pylist()
    return {**good, "observed": None, "observed_statement": None, "outcome": "unknown", **changes}


def settled(**changes: Any) -> dict[str, Any]:
    changed = TABLES["changes"].to_pylist()
    [found] = settle_targets([target(**changes)], TABLES["observations"], to_table("changes", changed)).to_pylist()
    return found


@pytest.mark.parametrize(
    ("promise", "outcome"),
    [
        ({"value": "50"}, "missed"),
        ({"value": "53"}, "met"),
        ({"value": "55", "bound": "exactly"}, "met"),
        ({"value": "52", "bound": "at_most"}, "missed"),
        ({"measure": "score", "bound": "at_least", "value": "67.41"}, "met"),
        ({"measure": "score", "bound": "at_least", "value": "67.5"}, "missed"),
        ({"measure": "score", "bound": "at_most", "value": "67"}, "missed"),
        ({"measure": "rank_change", "bound": "at_least", "value": "5"}, "met"),
        ({"measure": "rank_change", "bound": "at_least", "value": "6"}, "missed"),
    ],
)
def test_a_promised_figure_is_met_by_itself_or_a_better_one(promise: dict[str, Any], outcome: str) -> None:
    assert settled(**promise)["outcome"] == outcome


def test_the_observed_figure_stands_beside_the_promise_with_its_statement() -> None:
    found = settled(value="50")

    assert (found["observed"], found["observed_statement"]) == ("53", "s0000000000000001")


@pytest.mark.parametrize(
    "promise",
    [
        {"ref_area": None},
        {"time_period": None},
        {"time_period": 2014},
        {"measure": None, "bound": None, "value": None},
        {"measure": "score", "value": "98"},  # on another scale than 97.5
        {"measure": "score_change", "bound": "at_least", "value": "1"},  # across two scales
    ],
)
def test_what_cannot_be_judged_is_unknown(promise: dict[str, Any]) -> None:
    assert settled(**promise)["outcome"] == "unknown"


def test_a_year_after_all_that_is_known_is_pending() -> None:
    assert settled(time_period=2017)["outcome"] == "pending"


PLAN = "Để nâng cao PAR INDEX, tỉnh ban hành Kế hoạch số 767/KH-UBND ngày 28/4/2017 cho giai đoạn 2017-2020."


def plans(text: str) -> list[tuple[str, str, int, int]]:
    found = extract_plans(read_text(text.encode()), BARE)
    return [(plan.number, plan.index_id, plan.from_period, plan.to_period) for plan in found]


def test_a_plan_to_raise_an_index_is_read_with_its_number_and_years() -> None:
    assert plans(PLAN) == [("767/KH-UBND", "PAR", 2017, 2020)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Để nâng cao", "Về"),
        ("PAR INDEX", "thu ngân sách"),
        ("PAR INDEX", "PAR INDEX, SIPAS"),
        ("số 767/KH-UBND", "mới"),
        ("giai đoạn 2017-2020", "những năm tới"),
        ("767/KH-UBND", "767/KH-UBND, 768/KH-UBND"),
    ],
)
def test_a_plan_that_lacks_any_of_it_is_not_read(old: str, new: str) -> None:
    assert plans(PLAN.replace(old, new)) == []


def test_a_plan_that_names_a_figure_is_a_target_with_its_number() -> None:
    document = read_text(f"{PLAN[:-1]}, phấn đấu đến năm 2020 PAR INDEX của Lai Châu xếp thứ 40/63.".encode())
    found = targets_table(extract_targets(document, BARE), extract_plans(document, BARE), document, PAGE).to_pylist()

    assert [(one["plan"], one["measure"], one["value"]) for one in found] == [("767/KH-UBND", "rank", "40")]


def test_the_number_of_a_plan_is_told_only_where_there_is_one() -> None:
    assert plan_number("Kế hoạch số 12/KH-UBND") == "12/KH-UBND"
    assert plan_number("Kế hoạch số 12/KH-UBND và 13/KH-UBND") is None
    assert plan_number("ngày 28/4/2017") is None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.source_id)
def test_the_words_of_a_promise_stand_where_it_says(page: Snapshot) -> None:
    document = read_document(page.path)

    for promise in read_targets(REGISTRY, page).to_pylist():
        assert follow(document, promise["locator"]) == promise["evidence"]


def test_the_page_of_lai_chau_ends_with_a_plan_for_2020_that_names_no_figure() -> None:
    [plan] = read_targets(REGISTRY, PAGE).to_pylist()

    told = {name: plan[name] for name in ("who", "index_id", "ref_area", "time_period", "from_period", "plan", "value")}
    assert told == {
        **{"who": "Lai Châu", "index_id": "PAR", "ref_area": "GSO12", "time_period": 2020, "from_period": 2017},
        **{"plan": "767/KH-UBND", "value": None},
    }


def test_rows_of_the_package_are_in_the_shape_of_the_table() -> None:
    assert row("targets", outcome="unknown").keys() == target().keys()
