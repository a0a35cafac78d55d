"""All keys of a table at once: unique fields, primary, unique and foreign keys, each as Frictionless compares it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parpipe.validation.canonical import canonical
from parpipe.validation.columns import Verdict
from parpipe.validation.keys import KeyRows, joined
from parpipe.validation.options import Options
from parpipe.validation.references import ForeignCheck, all_absent
from parpipe.validation.rows import KeyFaults, make_row

if TYPE_CHECKING:
    from frictionless.resources import TableResource

    from parpipe.validation.fields import Fields

_Found = tuple[np.ndarray, np.ndarray]


class KeyCheck:
    """Gathers the keys of all batches, then knows which rows repeat one, lack the primary one or point nowhere."""

    def __init__(self, resource: TableResource, fields: Fields, options: Options, scratch: Path) -> None:
        """Read the tables that foreign keys name. NoProof where texts cannot decide."""
        self._fields = fields
        self._foreign = [ForeignCheck(resource, fields, key, options, scratch) for key in fields.foreign]
        self._unique = {name: KeyRows(scratch, options.held_keys) for name in fields.unique}
        self._primary = KeyRows(scratch, options.held_keys)
        self._unique_keys = [KeyRows(scratch, options.held_keys) for _ in fields.unique_keys]
        self._absent: list[np.ndarray] = [np.empty(0, dtype=np.int64)]
        self._found: dict[tuple[str, Any], _Found] = {}

    def add(self, verdicts: Mapping[str, Verdict], numbers: np.ndarray) -> None:
        """Add the keys of the even rows of a batch."""
        self._add({name: verdicts[name].keys for name in self._fields.keyed}, numbers)

    def add_odd(self, odd: list[tuple[int, list[Any]]]) -> None:
        """Add the keys of the rows that have too many or too few cells."""
        if not odd or not self._fields.keyed:
            return
        rows = [make_row(self._fields, list(cells), number) for number, cells in odd]
        keys = {name: pa.array([canonical(row[name]) for row in rows], pa.string()) for name in self._fields.keyed}
        self._add(keys, np.array([number for number, _ in odd], dtype=np.int64))

    def _add(self, keys: Mapping[str, pa.Array], numbers: np.ndarray) -> None:
        for name, rows in self._unique.items():
            _add_present(rows, keys[name], numbers, pc.is_valid(keys[name]).to_numpy(zero_copy_only=False))
        if self._fields.primary:
            parts = [keys[name] for name in self._fields.primary]
            absent = all_absent(parts)
            self._absent.append(numbers[absent])
            _add_present(self._primary, _as_one(parts), numbers, ~absent)
        for names, rows in zip(self._fields.unique_keys, self._unique_keys, strict=True):
            parts = [keys[name] for name in names]
            whole = np.logical_and.reduce([pc.is_valid(part).to_numpy(zero_copy_only=False) for part in parts])
            _add_present(rows, _as_one(parts), numbers, whole)
        for foreign in self._foreign:
            foreign.add(keys, numbers)

    def finish(self) -> None:
        """Find the repeated keys, after the last batch."""
        for name, rows in self._unique.items():
            self._found["unique", name] = rows.repeats()
        self._found["primary", None] = self._primary.repeats()
        self._found["primary_absent", None] = _without_match(np.sort(np.concatenate(self._absent)))
        for place, foreign in enumerate(self._foreign):
            self._found["foreign", place] = _without_match(foreign.orphans())
        for place, rows in enumerate(self._unique_keys):
            self._found["unique_keys", place] = rows.repeats()

    @property
    def total(self) -> int:
        """The number of errors of all keys."""
        return sum(len(rows) for rows, _ in self._found.values())

    def first(self, limit: int | None) -> set[int]:
        """Return the numbers of the first rows with an error of a key, up to ``limit`` of them for each key."""
        return {int(number) for rows, _ in self._found.values() for number in rows[:limit]}

    def faults(self, number: int) -> KeyFaults:
        """Return what is wrong with the keys of a row."""
        faults = KeyFaults()
        for (kind, which), (rows, previous) in self._found.items():
            place = int(np.searchsorted(rows, number))
            if place < len(rows) and rows[place] == number:
                _set(faults, kind, which, int(previous[place]))
        return faults


def _set(faults: KeyFaults, kind: str, which: Any, match: int) -> None:
    if kind == "primary":
        faults.primary = match
    elif kind == "primary_absent":
        faults.primary_absent = True
    elif kind == "foreign":
        faults.foreign.add(which)
    elif kind == "unique":
        faults.unique[which] = match
    else:
        faults.unique_keys[which] = match


def _as_one(parts: list[pa.Array]) -> pa.Array:
    return parts[0] if len(parts) == 1 else joined(parts)


def _add_present(rows: KeyRows, keys: pa.Array, numbers: np.ndarray, present: np.ndarray) -> None:
    if present.all():
        rows.add(keys, numbers)
    elif present.any():
        rows.add(keys.filter(pa.array(present)), numbers[present])


def _without_match(numbers: np.ndarray) -> _Found:
    return numbers, np.zeros_like(numbers)
