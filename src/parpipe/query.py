"""The figures one asks for, over all packages (``get``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from parpipe.areas import WAYS_TO_NAME, AmbiguousArea, Areas, UnknownArea
from parpipe.errors import Missing, Usage
from parpipe.indices import Index
from parpipe.model import TOTAL
from parpipe.releases import open_table, packages

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Question:
    """Which observations are wanted; None is any."""

    index_id: str | None = None
    level: str | None = None
    area: str | None = None
    year: int | None = None
    component: str | None = TOTAL


def get(question: Question, releases: Path, indices: Mapping[str, Index], areas: Areas) -> pa.Table:
    """Return the observations that answer a question, over all packages in a releases folder, sorted by key.

    Raises Usage for an unknown index or area, with suggestions, and Missing if nothing was released yet.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = [named_index(question.index_id, indices)] if question.index_id else list(indices.values())
    released = packages(releases)
    tables = [open_table(index.package, "observations", releases) for index in wanted if index.package in released]
    if not tables:
        raise Missing(f"{releases} has no release of {wanted[0].index_id}, only of {', '.join(released)}; run “parpipe build”")
    table = pa.concat_tables(tables)
    refs = list(units_ever_called(question.area, areas)) if question.area else None
    filters = {"level": question.level, "time_period": question.year}
    if question.component is not None:
        table = table.filter(pc.is_in(table["component"], value_set=pa.array(_components(question.component, wanted))))
    for name, value in filters.items():
        if value is not None:
            table = table.filter(pc.equal(table[name], value))
    return table.filter(pc.is_in(table["ref_area"], value_set=pa.array(refs, pa.string()))) if refs is not None else table


def named_index(name: str, indices: Mapping[str, Index]) -> Index:
    """Return the index of an id in whatever case; Usage if there is none."""
    if name.upper() not in indices:
        raise Usage.unknown("no index", name, sorted(indices))
    return indices[name.upper()]


def _components(name: str, indices: list[Index]) -> list[str]:
    """Return the codes that a code or name means in some indices; Usage if it means none in any."""
    if name == TOTAL:
        return [TOTAL]
    found = [index.component(name) for index in indices]
    if not any(found):
        known = [TOTAL, *dict.fromkeys(one.component for index in indices for one in index.components)]
        raise Usage.unknown("no component", name, known)
    return [component.component for component in found if component]


def units_ever_called(name: str, areas: Areas, level: str | None = None) -> set[str]:
    """Return every unit that bore a name or code at some time: a name that outlived a merger means both. Else Usage."""
    found, last = set[str](), None
    for day in (date(2012, 1, 1), date(2025, 1, 1), date(2025, 7, 1), date(2025, 10, 5), date(2026, 4, 30)):
        try:
            found.add(areas.resolve(name, level=level, at=day))
        except (UnknownArea, AmbiguousArea) as error:
            last = error
    if not found:
        hint = "" if isinstance(last, AmbiguousArea) else f"; give {WAYS_TO_NAME}"
        raise Usage(f"{last}{hint}")
    return found
