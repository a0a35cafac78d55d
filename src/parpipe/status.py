"""Where we stand: what the releases cover, how fresh every source is, and which findings are open (``status``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parpipe.captures import last_outcomes
from parpipe.coverage import MEASURES, count_states, coverage_matrix
from parpipe.errors import Missing
from parpipe.model import Source
from parpipe.query import named_index
from parpipe.releases import open_table, packages

if TYPE_CHECKING:
    import pyarrow as pa

    from parpipe.indices import Index

Row = dict[str, Any]
Status = Mapping[str, list[Row]]
"""The lists ``coverage``, ``units``, ``sources`` and ``findings``."""

_MARKS = {"held": "+", "contested": "!", "implied": "~", "none": "."}
_LEGEND = ", ".join(f"{mark} {state}" for state, mark in _MARKS.items())
_FRESH = ("source_id", "figures", "published_at", "recorded_at", "schedule", "fetched_at", "outcome")


def status(
    releases: Path,
    indices: Mapping[str, Index],
    sources: Mapping[str, Source],
    *,
    index_id: str | None = None,
    level: str | None = None,
    captures: Path | None = None,
) -> Status:
    """Return the coverage in numbers, for a ``level`` also unit by unit, all sources with their dates, and open findings.

    With the folder of ``captures``, live sources tell when they were fetched last and what became of it. Raises Usage for an
    unknown index, Missing if it was not released yet.
    """
    released = packages(releases)
    wanted = [named_index(index_id, indices)] if index_id else [one for one in indices.values() if one.package in released]
    if wanted[0].package not in released:
        raise Missing(f"{releases} has no release of {wanted[0].index_id}, only of {', '.join(released)}; run “parpipe build”")
    names = ("coverage", "statements", "findings")
    tables = {one.index_id: {name: open_table(one.package, name, releases) for name in names} for one in wanted}
    covered = [row for table in tables.values() for row in table["coverage"].to_pylist() if level in (None, row["level"])]
    return {
        "coverage": [row for index_id, table in tables.items() for row in _covered(index_id, table["coverage"], level)],
        "units": covered if level else [],
        "sources": [
            row
            for row in _freshness([table["statements"] for table in tables.values()], sources, captures)
            if row["figures"] or not index_id
        ],
        "findings": [row for index_id, table in tables.items() for row in _open(index_id, table["findings"])],
    }


def status_lines(found: Status, names: Callable[[str, int], str], width: int | None = None) -> Iterator[str]:
    """Yield a status as lines for a person; ``names`` names a unit in a year, ``width`` is that of a terminal."""
    for index_id in dict.fromkeys(row["index_id"] for row in found["coverage"]):
        rows = [row for row in found["coverage"] if row["index_id"] == index_id]
        counts = {(row["level"], row["time_period"], row["measure"], row["state"]): row["units"] for row in rows}
        yield from _aligned(f"{index_id}: units by year", coverage_matrix(counts), 3, width)
        units = [row for row in found["units"] if row["index_id"] == index_id]
        if units:
            yield from _aligned(f"{index_id}: score and rank of every unit ({_LEGEND})", _unit_matrix(units, names), 2, width)
    sources = (tuple("" if row[name] is None else str(row[name]) for name in _FRESH) for row in found["sources"])
    yield from _aligned("Sources: figures, newest publication, capture", _without_empty([_FRESH, *sources]), 1, width)
    findings = (tuple(map(str, row.values())) for row in found["findings"])
    yield from _aligned("Open findings", [("index", "severity", "code", "rows"), *findings], 3, width)


def _unit_matrix(units: list[Row], names: Callable[[str, int], str]) -> Iterator[tuple[str, ...]]:
    cells = {(row["ref_area"], row["time_period"]): "".join(_MARKS[row[name]] for name in MEASURES) for row in units}
    years = sorted({year for _, year in cells})
    yield "unit", "name", *map(str, years)
    for ref_area in sorted({ref_area for ref_area, _ in cells}):
        last = max(year for ref, year in cells if ref == ref_area)
        yield ref_area, names(ref_area, last), *(cells.get((ref_area, year), "") for year in years)


def _without_empty(lines: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return a table without the columns in which nothing stands."""
    kept = [column for column in zip(*lines, strict=True) if any(column[1:])]
    return list(zip(*kept, strict=True))


def _aligned(title: str, lines: Iterable[Sequence[str]], fixed: int, width: int | None) -> Iterator[str]:
    """Yield a table; where it is too wide, in parts below each other that all begin with the first ``fixed`` columns."""
    columns = list(zip(*lines, strict=True))
    widths = [max(map(len, column)) + 2 for column in columns]
    yield title
    for part in _parts(widths, fixed, width):
        for line in zip(*(columns[place] for place in part), strict=True):
            yield "  " + "".join(cell.ljust(widths[place]) for cell, place in zip(line, part, strict=True)).rstrip()
        yield ""


def _parts(widths: Sequence[int], fixed: int, width: int | None) -> Iterator[list[int]]:
    """Yield which columns stand beside each other: as many as there is room for, and at least one beside the fixed ones."""
    head = list(range(fixed))
    part = list(head)
    for place in range(fixed, len(widths)):
        if width is not None and len(part) > fixed and sum(widths[one] for one in [*part, place]) > width:
            yield part
            part = list(head)
        part.append(place)
    yield part


def _covered(index_id: str, coverage: pa.Table, wanted: str | None) -> Iterator[Row]:
    for (level, year, measure, state), units in sorted(count_states(coverage).items()):
        if wanted in (None, level):
            place = {"index_id": index_id, "level": level, "time_period": year}
            yield {**place, "measure": measure, "state": state, "units": units}


def _freshness(statements: list[pa.Table], sources: Mapping[str, Source], captures: Path | None) -> Iterator[Row]:
    """Yield every source with its number of figures, the newest day of publication among them, and of capture."""
    fetched = {} if captures is None else last_outcomes(captures)
    figures, published = Counter[str](), dict[str, date]()
    for table in statements:
        for row in table.select(["source_id", "published_at"]).to_pylist():
            figures[row["source_id"]] += 1
            newest = published.get(row["source_id"], date.min)
            published[row["source_id"]] = max(row["published_at"] or date.min, newest)
    for source_id, source in sorted(sources.items()):
        newest = published.get(source_id, date.min)
        yield {
            "source_id": source_id,
            "figures": figures[source_id],
            "published_at": None if newest == date.min else newest,
            "recorded_at": max((snapshot.recorded_at for snapshot in source.snapshots), default=None),
            "schedule": source.schedule,
            "fetched_at": fetched.get(source_id, (None, None))[0],
            "outcome": fetched.get(source_id, (None, None))[1],
        }


def _open(index_id: str, findings: pa.Table) -> Iterator[Row]:
    columns = (findings[name].to_pylist() for name in ("severity", "code", "status"))
    counts = Counter((severity, code) for severity, code, state in zip(*columns, strict=True) if state == "open")
    for (severity, code), count in sorted(counts.items()):
        yield {"index_id": index_id, "severity": severity, "code": code, "findings": count}
