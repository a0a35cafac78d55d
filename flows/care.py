"""The flows that look after what is there: publish again, watch what is published, read stored documents anew."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prefect import flow

from flows.account import tell_crash, told
from flows.steps import step
from parpipe.settings import Settings

if TYPE_CHECKING:
    from parpipe.comparing import Comparison
    from parpipe.deliveries import Receipt
    from parpipe.watching import Watched


@step("publish")
def publish_everywhere(settings: Settings) -> list[Receipt]:
    """Return the receipts of publishing every latest release to every target, whatever earlier receipts say."""
    from parpipe.publishing import publish_all

    return publish_all(settings, settings.targets)


@step("look")
def look(settings: Settings) -> Watched:
    """Return what is wrong with what is published and with the freshness of sources."""
    from parpipe.watching import watch

    return watch(settings, datetime.now(UTC))


@step("read anew")
def read_anew(settings: Settings, indices: tuple[str, ...]) -> list[Comparison]:
    """Return what reading all stored documents anew would change."""
    from parpipe import pipeline

    return pipeline.backfill(settings, indices=indices)


@flow(name="publish", on_crashed=[tell_crash])
def publish() -> list[str]:
    """Return a line a package and target after comparing all that is there, and mending what is not as it should be."""
    from parpipe import news, publishing

    settings = Settings.load()
    with told("publish", settings) as account:
        receipts = publish_everywhere(settings)
        account.report = publishing.receipts_markdown(receipts)
        account.events += news.of_receipts(receipts)
        publishing.require_complete(receipts)
    return [receipt.summary for receipt in receipts]


@flow(name="watch", on_crashed=[tell_crash])
def watch() -> list[str]:
    """Return the places that hold; the run fails if something published is damaged or missing, or a source is overdue."""
    settings = Settings.load()
    with told("watch", settings) as account:
        watched = look(settings)
        account.report = watched.markdown
        watched.require()
    return list(watched.holds)


@flow(name="backfill", on_crashed=[tell_crash])
def backfill(indices: tuple[str, ...] = ()) -> list[str]:
    """Return a line a package after reading every stored document anew; the report has the revisions, nothing is released."""
    from parpipe import report

    settings = Settings.load()
    with told("backfill", settings) as account:
        found = read_anew(settings, indices)
        account.report = report.comparisons_markdown(found)
    return [report.comparison_line(one) for one in found]
