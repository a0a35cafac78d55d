"""The sentences of a document that can matter: most of what is published holds neither a figure nor anything it needs.

A sentence is read when it can hold a figure, or names what figures can be of: an index, a year, an area. One that only says
"tỉnh", "sở" or "trung bình" is read when a figure follows that it can be handed on to, and nothing between says for certain
who is spoken of from there on. All others change nothing, since a sentence takes nothing from beyond itself (``sentences``)
and hands on only what it speaks of (``frames``, ``setting``).

Whether it is to be read is told from its words alone, each looked at once and remembered by what it may be part of. A phrase
counts where all its words are in the sentence, in whatever order, so that more may be read than has to be, and never less.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from parpipe.errors import Unreadable
from parpipe.model import Block
from parpipe.prose.mention import INTERNAL, SPOKEN_OF, Mention, Named
from parpipe.prose.passages import Passage, heads_section
from parpipe.prose.pieces import Figure
from parpipe.prose.sentences import Read, Sentence, read_sentence, split_sentences
from parpipe.prose.tokens import scan_by_shape, word_key
from parpipe.prose.vocabulary import Senses, Vocabulary

FIGURE, NAMED, LOCAL, MEAN, TARGET, SPELLED, PLACED, PERHAPS = (1 << place for place in range(8))
_USE = FIGURE | NAMED | LOCAL | MEAN | TARGET
_SENSES = {
    FIGURE: {"superlative", "leading", "unchanged", "kept", "from_end"},
    NAMED: {"index", "other_index", "index_word", "area", "previous_year", "next_year"},
    LOCAL: {"pronoun", "last_named", "internal", "counted", "same"},
    MEAN: {"group", "mean", "median"},
    TARGET: {"target"},
    SPELLED: {"count", "ordinal"},
    PLACED: {"rank_word", "rank_unit", "placing", "from", "top", "top_after", "weekday"},
}
"""What words of a phrase with a sense may be part of. A number in words is a figure only beside one of PLACED."""
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]+")
_MOST_REMEMBERED = 2_000_000
"""Characters of all words that are remembered from one block to the next."""

MOST_FIGURES = 100_000
"""Figures of one document."""


@dataclass(slots=True)
class _Span:
    """Where a sentence stands in its block, what its words may be part of, and what it says once it is read."""

    start: int
    end: int
    mask: int
    sentence: Sentence | None = None

    @property
    def figures(self) -> Sequence[Figure]:
        """Return the figures of the sentence; none before it is read."""
        return self.sentence.figures if self.sentence else ()


def read_telling(passages: Sequence[Passage], vocabulary: Vocabulary, read: Read) -> list[Passage]:
    """Return the passages with their sentences, but for those that cannot matter; none where there is no figure."""
    words = _words(vocabulary)
    blocks = [_Block(passage, list(_spans(passage.block.text, vocabulary, words)), vocabulary, read) for passage in passages]
    count = 0
    for block in blocks:
        block.read(FIGURE)
        count += sum(len(span.figures) for span in block.spans)
        if count > MOST_FIGURES:
            raise Unreadable(f"it has more than {MOST_FIGURES:,} figures")
    if not count:
        return []
    ahead = 0
    for block in reversed(blocks):
        block.read(_always(block.passage.block))
        ahead = block.read_back(ahead)
    return [block.passage.saying([span.sentence for span in block.spans if span.sentence]) for block in blocks]


def _always(block: Block) -> int:
    """Return which words are read wherever figures are; what a heading says holds for all that stands under it."""
    return NAMED | (TARGET if heads_section(block) else 0) | (MEAN if block.role == "heading" else 0)


@dataclass(frozen=True, slots=True)
class _Block:
    """A passage with the sentences that have a word of any use."""

    passage: Passage
    spans: list[_Span]
    vocabulary: Vocabulary
    reader: Read

    def read(self, mask: int) -> None:
        """Read the sentences with words of a kind."""
        for span in self.spans:
            if span.mask & mask and span.sentence is None:
                self._read(span)

    def read_back(self, ahead: int) -> int:
        """Read what says whose the figures are that follow it, from the last sentence to the first.

        ``ahead`` are the kinds of words that matter to figures in later blocks; those that matter before this one are returned.
        """
        hands_on = not self.passage.apart and self.passage.block.role != "item"
        wanted = ahead if hands_on else 0
        named = any(span.mask & NAMED for span in self.spans)
        for span in reversed(self.spans):
            if span.mask & wanted and span.sentence is None:
                self._read(span)
            if span.figures:
                wanted = LOCAL | MEAN
            elif not named and span.sentence and _settles(span.sentence):
                wanted &= ~LOCAL
        if hands_on:
            return 0 if _names_first(self.spans) else wanted
        return ahead if self.passage.apart else ahead | wanted

    def _read(self, span: _Span) -> None:
        span.sentence = read_sentence(self.passage.block.text, span.start, span.end, self.vocabulary, self.reader)


def _settles(sentence: Sentence) -> bool:
    """Return whether a sentence speaks of departments or districts alone: whoever was spoken of before, now it is they."""
    said = [mention.value for mention in sentence.mentions if mention.slot == "area"]
    return bool(said) and all(value is INTERNAL for value in said) and all(token.text != "(" for token in sentence.tokens)


def _names_first(spans: Sequence[_Span]) -> bool:
    """Return whether an area is named before any figure of a block: from there on nobody else is meant by what was before."""
    sentences = (span.sentence for span in spans if span.sentence)
    for sentence in sentences:
        area = _named_alone(sentence)
        if area or sentence.figures:
            return area is not None and all(area.first < figure.first for figure in sentence.figures)
    return False


def _named_alone(sentence: Sentence) -> Mention | None:
    """Return the first mention of the only area that a sentence names and speaks of; None where there are others."""
    areas = [mention for mention in sentence.mentions if mention.slot == "area"]
    alone = bool(areas) and all(
        isinstance(mention.value, Named) and mention.role in SPOKEN_OF and mention.value == areas[0].value for mention in areas
    )
    return areas[0] if alone and all(token.text != "(" for token in sentence.tokens) else None


def _spans(text: str, vocabulary: Vocabulary, words: _Words) -> Iterator[_Span]:
    """Yield the sentences of a text that have a word of any use."""
    for start, end in split_sentences(text, vocabulary):
        mask = words.mask(text[start:end])
        if mask:
            yield _Span(start, end, mask)


class _Words(dict[str, int]):
    """What each word of a text may be part of, found once a word."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.single: dict[str, int] = {}
        self.several: dict[str, list[tuple[frozenset[str], int]]] = {}
        self.size = 0
        self.keys_of: dict[str, frozenset[str]] = {}
        phrases = [
            (frozenset(key for key in keys if key[0].isalnum()), flags)
            for keys, senses in vocabulary.phrases.items()
            if (flags := _flags(keys, senses))
        ]
        common = Counter(word for words, _ in phrases for word in words)
        for words, flags in phrases:
            rarest = min(words, key=lambda word: (common[word], word))
            if len(words) == 1:
                self.single[rarest] = self.single.get(rarest, 0) | flags
            else:
                self.several.setdefault(rarest, []).append((words, flags))

    def __missing__(self, piece: str) -> int:
        keys = frozenset(map(word_key, _LETTERS.findall(piece))) | {token.key for token in scan_by_shape(piece)}
        mask = 0
        for key in keys:
            mask |= self.single.get(key, 0) | (PERHAPS if key in self.several else 0)
        mask |= FIGURE if any(map(str.isdigit, piece)) else 0
        mask |= NAMED if _YEAR.search(piece) else 0
        self.keys_of[piece] = keys
        self[piece] = mask
        self.size += len(piece)
        return mask

    def mask(self, text: str) -> int:
        """Return what the words of a text may be part of; zero where they are of no use."""
        if self.size > _MOST_REMEMBERED:
            self.clear()
            self.keys_of.clear()
            self.size = 0
        pieces = text.split()
        mask = reduce(or_, map(self.__getitem__, pieces), 0)
        if mask & PERHAPS:
            keys = frozenset[str]().union(*map(self.keys_of.__getitem__, pieces))
            for key in keys & self.several.keys():
                for wanted, flags in self.several[key]:
                    mask |= flags if wanted <= keys else 0
        if mask & SPELLED and mask & PLACED:
            mask |= FIGURE
        return mask & _USE


def _flags(keys: tuple[str, ...], senses: Senses) -> int:
    flags = sum(flag for flag, wanted in _SENSES.items() if not wanted.isdisjoint(senses))
    alone = "ordinal" in senses and "count" not in senses and all(key.isascii() for key in keys)  # "Hau Giang, third"
    return flags | FIGURE if alone else flags


_made: list[tuple[Vocabulary, _Words]] = []


def _words(vocabulary: Vocabulary) -> _Words:
    """Return the words remembered for a vocabulary; those of the last one are kept, like the vocabulary itself."""
    if not _made or _made[0][0] is not vocabulary:
        _made[:] = [(vocabulary, _Words(vocabulary))]
    return _made[0][1]
