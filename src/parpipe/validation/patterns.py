"""Which ``pattern`` constraints RE2, which matches whole columns, can prove.

Frictionless compiles ``^pattern$`` with Python's ``re``. The two engines differ: ``\\d`` is any digit of Unicode in Python and
ten digits in RE2, ``$`` stops before a last newline in Python, ``a{,3}`` means different things. Within the grammar below all
differences go one way: what RE2 accepts, Python accepts. So a match proves; no match proves nothing, and ``re`` decides.
Negation would turn the direction round, so the grammar has none. An anchor of the pattern's own may stand at its two ends.
"""

from __future__ import annotations

import re

_LITERAL = r"[A-Za-z0-9 _,:;@/#%&!=~<>'\"-]"
_ESCAPED = r"\\[dw./\\\-+*?()\[\]{}|^$]"
_RANGE = r"[A-Za-z0-9](?:-[A-Za-z0-9])?"
_CLASS = rf"\[(?:{_RANGE}|[ _,:;@/#%!=<>.+*]|\\[dw./\\\-])+\]"
_COUNT = r"(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})?"
_PROVABLE = re.compile(rf"\^?(?:(?:{_LITERAL}|{_ESCAPED}|{_CLASS}|\.|\)){_COUNT}|\((?:\?:)?|\|)*\$?")


def provable(pattern: str) -> bool:
    """Return whether what RE2 matches with ``^pattern$`` is matched by Python's ``re`` as well."""
    return _PROVABLE.fullmatch(pattern) is not None
