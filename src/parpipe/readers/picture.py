"""PNG and JPEG to a Document: what tesseract reads, as if the picture were the only page of a PDF."""

from __future__ import annotations

from parpipe.errors import Unreadable
from parpipe.isolation import read_apart
from parpipe.model import Document
from parpipe.ocr.page import read_picture_page
from parpipe.ocr.pictures import open_picture
from parpipe.ocr.program import missing
from parpipe.pdf.pages import Reading

SECONDS = 120.0


def read_picture(data: bytes) -> Document:
    """Return the paragraphs and tables of a picture; Unreadable without tesseract, and if it is damaged, or shows no words."""
    if lacking := missing():
        raise Unreadable(lacking)
    return read_apart(parse_picture, data, SECONDS)


def parse_picture(data: bytes) -> Document:
    """Return the same within this process: for the process apart, and for tests."""
    reading = Reading()
    reading.add(read_picture_page(open_picture(data), "page=1&"))
    document = reading.document()
    if not (document.blocks or document.tables):
        raise Unreadable("no words can be read on it")
    return document
