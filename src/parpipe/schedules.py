"""When live sources are to be fetched: which are due, and which have not been seen for too long.

A source is due when the latest moment of its cron line has come and it was not asked since. So whoever asks, and however
often after a standstill, a source is asked once for each moment, and for many that were missed only once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from cronsim import CronSim

from parpipe.captures import VIETNAM, Retrieval, read_ledger
from parpipe.model import Source

ZONE = "Asia/Ho_Chi_Minh"
"""The zone in which cron lines are meant."""

_NEVER = datetime.min.replace(tzinfo=VIETNAM) + timedelta(days=1)
_SEEN = ("new", "unchanged")


@dataclass(frozen=True, slots=True)
class Timetable:
    """When the live documents of a source are fetched; ``stored`` is the day on which the newest of them was stored."""

    source_id: str
    cron: str
    documents: tuple[str, ...]
    stored: date


@dataclass(frozen=True, slots=True)
class Overdue:
    """A source whose page was not seen for two moments of its schedule or more; ``seen`` is when it was last, if ever."""

    timetable: Timetable
    seen: datetime | None

    @property
    def message(self) -> str:
        """What a person should read."""
        source_id, cron = self.timetable.source_id, self.timetable.cron
        since = f"was last seen on {self.seen:%Y-%m-%d}" if self.seen else "was never seen"
        return f"{source_id} {since}, but is fetched by “{cron}”; “parpipe captures list {source_id}” tells why"


def timetables(sources: Mapping[str, Source]) -> list[Timetable]:
    """Return the timetables of the live sources that have a schedule, sorted by source."""
    found = list[Timetable]()
    for source_id, source in sorted(sources.items()):
        live = source.live_documents
        if live and source.schedule:
            names = tuple(one.path.name for one in live)
            found.append(Timetable(source_id, source.schedule, names, max(one.recorded_at for one in live)))
    return found


def due(plans: Iterable[Timetable], captures: Path, now: datetime) -> list[str]:
    """Return the ids of the sources that are to be fetched now."""
    return [one.source_id for one in plans if _asked(one, captures, seen=False) < latest(one.cron, now)]


def overdue(plans: Iterable[Timetable], captures: Path, now: datetime) -> list[Overdue]:
    """Return the sources past their schedule: not seen since the moment before its latest one.

    Being asked is not being seen: the page must have been there. A source that is new counts from the day it was stored.
    """
    found = list[Overdue]()
    for one in plans:
        seen, stored = _asked(one, captures, seen=True), datetime.combine(one.stored, time(), VIETNAM)
        if max(seen, stored) < latest(one.cron, latest(one.cron, now)):
            found.append(Overdue(one, None if seen == _NEVER else seen))
    return found


def latest(cron: str, now: datetime) -> datetime:
    """Return the last moment of a cron line before a time."""
    return next(CronSim(cron, now.astimezone(VIETNAM).replace(tzinfo=None), reverse=True)).replace(tzinfo=VIETNAM)


def _asked(one: Timetable, captures: Path, *, seen: bool) -> datetime:
    """Return when all documents of a source had been asked for, or seen, last."""
    times = read_ledger(captures / one.source_id)
    return min(_last(times, document, seen=seen) for document in one.documents)


def _last(times: Iterable[Retrieval], document: str, *, seen: bool) -> datetime:
    found = (one.at for one in times if one.document == document and (not seen or one.outcome in _SEEN))
    return max(found, default=_NEVER)
