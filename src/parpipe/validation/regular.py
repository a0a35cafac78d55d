"""Blocks of CSV in which Arrow's reader and Python's ``csv`` see the same cells, and the proof of it.

Frictionless reads CSV with Python's ``csv``, which takes almost anything; Arrow's reader is much faster and differs on what
RFC 4180 does not allow. A block is *regular* when every quote opens a whole cell, closes one or is doubled, every carriage
return ends a line, and there is no NUL. On regular blocks of valid UTF-8 the two agree on the cells. They still differ on empty
lines and on lines with too many or too few cells; ``split_odd`` takes those out.
"""

from __future__ import annotations

import numpy as np

_NEWLINE = ord("\n")


def whole_records(data: bytes, quote: bytes) -> int:
    """Return the length of the longest part of ``data`` that ends with a newline outside of quotes; 0 if there is none."""
    end = data.rfind(b"\n") + 1
    while end and data.count(quote, 0, end) % 2:
        opening = data.rfind(quote, 0, end)
        end = data.rfind(b"\n", 0, opening) + 1
    return end


def is_regular(block: bytes, delimiter: bytes, quote: bytes) -> bool:
    """Return whether Arrow and Python's ``csv`` are proven to cut the block into the same cells."""
    if b"\0" in block or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n")):
        return False
    if quote not in block:
        return True
    codes = np.frombuffer(block, dtype=np.uint8)
    places = np.flatnonzero(codes == quote[0])
    if len(places) % 2:
        return False
    before, after = codes[places[0::2] - 1], codes[np.minimum(places[1::2] + 1, len(codes) - 1)]
    before[0] = before[0] if places[0] else _NEWLINE
    after[-1] = after[-1] if places[-1] + 1 < len(codes) else _NEWLINE
    return bool(_among(before, delimiter + b"\n" + quote).all() and _among(after, delimiter + b"\r\n" + quote).all())


def _among(codes: np.ndarray, allowed: bytes) -> np.ndarray:
    """Return which bytes are allowed. A quote next to an opening or a closing one is the other half of a doubled quote."""
    table = np.zeros(256, dtype=bool)
    table[list(allowed)] = True
    found: np.ndarray = table[codes]
    return found


def record_end(block: bytes, quote: bytes, count: int) -> int | None:
    """Return where the first ``count`` records of a regular block end; None if it has fewer."""
    if not count:
        return 0
    ends = _outside(block, quote, _NEWLINE)
    return int(ends[count - 1]) + 1 if len(ends) >= count else None


def lines_of(block: bytes, quote: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Return where the lines of a regular block start, and where the newline of each is."""
    ends = _outside(block, quote, _NEWLINE)
    if block and (not len(ends) or ends[-1] != len(block) - 1):
        ends = np.append(ends, len(block))
    return np.concatenate(([0], ends + 1))[: len(ends)], ends


def split_odd(block: bytes, delimiter: bytes, quote: bytes, width: int) -> tuple[bytes, list[tuple[int, bytes]], int]:
    """Return a regular block without its empty and uneven lines, those with their places, and the number of all lines."""
    starts, ends = lines_of(block, quote)
    delimiters = _outside(block, quote, delimiter[0])
    widths = np.searchsorted(delimiters, ends) - np.searchsorted(delimiters, starts) + 1
    lengths, codes = ends - starts, np.frombuffer(block, dtype=np.uint8)
    empty = (lengths == 0) | ((lengths == 1) & (codes[np.minimum(starts, len(codes) - 1)] == ord("\r")))
    odd = np.flatnonzero((widths != width) | empty)
    kept = []
    position = 0
    for line in odd:
        kept.append(block[position : starts[line]])
        position = int(ends[line]) + 1
    kept.append(block[position:])
    return b"".join(kept), [(int(line), block[starts[line] : ends[line] + 1]) for line in odd], len(ends)


def _outside(block: bytes, quote: bytes, code: int) -> np.ndarray:
    """Return the places of a byte outside of quotes."""
    codes = np.frombuffer(block, dtype=np.uint8)
    places = np.flatnonzero(codes == code)
    if quote not in block:
        return places
    quotes = np.flatnonzero(codes == quote[0])
    outside: np.ndarray = places[np.searchsorted(quotes, places) % 2 == 0]
    return outside
