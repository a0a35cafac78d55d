"""The errors of single rows, made by Frictionless' own Row; only rows that are known to have errors come here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frictionless.errors import RowError
    from frictionless.table.row import Row

    from parpipe.validation.fields import Fields, ForeignKey


@dataclass
class KeyFaults:
    """What is wrong with the keys of one row: for a repeated key the number of the last row before that has it."""

    unique: dict[str, int] = field(default_factory=dict)
    primary: int | None = None
    primary_absent: bool = False
    foreign: set[int] = field(default_factory=set)
    unique_keys: dict[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of errors."""
        single = (self.primary is not None) + self.primary_absent
        return len(self.unique) + single + len(self.foreign) + len(self.unique_keys)


def make_row(fields: Fields, cells: list[Any], number: int) -> Row:
    """Return the row that Frictionless would make of the cells."""
    from frictionless.table.row import Row

    return Row(cells, handlers=fields.handlers, row_number=number)


def row_errors(fields: Fields, cells: list[Any], number: int, faults: KeyFaults) -> list[RowError]:
    """Return the errors of a row in the order of Frictionless, which reads the cells of keys before the others.

    The keys have been judged; all else is judged here, by Frictionless.
    """
    row = make_row(fields, cells, number)
    _add_unique(fields, row, faults)
    _add_primary(fields, row, faults)
    for place, key in enumerate(fields.foreign):
        values = [row[name] for name in key.fields]
        if place in faults.foreign:
            row.errors.append(_foreign_error(row, key, values))
    _add_unique_keys(fields, row, faults)
    return list(row.errors)


def _add_unique(fields: Fields, row: Row, faults: KeyFaults) -> None:
    from frictionless.errors import UniqueError

    for name in fields.unique:
        if row[name] is not None and name in faults.unique:
            row.errors.append(UniqueError.from_row(row, note=_same(faults.unique[name]), field_name=name))


def _add_primary(fields: Fields, row: Row, faults: KeyFaults) -> None:
    from frictionless.errors import PrimaryKeyError

    for name in fields.primary:
        row[name]
    if faults.primary_absent:
        note = 'cells composing the primary keys are all "None"'
        row.errors.append(PrimaryKeyError.from_row(row, note=note))
    elif faults.primary is not None:
        row.errors.append(PrimaryKeyError.from_row(row, note=_same(faults.primary)))


def _foreign_error(row: Row, key: ForeignKey, values: list[Any]) -> Any:
    from frictionless.errors import ForeignKeyError

    note = (
        f'for "{", ".join(key.fields)}": values "{", ".join(map(str, values))}" not found in the lookup table '
        f'"{key.reference}" as "{", ".join(key.reference_fields)}"'
    )
    return ForeignKeyError.from_row(
        row,
        note=note,
        field_names=list(key.fields),
        field_values=values,
        reference_name=key.reference,
        reference_field_names=list(key.reference_fields),
    )


def _add_unique_keys(fields: Fields, row: Row, faults: KeyFaults) -> None:
    from frictionless.errors import RowConstraintError

    for place, match in sorted(faults.unique_keys.items()):
        note = f'the unique key "{", ".join(fields.unique_keys[place])}" is {_same(match)}'
        row.errors.append(RowConstraintError.from_row(row, note=note))


def _same(number: int) -> str:
    return f"the same as in the row at position {number}"
