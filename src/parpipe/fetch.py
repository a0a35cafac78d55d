"""Live documents fetched again: what changed becomes a capture, and what became of every document is recorded and told.

Sources are asked side by side, the documents of one after the other. A source that fails, however it fails, takes nothing
from the others and nothing from itself: its newest snapshot stays in force. Nothing is released here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import anyio

from parpipe import captures, storage
from parpipe.captures import Outcome, Retrieval
from parpipe.errors import Rejected, Unavailable, Usage
from parpipe.failures import Failed
from parpipe.judging import charset, judge
from parpipe.model import Finding, Snapshot, Source
from parpipe.registry import Registry, load_registry
from parpipe.settings import Settings
from parpipe.transfer import Answer, Terms
from parpipe.web import Web

CODES: dict[Outcome, str] = {
    "stale": "source_stale",
    "gone": "source_gone",
    "refused": "source_refused",
    "rejected": "source_changed",
}
"""The codes of findings by the outcome of a retrieval; the others are no trouble."""

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of the live documents of a source; ``trouble`` is why it could not be asked or recorded at all."""

    source_id: str
    retrievals: tuple[Retrieval, ...] = ()
    trouble: str | None = None

    @property
    def findings(self) -> list[Finding]:
        """What a person should look at."""
        return [_finding(self.source_id, one) for one in self.retrievals if one.outcome in CODES]

    @property
    def changed(self) -> bool:
        """Whether a document has a new capture, so that a build has something to do."""
        return any(one.outcome == "new" for one in self.retrievals)


def fetch(
    settings: Settings,
    sources: Sequence[str] = (),
    *,
    web: Web,
    accept: bool = False,
    tell: Tell = lambda stage, done, total: None,
) -> list[Fetched]:
    """Return what became of the live documents of sources, of all that have some by default, in the order of their ids.

    ``web`` brings clock, chance and manners. ``accept`` takes pages that state fewer figures than before as well. Raises Usage
    for a source that is unknown or has no live document, BadConfiguration for a broken registry.
    """
    registry = load_registry(settings.data, settings.captures)
    return fetch_sources(registry, live_sources(registry, sources), settings.captures, web=web, accept=accept, tell=tell)


def live_sources(registry: Registry, chosen: Sequence[str] = ()) -> list[Source]:
    """Return the sources with live documents, or the chosen ones; Usage for one that has none."""
    live = {source_id: source for source_id, source in registry.sources.items() if source.live_documents}
    for source_id in chosen:
        if source_id not in live:
            why = "has no document that is live" if source_id in registry.sources else "is not in data/sources"
            raise Usage(f"the source {source_id} {why}; these can be fetched: {', '.join(live) or 'none'}")
    return [source for source_id, source in live.items() if not chosen or source_id in chosen]


def fetch_sources(
    registry: Registry,
    sources: Iterable[Source],
    folder: Path,
    *,
    web: Web,
    accept: bool = False,
    tell: Tell = lambda stage, done, total: None,
) -> list[Fetched]:
    """Return what became of the live documents of sources; captures and ledgers are written below a folder."""
    return anyio.run(partial(_fetch_all, registry, list(sources), folder, web, accept, tell))


def exit_code(found: Sequence[Fetched]) -> int:
    """Return 3 if something could not be had, else 1 if a page is not what it was, else 0."""
    outcomes = {one.outcome for fetched in found for one in fetched.retrievals}
    if any(fetched.trouble for fetched in found) or outcomes & {"stale", "gone", "refused"}:
        return Unavailable.exit_code
    return Rejected.exit_code if "rejected" in outcomes else 0


async def _fetch_all(
    registry: Registry, sources: list[Source], folder: Path, web: Web, accept: bool, tell: Tell
) -> list[Fetched]:
    """Ask all sources, only so many at once that their documents fit into memory."""
    found = dict[str, Fetched]()
    places, readers = anyio.CapacityLimiter(web.manners.at_once), anyio.CapacityLimiter(1)

    async def fetch_one(source: Source) -> None:
        async with places:
            found[source.source_id] = await _fetch_source(_Visit(registry, source, folder, web, accept, readers))
        tell("fetch", len(found), len(sources))

    tell("fetch", 0, len(sources))
    async with anyio.create_task_group() as group:
        for source in sources:
            group.start_soon(fetch_one, source)
    return [found[source.source_id] for source in sources]


@dataclass(frozen=True, slots=True)
class _Visit:
    registry: Registry
    source: Source
    captures: Path
    web: Web
    accept: bool
    readers: anyio.CapacityLimiter

    @property
    def folder(self) -> Path:
        return self.captures / self.source.source_id


async def _fetch_source(visit: _Visit) -> Fetched:
    """Fetch the documents of one source, and record what became of them."""
    source_id, retrievals = visit.source.source_id, list[Retrieval]()
    try:
        with storage.exclusive(storage.make_folder(visit.folder)):
            ledger = captures.read_ledger(visit.folder)
            for document in visit.source.live_documents:
                retrievals.append(await _fetch_document(visit, document, ledger))
                captures.write_ledger(visit.folder, [*ledger, *retrievals])
    except Unavailable as error:
        return Fetched(source_id, tuple(retrievals), str(error))
    return Fetched(source_id, tuple(retrievals))


async def _fetch_document(visit: _Visit, document: Snapshot, ledger: Sequence[Retrieval]) -> Retrieval:
    """Return one retrieval, its capture kept if it is new."""
    before = captures.in_force(visit.source.snapshots, document.path.name)
    earlier = [one for one in ledger if one.document == document.path.name]
    attempt = Retrieval(document.path.name, visit.web.now(), "unchanged", "", "", str(document.url))
    if before.recorded_at >= attempt.day:
        return replace(attempt, reason="recorded_today", message="it was recorded today, and days tell captures apart")
    terms, conditions = Terms(visit.source.private, visit.source.ca_bundle), _conditions(attempt.asked, before, earlier)
    try:
        answer = await visit.web.get(attempt.asked, conditions, terms)
    except Failed as failure:
        message = f"{failure}; the snapshot of {before.recorded_at} stays in force"
        return replace(attempt, outcome=failure.outcome, reason=failure.reason, message=message, status=failure.status)
    came = replace(attempt, url=answer.url, status=answer.status, **_validators(answer, conditions))
    if answer.status == 304:
        return replace(came, reason="not_modified", message="the server says that it did not change")
    return await _settle(visit, before, earlier, came, answer)


async def _settle(visit: _Visit, before: Snapshot, earlier: Sequence[Retrieval], came: Retrieval, answer: Answer) -> Retrieval:
    """Return what became of a document that came; reading it takes a thread, so that others are not kept waiting."""
    digest = hashlib.sha256(answer.content).hexdigest()
    came = replace(came, sha256=digest, charset=charset(answer.headers))
    if any(one.outcome == "taken_down" and one.sha256 == digest for one in earlier):
        return replace(came, outcome="refused", reason="taken_down", message=f"{answer.url} is what was taken down here before")
    weigh = partial(judge, visit.registry, before, answer, accept=visit.accept)
    try:
        verdict = await anyio.to_thread.run_sync(weigh, limiter=visit.readers)
    except Exception as error:  # noqa: BLE001 (a page that meets a bug must not take the other sources with it)
        message = f"{answer.url} cannot be read, {type(error).__name__}: {error}; report it"
        return replace(came, outcome="rejected", reason="internal_error", message=message)
    said = replace(came, outcome=cast(Outcome, verdict.outcome), reason=verdict.reason, message=verdict.message)
    said = replace(said, stable=verdict.stable, figures=verdict.figures)
    return captures.keep(visit.folder, said, answer.content) if said.outcome == "new" else said


def _validators(answer: Answer, conditions: Mapping[str, str]) -> dict[str, Any]:
    """Return what to ask with next time; a server that says 304 need not say it again."""
    asked_with = conditions if answer.status == 304 else {}
    return {
        "etag": answer.headers.get("ETag") or asked_with.get("If-None-Match"),
        "last_modified": answer.headers.get("Last-Modified") or asked_with.get("If-Modified-Since"),
    }


def _conditions(asked: str, before: Snapshot, earlier: Iterable[Retrieval]) -> dict[str, str]:
    """Return the headers that ask only for what changed since the document in force was seen last."""
    seen = [one for one in earlier if one.outcome in ("new", "unchanged") and one.status is not None]
    if not seen or seen[-1].asked != asked or seen[-1].day < before.recorded_at:
        return {}
    conditions = {"If-None-Match": seen[-1].etag, "If-Modified-Since": seen[-1].last_modified}
    return {name: value for name, value in conditions.items() if value}


def _finding(source_id: str, one: Retrieval) -> Finding:
    document, code = f"snapshots/{source_id}/{one.document}", CODES[one.outcome]
    return Finding(code, "warning", document, one.asked, None, one.reason, one.message, source_id=source_id)
