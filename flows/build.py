"""The flow that turns the documents in data/ into releases; parpipe.pipeline.build tells the same story without Prefect.

One task a source, three for every index, one for the catalog. They run one after the other: the work is pure Python, which
threads do not speed up, and Frictionless keeps its context for the whole process. Ids and files go from task to task,
never tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow, get_run_logger
from prefect.utilities.annotations import quote

from flows.account import Account, tell_crash, told
from flows.steps import step
from parpipe import news, pipeline
from parpipe.pipeline import Outcome, Plan
from parpipe.settings import Settings

_Item = TypeVar("_Item")
_SHOWN_EVERY = 50


@step("{source_id}")
def read(plan: Plan, source_id: str) -> Path:
    """Return the file with the statements of a source."""
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
    """Return whether what tells of all packages changed."""
    return pipeline.write_catalog(plan)


@flow(name="build", on_crashed=[tell_crash])
def build(as_of: date | None = None, recorded_by: date | None = None, indices: tuple[str, ...] = ()) -> list[Outcome]:
    """Return the outcome for every index; the folders come from the settings (PARPIPE_*), the rest as for `parpipe build`."""
    settings = Settings.load()
    with told("build", settings) as account:
        plan = pipeline.plan_build(settings, as_of=as_of, recorded_by=recorded_by, indices=indices)
        outcomes = build_all(plan, account)
        account.events += news.of_outcomes(outcomes)
    return outcomes


def build_all(plan: Plan, account: Account) -> list[Outcome]:
    """Return the outcome for every index, and enter in the account what was read, made and found."""
    account.read = plan.sources
    with pipeline.alone(plan):
        outcomes = _build(plan)
        pipeline.note_standing(plan, outcomes)
    account.made = tuple((outcome.package, outcome.version) for outcome in outcomes if outcome.released)
    account.report = pipeline.report_markdown(plan, outcomes)
    return outcomes


def _build(plan: Plan) -> list[Outcome]:
    given: Any = quote(plan)  # Prefect would walk through the registry for every task
    sources = [read(given, source_id) for source_id in _shown("read", plan.sources)]
    drafts = [consolidate(given, index_id, quote(sources)) for index_id in _shown("consolidate", plan.indices)]
    passed = [validate(given, *pair) for pair in _shown("validate", list(zip(plan.indices, drafts, strict=True)))]
    outcomes = [release(given, *pair) for pair in _shown("release", list(zip(plan.indices, passed, strict=True)))]
    catalog(given)
    return outcomes


def _shown(stage: str, items: Sequence[_Item]) -> Iterator[_Item]:
    for done, item in enumerate(items, start=1):
        yield item
        if done % _SHOWN_EVERY == 0 or done == len(items):
            get_run_logger().info("%s: %d of %d done", stage, done, len(items))
