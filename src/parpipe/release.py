"""A draft becomes a release: numbered by its difference to the last one, checked, and complete before anybody can see it.

    <releases>/<package>/<version>/   the tables as CSV and Parquet, metadata in its dialects, README, CHANGES, SHA256SUMS(.sig)
    <releases>/<package>/latest       symbolic link, swapped in one step
    <releases>/<package>/latest.json  the same for hosts without links, replaced last

Three types follow each other: a Draft (tables without a version), a Candidate (a draft with its version and what it
changes), and a PublishedRelease, which can only be read. A folder that a killed run left behind was never pointed to, and
is made anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parpipe import storage
from parpipe.checks import check_package
from parpipe.checksums import POINTER, SIGNATURE, SUMS, sha256, write_pointer, write_sums
from parpipe.comparing import COMPARED, state_of
from parpipe.descriptors import DESCRIPTORS
from parpipe.descriptors.changes import Changed, changes
from parpipe.descriptors.datapackage import datapackage
from parpipe.descriptors.provenance import provenance
from parpipe.diff import Difference, State, compare, next_version
from parpipe.drafts import Draft
from parpipe.errors import Missing
from parpipe.making import Earlier, Made
from parpipe.model import Finding
from parpipe.package import FileInfo, Release, TableInfo
from parpipe.publication import Publication
from parpipe.releases import PublishedRelease, latest_release
from parpipe.schema import sort_table, to_table
from parpipe.signing import Signer, allowed_signers
from parpipe.writers import BOOKS, WRITERS
from parpipe.writers.csv import as_texts

if TYPE_CHECKING:
    import pyarrow as pa

FIRST = "1.0.0"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a package in a run: its version now, whether that is new, and a sentence about it."""

    package: str
    version: str
    released: bool
    message: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A draft with its version, the release before it (None for the first) and what it changes.

    ``tables`` are those of the draft, with the changes since the release before among its ``revisions``; ``made`` is how
    the draft was made, with the release before, and ``signer`` the fingerprint of the key that will sign it.
    """

    draft: Draft
    version: str
    previous: PublishedRelease | None
    difference: Difference
    tables: Mapping[str, pa.Table]
    made: Made
    signer: str | None = None

    @property
    def is_new(self) -> bool:
        """Whether it differs from the release before."""
        return self.difference.bump != "none"

    def release(self, tables: Mapping[str, TableInfo] | None = None, files: Mapping[str, FileInfo] | None = None) -> Release:
        """Return it as metadata tell of it; without ``tables`` as if no file had been written yet."""
        return Release(
            info=self.draft.info,
            version=self.version,
            signer=self.signer,
            tables=tables or {name: TableInfo.of(table) for name, table in self.tables.items()},
            files=files or {},
            previous=self.previous.version if self.previous else None,
            removed=self.difference.removed,
            issued=self._issued(),
        )

    def _issued(self) -> date | None:
        """Return the day of the package's first version, which the release before names or is."""
        if self.previous is None:
            return None
        said = self.previous.descriptor()
        return date.fromisoformat(said.get("parpipe:issued", said["created"])[:10])


def number(draft: Draft, previous: PublishedRelease | None) -> Candidate:
    """Return a draft with its version: that of the release before where nothing changed."""
    if previous is None:
        return Candidate(draft, FIRST, None, Difference("minor", (), ()), draft.tables, draft.made)
    for name in ("datapackage.json", "SHA256SUMS"):
        if not previous.has(name):
            raise Missing(
                f"{previous.address(name)} is missing: the latest release is damaged. "
                "Restore the folder, or remove it with its latest link"
            )
    sums = sha256(previous.read(SUMS))
    made = replace(draft.made, previous=Earlier(previous.version, sums))
    first = Candidate(draft, previous.version, previous, Difference("none", (), ()), draft.tables, made)
    new = State(datapackage(first.release()), *(as_texts(draft.tables[name], columns) for name, columns in COMPARED.items()))
    difference = compare(state_of(previous), new, _forbidden(draft))
    rows = [*draft.tables["revisions"].to_pylist(), *difference.revisions]
    tables = {**draft.tables, "revisions": sort_table("revisions", to_table("revisions", rows))}
    return replace(first, version=next_version(previous.version, difference.bump), difference=difference, tables=tables)


def _forbidden(draft: Draft) -> set[str]:
    """Return the sources of which a draft may publish nothing."""
    findings = draft.tables["findings"].select(["code", "key"]).to_pylist()
    return {row["key"] for row in findings if row["code"] == "licence_forbids"}


def check_candidate(candidate: Candidate, folder: Path) -> list[Finding]:
    """Return what Frictionless says against a candidate as a package of CSV files, written to a folder for it."""
    storage.fresh_folder(folder)
    files = {name: WRITERS["csv"](table, name, {}) for name, table in candidate.tables.items()}
    descriptor = datapackage(candidate.release({name: TableInfo.of(candidate.tables[name], files[name]) for name in files}))
    descriptor["resources"] = [resource for resource in descriptor["resources"] if resource["format"] == "csv"]
    for name, content in files.items():
        storage.write(folder / f"{name}.csv", content)
    storage.write(folder / "datapackage.json", _json(descriptor))
    return check_package(folder / "datapackage.json")


def knows_more(previous: PublishedRelease | None, draft: Draft) -> bool:
    """Return whether a release has statements that a draft lacks."""
    if previous is None:
        return False
    known = set(previous.table("statements", ("statement_id",))["statement_id"].to_pylist())
    return not known <= set(draft.tables["statements"]["statement_id"].to_pylist())


def release(draft: Draft, releases: Path, signer: Signer | None = None) -> Outcome:
    """Return the outcome of releasing a draft, signed if there is a signer; nothing is written if nothing changed."""
    name, home = draft.info.name, releases / draft.info.name
    previous = latest_release(name, releases)
    if previous is None and not len(draft.tables["statements"]):
        return Outcome(name, "", False, f"{name}: no figure is known, nothing to release")
    candidate = number(draft, previous)
    version = candidate.version
    if previous and not candidate.is_new:
        _point_to(home, version)
        return Outcome(name, version, False, f"{name} {version}: nothing changed, no new release")
    staged = storage.fresh_folder(releases / ".work" / "staged" / name)
    files = release_files(replace(candidate, signer=signer.fingerprint if signer else None))
    if signer:
        files[SIGNATURE] = signer.sign(files[SUMS])
    for file, content in files.items():
        storage.write(staged / file, content)
    storage.remove(home / version)
    storage.place_folder(staged, home / version)
    _point_to(home, version)
    since = f" after {previous.version}" if previous else ""
    return Outcome(name, version, True, f"{name} {version}: released{since}, {len(draft.tables['observations'])} observations")


def _point_to(home: Path, version: str) -> None:
    """Make both pointers name a version; a run that was killed between them is mended by the next."""
    pointer = write_pointer(version, (home / version / SUMS).read_bytes())
    if not (home / "latest").is_symlink() or (home / "latest").readlink() != Path(version):
        storage.point(home / "latest", version)
    if not (home / POINTER).is_file() or (home / POINTER).read_bytes() != pointer:
        storage.replace(home / POINTER, pointer)


def tell_signers(publication: Publication, releases: Path) -> None:
    """Make ``allowed_signers`` beside the packages say whose signatures count; without signers there is no such file."""
    path, said = releases / "allowed_signers", allowed_signers(publication.publisher.email, publication.signers).encode()
    if not said:
        storage.remove(path)
    elif not path.is_file() or path.read_bytes() != said:
        storage.replace(path, said)


def release_files(candidate: Candidate) -> dict[str, bytes]:
    """Return every file of a release by name, SHA256SUMS last: a function of the candidate and nothing else."""
    plain = candidate.release()
    written = {
        name: {ending: write(table, name, plain.stamp) for ending, write in WRITERS.items()}
        for name, table in candidate.tables.items()
    }
    books = {f"{plain.info.name}.{ending}": write(plain, candidate.tables) for ending, write in BOOKS.items()}
    release = candidate.release(
        {name: TableInfo.of(candidate.tables[name], **files) for name, files in written.items()},
        {name: FileInfo.of(content) for name, content in books.items()},
    )
    contents = {f"{name}.{ending}": content for name, files in written.items() for ending, content in files.items()} | books
    contents |= {name: _encoded(describe(release)) for name, describe in DESCRIPTORS.items()}
    contents["provenance.jsonld"] = _json(provenance(release, candidate.made))
    contents["CHANGES.md"] = changes(release, _changed(candidate)).encode()
    return {**contents, SUMS: write_sums({name: sha256(content) for name, content in contents.items()})}


def _changed(candidate: Candidate) -> Changed:
    names = {row["ref_area"]: (row["name_vi"], row["name_en"] or row["name_vi"]) for row in _rows(candidate, "area_names")}
    resources = candidate.previous.descriptor()["resources"] if candidate.previous else []
    before = {one["name"]: one["parpipe:rows"] for one in resources if "parpipe:rows" in one}
    return Changed(candidate.difference, before if candidate.previous else None, _rows(candidate, "findings"), names)


def _rows(candidate: Candidate, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = candidate.tables[table].to_pylist()
    return rows


def _encoded(content: Mapping[str, Any] | str) -> bytes:
    return content.encode() if isinstance(content, str) else _json(content)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
