"""Cards without a header: two columns, the first of which says what the second holds: "Xếp hạng | 25/63"."""

from __future__ import annotations

from collections.abc import Sequence

from parpipe.tables.cells import Cell, Form, Row, form
from parpipe.tables.labels import read_label
from parpipe.tables.lexicon import Lexicon

_HEADER = ("component", "result")
_WIDTH = 2
_FEWEST = 2
"""Rows that say what they hold; one may be part of something else."""
_FIGURES: frozenset[Form] = frozenset({"whole", "decimal", "ratio", "ranked", "signed", "directed", "paired", "told"})


def header_of_card(rows: Sequence[Row], lexicon: Lexicon) -> Row | None:
    """Return the header that a card would have; None where the rows are not of two cells or too few say what they hold."""
    if any(len(row) != _WIDTH for row in rows):
        return None
    telling = [row for row in rows if form(row[1].plain, lexicon.missing) in _FIGURES and _tells(row[0], lexicon)]
    return tuple(Cell(text, "") for text in _HEADER) if len(telling) >= _FEWEST else None


def understood(header: Sequence[Row], lexicon: Lexicon) -> bool:
    """Return whether rows of words may be a header; in a card they may be lines of their own: "Diện tích | 6.178 km²"."""
    if any(len(row) != _WIDTH for row in header):
        return True
    values = [row[1].plain for row in header]
    return not all(any(map(str.isdigit, text)) and not read_label(text, lexicon).certain() for text in values)


def _tells(cell: Cell, lexicon: Lexicon) -> bool:
    """Return whether a label names a measure, a change, an index or a part of one, and no unit of its own."""
    label = read_label(cell.plain, lexicon)
    measured = label.role in ("score", "rank", "change") or label.index or label.component or label.base is not None
    return label.certain() and bool(measured) and label.place is None
