"""The files in data/ that people write, as the model: sources with their documents, indices, areas.

Everything that is wrong in any of them is found in one pass and reported together as ``file:line: what``, so that one
round of repairs is enough. The shape of a file is a JSON Schema in schemas/config; here stands only what a schema cannot
say: that names agree between files, and that documents exist.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from parpipe.areas import Areas, read_areas
from parpipe.config import ConfigFile, Problem, place, read_config
from parpipe.errors import BadConfiguration, Missing
from parpipe.indices import Component, Framework, Index, Population, Scale, make_index
from parpipe.model import TOTAL, PublishedDate, Snapshot, Source
from parpipe.spelling import exact_key

__all__ = ["Component", "Framework", "Index", "Population", "Registry", "Scale", "load_reference", "load_registry"]

MEDIA_TYPES: Mapping[str, str] = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_REFERENCE = ("indices", "reference", "vocabulary")


@dataclass(frozen=True, slots=True)
class Registry:
    """All that is configured. ``reference_digest`` changes with any byte of indices, reference or vocabulary."""

    data: Path
    sources: Mapping[str, Source]
    indices: Mapping[str, Index]
    areas: Areas
    reference_digest: str


def load_registry(data: Path) -> Registry:
    """Return sources (sorted by id), indices and areas of a data folder.

    Raises Missing without the folder, BadConfiguration with all problems of all files.
    """
    indices, areas, problems = _read_reference(data)
    sources: dict[str, Source] = {}
    for file in _files(data / "sources", "source"):
        found = list(file.problems) or list(_source_problems(file.content, file.path, data, indices, areas))
        problems += place(file, found)
        if not found:
            sources[file.path.stem] = _make_source(file.content, data)
    _refuse(data, problems)
    return Registry(data, sources, indices, areas, _digest(data))


def load_reference(data: Path) -> tuple[Mapping[str, Index], Areas]:
    """Return indices and areas alone, for callers that read documents of their own; raises as ``load_registry``."""
    indices, areas, problems = _read_reference(data)
    _refuse(data, problems)
    return indices, areas


def _read_reference(data: Path) -> tuple[dict[str, Index], Areas, list[str]]:
    areas, problems = read_areas(data / "reference")
    indices: dict[str, Index] = {}
    packages: dict[str, str] = {}
    for file in _files(data / "indices", "index"):
        found = list(file.problems) or list(_index_problems(file.content, file.path, packages))
        problems += place(file, found)
        if not found:
            indices[file.path.stem] = make_index(file.content)
    return indices, areas, problems


def _files(folder: Path, kind: str) -> Iterator[ConfigFile]:
    if not folder.is_dir():
        raise Missing(f"{folder} is missing; name the data folder with --data or PARPIPE_DATA")
    for path in sorted(folder.glob("*.yaml")):
        yield read_config(path, kind)


def _refuse(data: Path, problems: Sequence[str]) -> None:
    if problems:
        raise BadConfiguration(
            "\n".join((f"{data} does not hold together; put right what is listed and run again:", *problems))
        )


def _source_problems(
    content: Mapping[str, Any], path: Path, data: Path, indices: Mapping[str, Index], areas: Areas
) -> Iterator[Problem]:
    """Yield what a source says that its schema cannot judge."""
    if content["source_id"] != path.stem:
        yield ("source_id",), f"source_id {content['source_id']!r} is not the name of the file"
    if content["area"] not in (None, *areas.units):
        yield ("area",), f"area {content['area']!r} is not in data/reference/areas.csv"
    for number, index_id in enumerate(content.get("issues", ())):
        if index_id not in indices:
            yield ("issues", number), f"no index {index_id!r} in data/indices"
    files = [document["file"] for document in content["documents"]]
    for number, document in enumerate(content["documents"]):
        where = ("documents", number)
        if document["file"] in files[:number]:
            yield (*where, "file"), f"{document['file']} is listed already"
        for name, problem in _document_problems(document, data / "snapshots" / path.stem, indices, areas):
            yield (*where, name), problem


def _document_problems(
    document: Mapping[str, Any], folder: Path, indices: Mapping[str, Index], areas: Areas
) -> Iterator[tuple[str, str]]:
    file = folder / document["file"]
    if file.suffix not in MEDIA_TYPES:
        yield "file", f"{file.suffix!r} is no kind of document that is read here; there are {', '.join(MEDIA_TYPES)}"
    elif not file.is_file():
        yield "file", f"{file} does not exist"
    if document.get("index") not in (None, *indices):
        yield "index", f"no index {document['index']!r} in data/indices"
    if document.get("area") not in (None, *areas.units):
        yield "area", f"area {document['area']!r} is not in data/reference/areas.csv"
    for name, parse in (("recorded_at", date.fromisoformat), ("published_at", PublishedDate.parse)):
        try:
            if document.get(name) is not None:
                parse(str(document[name]))
        except ValueError as error:
            yield name, f"{name} {document[name]!r}: {error}"


def _index_problems(content: Mapping[str, Any], path: Path, packages: dict[str, str]) -> Iterator[Problem]:
    """Yield what an index file says that its schema cannot judge; ``packages`` collects the packages seen so far."""
    if content["index_id"] != path.stem:
        yield ("index_id",), f"index_id {content['index_id']!r} is not the name of the file"
    if packages.setdefault(content["package"], path.stem) != path.stem:
        yield ("package",), f"{packages[content['package']]} has the package {content['package']!r} already"
    yield from _component_problems(content["components"])
    codes = {TOTAL, *(entry["component"] for entry in content["components"])}
    for number, entry in enumerate(content["scales"]):
        if entry["component"] not in codes:
            yield ("scales", number, "component"), f"{entry['component']!r} is no component of this index"
    for name in ("scales", "frameworks", "populations"):
        yield from _year_problems(name, content[name])


def _component_problems(components: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    codes = [entry["component"] for entry in components]
    owners: dict[str, str] = {}
    for number, entry in enumerate(components):
        where = ("components", number)
        if entry["component"] in codes[:number]:
            yield (*where, "component"), f"component {entry['component']!r} is declared already"
        if entry.get("parent") not in (None, *codes):
            yield (*where, "parent"), f"parent {entry['parent']!r} is no component of this index"
        for text in (entry["component"], entry["name_vi"], *entry["aliases"]):
            if owners.setdefault(exact_key(text), entry["component"]) != entry["component"]:
                yield (*where, "aliases"), f"{text!r} means {owners[exact_key(text)]} already"


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


def _make_source(content: Mapping[str, Any], data: Path) -> Source:
    folder = data / "snapshots" / content["source_id"]
    snapshots = tuple(_make_snapshot(document, content["source_id"], folder) for document in content["documents"])
    others = {name: value for name, value in content.items() if name not in ("documents", "issues", "licence_note")}
    return Source(**others, snapshots=snapshots, issues=tuple(content.get("issues", ())))


def _make_snapshot(document: Mapping[str, Any], source_id: str, folder: Path) -> Snapshot:
    path = folder / document["file"]
    published = document.get("published_at")
    return Snapshot(
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        source_id=source_id,
        path=path,
        media_type=MEDIA_TYPES[path.suffix],
        recorded_at=date.fromisoformat(document["recorded_at"]),
        url=document.get("url"),
        published=None if published is None else PublishedDate.parse(str(published)),
        curated=document["kind"] == "transcription",
        index_id=document.get("index"),
        level=document.get("level"),
        area=document.get("area"),
        language=document.get("language"),
    )


def _digest(data: Path) -> str:
    paths = sorted(path for name in _REFERENCE for path in (data / name).rglob("*") if path.is_file())
    parts = [[path.relative_to(data).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()] for path in paths]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
