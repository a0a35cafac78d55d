"""A column of a table: what its header means, and what it is used for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from parpipe.tables.labels import Label

Measured = Literal["score", "rank"]
Use = Literal["stub", "value", "none", "unread"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place (from 0), the text and the meaning of its header, and what it is used for.

    ``between``: only the years of its neighbours say what its changes are measured against.
    ``bracket`` is what its header says of the changes in brackets behind its figures.
    ``moves`` is what its cells with a sign or an arrow are changes of, by their digits.
    ``latest`` is the last of several years that its neighbours name, where it names none: read if the title has it.
    ``since`` is the year of a neighbour that says the same: where the column names none, it is of a later one.
    ``by_form`` is what its figures are by their digits, for where neither header nor row says it; ``why``, why it is not read.
    """

    place: int
    header: str
    label: Label
    use: Use
    by_form: Measured | None = None
    why: str = ""
    bracket: Label | None = None
    between: bool = False
    moves: Measured | None = None
    latest: int | None = None
    since: int | None = None
