"""Plain text to a Document: a block for every paragraph or line, with roles read from bullets and from section titles.

Lines that are rows are a table: those of Markdown, with a rule under their header, and those whose cells wide gaps part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from parpipe.errors import Unreadable
from parpipe.limits import MOST_BLOCKS
from parpipe.model import Block, Document, Table
from parpipe.readers.encoding import decode
from parpipe.repair.letters import repair_lines

_BULLET = re.compile(r"^\s*(?:[•●▪◦·*+–—-]|\d{1,2}[.)])\s+")
_SPACE = re.compile(r"\s+")
_MOST_LINES = 10 * MOST_BLOCKS
_NARROWEST, _WIDEST = 50, 120
_RAGGED, _FEWEST_FULL = 10, 3
"""A text that was broken at a width has at least so many lines that come as near to it as a word is long."""
_DECIMAL = re.compile(r"\d+[.,]\d+(?!\S*\d)")
_HANGING = re.compile(
    r"\b(?:thứ|hạng|tăng|giảm|đạt|là|với|và|của|năm|lên|xuống|còn|được|chỉ số|at|by|with|of|to|in|from|ranked|scored|the|and)$",
    re.IGNORECASE,
)
"""Words after which no paragraph ends."""
_WRAPPED = re.compile(r"[^\s.!?:;…]$")
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?")
_GAP = re.compile(r"\t+| {3,}")
_FEWEST_CELLS, _FEWEST_ROWS, _MOST_ROWS = 3, 3, 5
"""Longer ones are read by their lines, header or none, and with the means under them."""
_NUMERIC = re.compile(r"[\d.,/%+-]+")
Rows = tuple[tuple[str, ...], ...]


def read_text(data: bytes) -> Document:
    """Return the blocks of a plain text.

    A line belongs to the paragraph before it when it goes on in lower case, or when its first word had no room there.
    """
    paragraphs = list[tuple[list[str], bool]]()
    open_line = False
    source = repair_lines(decode(data))
    if source.count("\n") > _MOST_LINES:
        raise Unreadable(f"it has more than {_MOST_LINES:,} lines")
    lines = source.splitlines()
    width = _width(lines)
    before = ""
    found, tables = _find_tables(lines), list[Table]()
    for number, line in enumerate(lines):
        if number in found:
            if rows := found[number]:
                tables.append(Table(f"table={len(tables) + 1}", rows, after=len(paragraphs)))
            open_line, before = False, ""
            continue
        item = bool(_BULLET.match(line))
        text = _SPACE.sub(" ", _BULLET.sub("", line) if item else line).strip()
        wrapped = width is not None and len(before) + 1 + len(text.split(" ", 1)[0]) > width
        hanging = len(before) >= _NARROWEST and bool(_DECIMAL.match(text) or _HANGING.search(before))
        if text and open_line and not item and (text[0].islower() or wrapped or hanging):
            paragraphs[-1][0].append(text)
        elif text:
            paragraphs.append(([text], item))
            if len(paragraphs) > MOST_BLOCKS:
                raise Unreadable(f"it has more than {MOST_BLOCKS:,} paragraphs")
        open_line, before = bool(_WRAPPED.search(text)), line.strip()
    blocks = (
        Block(f"block={number}", " ".join(texts), "item" if item else "paragraph")
        for number, (texts, item) in enumerate(paragraphs, start=1)
    )
    return Document(tuple(blocks), tuple(tables))


def _find_tables(lines: Sequence[str]) -> dict[int, Rows]:
    """Return the lines that are part of a table, the first of each with its rows, the others with none."""
    found, place = dict[int, Rows](), 0
    while place < len(lines):
        rows, length = _table_at(lines, place)
        found |= dict.fromkeys(range(place, place + length), ())
        if rows:
            found[place] = rows
        place += max(length, 1)
    return found


def _table_at(lines: Sequence[str], place: int) -> tuple[Rows, int]:
    """Return the rows of the table that begins at a line, and of how many lines it is; none and 0 where none begins."""
    line = lines[place]
    if "|" in line and place + 1 < len(lines) and _RULE.fullmatch(lines[place + 1].strip()):
        end = next((here for here in range(place + 2, len(lines)) if "|" not in lines[here]), len(lines))
        rows = [_piped(lines[here]) for here in range(place, end) if here != place + 1]
        return tuple(rows), end - place
    rows = _rows_of_gaps(lines[place : place + _MOST_ROWS + 1]) if _GAP.search(line.strip()) else []
    return tuple(rows), len(rows)


def _rows_of_gaps(lines: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the rows of a short table whose cells wide gaps part: a line of words, and lines that have numbers."""
    parted = [_parted(line) for line in lines]
    rows = list(takewhile(lambda row: len(row) == len(parted[0]) >= _FEWEST_CELLS, parted))
    numbered = [any(_NUMERIC.fullmatch(cell) for cell in row) for row in rows]
    short = _FEWEST_ROWS <= len(rows) <= _MOST_ROWS
    return rows if short and numbered == [False, *[True] * (len(rows) - 1)] else []


def _piped(line: str) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))


def _parted(line: str) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) for cell in _GAP.split(line.strip()))


def _width(lines: Sequence[str]) -> int | None:
    """Return the length to which a text's lines were broken by hand or program; None where they were not."""
    lengths = sorted(len(line.strip()) for line in lines)
    longest = lengths[-1] if lengths else 0
    full = sum(length > longest - _RAGGED for length in lengths)
    return longest if _NARROWEST <= longest <= _WIDEST and full >= _FEWEST_FULL else None
