"""docs/method.md is true: its worked examples are what a release holds, and it names every word that a reader meets."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parpipe.drafts import TABLES
from parpipe.precedence import read_precedence
from parpipe.profiles import FEWEST_OF_MEAN, FEWEST_OF_SHARE, FEWEST_OF_SPREAD, FEWEST_OF_TREND, FEWEST_PEERS, MOST_NAMED
from parpipe.releases import open_table
from parpipe.schema import load_schema
from tests.conftest import DATA, ROOT

METHOD = (ROOT / "docs/method.md").read_text(encoding="utf-8")
SAID = " ".join(METHOD.split())
TWO_PAGES = 1300
"""How many words two pages hold."""


def rows(released: Path, table: str, **wanted: Any) -> list[dict[str, Any]]:
    found = open_table("par-index", table, released / "releases").to_pylist()
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def printed(name: str) -> list[str]:
    """Return the lines of the table that a marker names, without its header."""
    _, _, rest = METHOD.partition(f"<!-- table: {name} -->\n\n")
    return rest.partition("\n\n")[0].splitlines()[2:]


def lai_chau(released: Path) -> Iterator[str]:
    unit = {"ref_area": "GSO12", "component": "_T"}
    changes = {row["time_period"]: row for row in rows(released, "changes", **unit)}
    for row in rows(released, "observations", **unit):
        if row["time_period"] <= 2016:
            moved = changes.get(row["time_period"])
            cells = [row["time_period"], f"{row['score']}/{row['scale_max']}", f"{row['rank']}/{row['ranked_count']}"]
            cells += _moved(moved) if moved else [""] * 5
            yield f"| {' | '.join(map(str, cells))} |".replace("|  |", "| |").replace("|  |", "| |")


def _moved(change: dict[str, Any]) -> list[str]:
    share = f"{float(change['score_pct_change']):.2f}"
    reason = change["not_comparable_reason"] or "yes"
    return [change["stated_score_change"], change["score_change"], share, reason, change["score_verdict"]]


def quang_ninh(released: Path) -> Iterator[str]:
    key = {"ref_area": "GSO22", "component": "_T", "time_period": 2018}
    [held] = rows(released, "observations", **key)
    pages = defaultdict[str, set[str]](set)
    for row in rows(released, "statements", measure="score", **key):
        pages[row["value"]].add(row["source_id"])
    for value, sources in sorted(pages.items(), key=lambda item: (item[0] != held["score"], item[0])):
        yield f"| {value} | {', '.join(sorted(sources))} | {'held' if value == held['score'] else 'rival'} |"


def test_the_series_of_lai_chau_is_what_a_release_holds(released: Path) -> None:
    assert printed("lai-chau") == list(lai_chau(released))


def test_what_is_said_of_lai_chau_is_what_its_profile_and_target_say(released: Path) -> None:
    [profile] = rows(released, "profiles", ref_area="GSO12")
    [plan] = rows(released, "targets", ref_area="GSO12")

    first, second, third = (_number(profile[name]) for name in ("score_mean", "score_deviation", "trend"))
    assert f"over {profile['score_years']} comparable years the mean is {first}, the standard deviation {second}" in SAID
    assert f"the trend {third} a year with an error of {_number(profile['trend_error'])}" in SAID
    low = round(float(profile["bottom_quarter_share"]) * profile["bottom_quarter_years"])
    assert f"in {low} of {profile['bottom_quarter_years']} years with a rank it was in the bottom quarter" in SAID
    assert f"{profile['best_rank']} in {profile['best_rank_period']}" in SAID
    assert f"`{plan['plan']}`" in SAID
    assert (plan["value"], plan["time_period"], plan["outcome"]) == (None, 2020, "unknown")


def _number(text: str) -> str:
    return f"{float(text):.2f}"


def test_the_rivals_of_quang_ninh_are_what_a_release_holds(released: Path) -> None:
    [held] = rows(released, "observations", ref_area="GSO22", component="_T", time_period=2018)

    assert printed("quang-ninh-2018") == list(quang_ninh(released))
    assert f"`held_because` is `{held['held_because'].split('|')[0]}`" in SAID
    assert held["obs_status"] == "U"


def test_the_arithmetic_of_quang_ninh_is_printed_by_pages_and_closes(released: Path) -> None:
    [second] = rows(released, "observations", ref_area="GSO01", component="_T", time_period=2018)
    [later] = rows(released, "observations", ref_area="GSO22", component="_T", time_period=2019)
    stated = rows(released, "statements", ref_area="GSO22", component="_T", time_period=2019, measure="score_change")

    assert (second["score"], later["score"]) == ("83.98", "90.09")
    assert {row["value"] for row in stated} == {"1.03"}
    assert {row["source_id"] for row in stated} >= {"quangninh.gov.vn"}
    assert round(83.98 + 5.08, 2) == round(90.09 - 1.03, 2) == 89.06


def test_both_rivals_of_quang_ninh_are_accepted_with_a_reason(released: Path) -> None:
    found = rows(released, "findings", code="rival_values", key="PAR/province/GSO22/2018")

    assert {(row["value"], row["status"]) for row in found} == {("81", "accepted"), ("89.6", "accepted")}


@pytest.mark.parametrize("criterion", [*read_precedence(DATA)[0], "voices", "precision"])
def test_every_criterion_of_the_order_is_explained(criterion: str) -> None:
    assert criterion == "order" or f"`{criterion}`" in SAID


ENUMS = [("coverage", "score"), ("targets", "outcome"), ("changes", "score_verdict"), ("reconciliation", "verdict")]


@pytest.mark.parametrize(("table", "column"), ENUMS)
def test_every_value_of_a_verdict_is_explained(table: str, column: str) -> None:
    [field] = [field for field in load_schema(table)["fields"] if field["name"] == column]

    assert [value for value in field["constraints"]["enum"] if f"`{value}`" not in METHOD] == []


def test_every_reason_not_to_compare_is_named() -> None:
    [field] = [field for field in load_schema("changes")["fields"] if field["name"] == "not_comparable_reason"]
    reasons = re.findall(r"[a-z]+_[a-z_]+", field["constraints"]["pattern"])

    assert len(set(reasons)) == 7
    assert [reason for reason in reasons if f"`{reason}`" not in METHOD] == []


def test_every_table_of_figures_and_every_column_of_profiles_is_explained() -> None:
    reference = {"areas", "area_names", "area_succession", "components", "sources", "statements", "relations", "revisions"}
    described = {"implied": "Arithmetic"}

    assert [name for name in TABLES if name not in reference and described.get(name, f"`{name}`") not in METHOD] == []
    plain = re.compile(r"index_id|level|ref_area|area_name_..|.*_period|year_count|comparability_group")
    columns = [field["name"] for field in load_schema("profiles")["fields"] if not plain.fullmatch(field["name"])]
    assert [name for name in columns if f"`{name}`" not in METHOD] == []


def test_the_numbers_of_years_that_profiles_need_are_told() -> None:
    needed = {"score_mean": FEWEST_OF_MEAN, "bottom_quarter_share": FEWEST_OF_SHARE, "score_deviation": FEWEST_OF_SPREAD}
    needed["trend"] = FEWEST_OF_TREND

    for column, years in needed.items():
        [line] = [line for line in METHOD.splitlines() if line.startswith(f"| `{column}`")]
        assert line.endswith(f"| under {years} years |")
    assert f"no year with {FEWEST_PEERS} known units" in SAID
    assert f"up to {MOST_NAMED} components" in SAID


@pytest.mark.parametrize("package", ["par-index", "sipas", "dti", "papi", "pci"])
def test_every_code_in_the_findings_of_a_release_is_documented(released: Path, package: str) -> None:
    codes = set(open_table(package, "findings", released / "releases")["code"].to_pylist())
    documented = set(re.findall(r"^\| `([a-z_]+)` \|", (ROOT / "docs/findings.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert codes - documented == set()


def test_it_has_two_pages_and_its_links_lead_somewhere() -> None:
    assert len(METHOD.split()) <= TWO_PAGES
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", METHOD)
    assert links
    assert all((ROOT / "docs" / link).exists() for link in links)
