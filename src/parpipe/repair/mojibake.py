"""Mojibake: UTF-8 that somebody decoded as a Western encoding, or as windows-1258, and stored so: "tá»‰nh" for "tỉnh".

Every letter became two or three characters, and most such groups never stand in good text. One of these makes a text
mojibake, and all groups in it are decoded again, as often as somebody did it. ``XÃ”`` may be ``XÔ`` or the end of
``“CẤP XÃ”``: such groups alone prove nothing, nor do they where other letters of the same text are Vietnamese already.
"""

from __future__ import annotations

import re

from parpipe.repair.syllables import VIETNAMESE, is_syllable

_CODES = {
    "Ă": 0xC3,
    **{chr(code): code for code in range(0x80, 0x100)},
    **{bytes([code]).decode("cp1252", errors="ignore") or chr(code): code for code in range(0x80, 0x100)},
}
"""The byte that a character was, whichever of the encodings it was taken for."""

_MOST_TIMES = 3


def _class(first: int, last: int) -> str:
    """Return the characters that bytes turned into, as a class for patterns."""
    return "[" + "".join(re.escape(letter) for letter, code in _CODES.items() if first <= code <= last) + "]"


_LATER = _class(0x80, 0xBF)
_TAILS = ("", "i", "o", "u")
_TAIL = r"(?:[imnoupty]|ng|nh|ch?)\b"
_MARKS = "[€\x81‚ƒ†‰›\x9b£]"
_ENDS_WORDS = "‘’“”•„–—…«»\xa0\xad\x84\x85\x91-\x97"
_GROUP = re.compile(f"{_class(0xC2, 0xDF)}{_LATER}|{_class(0xE0, 0xEF)}{_LATER}{{2}}")
_GROUP_OR_SPACED = re.compile(rf"{_GROUP.pattern}|[ÃĂ] (\w*)")
"""The other is ``à`` whose second half, a space that does not break, became one that does."""

_FIRST = "[áâïÂÃĂÄÅÆÌ]"
SIGNS = re.compile(
    f"{_FIRST}(?:"  # before all else, so that most of a text is passed over at once
    + "|".join(
        [
            f"(?<=á)[º»]{_LATER}|(?<=â)€{_LATER}|(?<=ï)»¿|(?<=Ä)[‘\x91]|(?<=Æ)\xa0|(?<!«Â)(?<=Â)[\xa0-\xbf]",
            f"(?<=[ÃĂÄÅÆ])(?![{_ENDS_WORDS}]){_LATER}",
            "(?<=[a-z][ÃĂ])[ \xa0\xad]|(?<=[ÃĂ])\xad(?=[a-z])|(?<=[ÃĂ])[’“”•\x92-\x95](?=[A-Z])",
            rf"(?<=\b[A-Z][ÃĂ])\xa0 (?=[A-Z][a-z])|(?<=[ÃĂ])\xa0(?={_TAIL})",
            f"(?:(?<=[A-Za-z]Ì)|(?<={_LATER}Ì)){_MARKS}",
        ]
    )
    + ")"
)
"""Groups that good text does not have: letters, then those that may be the end of a word and its sign, then tone marks."""


def undo_mojibake(text: str) -> str:
    """Return the text with what was decoded wrongly decoded again; text without a sign of it is not touched."""
    for _ in range(_MOST_TIMES):
        if text.isascii() or not SIGNS.search(text):
            return text
        undone = _undo(text)
        if undone == text:
            return text
        text = undone
    return text


def _undo(text: str) -> str:
    mixed = any(not _GROUP.match(text, found.start()) for found in VIETNAMESE.finditer(text))
    if mixed:
        return SIGNS.sub(lambda found: _GROUP.sub(_decoded, found[0]), text)
    return _GROUP_OR_SPACED.sub(lambda found: _decoded(found) if found[1] is None else _joined(found[1]), text)


def _decoded(found: re.Match[str]) -> str:
    """Return what a group of characters was; themselves if that is nothing."""
    return bytes(_CODES[letter] for letter in found[0]).decode("utf-8", errors="ignore") or found[0]


def _joined(after: str) -> str:
    """Return ``à`` and what follows: the end of its syllable, unless that is a word of its own."""
    return f"à{after}" if after in _TAILS or not is_syllable(after) else f"à {after}"
