"""What runs leave behind beside their releases: gone before the next run begins, and when it has ended.

A killed run may leave files, folders and links under unfinished names, what it staged or checked, and a release that it had
placed but not yet pointed to. The caches of read documents and drafts stay: they are whole, because they were placed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from parpipe import storage
from parpipe.checksums import SITE_FILES
from parpipe.versions import VERSION, version_key

WORK = ".work"
"""The folder of a releases folder for what is no release; it may be deleted at any time when no run is at work."""

_SCRATCH = ("checked", "staged")
_CACHES = ("sources", "drafts")


def remove_leftovers(releases: Path, packages: Iterable[str]) -> None:
    """Remove what no finished run leaves in a releases folder; only for the run that holds its lock."""
    work, homes = releases / WORK, [releases / package for package in packages]
    for name in _SCRATCH:
        storage.remove(work / name)
    pages = releases / Path(SITE_FILES).parent
    site = [pages, *(path for path in sorted(pages.rglob("*")) if path.is_dir())]
    for folder in (releases, work, *(work / name for name in _CACHES), *homes, *site):
        for path in sorted(folder.glob(storage.UNFINISHED)):
            storage.remove(path)
    for home in homes:
        for folder in _never_published(home):
            storage.remove(folder)
        if home.is_dir() and not any(home.iterdir()):
            storage.remove(home)


def _never_published(home: Path) -> list[Path]:
    """Return the versions of a package later than all that its pointers name: a run that was killed placed them.

    Both pointers count, so that one set back by hand makes no release unpublished; one that names no version tells nothing.
    """
    named = list(_named(home))
    if not all(map(VERSION.fullmatch, named)):
        return []
    last = max(map(version_key, named), default=())
    return sorted(path for path in home.glob("*") if VERSION.fullmatch(path.name) and version_key(path.name) > last)


def _named(home: Path) -> Iterator[str]:
    """Yield the versions that the pointers of a package name; nothing before its first release."""
    if (home / "latest").is_symlink():
        yield (home / "latest").readlink().name
    if (home / "latest.json").is_file():
        try:
            yield str(json.loads((home / "latest.json").read_bytes())["version"])
        except (ValueError, KeyError, TypeError):
            yield ""
