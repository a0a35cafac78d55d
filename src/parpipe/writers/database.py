"""SQLite: every table of a package with its types, keys and descriptions, views over them, and a search in the quotes.

Datasette serves the file as it is: foreign keys show names, the SQL of each table tells what its columns mean, and the
tables ``about``, ``about_tables`` and ``about_columns`` hold the metadata. Numbers are REAL, as in Parquet.

The bytes are the same for the same tables: rows go in sorted, nothing is ever deleted, and the four bytes of the header
that name the version of SQLite are nought. Another version of SQLite may still arrange its pages in another way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

from parpipe.package import LICENCE, RIGHTS, Release
from parpipe.schema import column_types, load_schema
from parpipe.views import VIEWS

if TYPE_CHECKING:
    from pyarrow import Table

_BATCH = 65_536
_VERSION_OF_SQLITE = slice(96, 100)
_TYPES = {"string": "TEXT", "number": "REAL", "integer": "INTEGER", "boolean": "INTEGER", "date": "TEXT"}

_ABOUT = """
CREATE TABLE about (
  item TEXT NOT NULL PRIMARY KEY,
  value TEXT,
  value_vi TEXT
)
"""
_ABOUT_TABLES = """
CREATE TABLE about_tables (
  name TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  "rows" INTEGER,
  title TEXT NOT NULL,
  title_vi TEXT NOT NULL,
  description TEXT NOT NULL,
  description_vi TEXT NOT NULL
)
"""
_ABOUT_COLUMNS = """
CREATE TABLE about_columns (
  "table" TEXT NOT NULL REFERENCES about_tables (name),
  "column" TEXT NOT NULL,
  type TEXT NOT NULL,
  unit TEXT,
  title TEXT NOT NULL,
  title_vi TEXT NOT NULL,
  description TEXT NOT NULL,
  description_vi TEXT NOT NULL,
  PRIMARY KEY ("table", "column")
)
"""
_SEARCH = """
CREATE VIRTUAL TABLE statements_fts USING fts5(
  quote, area_name, component_name, content="statements", tokenize="unicode61 remove_diacritics 2"
)
"""
_NAMES = """
UPDATE areas SET name = (
  SELECT name_vi FROM area_names WHERE area_names.ref_area = areas.ref_area ORDER BY valid_from DESC LIMIT 1
)
"""


def database(release: Release, tables: Mapping[str, Table]) -> bytes:
    """Return all tables of a package as the bytes of one SQLite file.

    ``areas`` has a column more than its schema, the last Vietnamese ``name``, so that what refers to it shows a name.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA encoding = 'UTF-8'")
        connection.execute("BEGIN")
        _write_about(connection, release, tables)
        for name, table in tables.items():
            _write_table(connection, name, table)
        connection.execute(_NAMES)
        for name, view in VIEWS.items():
            connection.execute(f"CREATE VIEW {name} AS\n{_comment(view.title, view.title_vi)}{view.select.strip()}")
        connection.execute(_SEARCH)
        connection.execute("INSERT INTO statements_fts (statements_fts) VALUES ('rebuild')")
        connection.execute("COMMIT")
        if broken := connection.execute("PRAGMA foreign_key_check").fetchall():
            raise ValueError(f"rows that name what is not there: {broken[:3]}")
        connection.execute("VACUUM")
        content = bytearray(connection.serialize())
    content[_VERSION_OF_SQLITE] = bytes(4)
    return bytes(content)


def _write_about(connection: sqlite3.Connection, release: Release, tables: Mapping[str, Table]) -> None:
    for statement in (_ABOUT, _ABOUT_TABLES, _ABOUT_COLUMNS):
        connection.execute(statement.strip())
    connection.executemany("INSERT INTO about VALUES (?, ?, ?)", _about(release))
    connection.executemany("INSERT INTO about_tables VALUES (?, ?, ?, ?, ?, ?, ?)", _about_tables(tables))
    connection.executemany("INSERT INTO about_columns VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _about_columns(tables))


def _about(release: Release) -> Iterator[tuple[str, str | None, str | None]]:
    info = release.info
    yield "title", info.title, info.title_vi
    yield "description", info.description, info.description_vi
    yield "package", info.name, None
    yield "version", release.version, None
    yield "created", info.created.isoformat(), None
    yield "publisher", info.publisher.name, info.publisher.name_vi
    yield "licence", LICENCE["title"], LICENCE["title@vi"]
    yield "rights", RIGHTS["en"], RIGHTS["vi"]
    yield "licence_address", LICENCE["path"], None
    yield "citation", release.citation, None
    yield "address", release.address, None
    yield "latest", release.latest, None


def _about_tables(tables: Mapping[str, Table]) -> Iterator[tuple[Any, ...]]:
    for name, table in tables.items():
        schema = load_schema(name)
        words = (schema[key] for key in ("title", "title@vi", "description", "description@vi"))
        yield name, "table", len(table), *words
    for name, view in VIEWS.items():
        yield name, "view", None, view.title, view.title_vi, view.description, view.description_vi


def _about_columns(tables: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    for name in tables:
        for field in load_schema(name)["fields"]:
            words = (field[key] for key in ("title", "title@vi", "description", "description@vi"))
            yield name, field["name"], field["type"], field.get("unit"), *words


def _write_table(connection: sqlite3.Connection, name: str, table: Table) -> None:
    for statement in _definitions(name):
        connection.execute(statement)
    kinds = list(column_types(name).values())
    columns = ", ".join(f'"{column}"' for column in column_types(name))
    insert = f'INSERT INTO "{name}" ({columns}) VALUES ({", ".join("?" * len(kinds))})'
    for batch in table.to_batches(max_chunksize=_BATCH):
        read = [_values(column.to_pylist(), kind) for column, kind in zip(batch.columns, kinds, strict=True)]
        connection.executemany(insert, zip(*read, strict=True))


def _values(cells: list[Any], kind: str) -> list[Any]:
    if kind == "number":
        return [None if cell is None else float(cell) for cell in cells]
    return [cell.isoformat() if isinstance(cell, date) else cell for cell in cells]


def _definitions(name: str) -> Iterator[str]:
    """Yield the CREATE TABLE of a table, with a comment on it and on every column, and the CREATE INDEX of its keys."""
    schema = load_schema(name)
    required = {field["name"] for field in schema["fields"] if field.get("constraints", {}).get("required")}
    key = schema.get("primaryKey", [])
    references = list(_references(schema))
    lines = [_column(field) for field in schema["fields"]]
    if name == "areas":
        lines.append(("  name TEXT", "Name / Tên"))
    if key and required.issuperset(key):
        lines.append((f"  PRIMARY KEY ({_listed(key)})", ""))
    lines += [(f'  FOREIGN KEY ("{field}") REFERENCES "{table}" ("{other}")', "") for field, table, other in references]
    body = "".join(
        f"{line}{',' if number < len(lines) else ''}{f' -- {comment}' if comment else ''}\n"
        for number, (line, comment) in enumerate(lines, start=1)
    )
    yield f'CREATE TABLE "{name}" (\n{_comment(schema["description"], schema["description@vi"])}{body})'
    if key and not required.issuperset(key):
        # A null is a part of these keys, which a primary key of SQLite would not compare.
        parts = ", ".join(f'"{field}"' if field in required else f"ifnull(\"{field}\", '')" for field in key)
        yield f'CREATE UNIQUE INDEX "{name}_key" ON "{name}" ({parts})'
    for field, _, _ in references:
        if [field] != key[:1]:
            yield f'CREATE INDEX "{name}_{field}" ON "{name}" ("{field}")'


def _column(field: Mapping[str, Any]) -> tuple[str, str]:
    name, constraints = field["name"], field.get("constraints", {})
    required = " NOT NULL" if constraints.get("required") else ""
    check = f' CHECK ("{name}" IN (0, 1))' if field["type"] == "boolean" else ""
    return f'  "{name}" {_TYPES[field["type"]]}{required}{check}', f"{field['title']} / {field['title@vi']}"


def _references(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield column, table and column of the foreign keys that SQLite can keep: those to the whole primary key of a table."""
    for key in schema.get("foreignKeys", ()):
        table, fields = key["reference"]["resource"], key["reference"]["fields"]
        if table and fields == load_schema(table)["primaryKey"] and len(fields) == 1:
            yield key["fields"][0], table, fields[0]


def _comment(english: str, vietnamese: str) -> str:
    return f"-- {english}\n-- {vietnamese}\n"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
