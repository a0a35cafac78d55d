"""Headers that lost their cells: the one way to join their lines or words into labels, each of which is understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from parpipe.tables.labels import Label, read_label
from parpipe.tables.lexicon import Lexicon

_ENOUGH = 2
"""Of two ways none is certain."""


@dataclass(frozen=True, slots=True)
class Order:
    """How the cells of a record follow each other: how many, and at which place its name is, and its number or rank if any."""

    length: int
    name: int
    number: int | None = None


def regroup(texts: Sequence[str], order: Order, longest: int, lexicon: Lexicon) -> list[list[str]]:
    """Return the ways to join texts into the labels they were broken from, one for each cell of a record; two at most.

    Where the texts that begin in lower case go on with the one before, that is the way; else any way that is the only one.
    ``longest`` is over how many texts a label may be broken.
    """
    for written in (_written(texts), _written(texts, short=True)):
        labels = [read_label(text, lexicon) for text in written] if len(written) == order.length else []
        if labels and all(_fits(label, place, order) for place, label in enumerate(labels)):
            return [written]

    @cache
    def ways(start: int, place: int) -> list[list[str]]:
        if place == order.length:
            return [[]] if start == len(texts) else []
        found = list[list[str]]()
        for end in range(start + 1, min(start + longest, len(texts)) + 1):
            text = " ".join(texts[start:end])
            if len(found) < _ENOUGH and _fits(read_label(text, lexicon), place, order):
                found += [[text, *rest] for rest in ways(end, place + 1)]
        return found[:_ENOUGH]

    return ways(0, 0)


def _written(texts: Sequence[str], *, short: bool = False) -> list[str]:
    """Return the texts with those that begin in lower case or in a bracket, and ``short`` names, joined to the one before."""
    joined = list[str]()
    for text in texts:
        if joined and (text[:1].islower() or not text[:1].isalnum() or (short and text.isupper())):
            joined[-1] = f"{joined[-1]} {text}"
        else:
            joined.append(text)
    return joined


def _fits(label: Label, place: int, order: Order) -> bool:
    if not label.certain() or not label.says():
        return False
    if place == order.name:
        return label.role == "name"
    if place == order.number:
        return label.role in ("rank", "serial")
    return label.role not in ("name", "serial") or (label.role == "serial" and place == 0)
