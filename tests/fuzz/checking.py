"""What must hold of any input: it is read or refused with a reason, in time, and every figure stands where it is said to be."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import FrameType

from parpipe.errors import Unreadable
from parpipe.extracting import make_context
from parpipe.extractors import Context, extract_figures
from parpipe.extractors.targets import extract_targets
from parpipe.locators import follow
from parpipe.model import Block, Document, Statement
from parpipe.ocr.pictures import open_picture
from parpipe.quotes import values_said
from parpipe.readers import READERS
from parpipe.readers.pdf import parse_pdf
from parpipe.readers.spreadsheet import parse_xls
from tests.fuzz.inputs import GRAMMAR

SECONDS = 10.0
"""After so long an input hangs; the slowest takes a tenth of a second."""

LONGEST_QUOTE = 120


class Hang(Exception):
    """An input takes too long."""


class Violation(AssertionError):
    """A statement that its document does not bear out."""


def check(kind: str, data: bytes) -> int | str:
    """Return how many statements an input gives, or why it is refused; raise for all that must never happen."""
    with in_time(SECONDS):
        try:
            document = _PARSERS[kind](data)
        except Unreadable as reason:
            if not str(reason).strip():
                raise Violation("it is refused without a reason") from reason
            return str(reason)
        return check_document(document)


def check_document(document: Document) -> int:
    """Return how many statements a document gives, each found again where it is said to stand."""
    context = _context()
    statements = [one for _, extraction in extract_figures(document, context) for one in extraction.statements]
    for statement in statements:
        check_statement(document, statement)
    for target in extract_targets(document, context):
        if follow(document, target.locator) != target.quote or target.printed not in target.quote:
            raise Violation(f"a target is not where it is said to be: {target}")
    return len(statements)


def check_statement(document: Document, statement: Statement) -> None:
    """Raise Violation unless the locator leads to the quote, and the quote reads to the value."""
    if follow(document, statement.locator) != statement.quote:
        raise Violation(f"its locator leads elsewhere: {statement}")
    if statement.printed not in statement.quote:
        raise Violation(f"it is not printed in its quote: {statement}")
    if statement.value not in values_said(statement.quote, _context()) or len(statement.quote) > LONGEST_QUOTE:
        raise Violation(f"its quote does not say its value: {statement}")


@contextmanager
def in_time(seconds: float) -> Iterator[None]:
    """Raise Hang when the block takes longer, in Python; a parser in C is waited for."""
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_: int, __: FrameType | None) -> None:
    raise Hang(f"it takes more than {SECONDS:g} seconds")


@cache
def _context() -> Context:
    return make_context("PAR", "province", "12")


def _as_text(data: bytes) -> Document:
    """Return a document of one paragraph."""
    text = " ".join(data.decode("utf-8", errors="replace").split(" "))
    return Document((Block("block=1", text, "paragraph"),)) if text.strip() else Document(())


def _read_xls(data: bytes) -> Document:
    """Return what ``read_spreadsheet`` would, with the binary format read in this process, where its crashes are seen."""
    if data.startswith((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08")):
        return parse_xls(data)
    return READERS[".xls"](data)


def _open_picture(data: bytes) -> Document:
    """Return a document without text: tesseract, which reads the picture once it is open, takes seconds for each."""
    open_picture(data)
    return Document(())


_PARSERS: Mapping[str, Callable[[bytes], Document]] = {
    **READERS,
    GRAMMAR: _as_text,
    ".pdf": parse_pdf,
    ".xls": _read_xls,
    ".png": _open_picture,
    ".jpg": _open_picture,
}
