"""Lines of text to paragraphs in reading order: columns of print one after the other, broken lines joined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from parpipe.pdf.lines import Line, Piece, join_lines

Role = Literal["heading", "paragraph", "item", "footer"]

_COLUMN_LINES = 3
_COLUMN_TEXT = 20
_NEW_PARAGRAPH = 1.45
_INDENT = 0.9
_SHORT = 2.5
_LARGER = 1.15
_BULLET = re.compile(r"(?:[•●▪◦·*+–—-]|\d{1,2}[.)]|[a-zđ][.)])\s+\S", re.IGNORECASE)
_MARK = re.compile(r"[•●▪◦·*+–—-]\s+")
_ENDED = re.compile(r"[.:;!?…]$")
_PAGE_NUMBER = re.compile(r"[-–\s]*(?:(?:trang|page)\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–\s]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The text of one paragraph, what it is, and its box: left, top, right, bottom."""

    text: str
    role: Role
    box: tuple[float, float, float, float]


def read_paragraphs(lines: list[Line], usual_size: float) -> list[Paragraph]:
    """Return the paragraphs; ``usual_size`` is that of the page's letters, and what is set larger is a heading."""
    return [_paragraph(group, usual_size) for strand in _strands(lines) for group in _groups(strand)]


def _strands(lines: list[Line]) -> list[list[Piece]]:
    """Return the lines in the order in which they are read, those of one column of print together."""
    strands, place = list[list[Piece]](), 0
    while place < len(lines):
        gutter, end = _gutter(lines, place)
        if gutter is None:
            if not strands or (place and _is_beside(lines[place - 1])):
                strands.append([])
            strands[-1].append(_whole(lines[place]))
            place += 1
            continue
        both = lines[place:end]
        for side in (0, 1):
            strands.append([_whole(pieces) for line in both if (pieces := [p for p in line if (p.x0 >= gutter) == bool(side)])])
        strands.append([])
        place = end
    return [strand for strand in strands if strand]


def _is_beside(line: Line) -> bool:
    return len(line) > 1


def _gutter(lines: list[Line], first: int) -> tuple[float | None, int]:
    """Return where the space between two columns of print is that begin with a line, and the line after them."""
    best: tuple[float | None, int] = (None, first + 1)
    for left, right in pairwise(lines[first]):
        low, high, end = left.x1, right.x0, first
        while end < len(lines):
            inner = [piece for piece in lines[end] if piece.x1 > low and piece.x0 < high]
            new_low = max([low, *(piece.x1 for piece in inner if piece.x0 < low)])
            new_high = min([high, *(piece.x0 for piece in inner if piece.x0 >= low)])
            if new_high - new_low < lines[end][0].size * 0.8 or any(piece.x0 < new_low < piece.x1 for piece in lines[end]):
                break
            low, high, end = new_low, new_high, end + 1
        middle = (low + high) / 2
        if end > best[1] and _is_print(lines[first:end], middle):
            best = (middle, end)
    return best


def _is_print(lines: list[Line], gutter: float) -> bool:
    """Return whether both sides are columns of print, and not the cells of a table that could not be read."""
    left = [piece.text for line in lines for piece in line if piece.x0 < gutter]
    right = [piece.text for line in lines for piece in line if piece.x0 >= gutter]
    return all(len(texts) >= _COLUMN_LINES and sum(map(len, texts)) >= _COLUMN_TEXT * len(texts) for texts in (left, right))


def _whole(line: Line) -> Piece:
    text = " ".join(piece.text for piece in line)
    return Piece(text, line[0].x0, line[-1].x1, line[0].baseline, max(piece.size for piece in line))


def _groups(strand: list[Piece]) -> list[list[Piece]]:
    """Return the lines of a strand by paragraph."""
    right = max(line.x1 for line in strand)
    pitches = [after.baseline - before.baseline for before, after in pairwise(strand) if after.baseline > before.baseline]
    pitch = min(median(pitches), 2.0 * median(line.size for line in strand)) if pitches else 0.0
    groups = [[strand[0]]]
    for before, line in pairwise(strand):
        if _begins(groups[-1], before, line, pitch, right):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _begins(group: list[Piece], before: Piece, line: Piece, pitch: float, right: float) -> bool:
    """Return whether a line begins a paragraph: by space above, size, bullet, or its indent after a line that ended early."""
    if line.baseline - before.baseline > _NEW_PARAGRAPH * pitch or line.baseline < before.baseline:
        return True
    if abs(line.size - before.size) > (_LARGER - 1) * before.size or _BULLET.match(line.text):
        return True
    early = before.x1 < right - _SHORT * before.size
    hanging = len(group) == 1 and bool(_BULLET.match(group[0].text))
    left = min(piece.x0 for piece in group[1:] or group)
    indented = not hanging and line.x0 > left + _INDENT * line.size
    return (early and bool(_ENDED.search(before.text))) or (indented and (early or bool(_ENDED.search(before.text))))


def _paragraph(lines: list[Piece], usual_size: float) -> Paragraph:
    text = join_lines([line.text for line in lines])
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    box = (left, lines[0].baseline - lines[0].size, right, lines[-1].baseline + lines[-1].size / 4)
    if _PAGE_NUMBER.fullmatch(text):
        return Paragraph(text, "footer", box)
    if lines[0].size > _LARGER * usual_size and len(text) < 300 and not text.endswith((".", ";")):
        return Paragraph(text, "heading", box)
    if found := _MARK.match(text):
        return Paragraph(text[found.end() :], "item", box)
    return Paragraph(text, "item" if _BULLET.match(text) else "paragraph", box)
