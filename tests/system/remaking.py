"""A published release made again with other tables, so that all its checksums, digests and files agree with each other."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from parpipe.checksums import write_pointer
from parpipe.descriptors.datapackage import read_release
from parpipe.descriptors.provenance import read_made
from parpipe.diff import Difference
from parpipe.drafts import TABLES, Draft
from parpipe.release import Candidate, release_files
from parpipe.releases import PublishedRelease
from parpipe.schema import to_table
from parpipe.writers import BOOKS, Book

Change = Callable[[dict[str, Any]], dict[str, Any] | None]
"""Takes a row, returns it as it shall be, or None to leave it out."""


def remake(release: Path, changes: dict[str, Change]) -> None:
    """Change rows of some tables of a release, and write all of it anew; the one who does that has everything but the key."""
    published = PublishedRelease(str(release))
    said = read_release(published.descriptor())
    tables = {name: published.table(name) for name in TABLES}
    for name, change in changes.items():
        rows = [change(row) for row in tables[name].to_pylist()]
        tables[name] = to_table(name, [row for row in rows if row is not None])
    difference = Difference("none", (), said.removed)
    made = read_made(json.loads(published.read("provenance.jsonld")))
    candidate = Candidate(Draft(said.info, tables, made), said.version, None, difference, tables, made, said.signer)
    as_before = {ending: _kept(release / f"{said.info.name}.{ending}") for ending in BOOKS}
    with patch.dict(BOOKS, as_before):  # they are proved by their checksums, and refuse rows that name what is not there
        files = release_files(candidate)
    for name, content in files.items():
        (release / name).write_bytes(content)
    (release.parent / "latest.json").write_bytes(write_pointer(said.version, files["SHA256SUMS"]))


def _kept(path: Path) -> Book:
    return lambda release, tables: path.read_bytes()


def set_where(chosen: Callable[[dict[str, Any]], bool], **values: Any) -> Change:
    """Return the change that sets values in the rows that are chosen."""
    return lambda row: {**row, **values} if chosen(row) else row
