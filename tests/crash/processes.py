"""An action in a process of its own, forked from a warm one, in a folder of its own; and one that branches where it can fail.

A process that branches copies its folder and forks before every operation on the disk, once for every fault: the branch goes
on in the copy, meets the fault there, and is killed or ends by itself. So the run up to an operation is done once for all.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parpipe import storage
from tests.crash.faults import Fault, faults_of
from tests.crash.trees import copy, digest, read_tree

Action = Callable[[], int]
"""Does something in the current folder, and returns an exit code."""

Place = tuple[int, str]
"""The number of an operation in a run, from 1, and the name of a fault."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended (its exit code; a signal below zero), and what it printed."""

    status: int
    told: str


@dataclass(frozen=True, slots=True)
class Struck:
    """A run that met a fault at an operation, and the state of its folder then."""

    place: Place
    operation: str
    path: str
    ended: Ended
    state: str


@dataclass(slots=True)
class Branching:
    """Branches a run at places; the folder of each new state is kept under the digest of its tree."""

    places: Iterable[Place]
    states: Path
    count: int = 0
    copied: str | None = None
    struck: list[Struck] = field(default_factory=list)

    def watch(self) -> None:
        """Put this into the way of all operations of this process."""
        self.places = frozenset(self.places)
        for name, perform in list(storage.OPERATIONS.items()):
            storage.OPERATIONS[name] = self._watched(name, perform)

    def _watched(self, name: str, perform: Callable[..., Any]) -> Callable[..., Any]:
        def watched(path: Path, *given: Any) -> Any:
            self.count += 1
            for fault in [one for one in faults_of(name) if (self.count, one.name) in self.places]:
                if self._branch(fault, name, path):
                    fault.strike(perform, path, *given)
            if self.copied:
                self._drop()
            return perform(path, *given)

        return watched

    def _branch(self, fault: Fault, name: str, path: Path) -> bool:
        """Return True in the branch, in a copy of the folder; False in the trunk, when the branch has ended.

        The next branch gets the same copy if this one has left it as it was.
        """
        folder = self.states / "copy"
        self.copied = self.copied or digest(read_tree(copy(Path.cwd(), folder)))
        process = os.fork()
        if not process:
            self.places, self.copied = frozenset(), None
            _settle(folder)
            return True
        ended = _wait(process, folder)
        state = digest(read_tree(folder))
        self.struck.append(Struck((self.count, fault.name), name, str(path), ended, state))
        if not (self.states / state).exists():
            copy(folder, self.states / state)
        if state != self.copied:
            self._drop()
        return False

    def _drop(self) -> None:
        shutil.rmtree(self.states / "copy")
        self.copied = None


def run(folder: Path, action: Action, before: Callable[[], object] = lambda: None) -> Ended:
    """Return how an action ended in a folder; ``before`` prepares its process."""

    def act() -> int:
        _settle(folder)
        before()
        return action()

    return _wait(fork(act), folder)


def fork(action: Action) -> int:
    """Return the id of a new process that ends as an action does, and never goes on with what this one is about to do."""
    if process := os.fork():
        return process
    status = 70
    try:
        status = action()
    except BaseException:  # noqa: BLE001 (the outermost frame of a process)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def run_branching(
    folder: Path, action: Action, places: Iterable[Place], states: Path, before: Callable[[], object]
) -> list[Struck]:
    """Return what became of the runs that met a fault at one of the places of an action in a folder."""
    states.mkdir()
    branching = Branching(places, states)

    def prepare() -> None:
        before()
        branching.watch()

    def act() -> int:
        trunk = os.getpid()
        status = action()
        if os.getpid() == trunk:
            Path(f"{states}.pickle").write_bytes(pickle.dumps(branching.struck))
        return status

    ended = run(folder, act, prepare)
    if ended.status:
        raise AssertionError(f"the run that nothing disturbs ends with {ended.status}: {ended.told}")
    struck: list[Struck] = pickle.loads(Path(f"{states}.pickle").read_bytes())
    return struck


def _settle(folder: Path) -> None:
    """Make a folder the current one, and let this process print into a file beside it."""
    os.chdir(folder)
    sys.stdout = sys.stderr = open(f"{folder}.told", "w", encoding="utf-8")  # noqa: SIM115 (as open as the process)


def _wait(process: int, folder: Path) -> Ended:
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    told = Path(f"{folder}.told")
    text = told.read_text(encoding="utf-8")
    told.unlink()
    return Ended(status, text)
