from datetime import date
from typing import Any

import pytest

from parpipe.rules import RULES, check_statements
from parpipe.schema import to_table
from tests.rows import statement

RANK = {"measure": "rank", "value": "53", "scale_max": None, "unit": None, "ranked_count": 63}
RANK_CHANGE = {"measure": "rank_change", "value": "5", "scale_max": None, "unit": None}

MUTATIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "rank_outside_count": (RANK, {"value": "64"}),
    "rank_below_one": (RANK, {"value": "0"}),
    "rank_not_whole": (RANK_CHANGE, {"value": "5.5"}),
    "score_above_scale": ({}, {"value": "97.51"}),
    "score_below_zero": ({}, {"value": "-0.01"}),
    "change_exceeds_count": (RANK_CHANGE, {"value": "-64"}),
    "published_after_capture": ({}, {"published_at": date(2026, 11, 23)}),
    "figure_before_its_year": ({}, {"time_period": 2019}),
}


def test_every_rule_has_a_mutation() -> None:
    assert MUTATIONS.keys() == RULES.keys()


@pytest.mark.parametrize("code", MUTATIONS)
def test_a_mutation_of_a_good_statement_trips_its_rule_and_no_other(code: str) -> None:
    good, mutation = MUTATIONS[code]
    table = to_table("statements", [statement(**good), statement(**{**good, **mutation})])

    kept, findings = check_statements(table, "snapshots/example.vn/figures.csv", curated=True)

    assert kept.to_pylist() == [statement(**good)]
    assert [(finding.code, finding.severity) for finding in findings] == [(code, "error")]


def test_a_finding_names_the_document_the_place_the_field_and_the_reason() -> None:
    table = to_table("statements", [statement(**RANK | {"value": "64", "locator": "row=7&col=11"})])

    _, [finding] = check_statements(table, "snapshots/example.vn/figures.csv", curated=True)

    assert (finding.table, finding.key, finding.field) == ("snapshots/example.vn/figures.csv", "row=7&col=11", "rank")
    assert finding.message == "rank 64 of 63"


def test_a_bad_figure_of_a_page_is_withheld_with_a_warning() -> None:
    table = to_table("statements", [statement(value="98")])

    kept, [finding] = check_statements(table, "snapshots/example.vn/page.html", curated=False)

    assert len(kept) == 0
    assert finding.severity == "warning"
    assert "withheld" in finding.message


@pytest.mark.parametrize(
    "changes", [{"ranked_count": None, **RANK, "value": "63"}, {"scale_max": None, "value": "100"}, {"published_at": None}]
)
def test_what_a_source_does_not_say_breaks_no_rule(changes: dict[str, Any]) -> None:
    table = to_table("statements", [statement(**changes)])

    kept, findings = check_statements(table, "x", curated=True)

    assert len(kept) == 1
    assert findings == []


def test_a_document_without_figures_breaks_no_rule() -> None:
    kept, findings = check_statements(to_table("statements", []), "x", curated=True)

    assert (len(kept), findings) == (0, [])
