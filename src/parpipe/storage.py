"""Every change to the disk: written beside, flushed, and renamed into place, so that a reader sees the old or the new whole.

The public functions are made of the few OPERATIONS, and of nothing else; between two of them the disk does not change. So a
process that dies, or a disk that fails, does so before, in or after one of them. What stands unfinished has a name of its own
(``.<name>.unfinished``), and the next run removes it. An OSError becomes Unavailable with the path and what to do.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from parpipe.errors import Busy, Unavailable

UNFINISHED = ".*.unfinished"
"""The names of what is being written or removed, as a pattern for glob."""

_WRITABLE = "make the folder writable, or name another"
_ADVICE = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST), _WRITABLE),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "free some space"),
}


def make_folder(path: Path) -> Path:
    """Return the folder, made with its parents if it was not there; Unavailable where nothing may be written."""
    missing = [path] if path.is_file() else [place for place in (path, *path.parents) if not place.exists()]
    existing = missing[-1].parent if missing else path
    # Root may write anywhere; a folder that its owner marked read-only is left alone all the same.
    if not os.access(existing, os.W_OK) or not existing.stat().st_mode & 0o222:
        raise _unavailable("write to", path, PermissionError(errno.EACCES, f"{existing} is read-only"))
    for folder in reversed(missing):
        _do("make folder", folder)
        _do("flush", folder.parent)
    return path


def fresh_folder(path: Path) -> Path:
    """Return the folder, empty: what stood there before is removed."""
    remove(path)
    return make_folder(path)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all in it; nothing happens if it is not there.

    A folder loses its name first: half of it must not be taken for the whole.
    """
    if path.is_symlink() or path.is_file():
        _do("remove", path)
    elif path.is_dir():
        if not path.match(UNFINISHED):
            nameless = unfinished(path)
            remove(nameless)
            _do("rename", path, nameless)
            path = nameless
        _remove_tree(path)


def _remove_tree(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            _remove_tree(path)
        else:
            _do("remove", path)
    _do("remove", folder)


def unfinished(path: Path) -> Path:
    """Return where a file or folder stands while it is being written or removed: beside its place."""
    return path.with_name(f".{path.name}.unfinished")


def write(path: Path, content: bytes) -> None:
    """Write a file of a folder that is not in its place yet."""
    _do("write", path, content)


def replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds either the old content or the new."""
    beside = unfinished(path)
    write(beside, content)
    _do("flush", beside)
    _do("rename", beside, path)
    _do("flush", path.parent)


def replace_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write many files of a folder by their paths in it, so that a reader finds each of them either old or new.

    Their folders are made where there are none. All are written and flushed before the first takes its place.
    """
    if files:
        make_folder(folder)
        _do("write files", folder, files)
        _do("rename files", folder, tuple(files))


def place_folder(staged: Path, final: Path) -> None:
    """Move a finished folder to its final name; everything in it is on the disk before the name is."""
    make_folder(final.parent)
    for path in [*sorted(staged.rglob("*"), reverse=True), staged]:
        _do("open to readers", path)
        _do("flush", path)
    _do("rename", staged, final)
    _do("flush", final.parent)


def point(link: Path, target: str) -> None:
    """Make a symbolic link point to a target relative to it, swapped in one step."""
    beside = unfinished(link)
    remove(beside)
    _do("link", beside, target)
    _do("rename", beside, link)
    _do("flush", link.parent)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder; Busy if one is in it. The lock ends with the process, however it ends."""
    descriptor = _do("lock", folder / "lock")
    if descriptor is None:
        raise Busy(f"another run is at work in {folder.parent}; wait until it is done, then try again")
    try:
        yield
    finally:
        os.close(descriptor)


def _make_folder(path: Path) -> None:
    path.mkdir(exist_ok=True)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        beside = unfinished(folder / name)
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        _flush(beside)


def _rename_files(folder: Path, names: Sequence[str]) -> None:
    for name in names:
        os.replace(unfinished(folder / name), folder / name)
    homes = {home for name in names for home in (folder / name).parents if home.is_relative_to(folder)}
    for home in sorted(homes):
        _flush(home)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open_to_readers(path: Path) -> None:
    """Let everybody read, whatever the umask was when it was written."""
    path.chmod(0o755 if path.is_dir() else 0o644)


def _link(path: Path, target: str) -> None:
    path.symlink_to(target)


def _remove(path: Path) -> None:
    path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def _lock(path: Path) -> int | None:
    """Return the descriptor that holds the lock, None if another process does."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


OPERATIONS: dict[str, Callable[..., Any]] = {
    "make folder": _make_folder,
    "write": _write,
    "write files": _write_files,
    "rename files": _rename_files,
    "flush": _flush,
    "open to readers": _open_to_readers,
    "rename": os.replace,
    "link": _link,
    "remove": _remove,
    "lock": _lock,
}
"""What is done to the disk, by name; each takes the path that it is done to, and what it needs more."""


def _do(operation: str, path: Path, *given: Any) -> Any:
    """Return what an operation returns; the one place through which every change to the disk passes."""
    try:
        return OPERATIONS[operation](path, *given)
    except OSError as error:
        raise _unavailable(operation, path, error) from error


def _unavailable(operation: str, path: Path, error: OSError) -> Unavailable:
    advice = _ADVICE.get(error.errno or 0, "mend that")
    return Unavailable(f"cannot {operation} {path}: {error.strerror or error}; {advice}, then try again")
