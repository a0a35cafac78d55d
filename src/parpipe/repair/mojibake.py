"""Mojibake: UTF-8 that somebody decoded as a Western encoding, or as windows-1258, and stored so: "tá»‰nh" for "tỉnh".

ftfy undoes it, and leaves good text alone. Only its repair of encodings is used: quotes, widths and digits stay as they are.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ftfy

_LATER = "[\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
"""What the second byte of a letter turns into."""

SIGNS = re.compile(f"á[º»]{_LATER}|[ÂÃÄÆ]{_LATER}|Æ[°¡]|Ã |Ă[\xa1-\xbf]|â€|ï»¿")
"""What mojibake of Vietnamese cannot do without."""

_AS_1258 = re.compile(f"Ă(?={_LATER})")


def undo_mojibake(text: str) -> str:
    """Return the text with what was decoded wrongly decoded again; text without the signs of it is not touched."""
    if text.isascii() or not SIGNS.search(text):
        return text
    import ftfy

    fixed = ftfy.fix_encoding(_AS_1258.sub("Ã", text), _configuration())
    return text if "\ufffd" in fixed or _AS_1258.search(fixed) else fixed


@cache
def _configuration() -> ftfy.TextFixerConfig:
    import ftfy

    return ftfy.TextFixerConfig(replace_lossy_sequences=False, normalization=None, explain=False)
