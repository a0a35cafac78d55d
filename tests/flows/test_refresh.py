"""The flows of the schedule on a real server: what is due is fetched, built and published; without work they end at once."""

from __future__ import annotations

import json
import os
import shutil
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
from prefect.settings import PREFECT_API_URL

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


@pytest.fixture(scope="module")
def web() -> Iterator[Server]:
    with serving() as running:
        running.pages["/a"] = reply(REVISED)
        yield running


@pytest.fixture(scope="module")
def unbuilt_once(tmp_path_factory: pytest.TempPathFactory, web: Server) -> Path:
    """A folder with data of which one source is live, and with releases of before that source was there."""
    data = copy_data(tmp_path_factory.mktemp("unbuilt") / "data", ("cchc.laichau.gov.vn",))
    pipeline.build(Settings.load(data=data, environ={}))
    Site(Settings.load(data=data, environ={})).publish(LIVE, f"{web.url}/a")
    return data.parent


@pytest.fixture(scope="module")
def refreshed_once(unbuilt_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, State[Any]]:
    """The same after a first refresh, and how that ended."""
    folder = tmp_path_factory.mktemp("refreshed") / "all"
    shutil.copytree(unbuilt_once, folder, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARPIPE_DATA", str(folder / "data"))
        patch.setenv("PARPIPE_TARGETS", str(folder / "public"))
        return folder, run(refresh)


def place(folder: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return a copy of a folder that a test may break, which is what the settings of the flows name."""
    shutil.copytree(folder, target, symlinks=True)
    monkeypatch.setenv("PARPIPE_DATA", str(target / "data"))
    monkeypatch.setenv("PARPIPE_TARGETS", str(target / "public"))
    return Site(Settings.load(data=target / "data", environ={}))


@pytest.fixture
def unbuilt(unbuilt_once: Path, tmp_path: Path, web: Server, monkeypatch: pytest.MonkeyPatch) -> Site:
    web.asked.clear()
    web.pages["/a"] = reply(REVISED)
    return place(unbuilt_once, tmp_path / "all", monkeypatch)


@pytest.fixture
def site(refreshed_once: tuple[Path, State[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    return place(refreshed_once[0], tmp_path / "all", monkeypatch)


def run(flow: Any, *arguments: Any) -> State[Any]:
    return flow(*arguments, return_state=True)


def events(name: str, telling: str = "") -> list[dict[str, Any]]:
    """Return the events of a name that tell of something, once the server has some; those of other tests are there too."""
    deadline = time.monotonic() + 30
    with get_client(sync_client=True) as client:
        while time.monotonic() < deadline:
            found = client.request("POST", "/events/filter", json={"filter": {"event": {"name": [name]}}}).json()["events"]
            found = [one for one in found if telling in json.dumps(one["payload"])]
            if found:
                return found
            time.sleep(0.2)
    pytest.fail(f"no event {name} that tells of {telling}")


def test_what_is_due_is_fetched_built_and_published(refreshed_once: tuple[Path, State[Any]]) -> None:
    folder, state = refreshed_once
    site = Site(Settings.load(data=folder / "data", environ={}))

    assert state.is_completed()
    assert site.ledger(LIVE) == [("new", "changed")]
    assert verify(folder / "public/par-index").holds
    assert Artifact.get(report_key("refresh")).flow_run_id == state.state_details.flow_run_id
    changed, published = events("parpipe.source.changed"), events("parpipe.release.published")
    assert changed[0]["resource"]["prefect.resource.id"] == f"parpipe.source.{LIVE}"
    assert any(one["resource"]["prefect.resource.id"] == "parpipe.package.par-index" for one in published)


def test_the_next_run_has_nothing_to_do(
    site: Site, web: Server, refreshed_once: tuple[Path, State[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARPIPE_TARGETS", str(refreshed_once[0] / "public"))  # the target that the receipts name
    web.asked.clear()

    state = run(refresh)

    assert (state.is_completed(), state.message) == (True, "no source is due and nothing changed")
    assert web.paths() == []


def test_a_page_that_is_gone_is_a_finding_and_stops_nothing(unbuilt: Site, web: Server) -> None:
    web.pages["/a"] = reply(status="410 Gone")

    state = run(refresh)

    assert state.is_completed()
    assert events("parpipe.findings.raised", "source_gone")


def test_one_source_is_fetched_whether_it_is_due_or_not(site: Site) -> None:
    states = run(source, LIVE), run(source, "nowhere.example")

    assert states[0].is_completed()
    assert site.ledger(LIVE)[-1] == ("unchanged", "recorded_today")
    assert "is not in data/sources" in str(states[1].message)


@pytest.mark.parametrize("folder", ["captures", "releases/.work"])
def test_a_run_that_meets_another_is_skipped(folder: str, unbuilt: Site) -> None:
    with storage.exclusive(storage.make_folder(unbuilt.settings.data / folder)):
        state = run(refresh)

    assert (state.name, state.is_completed()) == ("Skipped", True)


def test_two_schedulers_at_once_do_the_work_once(unbuilt: Site, web: Server) -> None:
    command = [sys.executable, "-c", "from flows.refresh import refresh; print(refresh(return_state=True).name)"]
    server = {**os.environ, "PREFECT_API_URL": str(PREFECT_API_URL.value())}
    both = [subprocess.Popen(command, cwd=ROOT, env=server, stdout=subprocess.PIPE, text=True) for _ in range(2)]

    said = sorted(process.communicate(timeout=240)[0].split()[-1] for process in both)

    assert said in (["Completed", "Skipped"], ["Completed", "Completed"])
    assert web.paths() == ["/a"]
    assert sorted(path.name for path in (unbuilt.settings.releases / "par-index").glob("[0-9]*")) == ["1.0.0", "1.1.0"]


def test_a_target_that_cannot_be_used_fails_the_run_after_the_release(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site.settings.data.parent
    (folder / "file").write_text("")
    monkeypatch.setenv("PARPIPE_TARGETS", f"{folder / 'file'} {folder / 'second'}")

    state = run(refresh)

    assert isinstance(state.result(raise_on_failure=False), Unavailable)
    assert verify(folder / "second/par-index").holds
    assert "not everything could be published" in Artifact.get(report_key("refresh")).data


def test_publish_puts_back_what_is_missing_at_a_target(site: Site) -> None:
    pointer = site.settings.data.parent / "public/par-index/latest.json"
    pointer.unlink()

    state = run(publish)

    assert state.is_completed()
    assert pointer.is_file()
    assert "1 created" in Artifact.get(report_key("publish")).data


def test_watch_finds_a_published_file_that_is_otherwise(site: Site) -> None:
    before = run(watch)
    damaged = site.settings.data.parent / "public/par-index/latest/observations.csv"
    damaged.write_bytes(damaged.read_bytes().replace(b"85.99", b"85.98"))

    after = run(watch)

    assert before.is_completed()
    assert isinstance(after.result(raise_on_failure=False), Rejected)
    assert "observations.csv" in Artifact.get(report_key("watch")).data


def test_backfill_tells_what_would_change_and_releases_nothing(site: Site) -> None:
    before = sorted(site.settings.releases.glob("*/[0-9]*"))
    figures = site.settings.data / "snapshots/cchc.laichau.gov.vn/figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace(",66.46,", ",66.45,"), encoding="utf-8")

    state = run(backfill)

    [line] = [one for one in state.result() if one.startswith("par-index 1.1.0 → ")]
    assert "revised" in line
    assert "66.45" in Artifact.get(report_key("backfill")).data
    assert sorted(site.settings.releases.glob("*/[0-9]*")) == before
