"""The CSV files of data/reference as rows of text, and everything that is wrong in them as ``file:line: what``.

A row that is refused is not used, but its id still counts as known: one slip then gives one line, not one for every
other row that names the unit.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from parpipe.errors import Missing
from parpipe.spelling import bare_key

Row = Mapping[str, str]
LEVELS = ("province", "ministry", "region", "national")
KINDS = ("province", "municipality", "ministry", "ministry_level_agency", "region", "mean")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "areas": ("ref_area", "level", "iso_3166_2", "valid_from", "valid_to"),
    "area_names": ("ref_area", "valid_from", "valid_to", "name_vi", "name_en", "kind", "code", "region"),
    "area_aliases": ("ref_area", "alias", "valid_from", "valid_to"),
    "area_succession": ("predecessor", "successor", "date", "decree"),
}
_REFERENCES: Mapping[str, tuple[str, ...]] = {
    "area_names": ("ref_area", "region"),
    "area_aliases": ("ref_area",),
    "area_succession": ("predecessor", "successor"),
}
_KEYS: Mapping[str, tuple[str, ...]] = {
    "areas": ("ref_area",),
    "area_aliases": ("ref_area", "alias", "valid_from", "valid_to"),
    "area_succession": ("predecessor", "successor"),
}
_SHAPES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "ref_area": (re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*"), "is no id in capitals, digits and hyphens"),
    "iso_3166_2": (re.compile(r"(VN-[A-Z0-9]{2})?"), "is not VN- with two letters or digits"),
    "code": (re.compile(r"([0-9]{2})?"), "is not two digits"),
}
_ENUMS: Mapping[str, tuple[str, ...]] = {"level": LEVELS, "kind": KINDS}
_LONGEST_CELL = 1_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Table:
    """The good rows of a file, each with its ``line``, and what stands first in any of its rows."""

    path: Path
    rows: tuple[Row, ...]
    refs: frozenset[str]


def read_tables(folder: Path) -> tuple[Mapping[str, Table], list[str]]:
    """Return the files of a reference folder by name, and the problems of each and between them; Missing without one."""
    problems: list[str] = []
    tables = {name: _read(folder / f"{name}.csv", columns, problems) for name, columns in COLUMNS.items()}
    for found in (_repeated(tables), _unknown(tables), _overlapping(tables["area_names"]), _gaps(tables["area_names"])):
        problems += found
    return tables, problems


def span(row: Row) -> tuple[date | None, date | None]:
    """Return the first and last day that a row holds; None is open."""
    return day(row["valid_from"]), day(row["valid_to"])


def day(text: str) -> date | None:
    """Return the day written as YYYY-MM-DD; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _read(path: Path, columns: tuple[str, ...], problems: list[str]) -> Table:
    """Return the well-formed rows of a file; report the others."""
    rows: list[Row] = []
    refs = set[str]()
    for line, cells in _lines(path, columns, problems):
        wrong = list(_wrong_cells(columns, cells))
        refs.update(cells[:1])
        problems.extend(f"{path}:{line}: {what}" for what in wrong)
        if not wrong:
            rows.append({**dict(zip(columns, cells, strict=True)), "line": str(line)})
    return Table(path, tuple(rows), frozenset(refs))


def _lines(path: Path, columns: tuple[str, ...], problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells below the header with their line; report a file that cannot be read, and one without any."""
    if not path.is_file():
        raise Missing(f"{path} is missing, so {path.parent.parent} is no data folder; name another with --data or PARPIPE_DATA")
    csv.field_size_limit(sys.maxsize)  # of the whole process: other packages change it; what is too long is found below
    try:
        reader = csv.reader(path.read_text(encoding="utf-8").splitlines(keepends=True))
        if tuple(next(reader, ())) != columns:
            problems.append(f"{path}:1: the columns are not {','.join(columns)}")
            return
        lines = [(reader.line_num, cells) for cells in reader]
    except UnicodeDecodeError as error:
        problems.append(f"{path}:1: this is no UTF-8: {error}")
    except csv.Error as error:
        problems.append(f"{path}:{reader.line_num}: this is no CSV: {error}")
    else:
        if not lines:
            problems.append(f"{path}:1: there are no rows")
        yield from lines


def _wrong_cells(columns: tuple[str, ...], cells: list[str]) -> Iterator[str]:
    if len(cells) != len(columns):
        yield f"{len(cells)} cells instead of {len(columns)}"
        return
    row = dict(zip(columns, cells, strict=True))
    for name, text in row.items():
        if len(text) > _LONGEST_CELL:
            yield f"{name} has {len(text):,} characters, more than {_LONGEST_CELL:,}"
            continue
        if name in _SHAPES and not _SHAPES[name][0].fullmatch(text):
            yield f"{name} {text!r} {_SHAPES[name][1]}"
        if name in _ENUMS and text not in _ENUMS[name]:
            yield f"{name} {text!r} is not one of {', '.join(_ENUMS[name])}"
        if name in ("name_vi", "name_en", "alias") and not bare_key(text):
            yield f"{name} {text!r} is no name"
        if (name == "date" or (name in ("valid_from", "valid_to") and text)) and day(text) is None:
            yield f"{name} {text!r} is no date"
    if "valid_from" in row and _ends_first(row):
        yield f"valid_from {row['valid_from']} lies after valid_to {row['valid_to']}"
    if "predecessor" in row and row["predecessor"] == row["successor"]:
        yield f"{row['predecessor']} goes into itself"


def _ends_first(row: Row) -> bool:
    first, last = span(row)
    return first is not None and last is not None and first > last


def _repeated(tables: Mapping[str, Table]) -> Iterator[str]:
    for name, columns in _KEYS.items():
        lines: dict[tuple[str, ...], str] = {}
        for row in tables[name].rows:
            key = tuple(row[column] for column in columns)
            if lines.setdefault(key, row["line"]) != row["line"]:
                yield f"{_place(tables[name], row)}: {' '.join(filter(None, key))} stands already in line {lines[key]}"


def _unknown(tables: Mapping[str, Table]) -> Iterator[str]:
    """Yield ids that are not declared, units without a name and regions that are none.

    Where a file has no rows at all, that one problem is enough.
    """
    areas, named = tables["areas"], tables["area_names"].refs
    for row in areas.rows:
        if named and row["ref_area"] not in named:
            yield f"{_place(areas, row)}: {row['ref_area']} has no name in area_names.csv"
    for name, columns in _REFERENCES.items():
        for row, column in ((row, column) for row in tables[name].rows for column in columns):
            if areas.refs and row[column] and row[column] not in areas.refs:
                yield f"{_place(tables[name], row)}: {column} {row[column]!r} is not in areas.csv"
    levels = {row["ref_area"]: row["level"] for row in areas.rows}
    for row in tables["area_names"].rows:
        if (level := levels.get(row["region"], "region")) != "region":
            yield f"{_place(tables['area_names'], row)}: region {row['region']!r} is a unit of the level {level}"


def _overlapping(table: Table) -> Iterator[str]:
    """Yield rows that start within a row that has the same unit, or the same code for another unit."""
    spans = [(first or date.min, last or date.max, row) for row in table.rows for first, last in [span(row)]]
    for start, _, row in spans:
        others = [other for first, last, other in spans if other is not row and first <= start <= last]
        if any(other["ref_area"] == row["ref_area"] for other in others):
            yield f"{_place(table, row)}: {row['ref_area']} has another name at the same time"
        same = {other["ref_area"] for other in others if row["code"] and other["code"] == row["code"]}
        for ref in sorted(same - {row["ref_area"]}):
            yield f"{_place(table, row)}: {ref} has the code {row['code']} at the same time"


def _gaps(table: Table) -> Iterator[str]:
    """Yield the rows that do not start on the day after the row before them of the same unit ends."""
    last: dict[str, date | None] = {}
    for row in sorted(table.rows, key=lambda row: span(row)[0] or date.min):
        first, end = span(row)[0], last.get(row["ref_area"])
        if first is not None and end is not None and (first - end).days > 1:
            yield f"{_place(table, row)}: {row['ref_area']} has no name between {end} and {first}"
        last[row["ref_area"]] = span(row)[1]


def _place(table: Table, row: Row) -> str:
    return f"{table.path}:{row['line']}"
