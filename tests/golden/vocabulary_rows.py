"""Every row of the vocabulary, and what parpipe knows without it.

A row is one phrase in a list of data/vocabulary, one name or alias in data/indices, or one spelling in
data/reference/area_aliases.csv with all its lines: a spelling meant another unit before a merger than after it. Loading
everything anew without one takes a third of a second, and there are thousands: so a row is taken out of what was loaded, and
only the phrases that have its words are put together again.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from parpipe.areas import Areas, Spelling
from parpipe.extractors import Context
from parpipe.indices import Index
from parpipe.prose import told, vocabulary
from parpipe.prose.vocabulary import Vocabulary, scan_keys
from parpipe.registry import load_reference
from parpipe.spelling import bare_key, exact_key, place_keys
from parpipe.tables import lexicon
from parpipe.tables.lexicon import Lexicon

DATA = Path(__file__).parents[2] / "data"
WORDS = DATA / "vocabulary"
_Keys = tuple[str, ...]
_Phrase = tuple[str, str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A phrase in a list; the list has a file and an owner: sense and language, index and part, or units."""

    file: str
    owner: tuple[str, ...]
    text: str

    @property
    def sense(self) -> str:
        """The sense of the phrase in prose or in tables."""
        return {"words.yaml": self.owner[0], "tables.yaml": self.owner[0], "area_aliases.csv": "area"}.get(
            self.file, "component" if len(self.owner) > 1 else "index"
        )

    def __str__(self) -> str:
        return f"{self.file} {' '.join(filter(None, self.owner))}: {self.text}"


@cache
def read_rows() -> tuple[Row, ...]:
    """Return every row, in the order of the files."""
    return tuple(_rows())


def _rows() -> Iterator[Row]:
    for file in ("words.yaml", "tables.yaml"):
        for sense, languages in _read(WORDS / file).items():
            for language, phrases in languages.items():
                yield from (Row(file, (sense, language), str(phrase)) for phrase in phrases)
    for index_id, names in _read(WORDS / "indices.yaml").items():
        yield from (Row("indices.yaml", (index_id,), name) for name in names)
    for index in known().indices.values():
        file = f"{index.index_id}.yaml"
        yield from (Row(file, (index.index_id,), name) for name in (index.name_vi, index.name_en, *index.aliases))
        for part in index.components:
            yield from (Row(file, (index.index_id, part.component), name) for name in part.spellings()[1:])
    with (DATA / "reference" / "area_aliases.csv").open(encoding="utf-8", newline="") as lines:
        units: dict[str, list[str]] = {}
        for line in csv.DictReader(lines):
            units.setdefault(line["alias"], []).append(line["ref_area"])
    yield from (Row("area_aliases.csv", tuple(found), alias) for alias, found in units.items())


def _read(path: Path) -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


@dataclass(frozen=True, slots=True)
class Known:
    """What parpipe knows: the registry, and the phrases of prose, of tables, and of quotes that are read again."""

    indices: Mapping[str, Index]
    areas: Areas
    prose: Vocabulary
    tables: Lexicon
    quotes: Vocabulary

    def context(self, context: Context) -> Context:
        """Return a context with this for its registry, and make it what documents are read with until the next one."""
        told._made[:] = [(self.indices, self.areas, self.prose)]
        lexicon._made[:] = [(self.indices, self.areas, self.tables)]
        return replace(context, indices=self.indices, areas=self.areas)


@cache
def known() -> Known:
    """Return all that is known."""
    indices, areas = load_reference(DATA)
    tables = lexicon.make_lexicon(indices, areas)
    return Known(indices, areas, tables.prose, tables, vocabulary.read_words(WORDS))


def without(row: Row) -> Known:
    """Return all that is known but a row."""
    base = known()
    indices, areas, missing = base.indices, base.areas, base.tables.missing
    if row.file == "area_aliases.csv":
        areas = _areas_without(row)
    elif row.sense == "component":
        indices = {**indices, row.owner[0]: _index_without(row)}
    elif row.file == "tables.yaml" and row.sense == "missing":
        missing = missing - {row.text.casefold()}
    prose = (
        base.prose if row.file == "tables.yaml" else _less(base.prose, row, _prose_phrases(), _prose_keys, vocabulary._arrange)
    )
    words = base.tables.words
    if row.file not in ("words.yaml", "indices.yaml"):
        words = _less(words, row, _table_phrases(), _table_keys, lexicon._arrange)
    quotes = base.quotes
    if row.file in ("words.yaml", "indices.yaml"):
        quotes = _less(base.quotes, row, _quoted_phrases(), _prose_keys, vocabulary._arrange)
    return Known(indices, areas, prose, Lexicon(words, prose, missing, indices, areas), quotes)


def _less(
    base: Vocabulary,
    row: Row,
    phrases: Mapping[_Keys, list[_Phrase]],
    keys_of: Callable[[str], Iterable[_Keys]],
    arrange: Callable[[Iterable[_Phrase]], Vocabulary],
) -> Vocabulary:
    """Return phrases without a row; a phrase that stands in two lists with one sense loses it only once."""
    left = dict(base.phrases)
    for keys in keys_of(row.text):
        rest = list(phrases.get(keys, ()))
        gone = [one for one in rest if _is_of(one, row)][: _lines(row)]
        if not gone:
            continue
        for one in gone:
            rest.remove(one)
        senses = arrange(rest).phrases.get(keys) if rest else None
        if senses is None:
            del left[keys]
        else:
            left[keys] = senses
    return Vocabulary(left, base.lengths)


def _lines(row: Row) -> int:
    """Return how many lines a row has; where a unit has the spelling for its name as well, that one stays."""
    return len(_spellings(row)) if row.file == "area_aliases.csv" else 1


def _is_of(phrase: _Phrase, row: Row) -> bool:
    text, sense, value = phrase
    if (text, sense) != (row.text, row.sense):
        return False
    if sense == "component":
        return bool(value == {row.owner[0]: row.owner[1]})
    return sense != "index" or row.file == "tables.yaml" or bool(value == row.owner[0])


def _index_without(row: Row) -> Index:
    """Return an index in which a name does not mean a part, unless another name of the part has the same letters."""
    index = known().indices[row.owner[0]]
    [part] = [part for part in index.components if part.component == row.owner[1]]
    texts = list(part.spellings())
    texts.remove(row.text)
    kept = {key for text in texts for key in (exact_key(text), bare_key(text))}
    gone = {exact_key(row.text), bare_key(row.text)} - kept
    return replace(index, by_name={key: found for key, found in index.by_name.items() if key not in gone or found is not part})


def _areas_without(row: Row) -> Areas:
    areas, gone = known().areas, _spellings(row)
    keys = {*place_keys(row.text), exact_key(row.text), bare_key(row.text)}
    return replace(
        areas,
        spellings=tuple(one for one in areas.spellings if one not in gone),
        by_exact=_keys_without(areas.by_exact, keys, gone),
        by_bare=_keys_without(areas.by_bare, keys, gone),
    )


@cache
def _spellings(row: Row) -> frozenset[Spelling]:
    areas = known().areas
    names = {
        (name.ref_area, text, name.valid_from, name.valid_to)
        for ref_area in row.owner
        for name in areas.names[ref_area]
        for text in (name.name_vi, name.name_en)
    }
    same = {one for one in areas.spellings if one.text == row.text and one.ref_area in row.owner}
    return frozenset(one for one in same if (one.ref_area, one.text, one.valid_from, one.valid_to) not in names)


def _keys_without(
    found: Mapping[str, tuple[Spelling, ...]], keys: Iterable[str], gone: Set[Spelling]
) -> dict[str, tuple[Spelling, ...]]:
    changed = {key: tuple(one for one in found[key] if one not in gone) for key in keys if key in found}
    return {key: some for key, some in {**found, **changed}.items() if some}


def _prose_keys(text: str) -> tuple[_Keys, ...]:
    return (scan_keys(text),)


def _table_keys(text: str) -> tuple[_Keys, ...]:
    return tuple(dict.fromkeys((lexicon.pieces(text), lexicon._undressed(text))))


@cache
def _prose_phrases() -> Mapping[_Keys, list[_Phrase]]:
    base = known()
    names = vocabulary._index_rows(WORDS, base.indices)
    return _by_keys([*vocabulary._word_rows(WORDS), *names, *vocabulary._area_rows(base.areas)], _prose_keys)


@cache
def _quoted_phrases() -> Mapping[_Keys, list[_Phrase]]:
    names = ((name, "index", index_id) for index_id, found in _read(WORDS / "indices.yaml").items() for name in found)
    return _by_keys([*vocabulary._word_rows(WORDS), *names], _prose_keys)


@cache
def _table_phrases() -> Mapping[_Keys, list[_Phrase]]:
    base = known()
    words = [row for row in lexicon._word_rows(_read(WORDS / "tables.yaml")) if row[1] not in lexicon._CELLS]
    ranks = tuple(lexicon.pieces(text) for text, sense, _ in words if sense == "rank")
    return _by_keys([*words, *lexicon._index_rows(base.indices, ranks), *lexicon._area_rows(base.areas)], _table_keys)


def _by_keys(rows: Iterable[_Phrase], keys_of: Callable[[str], Iterable[_Keys]]) -> Mapping[_Keys, list[_Phrase]]:
    found: dict[_Keys, list[_Phrase]] = {}
    for row in rows:
        for keys in keys_of(row[0]):
            found.setdefault(keys, []).append(row)
    return found
