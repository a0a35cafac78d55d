"""Every change to the disk: written beside, flushed, and renamed into place, so that a reader sees the old or the new whole.

An OSError becomes Unavailable with the path and what to do.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parpipe.errors import Unavailable


@contextmanager
def _telling(path: Path, what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unavailable(
            f"cannot {what} {path}: {reason}. Make the folder writable, or name another with --releases."
        ) from error


def make_folder(path: Path) -> Path:
    """Return the folder, made with its parents if it was not there; Unavailable where nothing may be written."""
    existing = next(place for place in (path, *path.absolute().parents) if place.exists())
    with _telling(path, "write to"):
        # Root may write anywhere; a folder that its owner marked read-only is left alone all the same.
        if not os.access(existing, os.W_OK) or not existing.stat().st_mode & 0o222:
            raise PermissionError(errno.EACCES, f"{existing} is read-only")
        path.mkdir(parents=True, exist_ok=True)
    return path


def fresh_folder(path: Path) -> Path:
    """Return the folder, empty: what stood there before is removed."""
    remove(path)
    return make_folder(path)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all in it; nothing happens if it is not there."""
    with _telling(path, "remove"):
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)


def write(path: Path, content: bytes) -> None:
    """Write a file of a folder that is not in its place yet."""
    with _telling(path, "write"):
        path.write_bytes(content)


def replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds either the old content or the new."""
    beside = path.with_name(f".{path.name}.new")
    write(beside, content)
    with _telling(path, "replace"):
        _flush(beside)
        os.replace(beside, path)
        _flush(path.parent)


def place_folder(staged: Path, final: Path) -> None:
    """Move a finished folder to its final name; everything in it is on the disk before the name is."""
    make_folder(final.parent)
    with _telling(final, "place"):
        for path in sorted(staged.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
            _flush(path)
        staged.chmod(0o755)
        _flush(staged)
        os.replace(staged, final)
        _flush(final.parent)


def point(link: Path, target: str) -> None:
    """Make a symbolic link point to a target relative to it, swapped in one step."""
    beside = link.with_name(f".{link.name}.new")
    remove(beside)
    with _telling(link, "point"):
        beside.symlink_to(target)
        os.replace(beside, link)
        _flush(link.parent)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder; Unavailable if one is in it. The lock ends with the process, however it ends."""
    with _telling(folder, "lock"):
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Unavailable(f"another run is at work in {folder.parent}; wait until it is done, then try again") from error
    finally:
        os.close(descriptor)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
