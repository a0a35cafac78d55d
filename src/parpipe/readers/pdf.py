"""PDF with a text layer to a Document: paragraphs and tables page by page, as ``page=P&block=N`` and ``page=P&table=T``.

A table that goes on at the top of the next page is one table, named by the page it begins on; the header that is repeated
there is dropped, and rows are counted on. Letters come composed, and ``ƣ`` as the ``ư`` that it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

from parpipe.errors import Unreadable
from parpipe.isolation import read_apart
from parpipe.limits import MOST_CELLS
from parpipe.model import Block, Document, Table
from parpipe.pdf.aligned import find_aligned
from parpipe.pdf.lines import Line, read_lines
from parpipe.pdf.page import Page, read_pages
from parpipe.pdf.paragraphs import Paragraph, read_paragraphs
from parpipe.pdf.ruled import find_grids
from parpipe.repair.letters import repair_document

_SAME_COLUMN = 12.0
_HEADER_ROWS = 4
_MOSTLY = 0.3

Rows = tuple[tuple[str, ...], ...]


def read_pdf(data: bytes) -> Document:
    """Return the paragraphs and tables of a PDF; Unreadable if it is damaged, protected, a scan, or made to do harm."""
    if b"%PDF-" not in data[:1024]:
        raise Unreadable("it is no PDF")
    return read_apart(parse_pdf, data)


def parse_pdf(data: bytes) -> Document:
    """Return the same within this process, which a harmful file can stop: for the process apart, and for tests."""
    reading, letters, unmapped = _Reading(), 0, 0
    for page in read_pages(data):
        letters, unmapped = letters + len(page.glyphs), unmapped + page.unmapped
        reading.add(page.number, *_divide(page))
    if not letters:
        raise Unreadable("it has no text layer: its pages are pictures, and need OCR")
    if unmapped > _MOSTLY * letters:
        raise Unreadable("its fonts do not say which letters they draw; it needs OCR")
    return repair_document(reading.document())


@dataclass(frozen=True, slots=True)
class _Found:
    """A table on a page: where it begins, where its columns begin, and its rows."""

    top: float
    lefts: tuple[float, ...]
    rows: Rows


@dataclass(slots=True)
class _Open:
    """A table that may go on: its locator, how many blocks stand before it, where its columns begin, its rows."""

    locator: str
    after: int
    lefts: tuple[float, ...]
    rows: list[tuple[str, ...]]


@dataclass(slots=True)
class _Reading:
    """Blocks and tables so far; the last table is ``open`` while nothing but a page number has followed it."""

    blocks: list[Block] = field(default_factory=list)
    tables: list[_Open] = field(default_factory=list)
    open: bool = False
    cells: int = 0

    def add(self, page: int, sections: list[list[Paragraph]], tables: list[_Found]) -> None:
        """Add the paragraphs and tables of a page; a section stands before every table, and one after the last."""
        numbered, named = 0, 0
        for place, section in enumerate(sections):
            for paragraph in section:
                numbered += 1
                self.blocks.append(Block(f"page={page}&block={numbered}", paragraph.text, paragraph.role))
                self.open = self.open and paragraph.role == "footer"
            if place < len(tables) and not self._continues(tables[place]):
                named += 1
                table = tables[place]
                self.tables.append(_Open(f"page={page}&table={named}", len(self.blocks), table.lefts, list(table.rows)))
            self.open = self.open or place < len(tables)
            self.cells += sum(map(len, tables[place].rows)) if place < len(tables) else 0
        if self.cells > MOST_CELLS:
            raise Unreadable(f"its tables have more than {MOST_CELLS:,} cells")

    def _continues(self, table: _Found) -> bool:
        """Add the rows of a table to the one on the page before, if it goes on here; return whether it does."""
        last = self.tables[-1] if self.open and self.tables else None
        if last is None or not _same_columns(last.lefts, table.lefts):
            return False
        repeated = 0
        while repeated < min(_HEADER_ROWS, len(table.rows), len(last.rows)) and table.rows[repeated] == last.rows[repeated]:
            repeated += 1
        last.rows.extend(table.rows[repeated:])
        return True

    def document(self) -> Document:
        tables = (Table(table.locator, tuple(table.rows), table.after) for table in self.tables)
        return Document(tuple(self.blocks), tuple(tables))


def _same_columns(before: tuple[float, ...], after: tuple[float, ...]) -> bool:
    return len(before) == len(after) and all(abs(b - a) <= _SAME_COLUMN for b, a in zip(before, after, strict=True))


def _divide(page: Page) -> tuple[list[list[Paragraph]], list[_Found]]:
    """Return the tables of a page from top to bottom, and the paragraphs before, between and after them."""
    lines = read_lines(page.glyphs, page.rules)
    grids = find_grids(page.rules, [piece for line in lines for piece in line])
    free = [rest for line in lines if (rest := [piece for piece in line if not any(grid.holds(piece) for grid in grids)])]
    aligned = find_aligned(free)
    taken = {place for table in aligned for place in range(table.first, table.last + 1)}
    tables = [_Found(grid.ys[0], grid.xs, grid.rows) for grid in grids]
    for table in aligned:
        lefts = tuple(first for first, _ in table.columns)
        tables.append(_Found(free[table.first][0].baseline, lefts, table.rows))
    tables.sort(key=lambda table: table.top)
    sections: list[list[Line]] = [[] for _ in range(len(tables) + 1)]
    for place, line in enumerate(free):
        if place not in taken:
            sections[sum(table.top <= line[0].baseline for table in tables)].append(line)
    size = median(glyph.size for glyph in page.glyphs) if page.glyphs else 0.0
    return [read_paragraphs(section, size) for section in sections], tables
