"""Glyphs to pieces of text: letters to words by the space between them, words to pieces of a line with a gap on either side."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from parpipe.pdf.page import Glyph, Rule
from parpipe.repair.letters import clean, join_runs

SAME_LINE = 0.35
_WORD_GAP = 0.18
_PIECE_GAP = 1.1
_SAME_PLACE = 0.1
"""Shares of the letters' size: how far baselines may lie apart, and how wide the space between words and pieces is."""

NUMBER = re.compile(r"[+\-−–(]?\d[\d.,/%\s]*\)?")
"""A piece of text that is only a number."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line without a wide gap between them: their text, box and size of letters."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float

    @property
    def middle(self) -> float:
        """Return the height on the page at which the middle of its letters stands."""
        return self.baseline - self.size * 0.3


Line = list[Piece]


def read_lines(glyphs: list[Glyph], rules: list[Rule]) -> list[Line]:
    """Return the lines from top to bottom, each with its pieces from left to right; vertical rules part them like gaps."""
    walls = sorted((rule.x0, rule.y0, rule.y1) for rule in rules if rule.x1 - rule.x0 < rule.y1 - rule.y0)
    return [line for glyphs in _by_line(glyphs) if (line := _pieces(glyphs, walls))]


def _by_line(glyphs: list[Glyph]) -> list[list[Glyph]]:
    lines = list[list[Glyph]]()
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        if lines and glyph.baseline - lines[-1][0].baseline <= SAME_LINE * max(lines[-1][0].size, 1.0):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return lines


def _pieces(glyphs: list[Glyph], walls: list[tuple[float, float, float]]) -> Line:
    """Return the pieces of one line. Letters drawn twice at one place, to look bold, count once."""
    groups, spaced = list[list[tuple[Glyph, bool]]](), False
    for glyph in sorted(glyphs, key=lambda glyph: glyph.x0):
        if not glyph.text.strip():
            spaced = True
            continue
        before = groups[-1][-1][0] if groups else None
        size = max(before.size, glyph.size) if before else glyph.size
        if before and before.text == glyph.text and abs(glyph.x0 - before.x0) < _SAME_PLACE * size:
            continue
        if before and glyph.x0 - before.x1 <= _PIECE_GAP * size and not _parted(before, glyph, walls):
            groups[-1].append((glyph, spaced or glyph.x0 - before.x1 > _WORD_GAP * size))
        else:
            groups.append([(glyph, False)])
        spaced = False
    return [_piece(group) for group in groups]


def _parted(before: Glyph, after: Glyph, walls: list[tuple[float, float, float]]) -> bool:
    """Return whether a vertical rule stands between two letters."""
    place = bisect_right(walls, ((before.x0 + before.x1) / 2, 0.0, 0.0))
    while place < len(walls) and walls[place][0] < (after.x0 + after.x1) / 2:
        if walls[place][1] <= after.baseline - after.size * 0.3 <= walls[place][2]:
            return True
        place += 1
    return False


def _piece(letters: list[tuple[Glyph, bool]]) -> Piece:
    text = join_runs([(f" {glyph.text}" if spaced else glyph.text, glyph.font) for glyph, spaced in letters])
    first = letters[0][0]
    size = max(glyph.size for glyph, _ in letters)
    return Piece(clean(text), first.x0, max(glyph.x1 for glyph, _ in letters), first.baseline, size)


def join_lines(texts: list[str]) -> str:
    """Return the lines of a paragraph as one: a hyphen at a line's end stays, and nothing is guessed about it."""
    joined = texts[0] if texts else ""
    for text in texts[1:]:
        glued = joined.endswith("-") and not joined.endswith(" -")
        joined += text if glued else f" {text}"
    return joined
