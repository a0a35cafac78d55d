"""What is delivered to a target, and the receipt of what became of it there.

A Delivery is a release of which every file was read and found to match SHA256SUMS; nothing else is published. A publisher
tells of every file what it did, one Item after the other, so that a delivery that breaks off has a receipt as well.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from parpipe.checksums import SIGNATURE, SITE_FILES, SUMS, sha256
from parpipe.descriptors.datapackage import read_release
from parpipe.errors import Missing, Rejected, Unreadable, Usage
from parpipe.package import MEDIA_TYPES, Release
from parpipe.releases import KeptRelease, PublishedRelease
from parpipe.versions import VERSION, version_key

AROUND = ("catalog.ttl", "catalog.jsonld", "allowed_signers", "index.html")
"""What stands beside the folders of packages and tells of them all; published with each, with the site, if it is there."""

_TEXTS = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle",
    "md": "text/markdown",
    "cff": "application/yaml",
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "png": "image/png",
}

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SITE_NAME = re.compile(r"(site/([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+\.[a-z0-9]+|sitemap\.xml)")

State = Literal["created", "updated", "unchanged", "removed", "failed"]


@dataclass(frozen=True, slots=True)
class Target:
    """A place to publish to, as it was written; ``scheme`` is empty for a folder, ``options`` follow the question mark."""

    text: str
    scheme: str
    host: str
    path: str
    options: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> Target:
        """Return the target of a text; Usage if it carries a password, which belongs in the environment."""
        parts = urlsplit(text)
        if not parts.scheme:
            return cls(text, "", "", text, {})
        if "@" in parts.netloc:
            hidden = text.replace(parts.netloc.rpartition("@")[0], "...", 1)
            raise Usage(f"{hidden} names a user or password; put the token in the environment (docs/publishing.md)")
        options = dict(option.partition("=")[::2] for option in parts.query.split("&") if option)
        return cls(text, parts.scheme, parts.netloc, unquote(parts.path), options)

    def choose(self, **known: tuple[str, ...]) -> dict[str, str]:
        """Return what is chosen of each known option, the first by default; Usage for anything else."""
        if unknown := self.options.items() - {(name, value) for name, values in known.items() for value in values}:
            name, value = min(unknown)
            said = " or ".join(f"?{one}={value}" for one, values in known.items() for value in values) or "no options"
            raise Usage(f"{self.text}: ?{name}={value} is not known; this kind of target takes {said}")
        return {name: self.options[name] if name in self.options else values[0] for name, values in known.items()}


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one file, or of something that stands for several, like the dataset of a portal."""

    name: str
    state: State
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a release at a target. ``sums`` is the SHA-256 of its SHA256SUMS, so of all its files."""

    target: str
    package: str
    version: str
    sums: str
    items: tuple[Item, ...]

    @property
    def complete(self) -> bool:
        """Whether everything is at the target."""
        return all(item.state != "failed" for item in self.items)

    @property
    def changed(self) -> bool:
        """Whether anything is otherwise at the target than before."""
        return any(item.state in ("created", "updated", "removed") for item in self.items)

    @property
    def summary(self) -> str:
        """What became of it, in one line."""
        counts = Counter(item.state for item in self.items)
        return f"{self.package} {self.version} at {self.target}: " + ", ".join(f"{n} {state}" for state, n in counts.items())

    def as_mapping(self) -> dict[str, Any]:
        """Return it as it is stored and printed; ``why`` stands where something failed."""
        head = {"target": self.target, "package": self.package, "version": self.version, "sums": self.sums}
        rows = [{"name": one.name, "state": one.state} | ({"why": one.why} if one.why else {}) for one in self.items]
        return {**head, "complete": self.complete, "items": rows}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A complete release: its files by name, data first and SHA256SUMS last.

    ``resources`` is what the descriptor says of its data files, by name; ``around`` are the files that tell of all packages.
    """

    release: Release
    resources: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, bytes]
    around: Mapping[str, bytes]

    @classmethod
    def read(cls, published: PublishedRelease) -> Delivery:
        """Return a release with all its files; Rejected if one is missing, damaged or not in SHA256SUMS."""
        sums = published.checksums()
        if strange := [name for name in sums if not _PLAIN_NAME.fullmatch(name)]:
            raise Rejected(f"{published.address(SUMS)} names {strange[0]!r}, which is no name of a file of a release")
        contents = {name: _checked(published, name, digest) for name, digest in sums.items()}
        descriptor = published.descriptor()
        release = _understood(published, descriptor)
        resources = {resource["path"]: resource for resource in descriptor["resources"]}
        if release.signer and not published.has(SIGNATURE):
            raise Rejected(f"{published.address(SIGNATURE)} is missing, but the release is signed; restore it, then publish")
        if unsealed := sorted({"datapackage.json", *resources} - sums.keys()):
            raise Rejected(f"{published.base} has {', '.join(unsealed)} without a line in {SUMS}; build the release again")
        listed = dict.fromkeys((*resources, "datapackage.json", *contents))
        seals = {name: published.read(name) for name in (SIGNATURE, SUMS) if published.has(name)}
        return cls(release, resources, {name: contents[name] for name in listed} | seals, _around(published, release))

    @property
    def package(self) -> str:
        """The name of the package."""
        return self.release.info.name

    @property
    def version(self) -> str:
        """The version of the release."""
        return self.release.version

    def items(self, state: State, why: str | None = None) -> Iterator[Item]:
        """Yield the same of every file."""
        return (Item(name, state, why) for name in self.files)


def media_type(name: str) -> str:
    """Return the media type of a file by its ending, with its encoding where it is text."""
    ending = name.rpartition(".")[2]
    if ending == "csv":
        return f"{MEDIA_TYPES[ending]}; charset=utf-8"
    if ending in MEDIA_TYPES:
        return MEDIA_TYPES[ending]
    kind = _TEXTS.get(ending, "text/plain")
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def compared(held: object, wanted: object) -> State:
    """Return what becomes of a thing at a target that held something else, the same or nothing (None)."""
    if held is None:
        return "created"
    return "unchanged" if held == wanted else "updated"


def newer(one: str, other: str) -> bool:
    """Return whether a version is higher than another."""
    return version_key(one) > version_key(other)


def _around(published: PublishedRelease, release: Release) -> dict[str, bytes]:
    """Return the files that tell of all packages; none if the release does not stand in a folder of releases."""
    place = f"/{release.info.name}/{release.version}"
    beside = KeptRelease(published.base.removesuffix(place))
    if beside.base == published.base:
        return {}
    names = [*(_site_files(beside) if beside.has(SITE_FILES) else ()), *AROUND]
    return {name: beside.read(name) for name in dict.fromkeys(names) if beside.has(name)}


def _site_files(beside: PublishedRelease) -> Iterator[str]:
    """Yield the names of the files of a site, its list last; index.html comes after all that it links to."""
    listed = json.loads(beside.read(SITE_FILES))["files"]
    yield from (name for name in listed if _SITE_NAME.fullmatch(name))
    yield SITE_FILES


def _checked(published: PublishedRelease, name: str, digest: str) -> bytes:
    try:
        content = published.read(name)
    except Missing as error:
        raise Rejected(f"{published.address(name)} is missing, but {SUMS} has it; restore it, then publish") from error
    if sha256(content) != digest:
        raise Rejected(f"{published.address(name)} is not what {SUMS} says; restore it or build the release again")
    return content


def _understood(published: PublishedRelease, descriptor: Mapping[str, Any]) -> Release:
    try:
        release = read_release(descriptor)
        if not _PLAIN_NAME.fullmatch(release.info.name) or not VERSION.fullmatch(release.version):
            raise ValueError(f"{release.info.name} {release.version} is no name with a version")
        return release
    except (KeyError, TypeError, ValueError) as error:
        place = published.address("datapackage.json")
        raise Unreadable(f"{place} was made by another parpipe ({type(error).__name__}: {error}); build anew") from error
