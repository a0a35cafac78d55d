"""Faults that no operation stands for: two runs at once, a limit of the system, a folder marked read-only."""

import os
import re
import resource
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from parpipe import storage
from tests.crash.processes import Ended, fork, run
from tests.crash.scenarios import BUILD, SCENARIOS, Scenario
from tests.crash.sweep import Case
from tests.crash.trees import below, copy, differences, read_tree


@pytest.fixture
def changed(ready: Callable[[Scenario], Case]) -> Case:
    """A changed figure of one package."""
    return ready(SCENARIOS[2])


def held_at(number: int, reached: int, go: int) -> None:
    """Let this process wait before an operation: it tells that it is there, and goes on when the other end is closed."""
    seen = 0

    def hold(perform: Callable[..., Any], *given: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == number:
            os.write(reached, b".")
            os.read(go, 1)
        return perform(*given)

    for name, perform in list(storage.OPERATIONS.items()):
        storage.OPERATIONS[name] = partial(hold, perform)


@pytest.mark.parametrize("part", [0.05, 0.5, 0.95])
def test_of_two_runs_at_once_the_second_is_refused_and_the_first_is_not_disturbed(
    changed: Case, room: Path, part: float
) -> None:
    folder = copy(changed.folder / "start", room / "here")
    (told, tell), (wait, go) = os.pipe(), os.pipe()

    def build_slowly() -> int:
        os.close(go)
        os.chdir(folder)
        held_at(int(len(changed.steps) * part), tell, wait)
        return BUILD()

    first = fork(build_slowly)
    os.read(told, 1)
    second = run(folder, BUILD)
    os.close(go)

    assert second == Ended(3, "parpipe: another run is at work in data/releases; wait until it is done, then try again\n")
    assert os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) == 0
    assert differences(read_tree(folder), changed.new) == []


def test_a_limit_of_the_system_ends_a_run_in_one_sentence_and_the_next_one_mends_it(changed: Case, room: Path) -> None:
    folder = copy(changed.folder / "start", room / "here")

    limited = run(folder, BUILD, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)))
    ended = run(folder, BUILD)

    assert limited.status == 3
    assert limited.told.startswith("parpipe: cannot write data/releases/.work/")
    assert limited.told.endswith(": File too large; mend that, then try again\n")
    assert ended.status == 0
    assert differences(read_tree(folder), changed.new) == []


@pytest.mark.parametrize("sealed", ["data/releases", "data/releases/.work", "data/releases/papi"])
def test_a_folder_marked_read_only_is_refused_and_left_as_it_is(changed: Case, room: Path, sealed: str) -> None:
    folder = copy(changed.folder / "start", room / "here")
    before = below(read_tree(folder), sealed)
    (folder / sealed).chmod(0o555)

    refused = run(folder, BUILD)
    left = below(read_tree(folder), sealed)
    (folder / sealed).chmod(0o755)
    ended = run(folder, BUILD)

    assert refused.status == 3
    assert re.fullmatch(r"parpipe: cannot [^\n]+; make the folder writable, or [^\n]+, then try again\n", refused.told)
    assert left == before
    assert ended.status == 0
    assert differences(read_tree(folder), changed.new) == []
