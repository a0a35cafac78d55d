"""Rows of the table ``revisions``: a value that was added, changed or withdrawn, with the evidence of both sides.

``seen_in`` tells where: between two releases (what was held true), or between two captures of one page (what it printed).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from parpipe.keys import KEY, Key, Row


def revision(
    key: Key,
    field: str,
    values: tuple[Any, Any],
    stated: tuple[Row | None, Row | None],
    seen_in: Literal["release", "page"],
    day: date,
) -> dict[str, Any]:
    """Return a row: ``values`` and ``stated`` (rows of ``statements``) are the old and the new, null where there is none."""
    old, new = values
    kind = "added" if old is None else "withdrawn" if new is None else "revised"
    row = {**dict(zip(KEY, key, strict=True)), "field": field, "old": old, "new": new, "kind": kind, "seen_in": seen_in}
    row |= {**_evidence("old", stated[0]), **_evidence("new", stated[1]), "recorded_at": day}
    digest = hashlib.sha256(json.dumps(list(row.values()), default=str).encode()).hexdigest()
    return {**row, "revision_id": f"v{digest[:16]}"}


def _evidence(side: str, stated: Row | None) -> Mapping[str, str | None]:
    names = {"statement": "statement_id", "source_url": "source_url", "quote": "quote"}
    return {f"{side}_{name}": stated[column] if stated else None for name, column in names.items()}
