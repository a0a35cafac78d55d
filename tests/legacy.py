"""Vietnamese text written in the encodings of before Unicode: the way back from what ``parpipe.repair`` undoes."""

import unicodedata
from collections.abc import Callable, Mapping

from parpipe.repair.encodings import TCVN3, VISCII, VNI, VPS, Encoding

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _inverse(encoding: Encoding) -> dict[str, str]:
    """Return what is stored for every Vietnamese letter; of several, the one whose marks are as large as their vowel."""
    inverse = dict[str, str]()
    for stored, meant in encoding.letters.items():
        if stored in (stored.lower(), stored.upper()) or meant not in inverse:
            inverse[meant] = stored
    return inverse


_STORED = {encoding.name: _inverse(encoding) for encoding in (TCVN3, VNI, VISCII, VPS)}


def write(text: str, encoding: Encoding) -> str:
    """Return the Western letters that stand for a text. TCVN3 has no capitals with a tone: they become small."""
    stored = _STORED[encoding.name]
    letters = unicodedata.normalize("NFC", text)
    if encoding is TCVN3:
        letters = "".join(letter if letter in "ĂÂÊÔƠƯĐ" or letter.isascii() else letter.lower() for letter in letters)
    return "".join(stored.get(letter, letter) for letter in letters)


def write_1258(text: str) -> bytes:
    """Return a text in windows-1258, which has some vowels with their tone as letters, and all tones as marks."""
    return "".join(map(_spread, unicodedata.normalize("NFC", text))).encode("cp1258")


def _spread(letter: str) -> str:
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        marks = unicodedata.normalize("NFD", letter)
        vowel = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
        return vowel + "".join(mark for mark in marks if mark in _TONES)
    return letter


BYTES: Mapping[str, Callable[[str], bytes]] = {
    "TCVN3": lambda text: write(text, TCVN3).encode("cp1252"),
    "VNI": lambda text: write(text, VNI).encode("cp1252"),
    "VISCII": lambda text: write(text, VISCII).encode("latin-1"),
    "VPS": lambda text: write(text, VPS).encode("latin-1"),
    "windows-1258": write_1258,
}
"""Bytes of a text in every encoding of before Unicode."""

LETTERS: Mapping[str, Callable[[str], str]] = {
    "TCVN3": lambda text: write(text, TCVN3),
    "VNI": lambda text: write(text, VNI),
    "windows-1258": lambda text: write_1258(text).decode("cp1252"),
}
"""Letters that a document in Unicode stores for a text, having taken its bytes for Western ones."""

FONTS = {"TCVN3": ".VnTime", "VNI": "VNI-Times"}
"""The usual font of an encoding."""


def garble(text: str, taken_for: str) -> str:
    """Return a text whose UTF-8 somebody took for another encoding, bytes that it does not have as they are."""
    return "".join(bytes([byte]).decode(taken_for, errors="ignore") or chr(byte) for byte in text.encode())
