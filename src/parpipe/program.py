"""The program that makes releases, as a digest: another one may make other releases of the same inputs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from parpipe.checksums import sha256
from parpipe.errors import BadConfiguration
from parpipe.settings import RESOURCES


@cache
def code_digest() -> str:
    """Return a digest that changes with any byte of the modules, the schemas and the vocabulary of this parpipe."""
    parts = [part for folder, ending in _parts() for part in _tree(folder, ending)]
    return sha256(json.dumps(parts).encode())


def require_program(digest: str) -> None:
    """Raise BadConfiguration in a process whose parpipe has another digest: it might read documents otherwise."""
    if code_digest() != digest:
        raise BadConfiguration(
            f"the parpipe in {Path(__file__).parent} on {platform.node()} is not that of the run; "
            "install the same on every worker, and start the workers anew"
        )


def code_files() -> Iterator[str]:
    """Yield the files that the digest is made of."""
    for folder, ending in _parts():
        for home, _, files in os.walk(folder):
            yield from (f"{home}/{name}" for name in files if name.endswith(ending))


def _parts() -> Iterator[tuple[Path, str]]:
    yield from ((Path(__file__).parent, ".py"), (RESOURCES / "schemas", ".json"), (RESOURCES / "data" / "vocabulary", ".yaml"))


def _tree(folder: Path, ending: str) -> list[tuple[str, str]]:
    return sorted((path.relative_to(folder).as_posix(), sha256(path.read_bytes())) for path in folder.rglob(f"*{ending}"))
