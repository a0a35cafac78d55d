"""What separates two states of a package, and the version bump that it calls for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pyarrow as pa

from parpipe.keys import KEY

Bump = Literal["major", "minor", "patch", "none"]

FIGURES = ("score", "scale_max", "rank", "ranked_count", "obs_status")
"""The columns of observations that an analyst must notice when they change."""

Descriptor = Mapping[str, Any]


def bump(old: Descriptor, new: Descriptor, old_observations: pa.Table, new_observations: pa.Table) -> Bump:
    """Return the bump from one package to the next: see interface of releases in docs/releases.md.

    major: a table, field or key was removed, renamed or retyped. minor: something was added, or a figure was added,
    revised or withdrawn. patch: anything else that changed. none: tables, schemas and descriptive metadata are the same.
    """
    if _essence(old) == _essence(new):
        return "none"
    was, now = _shapes(old), _shapes(new)
    if any(now.get(place) != shape for place, shape in was.items()):
        return "major"
    if now.keys() != was.keys() or _figures(old_observations) != _figures(new_observations):
        return "minor"
    return "patch"


def next_version(version: str, bump: Bump) -> str:
    """Return the version after a bump; ``none`` leaves it."""
    major, minor, patch = (int(part) for part in version.split("."))
    steps = {
        "major": (major + 1, 0, 0),
        "minor": (major, minor + 1, 0),
        "patch": (major, minor, patch + 1),
        "none": (major, minor, patch),
    }
    return ".".join(str(part) for part in steps[bump])


def _essence(descriptor: Descriptor) -> dict[str, Any]:
    """Return a descriptor without what differs between two builds of the same data: version, creation and file hashes."""
    resources = [
        {name: value for name, value in resource.items() if name not in ("hash", "bytes")}
        for resource in descriptor["resources"]
    ]
    return {**{name: value for name, value in descriptor.items() if name not in ("version", "created")}, "resources": resources}


def _shapes(descriptor: Descriptor) -> dict[tuple[str, str], Any]:
    """Return the type of every field and the key of every table, by (table, field)."""
    shapes = dict[tuple[str, str], Any]()
    for resource in descriptor["resources"]:
        schema = resource["schema"]
        shapes[resource["name"], ""] = schema.get("primaryKey")
        shapes |= {(resource["name"], field["name"]): field["type"] for field in schema["fields"]}
    return shapes


def _figures(observations: pa.Table) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    columns = [observations[name].to_pylist() for name in (*KEY, *FIGURES)]
    return {row[: len(KEY)]: row[len(KEY) :] for row in zip(*columns, strict=True)}
