"""Repair of the texts of one document: what the readers call."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import groupby

from parpipe.model import Document, Table
from parpipe.repair.choice import Choice, choose, convert
from parpipe.repair.encodings import TCVN3, Encoding, encoding_of_font
from parpipe.repair.mojibake import undo_mojibake
from parpipe.repair.syllables import is_syllable

SOFT_HYPHEN = "\u00ad"
"""In TCVN3 the letter ``ư``, so it is dropped last."""

NOTE = re.compile(r"\s*[(\[]?\d{1,3}[)\]]?\s*")
"""What is set above the line and is the number of a note, no text."""

_HYPHENATED = re.compile("[A-Za-z\xa1-\xff\u2219]*[-\u2212\u2219][A-Za-z\xa1-\xff\u2212\u2219]*")
_UNSEEN = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
)
_LETTERS: dict[int, str | None] = {**{ord(old): new for old, new in zip("ƣƢƥƤ", "ưƯơƠ", strict=True)}, **_UNSEEN}
NOT_SHOWN = frozenset(map(chr, _LETTERS))
"""Letters that stand for others, and characters of no width."""


def clean(text: str) -> str:
    """Return the text composed, without mojibake and characters of no width, ``ƣ`` as the ``ư`` that it stands for.

    Soft hyphens stay until the encoding of the document is known: ``finish`` drops them.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", undo_mojibake(text))
    if NOT_SHOWN.isdisjoint(text):
        return text
    return unicodedata.normalize("NFC", text.translate(_LETTERS))


def finish(text: str, choice: Choice | None) -> str:
    """Return a clean text read in the encoding that was chosen for its document."""
    if choice is not None:
        text = convert(text, choice)
    return unicodedata.normalize("NFC", text.replace(SOFT_HYPHEN, "")) if SOFT_HYPHEN in text else text


def repair_lines(text: str) -> str:
    """Return a whole document of lines, clean and read in the encoding that it is in."""
    if text.isascii():
        return text
    lines = [clean(line) for line in text.split("\n")]
    choice = choose(lines)
    return "\n".join(finish(line, choice) for line in lines)


def repair_document(document: Document) -> Document:
    """Return a document whose texts are clean, read in the encoding that it is in; all places stay as they are."""
    choice = choose(
        [*(block.text for block in document.blocks), *(cell for table in document.tables for row in table.rows for cell in row)]
    )
    if choice is None and not _has_soft_hyphens(document):
        return document
    blocks = tuple(replace(block, text=finish(block.text, choice)) for block in document.blocks)
    tables = tuple(_finish_table(table, choice) for table in document.tables)
    return replace(document, blocks=blocks, tables=tables, title=document.title and finish(document.title, choice))


def join_runs(runs: list[tuple[str, str | None]]) -> str:
    """Return the text of runs, each with the name of its font if that is known: what a font of before Unicode draws."""
    if not any(font for _, font in runs):
        return "".join(text for text, _ in runs)
    joined = list[str]()
    for drawn, group in groupby(runs, key=lambda run: encoding_of_font(run[1])):
        text = "".join(part for part, _ in group)
        joined.append(text if drawn is None else draw(text, *drawn))
    return "".join(joined)


def draw(text: str, encoding: Encoding, capitals: bool) -> str:
    """Return the text that a font shows. Text that is Vietnamese already was only said to be in that font, and stays."""
    if encoding is TCVN3:
        text = _HYPHENATED.sub(_restore, text)
    meant = convert(text, Choice(encoding, mixed=False))
    return meant.upper() if capitals else meant


def _restore(found: re.Match[str]) -> str:
    """Return a word of TCVN3 with its ``ư``, which PDF shows as a hyphen or a minus, where only so it is a syllable."""
    word = found[0].replace("\u2219", "\xb7")
    restored = re.sub("[-\u2212]", SOFT_HYPHEN, word)
    return restored if len(word) > 1 and is_syllable(TCVN3.read(restored)) else word


def _finish_table(table: Table, choice: Choice | None) -> Table:
    return replace(table, rows=tuple(tuple(finish(cell, choice) for cell in row) for row in table.rows))


def _has_soft_hyphens(document: Document) -> bool:
    cells = (cell for table in document.tables for row in table.rows for cell in row)
    return any(SOFT_HYPHEN in block.text for block in document.blocks) or any(SOFT_HYPHEN in cell for cell in cells)
