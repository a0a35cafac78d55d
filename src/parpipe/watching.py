"""A look at what is published: does it still load and match its checksums, and are live sources seen as often as promised.

Nothing is written. What is looked at are the addresses of PARPIPE_PUBLISHED, or the targets that are folders where there are
none; a bucket or portal is seen through the address at which people load from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from parpipe.deliveries import Target
from parpipe.errors import ParpipeError, Rejected, Unavailable
from parpipe.registry import load_registry
from parpipe.releases import packages
from parpipe.schedules import overdue, timetables
from parpipe.settings import Settings
from parpipe.verify import verify


@dataclass(frozen=True, slots=True)
class Watched:
    """What a look found: the places that hold, and what is wrong, a sentence each; ``unavailable`` if one did not answer."""

    holds: tuple[str, ...]
    problems: tuple[str, ...]
    unavailable: bool = False

    @property
    def markdown(self) -> str:
        """The report of the look."""
        lines = ["# parpipe watch", "", *(f"- **{problem}**" for problem in self.problems)]
        return "\n".join([*lines, *(f"- {place} holds" for place in self.holds)]) + "\n"

    def require(self) -> None:
        """Return if nothing is wrong; Unavailable if a place did not answer, else Rejected, with all that is wrong."""
        if self.problems:
            said = f"problems with what is published, or with the freshness of sources: {len(self.problems)}"
            raise (Unavailable if self.unavailable else Rejected)("\n".join((said, *self.problems)))


def watch(settings: Settings, now: datetime) -> Watched:
    """Return what is wrong with what is published, and with the freshness of sources. Raises as ``load_registry``."""
    registry = load_registry(settings.data, settings.captures)
    holds, problems, silent = list[str](), list[str](), False
    for place in published_places(settings):
        try:
            found = list(_problems(place))
        except ParpipeError as error:
            found, silent = [str(error)], silent or isinstance(error, Unavailable)
        problems += [f"{place}: {problem}" for problem in found]
        holds += [] if found else [place]
    problems += [late.message for late in overdue(timetables(registry.sources), settings.captures, now)]
    return Watched(tuple(holds), tuple(problems), silent)


def published_places(settings: Settings) -> Iterator[str]:
    """Yield where each package is looked for: every package that was released, at every address."""
    folders = [target for target in settings.targets if not Target.read(target).scheme]
    homes = settings.published or tuple(folders) or (str(settings.releases),)
    names = packages(settings.releases) if any(settings.releases.glob("*/latest")) else []
    for home in homes:
        yield from (f"{home.rstrip('/')}/{name}" for name in names)


def _problems(place: str) -> Iterator[str]:
    for name, result in verify(place).results.items():
        yield from (f"{name}: {problem}" for problem in result.problems)
