"""What a run tells: a report as an artifact, events, messages to a webhook, and lineage; also when it fails.

Every flow does its work in ``told``. What is told is decided in parpipe.news; a run without work tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from prefect import get_run_logger, runtime
from prefect.artifacts import create_markdown_artifact
from prefect.events import emit_event

from flows.steps import step
from parpipe import news, webhook
from parpipe.lineage import State, Traced, emit
from parpipe.news import Event
from parpipe.settings import Settings


@dataclass
class Account:
    """What a run has to tell when it ends."""

    flow: str
    settings: Settings
    report: str = ""
    events: list[Event] = field(default_factory=list)
    read: tuple[str, ...] = ()
    made: tuple[tuple[str, str], ...] = ()


def report_key(flow: str) -> str:
    """Return the key of a flow's report: the same for every run, so that Prefect shows its history."""
    return f"{flow}-report"


@contextmanager
def told(flow: str, settings: Settings) -> Iterator[Account]:
    """Yield the account of a run, which is told at its end, whether it succeeded or not."""
    account = Account(flow, settings)
    _trace(account, "START")
    try:
        yield account
    except BaseException as error:
        failed = list(news.of_error(flow, error))
        account.events += failed
        account.report += f"\n# parpipe {flow} failed\n\n{failed[0].said}\n"
        _tell(account)
        _trace(account, "FAIL", failed[-1].said)
        raise
    _tell(account)
    _trace(account, "COMPLETE")


def tell_crash(flow: Any, flow_run: Any, state: Any) -> None:
    """Tell the webhook of a run whose process is gone; the worker that misses it calls this."""
    if address := Settings.load().webhook:
        said = f"{flow.name} crashed; run {flow_run.id}"
        webhook.post(address, [Event(news.RUN_FAILED, f"parpipe.flow.{flow.name}", said)])


@step("report")
def report(markdown: str, key: str) -> None:
    """Publish a run's report as an artifact."""
    create_markdown_artifact(markdown, key=key, description="What came in, what changed, coverage, findings.")


def _tell(account: Account) -> None:
    for event in account.events:
        if event.name != news.RUN_FAILED:  # Prefect has an event of its own for that
            resource = {"prefect.resource.id": event.subject, "prefect.resource.name": event.subject.rpartition(".")[2]}
            emit_event(event.name, resource, payload={"said": event.said, **event.details})
    if account.settings.webhook:
        for undelivered in webhook.post(account.settings.webhook, account.events):
            get_run_logger().warning(undelivered)
    if account.report:
        report(account.report, report_key(account.flow))


def _trace(account: Account, state: State, why: str | None = None) -> None:
    if account.settings.lineage:
        run = Traced(str(runtime.flow_run.id), account.flow, account.read, account.made)
        if undelivered := emit(account.settings.lineage, run, state, datetime.now(UTC), why):
            get_run_logger().warning(undelivered)
