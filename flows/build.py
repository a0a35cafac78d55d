"""The flow that turns the documents in data/ into releases; parpipe.pipeline.build tells the same story without Prefect.

One task for every fifty sources, three for every index, one for the catalog. Reading, consolidating and validating are
partitions, which a cluster may run (flows.cluster); by default all tasks run one after the other: the work is pure Python,
which threads do not speed up, and Frictionless keeps its context for the whole process. Ids and files go from task to task,
never tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow, get_run_logger
from prefect.utilities.annotations import quote

from flows.account import Account, tell_crash, told
from flows.cluster import Part, running
from flows.steps import step
from parpipe import news, pipeline
from parpipe.pipeline import Outcome, Plan
from parpipe.settings import Settings

_Item = TypeVar("_Item")
_SHOWN_EVERY = 50


@step("read from {part.plan.sources[0]}")
def read(part: Part) -> list[Path]:
    """Return the files with the statements of a batch of sources."""
    with part.opened() as plan:
        return [pipeline.read_source(plan, source_id) for source_id in plan.sources]


@step("consolidate {index_id}")
def consolidate(part: Part, index_id: str, sources: Sequence[Path]) -> Path:
    """Return the draft of an index."""
    with part.opened() as plan:
        return pipeline.consolidate_index(plan, index_id, sources)


@step("validate {index_id}")
def validate(part: Part, index_id: str, draft: Path) -> Path:
    """Return the draft that has passed the gate."""
    with part.opened() as plan:
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
    passed = zip(plan.indices, _passed(plan), strict=True)
    outcomes = list(_shown("release", (release(given, *pair) for pair in passed), [1] * len(plan.indices)))
    catalog(given)
    return outcomes


def _passed(plan: Plan) -> list[Path]:
    """Return the draft of every index once all have passed the gate."""
    whole, batches, each = Part(plan.part(plan.sources)), plan.batches, [1] * len(plan.indices)
    indices = [{"part": whole, "index_id": index_id} for index_id in plan.indices]
    with running(plan.settings.cluster) as run:
        files = _shown("read", run(read, [{"part": Part(batch)} for batch in batches]), [len(one.sources) for one in batches])
        sources = [path for batch in files for path in batch]
        drafts = list(_shown("consolidate", run(consolidate, [{**one, "sources": sources} for one in indices]), each))
        made = [{**one, "draft": draft} for one, draft in zip(indices, drafts, strict=True)]
        return list(_shown("validate", run(validate, made), each))


def _shown(stage: str, items: Iterable[_Item], sizes: Sequence[int]) -> Iterator[_Item]:
    done, total = 0, sum(sizes)
    for item, size in zip(items, sizes, strict=True):
        yield item
        done += size
        if done % _SHOWN_EVERY < size or done == total:
            get_run_logger().info("%s: %d of %d done", stage, done, total)
