"""A text as sentences, the unit of reading: no figure, name or word takes anything from beyond its sentence but what
``attribution`` hands on. So a sentence that says nothing can be left out, and the others are read as if it stood there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from parpipe.prose.mention import Mention
from parpipe.prose.mentions import find_mentions
from parpipe.prose.pieces import Figure, Tokens
from parpipe.prose.tokens import Token, read_tokens
from parpipe.prose.vocabulary import Vocabulary

Read = Callable[[Tokens], list[Figure]]

_END = re.compile(r"[.!?…](?=\s)|\n")
_BETWEEN_WORDS = re.compile(r"[^\w.]+")
_DAY = re.compile(r"\.\s+\d")
_MONTHS = frozenset(("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"))
_BEFORE = 12
"""Characters before a stop in which an abbreviation is looked for."""
_LONGEST = 8_000
"""Characters; what is longer is no sentence, and the time for a sentence grows with the square of its figures."""


class Sentence(NamedTuple):
    """The tokens of a sentence, with its figures and mentions by their places; tokens tell where they stand in the text."""

    tokens: list[Token]
    figures: list[Figure]
    mentions: list[Mention]


def split_sentences(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Yield the spans of a text's sentences: they end with a stop before white space, or where a new line begins."""
    start = 0
    for found in _END.finditer(text):
        end = found.start() if found[0] == "\n" else found.end()
        if found[0] == "." and _abbreviates(text, found.start(), vocabulary):
            continue
        yield from _cut(text, start, end)
        start = end
    yield from _cut(text, start, len(text))


def _abbreviates(text: str, stop: int, vocabulary: Vocabulary) -> bool:
    """Return whether a full stop ends no sentence: "TP. Hồ Chí Minh", "No. 5", "on Jan. 5"."""
    word = _BETWEEN_WORDS.split(text[max(0, stop - _BEFORE) : stop])[-1].casefold()
    return word in vocabulary.abbreviations or (word in _MONTHS and _DAY.match(text, stop) is not None)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a span in pieces that are no longer than sentences are; a word that is longer is none, and left out."""
    while end - start > _LONGEST:
        space = text.rfind(" ", start + 1, start + _LONGEST)
        if space > 0:
            yield start, space
        else:
            space = text.find(" ", start + _LONGEST, end)
        start = space if space > 0 else end
    if start < end:
        yield start, end


def read_sentence(text: str, start: int, end: int, vocabulary: Vocabulary, read: Read) -> Sentence:
    """Return what a span of a text says; ``read`` says what is a figure in its tokens."""
    tokens = read_tokens(text, vocabulary, start, end)
    figures = read(tokens)
    return Sentence(tokens, figures, find_mentions(tokens, figures))


def read_sentences(text: str, vocabulary: Vocabulary, read: Read) -> list[Sentence]:
    """Return all sentences of a text."""
    return [read_sentence(text, start, end, vocabulary, read) for start, end in split_sentences(text, vocabulary)]
