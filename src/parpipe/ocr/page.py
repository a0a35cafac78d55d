"""Words on a picture to a page as PDF has them: letters in their places, on lines, and rules, all in points."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from parpipe.ocr.numbers import grey_map, read_again, read_once
from parpipe.ocr.pictures import DPI, Picture
from parpipe.ocr.program import read_turn
from parpipe.ocr.strokes import rub_out
from parpipe.pdf.page import Glyph, Page, Rule
from parpipe.pdf.sight import Sight, Word
from parpipe.vietnamese import nfc

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

POINT = DPI / 72
_DOUBTFUL, _LEGIBLE = 70.0, 40.0
"""Median confidence below which a page may lie on its side, and from which anything on it is read."""
_LARGEST_LETTERS, _BEST_LETTERS = 75.0, 42.0
"""Pixels; the program knows letters of print at 300 dots an inch, and takes large ones apart."""
_HANGING = frozenset("gjpqyQ,;()[]{}|ç_")
_LOW = frozenset("acemnorsuvwxz.,:;-–_")
_DOT_BELOW = "\u0323"
_DESCENT = 0.22
_HEIGHTS = {"low": 0.54, "high": 0.73, "marked": 0.95}
_LINE = 1.17
"""Of the size of letters, how high the box is that PDF gives them."""
_LEAST = 3.0


@dataclass(frozen=True, slots=True)
class _Set:
    """A word as it is set: the height at which its line stands, and the size of its letters, in pixels."""

    word: Word
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class _Seen:
    """A picture without its rules, those, and the words on it with how certain most of them are."""

    picture: Picture
    rules: list[Rule]
    clean: Grey
    words: list[Word]

    @property
    def certainty(self) -> float:
        return median(word.confidence for word in self.words) if self.words else 0.0


def read_picture_page(picture: Picture, place: str) -> Page:
    """Return the page that a picture shows, in points; its regions are called by its place (``page=1&``) and their pixels.

    A page that lies on its side is turned, and very large letters are made smaller. Of a page of which hardly a word is
    legible, like a photograph, no words are returned.
    """
    seen = _see(picture)
    if seen.certainty < _DOUBTFUL and (quarters := read_turn(grey_map(seen.clean))):
        seen = max(seen, _see(picture.turned(quarters)), key=lambda one: one.certainty)
    large = median(map(_size, seen.words)) if seen.words else 0.0
    if large > _LARGEST_LETTERS:
        seen = max(seen, _see(seen.picture.resized(_BEST_LETTERS / large)), key=lambda one: one.certainty)
    words = read_again(seen.clean, seen.words) if seen.certainty >= _LEGIBLE else []
    glyphs = [glyph for one in _set(words) for glyph in _glyphs(one)]
    lines = [Rule(rule.x0 / POINT, rule.y0 / POINT, rule.x1 / POINT, rule.y1 / POINT) for rule in seen.rules]
    height, width = seen.clean.shape

    def region(x0: float, y0: float, x1: float, y1: float) -> str:
        box = seen.picture.region(x0 * POINT, y0 * POINT, x1 * POINT, y1 * POINT)
        return f"{place}xywh={','.join(map(str, box))}"

    sight = Sight([_in_points(word) for word in words], region)
    return Page(picture.number, width / POINT, height / POINT, glyphs, lines, sight=sight)


def _see(picture: Picture) -> _Seen:
    rules, clean = rub_out(picture.grey)
    return _Seen(picture, rules, clean, read_once(clean))


def _in_points(word: Word) -> Word:
    return replace(word, x0=word.x0 / POINT, y0=word.y0 / POINT, x1=word.x1 / POINT, y1=word.y1 / POINT)


def _set(words: list[Word]) -> list[_Set]:
    """Return the words with the size of their letters: what their own heights say, but not far from their neighbours'."""
    sizes = [_size(word) for word in words]
    usual = median(sizes) if sizes else 0.0
    found = list[_Set]()
    for word, size in zip(words, sizes, strict=True):
        near = usual if abs(size - usual) < 0.25 * usual else size
        found.append(_Set(word, _baseline(word, near), near))
    return found


def _shape(text: str) -> tuple[float, float]:
    """Return how far a word reaches above and below its line, in sizes of its letters."""
    letters = unicodedata.normalize("NFD", text)
    marked = any(unicodedata.combining(letter) and letter != _DOT_BELOW and letter != "\u031b" for letter in letters)
    tall = any(letter not in _LOW and not unicodedata.combining(letter) for letter in letters)
    above = _HEIGHTS["marked" if marked and text != text.lower() else "high" if tall or marked else "low"]
    below = _DESCENT if _DOT_BELOW in letters or _HANGING.intersection(letters) else 0.0
    return above, below


def _size(word: Word) -> float:
    above, below = _shape(word.text)
    return max((word.y1 - word.y0) / (above + below), _LEAST)


def _baseline(word: Word, size: float) -> float:
    return word.y1 - _shape(word.text)[1] * size


def _glyphs(one: _Set) -> list[Glyph]:
    """Return a word's letters, each an equal part of its box, and the space after it."""
    text = nfc(one.word.text)
    wide = (one.word.x1 - one.word.x0) / len(text)
    baseline, size = one.baseline / POINT, one.size * _LINE / POINT
    places = [(one.word.x0 + number * wide) / POINT for number in range(len(text) + 1)]
    glyphs = [Glyph(letter, places[n], places[n + 1], baseline, size) for n, letter in enumerate(text)]
    return [*glyphs, Glyph(" ", places[-1], places[-1], baseline, size)]
