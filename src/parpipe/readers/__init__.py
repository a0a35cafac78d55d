"""Readers: bytes of one kind of document to a Document, every piece with a locator that leads back to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from parpipe.errors import Missing, Unreadable
from parpipe.locators import follow
from parpipe.model import Document
from parpipe.readers.csv import read_csv, read_tsv
from parpipe.readers.docx import read_docx
from parpipe.readers.encoding import wide_encoding
from parpipe.readers.html import read_html
from parpipe.readers.pdf import read_pdf
from parpipe.readers.picture import read_picture
from parpipe.readers.spreadsheet import read_spreadsheet
from parpipe.readers.text import read_text

__all__ = ["LARGEST", "READERS", "follow", "read_content", "read_document"]

READERS: Mapping[str, Callable[[bytes], Document]] = {
    ".csv": read_csv,
    ".doc": read_docx,
    ".docx": read_docx,
    ".htm": read_html,
    ".html": read_html,
    ".jpeg": read_picture,
    ".jpg": read_picture,
    ".ods": read_spreadsheet,
    ".pdf": read_pdf,
    ".png": read_picture,
    ".rtf": read_docx,
    ".tsv": read_tsv,
    ".txt": read_text,
    ".xls": read_spreadsheet,
    ".xlsx": read_spreadsheet,
}
"""Reader by file extension."""

LARGEST = 20_000_000
"""Bytes; a larger file is no page."""

_TEXTS = (".csv", ".htm", ".html", ".tsv", ".txt")


def read_document(path: Path) -> Document:
    """Return the document in a file.

    Raises Missing if there is no file, Unreadable for a kind that has no reader, and for empty, binary or huge files.
    """
    if not os.path.isfile(path):  # not Path.is_file, which raises for a name that is too long
        what = "is a folder" if os.path.isdir(path) else "does not exist"
        raise Missing(f"{path} {what}; name a file that is there")
    if path.suffix.lower() not in READERS:
        raise Unreadable(
            f"{path}: documents of kind {path.suffix or 'without extension'} are not read; these are: {', '.join(READERS)}"
        )
    size = path.stat().st_size
    if size > LARGEST:
        raise Unreadable(f"{path} has {size:,} bytes, and documents of more than {LARGEST:,} are not read")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from error
    return read_content(data, path.suffix.lower(), str(path))


def read_content(data: bytes, suffix: str, name: str) -> Document:
    """Return the document in bytes of the kind of a ``suffix``; Unreadable, which calls them by ``name``, if they hold none."""
    if not data.strip():
        raise Unreadable(f"{name} is empty")
    if suffix in _TEXTS and _is_binary(data):
        raise Unreadable(f"{name} is a binary file, not the text its extension {suffix} promises")
    try:
        return READERS[suffix](data)
    except Unreadable as error:
        raise Unreadable(f"{name}: {error}") from error
    except MemoryError as error:
        raise Unreadable(f"{name}: it takes more memory than there is") from error


def _is_binary(data: bytes) -> bool:
    """Return whether the bytes are no text: zero bytes that are not UTF-16, with its mark or by their places."""
    return b"\0" in data[:65_536] and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and not wide_encoding(data)
