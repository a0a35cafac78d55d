"""A document as passages: blocks with their tokens, figures and mentions, what authority they have, and the date of their own.

The headlines of other articles under or beside a text speak of other years and indices: they are passages apart, and
take neither index nor year from the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parpipe.model import Block, Document, Grade, PublishedDate
from parpipe.prose.mention import Mention
from parpipe.prose.pieces import Figure
from parpipe.prose.sentences import Sentence
from parpipe.prose.tokens import Token, read_tokens, word_key
from parpipe.prose.vocabulary import Vocabulary
from parpipe.vietnamese import read_moment

_DATED = re.compile(
    r"[(\[]\s*(\d[\d/.-]{7,9}[^()\[\]]{0,20}|\d{1,2} [A-Za-z]{3,9} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4})[)\]]\s*$"
    r"|\s([A-Z][a-z]{2,8} \d{1,2}, \d{4})\s*$"
)
_DATED_FIRST = re.compile(r"[(\[]?(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})[)\]]? ?(?:[-–—:|] ?)?(?=[^\W\d_])")
_DATED_WITHIN = 80
"""Characters at the end of a block; no date with its brackets is longer."""
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_HEADLINE = 300
_OPENING_WITHIN = 100
"""Characters; no phrase that opens a box, an imprint or a date line is longer, or has as many marks before it."""
_LONGEST_CAPTION = 6
_LONGEST_HEADING = 14
_BOTH = 2
_NUMERAL = re.compile(r"[IVX]{1,4}[.)] ")
_SENTENCE_ENDS = (".", ";", ",", "!", "?")
_NO_HEADING = (*_SENTENCE_ENDS, ":", "…")
_LINKS = ("»", "›", "▸", "►")
"""What stands before the headlines of other articles in the margin of a page."""
_POSTED_WITHIN = 12
_POSTED_ABOVE = 3
_SIGNED_WITHIN = 3
_SUBJECT_WITHIN = 6
_SUBJECT_YEAR = re.compile(r"\b20\d\d\b")
_ZONES = ("GMT", "UTC", "ICT", "AM", "PM", "SA", "CH")


@dataclass(frozen=True, slots=True)
class Passage:
    """One block, and what its sentences say once they are read. ``apart``: it belongs to another article.

    ``figures`` and ``mentions`` are those of all sentences; their places are places in their own sentence.
    """

    block: Block
    grade: Grade
    published: PublishedDate | None = None
    apart: bool = False
    sentences: Sequence[Sentence] = ()
    figures: Sequence[Figure] = ()
    mentions: Sequence[Mention] = ()

    def saying(self, sentences: Sequence[Sentence]) -> Passage:
        """Return the passage with what its sentences say."""
        if not sentences:
            return self
        figures = [figure for sentence in sentences for figure in sentence.figures]
        mentions = [mention for sentence in sentences for mention in sentence.mentions]
        return replace(self, sentences=sentences, figures=figures, mentions=mentions)


def lay_out(document: Document, vocabulary: Vocabulary, title: str | None) -> list[Passage]:
    """Return the passages that may hold figures, none of them read yet: footers, imprints and dates are left out."""
    passages, apart = list[Passage](), False
    titles = {document.title, title} - {None}
    for block in _with_headings(document.blocks):
        opening = _opening(block, vocabulary)
        if block.role == "title":
            apart = False
        if _opens(opening, "related", whole=True):
            apart = True
            continue
        if block.role == "footer" or _opens(opening, "imprint", "posted"):
            continue
        beside = block.role == "aside" or block.text.startswith(_LINKS) or _opens(opening, "related")
        passages.append(_passage(block, titles, apart=apart or beside))
    return passages


def _with_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks, an item that heads what follows as the heading that it is: "2. Sơn La", "II. KẾT QUẢ NĂM 2023"."""
    for number, block in enumerate(blocks):
        neighbours = (*blocks[max(0, number - 1) : number], *blocks[number + 1 : number + 2])
        alone = len(neighbours) == _BOTH and all(other.role == "paragraph" for other in neighbours)
        short = len(block.text.split()) <= _LONGEST_HEADING and block.text[-1:] not in _NO_HEADING
        heads = block.role == "item" and short and (alone or _is_section(block.text))
        yield replace(block, role="heading") if heads else block


def _is_section(text: str) -> bool:
    return bool(_NUMERAL.match(text)) and text.isupper()


def _passage(block: Block, titles: set[str | None], *, apart: bool) -> Passage:
    own = _own_date(block.text)
    is_title = block.role == "title" or block.text in titles
    dated = own is not None and not is_title and len(block.text) < _HEADLINE
    grade: Grade = "body"
    if dated or is_title or block.role == "heading":
        grade = "headline"
    elif apart:
        grade = "aside"
    elif block.role == "caption":
        grade = "caption"
    return Passage(block, grade, own if dated else None, apart or dated)


def heads_section(block: Block) -> bool:
    """Return whether a block is a short line, like the heading of a section: "II. CHỈ TIÊU"."""
    return block.role != "title" and len(block.text.split()) <= _LONGEST_CAPTION and block.text[-1:] not in _SENTENCE_ENDS


def _opening(block: Block, vocabulary: Vocabulary) -> Sequence[Token]:
    """Return the first tokens of a block whose first word may be that of a box, an imprint or a date line, else none."""
    first = _FIRST_WORD.search(block.text)
    end = min(len(block.text), _OPENING_WITHIN)
    return read_tokens(block.text, vocabulary, 0, end) if first and word_key(first[0]) in vocabulary.openings else ()


def _opens(tokens: Sequence[Token], *senses: str, whole: bool = False) -> bool:
    """Return whether a block begins with one of the senses; ``whole``: and holds nothing else but marks."""
    words = [token for token in tokens if token.kind not in ("mark", "newline")]
    return bool(words) and words[0].has(*senses) and (len(words) == 1 or not whole)


def _own_date(text: str) -> PublishedDate | None:
    found = _DATED.search(text, max(0, len(text) - _DATED_WITHIN)) or _DATED_FIRST.match(text)
    moment = read_moment(next(filter(None, found.groups()))) if found else None
    return PublishedDate(moment.day, "day") if moment else None


def title_of(document: Document, vocabulary: Vocabulary) -> str | None:
    """Return the title: the document's own, else the block before its date line, the line that says what it is about, or the
    first block, without a full stop.
    """
    if document.title:
        return document.title
    place = _posted_at(document, vocabulary)
    heading = next((block.text for block in document.blocks[:_POSTED_WITHIN] if block.role == "heading"), None)
    opening = document.blocks[0].text if document.blocks else ""
    before = document.blocks[place - 1].text if place else _subject(document, vocabulary) or heading or opening
    return before if 0 < len(before) < _HEADLINE and not before.endswith(".") else None


def _subject(document: Document, vocabulary: Vocabulary) -> str | None:
    """Return the line behind a letterhead that names an index and a year: "Kết quả Chỉ số cải cách hành chính năm 2023"."""
    for block in document.blocks[:_SUBJECT_WITHIN]:
        line = block.text if len(block.text) < _HEADLINE and _SUBJECT_YEAR.search(block.text) else ""
        tokens = read_tokens(line, vocabulary) if line and line[-1] not in _NO_HEADING else ()
        if any(token.has("index") for token in tokens) and not any(token.has("unit", "rank_word", "up") for token in tokens):
            return line
    return None


def published_of(document: Document, vocabulary: Vocabulary) -> PublishedDate | None:
    """Return the day the document says it was published; None if it does not, or only shows a date that may be today's."""
    if document.published:
        return document.published
    place = _posted_at(document, vocabulary)
    moment = None if place is None else read_moment(document.blocks[place].text)
    return PublishedDate(moment.day, "day") if moment else None


def _is_title(document: Document, block: Block) -> bool:
    """Return whether a heading is the title, which may go on with the name of the site."""
    return block.role == "heading" and document.title is not None and document.title.startswith(block.text)


def _without_zone(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens of a date line before what says in which zone its time is: "08:15 (GMT+7)", "4:15 CH"."""
    zone = next((place for place, token in enumerate(tokens) if token.text.upper() in _ZONES), len(tokens))
    return tokens[:zone]


def _posted_at(document: Document, vocabulary: Vocabulary) -> int | None:
    """Return the place of the date line near the title: it begins with "Ngày đăng", or is a date and nothing else.

    Lines with a date are read here whole: what else a line says tells whether it is one.
    """
    titles = [place for place, block in enumerate(document.blocks) if block.role == "title" or _is_title(document, block)]
    after = titles[0] if titles else 0
    below = range(after, min(after + _POSTED_WITHIN, len(document.blocks)))
    above = range(max(0, after - _POSTED_ABOVE), after)
    near = {place: document.blocks[place] for place in (*below, *above)}
    dated = {place: read_tokens(block.text, vocabulary) for place, block in near.items() if read_moment(block.text)}
    said = [place for place, tokens in dated.items() if _opens(tokens, "posted")]
    lines = [place for place, tokens in dated.items() if titles and place > after and _is_date_line(tokens, place - after)]
    return next(iter([*said, *lines]), None)


def _is_date_line(tokens: Sequence[Token], below: int) -> bool:
    """Return whether a line so far below the title is a date and nothing else, or a date and time with a name beside them."""
    kinds = [token.kind for token in tokens]
    if all(token.kind in ("date", "time", "mark") or token.has("weekday") for token in _without_zone(tokens)):
        return True
    counted = kinds[:2] == ["date", "mark"] and tokens[1].text == "|"  # "20/05/2025 | Lượt xem: 327"
    near = below <= _SIGNED_WITHIN and len(tokens) <= _POSTED_WITHIN
    signed = near and ({"date", "time"} <= set(kinds) or counted)
    return signed and tokens[-1].text not in (".", ":") and not any(token.has("today") for token in tokens)
