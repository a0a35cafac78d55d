"""The flow on a real server: what it does to the releases, what it leaves on the server, and what it tries again."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect import flow
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import State, TaskRun

from flows.account import report_key
from flows.build import build, read, validate
from flows.cluster import Part
from flows.steps import worth_retrying
from parpipe import pipeline
from parpipe.errors import BadConfiguration, Busy, Rejected, Unavailable
from parpipe.settings import Settings
from tests.conftest import FEW

INDICES = ("DTI", "PAPI", "PAR", "PCI", "SIPAS")
REPORT_KEY = report_key("build")
READ = f"read from {min(FEW)}"
"""The task of the only batch of sources."""
Tree = Callable[[Path], dict[str, bytes | str]]


def run_flow(data: Path, monkeypatch: pytest.MonkeyPatch, **parameters: Any) -> State[Any]:
    monkeypatch.setenv("PARPIPE_DATA", str(data))
    monkeypatch.delenv("PARPIPE_RELEASES", raising=False)
    return build(**parameters, return_state=True)


def task_runs(flow_run_id: UUID | None, last: str) -> dict[str, TaskRun]:
    """Return a flow run's task runs by name, once the server, which gets them as events, knows how the last one ended."""
    assert flow_run_id is not None
    deadline = time.monotonic() + 30
    with get_client(sync_client=True) as client:
        while time.monotonic() < deadline:
            found = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id])))
            named = {run.name: run for run in found}
            if last in named and all(run.state and run.state.is_final() for run in found):
                return named
            time.sleep(0.2)
    pytest.fail(f"no final state of {last} among {sorted(named)}")


def break_a_rank(data: Path) -> None:
    path = data / "snapshots/cchc.laichau.gov.vn/figures.csv"
    before = path.read_text(encoding="utf-8")
    after = before.replace(",66.46,,59,63,", ",66.46,,64,63,")
    assert after != before
    path.write_text(after, encoding="utf-8")


def test_the_flow_makes_the_same_releases_as_the_command(
    small_data: Path, built_once: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = run_flow(small_data, monkeypatch)

    assert state.is_completed()
    assert tree(small_data / "releases") == tree(built_once / "releases")


def test_every_batch_of_sources_is_a_task_and_every_index_three(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = run_flow(built, monkeypatch)

    runs = task_runs(state.state_details.flow_run_id, last="report")
    stages = {f"{stage} {index_id}" for stage in ("consolidate", "validate", "release") for index_id in INDICES}
    assert runs.keys() == {READ, *stages, "catalog", "report"}
    assert {run.state_name for run in runs.values()} == {"Completed"}
    assert {run.run_count for run in runs.values()} == {1}


def test_a_run_with_nothing_new_completes_and_says_so(built: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(built / "releases")

    state = run_flow(built, monkeypatch)

    assert state.is_completed()
    assert all("nothing changed" in outcome.message for outcome in state.result())
    assert tree(built / "releases") == before


def test_the_report_is_an_artifact_with_a_stable_key(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = run_flow(built, monkeypatch)

    artifact = Artifact.get(REPORT_KEY)
    assert (artifact.type, artifact.flow_run_id) == ("markdown", state.state_details.flow_run_id)
    assert all(outcome.message in artifact.data for outcome in state.result())


def test_a_rejected_run_says_why_and_releases_nothing(built: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(built / "releases")
    break_a_rank(built)

    state = run_flow(built, monkeypatch)

    assert state.is_failed()
    assert isinstance(state.result(raise_on_failure=False), Rejected)
    assert tree(built / "releases") == before
    assert "rank 64 of 63" in Artifact.get(REPORT_KEY).data


def test_a_broken_registry_fails_the_run_before_any_task(small_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (small_data / "sources/broken.yaml").write_text("documents: [", encoding="utf-8")

    state = run_flow(small_data, monkeypatch)

    assert isinstance(state.result(raise_on_failure=False), BadConfiguration)


def test_two_runs_do_not_share_a_releases_folder(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pipeline.alone(pipeline.plan_build(Settings.load(data=built))):
        state = run_flow(built, monkeypatch)

    assert isinstance(state.result(raise_on_failure=False), Busy)


def test_what_is_unavailable_is_tried_again(small_data: Path) -> None:
    plan = pipeline.plan_build(Settings.load(data=small_data))
    (plan.work / "sources").write_text("a file where the folder should be")

    @flow
    def read_one() -> list[Path]:
        return read.with_options(retry_delay_seconds=0)(Part(plan))

    state = read_one(return_state=True)

    assert isinstance(state.result(raise_on_failure=False), Unavailable)
    assert task_runs(state.state_details.flow_run_id, last=READ)[READ].run_count == 4


def test_what_the_gate_rejects_is_not_tried_again(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_a_rank(built)

    state = run_flow(built, monkeypatch, indices=("PAR",))

    assert task_runs(state.state_details.flow_run_id, last="report")["validate PAR"].run_count == 1


@pytest.mark.parametrize(
    ("error", "retried"), [(Unavailable(""), True), (Busy(""), False), (Rejected(""), False), (KeyError(""), False)]
)
def test_only_unavailable_is_worth_a_retry(error: Exception, retried: bool) -> None:
    @flow
    def fail() -> None:
        raise error

    state = fail(return_state=True)

    assert worth_retrying(validate, None, state) is retried
