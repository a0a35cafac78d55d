"""Two releases compared, wherever they stand and whatever version their tables have."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parpipe.diff import EVIDENCE, OBSERVED, Difference, State, compare, next_version
from parpipe.errors import Usage
from parpipe.releases import PublishedRelease, open_release

COMPARED = {"observations": OBSERVED, "statements": EVIDENCE}
"""The tables and columns that two states are compared by."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came between two releases of a package, and the version that the later one should have had."""

    package: str
    old: str
    new: str
    called_for: str
    difference: Difference


def diff(old: str | Path, new: str | Path) -> Comparison:
    """Return what came between two releases, each a folder or an ``http(s)://`` address.

    A folder or address of a package stands for its latest release. Raises Missing where there is no release, Usage for
    releases of two packages, Unavailable when an address does not answer.
    """
    before, after = (state_of(open_release(place)) for place in (old, new))
    names = before.descriptor["name"], after.descriptor["name"]
    if names[0] != names[1]:
        raise Usage(f"{old} is a release of {names[0]} and {new} of {names[1]}; name two releases of one package")
    difference = compare(before, after)
    version = before.descriptor["version"]
    return Comparison(names[0], version, after.descriptor["version"], next_version(version, difference.bump), difference)


def state_of(release: PublishedRelease) -> State:
    """Return what is compared of a release."""
    return State(release.descriptor(), *(release.texts(name, columns) for name, columns in COMPARED.items()))


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON can hold it; ``revisions`` are rows of that table."""
    removed = [{name: getattr(one, name) for name in one.__slots__} for one in found.difference.removed]
    odd = [{name: getattr(one, name) for name in one.__slots__} for one in found.difference.odd]
    said = {"package": found.package, "old": found.old, "new": found.new, "bump": found.difference.bump}
    rest = {"removed": removed, "odd": odd, "revisions": [dict(row) for row in found.difference.revisions]}
    return {**said, "called_for": found.called_for, **rest}
