"""Captures: the documents that were fetched again, and a ledger of every retrieval; kept outside of what people write.

A source has a folder: ``ledger.jsonl``, one line a retrieval in the order of time, and one file for every capture, named for
its document and its day. Files are written before the line that names them and never change, so what a ledger names is whole.
A document is captured at most once a day, because a day is how exactly ``recorded_at`` tells captures apart.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Literal

from parpipe import storage
from parpipe.errors import BadConfiguration, Missing
from parpipe.model import Snapshot

Outcome = Literal["new", "unchanged", "stale", "gone", "refused", "rejected", "taken_down"]

LEDGER = "ledger.jsonl"
_WORST: Sequence[Outcome] = ("gone", "stale", "refused", "rejected", "taken_down", "new", "unchanged")
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""The zone whose days are recorded; it has no summer time."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """One attempt to fetch a document, what became of it, and the evidence.

    ``reason`` is a code that tells how the outcome is known, ``url`` the address in the end, ``asked`` that in the registry.
    ``sha256`` is of the bytes that came, ``stable`` of the part that counts; ``file`` is the capture that a new one left.
    ``charset`` is what the server called the encoding; readers look at the bytes first.
    """

    document: str
    at: datetime
    outcome: Outcome
    reason: str
    message: str
    asked: str
    url: str | None = None
    status: int | None = None
    sha256: str | None = None
    stable: str | None = None
    figures: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    charset: str | None = None
    file: str | None = None

    @property
    def day(self) -> date:
        """The day in Vietnam on which it was."""
        return self.at.astimezone(VIETNAM).date()


def read_ledger(folder: Path) -> list[Retrieval]:
    """Return the retrievals of a source in the order of time; BadConfiguration for a line that is none."""
    path, found = folder / LEDGER, list[Retrieval]()
    # Not splitlines, which also splits at marks that may stand in what a server says.
    lines = list(filter(None, path.read_bytes().decode().split("\n"))) if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        try:
            said = json.loads(line)
            found.append(Retrieval(**{**said, "at": datetime.fromisoformat(said["at"])}))
        except (ValueError, TypeError, KeyError) as error:
            raise BadConfiguration(
                f"{path}:{number}: this is no retrieval: {error}; restore the file from its backup"
            ) from error
    return found


def write_ledger(folder: Path, retrievals: Iterable[Retrieval]) -> None:
    """Write the ledger of a source anew, in one step."""
    lines = (json.dumps(ledger_line(one), ensure_ascii=False) for one in retrievals)
    storage.replace(folder / LEDGER, "".join(f"{line}\n" for line in lines).encode())


def ledger_line(one: Retrieval) -> dict[str, str | int | None]:
    """Return a retrieval as its line in the ledger has it."""
    return {**asdict(one), "at": one.at.isoformat()}


def keep(folder: Path, retrieval: Retrieval, content: bytes) -> Retrieval:
    """Return a retrieval with the file that now holds its content."""
    document = Path(retrieval.document)
    name = f"{document.stem}.{retrieval.day.isoformat()}{document.suffix}"
    storage.replace(folder / name, content)
    return replace(retrieval, file=name)


def with_captures(stored: Sequence[Snapshot], folder: Path) -> tuple[tuple[Snapshot, ...], list[str]]:
    """Return the snapshots of a source, each with its captures after it, and the captures that are not what the ledger says."""
    try:
        ledger = read_ledger(folder)
    except BadConfiguration as error:
        return tuple(stored), [str(error)]
    problems = [f"{folder / LEDGER}:1: {problem}" for one in ledger if (problem := _damage(folder, one))]
    if problems:
        return tuple(stored), problems
    return tuple(one for snapshot in stored for one in (snapshot, *_captures(snapshot, ledger, folder))), []


def _captures(stored: Snapshot, ledger: Iterable[Retrieval], folder: Path) -> Iterator[Snapshot]:
    for one in ledger:
        if one.document == stored.path.name and one.file is not None and one.sha256 is not None:
            path = folder / one.file
            yield replace(stored, sha256=one.sha256, path=path, recorded_at=one.day, captured=True)


def _damage(folder: Path, one: Retrieval) -> str | None:
    if one.file is None:
        return None
    path = folder / one.file
    if not path.is_file():
        return f"{path} is missing; restore it, or run “parpipe captures takedown {folder.name} {one.file}”"
    if hashlib.sha256(path.read_bytes()).hexdigest() != one.sha256:
        return f"{path} is not what was fetched; restore it from its backup"
    return None


def in_force(snapshots: Iterable[Snapshot], document: str) -> Snapshot:
    """Return the newest snapshot of a document; of two of one day the captured one."""
    found, current = list[Snapshot](), False
    for one in snapshots:
        current = (one.captured and current) or (not one.captured and one.path.name == document)
        found += [one] if current else []
    return max(found, key=lambda one: (one.recorded_at, one.captured))


def take_down(folder: Path, file: str, why: str) -> None:
    """Remove a capture and keep its digest, so that the same bytes are not captured again; Missing if there is none."""
    ledger = read_ledger(folder)
    if not any(one.file == file for one in ledger):
        raise Missing(f"{folder / LEDGER} names no capture {file!r}; “parpipe captures list {folder.name}” tells what there is")
    with storage.exclusive(folder):
        write_ledger(folder, (_taken_down(one, why) if one.file == file else one for one in read_ledger(folder)))
        storage.remove(folder / file)


def _taken_down(one: Retrieval, why: str) -> Retrieval:
    return replace(one, outcome="taken_down", reason="taken_down", message=why, file=None)


def prune(folder: Path, before: date) -> int:
    """Return how many retrievals of before a day were forgotten: all but captures, what was taken down, and each last one.

    Captures stay whatever their age, because releases cite them. Files that no line names are what a killed run left; they go.
    """
    with storage.exclusive(folder):
        ledger = read_ledger(folder)
        kept = _lasting(ledger, before)
        if len(kept) < len(ledger):
            write_ledger(folder, kept)
        named = {one.file for one in kept}
        for path in sorted(folder.iterdir()):
            if path.name not in (*named, LEDGER, "lock"):
                storage.remove(path)
        return len(ledger) - len(kept)


def prune_all(captures: Path, before: date) -> Iterator[tuple[str, int]]:
    """Yield of every source with captures how many of its retrievals were forgotten."""
    for path in sorted(captures.glob(f"*/{LEDGER}")):
        yield path.parent.name, prune(path.parent, before)


def overview(captures: Path, sources: Sequence[str] = ()) -> list[tuple[str, Retrieval]]:
    """Return what lasts of the ledgers of sources, all by default: captures, what was taken down, each document's last."""
    ledgers = sorted(captures.glob(f"*/{LEDGER}"))
    unknown = sorted(set(sources) - {path.parent.name for path in ledgers})
    if unknown:
        raise Missing(f"{captures} has nothing of {', '.join(unknown)}; “parpipe fetch {unknown[0]}” fetches it")
    chosen = [path.parent for path in ledgers if not sources or path.parent.name in sources]
    return [(folder.name, one) for folder in chosen for one in _lasting(read_ledger(folder), date.max)]


def last_outcomes(captures: Path) -> dict[str, tuple[date, Outcome]]:
    """Return of every source with a ledger its last retrieval: the day, and the outcome of the document that is worst off."""
    found = dict[str, tuple[date, Outcome]]()
    for path in sorted(captures.glob(f"*/{LEDGER}")):
        last = {one.document: one for one in read_ledger(path.parent)}.values()
        if last:
            found[path.parent.name] = max(one.day for one in last), min((one.outcome for one in last), key=_WORST.index)
    return found


def _lasting(ledger: Sequence[Retrieval], before: date) -> list[Retrieval]:
    last = {one.document: one for one in ledger}
    lasts = ("new", "taken_down")
    return [one for one in ledger if one.day >= before or one.outcome in lasts or one is last[one.document]]
