"""A team in a bad night: in the middle of its runs, parts of it are killed, and what is left must come to the same releases.

Every round has work of its own, a new live page, so that a run is in flight when the blow falls. When the round is over, the
releases must be, byte for byte, those of builds that nothing disturbed, and prove themselves; the captures must hold together.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import httpx

from parpipe import pipeline
from parpipe.registry import load_registry
from parpipe.settings import Settings
from parpipe.verify import verify
from tests.crash.trees import Tree, differences, read_tree
from tests.e2e.postgres import Postgres, running_postgres
from tests.e2e.stage import Stage, staged
from tests.web.server import Server, reply, serving
from tests.web.site import ROWS, Site, page

VICTIMS = ("flow", "worker", "server", "database", "everything")
LONGEST = 14.0
"""Seconds into a run at which the latest blow falls; a run takes about as long."""

PATIENCE = 420.0
"""Seconds that a night may take to come to its senses."""


@dataclass(frozen=True)
class Blow:
    """What was killed, how many seconds into a run, how long it took until the work was done, and what was wrong then."""

    victim: str
    after: float
    recovered: float
    wrong: tuple[str, ...]


@dataclass
class Night:
    """A team with its database and a web server, and the settings of builds that nothing disturbs."""

    stage: Stage
    postgres: Postgres
    web: Server
    site: Site
    undisturbed: Settings
    rounds: int = 0
    blows: list[Blow] = field(default_factory=list)

    def round(self, chance: Random, victim: str) -> Blow:
        """Return what came of one blow."""
        self.rounds += 1
        source = f"page{self.rounds:03d}.example"
        after = chance.uniform(0, LONGEST)
        self.web.pages[f"/{self.rounds}"] = reply(
            page({**ROWS, "Sơn La": (f"{60 + self.rounds / 10:.2f}".replace(".", ","), 44)})
        )
        self.site.publish(source, f"{self.web.url}/{self.rounds}", document=f"published_at: 2024-01-{1 + self.rounds % 28:02d}")
        published = datetime.now(UTC)
        self._wait(lambda: self._began_since(published, "RUNNING"), "a run in flight")
        time.sleep(after)
        began, struck = time.monotonic(), datetime.now(UTC)
        self.kill(victim)
        self._wait(lambda: self._is_released(source), f"the release with {source}")
        self._wait(lambda: self._began_since(struck, "COMPLETED"), "a whole run after the blow")
        self._wait(lambda: not self.unfinished(), "the end of all runs")
        blow = Blow(victim, after, time.monotonic() - began, tuple(self.wrong()))
        self.blows.append(blow)
        return blow

    def kill(self, victim: str) -> None:
        """Kill a part by SIGKILL; what nobody else starts again is started again."""
        if victim in ("flow", "everything"):
            for pid in below(self._child("worker")):
                slay(pid)
        if victim in ("worker", "server"):
            slay(self._child(victim))
        if victim in ("database", "everything"):
            self.postgres.kill()
        if victim == "everything":
            for name in ("worker", "server"):
                self.stage.running.pop(name).kill()
            time.sleep(2)  # the kernel ends what was below them
            self.postgres.start()
            self.start()
        elif victim == "database":
            time.sleep(2)
            self.postgres.start()

    def start(self) -> None:
        """Start server and worker, as their units do."""
        port = str(urlsplit(self.stage.environment["PREFECT_API_URL"]).port)
        for part in ("server", "worker"):
            self.stage.start(part, "serve", "--only", part, "--port", port)

    def wrong(self) -> Iterator[str]:
        """Yield what is otherwise than if nothing had been disturbed."""
        data = self.stage.checkout / "data"
        load_registry(data)  # refuses captures that are torn or lost
        found = verify(data / "releases/par-index", data)
        yield from (f"{name}: {problem}" for name, one in found.results.items() for problem in one.problems)
        pipeline.build(self.undisturbed)
        yield from differences(visible(data / "releases"), visible(self.undisturbed.releases))

    def unfinished(self) -> list[str]:
        """Return the runs that still count as running or pending."""
        return [run["name"] for run in self.stage.runs("refresh", "RUNNING", "PENDING", "CANCELLING")]

    def _began_since(self, moment: datetime, state: str) -> bool:
        """Return whether a run in a state began after a moment, and so sees what was published or left before it."""
        return any(datetime.fromisoformat(run["start_time"]) > moment for run in self.stage.runs("refresh", state))

    def _is_released(self, source: str) -> bool:
        held = self.stage.checkout / "data/releases/par-index/latest/statements.csv"
        return held.is_file() and source in held.read_text(encoding="utf-8")

    def _child(self, name: str) -> int:
        """Return the process of Prefect below a half of `parpipe serve`, once there is one."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if found := children(self.stage.running[name].pid):
                return found[0]
            time.sleep(0.2)
        raise AssertionError(f"no {name}\n{self.stage.logs()}")

    def _wait(self, ask: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if ask():
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.3)
        raise AssertionError(f"{what} did not come within {PATIENCE:.0f} s\n{self.stage.logs()}")


@contextmanager
def night(folder: Path) -> Iterator[Night]:
    """Yield a team with a first release, whose refresh is due every ten seconds."""
    with running_postgres("prefect") as postgres, serving() as web, staged(folder / "night", ("cchc.laichau.gov.vn",)) as stage:
        stage.environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = postgres.url("prefect", "postgresql+asyncpg")
        stage.declare(lambda declared: declared["refresh"].update(schedules=[{"slug": "often", "interval": 10.0}]))
        data = stage.checkout / "data"
        settings = Settings.load(data=data, environ={})
        undisturbed = replace(settings, releases=folder / "undisturbed")
        pipeline.build(settings)
        pipeline.build(undisturbed)
        made = Night(stage, postgres, web, Site(settings), undisturbed)
        made.start()
        yield made


def visible(releases: Path) -> Tree:
    """Return what readers see of a folder of releases."""
    return {name: entry for name, entry in read_tree(releases).items() if not name.startswith(".")}


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    found = list[int]()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found.append(int(path.parent.name))
    return sorted(found)


def below(pid: int) -> list[int]:
    """Return all processes below a process."""
    return [one for child in children(pid) for one in (child, *below(child))]


def slay(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
