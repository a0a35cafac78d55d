"""A server on PostgreSQL, a worker in another process, and the schedules of the registry: nobody starts a run by hand.

This is the only test that notices a scheduler that fails silently, as Prefect's does with some versions of SQLAlchemy.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from parpipe.registry import load_registry
from parpipe.settings import Settings
from parpipe.verify import verify
from tests.e2e.postgres import running_postgres
from tests.e2e.stage import Stage, staged
from tests.web.server import Server, reply, serving
from tests.web.site import ROWS, Site, page

pytestmark = pytest.mark.programs
LIVE = "son.example"
REVISED = {**ROWS, "Sơn La": ("85,99", 43)}


@dataclass
class Hook:
    """What a webhook was told."""

    port: int = 0
    told: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    hook = Hook()

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        hook.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield hook
        server.shutdown()


@pytest.fixture(scope="module")
def web() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory, hook: Hook, web: Server) -> Iterator[Stage]:
    """A team's hosts, as soon as the schedule of the registry has led to a release, and that to a look at it."""
    folder = tmp_path_factory.mktemp("team")
    told = {
        "PARPIPE_WEBHOOK": f"http://127.0.0.1:{hook.port}/secret-token",
        "PARPIPE_LINEAGE": str(folder / "lineage.jsonl"),
        "PARPIPE_TARGETS": str(folder / "public"),
    }
    with running_postgres("prefect") as postgres, staged(folder / "stage", ("cchc.laichau.gov.vn",), **told) as stage:
        stage.environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = postgres.url("prefect", "postgresql+asyncpg")
        site = Site(Settings.load(data=stage.checkout / "data", environ={}))
        site.publish(LIVE, f"{web.url}/a")
        source = stage.checkout / f"data/sources/{LIVE}.yaml"
        source.write_text(source.read_text(encoding="utf-8").replace("30 6 * * 1", "'* * * * *'"), encoding="utf-8")
        web.pages["/a"] = reply(page(REVISED))
        stage.declare(lambda declared: declared["refresh"]["schedules"].append({"slug": "often", "interval": 15.0}))
        port = str(urlsplit(stage.environment["PREFECT_API_URL"]).port)
        stage.start("server", "serve", "--only", "server", "--port", port)
        stage.until("server", stage.is_healthy)
        stage.start("worker", "serve", "--only", "worker", "--port", port)
        stage.until("scheduled run", lambda: stage.runs("refresh", "COMPLETED", "FAILED", "CRASHED"))
        stage.until("look at what was published", lambda: stage.runs("watch", "COMPLETED", "FAILED", "CRASHED"))
        yield stage


def test_the_registry_scheduled_a_run_that_a_worker_completed(team: Stage) -> None:
    [run, *_] = team.runs("refresh", "COMPLETED", "FAILED", "CRASHED")

    assert run["state_type"] == "COMPLETED", team.logs()
    assert "auto-scheduled" in run["tags"]
    assert run["infrastructure_pid"]


def test_the_run_fetched_built_and_published_a_release_that_proves_itself(team: Stage) -> None:
    data, public = team.checkout / "data", team.checkout.parents[1] / "public"

    found = [verify(public / "par-index"), verify(data / "releases/par-index", data)]

    assert [one.holds for one in found] == [True, True], found
    assert found[1].results["evidence"].outcome == "ok"
    assert len(load_registry(data).sources[LIVE].snapshots) == 2
    assert "85.99" in (public / "par-index/latest/observations.csv").read_text(encoding="utf-8")


def test_runs_between_had_nothing_to_do_and_ended_at_once(team: Stage) -> None:
    idle = "no source is due and nothing changed"
    quiet = team.until("run without work", lambda: [one for one in team.runs("refresh") if one["state"]["message"] == idle])

    reports = team.ask("artifacts/filter", artifacts={"key": {"any_": ["refresh-report"]}})

    assert reports
    assert not {one["flow_run_id"] for one in reports} & {one["id"] for one in quiet}


def test_runs_whose_process_is_gone_without_a_heartbeat_are_given_up_by_the_next(team: Stage) -> None:
    [run, *_] = team.runs("refresh")
    lost = {state: _lost_run(team, run, state) for state in ("PENDING", "RUNNING", "CANCELLING")}

    def given_up() -> dict[str, str]:
        ended = {one["id"]: one for one in team.runs("refresh", "CRASHED", "CANCELLED")}
        return {state: ended[run_id]["state_type"] for state, run_id in lost.items() if run_id in ended}

    team.until("the end of the lost runs", lambda: len(given_up()) == len(lost))

    assert given_up() == {"PENDING": "CRASHED", "RUNNING": "CRASHED", "CANCELLING": "CANCELLED"}


def _lost_run(team: Stage, run: dict[str, Any], state: str) -> str:
    """Return the id of a run of the same deployment that counts as being at work, and is not."""
    lost = team.ask("flow_runs/", flow_id=run["flow_id"], deployment_id=run["deployment_id"], state={"type": "RUNNING"})
    team.ask(f"flow_runs/{lost['id']}/set_state", state={"type": state}, force=True)
    return str(lost["id"])


def test_what_happened_is_told_as_events(team: Stage) -> None:
    [changed] = team.events("parpipe.source.changed")
    published = team.events("parpipe.release.published")

    assert changed["resource"]["prefect.resource.id"] == f"parpipe.source.{LIVE}"
    assert changed["payload"]["documents"] == ["page.html"]
    assert "parpipe.package.par-index" in {one["resource"]["prefect.resource.id"] for one in published}


def test_an_automation_looked_at_what_was_published(team: Stage) -> None:
    [run, *_] = team.runs("watch", "COMPLETED", "FAILED", "CRASHED")

    assert run["state_type"] == "COMPLETED", team.logs()
    assert run["created_by"]["type"] == "AUTOMATION"


def test_the_webhook_was_told_of_new_releases_and_no_log_has_its_address(team: Stage, hook: Hook) -> None:
    assert {one["event"] for one in hook.told} == {"parpipe.release.published"}
    assert any("par-index 1.0.0" in one["text"] for one in hook.told)
    assert "secret-token" not in team.logs()
    assert "secret-token" not in json.dumps(team.ask("logs/filter", limit=200))


def test_every_run_left_its_lineage(team: Stage) -> None:
    lines = (team.checkout.parents[1] / "lineage.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]

    refresh = [one for one in events if one["job"]["name"] == "refresh"][:2]

    assert [one["eventType"] for one in refresh] == ["START", "COMPLETE"]
    assert refresh[0]["run"]["runId"] == refresh[1]["run"]["runId"] == team.runs("refresh")[0]["id"]
    assert f"sources/{LIVE}" in {one["name"] for one in refresh[1]["inputs"]}
    assert "releases/par-index" in {one["name"] for one in refresh[1]["outputs"]}


def test_a_schedule_that_is_removed_really_stops(team: Stage) -> None:
    source = team.checkout / f"data/sources/{LIVE}.yaml"
    source.write_text(source.read_text(encoding="utf-8").replace("'* * * * *'", "null"), encoding="utf-8")
    team.declare(lambda declared: declared["refresh"]["schedules"].pop())

    check, mended, again = team.run("deploy", "--check"), team.run("deploy"), team.run("deploy", "--check")

    assert (check.returncode, mended.returncode, again.returncode) == (1, 0, 0), check.stderr + mended.stderr
    assert "the schedule 'sources * * * * *'" in check.stdout
    assert "the schedule 'often'" in check.stdout
    waiting = {"state": {"type": {"any_": ["SCHEDULED"]}}}
    ask = {"deployments": {"name": {"any_": ["refresh"]}}, "flow_runs": waiting}
    due = team.until("the runs of the next days", lambda: team.ask("flow_runs/filter", **ask))
    assert {run["auto_scheduled"] for run in due} == {True}
    assert all("T22:30:00" in run["expected_start_time"] for run in due)  # 05:30 in Vietnam, by prefect.yaml


def test_both_halves_end_cleanly(team: Stage) -> None:
    assert team.stop("worker") == 0, team.logs()
    assert team.stop("server") == 0, team.logs()
