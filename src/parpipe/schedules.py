"""When live sources are to be fetched: which are due, and which have not been seen for too long.

A source is due when the latest moment of its cron line has come and it was not asked since. So whoever asks, and however
often after a standstill, a source is asked once for each moment, and for many that were missed only once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cronsim import CronSim

from parpipe.captures import VIETNAM, Retrieval, read_ledger
from parpipe.fetch import live_documents, live_sources
from parpipe.model import Source
from parpipe.registry import Registry

ZONE = "Asia/Ho_Chi_Minh"
"""The zone in which cron lines are meant."""

_SEEN = ("new", "unchanged")


@dataclass(frozen=True, slots=True)
class Overdue:
    """A source whose page was not seen for two moments of its schedule or more; ``seen`` is when it was last, if ever."""

    source_id: str
    schedule: str
    seen: datetime | None

    @property
    def message(self) -> str:
        """What a person should read."""
        since = f"was last seen on {self.seen:%Y-%m-%d}" if self.seen else "was never seen"
        return (
            f"{self.source_id} {since}, and is to be fetched by “{self.schedule}”; “parpipe fetch {self.source_id}” tells why"
        )


def cron_lines(registry: Registry) -> list[str]:
    """Return the cron lines of the live sources, each once, sorted."""
    return sorted({source.schedule for source in live_sources(registry) if source.schedule})


def due(registry: Registry, captures: Path, now: datetime) -> list[Source]:
    """Return the live sources that are to be fetched now; one without a schedule never is."""
    return [source for source, times in _scheduled(registry, captures) if _asked(source, times) < latest(source.schedule, now)]


def overdue(registry: Registry, captures: Path, now: datetime) -> list[Overdue]:
    """Return the live sources past their schedule: seen neither since its latest moment nor since the one before.

    A source that is new has until its second moment after the day on which it was stored.
    """
    found = list[Overdue]()
    for source, times in _scheduled(registry, captures):
        seen = min((_last(times, one.path.name, seen=True) or _NEVER for one in live_documents(source)), default=_NEVER)
        stored = max(datetime(*one.recorded_at.timetuple()[:3], tzinfo=VIETNAM) for one in live_documents(source))
        if max(seen, stored) < latest(source.schedule, latest(source.schedule, now)):
            found.append(Overdue(source.source_id, str(source.schedule), None if seen == _NEVER else seen))
    return found


def latest(schedule: str | None, now: datetime) -> datetime:
    """Return the last moment of a cron line before a time; the beginning of all times without a line."""
    if schedule is None:
        return _NEVER
    return next(CronSim(schedule, now.astimezone(VIETNAM).replace(tzinfo=None), reverse=True)).replace(tzinfo=VIETNAM)


_NEVER = datetime.min.replace(tzinfo=VIETNAM) + timedelta(days=1)


def _scheduled(registry: Registry, captures: Path) -> Iterator[tuple[Source, list[Retrieval]]]:
    for source in live_sources(registry):
        if source.schedule is not None:
            yield source, read_ledger(captures / source.source_id)


def _asked(source: Source, times: list[Retrieval]) -> datetime:
    """Return when all live documents of a source had been asked for."""
    return min(_last(times, one.path.name, seen=False) or _NEVER for one in live_documents(source))


def _last(times: list[Retrieval], document: str, *, seen: bool) -> datetime | None:
    found = [one.at for one in times if one.document == document and (not seen or one.outcome in _SEEN)]
    return max(found, default=None)
