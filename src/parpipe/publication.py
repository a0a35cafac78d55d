"""Who publishes the packages, as data/reference/publication.yaml says, and what is wrong with that file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from parpipe.config import Problem, place, read_config
from parpipe.package import Publisher
from parpipe.signing import read_public_key


@dataclass(frozen=True, slots=True)
class Publication:
    """Who publishes, and whose signatures count: public keys as in an authorized_keys file."""

    publisher: Publisher
    signers: tuple[str, ...]

    @classmethod
    def nobody(cls) -> Publication:
        """Return what stands for a publisher that is not known."""
        return cls(Publisher("", "", "", "", ""), ())


def read_publication(data: Path) -> tuple[Publication, list[str]]:
    """Return who publishes and the problems as ``file:line: what``; it is nobody when there is a problem."""
    file = read_config(data / "reference" / "publication.yaml", "publication")
    if problems := list(file.problems) or list(_no_keys(file.content["signers"])):
        return Publication.nobody(), place(file, problems)
    said = dict(file.content)
    signers = tuple(said.pop("signers"))
    return Publication(Publisher(**said), signers), []


def _no_keys(signers: Sequence[str]) -> Iterator[Problem]:
    for number, line in enumerate(signers):
        try:
            read_public_key(line)
        except ValueError as error:
            yield ("signers", number), f"signers: {error}"
