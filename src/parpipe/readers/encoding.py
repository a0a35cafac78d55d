"""Bytes to text: by byte order mark, by what the page declares, as UTF-8, and else as windows-1258.

What comes out is composed (NFC): windows-1258 leaves the tone marks of Vietnamese as characters of their own.
"""

from __future__ import annotations

import codecs
import re

from parpipe.vietnamese import nfc

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_DECLARED_WITHIN = 2048


def decode(data: bytes) -> str:
    """Return the text of a document's bytes; characters that no encoding explains are replaced, never an error."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return nfc(data[len(mark) :].decode(name, errors="replace"))
    for name in dict.fromkeys(("utf-8", *_declared(data), "windows-1258")):
        try:
            return nfc(data.decode(name))
        except UnicodeDecodeError:
            continue
    return nfc(data.decode("utf-8", errors="replace"))


def _declared(data: bytes) -> list[str]:
    """Return the encoding that a page declares, if Python has it. Bytes that are UTF-8 are taken as that whatever it says."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    try:
        return [codecs.lookup(found[1].decode("ascii")).name] if found else []
    except LookupError:
        return []
