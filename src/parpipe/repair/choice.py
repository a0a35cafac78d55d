"""In which encoding of before Unicode a whole document is, if it is: by its words, for a single word may be good in several.

The rule: take all different words that hold a letter beyond ASCII, except in pieces of text that hold a Vietnamese letter no
Western encoding has. A reading gains a word that is a syllable only so, loses one that is a syllable only as it stands, and
is strange where neither is. It is believed when it gains at least three words, and three times as many as it loses or leaves
strange, and more than any other reading. Names of other languages are strange in every reading, so they stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parpipe.repair.encodings import OF_FONTS, WINDOWS_1258, Encoding
from parpipe.repair.syllables import VIETNAMESE, is_syllable

_FEWEST = 3
_RATIO = 3
_WORD = re.compile("[A-Za-z\x02-\x06\x10-\x15\x19\x1c-\x1e\x80-\x9f\xa1-\xff]+")
_MEANT = re.compile(r"[^\W\d_]+")
FOREIGN = frozenset(map(chr, (*range(0x80, 0xA0), *range(0xA1, 0x100)))) - frozenset(
    "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý«»©®·°²³§\xad×"
)
"""Western letters and signs that neither Unicode Vietnamese nor its typography uses: without one, nothing is doubtful."""

_ENDS = "«»©®·°²³§¨\xad×¹ªº“”‘’–—…" + "".join(map(chr, (*range(0x91, 0x98), 0x84, 0x85)))
"""Signs around words, those of Windows also by their codes."""

_LETTER = re.compile("[A-Za-z]")
_LETTERS_ONLY = re.compile("[A-ZĐƯ]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """The encoding of a document; ``mixed``: other pieces of it are Unicode, so a piece that may be both is left alone."""

    encoding: Encoding
    mixed: bool


def choose(texts: Iterable[str]) -> Choice | None:
    """Return in which encoding the texts of a document are, None if they are Unicode, or in nothing that is certain."""
    pieces = [text for text in texts if not text.isascii()]
    doubtful = [text for text in pieces if not VIETNAMESE.search(text)]
    if not any(FOREIGN.intersection(text) for text in doubtful):
        return None
    best = best_of(doubtful, (*OF_FONTS, WINDOWS_1258))
    return Choice(best, mixed=len(doubtful) < len(pieces)) if best else None


def best_of(texts: Iterable[str], among: Sequence[Encoding], fewest: int = _FEWEST) -> Encoding | None:
    """Return the encoding in which texts of Western letters are Vietnamese by the rule above, if that is certain."""
    words = {word for text in texts for word in _WORD.findall(text) if _may_tell(word)}
    gains = {encoding.name: _gain(words, encoding) for encoding in among}
    best = max(among, key=lambda encoding: gains[encoding.name])
    others = [gain for name, gain in gains.items() if name != best.name]
    return None if gains[best.name] < fewest or gains[best.name] in others else best


def convert(text: str, choice: Choice) -> str:
    """Return one piece of a document as it was meant; as it stands where that has more syllables of Vietnamese."""
    words = _WORD.findall(text)
    if VIETNAMESE.search(text) or not any(map(_may_tell, words)):
        return text
    read = choice.encoding.read(text)
    before, after = _syllables(words), _syllables(_MEANT.findall(read))
    return read if after > before or (after == before and not choice.mixed) else text


def _may_tell(word: str) -> bool:
    """Return whether a word holds both letters of ASCII and others: signs alone, "½" or "§", say nothing."""
    return not word.isascii() and _LETTER.search(word) is not None


def _gain(words: set[str], encoding: Encoding) -> int:
    """Return how many more words a reading gains than it loses; 0 where too many are lost or strange to believe it."""
    gained, against = 0, 0
    for word in words:
        stands, read = is_syllable(word.strip(_ENDS)), encoding.read(word)
        meant = read.strip(_ENDS)
        even = meant.isupper() or meant[1:].islower() or len(meant) == 1
        good = (even and is_syllable(meant)) or _LETTERS_ONLY.fullmatch(meant) is not None
        gained += good and not stands
        against += not good
    return gained - against if gained >= _RATIO * against else 0


def _syllables(words: Iterable[str]) -> int:
    return sum(not word.isascii() and is_syllable(word.strip(_ENDS)) for word in words)
