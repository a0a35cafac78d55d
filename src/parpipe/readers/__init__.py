"""Readers: bytes of one kind of document to a Document, every piece with a locator that leads back to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from parpipe.errors import Missing, Unreadable
from parpipe.model import Document, Table
from parpipe.readers.csv import read_csv
from parpipe.readers.html import read_html
from parpipe.readers.text import read_text

READERS: Mapping[str, Callable[[bytes], Document]] = {
    ".csv": read_csv,
    ".htm": read_html,
    ".html": read_html,
    ".txt": read_text,
}
"""Reader by file extension."""

LARGEST = 20_000_000
"""Bytes; a larger file is no page."""

_BLOCK = re.compile(r"block=(\d{1,7})(?:&char=(\d{1,9}),(\d{1,9}))?")
_CELL = re.compile(r"(?:table=(\d{1,5})&)?row=(\d{1,7})&col=(\d{1,5})")


def read_document(path: Path) -> Document:
    """Return the document in a file.

    Raises Missing if there is no file, Unreadable for a kind that has no reader, and for empty, binary or huge files.
    """
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise Missing(f"{path} {what}; name a file that is there")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(
            f"{path}: documents of kind {path.suffix or 'without extension'} are not read; these are: {', '.join(READERS)}"
        )
    size = path.stat().st_size
    if size > LARGEST:
        raise Unreadable(f"{path} has {size:,} bytes, and documents of more than {LARGEST:,} are not read")
    data = path.read_bytes()
    if not data.strip():
        raise Unreadable(f"{path} is empty")
    if _is_binary(data):
        raise Unreadable(f"{path} is a binary file, not the text its extension {path.suffix} promises")
    try:
        return reader(data)
    except Unreadable as error:
        raise Unreadable(f"{path}: {error}") from error


def follow(document: Document, locator: str) -> str:
    """Return the text that a locator leads to; ValueError if it leads nowhere in the document."""
    block, cell = _BLOCK.fullmatch(locator), _CELL.fullmatch(locator)
    if block and 1 <= int(block[1]) <= len(document.blocks):
        text = document.blocks[int(block[1]) - 1].text
        first, last = (int(block[2]), int(block[3])) if block[2] else (0, len(text))
        if first < last <= len(text):
            return text[first:last]
    if cell:
        return _cell(_table(document, cell[1]), int(cell[2]), int(cell[3]), locator)
    raise ValueError(f"{locator!r} leads nowhere in this document")


def _table(document: Document, number: str | None) -> Table | None:
    name = f"table={number}" if number else ""
    return next((table for table in document.tables if table.locator == name), None)


def _cell(table: Table | None, row: int, column: int, locator: str) -> str:
    if table and 1 <= row <= len(table.rows) and 1 <= column <= len(table.rows[row - 1]):
        return table.rows[row - 1][column - 1]
    raise ValueError(f"{locator!r} leads nowhere in this document")


def _is_binary(data: bytes) -> bool:
    """Return whether the bytes are no text: zero bytes without the mark of UTF-16."""
    return b"\0" in data[:65_536] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
