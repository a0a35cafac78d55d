"""A published release made again with other tables, so that all its checksums, digests and files agree with each other."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parpipe.checksums import write_pointer
from parpipe.descriptors.datapackage import read_release
from parpipe.descriptors.provenance import read_made
from parpipe.diff import Difference
from parpipe.drafts import TABLES, Draft
from parpipe.release import Candidate, release_files
from parpipe.releases import PublishedRelease
from parpipe.schema import to_table

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
    files = release_files(candidate)
    for name, content in files.items():
        (release / name).write_bytes(content)
    (release.parent / "latest.json").write_bytes(write_pointer(said.version, files["SHA256SUMS"]))


def set_where(chosen: Callable[[dict[str, Any]], bool], **values: Any) -> Change:
    """Return the change that sets values in the rows that are chosen."""
    return lambda row: {**row, **values} if chosen(row) else row
