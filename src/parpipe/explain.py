"""All that is known of one figure, in one answer: what is held and why, who says so, who disagrees (``explain``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parpipe.agreement import agree, agree_across
from parpipe.areas import LEVELS, WAYS_TO_NAME, Areas, UnknownArea
from parpipe.errors import Usage
from parpipe.indices import Index
from parpipe.keys import Row, key_text, own_key
from parpipe.model import TOTAL
from parpipe.query import named_index
from parpipe.releases import open_table
from parpipe.scales import scale_of

if TYPE_CHECKING:
    import pyarrow as pa

_YEAR = re.compile("[12][0-9]{3}")

TABLES = (
    *("observations", "statements", "changes", "reconciliation", "findings"),
    *("implied", "relations", "revisions", "sources"),
)


@dataclass(frozen=True, slots=True)
class KeyOfFigure:
    """A figure as people name it: INDEX/level/AREA/year[/COMPONENT]."""

    index: Index
    level: str
    ref_area: str
    year: int
    component: str

    @classmethod
    def parse(cls, text: str, indices: Mapping[str, Index], areas: Areas) -> KeyOfFigure:
        """Return the key of ``PAR/province/GSO12/2016``, where a name or a code serves as well; else Usage."""
        parts = [part.strip() for part in text.split("/")]
        if len(parts) not in (4, 5) or not _YEAR.fullmatch(parts[3]):
            raise Usage(
                f"{text!r} is no key; write INDEX/level/AREA/year or INDEX/level/AREA/year/COMPONENT, "
                "as in PAR/province/GSO12/2016"
            )
        index, year = named_index(parts[0], indices), int(parts[3])
        if parts[1] not in LEVELS:
            raise Usage.unknown("no level", parts[1], LEVELS)
        component = TOTAL
        if len(parts) == 5 and parts[4] != TOTAL:
            found = index.component(parts[4])
            if not found:
                known = (one.component for one in index.components)
                raise Usage.unknown(f"{index.index_id} has no component", parts[4], known, "it has")
            component = found.component
        try:
            ref_area = areas.resolve(parts[2], level=parts[1], at=index.territory(parts[1], year))
        except UnknownArea as error:
            raise Usage(f"{error}; write {WAYS_TO_NAME}") from error
        return cls(index, parts[1], ref_area, year, component)

    def text(self) -> str:
        """Return the key as it can be asked for again."""
        tail = "" if self.component == TOTAL else f"/{self.component}"
        return f"{self.index.index_id}/{self.level}/{self.ref_area}/{self.year}{tail}"

    def is_meant_by(self, relation: Row) -> bool:
        """Return whether a relation speaks of this figure."""
        place = relation["index_id"], relation["component"], relation["time_period"]
        ends = relation["of_area"], relation["other_area"]
        return place == (self.index.index_id, self.component, self.year) and self.ref_area in ends

    def rows(self, table: pa.Table, *, all_years: bool = False) -> list[Row]:
        """Return the rows of a table that speak of this figure, or of its series."""
        import pyarrow.compute as pc

        wanted = {"index_id": self.index.index_id, "level": self.level, "ref_area": self.ref_area, "component": self.component}
        for name, value in wanted.items():
            table = table.filter(pc.equal(table[name], value))
        if not all_years:
            table = table.filter(pc.equal(table["time_period"], self.year))
        rows: list[Row] = table.to_pylist()
        return rows


def explain(text: str, releases: Path, indices: Mapping[str, Index], areas: Areas) -> dict[str, Any]:
    """Return all that is known of one figure: what is held and why, who says so, rivals, arithmetic, verdicts, history."""
    key = KeyOfFigure.parse(text, indices, areas)
    tables = {name: open_table(key.index.package, name, releases) for name in TABLES}
    history = key.rows(tables["observations"], all_years=True)
    held = [row for row in history if row["time_period"] == key.year]
    statements = key.rows(tables["statements"])
    implied = key.rows(tables["implied"])
    if not held and not statements and not implied:
        years = ", ".join(str(row["time_period"]) for row in history) or "none"
        raise Usage(f"nothing is known of {text}; years held for this series: {years}")
    titles = {row["source_id"]: row["publisher"] for row in tables["sources"].to_pylist()}
    evidence = [dict(row, supports=_supports(row, held, key.index), publisher=titles[row["source_id"]]) for row in statements]
    return {
        "key": key.text(),
        "index": {"vi": key.index.name_vi, "en": key.index.name_en},
        "observations": held,
        "evidence": evidence,
        "implied": implied,
        "relations": [row for row in tables["relations"].to_pylist() if key.is_meant_by(row)],
        "changes": key.rows(tables["changes"]),
        "reconciliation": key.rows(tables["reconciliation"]),
        "revisions": key.rows(tables["revisions"]),
        "history": history,
        "findings": _findings(tables["findings"], statements, held),
    }


def _findings(findings: pa.Table, statements: list[Row], held: list[Row]) -> list[Row]:
    """Return the findings on a figure: on its statements, on what is held of it, or on its place."""
    ids = {row["statement_id"] for row in statements}
    keys = {key_text(own_key(row)) for row in held}
    return [row for row in findings.to_pylist() if row["statement_id"] in ids or row["key"] in keys]


def _supports(statement: Row, held: list[Row], index: Index) -> bool | None:
    """Return whether a statement agrees with what is held; None where nothing of its kind is held, or its page dropped it."""
    measure = statement["measure"].removeprefix("mean_").removeprefix("median_")
    rows = [row for row in held if measure in ("score", "rank") and row[measure] is not None]
    if not rows or statement["superseded_at"]:
        return None
    value = Decimal(statement["value"])
    if measure == "rank":
        return any(value == row["rank"] for row in rows)
    scale = scale_of(statement, index)
    return any(
        agree(value, Decimal(row["score"])) or _same_share(value, scale, Decimal(row["score"]), row["scale_max"])
        for row in rows
    )


def _same_share(value: Decimal, scale: Decimal | None, held: Decimal, held_scale: str | None) -> bool:
    if not scale or not held_scale or scale == Decimal(held_scale):
        return False
    return agree_across(value, scale, held, Decimal(held_scale))
