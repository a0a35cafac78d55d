"""What a release was made of, and how: enough to make it again, byte for byte, without a network.

The inputs are files of the data folder by their digests: all of the reference data, and of the sources those that the package
names, with their corrections and snapshots. Nothing else of the folder has a part in the package. The digest of the code
covers what the code brings along: its modules, the schemas and the vocabulary that it reads documents with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from parpipe.checksums import sha256
from parpipe.model import PublishedDate, Snapshot
from parpipe.program import code_digest
from parpipe.registry import Registry

__all__ = ["Code", "Earlier", "Input", "Made", "code_digest", "made_of"]

_EVERYWHERE = ("indices", "reference", "vocabulary")


@dataclass(frozen=True, slots=True)
class Input:
    """A file of the data folder, or a capture: its path there, with ``/``, and its SHA-256.

    A snapshot has the day of its capture, and the address and date of the page as far as they are known.
    """

    path: str
    sha256: str
    recorded_at: date | None = None
    url: str | None = None
    published: PublishedDate | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """The program: the version of parpipe, and a digest that tells apart what bears one version."""

    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The release before: its version and the SHA-256 of its SHA256SUMS, and so of all its files."""

    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Made:
    """How a release was made: by which code, for which vintage (None is no limit), of which inputs, after which release."""

    code: Code
    as_of: date | None
    recorded_by: date | None
    inputs: tuple[Input, ...]
    previous: Earlier | None = None


def made_of(registry: Registry, sources: Iterable[str], *, as_of: date | None, recorded_by: date | None) -> Made:
    """Return how a package is made that uses some sources of a registry; its inputs are sorted by path."""
    inputs = sorted(_inputs(registry, sources), key=lambda one: one.path)
    return Made(Code(version("parpipe"), code_digest()), as_of, recorded_by, tuple(inputs))


def _inputs(registry: Registry, sources: Iterable[str]) -> Iterator[Input]:
    data = registry.data
    for folder in _EVERYWHERE:
        yield from (_input(path, data) for path in (data / folder).rglob("*") if path.is_file())
    for source_id in sources:
        settled = (data / folder / f"{source_id}.yaml" for folder in ("sources", "corrections"))
        yield from (_input(path, data) for path in settled if path.is_file())
        yield from (_snapshot(snapshot) for snapshot in registry.sources[source_id].snapshots)


def _input(path: Path, data: Path) -> Input:
    return Input(path.relative_to(data).as_posix(), sha256(path.read_bytes()))


def _snapshot(snapshot: Snapshot) -> Input:
    return Input(snapshot.name, snapshot.sha256, snapshot.recorded_at, snapshot.url, snapshot.published)
