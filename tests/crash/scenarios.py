"""What is disturbed: a folder as it stands before a run, the run, and what may have changed before the next one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from parpipe import pipeline
from parpipe.cli import main
from parpipe.settings import Settings
from tests.conftest import DATA, copy_data
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
    """One sweep. ``prepare`` fills an empty folder, ``action`` runs in it, ``change`` comes between it and the next run.

    What stands in the folder ``aside`` tells what a run did, and is another after a run that was disturbed.
    """

    name: str
    prepare: Callable[[Path], object]
    action: Action
    check: Check
    change: Callable[[Path], object] = lambda folder: None
    aside: str = "-"


def warm_up(folder: Path) -> None:
    """Build once in this process and an empty folder, so that those forked from it have loaded and read what all need."""
    small_data(folder)
    pipeline.build(Settings.load(data=folder / "data"))


def command(*arguments: str) -> int:
    """Return the exit code of a command of parpipe."""
    try:
        main(list(arguments))
    except SystemExit as error:
        return int(error.code or 0)
    raise AssertionError("a command ends its process")


def small_data(folder: Path) -> None:
    """Fill a folder with the reference data and one source, of which come small packages."""
    copy_data(folder / "data", (SOURCE,))
    for name in ("indices", "reference", "vocabulary"):  # a link is copied faster, and thousands of times
        shutil.rmtree(folder / "data" / name)
        (folder / "data" / name).symlink_to(DATA / name)


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


def published(folder: Path) -> None:
    """Fill a folder with a changed release, of which the one before has been published."""
    released(folder, build=BUILD)
    for action in (PUBLISH, BUILD):
        ended = run(folder, action)
        if ended.status:
            raise AssertionError(ended.told)


def is_old_or_new(folder: Path, old: Tree, new: Tree, releases: Path = RELEASES) -> Iterator[str]:
    """Yield where a releases folder is neither as before a run nor as after it, package by package."""
    yield from incomplete(folder / releases)
    found = read_tree(folder)
    for link in sorted(path for path in {**old, **new} if re.fullmatch(f"{releases}/[^/]+/latest", path)):
        yield from _neither(link, found, old, new)
    yield from (f"{path} has changed" for path in old if not path.startswith(f"{releases}/") and found.get(path) != old[path])


def _neither(link: str, found: Tree, old: Tree, new: Tree) -> Iterator[str]:
    """Yield what is wrong with a package, of which old and new hold the link ``latest`` or, before its first release, none."""
    if found.get(link) not in (old.get(link), new.get(link)):
        yield f"{link} is neither the old nor the new one"
        return
    released = [str(tree[link][1]) for tree in (old, found) if link in tree]
    for folder in (link.replace("latest", version) for version in released):
        if below(found, folder) != below(new, folder):
            yield f"{folder} is another than in a run that nothing disturbs"
    json = f"{link}.json"
    allowed = [old.get(json), *([new.get(json)] if found.get(link) == new.get(link) else [])]
    if found.get(json) not in allowed:
        yield f"{json} is neither the old one nor, once {link} is new, the new one"


BUILD = partial(command, "build", "--index", "PAPI")
BUILD_BOTH = partial(command, "build", "--index", "PAPI", "--index", "SIPAS")
PUBLIC = Path("public")
PUBLISH = partial(command, "publish", str(RELEASES / "papi"), "--to", str(PUBLIC))

SCENARIOS = (
    Scenario("a first build", small_data, BUILD, is_old_or_new),
    Scenario("a changed figure, in two packages", partial(released, build=BUILD_BOTH), BUILD_BOTH, is_old_or_new),
    Scenario("a changed figure, then taken back", partial(released, build=BUILD), BUILD, is_old_or_new, take_back),
    Scenario(
        "a release published to a folder",
        published,
        PUBLISH,
        partial(is_old_or_new, releases=PUBLIC),
        aside=f"{RELEASES}/.receipts",
    ),
)
