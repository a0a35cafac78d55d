"""Phrases and their senses, from data/vocabulary, the index files and the areas, ready to be matched against tokens.

A sense is a word for what a phrase does in a sentence (``up``, ``rank_word``, ``index``); a phrase may have several. The
lists are data: whoever knows the language extends them without touching code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from parpipe.areas import Areas
from parpipe.indices import Index
from parpipe.prose.tokens import Token, scan
from parpipe.settings import RESOURCES

Senses = Mapping[str, Any]
Keys = tuple[str, ...]
Phrases = Mapping[str, tuple[tuple[Keys, Senses], ...]]
_SHORT = 6
"""An upper-case name of at most so many letters (GI, BRVT) is meant only where it is printed in upper case."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases by the key of their first word, longest first."""

    phrases: Phrases

    def match(self, tokens: list[Token], start: int) -> tuple[int, Senses] | None:
        """Return how many tokens the longest phrase takes that begins at a token, and its senses; None if none does."""
        for keys, senses in self.phrases.get(tokens[start].key, ()):
            length = _length(tokens, start, keys)
            if length:
                return length, senses
        return None


def _length(tokens: list[Token], start: int, keys: Keys) -> int:
    """Return how many tokens a phrase takes here, hyphens inside it not counting as words; 0 if it does not stand here."""
    place = start
    for number, key in enumerate(keys):
        while number and place < len(tokens) and tokens[place].key == "-":
            place += 1
        if place >= len(tokens) or tokens[place].key != key:
            return 0
        place += 1
    return place - start


@cache
def read_words(folder: Path = RESOURCES / "data" / "vocabulary") -> Vocabulary:
    """Return the vocabulary of data/vocabulary alone: enough to read the figures of a quote, without what they speak of."""
    return Vocabulary(_arrange(_word_rows(folder)))


def make_vocabulary(indices: Mapping[str, Index], areas: Areas, folder: Path = RESOURCES / "data" / "vocabulary") -> Vocabulary:
    """Return the vocabulary with the names of indices, components and areas in it."""
    return Vocabulary(_arrange([*_word_rows(folder), *_index_rows(folder, indices), *_area_rows(areas)]))


def _word_rows(folder: Path) -> Iterator[tuple[str, str, Any]]:
    for sense, languages in _load(folder / "words.yaml").items():
        for phrases in languages.values():
            for phrase in phrases:
                yield str(phrase), sense, phrases[phrase] if isinstance(phrases, dict) else True


def _index_rows(folder: Path, indices: Mapping[str, Index]) -> Iterator[tuple[str, str, Any]]:
    spoken: Mapping[str, list[str]] = _load(folder / "indices.yaml")
    for index_id, index in indices.items():
        names = [index.name_vi, index.name_en, *index.aliases, *spoken.get(index_id, [])]
        yield from ((name, "index", index_id) for name in names)
    own = {scan_keys(name) for index in indices.values() for name in (index.name_vi, index.name_en, *index.aliases)}
    for index_id, index in indices.items():
        for component in index.components:
            for name in component.spellings()[1:]:
                if scan_keys(name) not in own:
                    yield name, "component", {index_id: component.component}


def _area_rows(areas: Areas) -> Iterator[tuple[str, str, Any]]:
    for spelling in areas.spellings:
        level = areas.level(spelling.ref_area)
        if level != "national":
            yield spelling.text, "area", {level}


def _load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def scan_keys(phrase: str) -> Keys:
    """Return the keys of a phrase's words, hyphens left out."""
    return tuple(token.key for token in scan(phrase) if token.key != "-")


def _arrange(rows: Iterable[tuple[str, str, Any]]) -> Phrases:
    merged: dict[Keys, dict[str, Any]] = {}
    for phrase, sense, value in rows:
        senses = merged.setdefault(scan_keys(phrase), {})
        known = senses.get(sense)
        senses[sense] = known | value if isinstance(known, (set, dict)) else value
        if sense == "area":
            senses.setdefault("upper", True)
            senses["upper"] = senses["upper"] and phrase.isupper() and len(phrase) < _SHORT
    arranged: dict[str, list[tuple[Keys, Senses]]] = {}
    for keys, senses in merged.items():
        if keys:
            arranged.setdefault(keys[0], []).append((keys, senses))
    return {first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in arranged.items()}
