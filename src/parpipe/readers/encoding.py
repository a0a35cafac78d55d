"""Bytes to text: by byte order mark, as UTF-8, by what the page declares, and else by which encoding gives Vietnamese.

What comes out is composed (NFC): windows-1258 leaves the tone marks of Vietnamese as characters of their own. Text in the
letters of a font of before Unicode, which bytes do not tell from Western text, is left to ``parpipe.repair``.
"""

from __future__ import annotations

import codecs
import re

from parpipe.repair.choice import best_of
from parpipe.repair.encodings import OF_FONTS, VISCII, VPS, WINDOWS_1258
from parpipe.vietnamese import compose

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_DECLARED_WITHIN = 2048
_KNOWN = ("ascii", "big5", "cp", "euc", "gb", "hz", "iso2022", "iso8859", "johab", "koi8", "mac", "shift_jis", "tis")
"""What the names of encodings of text begin with; others that Python has are no text, or would be UTF-8."""

_WESTERN = ("", "ascii", "cp1252", "cp1258", "iso8859-1", "iso8859-15")
"""What pages declare, if anything, that are in any Vietnamese encoding: the words are asked first."""

_OF_OLD = (WINDOWS_1258, *OF_FONTS)
_SAMPLE = 4096
_WIDE = 0.2
_WELL_FORMED = 50
_OF_WINDOWS = {code: bytes([code]).decode("cp1252", errors="ignore") or chr(code) for code in range(0x80, 0xA0)}
_ASCII = re.compile(rb"[\x09\x0a\x0d\x20-\x7e]+")


def decode(data: bytes) -> str:
    """Return the text of a document's bytes; characters that no encoding explains are replaced, never an error."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return compose(data[len(mark) :].decode(name, errors="replace"))
    if wide := wide_encoding(data):
        return compose(data.decode(wide, errors="replace"))
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if not broken or _WELL_FORMED * broken < sum(map(len, _ASCII.split(data.strip()))):
        return compose(text)
    declared = _declared(data)
    try:
        return compose(data.decode(declared) if declared not in _WESTERN else _of_old(data, declared))
    except UnicodeDecodeError:
        return compose(_of_old(data))


def wide_encoding(data: bytes) -> str | None:
    """Return which UTF-16 the bytes are in without saying so: nearly every other byte of its spaces and digits is zero."""
    sample = data[: min(_SAMPLE, len(data) // 2 * 2)]
    if not sample:
        return None
    first, second = (sample[start::2].count(0) / (len(sample) / 2) for start in (0, 1))
    if max(first, second) < _WIDE or min(first, second) > 0.01:
        return None
    name = "utf-16-le" if second > first else "utf-16-be"
    return None if "\0" in data.decode(name, errors="replace") else name


def _of_old(data: bytes, declared: str = "") -> str:
    """Return the text of bytes of one letter each, in the encoding in which it is Vietnamese; in doubt, Western letters.

    A font, or other texts of the document, may still say what Western letters stand for; tone marks would hide it.
    """
    western = data.decode("latin-1")
    encoding = best_of([western], (*_OF_OLD, VISCII, VPS)) or best_of([western], _OF_OLD, fewest=1)
    if encoding and encoding in (VISCII, VPS):
        return encoding.read(western)
    if encoding is WINDOWS_1258 or (encoding is None and declared == "cp1258"):
        return data.decode("cp1258", errors="replace")
    if encoding is None and declared == "iso8859-15":
        return data.decode(declared)
    return western.translate(_OF_WINDOWS)


def _declared(data: bytes) -> str:
    """Return the encoding of text that a page declares, if Python has it."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else ""
    except LookupError:
        name = ""
    return name if name.startswith(_KNOWN) else ""
