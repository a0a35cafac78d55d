"""Rows that go on with the one above them: "Xếp hạng" under "PAR INDEX 2023", and another under "SIPAS 2023"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parpipe.tables.labels import Label
from parpipe.tables.rows import Subject


def continue_rows(rows: Sequence[Subject]) -> list[Subject]:
    """Return the rows with what those that only name a measure leave out: the index or part of the row above, and its year.

    Under a part of an index only where each part has such a row: a single one below all parts ranks the whole. Parts are those
    of the only index that any row names, in its year.
    """
    parted, named = _each_part_has_its_own(rows), {(row.label.index, row.label.year) for row in rows if row.label.index}
    head, continued = None, list[Subject]()
    for row in rows:
        label = row.label
        if row.trouble:
            head = None
        elif _heads(label):
            index, year = next(iter(named)) if len(named) == 1 and not label.index else (None, None)
            if index in (label.component or ()):
                label = replace(label, index=index, year=label.year or year)
            head = label
        elif head and _follows(label) and head.place == label.place and (parted or not head.component):
            label = _under(label, head)
        continued.append(replace(row, label=label))
    return continued


def _heads(label: Label) -> bool:
    return bool(label.index or label.component) and label.role not in ("rank", "change")


def _follows(label: Label) -> bool:
    alone = not (label.index or label.component)
    return alone and (label.role in ("rank", "change") or (label.role is None and label.base is not None))


def _each_part_has_its_own(rows: Sequence[Subject]) -> bool:
    after = [_follows(below.label) for above, below in pairwise(rows) if above.label.component and _heads(above.label)]
    last = rows[-1].label if rows else Label()
    return bool(after) and all(after) and not (last.component and _heads(last))


def _under(label: Label, head: Label) -> Label:
    year = label.year or head.year
    return replace(label, index=head.index, component=head.component, year=year)
