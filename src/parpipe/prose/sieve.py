"""The tokens of a document where they can matter: most of what is published holds neither a figure nor anything it needs.

Each word is looked at once and remembered by what it may be part of: a number, a word that makes a number a figure, a name,
an index or a year, a word like "tỉnh" or "sở". A sentence is read when it may hold a figure, or names what the document speaks
of. One that only says "tỉnh" or "sở" is read when it is the last to say so before a figure, or its block names an area. Nothing
else should change what comes out; reading more than that is never wrong, only slow. Known to be left: rare pages of several
titles, of which some thousands of random examples in tests/unit/test_sieve.py find one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from parpipe.errors import Unreadable
from parpipe.model import Block
from parpipe.prose.figures import read_figures
from parpipe.prose.mention import INTERNAL, PRONOUN, SPOKEN_OF, Named
from parpipe.prose.mentions import find_mentions
from parpipe.prose.pieces import Figure, Tokens, Words
from parpipe.prose.tokens import read_tokens, scan_by_shape
from parpipe.prose.vocabulary import Vocabulary

NUMBER, KEYWORD, ALONE, NAMED, LOCAL, OPENER, PERHAPS, NEAR = (1 << place for place in range(8))
_SENSES = {
    NUMBER: {"ordinal", "count"},
    KEYWORD: {"unit", "rank_unit", "rank_word", "from_end", "placing", "score_noun", "top", "top_after"}
    | {"ordinal_suffix", "from", "lead", "being"},
    ALONE: {"superlative", "leading", "unchanged", "from_end"},
    NAMED: {"index", "area", "other_index"},
    LOCAL: {"pronoun", "internal"},
}
"""What the words of phrases with a sense may be part of. ALONE is a figure without a number; PERHAPS takes a second look;
NEAR is a number with a keyword near it, and so perhaps a figure."""
_REACH = 6
"""Words between a keyword and its number; no reader of figures looks further."""
_OPENING = frozenset({"related", "imprint", "posted"})
_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_PRECISE = re.compile(r"\(?\d{1,2}[.,]\d{2,4}[).,;]*")
_PAIR = re.compile(r"\d\s*/\s*\d|\(\d\d?[.,]\d{2,4}\)")
_END = re.compile(r"(?:\.(?<![A-ZĐ]\.)(?<!\bTp\.)(?<!\bNo\.)(?<!\bno\.)|[!?…])\s+|\n")
_SHORT = 6
_DATED = re.compile(r"\d[^()\[\]]{0,40}[)\]]\s*$")
_MOST_REMEMBERED = 2_000_000
"""Characters of all words that are remembered from one block to the next."""

MOST_FIGURES = 100_000
"""Figures of one document."""


@dataclass(slots=True)
class _Chunk:
    """Sentences of a block: where they stand, and what their words may be part of."""

    block: int
    start: int
    end: int
    mask: int
    words: Words | None = None

    def figures(self) -> bool:
        return bool(self.mask & (ALONE | NEAR))


def read_telling(
    blocks: Sequence[Block], vocabulary: Vocabulary, read: Callable[[Tokens], list[Figure]] = read_figures
) -> list[Words] | None:
    """Return the words of each block, without sentences that cannot matter; None where no block can hold a figure."""
    chunks, count = list(_chunks(blocks, _words(vocabulary))), 0
    for chunk in chunks:
        if chunk.figures():
            tokens = read_tokens(blocks[chunk.block].text, vocabulary, chunk.start, chunk.end)
            chunk.words = Words(tokens, read(tokens))
            count += len(chunk.words.figures)
            if count > MOST_FIGURES:
                raise Unreadable(f"it has more than {MOST_FIGURES:,} figures")
    figures = [bool(chunk.words and chunk.words.figures) for chunk in chunks]
    if not any(figures):
        return None
    wanted = [figure or bool(chunk.mask & (NAMED | OPENER)) for chunk, figure in zip(chunks, figures, strict=True)]
    _want_local(blocks, chunks, figures, wanted, vocabulary)
    found = [Words([], []) for _ in blocks]
    for chunk, want in zip(chunks, wanted, strict=True):
        if want:
            _append(found[chunk.block], _read(blocks[chunk.block], chunk, vocabulary))
    return found


def _read(block: Block, chunk: _Chunk, vocabulary: Vocabulary) -> Words:
    """Return the words of a chunk, read now if it was not a candidate for figures: then it has none."""
    if chunk.words is None:
        chunk.words = Words(read_tokens(block.text, vocabulary, chunk.start, chunk.end), [])
    return chunk.words


def _append(block: Words, more: Words) -> None:
    """Add the words of a sentence to those of its block; places in a figure count the block's tokens."""
    shift = len(block.tokens)
    block.tokens.extend(more.tokens)
    block.figures.extend(replace(one, first=one.first + shift, last=one.last + shift) for one in more.figures)


def _chunks(blocks: Sequence[Block], words: _Words) -> Iterator[_Chunk]:
    for number, block in enumerate(blocks):
        text, start = block.text, 0
        pieces = text.split()
        if not pieces:  # a block of nothing but soft hyphens
            continue
        whole = _Chunk(number, 0, len(text), words.mask(pieces))
        opening = next((piece for piece in pieces if any(map(str.isalnum, piece))), pieces[0])
        if block.role == "heading" or words[opening] & OPENER or words.aims(pieces):
            whole.mask |= OPENER
        if whole.mask & OPENER or not whole.mask & (NAMED | ALONE | NEAR):
            yield from [whole] if whole.mask else []
            continue
        for end in [*(found.end() for found in _END.finditer(text)), len(text)]:
            mask = words.mask(text[start:end].split())
            if mask:
                yield _Chunk(number, start, end, mask)
            start = end


def _want_local(
    blocks: Sequence[Block], chunks: list[_Chunk], figures: list[bool], wanted: list[bool], vocabulary: Vocabulary
) -> None:
    """Want the sentences that say last, before a figure, which area is spoken of, and all that say so beside a name."""
    passed = set[tuple[int, bool]]()
    naming = {chunk.block for chunk in chunks if chunk.mask & NAMED and _names_area(blocks[chunk.block], chunk, vocabulary)}
    for place, chunk in enumerate(chunks):
        wanted[place] |= chunk.block in naming and bool(chunk.mask & LOCAL)
        if not figures[place]:
            continue
        for before in range(place - 1, -1, -1):
            other = chunks[before]
            same = other.block == chunk.block
            if (before, same) in passed:
                break
            passed.add((before, same))
            if not same and blocks[other.block].role == "item":
                continue  # what a bullet says ends with it
            wanted[before] |= bool(other.mask & LOCAL)
            if _says_area(blocks[other.block], other, vocabulary):
                break


def _names_area(block: Block, chunk: _Chunk, vocabulary: Vocabulary) -> bool:
    return any(token.has("area") for token in _read(block, chunk, vocabulary).tokens)


def _heeded(block: Block) -> bool:
    """Return whether what a block says goes on into the next ones for certain: dated headlines and boxes keep to themselves."""
    return block.role in ("title", "paragraph", "item", "caption") and not _DATED.search(block.text[-60:])


def _says_area(block: Block, chunk: _Chunk, vocabulary: Vocabulary) -> bool:
    """Return whether nothing before a sentence can say of which area a figure after it is."""
    if block.role != "heading" and not (chunk.mask & (LOCAL | NAMED) and _heeded(block)):
        return False
    tokens = _read(block, chunk, vocabulary).tokens
    if any(token.has(*_OPENING) for token in tokens):
        return False  # it may belong to other articles, and be passed over
    if block.role == "heading":
        return True
    mentions = find_mentions(tokens, ())
    values = [one.value for one in mentions if one.slot == "area" and one.role in SPOKEN_OF]
    return bool(values) and (values[-1] in (PRONOUN, INTERNAL) or (len(set(values)) == 1 and isinstance(values[0], Named)))


class _Words(dict[str, int]):
    """What each word of a text may be part of, found once a word."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.single: dict[str, int] = {}
        self.several: dict[str, list[tuple[frozenset[str], int]]] = {}
        self.size = 0
        self.keys_of: dict[str, frozenset[str]] = {}
        self.aiming = {keys[0] for keys, senses in vocabulary.phrases.items() if "target" in senses}
        self.opening = {keys[0] for keys, senses in vocabulary.phrases.items() if not _OPENING.isdisjoint(senses)}
        for keys, senses in sorted(vocabulary.phrases.items(), key=lambda phrase: len(phrase[0])):
            flags = sum(flag for flag, wanted in _SENSES.items() if not wanted.isdisjoint(senses))
            left = flags & ~sum({1 << bit for key in keys for bit in range(7) if self.single.get(key, 0) >> bit & 1})
            if left and len(keys) == 1:
                self.single[keys[0]] = self.single.get(keys[0], 0) | left
            elif left:
                self.several.setdefault(keys[0], []).append((frozenset(key for key in keys if key[0].isalnum()), left))

    def __missing__(self, piece: str) -> int:
        tokens = scan_by_shape(piece)
        keys = [token.key for token in tokens if token.kind != "mark"]
        mask = 0
        for token in tokens:
            mask |= self.single.get(token.key, 0) | (PERHAPS if token.key in self.several else 0)
        mask |= NUMBER if any(character.isdigit() for character in piece) else 0
        mask |= KEYWORD if _PAIR.search(piece) or _PRECISE.fullmatch(piece) else 0
        mask |= NAMED if _YEAR.search(piece) else 0
        mask |= OPENER if keys and keys[0] in self.opening else 0
        self.keys_of[piece] = frozenset(keys)
        self[piece] = mask
        self.size += len(piece)
        return mask

    def aims(self, pieces: list[str]) -> bool:
        """Return whether a block is short and names what is wished for, like the heading "II. CHỈ TIÊU"."""
        return len(pieces) <= _SHORT and any(not self.aiming.isdisjoint(self.keys_of[piece]) for piece in pieces)

    def mask(self, pieces: list[str]) -> int:
        """Return what the words may be part of together: a phrase of several counts where all its words are there."""
        if self.size > _MOST_REMEMBERED:
            self.clear()
            self.keys_of.clear()
            self.size = 0
        masks = list(map(self.__getitem__, pieces))
        mask = 0
        for one in set(masks):
            mask |= one
        if mask & PERHAPS:
            keys = frozenset[str]().union(*map(self.keys_of.__getitem__, pieces))
            for key in keys & self.several.keys():
                for wanted, flags in self.several[key]:
                    mask |= flags if wanted <= keys else 0
        if mask & NUMBER and mask & KEYWORD and _near(masks):
            mask |= NEAR
        return mask & ~(OPENER | PERHAPS)


def _near(masks: list[int]) -> bool:
    """Return whether a word that may be part of a keyword stands near a number."""
    numbers = [place for place, mask in enumerate(masks) if mask & NUMBER]
    return any(mask & (KEYWORD | PERHAPS) for place in numbers for mask in masks[max(0, place - _REACH) : place + _REACH])


_made: list[tuple[Vocabulary, _Words]] = []


def _words(vocabulary: Vocabulary) -> _Words:
    """Return the words remembered for a vocabulary; those of the last one are kept, like the vocabulary itself."""
    if not _made or _made[0][0] is not vocabulary:
        _made[:] = [(vocabulary, _Words(vocabulary))]
    return _made[0][1]
