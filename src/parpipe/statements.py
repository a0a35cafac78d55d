"""The statements table: what extractors return, with the snapshot it came from and an id that survives inserted rows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from parpipe.model import Snapshot, Statement
from parpipe.schema import to_table


def statements_table(statements: Iterable[Statement], snapshot: Snapshot, extractor: str) -> pa.Table:
    """Return the statements of one snapshot in the shape of ``statements``."""
    occurrences = Counter[str]()
    rows = list[dict[str, Any]]()
    for statement in statements:
        url = statement.url or snapshot.url
        said = _wording(statement, snapshot.source_id, url)
        occurrences[said] += 1
        rows.append(_row(statement, snapshot, extractor, url, statement_id(said, occurrences[said])))
    return to_table("statements", rows)


def statement_id(said: str, occurrence: int) -> str:
    """Return the id of a statement: a digest of who says what where, and of its count where the same is said again.

    The place inside the document is left out, so that a row inserted above does not rename all that follow.
    """
    return "s" + hashlib.sha256(f"{said}\x1f{occurrence}".encode()).hexdigest()[:16]


def _wording(statement: Statement, source_id: str, url: str | None) -> str:
    published = statement.published
    parts = (
        source_id,
        url,
        published and (published.day.isoformat(), published.precision),
        statement.index_id,
        statement.level,
        statement.ref_area,
        statement.time_period,
        statement.component,
        statement.measure,
        statement.printed,
        statement.base_period,
        statement.scope,
        statement.grade,
    )
    return "\x1f".join("" if part is None else str(part) for part in parts)


def _row(statement: Statement, snapshot: Snapshot, extractor: str, url: str | None, identifier: str) -> dict[str, Any]:
    published = statement.published or snapshot.published
    return {
        "statement_id": identifier,
        **{name: getattr(statement, name) for name in _SAME},
        "value": format(statement.value, "f"),
        "scale_max": None if statement.scale_max is None else format(statement.scale_max, "f"),
        "snapshot_sha256": snapshot.sha256,
        "source_id": snapshot.source_id,
        "source_url": url,
        "extractor": extractor,
        "published_at": published and published.day,
        "published_precision": published and published.precision,
        "recorded_at": snapshot.recorded_at,
        "superseded_at": None,
    }


_SAME = (
    *("index_id", "level", "ref_area", "area_code", "area_name", "time_period", "component", "component_name", "measure"),
    *("printed", "unit", "ranked_count", "base_period", "scope", "approximate", "grade", "basis", "locator", "quote", "mirror"),
)
"""The columns that carry a statement's own attributes unchanged."""
