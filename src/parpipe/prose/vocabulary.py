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

from parpipe.areas import Areas
from parpipe.config import read_vocabulary
from parpipe.indices import Index
from parpipe.prose.tokens import scan
from parpipe.settings import RESOURCES

Senses = Mapping[str, Any]
Keys = tuple[str, ...]
_OPENING = frozenset({"related", "imprint", "posted"})
_SHORT = 6
"""An upper-case name of at most so many letters (GI, BRVT) is meant only where it is printed in upper case."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases by their keys, and for each first key how many words the phrases have that begin with it, longest first.

    ``openings`` are the first keys of what a block can begin with that is not prose: "tin liên quan", "ngày đăng".
    ``abbreviations`` are what stands before a full stop within a phrase, in lower case: "tp" of "TP. Hồ Chí Minh".
    """

    phrases: Mapping[Keys, Senses]
    lengths: Mapping[str, tuple[int, ...]]
    openings: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()

    def match(self, keys: list[str], start: int) -> tuple[int, Senses] | None:
        """Return how many words the longest phrase takes that begins at a word, and its senses; None if none does."""
        for length in self.lengths.get(keys[start], ()):
            wanted = tuple(keys[start : start + length])
            senses = self.phrases.get(wanted)
            if senses is not None:
                return len(wanted), senses
        return None


@cache
def read_words(folder: Path = RESOURCES / "data" / "vocabulary") -> Vocabulary:
    """Return the vocabulary of data/vocabulary alone: enough to read the figures of a quote, without whose they are."""
    spoken = read_vocabulary(folder / "indices.yaml")
    named = ((name, "index", index_id) for index_id, names in spoken.items() for name in names)
    return _arrange([*_word_rows(folder), *named])


def make_vocabulary(indices: Mapping[str, Index], areas: Areas, folder: Path = RESOURCES / "data" / "vocabulary") -> Vocabulary:
    """Return the vocabulary with the names of indices, components and areas in it."""
    return _arrange([*_word_rows(folder), *_index_rows(folder, indices), *_area_rows(areas)])


def _word_rows(folder: Path) -> Iterator[tuple[str, str, Any]]:
    for sense, languages in read_vocabulary(folder / "words.yaml").items():
        for phrases in languages.values():
            for phrase in phrases:
                yield str(phrase), sense, phrases[phrase] if isinstance(phrases, dict) else True


def _index_rows(folder: Path, indices: Mapping[str, Index]) -> Iterator[tuple[str, str, Any]]:
    spoken: Mapping[str, list[str]] = read_vocabulary(folder / "indices.yaml")
    for index_id, index in indices.items():
        names = [index.name_vi, index.name_en, *index.aliases, *spoken.get(index_id, [])]
        yield from ((name, "index", index_id) for name in names)
    known = {scan_keys(name) for index in indices.values() for name in (index.name_vi, index.name_en, *index.aliases)}
    for index_id, index in indices.items():
        for component in index.components:
            for name in component.spellings()[1:]:
                if not _ends_with(scan_keys(name), known):
                    yield name, "component", {index_id: component.component}


def _ends_with(keys: Keys, known: set[Keys]) -> bool:
    """Return whether a component is called like an index ("Chỉ số SIPAS"): in running text the index is meant."""
    return any(keys[place:] in known for place in range(len(keys)))


def _area_rows(areas: Areas) -> Iterator[tuple[str, str, Any]]:
    for spelling in areas.spellings:
        level = areas.level(spelling.ref_area)
        if level != "national":
            yield spelling.text, "area", {level}
            if any(period.kind == "municipality" for period in areas.names[spelling.ref_area]):
                yield spelling.text, "municipality", True
            if all(period.kind == "municipality" for period in areas.names[spelling.ref_area]):
                yield spelling.text, "city", True


def scan_keys(phrase: str) -> Keys:
    """Return the keys of a phrase's words, hyphens left out."""
    return tuple(token.key for token in scan(phrase) if token.key != "-")


def _arrange(rows: Iterable[tuple[str, str, Any]]) -> Vocabulary:
    phrases: dict[Keys, dict[str, Any]] = {}
    abbreviations = set[str]()
    for phrase, sense, value in rows:
        abbreviations.update(_abbreviated(phrase, sense))
        senses = phrases.setdefault(scan_keys(phrase), {})
        known = senses.get(sense)
        senses[sense] = known | value if isinstance(known, (set, dict)) else value
        if sense == "area":
            short = phrase.isupper() and len(phrase) < _SHORT
            senses["upper"] = short and senses.get("upper", True)
    lengths: dict[str, set[int]] = {}
    for keys in phrases:
        lengths.setdefault(keys[0], set()).add(len(keys))
    longest_first = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    openings = frozenset(keys[0] for keys, senses in phrases.items() if not _OPENING.isdisjoint(senses))
    return Vocabulary(phrases, longest_first, openings, frozenset(abbreviations))


def _abbreviated(phrase: str, sense: str) -> Iterator[str]:
    if sense == "abbreviation":
        yield phrase.casefold()
    for stop, character in enumerate(phrase):
        if character == "." and not phrase[stop - 1].isdigit():
            yield phrase[:stop].split()[-1].casefold()
