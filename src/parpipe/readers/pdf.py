"""PDF to a Document: paragraphs and tables page by page, as ``page=P&block=N`` and ``page=P&table=T``.

A table that goes on at the top of the next page is one table, named by the page it begins on; the header that is repeated
there is dropped, and rows are counted on. Letters come composed, and ``ƣ`` as the ``ư`` that it stands for. Pages that are
pictures, or whose fonts do not say which letters they draw, are read by tesseract where it is installed.
"""

from __future__ import annotations

from typing import Any

from parpipe.errors import Unreadable
from parpipe.isolation import SECONDS, read_apart
from parpipe.model import Document
from parpipe.ocr.page import read_picture_page
from parpipe.ocr.pictures import render_page
from parpipe.ocr.program import missing
from parpipe.pdf.page import Page, read_pages
from parpipe.pdf.pages import Reading

MOST_PICTURES = 100
"""Pages that are pictures in one document."""

SECONDS_A_PICTURE = 20.0


def read_pdf(data: bytes) -> Document:
    """Return the paragraphs and tables of a PDF; Unreadable if it is damaged, protected, or made to do harm.

    So is a scan where tesseract is not installed; of a document with some such pages, those are left unread, and it says so.
    """
    if b"%PDF-" not in data[:1024]:
        raise Unreadable("it is no PDF")
    document = read_apart(parse_pdf, data)
    unread = document.scan.unread if document.scan else ()
    if not unread:
        return document
    if lacking := missing():
        if document.blocks or document.tables:
            return document
        raise Unreadable(f"it has no text layer, or its fonts do not say which letters they draw; {lacking}")
    if len(unread) > MOST_PICTURES:
        raise Unreadable(f"{len(unread):,} of its pages are pictures, and no more than {MOST_PICTURES} are read")
    return read_apart(parse_scanned_pdf, data, SECONDS + SECONDS_A_PICTURE * len(unread))


def parse_pdf(data: bytes) -> Document:
    """Return what its text layer says, within this process, which a harmful file can stop: for the process apart, and tests."""
    reading, unread = Reading(), list[int]()
    for page in read_pages(data):
        if page.is_picture:
            unread.append(page.number)
        else:
            reading.add(page)
    return _refuse_empty(reading.document(tuple(unread)), "it has no text layer, and no pictures of pages")


def parse_scanned_pdf(data: bytes) -> Document:
    """Return the same with the pages that are pictures read by tesseract."""
    reading = Reading()
    for page in read_pages(data, _look):
        reading.add(page)
    return _refuse_empty(reading.document(), "it has no text layer, and no words can be read in the pictures of its pages")


def _look(source: Any, number: int) -> Page:
    return read_picture_page(render_page(source, number), f"page={number}&")


def _refuse_empty(document: Document, reason: str) -> Document:
    if not (document.blocks or document.tables or document.scan):
        raise Unreadable(reason)
    return document
