"""The catalog of a folder of releases, catalog.ttl and catalog.jsonld: every package as its latest release tells of it.

Portals delete a dataset that their source does not list any more, so a catalog lists every package or is left as it was.
It is written after all pointers, from what is published: a run that was killed before is mended by the next.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from parpipe import storage
from parpipe.descriptors.datapackage import read_release
from parpipe.descriptors.dcat import catalog
from parpipe.errors import Missing, Unreadable
from parpipe.package import Release
from parpipe.releases import PublishedRelease, latest_release


def write_catalog(releases: Path) -> bool:
    """Return whether the catalog of a folder was written; it is where it says anything new or a file of it was missing.

    Raises Unreadable where a package is damaged or gone, or packages disagree about their publisher; nothing is written then.
    """
    names = _packages(releases)
    if not names:
        return False
    document = catalog(_read_all(releases, names))
    content = (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
    listed, turtled = releases / "catalog.jsonld", releases / "catalog.ttl"
    if turtled.is_file() and listed.is_file() and listed.read_bytes() == content:
        return False
    from parpipe.turtle import turtle  # rdflib takes a while to load, and most runs have nothing to write

    storage.replace(turtled, turtle(document))
    storage.replace(listed, content)  # last, since it is what tells whether both are up to date
    return True


def _packages(releases: Path) -> list[str]:
    """Return the names of the packages that have ever been pointed to, whatever has become of them."""
    pointers = [*releases.glob("*/latest"), *releases.glob("*/latest.json")]
    return sorted({path.parent.name for path in pointers if not path.parent.name.startswith(".")})


def _read_all(releases: Path, names: list[str]) -> list[Release]:
    """Return the latest release of every package; Unreadable, with what to do, where that is not possible."""
    gone = sorted(_listed(releases) - set(names))
    if gone:
        raise _kept(releases, f"{', '.join(gone)} is listed and gone. Restore it, or delete catalog.jsonld to list it no more")
    found = [_read(releases, name) for name in names]
    if len({release.info.publisher for release in found}) > 1:
        raise _kept(releases, "the packages name several publishers. Build all of them again")
    return found


def _read(releases: Path, name: str) -> Release:
    try:
        published = latest_release(name, releases)
        if published is None:
            raise Missing(f"{releases / name / 'latest'} leads nowhere")
        for problem in _problems(published):
            raise Unreadable(problem)
        return read_release(published.descriptor())
    except (Missing, Unreadable, KeyError, ValueError) as error:
        reason = str(error) if isinstance(error, Missing | Unreadable) else f"its datapackage.json has an older form ({error})"
        raise _kept(releases, f"{name} is damaged: {reason}. Restore its folder, or remove it and build it again") from error


def _problems(published: PublishedRelease) -> Iterator[str]:
    """Yield what is wrong with the files of a release at first sight; `parpipe verify` looks at every byte."""
    sums = published.checksums()
    yield from (f"{published.address(name)} is missing" for name in sums if not Path(published.address(name)).is_file())
    if hashlib.sha256(published.read("datapackage.json")).hexdigest() != sums.get("datapackage.json"):
        yield f"{published.address('datapackage.json')} is not what SHA256SUMS says"


def _listed(releases: Path) -> set[str]:
    """Return the names of the packages that the catalog lists as it stands; none where it is missing or damaged."""
    path = releases / "catalog.jsonld"
    try:
        own = json.loads(path.read_bytes())["@graph"][0]
        return {str(address).rpartition("/")[2] for address in own["dcat:dataset"]}
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return set()


def _kept(releases: Path, reason: str) -> Unreadable:
    return Unreadable(f"the catalog in {releases} is left as it was, since portals delete what it does not list: {reason}.")
