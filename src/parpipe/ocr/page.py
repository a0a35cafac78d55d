"""Words on a picture to a page as PDF has them: letters in their places, on lines, and rules, all in points."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from statistics import median

from parpipe.ocr.numbers import read_twice
from parpipe.ocr.pictures import DPI, Picture
from parpipe.ocr.strokes import rub_out
from parpipe.pdf.page import Glyph, Page, Rule
from parpipe.pdf.sight import Sight, Word
from parpipe.vietnamese import nfc

POINT = DPI / 72
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


def read_picture_page(picture: Picture, place: str) -> Page:
    """Return the page that a picture shows, in points; its regions are called by its place (``page=1&``) and their pixels."""
    rules, clean = rub_out(picture.grey)
    height, width = clean.shape
    words = read_twice(clean)
    glyphs = [glyph for one in _set(words) for glyph in _glyphs(one)]
    lines = [Rule(rule.x0 / POINT, rule.y0 / POINT, rule.x1 / POINT, rule.y1 / POINT) for rule in rules]

    def region(x0: float, y0: float, x1: float, y1: float) -> str:
        x, y, wide, high = picture.region(x0 * POINT, y0 * POINT, x1 * POINT, y1 * POINT)
        return f"{place}xywh={x},{y},{wide},{high}"

    sight = Sight([_in_points(word) for word in words], region)
    return Page(picture.number, width / POINT, height / POINT, glyphs, lines, sight=sight)


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
