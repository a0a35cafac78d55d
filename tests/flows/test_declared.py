"""What is declared: prefect.yaml is understood, every entrypoint is a flow, and live sources bring their schedules."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from prefect.flows import load_flow_from_entrypoint

from flows.declared import read_deployments
from parpipe.errors import BadConfiguration, Missing
from parpipe.settings import Settings
from tests.conftest import ROOT
from tests.web.site import Site, make_site

NAMES = ["refresh", "source", "build", "publish", "watch", "backfill"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = make_site(tmp_path)
    site.publish("son", "http://127.0.0.1:9/a")
    return site


def test_every_deployment_leads_to_a_flow_of_its_name() -> None:
    found = read_deployments(ROOT, Settings.load(environ={}, data=ROOT / "data"))

    assert [one.name for one in found] == NAMES
    assert [load_flow_from_entrypoint(f"{ROOT}/{one.entrypoint}").name for one in found] == NAMES


def test_one_run_of_a_deployment_at_a_time_and_all_schedules_by_the_clock_of_vietnam() -> None:
    found = read_deployments(ROOT, Settings.load(environ={}, data=ROOT / "data"))

    schedules = [schedule for one in found for schedule in one.schedules.values()]
    assert {(one.limit, one.options["collision_strategy"]) for one in found} == {(1, "CANCEL_NEW")}
    assert {schedule["timezone"] for schedule in schedules} == {"Asia/Ho_Chi_Minh"}


def test_a_live_source_brings_its_cron_line_to_refresh_alone(site: Site) -> None:
    found = {one.name: one for one in read_deployments(ROOT, site.settings)}

    assert found["refresh"].schedules["sources 30 6 * * 1"] == {"cron": "30 6 * * 1", "timezone": "Asia/Ho_Chi_Minh"}
    assert [name for name, one in found.items() if "sources 30 6 * * 1" in one.schedules] == ["refresh"]


@pytest.mark.parametrize("broken", ["deployments: [", "name: parpipe", "deployments: [{name: refresh}]"])
def test_a_declaration_that_is_not_understood_is_told(broken: str, site: Site, tmp_path: Path) -> None:
    (tmp_path / "prefect.yaml").write_text(broken)

    with pytest.raises(BadConfiguration, match=r"prefect\.yaml is not understood"):
        read_deployments(tmp_path, site.settings)


def test_without_a_declaration_it_is_said_where_it_is_missing(site: Site, tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"prefect\.yaml is missing"):
        read_deployments(tmp_path, site.settings)


def test_every_schedule_has_a_slug_of_its_own() -> None:
    declared = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]

    slugs = [[schedule["slug"] for schedule in one.get("schedules", [])] for one in declared]

    assert all(len(set(names)) == len(names) for names in slugs)
