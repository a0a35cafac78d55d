"""Keys under which different spellings of one Vietnamese name are equal.

``Hòa Bình`` and ``Hoà Bình`` differ only in where the tone mark stands, ``nƣớc`` is ``nước`` with the wrong letter of old
PDF files, ``Bà Rịa – Vũng Tàu`` has five ways to write its hyphen, and the same letters come composed or decomposed. None
of that makes another name; a different tone or letter does.
"""

from __future__ import annotations

import re
import unicodedata

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LETTERS = str.maketrans({"ƣ": "ư", "Ƣ": "Ư", "ƥ": "ơ", "Ƥ": "Ơ", **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")})
_STROKE = str.maketrans({"đ": "d"})
_WORDS = re.compile(r"[^\W_]+")
_BEFORE = (("tinh",), ("thanh", "pho"), ("tp",), ("t", "p"), ("province", "of"), ("city", "of"), ("vung",), ("khu", "vuc"))
_AFTER = (("province",), ("city",), ("region",))


def exact_key(text: str) -> str:
    """Return a key that keeps letters and tones, and forgets case, spaces, punctuation and the place of the tone marks."""
    return _exact(_words(text))


def bare_key(text: str) -> str:
    """Return a key of the letters without any mark, ``đ`` as ``d``: what is left of a name typed without diacritics."""
    return _bare(_words(text))


def place_keys(text: str) -> tuple[str, str]:
    """Return the exact and the bare key of a place without ``Tỉnh``, ``TP.``, ``Thành phố``, ``City``, ``vùng`` around it."""
    words = _words(text)
    while (before := _affix(words, _BEFORE, slice(0, 2))) or (after := _affix(words, _AFTER, slice(-1, None))):
        words = words[before:] if before else words[:-after]
    return _exact(words), _bare(words)


def _affix(words: list[str], affixes: tuple[tuple[str, ...], ...], where: slice) -> int:
    """Return how many words at one end of the name are an affix: 0 when none is, or when nothing else would be left."""
    end = tuple(map(_bare_word, words[where]))
    return next((len(affix) for affix in affixes if len(words) > len(affix) and end[: len(affix)] == affix), 0)


def _words(text: str) -> list[str]:
    return _WORDS.findall(unicodedata.normalize("NFC", text).translate(_LETTERS).casefold())


def _exact(words: list[str]) -> str:
    """Return the letters, then the tones in their order: a syllable has one tone, wherever on it the mark is put."""
    marks = unicodedata.normalize("NFD", "".join(words))
    letters = "".join(mark for mark in marks if mark not in _TONES)
    return unicodedata.normalize("NFC", letters) + "|" + "".join(mark for mark in marks if mark in _TONES)


def _bare(words: list[str]) -> str:
    return "".join(map(_bare_word, words))


def _bare_word(word: str) -> str:
    marks = unicodedata.normalize("NFD", word.translate(_STROKE))
    return "".join(mark for mark in marks if not unicodedata.combining(mark))
