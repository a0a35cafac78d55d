"""The static site of a folder of releases: index.html and the folder ``site``, in Vietnamese and English.

It is a function of the latest releases, the code and nothing else, and is made after all pointers have moved. A list of its
files, written last, says what it was made of: a run that was killed before leaves none, and the next makes the site again.
Only files that change are written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from parpipe import storage
from parpipe.checksums import SITE_FILES, sha256
from parpipe.errors import Unreadable
from parpipe.making import code_digest
from parpipe.site.edition import Edition, read_edition

_AT_ONCE = 500
"""Files that are written together: enough for few flushes, and few enough for the memory."""


def write_site(releases: Path) -> bool:
    """Return whether the site of a folder was written; it is where it is not what its releases and the code make.

    Raises Unreadable, and leaves it, where a release is damaged or of an older form.
    """
    made_of = _made_of(releases)
    if made_of is None or _is_whole(releases, made_of):
        return False
    from parpipe.site.pages import files_of

    listed = dict[str, str]()
    files = files_of(_edition(releases))
    while batch := dict(islice(files, _AT_ONCE)):
        listed |= {name: sha256(content) for name, content in batch.items()}
        if changed := {name: content for name, content in batch.items() if not _holds(releases / name, content)}:
            storage.remove(releases / SITE_FILES)
            storage.replace_all(releases, changed)
    for path in _outdated(releases, listed):
        storage.remove(path)
    content = json.dumps({"made_of": made_of, "files": dict(sorted(listed.items()))}, indent=1) + "\n"
    storage.replace(releases / SITE_FILES, content.encode())
    return True


def _edition(releases: Path) -> Edition:
    try:
        edition = read_edition(releases)
    except (KeyError, ValueError) as error:
        raise Unreadable(
            f"the site of {releases} is left as it was: a release has an older form ({error}); build it again"
        ) from error
    assert edition is not None
    return edition


def _made_of(releases: Path) -> str | None:
    """Return a digest of all that the site is made of; None where there is no release."""
    packages = sorted(path.parent for path in releases.glob("*/latest") if path.is_dir())
    if not packages:
        return None
    told = [code_digest(), _look_digest(), *(version(name) for name in ("jinja2", "matplotlib"))]
    for package in packages:
        told += [package.name, *sorted(path.name for path in package.iterdir() if path.is_dir())]
        told.append(sha256((package / "latest" / "SHA256SUMS").read_bytes()))
    return sha256(json.dumps(told).encode())


@cache
def _look_digest() -> str:
    """Return a digest of the templates, and of the files that all pages use."""
    paths = [path for name in ("templates", "static") for path in (Path(__file__).parent / name).iterdir()]
    return sha256(json.dumps([(path.name, sha256(path.read_bytes())) for path in sorted(paths)]).encode())


def _is_whole(releases: Path, made_of: str) -> bool:
    try:
        listed = json.loads((releases / SITE_FILES).read_bytes())
        same: bool = listed["made_of"] == made_of
        return same and all(sha256((releases / name).read_bytes()) == digest for name, digest in listed["files"].items())
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _outdated(releases: Path, files: dict[str, str]) -> Iterator[Path]:
    """Yield the files of the folder that are of no page any more, then the folders that are left empty."""
    found = sorted((releases / SITE_FILES).parent.rglob("*"), reverse=True)
    yield from (path for path in found if path.is_file() and path.relative_to(releases).as_posix() not in files)
    kept = {parent for name in files for parent in (releases / name).parents}
    yield from (path for path in found if path.is_dir() and path not in kept)
