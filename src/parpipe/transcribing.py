"""Pictures of tables typed by people: a template with a region for every cell, and two such transcriptions compared.

A template is CSV with a row for every cell and every paragraph: ``place`` (the locator of its table or paragraph), ``row``,
``column``, ``region`` (where it stands, a W3C media fragment: ``page=1&xywh=x,y,w,h``, in pixels of a picture, or points of
a page of PDF from its top left corner), and ``text``, which is empty where it was not read with confidence.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from parpipe.errors import Missing, Unreadable, Usage
from parpipe.locators import cell_locator
from parpipe.model import Document, Finding, Scan
from parpipe.readers import read_document
from parpipe.vietnamese import nfc

COLUMNS = ("place", "row", "column", "region", "text")
KINDS = (".jpeg", ".jpg", ".pdf", ".png")
_MOST_CELLS = 100_000

Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands at a row and a column of a table, or in a paragraph, which has but one; numbers start at 1."""

    place: str
    row: int
    column: int
    region: str
    text: str

    @property
    def key(self) -> Key:
        """Return what makes two cells of two transcriptions the same."""
        return self.place, self.row, self.column


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two transcriptions agree on, as rows of a table that ``parpipe extract`` reads, and the cells that differ."""

    rows: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...]


def transcribe(path: str | Path) -> list[Cell]:
    """Return the cells of a picture, or of a PDF of pictures, for a person to check: text that is uncertain is left out.

    Raises Usage for documents of other kinds and for those with a text layer, and what ``read_document`` raises.
    """
    path = Path(path)
    if path.suffix.lower() not in KINDS:
        raise Usage(f"{path} is no picture; transcribe takes {', '.join(KINDS)}, and “parpipe extract” reads the others")
    document = read_document(path)
    if document.scan is None or not document.scan.pieces:
        raise Usage(f"{path} has a text layer, which nobody need type; “parpipe extract” reads it")
    return list(_cells(document, document.scan))


def compare_transcriptions(first: str | Path, second: str | Path) -> Comparison:
    """Return what two independent transcriptions of one picture agree on; cells that differ are empty, and findings.

    Raises Missing for a file that is not there, Unreadable for one that is no transcription, Usage for twice the same file.
    """
    one, other = Path(first), Path(second)
    if one.resolve() == other.resolve():
        raise Usage(f"{one} is compared with itself; name two transcriptions that were made independently")
    here, there = read_transcription(one), read_transcription(other)
    agreed, findings = dict[Key, str](), list[Finding]()
    for key in [*here, *(key for key in there if key not in here)]:
        texts = [found[key].text if key in found else None for found in (here, there)]
        agreed[key] = texts[0] or "" if texts[0] == texts[1] else ""
        if texts[0] != texts[1]:
            findings.append(_difference(here.get(key) or there[key], texts, (one, other)))
    return Comparison(tuple(_rows(agreed)), tuple(findings))


def read_transcription(path: Path) -> dict[Key, Cell]:
    """Return the cells of a transcription in the order of the file."""
    if not path.is_file():
        raise Missing(f"{path} does not exist; name a file that “parpipe transcribe” made and a person checked")
    rows = read_document(path).tables[0].rows if path.suffix.lower() == ".csv" else ()
    if not rows or rows[0] != COLUMNS:
        raise Unreadable(f"{path} is no transcription; its first line must be {','.join(COLUMNS)}")
    if len(rows) > _MOST_CELLS:
        raise Unreadable(f"{path} has more than {_MOST_CELLS:,} cells")
    cells = dict[Key, Cell]()
    for number, row in enumerate(rows[1:], start=2):
        cell = _cell(row, f"{path}, row {number}")
        if cell.key in cells:
            raise Unreadable(f"{path}, row {number}: the cell {', '.join(row[:3])} stands there twice")
        cells[cell.key] = cell
    return cells


def csv_text(rows: list[tuple[str, ...]]) -> str:
    """Return rows as CSV."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()


def template_rows(cells: list[Cell]) -> list[tuple[str, ...]]:
    """Return cells as the rows of a template, its header first."""
    return [COLUMNS, *((cell.place, str(cell.row), str(cell.column), cell.region, cell.text) for cell in cells)]


def _cells(document: Document, scan: Scan) -> Iterator[Cell]:
    """Yield the cells of paragraphs and tables in reading order."""
    regions, uncertain = dict(scan.regions), set(scan.uncertain)
    doubted = {place.split("&char=")[0] for place in uncertain}
    tables = list(document.tables)
    for number in range(len(document.blocks) + 1):
        while tables and (tables[0].after or 0) <= number:
            table = tables.pop(0)
            for row, texts in enumerate(table.rows, start=1):
                for column, text in enumerate(texts, start=1):
                    place = cell_locator(table.locator, row, column)
                    if place in regions:
                        yield Cell(table.locator, row, column, regions[place], "" if place in uncertain else text)
        if number < len(document.blocks) and (block := document.blocks[number]).locator in regions:
            text = "" if block.locator in doubted else block.text
            yield Cell(block.locator, 1, 1, regions[block.locator], text)


def _cell(row: tuple[str, ...], where: str) -> Cell:
    try:
        place, number, column, region, text = row
        cell = Cell(place, int(number), int(column), region, " ".join(nfc(text).split()))
    except ValueError as error:
        raise Unreadable(f"{where}: a cell is {','.join(COLUMNS)}, with whole numbers for row and column") from error
    if not (1 <= cell.row <= _MOST_CELLS and 1 <= cell.column <= _MOST_CELLS):
        raise Unreadable(f"{where}: rows and columns are counted from 1")
    return cell


def _rows(agreed: Mapping[Key, str]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the paragraphs and tables one under the other, all of the same width."""
    wide = max((column for _, _, column in agreed), default=0)
    for _, keys in groupby(agreed, key=lambda key: key[0]):
        rows = dict[int, dict[int, str]]()
        for place, row, column in keys:
            rows.setdefault(row, {})[column] = agreed[place, row, column]
        yield from (tuple(rows[row].get(column, "") for column in range(1, wide + 1)) for row in sorted(rows))


def _difference(cell: Cell, texts: list[str | None], files: tuple[Path, Path]) -> Finding:
    said = " and ".join(
        f"{'nothing' if text is None else repr(text)} in {file.name}" for text, file in zip(texts, files, strict=True)
    )
    place = f"row {cell.row}, column {cell.column} of {cell.place}"
    return Finding("transcriptions_differ", "warning", files[0].name, cell.region, place, texts[0], f"{place} is {said}")
