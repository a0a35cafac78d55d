"""DOCX to a Document: paragraphs, headings, list items and tables as they read once all tracked changes are accepted.

After the body come text boxes and notes, which stand apart from it, and then what is no part of the text: headers, footers,
comments. Deleted, struck and hidden text is not read. A table of one column is a frame around paragraphs, and is read as
such; so is a table whose cells hold tables, or whole paragraphs of text. A .doc or .rtf is read through LibreOffice, where
that is installed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from parpipe.errors import Unreadable
from parpipe.limits import (
    LARGEST_PART,
    MOST_BLOCKS,
    MOST_CELLS,
    MOST_TEXT,
    Archive,
    attribute,
    local_name,
    open_archive,
    parse_xml,
    read_part,
    refuse_many,
    require_part,
)
from parpipe.model import Block, Document, Table
from parpipe.office import to_docx
from parpipe.repair.letters import repair_document
from parpipe.word.runs import boxes_of, contents, named, text_of
from parpipe.word.styles import Role, Styles, read_styles

_LONGEST_CELL = 300
_WIDEST = 200
_DEEPEST = 12
"""Tables in tables; each is looked through once for every table that it stands in."""

_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_COMPOUND = b"\xd0\xcf\x11\xe0"
_NOTES = re.compile(r"word/(footnotes|endnotes)\.xml")
_FURNITURE = re.compile(r"word/(header\d*|footer\d*|comments)\.xml")


def read_docx(data: bytes) -> Document:
    """Return the blocks and tables of a document of Word; Unreadable if it is damaged, protected, or needs LibreOffice."""
    if data.startswith(_COMPOUND):
        if _PROTECTED in data:
            raise Unreadable("it is protected by a password; save it without one")
        return _read(to_docx(data, "doc"))
    if data.lstrip()[:5] == b"{\\rtf":
        return _read(to_docx(data, "rtf"))
    return _read(data)


def _read(data: bytes) -> Document:
    archive = open_archive(data)
    root = parse_xml(require_part(archive, "word/document.xml"))
    body = root.find("{*}body")
    if body is None:
        raise Unreadable("it has no text, not even an empty one")
    refuse_many(body, {"tc": MOST_CELLS, "p": MOST_BLOCKS})
    styles = read_part(archive, "word/styles.xml")
    reading = _Reading(Styles() if styles is None else read_styles(parse_xml(styles)))
    for element in contents(body):
        reading.add(element)
    for box in boxes_of(body) if body.find(".//{*}txbxContent") is not None else ():
        reading.add_apart(box, "aside")
    _add_parts(reading, archive)
    return repair_document(reading.document())


def _add_parts(reading: _Reading, archive: Archive) -> None:
    """Add notes, then headers, footers and comments."""
    names = sorted(name for name in archive.namelist() if _NOTES.fullmatch(name) or _FURNITURE.fullmatch(name))
    if sum(archive.getinfo(name).file_size for name in names) > LARGEST_PART:
        raise Unreadable(f"its notes, headers and footers unpack to more than {LARGEST_PART:,} bytes")
    for name in sorted(names, key=lambda name: _NOTES.fullmatch(name) is None):
        root = parse_xml(require_part(archive, name))
        refuse_many(root, {"tc": MOST_CELLS, "p": MOST_BLOCKS})
        if _NOTES.fullmatch(name):
            for note in root:
                if attribute(note, "type") in (None, "normal"):
                    reading.add_apart(note, "aside")
        else:
            reading.add_furniture(root)


@dataclass(slots=True)
class _Reading:
    """Blocks and tables so far, and the styles of the document."""

    styles: Styles
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    characters: int = 0
    cells: int = 0

    def add(self, element: Element, role: Role | None = None) -> None:
        """Add a paragraph, or a table, or the paragraphs of a table that is only a frame."""
        waiting = [(element, 0)]
        while waiting:
            element, depth = waiting.pop()
            if depth > _DEEPEST:
                raise Unreadable(f"its tables are nested deeper than {_DEEPEST}")
            if local_name(element) == "p":
                self._add_block(text_of(element, self.styles), role or self.styles.role(element))
            elif local_name(element) == "tbl" and not self._add_table(element):
                cells = [cell for row in _rows(element) for cell in _cells(row)]
                waiting.extend(reversed([(part, depth + 1) for cell in cells for part in contents(cell)]))

    def add_apart(self, parent: Element, role: Role) -> None:
        """Add what stands apart from the body, in a role of its own."""
        for element in contents(parent):
            self.add(element, role)

    def add_furniture(self, parent: Element) -> None:
        """Add every paragraph of a header, footer or of the comments, whatever holds it, unless it stands there already."""
        for paragraph in parent.iterfind(".//{*}p"):
            text = text_of(paragraph, self.styles)
            if not any(block.role == "footer" and block.text == text for block in self.blocks[-_WIDEST:]):
                self._add_block(text, "footer")

    def document(self) -> Document:
        title = next((block.text for block in self.blocks if block.role == "title"), None)
        return Document(tuple(self.blocks), tuple(self.tables), title)

    def _add_block(self, text: str, role: Role) -> None:
        self._count(text)
        if text:
            self.blocks.append(Block(f"block={len(self.blocks) + 1}", text, role))
        if len(self.blocks) > MOST_BLOCKS:
            raise Unreadable(f"it has more than {MOST_BLOCKS:,} paragraphs")

    def _add_table(self, element: Element) -> bool:
        """Add a table, unless it is a frame; return whether it was added."""
        if element.find("{*}tr//{*}tbl") is not None:
            return False
        rows = _grid(element, self.styles)
        self.cells += sum(map(len, rows))
        if self.cells > MOST_CELLS:
            raise Unreadable(f"its tables have more than {MOST_CELLS:,} cells")
        if max(map(len, rows), default=0) < 2 or any(len(cell) > _LONGEST_CELL for row in rows for cell in row):
            return False
        for row in rows:
            self._count(*row)
        self.tables.append(Table(f"table={len(self.tables) + 1}", rows, after=len(self.blocks)))
        return True

    def _count(self, *texts: str) -> None:
        self.characters += sum(map(len, texts))
        if self.characters > MOST_TEXT:
            raise Unreadable(f"it has more than {MOST_TEXT:,} characters")


def _rows(table: Element) -> list[Element]:
    return [row for row in named(table, "tr") if row.find("{*}trPr/{*}del") is None]


def _cells(row: Element) -> list[Element]:
    return [cell for cell in named(row, "tc") if cell.find("{*}tcPr/{*}cellDel") is None]


def _grid(table: Element, styles: Styles) -> tuple[tuple[str, ...], ...]:
    """Return the texts of a table, merged cells repeating theirs."""
    rows = list[tuple[str, ...]]()
    for row in _rows(table):
        cells = [""] * _number(row.find("{*}trPr/{*}gridBefore"), 0)
        for cell in _cells(row):
            merged = cell.find("{*}tcPr/{*}vMerge")
            goes_on = merged is not None and attribute(merged, "val") in (None, "continue")
            above = rows[-1][len(cells)] if rows and len(cells) < len(rows[-1]) else ""
            text = above if goes_on else " ".join(text_of(cell, styles).split())
            cells.extend([text] * max(_number(cell.find("{*}tcPr/{*}gridSpan"), 1), 1))
        rows.append(tuple(cells))
    return tuple(rows)


def _number(element: Element | None, otherwise: int) -> int:
    text = attribute(element, "val") or "" if element is not None else ""
    return min(int(text), _WIDEST) if text.isascii() and text.isdecimal() and len(text) < 5 else otherwise
