"""The flow that turns the documents in data/ into releases; parpipe.pipeline.build tells the same story without Prefect.

One task a source, three for every index, one for the catalog. They run one after the other: the work is pure Python, which
threads do not speed up, and Frictionless keeps its context for the whole process. Ids and folders go from task to task,
never tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import Task, flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.utilities.annotations import quote

from parpipe import pipeline
from parpipe.errors import Rejected, Unavailable
from parpipe.pipeline import Outcome, Plan
from parpipe.settings import Settings

REPORT_KEY = "refresh-report"
"""The key of the artifact, the same for every run, so that Prefect shows its history."""

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Item = TypeVar("_Item")
_SHOWN_EVERY = 50


def worth_retrying(task: Any, run: TaskRun, state: State[Any]) -> bool:
    """Return whether a failed task may succeed when it is run again: only Unavailable passes by itself."""
    return isinstance(state.result(raise_on_failure=False), Unavailable)


def step(name: str) -> Callable[[Callable[_P, _R]], Task[_P, _R]]:
    """Return the decorator for a task whose runs have this name, and which is run again when that may help."""
    return task(
        task_run_name=name,
        retries=3,
        retry_delay_seconds=[2, 10, 30],
        retry_condition_fn=worth_retrying,
        cache_policy=NO_CACHE,  # parpipe caches by content; a policy would hash the whole plan for every task
    )


@step("{source_id}")
def read(plan: Plan, source_id: str) -> Path:
    """Return the folder with the statements of a source."""
    return pipeline.read_source(plan, source_id)


@step("consolidate {index_id}")
def consolidate(plan: Plan, index_id: str, sources: Sequence[Path]) -> Path:
    """Return the draft of an index."""
    return pipeline.consolidate_index(plan, index_id, sources)


@step("validate {index_id}")
def validate(plan: Plan, index_id: str, draft: Path) -> Path:
    """Return the draft that has passed the gate."""
    return pipeline.validate_draft(plan, index_id, draft)


@step("release {index_id}")
def release(plan: Plan, index_id: str, draft: Path) -> Outcome:
    """Return what became of the draft."""
    return pipeline.release_draft(plan, index_id, draft)


@step("catalog")
def catalog(plan: Plan) -> bool:
    """Return whether the catalog of all packages changed."""
    return pipeline.write_catalog(plan)


@step("report")
def report(markdown: str) -> None:
    """Publish the run's report as an artifact."""
    create_markdown_artifact(markdown, key=REPORT_KEY, description="What came in, what changed, coverage, findings.")


@flow(name="refresh")
def refresh(as_of: date | None = None, recorded_by: date | None = None, indices: tuple[str, ...] = ()) -> list[Outcome]:
    """Return the outcome for every index; the folders come from the settings (PARPIPE_*), the rest as for `parpipe build`."""
    plan = pipeline.plan_build(Settings.load(), as_of=as_of, recorded_by=recorded_by, indices=indices)
    try:
        with pipeline.alone(plan):
            outcomes = _build(plan)
    except Rejected as error:
        report(f"# parpipe run\n\nNothing was released.\n\n{error}\n")
        raise
    report(pipeline.report_markdown(plan, outcomes))
    return outcomes


def _build(plan: Plan) -> list[Outcome]:
    given: Any = quote(plan)  # Prefect would walk through the registry for every task
    sources = [read(given, source_id) for source_id in _told("read", plan.sources)]
    drafts = [consolidate(given, index_id, quote(sources)) for index_id in _told("consolidate", plan.indices)]
    passed = [validate(given, *pair) for pair in _told("validate", list(zip(plan.indices, drafts, strict=True)))]
    outcomes = [release(given, *pair) for pair in _told("release", list(zip(plan.indices, passed, strict=True)))]
    catalog(given)
    return outcomes


def _told(stage: str, items: Sequence[_Item]) -> Iterator[_Item]:
    for done, item in enumerate(items, start=1):
        yield item
        if done % _SHOWN_EVERY == 0 or done == len(items):
            get_run_logger().info("%s: %d of %d done", stage, done, len(items))
