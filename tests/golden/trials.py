"""Whether a row of the vocabulary is needed: some example or document of the corpus comes out otherwise without it."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from parpipe.extractors import Context, extract_figures
from parpipe.extractors.targets import extract_targets
from parpipe.model import Document, PublishedDate
from parpipe.prose.figures import read_quote
from parpipe.prose.tokens import scan
from parpipe.prose.vocabulary import scan_keys
from parpipe.readers import read_document
from parpipe.spelling import bare_key
from parpipe.tables.lexicon import pieces
from tests.golden.corpus import read_cases
from tests.golden.phrases import read_phrases
from tests.golden.vocabulary_rows import Known, Row, known, read_rows, without

Outcome = tuple[object, ...]
UNNEEDED = frozenset((Path(__file__).parent / "unneeded.txt").read_text(encoding="utf-8").splitlines())
"""Rows that no example and no document needs: another row says the same, or its example is still to be written.

The list is here to become shorter."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A document that rows are tried on, with the keys of its words; ``word`` is the one that an example is about."""

    name: str
    word: str
    document: Document
    context: Context
    words: frozenset[str]


@cache
def read_trials() -> tuple[Trial, ...]:
    """Return the examples, and then the documents of the corpus that were not held out, the shortest first."""
    cases = [*read_cases("seen"), *read_cases("open")]
    documents = sorted(
        (_trial(case.path.name, "", read_document(case.path), case.options) for case in cases),
        key=lambda trial: len(trial.words),
    )
    return (*(_trial(phrase.text, phrase.word, phrase.document, phrase.options) for phrase in read_phrases()), *documents)


def _trial(name: str, word: str, document: Document, options: Mapping[str, Any]) -> Trial:
    return Trial(name, word, document, context_of(options), frozenset(_words_of(document)))


def context_of(options: Mapping[str, Any]) -> Context:
    """Return the context that the options of `parpipe extract` make."""
    named = {{"index": "index_id", "lang": "language"}.get(name, name): value for name, value in options.items()}
    if "published" in named:
        named["published"] = PublishedDate.parse(str(named["published"]))
    return replace(Context(known().indices, known().areas), **named)


def _words_of(document: Document) -> Iterator[str]:
    texts = [block.text for block in document.blocks] + ([document.title] if document.title else [])
    cells = {cell for table in document.tables for row in table.rows for cell in row} | {one.locator for one in document.tables}
    for text in {*texts, *cells}:
        yield from (token.key for token in scan(unicodedata.normalize("NFC", text)))
        for piece in pieces(text):
            yield from (piece, bare_key(piece))


def keys_of(row: Row) -> Sequence[frozenset[str]]:
    """Return the keys of a row's words as prose and as tables see them: a document without any of these cannot need it."""
    return [frozenset(found) - {"-"} for found in (scan_keys(row.text), pieces(row.text), map(bare_key, pieces(row.text)))]


def outcome(trial: Trial, now: Known) -> Iterator[Outcome]:
    """Yield, dearest last, what comes out of a document: statements and findings, the values that quotes say, targets."""
    context = now.context(trial.context)
    found = [extraction for _, extraction in extract_figures(trial.document, context)]
    yield tuple(found)
    quotes = {one.quote for extraction in found for one in extraction.statements if one.grade != "table"}
    yield tuple((quote, *map(str, read_quote(quote, now.quotes))) for quote in sorted(quotes))
    yield extract_targets(trial.document, context)


@cache
def _usual() -> Mapping[Trial, tuple[Outcome, ...]]:
    """Return what comes out with all rows, found at once: words are remembered until another vocabulary is used."""
    return {trial: tuple(outcome(trial, known())) for trial in read_trials()}


def needing(row: Row) -> Trial | None:
    """Return a document that comes out otherwise without a row; None if none does. Examples about its word are tried first."""
    keys = [words for words in keys_of(row) if words]
    about = [trial for trial in read_trials() if trial.word == row.text]
    fitting = about + [trial for trial in read_trials() if any(words <= trial.words for words in keys)]
    usual, less = _usual(), without(row)
    return next((trial for trial in fitting if _differs(trial, less, usual[trial])), None)


def _differs(trial: Trial, less: Known, usual: tuple[Outcome, ...]) -> bool:
    return any(now != before for now, before in zip(outcome(trial, less), usual, strict=True))


def main() -> None:
    """Try every row; print those that nothing needs and those listed in vain, and exit with 1 if there are any."""
    found = {str(row) for row in read_rows() if needing(row) is None}
    for text in sorted(found - UNNEEDED):
        print(f"nothing needs it: {text}")
    for text in sorted(UNNEEDED - found):
        print(f"unneeded.txt lists it, and it is needed: {text}")
    sys.exit(found != UNNEEDED)


if __name__ == "__main__":
    main()
