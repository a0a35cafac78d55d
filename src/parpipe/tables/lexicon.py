"""The words of tables, from data/vocabulary/tables.yaml, the index files and the areas, ready to be matched against labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from parpipe.areas import Areas
from parpipe.config import read_vocabulary
from parpipe.indices import Index
from parpipe.prose.vocabulary import Vocabulary, make_vocabulary
from parpipe.settings import RESOURCES
from parpipe.spelling import bare_key, exact_key
from parpipe.vietnamese import nfc

_PIECE = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+|[%/#+:]")
_CELLS = frozenset({"missing"})
"""Senses of whole cells: their texts are marks as often as words."""
_SHORT = 6
_MOST_KNOWN = 20_000
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases with their senses, those of prose, the texts of cells without a value, and the registry they speak of."""

    words: Vocabulary
    prose: Vocabulary
    missing: frozenset[str]
    indices: Mapping[str, Index]
    areas: Areas
    known: dict[tuple[object, ...], Any] = field(default_factory=dict, compare=False, repr=False)

    def remember(self, key: tuple[object, ...], make: Callable[[], _Made]) -> _Made:
        """Return what was made for a key before, else make it: the same few names stand in many cells."""
        if key not in self.known:
            if len(self.known) > _MOST_KNOWN:
                self.known.clear()
            self.known[key] = make()
        made: _Made = self.known[key]
        return made


def make_lexicon(indices: Mapping[str, Index], areas: Areas, folder: Path = RESOURCES / "data" / "vocabulary") -> Lexicon:
    """Return the words of tables with the names of indices and of their parts among them."""
    content: Mapping[str, Mapping[str, Any]] = read_vocabulary(folder / "tables.yaml")
    rows = list(_word_rows(content))
    missing = frozenset(text.casefold() for text, sense, _ in rows if sense in _CELLS)
    words = [row for row in rows if row[1] not in _CELLS]
    ranks = tuple(pieces(text) for text, sense, _ in words if sense == "rank")
    phrases = _arrange([*words, *_index_rows(indices, ranks), *_area_rows(areas)])
    return Lexicon(phrases, make_vocabulary(indices, areas, folder), missing, indices, areas)


def split(text: str) -> list[str]:
    """Return a label's words, numbers and marks as they are printed."""
    return _PIECE.findall(nfc(text))


def pieces(text: str) -> tuple[str, ...]:
    """Return the keys of a label's words, numbers and marks; a word in plain ASCII has the key of its letters alone."""
    return tuple(map(_key, split(text)))


def _key(piece: str) -> str:
    return bare_key(piece) if piece.isascii() and piece.isalpha() else exact_key(piece) if piece.isalpha() else piece


def _word_rows(content: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, Any]]:
    for sense, languages in content.items():
        for phrases in languages.values():
            for phrase in phrases:
                yield str(phrase), sense, phrases[phrase] if isinstance(phrases, dict) else True


def _index_rows(indices: Mapping[str, Index], ranks: tuple[tuple[str, ...], ...]) -> Iterator[tuple[str, str, Any]]:
    """Yield the names of indices and parts; "xếp hạng chuyển đổi số" is a rank in a header, so names that begin so are not."""
    for index_id, index in indices.items():
        for name in (index_id, index.name_vi, index.name_en, *index.aliases):
            if not any(pieces(name)[: len(rank)] == rank for rank in ranks):
                yield name, "index", index_id
        for component in index.components:
            for name in component.spellings()[1:]:
                yield name, "component", {index_id: component.component}


def _area_rows(areas: Areas) -> Iterator[tuple[str, str, Any]]:
    """Yield the names of units for labels that say more than a name; short abbreviations are understood only by themselves."""
    for spelling in areas.spellings:
        if areas.level(spelling.ref_area) != "national" and not (spelling.text.isupper() and len(spelling.text) < _SHORT):
            yield spelling.text, "area", spelling.text


def _arrange(rows: Iterable[tuple[str, str, Any]]) -> Vocabulary:
    """Return the phrases by their keys, also as they are typed without diacritics."""
    phrases: dict[tuple[str, ...], dict[str, Any]] = {}
    for phrase, sense, value in rows:
        for keys in dict.fromkeys((pieces(phrase), _undressed(phrase))):
            senses = phrases.setdefault(keys, {})
            known = senses.get(sense)
            senses[sense] = {**known, **value} if isinstance(known, dict) else senses.get(sense, value)
    lengths: dict[str, set[int]] = {}
    for keys in phrases:
        if keys:
            lengths.setdefault(keys[0], set()).add(len(keys))
    return Vocabulary(phrases, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()})


def _undressed(phrase: str) -> tuple[str, ...]:
    return tuple(bare_key(piece) if piece.isalpha() else piece for piece in split(phrase))


_made: list[tuple[object, object, Lexicon]] = []


def lexicon_of(indices: Mapping[str, Index], areas: Areas) -> Lexicon:
    """Return the lexicon for a registry; the last one made is kept, since one run reads all its pages with it."""
    if not _made or _made[0][0] is not indices or _made[0][1] is not areas:
        _made[:] = [(indices, areas, make_lexicon(indices, areas))]
    return _made[0][2]
