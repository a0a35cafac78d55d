"""A release made again, offline, from the inputs that its provenance names, and compared byte for byte.

Code, parameters and signer are taken from the release, so that its files can come out the same; what differs of them here
is told, because it explains a difference. The signature itself is not made again: that takes the private key.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from parpipe import drafts
from parpipe.checksums import SUMS, sha256
from parpipe.descriptors.provenance import read_made
from parpipe.making import Made, code_digest
from parpipe.model import Source
from parpipe.proofs import Case, Result
from parpipe.reading import read_source
from parpipe.registry import Registry, load_registry
from parpipe.release import number, release_files
from parpipe.releases import PublishedRelease

_NAMED = 5


def check_rebuild(case: Case) -> Result:
    """Return whether a release comes out the same when it is made again from its inputs in the data folder.

    It is not checked without that folder, or without the release before, of which the revisions tell.
    """
    if case.data is None:
        return Result("there is no data folder to make it of", checked=False)
    release = case.release
    made = read_made(json.loads(release.read("provenance.jsonld")))
    previous = None if made.previous is None else PublishedRelease(f"{release.base.rpartition('/')[0]}/{made.previous.version}")
    if previous and made.previous and not (previous.has(SUMS) and sha256(previous.read(SUMS)) == made.previous.sha256):
        return Result(f"the release before, {previous.base}, is not there as it was", checked=False)
    again = _make_again(case, made, previous)
    problems = tuple(_differences(release, again))
    notes = "; ".join([*_other_inputs(made, case), *_other_code(made)])
    if problems:
        return Result("", (*problems, *([f"what may explain it: {notes}"] if notes else [])))
    said = f"{len(again)} files come out the same from {len(made.inputs)} inputs"
    return Result(f"{said}, although {notes}" if notes else said)


def _make_again(case: Case, made: Made, previous: PublishedRelease | None) -> dict[str, bytes]:
    """Return the files that come out of the inputs that a release names."""
    assert case.data is not None
    registry = _named_alone(load_registry(case.data, case.captures), made)
    said = case.release.descriptor()
    [index_id] = [one.index_id for one in registry.indices.values() if one.package == said["name"]]
    known = drafts.Known(made.as_of, made.recorded_by)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        read = [read_source(registry, source, work / "sources") for source in registry.sources.values()]
        draft = drafts.read_draft(
            registry, index_id, known, drafts.write_draft(registry, index_id, read, known, work / "drafts")
        )
    candidate = number(replace(draft, made=replace(made, previous=None)), previous)
    return release_files(replace(candidate, signer=said["parpipe:signer"]))


def _named_alone(registry: Registry, made: Made) -> Registry:
    """Return a registry with no other sources and snapshots than those that a release names."""
    named = {one.path for one in made.inputs}
    kept = dict[str, Source]()
    for source_id, source in registry.sources.items():
        if f"sources/{source_id}.yaml" in named:
            of_then = (one for one in source.snapshots if one.name in named)
            kept[source_id] = replace(source, snapshots=tuple(of_then))
    corrections = tuple(one for one in registry.corrections if one.source_id in kept)
    return replace(registry, sources=kept, corrections=corrections)


def _differences(release: PublishedRelease, again: dict[str, bytes]) -> Iterator[str]:
    sealed = {*release.checksums(), SUMS}
    for name in sorted(sealed | again.keys()):
        if name not in again:
            yield f"{name} does not come out of the inputs"
        elif name not in sealed:
            yield f"{name} comes out of the inputs, and the release does not have it"
        elif release.read(name) != again[name]:
            yield f"{name} comes out otherwise{_writers(release.read(name), again[name]) if name.endswith('.parquet') else ''}"


def _writers(was: bytes, now: bytes) -> str:
    """Return which libraries wrote two Parquet files, if they are others: the bytes depend on it, the content does not."""
    import pyarrow.parquet as pq

    written = [pq.read_metadata(io.BytesIO(content)).created_by for content in (was, now)]
    return f" (it was written by {written[0]}, here by {written[1]})" if written[0] != written[1] else ""


def _other_inputs(made: Made, case: Case) -> Iterator[str]:
    """Yield what of the inputs is not in the folders of a case as it was."""
    places = {one.path: case.place(one.path) for one in made.inputs}
    gone = [path for path, place in places.items() if not place.is_file()]
    other = [one.path for one in made.inputs if one.path not in gone and sha256(places[one.path].read_bytes()) != one.sha256]
    for paths, what in ((gone, "missing"), (other, "not the same any more")):
        if paths:
            more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
            yield f"{', '.join(paths[:_NAMED])}{more} {'is' if len(paths) == 1 else 'are'} {what}"


def _other_code(made: Made) -> Iterator[str]:
    if made.code.sha256 != code_digest():
        yield f"the code is another than that of parpipe {made.code.version} that made it"
