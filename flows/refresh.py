"""The flows of the schedule: fetch what is due, build, publish. A run without work ends before anything heavy is imported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from prefect import flow
from prefect.states import Completed

from flows.account import tell_crash, told
from flows.lost import give_up_lost
from flows.steps import step
from parpipe import refreshing
from parpipe.errors import Busy
from parpipe.settings import Settings

if TYPE_CHECKING:
    from parpipe.deliveries import Receipt
    from parpipe.fetch import Fetched


@step("fetch")
def fetch(settings: Settings, chosen: Sequence[str]) -> list[Fetched]:
    """Return what became of the sources that are due, or of the chosen ones; they are asked side by side, politely."""
    from parpipe.web import Web

    return refreshing.fetch_due(settings, chosen, Web(lambda: datetime.now(UTC), SystemRandom()))


@step("publish")
def publish(settings: Settings) -> list[Receipt]:
    """Return the receipts of publishing what targets lack."""
    return refreshing.publish_behind(settings)


@flow(name="refresh", on_crashed=[tell_crash])
def refresh() -> Any:
    """Return the outcome for every index after fetching the sources that are due; Completed at once if there is no work."""
    settings = Settings.load()
    if why := refreshing.nothing_to_do(settings, datetime.now(UTC)):
        give_up_lost()
        return Completed(message=why)
    return _refresh("refresh", settings, ())


@flow(name="source", on_crashed=[tell_crash])
def source(source_id: str) -> Any:
    """Return the outcome for every index after fetching one source, due or not."""
    return _refresh("source", Settings.load(), (source_id,))


def _refresh(flow_name: str, settings: Settings, chosen: Sequence[str]) -> Any:
    from flows.build import build_all
    from parpipe import news, pipeline, publishing

    with told(flow_name, settings) as account:
        try:
            account.events += news.of_fetched(fetch(settings, chosen))
            outcomes = build_all(pipeline.plan_build(settings), account)
        except Busy as busy:
            return Completed(name="Skipped", message=str(busy))
        receipts = publish(settings) if settings.targets else []
        account.events += news.of_receipts(receipts) if settings.targets else news.of_outcomes(outcomes)
        publishing.require_complete(receipts)
    give_up_lost()  # not where another run was met at work
    return outcomes
