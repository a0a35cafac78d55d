"""Whether anything changed since the last build, told cheaply, before anything heavy is imported.

After a build its state is written down: a digest of the data folder, of the captures, of the code, and of what readers see of
the releases. As long as the digest is the same, another build would change nothing. What is written down is a note and no
truth: without it, or where it does not fit, a build finds out by itself.

Most often a glance is enough, as it is for git: the system stamps every file when its content, name or mode changes, and if all
stamps are those of then, and older than the note, no byte is other than it was. Where a stamp differs, the bytes decide.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from parpipe import storage
from parpipe.captures import LEDGER
from parpipe.leftovers import WORK
from parpipe.program import code_digest, code_files
from parpipe.schedules import Timetable
from parpipe.settings import Settings

NOTE = "standing.json"
"""The file of the note in the folder of caches."""

_WRITTEN_BY_PEOPLE = ("corrections", "indices", "reference", "snapshots", "sources", "vocabulary")


@dataclass(frozen=True, slots=True)
class Standing:
    """The state after a build: its digest, its look, the packages with their versions, and the timetables of the sources."""

    digest: str
    look: str
    packages: tuple[tuple[str, str], ...]
    timetables: tuple[Timetable, ...]

    @property
    def messages(self) -> list[str]:
        """What a build would say."""
        return [f"{package} {version}: nothing changed, no new release" for package, version in self.packages if version]


def read_standing(settings: Settings) -> Standing | None:
    """Return the state after the last build if everything is still as it was then, else None."""
    note = settings.releases / WORK / NOTE
    try:
        said, written = json.loads(note.read_bytes()), note.stat().st_ctime_ns
        plans = tuple(_timetable(**one) for one in said["timetables"])
        packages = tuple((one, version) for one, version in said["packages"])
        noted = Standing(said["digest"], said["look"], packages, plans)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    seen, newest = look(settings)
    # What changed within the tick of the clock in which the note was written may bear the stamp that it had before.
    same = (seen == noted.look and newest < written) or noted.digest == digest(settings)
    return noted if same else None


def _timetable(source_id: str, cron: str, documents: list[str], stored: str) -> Timetable:
    return Timetable(source_id, cron, tuple(documents), date.fromisoformat(stored))


def write_standing(settings: Settings, packages: tuple[tuple[str, str], ...], timetables: tuple[Timetable, ...]) -> None:
    """Write down the state after a build that took everything into account."""
    seen, _ = look(settings)  # before the bytes are read: what changes meanwhile has another look
    said = asdict(Standing(digest(settings), seen, packages, timetables))
    content = json.dumps(said, ensure_ascii=False, default=date.isoformat, indent=2)
    storage.replace(settings.releases / WORK / NOTE, (content + "\n").encode())


def digest(settings: Settings) -> str:
    """Return a digest of all that a build depends on, and of all that readers see of its releases."""
    sums = hashlib.sha256(code_digest().encode())
    for part in (*_inputs(settings), *_outputs(settings.releases)):
        sums.update(hashlib.sha256(part).digest())
    return sums.hexdigest()


def look(settings: Settings) -> tuple[str, int]:
    """Return a digest of the names, sizes and stamps of all files that ``digest`` reads, and the latest of the stamps."""
    entries, key = list[str](), settings.signing_key
    newest = 0
    for path in (*_files(settings), *([str(key)] if key and key.is_file() else [])):
        seen = os.lstat(path)
        entries.append(f"{path}\0{seen.st_ino} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns}")
        newest = max(newest, seen.st_ctime_ns)
    return hashlib.sha256("\0\0".join(sorted(entries)).encode(errors="surrogateescape")).hexdigest(), newest


def _files(settings: Settings) -> Iterator[str]:
    yield from code_files()
    yield from (str(path) for path in settings.data.glob("*.y*ml"))
    for folder in (*(settings.data / name for name in _WRITTEN_BY_PEOPLE), settings.captures, settings.releases):
        for home, folders, files in os.walk(folder):
            if Path(home) == settings.releases:
                folders[:] = [name for name in folders if not name.startswith(".")]
            links = (name for name in folders if os.path.islink(f"{home}/{name}"))
            yield from (f"{home}/{name}" for name in (*files, *links))


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
