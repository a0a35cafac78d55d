"""Plain text to a Document: a block for every paragraph or line, with roles read from bullets and from section titles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parpipe.errors import Unreadable
from parpipe.limits import MOST_BLOCKS
from parpipe.model import Block, Document
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
    for line in lines:
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
    return Document(tuple(blocks))


def _width(lines: Sequence[str]) -> int | None:
    """Return the length to which a text's lines were broken by hand or program; None where they were not."""
    lengths = sorted(len(line.strip()) for line in lines)
    longest = lengths[-1] if lengths else 0
    full = sum(length > longest - _RAGGED for length in lengths)
    return longest if _NARROWEST <= longest <= _WIDEST and full >= _FEWEST_FULL else None
