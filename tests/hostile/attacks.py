"""All attacks by their names, and documents of every kind that are cut off or of random bytes."""

from __future__ import annotations

import random
from collections.abc import Iterator

from parpipe.readers import READERS
from tests.conformance.documents import MAKERS
from tests.hostile.attack import TOLD, Attack
from tests.hostile.office import OFFICE
from tests.hostile.pages import PAGES
from tests.hostile.pdfs import PDFS
from tests.hostile.pictures import PICTURES

_TEXTS = (".csv", ".htm", ".html", ".tsv", ".txt")
_CUT = (".docx", ".ods", ".pdf", ".xls", ".xlsx")
"""Kinds that end with what their reading begins with."""


def _broken() -> Iterator[tuple[str, Attack]]:
    """Yield documents of every kind that are cut off, and random bytes under its name."""
    for kind in _CUT:
        whole = MAKERS[kind]([TOLD], [["Tỉnh", "Điểm"], ["Lai Châu", "67,41"]])
        yield f"{kind} cut in half", Attack(kind, lambda whole=whole: whole[: len(whole) // 2], ".")  # type: ignore[misc]
    for kind in READERS:
        yield f"{kind} of random bytes", Attack(kind, lambda: random.Random(1).randbytes(200_000), ".")
    for kind in _TEXTS:
        letters = random.Random(2).randbytes(50_000).replace(b"\0", b"a")
        yield f"{kind} of random letters", Attack(kind, lambda letters=letters: letters, _letters_reason(kind), 0)  # type: ignore[misc]


def _letters_reason(kind: str) -> str | None:
    """Return why random letters are refused: a table has separators, and a text may say anything."""
    return "CSV|separated" if kind in (".csv", ".tsv") else None


ATTACKS: dict[str, Attack] = {**dict(_broken()), **OFFICE, **PAGES, **PDFS, **PICTURES}
