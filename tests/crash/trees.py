"""Folders as values: every file with its mode and bytes, every link with its target, every folder with its mode."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

Tree = dict[str, tuple[int, bytes | str | None]]

_SIGNATURES = re.compile(r"SHA256SUMS(\.\w+)?")


def read_tree(folder: Path) -> Tree:
    """Return everything below a folder by its path in it."""
    return dict(_entries(folder, ""))


def _entries(folder: str | Path, above: str) -> Iterator[tuple[str, tuple[int, bytes | str | None]]]:
    """Yield what is below a folder; by ``os`` alone, since a sweep reads ten thousand trees and pathlib takes twice as long."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        path = f"{above}{entry.name}"
        if entry.is_symlink():
            yield path, (0, os.readlink(entry.path))
            continue
        mode = entry.stat().st_mode & 0o777
        if entry.is_dir():
            yield path, (mode, None)
            yield from _entries(entry.path, f"{path}/")
        else:
            with open(entry.path, "rb") as file:
                yield path, (mode, file.read())


def digest(tree: Tree) -> str:
    """Return a digest of a tree."""
    sums = hashlib.sha256()
    for path, (mode, content) in tree.items():
        sums.update(f"\0{path}\0{mode}\0{content if not isinstance(content, bytes) else len(content)}\0".encode())
        sums.update(content if isinstance(content, bytes) else b"")
    return sums.hexdigest()


def differences(found: Tree, wanted: Tree) -> list[str]:
    """Return the paths in which two trees differ, each with how."""
    return [
        f"{path} is {'left over' if path not in wanted else 'missing' if path not in found else 'another'}"
        for path in sorted({**found, **wanted})
        if found.get(path) != wanted.get(path)
    ]


def below(tree: Tree, folder: str) -> Tree:
    """Return the part of a tree below one of its folders."""
    return {path: entry for path, entry in tree.items() if path.startswith(f"{folder}/")}


def copy(source: Path, target: Path) -> Path:
    """Return a copy of a folder, with links as links; times are no part of it."""
    return Path(shutil.copytree(source, target, symlinks=True, copy_function=shutil.copy))


def memory_disk(room: int) -> Path | None:
    """Return the folder of a disk of memory with room for so many bytes, None where there is none.

    Thousands of runs flush hundreds of files each, and a process that is killed takes nothing from any disk.
    """
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > room else None


def incomplete(releases: Path) -> Iterator[str]:
    """Yield what is wrong with the releases that pointers name, told from their folders and checksums alone."""
    for pointer in sorted(releases.glob("*/latest")):
        yield from _unproved(pointer)
    for pointer in sorted(releases.glob("*/latest.json")):
        try:
            named = json.loads(pointer.read_bytes())
        except ValueError:
            yield f"{pointer} is damaged"
            continue
        sums = pointer.parent / named["version"] / "SHA256SUMS"
        if not sums.is_file() or hashlib.sha256(sums.read_bytes()).hexdigest() != named["sha256"]:
            yield f"{pointer} does not fit {sums}"


def _unproved(folder: Path) -> Iterator[str]:
    if not (folder / "SHA256SUMS").is_file():
        yield f"{folder} has no SHA256SUMS"
        return
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: checksum for checksum, name in (line.split("  ", 1) for line in lines)}
    paths = [path for path in folder.rglob("*") if path.is_file()]
    found = {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    held = {name: checksum for name, checksum in found.items() if not _SIGNATURES.fullmatch(name)}
    if held != listed:
        yield f"{folder} is not what its SHA256SUMS says: {sorted(held.items() ^ listed.items())[0][0]}"
