"""The order of Vietnamese names: ă after a, đ after d, and tones only where all letters are the same."""

from __future__ import annotations

import unicodedata

_ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Falling, asking, tumbling, rising, heavy: the tones in the order of dictionaries."""


def alphabetical(name: str) -> tuple[list[tuple[int, str]], list[int]]:
    """Return what puts a name at its place in an alphabetical list, small and capital letters alike."""
    letters, tones = list[tuple[int, str]](), list[int]()
    for sign in unicodedata.normalize("NFC", name.lower()):
        parts = unicodedata.normalize("NFD", sign)
        tone = next((part for part in parts if part in _TONES), "")
        letter = unicodedata.normalize("NFC", parts.replace(tone, "")) if tone else sign
        letters.append((_ALPHABET.get(letter, -1), letter))
        tones.append(_TONES.find(tone) + 1 if tone else 0)
    return letters, tones
