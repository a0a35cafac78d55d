"""Plain text to a Document: a block for every paragraph or line, with roles read from bullets and from section titles."""

from __future__ import annotations

import re

from parpipe.model import Block, Document
from parpipe.readers.encoding import decode
from parpipe.repair.letters import repair_lines

_BULLET = re.compile(r"^\s*(?:[•●▪◦·*+–—-]|\d{1,2}[.)])\s+")
_SPACE = re.compile(r"\s+")
_WRAPPED = re.compile(r"[^\s.!?:;…]$")


def read_text(data: bytes) -> Document:
    """Return the blocks of a plain text. A line that goes on in lower case belongs to the paragraph before it."""
    paragraphs = list[tuple[str, bool]]()
    open_line = False
    for line in repair_lines(decode(data)).splitlines():
        item = bool(_BULLET.match(line))
        text = _SPACE.sub(" ", _BULLET.sub("", line) if item else line).strip()
        if text and open_line and not item and text[0].islower():
            paragraphs[-1] = (f"{paragraphs[-1][0]} {text}", paragraphs[-1][1])
        elif text:
            paragraphs.append((text, item))
        open_line = bool(_WRAPPED.search(text))
    blocks = (
        Block(f"block={number}", text, "item" if item else "paragraph")
        for number, (text, item) in enumerate(paragraphs, start=1)
    )
    return Document(tuple(blocks))
