"""The small examples beside the vocabulary: phrases.yaml, sentences and tables of our own with what must come out of each.

An entry has a ``text`` (a line is a block; with ``table: true`` a line with ``|`` is a row of cells), ``options`` as in the
corpus, and what must come out: ``figures`` and ``targets`` as lines of the corpus, ``refused`` numbers that become findings.
Where the text has ``{}``, each of ``words`` is put there in turn; where words have a value beside them, it stands for ``{=}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from parpipe.model import Block, Document, Table

FILE = Path(__file__).parent / "phrases.yaml"


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """One example with one of its words."""

    text: str
    word: str
    document: Document
    options: Mapping[str, Any]
    figures: tuple[str, ...]
    refused: tuple[str, ...]
    targets: tuple[str, ...]


@cache
def read_phrases() -> tuple[Phrase, ...]:
    """Return every example, in the order of the file."""
    entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(phrase for entry in entries for phrase in make_phrases(entry))


def make_phrases(entry: Mapping[str, Any]) -> Iterator[Phrase]:
    """Yield the examples of an entry."""
    words = entry.get("words", {"": ""})
    for word in words:
        value = str(words[word]) if isinstance(words, dict) else ""
        names = ("figures", "refused", "targets")
        lists = {name: tuple(str(line).replace("{=}", value) for line in entry.get(name) or ()) for name in names}
        text = entry["text"].replace("{}", str(word))
        yield Phrase(
            text, str(word), _document(text.splitlines(), table=bool(entry.get("table"))), entry.get("options") or {}, **lists
        )


def _document(lines: list[str], *, table: bool) -> Document:
    """Return lines as paragraphs, or those with cells as a table after the others."""
    rows = [line for line in lines if "|" in line] if table else []
    texts = [line for line in lines if line not in rows]
    blocks = tuple(Block(f"block={number}", text) for number, text in enumerate(texts, start=1))
    cells = tuple(tuple(cell.strip() for cell in row.split("|")) for row in rows)
    return Document(blocks, (Table("table=1", cells, len(blocks)),) if rows else ())
