"""Pages one after the other to a document: blocks and tables are numbered, and a table that goes on at the next page is one.

The header that is repeated there is dropped, and rows are counted on. Of pages that were read from pictures it is kept
which words are barely legible, and where the cells of tables stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from parpipe.errors import Unreadable
from parpipe.limits import MOST_CELLS
from parpipe.locators import cell_locator
from parpipe.model import Block, Document, Scan, Table
from parpipe.pdf.layout import Found, divide
from parpipe.pdf.page import Page
from parpipe.pdf.paragraphs import Paragraph
from parpipe.pdf.sight import Sight
from parpipe.repair.letters import clean, repair_document

_SAME_COLUMN = 12.0
_HEADER_ROWS = 4
_ALIKE = 0.8


@dataclass(slots=True)
class _Open:
    """A table that may go on: its locator, how many blocks stand before it, where its columns begin, its rows."""

    locator: str
    after: int
    lefts: tuple[float, ...]
    rows: list[tuple[str, ...]]


@dataclass(slots=True)
class Reading:
    """Blocks and tables so far; the last table is ``open`` while nothing but a page number has followed it."""

    blocks: list[Block] = field(default_factory=list)
    tables: list[_Open] = field(default_factory=list)
    open: bool = False
    cells: int = 0
    pictures: set[str] = field(default_factory=set)
    regions: dict[str, str] = field(default_factory=dict)
    uncertain: list[str] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)
    """Barely legible words, each with the locator of its block."""

    def add(self, page: Page) -> None:
        """Add the paragraphs and tables of a page; a section stands before every table, and one after the last."""
        sections, tables = divide(page)
        numbered, named = 0, 0
        for place, section in enumerate(sections):
            for paragraph in section:
                numbered += 1
                self._add_block(f"page={page.number}&block={numbered}", paragraph, page.sight)
            if place == len(tables):
                continue
            table, repeated = tables[place], self._continues(tables[place], page.sight)
            if repeated is None:
                named, repeated = named + 1, 0
                self.tables.append(_Open(f"page={page.number}&table={named}", len(self.blocks), table.lefts, []))
            self._add_rows(table, repeated, page.sight)
            self.open = True
        if self.cells > MOST_CELLS:
            raise Unreadable(f"its tables have more than {MOST_CELLS:,} cells")

    def _add_block(self, locator: str, paragraph: Paragraph, sight: Sight | None) -> None:
        self.blocks.append(Block(locator, paragraph.text, paragraph.role))
        self.open = self.open and paragraph.role == "footer"
        if sight:
            left, top, right, bottom = paragraph.box
            doubts = [word for word in sight.words if not word.sure]
            inside = [word for word in doubts if left <= word.middle[0] <= right and top <= word.middle[1] <= bottom]
            self.words += [(locator, clean(word.text)) for word in inside]
            self.pictures.add(locator)
            self.regions[locator] = sight.region(*paragraph.box)

    def _add_rows(self, table: Found, repeated: int, sight: Sight | None) -> None:
        """Add the rows of a table, but for those of a repeated header, to the last of the tables."""
        last = self.tables[-1]
        shift = len(last.rows) - repeated
        last.rows.extend(table.rows[repeated:])
        self.cells += sum(map(len, table.rows))
        if sight is None:
            return
        self.pictures.add(last.locator)
        for row, texts in enumerate(table.rows[repeated:], start=repeated):
            for column in range(len(texts)):
                place = cell_locator(last.locator, row + shift + 1, column + 1)
                self.regions[place] = sight.region(*table.box(row, column))
        doubts = [field for word in sight.words if not word.sure for field in table.at(*word.middle)]
        for row, column in dict.fromkeys(doubts):
            if row >= repeated:
                self.uncertain.append(cell_locator(last.locator, row + shift + 1, column + 1))

    def _continues(self, table: Found, sight: Sight | None) -> int | None:
        """Return how many rows of a table are the header of the one on the page before that goes on here; None if none does."""
        last = self.tables[-1] if self.open and self.tables else None
        if last is None or not _same_columns(last.lefts, table.lefts):
            return None
        repeated = 0
        while repeated < min(_HEADER_ROWS, len(table.rows), len(last.rows)):
            before, after = last.rows[repeated], table.rows[repeated]
            if before != after and not (sight and _alike(before, after)):
                break
            repeated += 1
        return repeated

    def document(self, unread: tuple[int, ...] = ()) -> Document:
        """Return the document, its texts repaired; ``unread`` are pages that are pictures."""
        tables = (Table(table.locator, tuple(table.rows), table.after) for table in self.tables)
        document = repair_document(Document(tuple(self.blocks), tuple(tables)))
        if not (self.pictures or unread):
            return document
        uncertain = (*self.uncertain, *dict.fromkeys(self._uncertain_words(document)))
        return replace(document, scan=Scan(frozenset(self.pictures), uncertain, tuple(self.regions.items()), unread))

    def _uncertain_words(self, document: Document) -> Iterator[str]:
        """Yield the places of words that are barely legible; where the same word stands elsewhere in its block, all of them."""
        texts = {block.locator: block.text for block in document.blocks}
        for locator, word in self.words:
            for found in re.finditer(re.escape(word), texts[locator]) if word else ():
                yield f"{locator}&char={found.start()},{found.end()}"


def _same_columns(before: tuple[float, ...], after: tuple[float, ...]) -> bool:
    return len(before) == len(after) and all(abs(b - a) <= _SAME_COLUMN for b, a in zip(before, after, strict=True))


def _alike(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Return whether two rows are the same header, a letter read otherwise here and there."""
    one, other = " ".join(before), " ".join(after)
    same_numbers = re.findall(r"\d+", one) == re.findall(r"\d+", other)
    return same_numbers and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
