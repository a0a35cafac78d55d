"""What stands around the tables of a document: the words that can name the index, year and area of their figures."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from parpipe.model import Document, PublishedDate
from parpipe.prose.figures import read_figures
from parpipe.prose.mention import INTERNAL, PRONOUN, SEVERAL, SPOKEN_OF, Mention, Named, Slot
from parpipe.prose.mentions import find_mentions
from parpipe.prose.passages import Passage, lay_out, published_of, title_of
from parpipe.prose.sentences import read_sentences
from parpipe.prose.tokens import read_tokens
from parpipe.prose.vocabulary import Vocabulary
from parpipe.spelling import bare_key

SLOTS: tuple[Slot, ...] = ("index", "year", "area")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words of a document that can speak for its tables, read once for all of them.

    ``headings`` have the places and values of those that say anything of a slot, ``whole`` what the whole text says.
    """

    vocabulary: Vocabulary
    passages: tuple[Passage, ...]
    places: tuple[int, ...]
    title: tuple[Mention, ...]
    published: PublishedDate | None
    index_id: str | None
    area: str | None
    headings: Mapping[Slot, tuple[list[int], list[Any]]]
    whole: Mapping[Slot, Any]

    def above(self, place: int) -> Mapping[Slot, Any]:
        """Return for each slot what the nearest heading above a block says that says anything of it."""
        said = dict[Slot, Any]()
        for slot, (places, values) in self.headings.items():
            number = bisect_left(places, place)
            said |= {slot: values[number - 1]} if number else {}
        return said


def read_surroundings(
    document: Document, vocabulary: Vocabulary, *, index_id: str | None, area: str | None, published: PublishedDate | None
) -> Surroundings:
    """Return the words of a document that can speak for its tables; ``index_id`` and ``area`` are what the caller knows."""
    numbers = {block.locator: place for place, block in enumerate(document.blocks)}
    title = title_of(document, vocabulary)
    passages = tuple(
        passage.saying(read_sentences(passage.block.text, vocabulary, read_figures))
        for passage in lay_out(document, vocabulary, title)
        if not passage.apart
    )
    return Surroundings(
        vocabulary=vocabulary,
        passages=passages,
        places=tuple(numbers[passage.block.locator] for passage in passages),
        title=tuple(mentions_in(title or "", vocabulary)),
        published=published_of(document, vocabulary) or published,
        index_id=index_id,
        area=area,
        headings=_said_by_headings(passages, numbers),
        whole={slot: first_said([[mention for passage in passages for mention in passage.mentions]], slot) for slot in SLOTS},
    )


def _said_by_headings(passages: Sequence[Passage], numbers: Mapping[str, int]) -> Mapping[Slot, tuple[list[int], list[Any]]]:
    said: dict[Slot, tuple[list[int], list[Any]]] = {slot: ([], []) for slot in SLOTS}
    for passage in passages:
        for slot in SLOTS if passage.block.role == "heading" else ():
            value = first_said([passage.mentions], slot) or (_home(passage.mentions) if slot == "area" else None)
            if value is not None:
                said[slot][0].append(numbers[passage.block.locator])
                said[slot][1].append(value)
    return said


def _home(mentions: Sequence[Mention]) -> Any:
    """Return the area that a heading begins with as a dateline would: "Tỉnh Bắc Ninh - DTI 2020"; None beside an office."""
    if any(mention.value is INTERNAL for mention in mentions):
        return None
    return first_said([[replace(mention, role="subject") for mention in mentions if mention.role == "home"]], "area")


def first_said(sources: Sequence[Sequence[Mention]], slot: Slot, *, ministries: bool = False) -> Any:
    """Return the value in the nearest words that have one, SEVERAL when they have more, None when none has.

    ``ministries``: an area may be one as well, where no province is named. In running text it may only have said something.
    """
    for mentions in sources:
        values = list(_values(mentions, slot)) or (list(_values(mentions, slot, "ministry")) if ministries else [])
        if values:
            return values[0] if len(values) == 1 else SEVERAL
    return None


def _values(mentions: Sequence[Mention], slot: Slot, level: str = "province") -> Iterator[Any]:
    seen = set[object]()
    for mention in mentions:
        if mention.slot != slot or mention.role not in SPOKEN_OF or mention.value is PRONOUN:
            continue
        value: Any = mention.value
        if slot == "area":
            if value is not SEVERAL and not (isinstance(value, Named) and level in value.levels):
                continue
            value = value.text if isinstance(value, Named) else value
        if slot == "year" and value is not SEVERAL and not isinstance(value, int):
            continue
        key = bare_key(value) if slot == "area" and value is not SEVERAL else value
        if key not in seen:
            seen.add(key)
            yield value


def mentions_in(text: str, vocabulary: Vocabulary) -> list[Mention]:
    """Return what a line by itself speaks of."""
    return find_mentions(read_tokens(text, vocabulary), ())
