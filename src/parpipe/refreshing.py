"""What a scheduled run decides: whether there is anything to do, what is fetched, and where the result is published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from parpipe import storage
from parpipe.schedules import due, timetables
from parpipe.settings import Settings
from parpipe.standing import read_standing

if TYPE_CHECKING:
    from parpipe.deliveries import Receipt
    from parpipe.fetch import Fetched
    from parpipe.web import Web


def nothing_to_do(settings: Settings, now: datetime) -> str | None:
    """Return why a run would change nothing, None if it has something to do: a source is due, or anything changed.

    It imports nothing heavy, so that a run without work costs little more than its process.
    """
    standing = read_standing(settings)
    if standing is None or due(standing.timetables, settings.captures, now) or (settings.targets and _behind(settings)):
        return None
    return "no source is due and nothing changed"


def fetch_due(settings: Settings, chosen: Sequence[str], web: Web) -> list[Fetched]:
    """Return what became of the sources that are due, or of the chosen ones, due or not.

    Raises Busy when another run is fetching, Usage for a chosen source that has no live document.
    """
    from parpipe.fetch import fetch_sources, live_sources
    from parpipe.registry import load_registry

    registry = load_registry(settings.data, settings.captures)
    wanted = chosen or due(timetables(registry.sources), settings.captures, web.now())
    if not wanted:
        return []
    with storage.exclusive(storage.make_folder(settings.captures)):
        return fetch_sources(registry, live_sources(registry, wanted), settings.captures, web=web)


def publish_behind(settings: Settings) -> list[Receipt]:
    """Return the receipts of publishing to the targets that lack a latest release; the others are not asked."""
    from parpipe.publishing import publish_all

    return publish_all(settings, _behind(settings))


def _behind(settings: Settings) -> list[str]:
    from parpipe.publishing import behind

    return behind(settings)
