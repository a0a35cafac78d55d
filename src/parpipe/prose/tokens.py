"""Text to tokens: words, numbers, dates, document numbers and marks, then phrases of the vocabulary as one token each.

Dates, times, spans of years and document numbers are taken out whole, so that nothing inside them can become a figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from parpipe.spelling import exact_key

if TYPE_CHECKING:
    from parpipe.prose.vocabulary import Vocabulary

Kind = Literal["word", "number", "date", "time", "span", "reference", "address", "mark", "newline"]

_DAY = r"\d{1,2}"
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_OPENING = rf"(?:[Nn]gày|[Tt]háng|https?:|www\.|{_MONTH}\s)"
_SHAPES: tuple[tuple[Kind, str], ...] = (
    ("word", rf"(?!{_OPENING})[^\W\d_]+"),  # first, since most pieces are plain words
    ("address", r"(?:https?://|www\.)\S+"),
    ("reference", r"\d+[a-zA-Z]?/(?:\d{4}/)?[A-ZĐ]{2}[\w-]*"),
    ("date", rf"{_DAY}[/.-]{_DAY}[/.-]\d{{4}}|\d{{4}}-\d\d-\d\d"),
    ("date", rf"[Nn]gày\s*{_DAY}\s*(?:[/.-]|tháng)\s*{_DAY}(?:\s*(?:năm|[/.-])\s*{_YEAR})?(?!\d)"),
    ("date", rf"[Tt]háng\s*{_DAY}(?:\s*(?:năm|/|-)\s*{_YEAR})?(?!\d)"),
    ("date", rf"{_DAY}/{_YEAR}(?!\d)|{_DAY}\s+{_MONTH}(?:,?\s+{_YEAR})?"),
    ("date", rf"{_MONTH}\s+(?:{_YEAR}|{_DAY}(?:st|nd|rd|th)?(?!\d)(?:,?\s+{_YEAR})?)"),
    ("time", r"\d{1,2}(?:[:h]\d{2}){1,2}(?!\d)(?:\s*(?:SA|CH|AM|PM)\b)?"),
    ("span", rf"{_YEAR}\s*[-–—]\s*{_YEAR}(?!\d)"),
    ("number", r"\d+(?:[.,]\d+)*"),
    ("word", r"[^\W\d_]+"),
    ("newline", r"\n"),
    ("mark", r"\S"),
)
_SHAPE = re.compile("|".join(f"(?P<s{number}>{shape})" for number, (_, shape) in enumerate(_SHAPES)))
_KINDS: tuple[Kind, ...] = tuple(kind for kind, _ in _SHAPES)
_PIECE = re.compile(r"\n|\S+")
_LONGEST_REMEMBERED = 100
_LONG_NAME = 2
"""Spaces within it."""
_TOKEN_AHEAD = re.compile(r"\n|\S")
_READ_BY_SHAPE = re.compile(rf"\d|https?:|www\.|[Nn]gày|[Tt]háng|{_MONTH}")
_Part = tuple[Kind, str, int, int, str]
_NO_SENSES: Mapping[str, Any] = MappingProxyType({})
_DASHES = frozenset("-‐‑‒–—−")


class Token(NamedTuple):
    """A piece of a text with its place (code points, half open), the key under which it is compared, and its senses.

    A named tuple, since a page has thousands and they are made several times as fast as dataclasses.
    """

    kind: Kind
    text: str
    start: int
    end: int
    key: str
    senses: Mapping[str, Any] = _NO_SENSES

    def has(self, *names: str) -> bool:
        """Return whether the token has one of the senses."""
        senses = self.senses
        if not senses:
            return False
        for name in names:  # noqa: SIM110 -- asked a thousand times a page, and a generator takes twice as long
            if name in senses:
                return True
        return False

    def value(self, sense: str) -> Any:
        """Return the value of a sense that the token has."""
        return self.senses[sense]


_new = tuple.__new__  # past the constructor of named tuples, which takes as long as all the rest


def read_tokens(text: str, vocabulary: Vocabulary, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of a text in order, each phrase of the vocabulary joined into one; hyphens do not part a phrase."""
    plain = scan(text, start, end)
    words = [place for place, token in enumerate(plain) if token.key != "-"]
    keys = [plain[place].key for place in words]
    lengths = vocabulary.lengths
    joined, place, word = list[Token](), 0, 0
    while place < len(plain):
        token = plain[place]
        if token.key == "-":
            joined.append(token)
            place += 1
        elif token.key not in lengths:  # most words begin no phrase
            joined.append(token)
            place, word = place + 1, word + 1
        else:
            length, phrase = _phrase(text, plain, words, word, vocabulary.match(keys, word))
            joined.append(phrase)
            word += length
            place = words[word - 1] + 1
    return joined


def _phrase(
    text: str, plain: list[Token], words: list[int], word: int, found: tuple[int, Mapping[str, Any]] | None
) -> tuple[int, Token]:
    """Return how many words the token at a word takes, and the token with the senses of the phrase that was found there."""
    token = plain[words[word]]
    if found is None:
        return 1, token
    length, senses = found
    end = plain[words[word + length - 1]].end
    kind: Kind = token.kind if length == 1 else "word"
    phrase = Token(kind, text[token.start : end], token.start, end, token.key, senses)
    return (length, phrase) if _as_printed(phrase) else (1, token)


def _as_printed(token: Token) -> bool:
    """Return whether a name is written as names are: "Hòa Bình" is a province, "hòa bình" is peace.

    A region's name of several words means nothing else, however it is written: "đồng bằng sông Cửu Long".
    """
    if "area" not in token.senses or (token.senses["area"] == {"region"} and token.text.count(" ") >= _LONG_NAME):
        return True
    return token.text.isupper() if token.senses["upper"] else token.text[0].isupper() or not token.text[0].isalpha()


def scan(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return words, numbers, dates and marks of a text; white space is between them and not among them, new lines are.

    Pieces between white space are remembered, since the same words come again and again; those that hold a digit or may open
    a date are read by their shapes, which reach over white space ("28 tháng 4 năm 2017").
    """
    tokens, done, limit = list[Token](), 0, len(text) if end is None else end
    for found in _PIECE.finditer(text, start, limit):
        first, last = found.span()
        parts = _parts(found.group()) if done <= first and last - first <= _LONGEST_REMEMBERED else None
        if parts is not None:
            for kind, piece, here, there, key in parts:
                tokens.append(_new(Token, (kind, piece, first + here, first + there, key, _NO_SENSES)))
            continue
        done = max(done, first)
        while done < last:
            token = _shaped(text, done, limit)
            tokens.append(token)
            done = token.end
    return tokens


def scan_by_shape(text: str) -> list[Token]:
    """Return what ``scan`` returns, by the shapes alone."""
    tokens, place = list[Token](), 0
    while found := _TOKEN_AHEAD.search(text, place):
        tokens.append(_shaped(text, found.start(), len(text)))
        place = tokens[-1].end
    return tokens


def _shaped(text: str, place: int, limit: int) -> Token:
    found = _SHAPE.match(text, place, limit)
    if found is None:
        raise ValueError(f"there is white space at {place}, and no token")
    kind = _KINDS[int((found.lastgroup or "s0")[1:])]
    piece = found.group()
    return Token(kind, piece, *found.span(), _key(kind, piece))


def _key(kind: Kind, piece: str) -> str:
    """Return the key under which a piece is compared; those of words are remembered unless they are long."""
    if kind == "word":
        return word_key(piece) if len(piece) <= _LONGEST_REMEMBERED else exact_key(piece)
    return "-" if piece in _DASHES else piece


@lru_cache(maxsize=50_000)
def _parts(piece: str) -> tuple[_Part, ...] | None:
    """Return the tokens of a piece between white space; None where its tokens depend on what stands around it."""
    if _READ_BY_SHAPE.search(piece):
        return None
    found, place = list[_Part](), 0
    while place < len(piece):
        token = _shaped(piece, place, len(piece))
        found.append((token.kind, token.text, token.start, token.end, token.key))
        place = token.end
    return tuple(found)


@lru_cache(maxsize=20_000)
def word_key(word: str) -> str:
    """Return the key under which a word is compared."""
    return exact_key(word)
