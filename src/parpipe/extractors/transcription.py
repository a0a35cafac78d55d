"""Statements from a transcription: a CSV in which a person typed the figures of pages, one row a figure group, cell by cell.

The figures stay as they were typed: the quote of a statement is its cell, and its locator leads to that cell. Names of
areas and components are resolved here, at the date and territory that the figure speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from parpipe.areas import AmbiguousArea, Areas, UnknownArea
from parpipe.indices import Index
from parpipe.model import TOTAL, Extraction, Finding, Measure, PublishedDate, Statement
from parpipe.schema import PLAIN_NUMBER, column_types

MEASURES: tuple[str, ...] = ("score", "rank", "score_change", "rank_change")
_FORMS = {"number": re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,8})?"), "integer": re.compile(r"[+-]?[0-9]{1,9}")}
"""How numbers are typed. Frictionless takes 1_000, Arabic digits and Infinity as well."""

Problem = tuple[str, str, str, str]
"""A field, its value, the code of the finding and the reason."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What all figures of one row speak of."""

    index: Index
    ref_area: str
    area_code: str | None
    component: str


def extract_transcription(rows: tuple[tuple[str, ...], ...], indices: Mapping[str, Index], areas: Areas) -> Extraction:
    """Return a statement for every figure of the table; a row that cannot be understood gives an error finding instead."""
    header, statements, seen = rows[0], list[Statement](), dict[object, int]()
    findings = list(_shape_findings(rows))
    if findings:
        return Extraction((), tuple(findings))
    for number, cells in enumerate(rows[1:], start=2):
        row = dict(zip(header, cells, strict=True))
        subject, problems = _subject(row, indices, areas)
        problems += _date_problems(row["page_date"]) + _base_problems(row)
        if subject:
            problems += _figure_problems(row, subject) + _duplicate_problems(row, subject, seen, number)
        findings += [_finding(number, *problem) for problem in problems]
        if subject and not problems:
            statements += _row_statements(number, header, row, subject)
    return Extraction(tuple(statements), tuple(findings))


def _shape_findings(rows: tuple[tuple[str, ...], ...]) -> Iterator[Finding]:
    """Yield what is no transcription at all: another header, and cells that only look like numbers to some programs."""
    types = column_types("transcription")
    if rows[0] != tuple(types):
        yield _finding(1, "header", ",".join(rows[0]), "wrong_header", f"the columns are not {','.join(types)}")
        return
    for number, cells in enumerate(rows[1:], start=2):
        if len(cells) != len(types):
            yield _finding(number, "row", str(len(cells)), "wrong_cells", f"{len(cells)} cells instead of {len(types)}")
            continue
        for (name, kind), cell in zip(types.items(), cells, strict=True):
            form = _FORMS.get(kind)
            if cell != cell.strip() or (cell and form and not form.fullmatch(cell)):
                yield _finding(
                    number, name, cell, "broken_cell", f"{cell!r} is not plainly written: digits 0-9, no blanks around"
                )


def _figure_problems(row: Mapping[str, str], subject: Subject) -> list[Problem]:
    """Return why a row has no figure, or one that the declared scale of a whole index does not allow."""
    if not any(row[column] for column in MEASURES):
        return [("score", "", "no_figure", "the row has no score, rank or change")]
    declared = subject.index.scale(row["level"], subject.component, int(row["time_period"]))
    if (
        subject.component == TOTAL
        and row["score"]
        and not row["scale_max"]
        and declared
        and read_cell(row["score"]) > declared[0]
    ):
        what = f"score {row['score']} is above {declared[0]}, the declared maximum of {subject.index.index_id}"
        return [("score", row["score"], "score_above_declared_scale", what)]
    return []


def _duplicate_problems(row: Mapping[str, str], subject: Subject, seen: dict[object, int], number: int) -> list[Problem]:
    """Return whether the same figures of the same page stand in an earlier row, however the area is spelled or noted."""
    said = (
        subject.ref_area,
        subject.component,
        *(cell for name, cell in row.items() if name not in ("area", "component", "note")),
    )
    first = seen.setdefault(said, number)
    return [] if first == number else [("page", row["page"], "duplicate_row", f"the same figures stand in row {first}")]


def _subject(row: Mapping[str, str], indices: Mapping[str, Index], areas: Areas) -> tuple[Subject | None, list[Problem]]:
    index = indices.get(row["index_id"])
    if index is None:
        return None, [("index_id", row["index_id"], "unknown_index", f"no index {row['index_id']!r} in data/indices")]
    problems = list[Problem]()
    component = TOTAL
    if row["component"]:
        found = index.component(row["component"])
        component = found.component if found else ""
        if not found:
            what = f"{index.index_id} has no component {row['component']!r}; add it or an alias to its index file"
            problems.append(("component", row["component"], "unknown_component", what))
    at = index.territory(row["level"], int(row["time_period"]))
    try:
        ref_area = areas.resolve(row["area"], level=row["level"], at=at)
        if not areas.units[ref_area].covers(at):
            raise UnknownArea(f"{ref_area} did not exist on {at}, whose territory a figure of {row['time_period']} speaks of")
    except (UnknownArea, AmbiguousArea) as error:
        code = "unknown_area" if isinstance(error, UnknownArea) else "ambiguous_area"
        return None, [*problems, ("area", row["area"], code, str(error))]
    return Subject(index, ref_area, areas.code(ref_area, at), component), problems


def _date_problems(text: str) -> list[Problem]:
    try:
        if text:
            PublishedDate.parse(text)
    except ValueError as error:
        return [("page_date", text, "broken_date", str(error))]
    return []


def _base_problems(row: Mapping[str, str]) -> list[Problem]:
    if row["base_period"] and int(row["base_period"]) >= int(row["time_period"]):
        return [
            (
                "base_period",
                row["base_period"],
                "base_not_before",
                f"the base of a change in {row['time_period']} lies before it",
            )
        ]
    return []


def _row_statements(number: int, header: tuple[str, ...], row: Mapping[str, str], subject: Subject) -> Iterator[Statement]:
    scale_max = Decimal(row["scale_max"]) if row["scale_max"] else None
    for column in MEASURES:
        if not row[column]:
            continue
        is_rank, is_change = column.startswith("rank"), column.endswith("change")
        yield Statement(
            index_id=subject.index.index_id,
            level=row["level"],  # type: ignore[arg-type]  # the table schema has proved it
            ref_area=subject.ref_area,
            area_code=subject.area_code,
            area_name=row["area"],
            time_period=int(row["time_period"]),
            component=subject.component,
            component_name=row["component"] or None,
            measure=_measure(column, row["statistic"]),
            value=read_cell(row[column]),
            printed=row[column],
            locator=f"row={number}&col={header.index(column) + 1}",
            quote=row[column],
            grade="transcription",
            basis="order" if column == "rank" and row["rank_basis"] == "order" else "printed",
            scale_max=None if is_rank or is_change else scale_max,
            unit="percent" if column == "score_change" and row["change_unit"] == "growth_percent" else None,
            ranked_count=int(row["ranked_count"]) if column == "rank" and row["ranked_count"] else None,
            base_period=int(row["base_period"]) if is_change and row["base_period"] else None,
            approximate=row["approximate"] == "yes",
            mirror=row["mirror"] == "yes",
            url=row["page"],
            published=PublishedDate.parse(row["page_date"]) if row["page_date"] else None,
        )


def _measure(column: str, statistic: str) -> Measure:
    if column == "score" and statistic != "value":
        return "mean_score" if statistic == "mean" else "median_score"
    return column  # type: ignore[return-value]


def read_cell(text: str) -> Decimal:
    """Return the value of a cell, with the digits as typed and without its plus sign; ValueError if it is no plain number."""
    if not re.match(PLAIN_NUMBER, text):
        raise ValueError(f"{text!r} is not a plain number")
    return Decimal(text)


def _finding(number: int, field: str, value: str, code: str, message: str) -> Finding:
    return Finding(code, "error", "transcription", f"row={number}", field, value, message)
