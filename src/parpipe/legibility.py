"""Figures of documents that are pictures: their basis is ``ocr``, and what is barely legible is no figure but a finding.

A figure is withheld if a word of it is uncertain; if, in a table, a name in its row is; and if its year, its maximum, its
count or its base year is uncertain in the same paragraph or table, or is uncertain wherever else it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from parpipe.locators import follow
from parpipe.model import Document, Extraction, Finding, Scan, Statement

_PLACE = re.compile(r"(?P<piece>.+?)(?:&char=(?P<first>\d+),(?P<last>\d+)|&row=(?P<row>\d+)&col=\d+)?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(slots=True)
class _Doubts:
    """What is uncertain in a document: places by paragraph or table, and the numbers in them, there and all over."""

    places: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, set[str]] = field(default_factory=dict)
    nowhere_sure: set[str] = field(default_factory=set)


def judge(document: Document, found: Extraction) -> Extraction:
    """Return the extraction with the basis of what was read from pictures, and findings for what is barely legible."""
    scan = document.scan
    if scan is None:
        return found
    doubts = _doubts(document, scan)
    statements, findings = list[Statement](), list(found.findings)
    for statement in found.statements:
        if _piece(statement.locator) not in scan.pieces:
            statements.append(statement)
        elif why := _why_uncertain(statement, document, doubts):
            findings.append(_finding(statement, why))
        else:
            statements.append(replace(statement, basis="ocr"))
    return Extraction(tuple(statements), tuple(findings))


def unread_pages(document: Document) -> Iterator[Finding]:
    """Yield a finding for every page that is a picture and was not read."""
    for number in document.scan.unread if document.scan else ():
        message = f"page {number} is a picture, and tesseract, which reads pictures, is not installed"
        yield Finding("unread_page", "warning", "statements", f"page={number}", None, None, message)


def _doubts(document: Document, scan: Scan) -> _Doubts:
    doubts = _Doubts()
    for place in scan.uncertain:
        piece = _piece(place)
        doubts.places.setdefault(piece, []).append(place)
        doubts.numbers.setdefault(piece, set()).update(_numbers(follow(document, place)))
    for numbers in doubts.numbers.values():
        doubts.nowhere_sure |= numbers
    if doubts.nowhere_sure:
        doubts.nowhere_sure -= _sure_numbers(document, doubts)
    return doubts


def _sure_numbers(document: Document, doubts: _Doubts) -> set[str]:
    """Return the numbers that stand somewhere in the document and are not uncertain there."""
    pieces = [(block.locator, block.text) for block in document.blocks]
    pieces += [(table.locator, " ".join(cell for row in table.rows for cell in row)) for table in document.tables]
    return {number for piece, text in pieces for number in set(_numbers(text)) - doubts.numbers.get(piece, set())}


def _why_uncertain(statement: Statement, document: Document, doubts: _Doubts) -> str | None:
    """Return what is uncertain of a figure, None if nothing is."""
    piece = _piece(statement.locator)
    for place in doubts.places.get(piece, ()):
        text = follow(document, place)
        if _overlap(place, statement.locator) or (_same_row(place, statement.locator) and not _numbers(text)):
            return text
    rests_on = (statement.time_period, statement.base_period, statement.ranked_count, statement.scale_max)
    numbers = {number for value in rests_on if value is not None for number in _numbers(str(value))}
    uncertain = numbers & (doubts.numbers.get(piece, set()) | doubts.nowhere_sure)
    return min(uncertain, default=None)


def _finding(statement: Statement, why: str) -> Finding:
    message = f"{statement.quote!r} looks like a {statement.measure.replace('_', ' ')}, but {why!r} is barely legible"
    return Finding("illegible_figure", "info", "statements", statement.locator, "value", statement.printed, message)


def _numbers(text: str) -> list[str]:
    return [number.replace(",", ".") for number in _NUMBER.findall(text)]


def _piece(locator: str) -> str:
    found = _PLACE.fullmatch(locator)
    return found["piece"] if found else locator


def _overlap(one: str, other: str) -> bool:
    """Return whether two places of the same paragraph or table have something in common."""
    here, there = _PLACE.fullmatch(one), _PLACE.fullmatch(other)
    if here and there and here["first"] and there["first"]:
        return int(here["first"]) < int(there["last"]) and int(there["first"]) < int(here["last"])
    return one == other


def _same_row(one: str, other: str) -> bool:
    here, there = _PLACE.fullmatch(one), _PLACE.fullmatch(other)
    return bool(here and there and here["row"] and here["row"] == there["row"])
