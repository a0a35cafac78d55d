"""What a run has to tell to those outside: events with a name, a subject and a sentence.

Prefect's event stream, the webhook and the reports take the same events, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parpipe.errors import ParpipeError, Rejected

if TYPE_CHECKING:
    from parpipe.deliveries import Receipt
    from parpipe.fetch import Fetched
    from parpipe.release import Outcome

SOURCE_CHANGED = "parpipe.source.changed"
RELEASE_PUBLISHED = "parpipe.release.published"
FINDINGS_RAISED = "parpipe.findings.raised"
RUN_FAILED = "parpipe.run.failed"

EVENTS: Mapping[str, str] = {
    SOURCE_CHANGED: "a live document has new content; it was captured",
    RELEASE_PUBLISHED: "a package has a new release, at a target if there are any",
    FINDINGS_RAISED: "a page could not be had or is not what it was, the gate refused data, or a watch found something wrong",
    RUN_FAILED: "a run ended by an error; sent to the webhook alone, since Prefect tells of it by itself",
}
"""Every event by name, with when it comes."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: its name, the id of what it happened to, a sentence, and details that JSON can hold."""

    name: str
    subject: str
    said: str
    details: Mapping[str, Any] = field(default_factory=dict)


def of_fetched(found: Iterable[Fetched]) -> Iterator[Event]:
    """Yield what fetching has to tell: documents that changed, and findings."""
    for one in found:
        subject = f"parpipe.source.{one.source_id}"
        new = [retrieval.document for retrieval in one.retrievals if retrieval.outcome == "new"]
        if new:
            yield Event(SOURCE_CHANGED, subject, f"{one.source_id} changed: {', '.join(new)}", {"documents": new})
        if one.findings or one.trouble:
            told = [{"code": finding.code, "message": finding.message} for finding in one.findings]
            message = one.trouble or "; ".join(finding.message for finding in one.findings)
            yield Event(FINDINGS_RAISED, subject, f"{one.source_id}: {message}", {"findings": told})


def of_outcomes(outcomes: Iterable[Outcome]) -> Iterator[Event]:
    """Yield the releases that a build made, for a host that publishes its own folder."""
    for one in outcomes:
        if one.released:
            yield Event(RELEASE_PUBLISHED, f"parpipe.package.{one.package}", one.message, {"version": one.version})


def of_receipts(receipts: Iterable[Receipt]) -> Iterator[Event]:
    """Yield the releases that came to a target."""
    for one in receipts:
        if one.complete and one.changed:
            details = {"version": one.version, "target": one.target}
            yield Event(RELEASE_PUBLISHED, f"parpipe.package.{one.package}", one.summary, details)


def of_error(flow: str, error: BaseException) -> Iterator[Event]:
    """Yield what an error that ended a run has to tell; of a bug no more than its kind, since its text may hold anything."""
    said = str(error) if isinstance(error, ParpipeError) else f"internal error: {type(error).__name__}"
    if isinstance(error, Rejected):
        yield Event(FINDINGS_RAISED, f"parpipe.flow.{flow}", said)
    yield Event(RUN_FAILED, f"parpipe.flow.{flow}", f"{flow} failed: {said}")
