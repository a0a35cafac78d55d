"""All that is known of one figure, in one answer: what is held and why, who says so, who disagrees (``explain``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parpipe.agreement import agree
from parpipe.areas import LEVELS, Areas, UnknownArea
from parpipe.errors import Usage
from parpipe.indices import Index
from parpipe.model import TOTAL
from parpipe.query import named_index
from parpipe.releases import open_table

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]

_IN_WORDS = {
    "only_claim": "no other value is stated",
    "authority": "its best source has more authority",
    "grade": "it stands in a better place of its page",
    "basis": "it was read with more certainty",
    "voices": "more pages state it",
    "precision": "it is printed more precisely",
    "order_of_ids": "nothing distinguishes the claims, so an arbitrary but stable one is held",
}
"""The reasons of claims.py for a person."""

_YEAR = re.compile("[12][0-9]{3}")

TABLES = ("observations", "statements", "changes", "reconciliation", "findings")


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
        """Return the key of ``PAR/province/GSO12/2016``, where a name or an official code serves as well; else Usage."""
        parts = [part.strip() for part in text.split("/")]
        if len(parts) not in (4, 5) or not _YEAR.fullmatch(parts[3]):
            raise Usage(
                f"{text!r} is no key; write INDEX/level/AREA/year or INDEX/level/AREA/year/COMPONENT, "
                "as in PAR/province/GSO12/2016"
            )
        index, year = named_index(parts[0], indices), int(parts[3])
        if parts[1] not in LEVELS:
            raise Usage(f"no level {parts[1]!r}; there are {', '.join(LEVELS)}")
        component = TOTAL
        if len(parts) == 5 and parts[4] != TOTAL:
            found = index.component(parts[4])
            if not found:
                raise Usage(
                    f"{index.index_id} has no component {parts[4]!r}; it has {', '.join(c.component for c in index.components)}"
                )
            component = found.component
        try:
            ref_area = areas.resolve(parts[2], level=parts[1], at=index.territory(parts[1], year))
        except UnknownArea as error:
            raise Usage(f"{error}; write an official code (12), an id (GSO12) or a name (Lai Châu)") from error
        return cls(index, parts[1], ref_area, year, component)

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
    """Return all that is known of one figure: what is held and why, its evidence, rivals, verdicts, history and findings."""
    key = KeyOfFigure.parse(text, indices, areas)
    tables = {name: open_table(key.index.package, name, releases) for name in TABLES}
    history = key.rows(tables["observations"], all_years=True)
    held = [row for row in history if row["time_period"] == key.year]
    statements = key.rows(tables["statements"])
    if not held and not statements:
        years = ", ".join(str(row["time_period"]) for row in history) or "none"
        raise Usage(f"nothing is known of {text}; years held for this series: {years}")
    ids = {row["statement_id"] for row in statements}
    findings = [row for row in tables["findings"].to_pylist() if row["statement_id"] in ids]
    return {
        "key": f"{key.index.index_id}/{key.level}/{key.ref_area}/{key.year}"
        + ("" if key.component == TOTAL else f"/{key.component}"),
        "observations": held,
        "evidence": [dict(row, supports=_supports(row, held)) for row in statements],
        "changes": key.rows(tables["changes"]),
        "reconciliation": key.rows(tables["reconciliation"]),
        "history": history,
        "findings": findings,
    }


def _supports(statement: Row, held: list[Row]) -> bool | None:
    """Return whether a statement agrees with what is held; None where nothing of its kind is held."""
    measure = statement["measure"].removeprefix("mean_").removeprefix("median_")
    values = [row[measure] for row in held if measure in ("score", "rank") and row[measure] is not None]
    if not values:
        return None
    if measure == "rank":
        return any(Decimal(statement["value"]) == value for value in values)
    return any(agree(Decimal(statement["value"]), Decimal(value)) for value in values)


def explain_lines(story: Mapping[str, Any]) -> Iterator[str]:
    """Return an explanation as lines for a person."""
    yield f"{story['key']}"
    for row in story["observations"]:
        yield f"{row['area_name_vi']} ({row['area_name_en']}), {row['time_period']}, {row['statistic']}: {_held_words(row)}"
        support = f"{row['voice_count']} pages support it, {row['rival_count']} rival values"
        yield f"  held because {_because(row)}; status {row['obs_status']}; {support}"
    yield "Evidence (+ supports what is held, - contradicts it)"
    for row in sorted(story["evidence"], key=_by_weight):
        mark = {True: "+", False: "-", None: " "}[row["supports"]]
        words = f"  “{row['quote']}”" if row["quote"] != row["printed"] else ""
        place = f"{row['source_url']}  [{row['locator']}]"
        yield f"  {mark} {row['measure']} {row['value']}{_of(row)}{words}  {_published(row)}  {place}"
    for row in story["reconciliation"]:
        yield f"Stated {row['measure']} {row['stated']} since {row['base_period']}: {row['verdict']} (derived {row['derived']})"
    for row in story["changes"]:
        reason = f", not comparable: {row['not_comparable_reason']}" if row["not_comparable_reason"] else ""
        yield f"Since {row['previous_period']}: score {row['score_change']}, rank {row['rank_change']}{reason}"
    yield "History: " + "; ".join(f"{row['time_period']} {_held_words(row)}" for row in story["history"])
    for row in story["findings"]:
        accepted = f" [accepted: {row['accepted_because']}]" if row["accepted_because"] else ""
        yield f"Finding {row['code']}: {row['message']}{accepted}"


def _by_weight(row: Row) -> tuple[Any, ...]:
    measures = ("score", "mean_score", "median_score", "rank", "score_change", "rank_change")
    return measures.index(row["measure"]), {True: 0, None: 1, False: 2}[row["supports"]], _published(row), row["locator"]


def _published(row: Row) -> str:
    digits = {None: 0, "year": 4, "month": 7, "day": 10}[row["published_precision"]]
    return str(row["published_at"])[:digits] or "undated"


def _of(row: Row) -> str:
    bound = row["scale_max"] or row["ranked_count"]
    return f"/{bound}" if bound else ""


def _held_words(row: Row) -> str:
    score = f"score {row['score']}" + (f" of {row['scale_max']}" if row["scale_max"] else "") if row["score"] else ""
    rank = f"rank {row['rank']}" + (f" of {row['ranked_count']}" if row["ranked_count"] else "") if row["rank"] else ""
    return ", ".join(part for part in (score, rank) if part)


def _because(row: Row) -> str:
    reasons = (reason.split(":") for reason in row["held_because"].split("|"))
    return "; ".join(f"{figure}: {_IN_WORDS[reason]}" for figure, reason in reasons)
