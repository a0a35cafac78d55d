"""A scenario swept: its run is disturbed at places, and run again; nobody may see it, and nothing may be left of it."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from parpipe import storage
from tests.crash.faults import FAULTS, faults_of
from tests.crash.judging import ask_once
from tests.crash.processes import Ended, Place, Struck, fork, run, run_branching
from tests.crash.scenarios import Scenario
from tests.crash.trees import Tree, copy, differences, read_tree

_ONE_SENTENCE = re.compile(r"parpipe: cannot [^\n]+, then try again\n")

PARTS = 4
"""Into how many parts the work of one process is cut, so that none waits long for another."""

Step = tuple[str, Path, tuple[Any, ...]]
"""An operation, the path that it is done to, and what it was given more."""


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario made ready in a folder: the trees before and after a run that nothing disturbs, and its operations."""

    scenario: Scenario
    folder: Path
    old: Tree
    new: Tree
    steps: tuple[Step, ...]
    after_old: Tree
    after_new: Tree

    def ask_once(self) -> None:
        """Let a process ask Frictionless once about the same files."""
        ask_once(self.folder / "passed")

    def places(self) -> list[Place]:
        """Return all places at which something can go wrong."""
        return [
            (number, fault.name)
            for number, (operation, _, _) in enumerate(self.steps, start=1)
            for fault in faults_of(operation)
        ]


@dataclass(frozen=True, slots=True)
class Swept:
    """How many runs were disturbed, in how many states they left their folder, and what was wrong."""

    struck: int
    states: int
    complaints: tuple[str, ...]


def make_ready(scenario: Scenario, folder: Path) -> Case:
    """Return a scenario made ready in a new folder."""
    start = folder / "start"
    start.mkdir(parents=True)
    scenario.prepare(start)
    old = read_tree(start)
    end = copy(start, folder / "end")
    steps = record(scenario, end)
    new = read_tree(end)
    next_runs = [copy(place, folder / f"after {place.name}") for place in (start, end)]
    for place in next_runs:
        scenario.change(place)
        _ended_well(run(place, scenario.action, partial(ask_once, folder / "passed")))
    return Case(scenario, folder, old, new, steps, *map(read_tree, next_runs))


def record(scenario: Scenario, folder: Path) -> tuple[Step, ...]:
    """Return the operations of a run in a folder, in their order."""
    steps, kept = list[Step](), Path(f"{folder}.steps")

    def note() -> None:
        ask_once(folder.parent / "passed")
        for name, perform in list(storage.OPERATIONS.items()):
            storage.OPERATIONS[name] = lambda path, *given, name=name, perform=perform: (
                steps.append((name, path, given)) or perform(path, *given)
            )

    def act() -> int:
        status = scenario.action()
        kept.write_bytes(pickle.dumps(steps))
        return status

    _ended_well(run(folder, act, note))
    recorded: list[Step] = pickle.loads(kept.read_bytes())
    return tuple(recorded)


def sweep(case: Case, places: Sequence[Place], jobs: int) -> Swept:
    """Return what came of a run disturbed at each of some places; ``jobs`` processes share the work."""
    count = jobs * PARTS
    parts = [places[len(places) * part // count : len(places) * (part + 1) // count] for part in range(count)]
    running = 0
    for number, part in enumerate(parts):
        if running == jobs:
            _one_is_done()
            running -= 1
        fork(partial(_sweep_part, case, part, f"part {number:02}"))
        running += 1
    for _ in range(running):
        _one_is_done()
    swept: list[Swept] = [pickle.loads(path.read_bytes()) for path in sorted(case.folder.glob("part *.swept"))]
    complaints = tuple(said for one in swept for said in one.complaints)
    return Swept(sum(one.struck for one in swept), sum(one.states for one in swept), complaints)


def _one_is_done() -> None:
    if os.wait()[1]:
        raise AssertionError("the sweep itself broke; what it printed tells why")


def _sweep_part(case: Case, places: Sequence[Place], name: str) -> int:
    folder = case.folder / name
    folder.mkdir()
    start = copy(case.folder / "start", folder / "run")
    struck = run_branching(start, case.scenario.action, places, folder / "states", case.ask_once)
    wrong = {state: list(_wrong(case, folder / "states" / state)) for state in {one.state for one in struck}}
    shutil.rmtree(folder)
    complaints = [
        f"{case.scenario.name}: {one.place[1]} at operation {one.place[0]} ({one.operation} {one.path}): {said}"
        for one in struck
        for said in [*_badly_told(one), *wrong[one.state]]
    ]
    missed = [f"{case.scenario.name}: nothing happened at {place}" for place in {*places} - {one.place for one in struck}]
    swept = Swept(len(struck), len(wrong), tuple(missed + complaints))
    (case.folder / f"{name}.swept").write_bytes(pickle.dumps(swept))
    return 0


def _badly_told(struck: Struck) -> Iterator[str]:
    """Yield how a run ended other than by its fault, or by exit code 3 and one sentence."""
    [fault] = [one for one in FAULTS if one.name == struck.place[1]]
    if fault.kills and struck.ended != Ended(-signal.SIGKILL, ""):
        yield f"it was not killed but ended with {struck.ended}"
    if fault.error and (struck.ended.status != 3 or not _ONE_SENTENCE.fullmatch(struck.ended.told)):
        yield f"it ended with {struck.ended}"
    if fault.error and os.strerror(fault.error) not in struck.ended.told:
        yield f"it does not say why: {struck.ended.told}"


def _wrong(case: Case, folder: Path) -> Iterator[str]:
    """Yield what is wrong with the state of a folder, and with what the next run makes of it."""
    yield from case.scenario.check(folder, case.old, case.new)
    was_released = _pointers(read_tree(folder)) != _pointers(case.old)
    case.scenario.change(folder)
    ended = run(folder, case.scenario.action, case.ask_once)
    if ended.status:
        yield f"the next run ends with {ended}"
    found = differences(read_tree(folder), case.after_new if was_released else case.after_old)
    yield from (said for said in found if not said.startswith(case.scenario.aside))


def _pointers(tree: Tree) -> Tree:
    return {path: entry for path, entry in tree.items() if path.endswith("/latest")}


def _ended_well(ended: Ended) -> None:
    if ended.status:
        raise AssertionError(f"the run ends with {ended.status}: {ended.told}")
