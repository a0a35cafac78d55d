"""What is disturbed: a folder as it stands before a run, the run, and what may have changed before the next one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from parpipe.cli import main
from tests.conftest import copy_data
from tests.crash.processes import Action, run
from tests.crash.trees import Tree, below, incomplete, read_tree

RELEASES = Path("data/releases")
SOURCE = "viet-jo.com"
FIGURES = Path("data/snapshots") / SOURCE / "figures.csv"
BEFORE, AFTER = ",47.45,", ",47.46,"

Check = Callable[[Path, Tree, Tree], Iterator[str]]
"""Yields what is wrong with a folder in which a run was disturbed, given the trees before it and after an undisturbed one."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One sweep. ``prepare`` fills an empty folder, ``action`` runs in it, ``change`` comes between it and the next run."""

    name: str
    prepare: Callable[[Path], object]
    action: Action
    check: Check
    change: Callable[[Path], object] = lambda folder: None


def command(*arguments: str) -> int:
    """Return the exit code of a command of parpipe."""
    try:
        main(list(arguments))
    except SystemExit as error:
        return int(error.code or 0)
    raise AssertionError("a command ends its process")


def small_data(folder: Path) -> None:
    """Fill a folder with the reference data and one source, of which come small packages."""
    (folder / "data").mkdir()
    copy_data(folder / "data", (SOURCE,))


def released(folder: Path, *, build: Action) -> None:
    """Fill a folder with small data and its releases, and change one figure afterwards."""
    small_data(folder)
    ended = run(folder, build)
    if ended.status:
        raise AssertionError(ended.told)
    shutil.copy(folder / FIGURES, folder / "figures.before.csv")
    figures = (folder / FIGURES).read_text(encoding="utf-8")
    if figures.count(BEFORE) != 1:
        raise AssertionError("the figure to change is not there any more")
    (folder / FIGURES).write_text(figures.replace(BEFORE, AFTER), encoding="utf-8")


def take_back(folder: Path) -> None:
    """Undo the change of ``released``."""
    shutil.copyfile(folder / "figures.before.csv", folder / FIGURES)


def is_old_or_new(folder: Path, old: Tree, new: Tree) -> Iterator[str]:
    """Yield where a releases folder is neither as before a run nor as after it, package by package."""
    yield from incomplete(folder / RELEASES)
    found = read_tree(folder)
    for pointer in sorted({**old, **new}):
        package = pointer.removesuffix("/latest")
        if pointer == package or not pointer.startswith(f"{RELEASES}/"):
            continue
        versions = [tree[pointer][1] for tree in (old, new) if pointer in tree]
        if found.get(pointer, (0, None))[1] not in [*versions, *([] if pointer in old else [None])]:
            yield f"{pointer} is neither the old nor the new release"
        if (latest := found.get(pointer)) and below(found, f"{package}/{latest[1]}") != below(new, f"{package}/{latest[1]}"):
            yield f"{package}/{latest[1]} is another than that of a run that nothing disturbed"
        json = f"{package}/latest.json"
        if found.get(json) not in [old.get(json), *([new[json]] if found.get(pointer) == new[pointer] else [])]:
            yield f"{json} is later than {pointer}"
    yield from (f"{path} has changed" for path in old if not path.startswith(str(RELEASES)) and found.get(path) != old[path])


BUILD = partial(command, "build", "--index", "PAPI")
BUILD_BOTH = partial(command, "build", "--index", "PAPI", "--index", "SIPAS")

SCENARIOS = (
    Scenario("a first build", small_data, BUILD, is_old_or_new),
    Scenario("a changed figure, in two packages", partial(released, build=BUILD_BOTH), BUILD_BOTH, is_old_or_new),
    Scenario("a changed figure, taken back before the next run", partial(released, build=BUILD), BUILD, is_old_or_new, take_back),
)
