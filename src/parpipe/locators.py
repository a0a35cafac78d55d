"""Locators: what a place in a document is called, and the text that stands there.

| place | locator |
|---|---|
| words of a block | ``block=3&char=40,59``, in a PDF ``page=2&block=3&char=40,59`` |
| cell of a table | ``table=1&row=2&col=3``, in a PDF ``page=2&table=1&row=2&col=3``, in CSV ``row=2&col=3`` |
| cell of a sheet | ``sheet=Bảng 1&cell=B7`` |

Numbers start at 1, character positions at 0. A PDF table that runs over pages is named by the page it begins on, and its
rows are counted on. Nothing is escaped: the end of a locator is of fixed form, so a sheet may be called anything.
"""

from __future__ import annotations

import re

from parpipe.model import Block, Document, Table

_CHARACTERS = re.compile(r"(.+?)(?:&char=(\d{1,9}),(\d{1,9}))?", re.DOTALL)
_CELL = re.compile(r"(?:(.+)&)?row=(\d{1,7})&col=(\d{1,5})", re.DOTALL)
_SHEET_CELL = re.compile(r"(sheet=.*)&cell=([A-Z]{1,3})(\d{1,7})", re.DOTALL)
_LETTERS = 26


def follow(document: Document, locator: str) -> str:
    """Return the text that a locator leads to; ValueError if it leads nowhere in the document."""
    if found := _SHEET_CELL.fullmatch(locator):
        return _cell(document, found[1], int(found[3]), column_number(found[2]), locator)
    if found := _CELL.fullmatch(locator):
        return _cell(document, found[1] or "", int(found[2]), int(found[3]), locator)
    if found := _CHARACTERS.fullmatch(locator):
        text = _block(document, found[1], locator).text
        first, last = (int(found[2]), int(found[3])) if found[2] else (0, len(text))
        if first < last <= len(text):
            return text[first:last]
    raise _leads_nowhere(locator)


def cell_locator(table: str, row: int, column: int) -> str:
    """Return the locator of a cell of the table with that locator; row and column start at 1."""
    if table.startswith("sheet="):
        return f"{table}&cell={column_letters(column)}{row}"
    return f"{table}&row={row}&col={column}" if table else f"row={row}&col={column}"


def column_letters(number: int) -> str:
    """Return "A" for 1, "Z" for 26, "AA" for 27."""
    letters = ""
    while number:
        number, last = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + last) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column's letters, the inverse of ``column_letters``."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _block(document: Document, name: str, locator: str) -> Block:
    for block in document.blocks:
        if block.locator == name:
            return block
    raise _leads_nowhere(locator)


def _cell(document: Document, name: str, row: int, column: int, locator: str) -> str:
    table: Table | None = next((table for table in document.tables if table.locator == name), None)
    if table and 1 <= row <= len(table.rows) and 1 <= column <= len(table.rows[row - 1]):
        return table.rows[row - 1][column - 1]
    raise _leads_nowhere(locator)


def _leads_nowhere(locator: str) -> ValueError:
    return ValueError(f"{locator!r} leads nowhere in this document")
