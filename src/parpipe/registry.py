"""The files in data/ that people write, as the model: sources with their documents, indices, areas.

Everything that is wrong in any of them is found in one pass and reported together as ``file:line: what``, so that one
round of repairs is enough. The shape of a file is a JSON Schema in schemas/config; what a schema cannot say stands in
index_problems.py and source_problems.py: that names agree between files, and that documents exist.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from parpipe.areas import Areas, read_areas
from parpipe.captures import with_captures
from parpipe.config import ConfigFile, place, read_config
from parpipe.corrections import Correction, read_corrections
from parpipe.errors import BadConfiguration, Missing
from parpipe.index_problems import index_problems
from parpipe.indices import Component, Framework, Index, Population, Scale, make_index
from parpipe.model import PublishedDate, Snapshot, Source
from parpipe.precedence import read_precedence
from parpipe.publication import Publication, read_publication
from parpipe.relations import read_relations
from parpipe.source_problems import MEDIA_TYPES, Known, source_problems
from parpipe.spelling import exact_key

__all__ = ["Component", "Framework", "Index", "Population", "Registry", "Scale", "load_reference", "load_registry"]

_REFERENCE = ("indices", "reference", "vocabulary")
_ELSEWHERE = ("documents", "issues", "ca_bundle")


@dataclass(frozen=True, slots=True)
class Registry:
    """All that is configured. ``reference_digest`` changes with any byte of indices, reference or vocabulary."""

    data: Path
    sources: Mapping[str, Source]
    indices: Mapping[str, Index]
    areas: Areas
    reference_digest: str
    publication: Publication
    corrections: tuple[Correction, ...] = ()


def load_registry(data: Path, captures: Path | None = None, *, may_be_empty: bool = False) -> Registry:
    """Return sources (sorted by id), indices, areas and corrections of a data folder.

    Of documents that were fetched again, the ``captures`` are snapshots too; by default they are in the data folder. Raises
    Missing without the folder, BadConfiguration with all problems of all files; that there is no source at all is one,
    unless it ``may_be_empty``.
    """
    indices, areas, problems = _read_reference(data)
    known = Known(data, _ids(data / "indices"), areas)
    sources: dict[str, Source] = {}
    for file in _files(data / "sources", "source"):
        found = list(file.problems) or list(source_problems(file.content, file.path, known))
        problems += place(file, found)
        if not found:
            sources[file.path.stem] = _make_source(file.content, data)
    for source_id, source in sources.items():
        snapshots, lost = with_captures(source.snapshots, (captures or data / "captures") / source_id)
        sources[source_id] = replace(source, snapshots=snapshots)
        problems += lost
    corrections, wrong = read_corrections(data, sources)
    relations = read_relations(data, {*_ids(data / "indices"), *areas.units})[1]
    publication, unclear = read_publication(data)
    problems += [*wrong, *read_precedence(data)[1], *relations, *unclear]
    if not (may_be_empty or _ids(data / "sources")):
        problems.append(f"{data / 'sources'}: there is no source; “parpipe new-source” adds one")
    _refuse(data, problems)
    return Registry(data, sources, indices, areas, _digest(data), publication, corrections)


def load_reference(data: Path) -> tuple[Mapping[str, Index], Areas]:
    """Return indices and areas alone, for callers that read documents of their own; raises as ``load_registry``.

    The last ones are remembered until a byte of their files changes, so that many documents can be read one by one.
    """
    return _remembered(data, _digest(data))


@lru_cache(maxsize=1)
def _remembered(data: Path, _: str) -> tuple[Mapping[str, Index], Areas]:
    indices, areas, problems = _read_reference(data)
    _refuse(data, problems)
    return indices, areas


def _read_reference(data: Path) -> tuple[dict[str, Index], Areas, list[str]]:
    areas, problems = read_areas(data / "reference")
    indices: dict[str, Index] = {}
    packages: dict[str, str] = {}
    names = {exact_key(index_id): index_id for index_id in sorted(_ids(data / "indices"))}
    for file in _files(data / "indices", "index"):
        found = list(file.problems) or list(index_problems(file.content, file.path, packages, names))
        problems += place(file, found)
        if not found:
            indices[file.path.stem] = make_index(file.content)
    return indices, areas, problems


def _files(folder: Path, kind: str) -> Iterator[ConfigFile]:
    if not folder.is_dir():
        raise Missing(f"{folder} is missing; name the data folder with --data or PARPIPE_DATA")
    for path in _yaml_files(folder):
        if path.suffix == ".yaml":
            yield read_config(path, kind)
        else:
            yield ConfigFile(path, "", None, (((-1,), f"only .yaml is read here; rename it to {path.stem}.yaml"),))


def _ids(folder: Path) -> frozenset[str]:
    """Return the ids that the files of a folder are named for, broken ones too: what names them is not wrong as well."""
    return frozenset(path.stem for path in _yaml_files(folder))


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in (".yaml", ".yml"))


def _refuse(data: Path, problems: Sequence[str]) -> None:
    if problems:
        raise BadConfiguration(
            "\n".join((f"{data} does not hold together; put right what is listed and run again:", *problems))
        )


def _make_source(content: Mapping[str, Any], data: Path) -> Source:
    folder = data / "snapshots" / content["source_id"]
    snapshots = tuple(_make_snapshot(document, content["source_id"], folder) for document in content["documents"])
    others = {name: value for name, value in content.items() if name not in (*_ELSEWHERE, "licence_note")}
    bundle = data / "sources" / content["ca_bundle"] if "ca_bundle" in content else None
    return Source(**others, snapshots=snapshots, issues=tuple(content.get("issues", ())), ca_bundle=bundle)


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
        live=document.get("live", False),
        stable=document.get("stable"),
    )


def _digest(data: Path) -> str:
    paths = sorted(path for name in _REFERENCE for path in (data / name).rglob("*") if path.is_file())
    parts = [[path.relative_to(data).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()] for path in paths]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
