"""Plain text to a Document: a block for every paragraph or line, with roles read from bullets and from section titles."""

from __future__ import annotations

import re

from parpipe.errors import Unreadable
from parpipe.limits import MOST_BLOCKS
from parpipe.model import Block, Document
from parpipe.readers.encoding import decode
from parpipe.repair.letters import repair_lines

_BULLET = re.compile(r"^\s*(?:[•●▪◦·*+–—-]|\d{1,2}[.)])\s+")
_SPACE = re.compile(r"\s+")
_MOST_LINES = 10 * MOST_BLOCKS
_WRAPPED = re.compile(r"[^\s.!?:;…]$")


def read_text(data: bytes) -> Document:
    """Return the blocks of a plain text. A line that goes on in lower case belongs to the paragraph before it."""
    paragraphs = list[tuple[list[str], bool]]()
    open_line = False
    source = repair_lines(decode(data))
    if source.count("\n") > _MOST_LINES:
        raise Unreadable(f"it has more than {_MOST_LINES:,} lines")
    for line in source.splitlines():
        item = bool(_BULLET.match(line))
        text = _SPACE.sub(" ", _BULLET.sub("", line) if item else line).strip()
        if text and open_line and not item and text[0].islower():
            paragraphs[-1][0].append(text)
        elif text:
            paragraphs.append(([text], item))
            if len(paragraphs) > MOST_BLOCKS:
                raise Unreadable(f"it has more than {MOST_BLOCKS:,} paragraphs")
        open_line = bool(_WRAPPED.search(text))
    blocks = (
        Block(f"block={number}", " ".join(lines), "item" if item else "paragraph")
        for number, (lines, item) in enumerate(paragraphs, start=1)
    )
    return Document(tuple(blocks))
