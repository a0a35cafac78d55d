"""The written order of rival claims as data/reference/precedence.yaml lists it, and what is wrong with that file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from parpipe.config import place, read_config

CRITERIA = ("equation", "authority", "grade", "basis", "voices", "precision")
"""What may decide between claims; in which order, the file says."""


def read_precedence(data: Path) -> tuple[Mapping[str, tuple[str, ...]], list[str]]:
    """Return the names of every line of the order, best first, and the problems as ``file:line: what``.

    The order is empty when there is a problem.
    """
    file = read_config(data / "reference" / "precedence.yaml", "precedence")
    if file.problems:
        return {}, place(file, file.problems)
    return {criterion: tuple(names) for criterion, names in file.content.items()}, []
