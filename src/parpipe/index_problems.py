"""What is wrong with the files of data/indices that their JSON Schema cannot say: names that collide, spans, dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from parpipe.config import Problem
from parpipe.model import TOTAL
from parpipe.spelling import exact_key


def index_problems(
    content: Mapping[str, Any], path: Path, packages: dict[str, str], names: dict[str, str]
) -> Iterator[Problem]:
    """Yield what an index file says that its schema cannot judge.

    ``packages`` and ``names`` (keys of ids and aliases) say which index has one already; those of this file are added.
    """
    if content["index_id"] != path.stem:
        yield ("index_id",), f"index_id {content['index_id']!r} is not the name of the file"
    if (owner := packages.setdefault(content["package"], path.stem)) != path.stem:
        yield ("package",), f"{owner} has the package {content['package']!r} already"
    for number, alias in enumerate(content["aliases"]):
        if (owner := names.setdefault(exact_key(alias), path.stem)) != path.stem:
            yield ("aliases", number), f"{alias!r} means {owner} already"
    yield from _component_problems(content["components"])
    codes = {TOTAL, *(entry["component"] for entry in content["components"])}
    for number, entry in enumerate(content["scales"]):
        if entry["component"] not in codes:
            yield ("scales", number, "component"), f"{entry['component']!r} is no component of this index"
    for number, entry in enumerate(content["sums"]):
        for part in (entry["whole"], *entry["parts"]):
            if part not in codes:
                yield ("sums", number, "parts"), f"{part!r} is no component of this index"
    for name in ("scales", "frameworks", "populations"):
        yield from _year_problems(name, content[name])
    for number, entry in enumerate(content["populations"]):
        if entry["areas_at"] is not None and not _is_day(entry["areas_at"]):
            yield ("populations", number, "areas_at"), f"areas_at {entry['areas_at']!r} is no date"


def _component_problems(components: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    parents = {entry["component"]: entry.get("parent") for entry in components}
    codes = [entry["component"] for entry in components]
    owners: dict[str, str] = {}
    for number, entry in enumerate(components):
        where = ("components", number)
        if entry["component"] in codes[:number]:
            yield (*where, "component"), f"component {entry['component']!r} is declared already"
        if entry.get("parent") not in (None, *codes):
            yield (*where, "parent"), f"parent {entry['parent']!r} is no component of this index"
        elif _is_within_itself(entry["component"], parents):
            yield (*where, "parent"), f"by its parents {entry['component']!r} is a part of itself"
        if (entry.get("valid_from") or 0) > (entry.get("valid_to") or date.max.year):
            yield (*where, "valid_from"), f"valid_from {entry['valid_from']} to {entry['valid_to']} is no span"
        for text in (entry["component"], entry["name_vi"], *entry["aliases"]):
            if owners.setdefault(exact_key(text), entry["component"]) != entry["component"]:
                yield (*where, "aliases"), f"{text!r} means {owners[exact_key(text)]} already"


def _is_within_itself(component: str, parents: Mapping[str, str | None]) -> bool:
    """Return whether the way up from a component comes back to it."""
    passed = set[str]()
    above = parents[component]
    while above is not None and above not in passed:
        passed.add(above)
        above = parents.get(above)
    return component in passed


def _year_problems(name: str, entries: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield spans that end before they start, or start within another span of the same series."""
    for number, entry in enumerate(entries):
        where, series = (name, number, "from"), (entry["level"], entry.get("component"))
        if entry["to"] is not None and entry["to"] < entry["from"]:
            yield where, f"from {entry['from']} to {entry['to']} is no span"
        for other in entries[:number]:
            first, last = sorted((other, entry), key=lambda one: int(one["from"]))
            if (other["level"], other.get("component")) == series and _collide(first, last):
                yield where, f"{' '.join(filter(None, series))}: {entry['from']} lies in the entry from {other['from']}"


def _collide(first: Mapping[str, Any], last: Mapping[str, Any]) -> bool:
    """Return whether two spans contradict each other; one without an end gives way to the next that starts."""
    return bool(first["from"] == last["from"] or (first["to"] is not None and last["from"] <= first["to"]))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
