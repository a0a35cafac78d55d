"""Whether the files of a release are those that were released: checksums, pointer, signature, and what the descriptor says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from parpipe.checksums import POINTER, SIGNATURE, SUMS, sha256, write_pointer
from parpipe.descriptors.datapackage import read_release
from parpipe.errors import BadConfiguration, Missing, Unreadable
from parpipe.package import MEDIA_TYPES, Release
from parpipe.proofs import Case, Result
from parpipe.publication import Publication, read_publication
from parpipe.releases import PublishedRelease
from parpipe.signing import fingerprint, read_public_key, signed_by


def check_files(case: Case) -> Result:
    """Find files that are missing, changed or added: SHA256SUMS names all but itself and its signature."""
    listed, present = case.release.checksums(), case.release.names()
    problems = list(_changed(case.release, listed))
    if present is not None:
        added = sorted(present - listed.keys() - {SUMS, SIGNATURE})
        problems += [f"{name} does not belong to the release: {SUMS} does not name it" for name in added]
    unseen = "" if present is not None else "; over HTTP a file that was added cannot be seen"
    return Result(f"{len(listed)} files are as {SUMS} says{unseen}", tuple(problems))


def _changed(release: PublishedRelease, listed: Mapping[str, str]) -> Iterator[str]:
    for name, digest in listed.items():
        try:
            found = sha256(release.read(name))
        except Missing:
            yield f"{name} is missing"
            continue
        if found != digest:
            yield f"{name} was changed: its SHA-256 is {found}, and {SUMS} says {digest}"


def check_pointer(case: Case) -> Result:
    """Find a latest.json that does not name the release and its checksums, byte by byte."""
    if case.home is None:
        return Result("one version was named, so latest.json was not asked", checked=False)
    version = str(case.release.descriptor()["version"])
    place, said = f"{case.home}/{POINTER}", f"{POINTER} names version {version} and its {SUMS}"
    found = PublishedRelease(case.home).read(POINTER)
    good = found == write_pointer(version, case.release.read(SUMS))
    return Result(said, () if good else (f"{place} does not name version {version} with its {SUMS}",))


def check_signature(case: Case) -> Result:
    """Find a signature that is broken, missing where the release says that it is signed, or by somebody who may not sign."""
    publication = _publication(case)
    claimed = read_metadata(case.release).signer
    try:
        signature = case.release.read(SIGNATURE)
    except Missing:
        lost = f"{SIGNATURE} is missing: the release says that it is signed with the key {claimed}"
        return Result("the release is not signed", (lost,) if claimed else (), checked=False)
    try:
        key = signed_by(signature, case.release.read(SUMS))
    except ValueError as error:
        return Result(f"of {SUMS}", (f"{SIGNATURE}: {error}",))
    problems = [f"it is by the key {fingerprint(key)}, and the release says {claimed}"] if claimed != fingerprint(key) else []
    allowed = [read_public_key(line) for line in publication.signers]
    if key in allowed:
        return Result(f"good, by {fingerprint(key)}, a key of {publication.publisher.name}", tuple(problems))
    if allowed:
        problems.append(f"{fingerprint(key)} is none of the keys of {publication.publisher.name} in publication.yaml")
    return Result(f"good, but by a key that nobody vouches for: {fingerprint(key)}", tuple(problems), checked=False)


def _publication(case: Case) -> Publication:
    """Return who publishes; without a data folder nobody is known."""
    if case.data is None:
        return Publication.nobody()
    publication, problems = read_publication(case.data)
    if problems:
        raise BadConfiguration("\n".join(("whose signatures count is not known; put right what is listed:", *problems)))
    return publication


def check_descriptor(case: Case) -> Result:
    """Find files whose hash or size is not what datapackage.json says, and data files that it does not name."""
    listed = read_resources(case.release)
    problems = list[str]()
    for one in listed:
        content = case.release.read(one.path)
        if one.hash != f"sha256:{sha256(content)}":
            problems.append(f"{one.path}: datapackage.json has another hash, {one.hash}")
        if one.size not in (None, len(content)):
            problems.append(f"{one.path} has {len(content)} bytes, and datapackage.json says {one.size}")
    unnamed = sorted(set(case.release.checksums()) - {one.path for one in listed})
    problems += [f"{name} is no resource of datapackage.json" for name in unnamed if name.rpartition(".")[2] in MEDIA_TYPES]
    return Result(f"{len(listed)} resources have the hashes and sizes of datapackage.json", tuple(problems))


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as datapackage.json lists it; ``rows``, ``digest`` and ``schema`` are of tables alone."""

    name: str
    path: str
    hash: str
    size: int | None
    rows: int | None
    digest: str | None
    schema: Mapping[str, Any] | None


def read_resources(release: PublishedRelease) -> list[Listed]:
    """Return the files that a release lists; Unreadable if its datapackage.json has another form than ours."""
    try:
        return [_listed(one, set(release.checksums())) for one in release.descriptor()["resources"]]
    except (KeyError, TypeError, ValueError) as error:
        raise _of_another_form(release, error) from error


def _listed(one: Mapping[str, Any], files: set[str]) -> Listed:
    if one["path"] not in files:
        raise ValueError(f"{SUMS} does not name {one['path']}")
    schema = one.get("schema")
    of_table = (one["parpipe:rows"], one["parpipe:digest"], schema) if schema is not None else (None, None, None)
    return Listed(one["name"], one["path"], one["hash"], one.get("bytes"), *of_table)


def read_metadata(release: PublishedRelease) -> Release:
    """Return what a release says of itself; Unreadable if its datapackage.json has another form than ours."""
    try:
        return read_release(release.descriptor())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _of_another_form(release, error) from error


def _of_another_form(release: PublishedRelease, error: Exception) -> Unreadable:
    return Unreadable(f"{release.address('datapackage.json')} has not the form of ours ({type(error).__name__}: {error})")
