"""Vintages: which statements were known at a moment, and what pages changed between two captures.

A page that was captured twice speaks through its last capture. A reading that it no longer has is superseded and becomes a
revision; a reading that it did not have before is known from the day on which it was first seen, however old the page is.
People transcribe now these figures of a page and now those, so a transcription that lacks a figure withdraws nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from parpipe.keys import Row, key_of, own_key
from parpipe.model import PublishedDate
from parpipe.revisions import revision
from parpipe.voices import page_at, page_of

Reading = tuple[Any, ...]
Capture = tuple[str, str, date]
"""A source, the address of a page of it, and the day on which the page was captured."""


@dataclass(frozen=True, slots=True)
class Vintage:
    """What was known at a moment: all statements, those that still stood (``current``), and the revisions of pages."""

    statements: tuple[Row, ...]
    revisions: tuple[Mapping[str, Any], ...]

    @property
    def current(self) -> list[Row]:
        """The statements that their pages still made."""
        return [row for row in self.statements if row["superseded_at"] is None]


def known_by(
    statements: Iterable[Row],
    captures: Iterable[Capture] = (),
    *,
    as_of: date | None = None,
    recorded_by: date | None = None,
) -> Vintage:
    """Return what had been published by ``as_of`` (captured, where that is unknown) and captured by ``recorded_by``.

    ``captures`` tell when pages were captured, also those that no longer say anything; statements tell it of the others.
    """
    pages = dict[tuple[str, str, bool], list[Row]]()
    for row in statements:
        if recorded_by is None or row["recorded_at"] <= recorded_by:
            pages.setdefault((row["source_id"], page_of(row), row["extractor"] == "transcription"), []).append(row)
    days = dict[tuple[str, str], set[date]]()
    for source_id, url, day in captures:
        if recorded_by is None or day <= recorded_by:
            days.setdefault((source_id, page_at(url)), set()).add(day)
    known, revisions = list[Row](), list[dict[str, Any]]()
    for place in sorted(pages):
        rows, changed = _page(pages[place], days.get(place[:2], set()), as_of, typed=place[2])
        known += rows
        revisions += changed
    return Vintage(tuple(sorted(known, key=lambda row: row["statement_id"])), tuple(sorted(revisions, key=_order)))


def is_known(row: Row, *, as_of: date | None = None, recorded_by: date | None = None) -> bool:
    """Return whether a row that no page changes afterwards had been published, and captured, by these days."""
    return (as_of is None or published_by(row) <= as_of) and (recorded_by is None or row["recorded_at"] <= recorded_by)


def published_by(row: Row) -> date:
    """Return the first day by which a statement had certainly been published; whatever was captured had been."""
    captured: date = row["recorded_at"]
    if row["published_at"] is None:
        return captured
    return min(captured, PublishedDate(row["published_at"], row["published_precision"]).latest())


def _page(rows: list[Row], days: set[date], as_of: date | None, *, typed: bool) -> tuple[list[Row], list[dict[str, Any]]]:
    """Return the statements of one page, each in the capture where it was first seen, and what became of them later."""
    known, revisions = dict[Reading, list[Row]](), list[dict[str, Any]]()
    last: date | None = None
    captures = _captures(rows)
    for day in sorted({*captures, *(() if typed else days)}):
        capture = captures.get(day, {})
        if last is not None and as_of is not None and day > as_of:
            break
        gone = [reading for reading in known if reading not in capture and _stands(known[reading])]
        came = {reading: _seen(found, known.get(reading), last) for reading, found in capture.items()}
        came = {reading: found for reading, found in came.items() if not (reading in known and _stands(known[reading]))}
        for reading in gone:
            successor = next((found[0] for other, found in came.items() if other[0] == reading[0]), None)
            if successor or not typed:
                known[reading] = [{**row, "superseded_at": day} for row in known[reading]]
                revisions.append(_revision(known[reading][0], successor, day))
        known |= came
        last = day
    return [row for found in known.values() for row in found if as_of is None or published_by(row) <= as_of], revisions


def _captures(rows: list[Row]) -> dict[date, dict[Reading, list[Row]]]:
    found = dict[date, dict[Reading, list[Row]]]()
    for row in sorted(rows, key=lambda row: (row["statement_id"], row["snapshot_sha256"], row["locator"])):
        found.setdefault(row["recorded_at"], {}).setdefault(_reading(row), []).append(row)
    return found


def _reading(row: Row) -> Reading:
    """Return what a page says in a statement: of which figure, what, and in which grade."""
    figure = (*key_of(row), row["measure"], row["base_period"], row["scope"])
    return figure, row["value"], row["grade"], row["extractor"]


def _seen(rows: list[Row], earlier: list[Row] | None, last: date | None) -> list[Row]:
    """Return a reading as it was first seen: dated by its capture, unless that is the first, or the page is younger."""
    if earlier:
        return [{**row, "superseded_at": None} for row in earlier]
    if last is None:
        return rows
    new = (row["published_at"] is None or row["published_at"] <= last for row in rows)
    dated = {row["statement_id"]: {"published_at": row["recorded_at"], "published_precision": "day"} for row in rows}
    return [{**row, **dated[row["statement_id"]]} if is_new else row for row, is_new in zip(rows, new, strict=True)]


def _stands(rows: list[Row]) -> bool:
    return rows[0]["superseded_at"] is None


def _revision(old: Row, new: Row | None, day: date) -> dict[str, Any]:
    return revision(key_of(old), old["measure"], (old["value"], new["value"] if new else None), (old, new), "page", day)


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*own_key(row), row["field"], row["recorded_at"], row["old_statement"])
