"""The program that makes releases, as a digest: another one may make other releases of the same inputs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from parpipe.checksums import sha256
from parpipe.settings import RESOURCES


@cache
def code_digest() -> str:
    """Return a digest that changes with any byte of the modules, the schemas and the vocabulary of this parpipe."""
    modules, schemas, vocabulary = Path(__file__).parent, RESOURCES / "schemas", RESOURCES / "data" / "vocabulary"
    parts = [*_tree(modules, "*.py"), *_tree(schemas, "*.json"), *_tree(vocabulary, "*.yaml")]
    return sha256(json.dumps(parts).encode())


def _tree(folder: Path, pattern: str) -> list[tuple[str, str]]:
    return sorted((path.relative_to(folder).as_posix(), sha256(path.read_bytes())) for path in folder.rglob(pattern))
