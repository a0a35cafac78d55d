"""What a loss of power may take: all that was not flushed. Told from the operations of a run, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from parpipe.storage import unfinished
from tests.crash.sweep import Step


def taken_by_a_loss_of_power(steps: Iterable[Step]) -> Iterator[str]:
    """Yield what took its place before all of it was on the disk, and what was never flushed in the end.

    Content is on the disk once its file is flushed, a name once the folder that holds it is. A pointer needs more than
    itself: the names beside it, one of which it names, and those of the folders above.
    """
    contents, names = set[Path](), set[Path]()
    for operation, path, given in (single for step in steps for single in _single(step)):
        if operation == "write":
            contents.add(path)
        if operation in ("write", "make folder", "link"):
            names.add(path)
        elif operation == "flush":
            contents.discard(path)
            names -= {name for name in names if name.parent == path}
        elif operation == "remove":
            contents.discard(path)
            names.discard(path)
        elif operation == "rename":
            place: Path = given[0]
            if not place.name.endswith(".unfinished"):
                lost = [one for one in contents if _is_in(one, path)] + [one for one in names if path in one.parents]
                lost += [one for one in names if _is_pointer(place) and one != path and one.parent in place.parents]
                yield from (f"{place} takes its place before {one} is on the disk" for one in sorted(lost))
            contents = {_moved(one, path, place) for one in contents}
            names = {_moved(one, path, place) for one in names} | {place}
    yield from (f"{one} is never on the disk" for one in sorted({*contents, *names}) if ".work" not in one.parts)


def _single(step: Step) -> Iterator[Step]:
    """Yield the operations on single files that one on many is made of."""
    operation, folder, given = step
    if operation == "write files":
        for beside in (unfinished(folder / name) for name in given[0]):
            yield from (("make folder", home, ()) for home in beside.parents if folder in home.parents)
            yield from (("write", beside, (b"",)), ("flush", beside, ()))
    elif operation == "rename files":
        places = [folder / name for name in given[0]]
        yield from (("rename", unfinished(place), (place,)) for place in places)
        homes = {home for place in places for home in place.parents if home == folder or folder in home.parents}
        yield from (("flush", home, ()) for home in homes)
    else:
        yield step


def _is_pointer(path: Path) -> bool:
    return path.name.split(".")[0] == "latest"


def _is_in(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _moved(path: Path, old: Path, new: Path) -> Path:
    return new / path.relative_to(old) if _is_in(path, old) else path
