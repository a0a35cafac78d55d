"""What separates two states of a package: the revised values, the removed fields, and the version bump they call for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from parpipe.keys import KEY, Row, own_key
from parpipe.oddities import Oddity, find_oddities
from parpipe.package import Tombstone
from parpipe.redistribution import without_old_values
from parpipe.revisions import revision
from parpipe.versions import version_key

if TYPE_CHECKING:
    import pyarrow as pa

Bump = Literal["major", "minor", "patch", "none"]

FIGURES = ("unit", "score", "scale_max", "rank", "ranked_count", "tier", "obs_status")
"""The columns of observations that an analyst must notice when they change."""

OBSERVED = (*KEY, *FIGURES, "score_statement", "rank_statement")
EVIDENCE = ("statement_id", "source_url", "quote")
"""The columns of observations and statements that states are compared by."""

_BY_RANK = ("rank", "ranked_count")
_REVISIONS = "revisions"

Descriptor = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """What is compared of a package: its descriptor, and columns of two of its tables as texts."""

    descriptor: Descriptor
    observations: pa.Table
    statements: pa.Table


@dataclass(frozen=True, slots=True)
class Difference:
    """What came between two states. ``revisions`` are rows of that table; ``removed`` also what had gone before."""

    bump: Bump
    revisions: tuple[Row, ...]
    removed: tuple[Tombstone, ...]
    odd: tuple[Oddity, ...] = ()


def compare(old: State, new: State, forbidden: Collection[str] = ()) -> Difference:
    """Return the difference of two states, without the old values of sources that are ``forbidden`` to be published.

    The bump is major where a table, field or key was removed, renamed or retyped; minor where something was added, or a
    figure was added, revised or withdrawn; patch where anything else changed; none where tables, schemas and descriptive
    metadata are the same.
    """
    revisions = without_old_values(_revisions(old, new), forbidden)
    return Difference(
        _bump(old.descriptor, new.descriptor, revisions),
        revisions,
        tuple(_removed(old, new)),
        find_oddities(old.observations, new.observations, revisions),
    )


def _bump(old: Descriptor, new: Descriptor, revisions: tuple[Row, ...]) -> Bump:
    if _essence(old) == _essence(new):
        return "none"
    was, now = _shapes(old), _shapes(new)
    if any(now.get(place) != shape for place, shape in was.items()):
        return "major"
    return "minor" if now.keys() != was.keys() or revisions else "patch"


def next_version(version: str, bump: Bump) -> str:
    """Return the version after a bump; ``none`` leaves it."""
    major, minor, patch = version_key(version)
    steps = {
        "major": (major + 1, 0, 0),
        "minor": (major, minor + 1, 0),
        "patch": (major, minor, patch + 1),
        "none": (major, minor, patch),
    }
    return ".".join(str(part) for part in steps[bump])


def _essence(descriptor: Descriptor) -> dict[str, Any]:
    """Return a descriptor without what differs between two builds of the same data: numbers, days, files and revisions."""
    own = ("version", "created", "parpipe:previous", "parpipe:issued", "parpipe:signer", "parpipe:removed")
    resources = [_content(resource) for resource in descriptor["resources"] if "schema" in resource]
    return {**{name: value for name, value in descriptor.items() if name not in own}, "resources": resources}


def _content(resource: Descriptor) -> dict[str, Any]:
    own: tuple[str, ...] = ("hash", "bytes")
    if resource["name"].removesuffix("-parquet") == _REVISIONS:
        own += ("parpipe:digest", "parpipe:rows")
    return {name: value for name, value in resource.items() if name not in own}


def _shapes(descriptor: Descriptor) -> dict[tuple[str, str | None], Any]:
    """Return the type of every field and the key of every table, by (table, field)."""
    shapes = dict[tuple[str, str | None], Any]()
    for resource in _tables(descriptor):
        schema = resource["schema"]
        shapes[resource["name"], None] = schema.get("primaryKey")
        shapes |= {(resource["name"], field["name"]): field["type"] for field in schema["fields"]}
    return shapes


def _tables(descriptor: Descriptor) -> Iterator[Descriptor]:
    return (one for one in descriptor["resources"] if "schema" in one and not one["name"].endswith("-parquet"))


def _removed(old: State, new: State) -> Iterator[Tombstone]:
    """Yield what a state does not have any more, first what had gone before."""
    present = _shapes(new.descriptor)
    for said in old.descriptor.get("parpipe:removed", ()):
        if (said["table"], said["field"]) not in present:
            yield Tombstone(said["table"], said["field"], said["last_version"], said["title"], said["title@vi"])
    version = old.descriptor["version"]
    for table in _tables(old.descriptor):
        if (table["name"], None) not in present:
            yield Tombstone(table["name"], None, version, table["title"], table["title@vi"])
            continue
        for field in table["schema"]["fields"]:
            if (table["name"], field["name"]) not in present:
                words = field.get("title", field["name"]), field.get("title@vi", field["name"])
                yield Tombstone(table["name"], field["name"], version, *words)


def _revisions(old: State, new: State) -> Iterator[Row]:
    was, now = _by_key(old.observations), _by_key(new.observations)
    said = _by_id(old.statements), _by_id(new.statements)
    day = date.fromisoformat(new.descriptor["created"][:10])
    for key in sorted(was.keys() | now.keys()):
        pair = was.get(key), now.get(key)
        for field in FIGURES:
            before, after = (row[field] if row else None for row in pair)
            if before != after:
                stated = _evidence(pair[0], field, said[0]), _evidence(pair[1], field, said[1])
                yield revision((*key[:4], int(key[4]), *key[5:]), field, (before, after), stated, "release", day)


def _by_key(observations: pa.Table) -> dict[tuple[str, ...], Row]:
    return {own_key(row): row for row in observations.to_pylist()}


def _by_id(statements: pa.Table) -> dict[str, Row]:
    return {row["statement_id"]: row for row in statements.to_pylist()}


def _evidence(row: Row | None, field: str, said: Mapping[str, Row]) -> Row | None:
    """Return the statement behind a value; None where there is no value, or only a rule behind it."""
    ids = [row["rank_statement"], row["score_statement"]] if row else []
    found = next((one for one in (ids if field in _BY_RANK else ids[::-1]) if one), None)
    return said.get(found) if found else None
