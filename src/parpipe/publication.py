"""Who publishes the packages, as data/reference/publication.yaml says, and what is wrong with that file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from parpipe.config import place, read_config
from parpipe.package import Publisher


@dataclass(frozen=True, slots=True)
class Publication:
    """Who publishes, and whose signatures count: public keys as in an authorized_keys file."""

    publisher: Publisher
    signers: tuple[str, ...]


_NOBODY = Publication(Publisher("", "", "", "", ""), ())


def read_publication(data: Path) -> tuple[Publication, list[str]]:
    """Return who publishes and the problems as ``file:line: what``; it is nobody when there is a problem."""
    file = read_config(data / "reference" / "publication.yaml", "publication")
    if file.problems:
        return _NOBODY, place(file, file.problems)
    said = dict(file.content)
    signers = tuple(said.pop("signers"))
    return Publication(Publisher(**said), signers), []
