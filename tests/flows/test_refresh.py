"""The flows of the schedule on a real server: what is due is fetched, built and published; without work they end at once."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State

from flows.account import report_key
from flows.care import backfill, publish, watch
from flows.refresh import refresh, source
from parpipe import pipeline, storage
from parpipe.errors import Rejected, Unavailable
from parpipe.settings import Settings
from parpipe.verify import verify
from tests.conftest import ROOT, copy_data
from tests.web.server import Server, reply, serving
from tests.web.site import ROWS, Site, page

LIVE = "son.example"
REVISED = page({**ROWS, "Sơn La": ("85,99", 43)})


@pytest.fixture
def web() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, web: Server, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A data folder with one source that is live, and the settings of the flows."""
    data = copy_data(tmp_path / "data", ("cchc.laichau.gov.vn",))
    site = Site(Settings.load(data=data, environ={}))
    site.publish(LIVE, f"{web.url}/a")
    web.pages["/a"] = reply(REVISED)
    monkeypatch.setenv("PARPIPE_DATA", str(data))
    monkeypatch.setenv("PARPIPE_TARGETS", str(tmp_path / "public"))
    return site


def run(flow: Any, *arguments: Any) -> State[Any]:
    return flow(*arguments, return_state=True)


def events(name: str) -> list[dict[str, Any]]:
    """Return the events of a name, once the server has some."""
    deadline = time.monotonic() + 30
    with get_client(sync_client=True) as client:
        while time.monotonic() < deadline:
            found = client.request("POST", "/events/filter", json={"filter": {"event": {"name": [name]}}}).json()["events"]
            if found:
                return found
            time.sleep(0.2)
    pytest.fail(f"no event {name}")


def test_what_is_due_is_fetched_built_and_published_and_the_next_run_has_nothing_to_do(site: Site, web: Server) -> None:
    first, second = run(refresh), run(refresh)

    assert (first.is_completed(), second.is_completed()) == (True, True)
    assert second.message == "no source is due and nothing changed"
    assert web.paths() == ["/a"]
    assert site.ledger(LIVE) == [("new", "changed")]
    assert verify(site.settings.data.parent / "public/par-index").holds
    assert Artifact.get(report_key("refresh")).flow_run_id == first.state_details.flow_run_id


def test_what_happened_is_told_as_events(site: Site) -> None:
    run(refresh)

    changed, published = events("parpipe.source.changed"), events("parpipe.release.published")
    assert changed[0]["resource"]["prefect.resource.id"] == f"parpipe.source.{LIVE}"
    assert any(one["resource"]["prefect.resource.id"] == "parpipe.package.par-index" for one in published)


def test_a_page_that_is_gone_is_a_finding_and_stops_nothing(site: Site, web: Server) -> None:
    web.pages["/a"] = reply(status="410 Gone")

    state = run(refresh)

    assert state.is_completed()
    assert any("source_gone" in json.dumps(one["payload"]) for one in events("parpipe.findings.raised"))


def test_one_source_is_fetched_whether_it_is_due_or_not(site: Site, web: Server) -> None:
    run(refresh)

    states = run(source, LIVE), run(source, "nowhere.example")

    assert states[0].is_completed()
    assert site.ledger(LIVE)[-1] == ("unchanged", "recorded_today")
    assert "is not in data/sources" in str(states[1].message)


@pytest.mark.parametrize("folder", ["captures", "releases/.work"])
def test_a_run_that_meets_another_is_skipped(folder: str, site: Site) -> None:
    place = storage.make_folder(site.settings.data / folder)

    with storage.exclusive(place):
        state = run(refresh)

    assert (state.name, state.is_completed()) == ("Skipped", True)


def test_two_schedulers_at_once_do_the_work_once(site: Site, web: Server) -> None:
    command = [sys.executable, "-c", "from flows.refresh import refresh; print(refresh(return_state=True).name)"]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]

    said = sorted(process.communicate(timeout=240)[0].split()[-1] for process in both)

    assert [process.returncode for process in both] == [0, 0]
    assert said in (["Completed", "Skipped"], ["Completed", "Completed"])
    assert web.paths() == ["/a"]
    assert sorted(path.name for path in (site.settings.releases / "par-index").glob("[0-9]*")) == ["1.0.0"]


def test_a_target_that_cannot_be_used_fails_the_run_after_the_release(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    (site.settings.data.parent / "file").write_text("")
    monkeypatch.setenv("PARPIPE_TARGETS", f"{site.settings.data.parent / 'file'} {site.settings.data.parent / 'public'}")

    state = run(refresh)

    assert isinstance(state.result(raise_on_failure=False), Unavailable)
    assert verify(site.settings.releases / "par-index").holds
    assert verify(site.settings.data.parent / "public/par-index").holds
    assert "not everything could be published" in Artifact.get(report_key("refresh")).data


def test_publish_puts_back_what_is_missing_at_a_target(site: Site) -> None:
    run(refresh)
    (site.settings.data.parent / "public/par-index/latest.json").unlink()

    state = run(publish)

    assert state.is_completed()
    assert (site.settings.data.parent / "public/par-index/latest.json").is_file()
    assert "1 created" in Artifact.get(report_key("publish")).data


def test_watch_finds_a_published_file_that_is_otherwise(site: Site) -> None:
    run(refresh)
    before = run(watch)
    damaged = site.settings.data.parent / "public/par-index/latest/observations.csv"
    damaged.write_bytes(damaged.read_bytes().replace(b"85.99", b"85.98"))

    after = run(watch)

    assert before.is_completed()
    assert isinstance(after.result(raise_on_failure=False), Rejected)
    assert "observations.csv" in Artifact.get(report_key("watch")).data


def test_backfill_tells_what_would_change_and_releases_nothing(site: Site) -> None:
    pipeline.build(site.settings)
    before = sorted(site.settings.releases.glob("*/[0-9]*"))
    figures = site.settings.data / "snapshots/cchc.laichau.gov.vn/figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace(",66.46,", ",66.45,"), encoding="utf-8")

    state = run(backfill)

    assert any("par-index 1.0.0 → 1.1.0" in line and "1 revised" in line for line in state.result())
    assert "66.45" in Artifact.get(report_key("backfill")).data
    assert sorted(site.settings.releases.glob("*/[0-9]*")) == before
