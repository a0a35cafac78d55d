"""Rows for tests: statements as rows of the statements table, good unless a test says otherwise."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from parpipe.model import Source
from parpipe.schema import empty, to_table

GOOD: dict[str, Any] = {
    "statement_id": "s0000000000000000",
    "index_id": "PAR",
    "level": "province",
    "ref_area": "GSO12",
    "area_code": "12",
    "area_name": "Lai Châu",
    "time_period": 2016,
    "component": "_T",
    "component_name": None,
    "measure": "score",
    "value": "67.41",
    "printed": "67,41",
    "scale_max": "97.5",
    "unit": "points",
    "ranked_count": None,
    "base_period": None,
    "scope": "national",
    "approximate": False,
    "grade": "body",
    "basis": "printed",
    "locator": "block=7&char=12,31",
    "quote": "đạt 67,41/97,5 điểm",
    "mirror": False,
    "snapshot_sha256": "0" * 64,
    "source_id": "example.vn",
    "source_url": "https://example.vn/a",
    "extractor": "narrative",
    "published_at": date(2018, 3, 29),
    "published_precision": "day",
    "recorded_at": date(2026, 11, 22),
    "superseded_at": None,
}


def statement(**changes: Any) -> dict[str, Any]:
    """Return a good statement with some columns changed."""
    assert changes.keys() <= GOOD.keys()
    return {**GOOD, **changes}


def source(source_id: str, authority: str = "national_press", area: str | None = None, *, mirror: bool = False) -> Source:
    """Return a source of some authority."""
    issues = ("PAR",) if authority == "issuer" else ()
    site = f"https://{source_id}"
    return Source(source_id, source_id, source_id, "unknown", site, "vi", authority, None, mirror, area, None, (), issues)


def read_tables(statements: Iterable[Mapping[str, Any]]) -> dict[str, pa.Table]:
    """Return what reading leaves of some statements: these, no finding and no target."""
    return {"statements": to_table("statements", statements), "findings": empty("findings"), "targets": empty("targets")}
