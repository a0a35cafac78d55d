"""The words on a picture, every number read twice: what two models of tesseract read differently is not sure.

Confidence alone does not tell: on tables that we drew, the Vietnamese model was 60 to 80 sure of every 834,25 that was
84,25. Two models that agreed were never wrong there; docs/decisions.md has the counts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parpipe.ocr.program import NUMBERS, read_words
from parpipe.pdf.sight import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

LEAST_NUMBER = 30.0
LEAST_WORD = 50.0
"""Confidence from which a number that was read twice, and a word, is legible."""

_NOISE = 25.0
_MARGIN = 6
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_ONLY_NUMBER = re.compile(r"[+\-−–(]?\d+(?:[.,/]\d+)*%?\)?")
_ODD = frozenset("_?'`|°*~^{}\\«»©®")
"""What no number is printed with."""
_WHITE = 255


def read_once(grey: Grey) -> list[Word]:
    """Return the words on a picture in pixels; marks without letters that are hardly seen are left out."""
    words = [word for word in read_words(grey_map(grey)) if word.x1 > word.x0 and word.y1 > word.y0]
    return [word for word in words if word.confidence >= _NOISE or any(map(str.isalnum, word.text))]


def read_again(grey: Grey, words: list[Word]) -> list[Word]:
    """Return the words with whether each is sure, after a second reading of the numbers and of what was hardly seen."""
    doubtful = [word for word in words if _in_question(word)]
    if not doubtful:
        return words
    again = read_words(grey_map(_only(grey, doubtful)), NUMBERS)
    return [_compared(word, again) if _in_question(word) else word for word in words]


def _in_question(word: Word) -> bool:
    return word.confidence < LEAST_WORD or any(map(str.isdigit, word.text))


def _compared(word: Word, again: list[Word]) -> Word:
    """Return a word with whether it is sure; a number in the place of letters that were hardly seen takes their place."""
    other = "".join(one.text for one in again if _same_place(word, one))
    if _NUMBER.search(word.text):
        same = _NUMBER.findall(word.text) == _NUMBER.findall(other) and not _ODD.intersection(word.text)
        return replace(word, sure=same and word.confidence >= LEAST_NUMBER)
    if _ONLY_NUMBER.fullmatch(other):
        return replace(word, text=other, sure=False)
    return replace(word, sure=word.confidence >= LEAST_WORD)


def _same_place(word: Word, other: Word) -> bool:
    x, y = other.middle
    return word.x0 - _MARGIN <= x <= word.x1 + _MARGIN and word.y0 - _MARGIN <= y <= word.y1 + _MARGIN


def _only(grey: Grey, words: list[Word]) -> Grey:
    """Return the picture with nothing but some words on it."""
    import numpy as np

    picture = np.full_like(grey, _WHITE)
    for word in words:
        rows = slice(max(int(word.y0) - _MARGIN, 0), int(word.y1) + _MARGIN)
        columns = slice(max(int(word.x0) - _MARGIN, 0), int(word.x1) + _MARGIN)
        picture[rows, columns] = grey[rows, columns]
    return picture


def grey_map(grey: Grey) -> bytes:
    """Return a picture as tesseract takes it."""
    height, width = grey.shape
    return b"P5 %d %d 255\n" % (width, height) + grey.tobytes()
