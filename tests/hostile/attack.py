"""What an attack is: a document that is made to do harm, and what its refusal says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

TOLD = "PAR INDEX năm 2016 của Lai Châu đạt 67,41 điểm."
"""What stands beside the harm in a document that is read all the same."""

EXTERNAL = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'


@dataclass(frozen=True, slots=True)
class Attack:
    """A kind of document, how to make it, and what its refusal says.

    A reason of None means that the document is odd and harmless: it must be read within the same limits, and so many
    statements be found that stand beside what is odd in it.
    """

    kind: str
    make: Callable[[], bytes]
    reason: str | None
    statements: int = 1


def rows(count: int, width: int, cell: str, begin: str, end: str) -> str:
    return (begin + cell * width + end) * count
