"""Whether anything changed since the last build, told from bytes alone: cheaply, before anything heavy is imported.

After a build its state is written down: a digest of the data folder, of the captures, of the code, and of what readers see of
the releases. As long as the digest is the same, another build would change nothing. What is written down is a note and no
truth: without it, or where it does not fit, a build finds out by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from parpipe import storage
from parpipe.captures import LEDGER
from parpipe.leftovers import WORK
from parpipe.program import code_digest
from parpipe.schedules import Timetable
from parpipe.settings import Settings

NOTE = "standing.json"
"""The file of the note in the folder of caches."""

_WRITTEN_BY_PEOPLE = ("corrections", "indices", "reference", "snapshots", "sources", "vocabulary")


@dataclass(frozen=True, slots=True)
class Standing:
    """The state after a build: its digest, the packages with their versions, and the timetables of the sources."""

    digest: str
    packages: tuple[tuple[str, str], ...]
    timetables: tuple[Timetable, ...]

    @property
    def messages(self) -> list[str]:
        """What a build would say."""
        return [f"{package} {version}: nothing changed, no new release" for package, version in self.packages if version]


def read_standing(settings: Settings) -> Standing | None:
    """Return the state after the last build if everything is still as it was then, else None."""
    try:
        said = json.loads((settings.releases / WORK / NOTE).read_bytes())
        plans = tuple(_timetable(**one) for one in said["timetables"])
        noted = Standing(said["digest"], tuple((one, version) for one, version in said["packages"]), plans)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return noted if noted.digest == digest(settings) else None


def _timetable(source_id: str, cron: str, documents: list[str], stored: str) -> Timetable:
    return Timetable(source_id, cron, tuple(documents), date.fromisoformat(stored))


def write_standing(settings: Settings, packages: tuple[tuple[str, str], ...], timetables: tuple[Timetable, ...]) -> None:
    """Write down the state after a build that took everything into account."""
    said = asdict(Standing(digest(settings), packages, timetables))
    content = json.dumps(said, ensure_ascii=False, default=date.isoformat, indent=2)
    storage.replace(settings.releases / WORK / NOTE, (content + "\n").encode())


def digest(settings: Settings) -> str:
    """Return a digest of all that a build depends on, and of all that readers see of its releases."""
    sums = hashlib.sha256(code_digest().encode())
    for part in (*_inputs(settings), *_outputs(settings.releases)):
        sums.update(hashlib.sha256(part).digest())
    return sums.hexdigest()


def _inputs(settings: Settings) -> Iterator[bytes]:
    for path in sorted(settings.data.glob("*.y*ml")):
        yield from (path.name.encode(), path.read_bytes())
    for name in _WRITTEN_BY_PEOPLE:
        yield from _tree(settings.data / name)
    for path in sorted(settings.captures.glob("*/*")):
        if path.name == LEDGER:  # retrievals that left no capture tell a build nothing
            yield from (line for line in path.read_bytes().split(b"\n") if line and b'"file": null' not in line)
        elif path.is_file() and path.name != "lock":
            yield from (_name(path), path.read_bytes())
    yield settings.signing_key.read_bytes() if settings.signing_key and settings.signing_key.is_file() else b""


def _name(capture: Path) -> bytes:
    return f"{capture.parent.name}/{capture.name}".encode()


def _outputs(releases: Path) -> Iterator[bytes]:
    """Yield what stands in the folder of releases: all of each latest release, and what tells of all packages."""
    for path in sorted(releases.glob("*")):
        latest = path / "latest"
        if path.is_file():
            yield from (path.name.encode(), path.read_bytes())
        elif latest.is_symlink():
            pointer = path / "latest.json"
            yield from (str(latest.readlink()).encode(), pointer.read_bytes() if pointer.is_file() else b"", *_tree(latest))
        elif not path.name.startswith("."):
            yield from _tree(path)


def _tree(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from (path.relative_to(folder).as_posix().encode(), path.read_bytes())
        elif path.is_symlink():
            yield from (path.relative_to(folder).as_posix().encode(), b"it leads nowhere")
