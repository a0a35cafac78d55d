"""What is wrong in one column of a batch: a proof for most distinct values, Frictionless' own cell reader for the rest.

A cell reader is a pure function of the cell, so its answer for a value holds in every row that has the value. Most columns of
most tables have few distinct values; for the others there are proofs (lexical.py, typed.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parpipe.validation.canonical import canonical, family
from parpipe.validation.fields import Cell
from parpipe.validation.lexical import Proof, canonical_test, lexical_proof
from parpipe.validation.oracle import NoProof
from parpipe.validation.typed import is_text, typed_proof

_REMEMBERED = 100_000


class Reading(NamedTuple):
    """What the reader said of one value: how many errors, whether the cell counts as blank, and its text as a key."""

    errors: int
    blank: bool
    key: str | None


@dataclass(frozen=True)
class Verdict:
    """What holds for the cells of one column in a batch; the arrays have one entry per row."""

    errors: np.ndarray | None
    """The number of errors of each cell; None if there is none."""

    blank: np.ndarray | None
    """Which cells count as blank; None if none does."""

    keys: pa.Array | None
    """The canonical texts, null for a missing value; None for a column that is in no key."""


class Column:
    """Judges the cells of one field, batch after batch; remembers what the reader said."""

    def __init__(self, cell: Cell, *, keyed: bool) -> None:
        """Take a field with its reader; ``keyed`` columns also give the texts of keys. NoProof for a type without such."""
        self._field = cell.field
        self._reader = cell.reader
        self._provable = cell.provable
        self._keyed = keyed
        self._family = family(self._field.type) if keyed else None
        self._known: dict[Any, Reading] = {}
        self._proofs: dict[pa.DataType, Proof | None] = {}

    def judge(self, cells: pa.DictionaryArray) -> Verdict:
        """Return the verdict on a column; NoProof where the reader itself breaks or a key is no matter of text."""
        values = cells.dictionary
        proven = self._proven(values)
        asked = np.flatnonzero(~proven)
        readings = [self._read(value) for value in values.take(pa.array(asked)).to_pylist()]
        indices = cells.indices.to_numpy()
        errors = _spread(np.array([reading.errors for reading in readings], dtype=np.int64), asked, indices, len(values))
        blank = _spread(np.array([reading.blank for reading in readings], dtype=bool), asked, indices, len(values))
        keys = self._keys(values, asked, readings).take(cells.indices) if self._keyed else None
        return Verdict(errors, blank, keys)

    def _proven(self, values: pa.Array) -> np.ndarray:
        if values.type not in self._proofs:
            self._proofs[values.type] = self._proof(values.type)
        proof = self._proofs[values.type]
        return np.zeros(len(values), dtype=bool) if proof is None else proof(values).to_numpy(zero_copy_only=False)

    def _proof(self, type_: pa.DataType) -> Proof | None:
        if not self._provable:
            return None
        missing = _missing_values(self._field)
        if not is_text(type_):
            return typed_proof(self._field, type_, missing, keyed=self._keyed)
        proof = lexical_proof(self._field, missing)
        if proof is None or not self._keyed or self._family == "text":
            return proof
        canonical_text = canonical_test(self._field.type)
        if canonical_text is None or getattr(self._field, "float_number", False):
            return None
        return lambda texts: pc.and_(proof(texts), canonical_text(texts))

    def _read(self, value: Any) -> Reading:
        known = self._known.get(value) if _hashable(value) else None
        if known is None:
            known = self._ask(value)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            if _hashable(value):
                self._known[value] = known
        return known

    def _ask(self, value: Any) -> Reading:
        try:
            target, notes = self._reader(value)
        except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
            raise NoProof(f"the reader of {self._field.name} fails for {value!r}: {error}") from error
        notes = notes or {}
        return Reading(len(notes), target is None and not notes.get("type"), canonical(target) if self._keyed else None)

    def _keys(self, values: pa.Array, asked: np.ndarray, readings: list[Reading]) -> pa.Array:
        texts = pc.cast(values, pa.string())
        if not len(asked):
            return texts
        replaced = np.zeros(len(texts), dtype=bool)
        replaced[asked] = True
        return pc.replace_with_mask(texts, pa.array(replaced), pa.array([reading.key for reading in readings], pa.string()))


def _missing_values(field: Any) -> list[str]:
    inherited = not field.has_defined("missing_values") and field.schema
    return list(field.schema.missing_values if inherited else field.missing_values)


def _hashable(value: Any) -> bool:
    return not isinstance(value, list | dict)


def _spread(answers: np.ndarray, asked: np.ndarray, indices: np.ndarray, size: int) -> np.ndarray | None:
    """Return the answers to the asked values as one entry per row; None if all are nought."""
    if not answers.any():
        return None
    by_value = np.zeros(size, dtype=answers.dtype)
    by_value[asked] = answers
    spread: np.ndarray = by_value[indices]
    return spread
