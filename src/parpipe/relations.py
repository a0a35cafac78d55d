"""Relations: what pages say of several figures at once (gaps, counts, bounds), typed in data/reference/relations.yaml.

No statement can hold them, because they are no figure of one unit. They close equations and check tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from parpipe.config import Problem, place, read_config
from parpipe.errors import BadConfiguration
from parpipe.keys import Row
from parpipe.model import TOTAL, PublishedDate
from parpipe.vintages import is_known


def read_relations(data: Path, known: Container[str] | None = None) -> tuple[tuple[Row, ...], list[str]]:
    """Return the relations as rows of the ``relations`` table, and the problems as ``file:line: what``.

    ``known`` are the ids of indices and areas that an entry may name; without it they are not checked.
    """
    path = data / "reference" / "relations.yaml"
    if not path.is_file():
        return (), []
    file = read_config(path, "relations")
    problems = list(file.problems) or list(_problems(file.content, known))
    if problems:
        return (), place(file, problems)
    return tuple(_row(entry) for entry in file.content), []


def _problems(entries: list[Mapping[str, Any]], known: Container[str] | None) -> Iterator[Problem]:
    """Yield what the schema cannot say: names of nothing, days that are none, entries that stand there twice."""
    seen = dict[str, int]()
    for number, entry in enumerate(entries):
        for name in ("index", "of", "than"):
            if known is not None and name in entry and entry[name] not in known:
                yield (number, name), f"{name}: there is no {entry[name]!r}"
        try:
            first = seen.setdefault(_row(entry)["relation_id"], number)
        except ValueError as error:
            yield (number,), f"a date is none: {error}"
            continue
        if first != number:
            yield (number,), f"this is entry {first + 1} once more"


def load_relations(data: Path, index_id: str, *, as_of: date | None = None, recorded_by: date | None = None) -> list[Row]:
    """Return the relations of an index that were known at a moment; BadConfiguration with all that is wrong in the file."""
    rows, problems = read_relations(data)
    if problems:
        raise BadConfiguration("\n".join(problems))
    return [row for row in rows if row["index_id"] == index_id and is_known(row, as_of=as_of, recorded_by=recorded_by)]


def _row(entry: Mapping[str, Any]) -> Row:
    published = None if entry["published_at"] is None else PublishedDate.parse(str(entry["published_at"]))
    said = {
        "source_url": entry["page"],
        "index_id": entry["index"],
        "level": entry["level"],
        "time_period": entry["year"],
        "component": entry.get("component", TOTAL),
        "relation": entry["relation"],
        "of_area": entry.get("of"),
        "other_area": entry.get("than"),
        "value": format(Decimal(entry["value"]), "f") if "value" in entry else None,
        "count": entry.get("count"),
    }
    return {
        "relation_id": relation_id(said.values()),
        **said,
        "published_at": published and published.day,
        "published_precision": published and published.precision,
        "recorded_at": date.fromisoformat(entry["recorded_at"]),
    }


def relation_id(said: Iterable[object]) -> str:
    """Return the id of a relation: a digest of who says what."""
    return "r" + hashlib.sha256("\x1f".join("" if part is None else str(part) for part in said).encode()).hexdigest()[:16]
