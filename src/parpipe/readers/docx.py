"""DOCX to a Document: paragraphs, headings, list items and tables as they read once all tracked changes are accepted.

Comments, deleted and hidden text are not read. A table of one column is a frame around paragraphs, and is read as such;
so is a table whose cells hold whole paragraphs of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element

from parpipe.errors import Unreadable
from parpipe.limits import (
    MOST_BLOCKS,
    MOST_CELLS,
    MOST_TEXT,
    attribute,
    local_name,
    open_archive,
    parse_xml,
    read_part,
    refuse_many,
    require_part,
)
from parpipe.model import Block, Document, Table
from parpipe.vietnamese import nfc

Role = Literal["title", "heading", "paragraph", "item", "caption"]

_LONGEST_CELL = 300
_WIDEST = 200
_DELETED = ("del", "moveFrom", "delText", "instrText", "Fallback", "object", "footnoteReference")
_LEFT_OUT = frozenset((*_DELETED, "pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr"))
_MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": " ", "p": "\n"}
_WRAPPERS = frozenset(["sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "AlternateContent", "Choice"])
_HEADING = re.compile(r"heading \d|toc heading|subtitle", re.IGNORECASE)
_SPACE = re.compile(r"[^\S\n]+")


def read_docx(data: bytes) -> Document:
    """Return the blocks and tables of a document of Word; Unreadable if it is damaged, protected, or an old .doc."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("it is a .doc of old, or protected by a password; save it as .docx without a password")
    archive = open_archive(data)
    root = parse_xml(require_part(archive, "word/document.xml"))
    body = root.find("{*}body")
    if body is None:
        raise Unreadable("it has no text, not even an empty one")
    refuse_many(body, {"tc": MOST_CELLS, "p": MOST_BLOCKS})
    styles = read_part(archive, "word/styles.xml")
    reading = _Reading({} if styles is None else _styles(parse_xml(styles)))
    for element in _contents(body):
        reading.add(element)
    return reading.document()


@dataclass(slots=True)
class _Reading:
    """Blocks and tables so far, and the role of every style."""

    roles: Mapping[str, Role]
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    characters: int = 0
    cells: int = 0

    def add(self, element: Element) -> None:
        """Add a paragraph, or a table, or the paragraphs of a table that is only a frame."""
        waiting = [element]
        while waiting:
            element = waiting.pop()
            if local_name(element) == "p":
                self._add_block(_text(element), self._role(element))
            elif local_name(element) == "tbl" and not self._add_table(element):
                cells = [cell for row in _rows(element) for cell in _named(row, "tc")]
                waiting.extend(reversed([part for cell in cells for part in _contents(cell)]))

    def document(self) -> Document:
        title = next((block.text for block in self.blocks if block.role == "title"), None)
        return Document(tuple(self.blocks), tuple(self.tables), title)

    def _add_block(self, text: str, role: Role) -> None:
        self._count(text)
        if text:
            self.blocks.append(Block(f"block={len(self.blocks) + 1}", text, role))

    def _add_table(self, element: Element) -> bool:
        """Add a table, unless it is a frame; return whether it was added."""
        rows = _grid(element)
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

    def _role(self, paragraph: Element) -> Role:
        style, numbered = paragraph.find("{*}pPr/{*}pStyle"), paragraph.find("{*}pPr/{*}numPr")
        role = self.roles.get(attribute(style, "val") or "" if style is not None else "", "paragraph")
        return "item" if role == "paragraph" and numbered is not None else role


def _styles(root: Element) -> dict[str, Role]:
    """Return the role of every style that has one. Names of built-in styles are English whatever Word's language is."""
    roles = dict[str, Role]()
    for style in root.iterfind("{*}style"):
        name = style.find("{*}name")
        role = _style_role(style, (attribute(name, "val") or "").lower() if name is not None else "")
        if role:
            roles[attribute(style, "styleId") or ""] = role
    return roles


def _style_role(style: Element, name: str) -> Role | None:
    if name in ("title", "caption"):
        return "title" if name == "title" else "caption"
    if _HEADING.match(name) or style.find("{*}pPr/{*}outlineLvl") is not None:
        return "heading"
    return "item" if name.startswith("list ") and name != "list paragraph" else None


def _contents(parent: Element) -> Iterator[Element]:
    """Yield paragraphs and tables in their order, those in content controls and insertions too."""
    for child in parent:
        if local_name(child) in ("p", "tbl"):
            yield child
        elif local_name(child) in _WRAPPERS:
            yield from _contents(child)


def _rows(table: Element) -> list[Element]:
    return [row for row in _named(table, "tr") if row.find("{*}trPr/{*}del") is None]


def _named(parent: Element, name: str) -> Iterator[Element]:
    """Yield the children of that name, those in content controls and insertions too."""
    for child in parent:
        if local_name(child) == name:
            yield child
        elif local_name(child) in _WRAPPERS:
            yield from _named(child, name)


def _grid(table: Element) -> tuple[tuple[str, ...], ...]:
    """Return the texts of a table, merged cells repeating theirs."""
    rows = list[tuple[str, ...]]()
    for row in _rows(table):
        cells = [""] * _number(row.find("{*}trPr/{*}gridBefore"), 0)
        for cell in _named(row, "tc"):
            merged = cell.find("{*}tcPr/{*}vMerge")
            goes_on = merged is not None and attribute(merged, "val") in (None, "continue")
            above = rows[-1][len(cells)] if rows and len(cells) < len(rows[-1]) else ""
            text = above if goes_on else " ".join(_text(cell).split())
            cells.extend([text] * max(_number(cell.find("{*}tcPr/{*}gridSpan"), 1), 1))
        rows.append(tuple(cells))
    return tuple(rows)


def _number(element: Element | None, otherwise: int) -> int:
    text = attribute(element, "val") or "" if element is not None else ""
    return min(int(text), _WIDEST) if text.isascii() and text.isdecimal() and len(text) < 5 else otherwise


def _text(element: Element) -> str:
    """Return the text of a paragraph or cell, line breaks kept."""
    pieces = list[str]()
    _collect(element, pieces)
    lines = (_SPACE.sub(" ", line).strip() for line in nfc("".join(pieces)).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect(element: Element, pieces: list[str]) -> None:
    for child in element:
        name = local_name(child)
        if name in _LEFT_OUT or (name == "r" and _is_hidden(child)):
            continue
        if name == "t":
            pieces.append(child.text or "")
        elif name in _MARKS:
            pieces.append(_MARKS[name])
        _collect(child, pieces)


def _is_hidden(run: Element) -> bool:
    hidden = run.find("{*}rPr/{*}vanish")
    return hidden is not None and attribute(hidden, "val") not in ("0", "false", "off")
