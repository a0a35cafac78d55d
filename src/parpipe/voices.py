"""Voices: pages that copy one text speak with one voice, however many there are.

Pages are copies of one text when they print the same figures, at least four, or when they share a figure and the words of
their title as their addresses have it, or when their quotes have the same wording. Mirrors are known from the registry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from parpipe.keys import Row

SAME_FIGURES, TITLE_WORDS, WORDING_LETTERS = 4, 5, 30
"""How many equal figures, words of a title and letters of quotes no two writers hit upon by chance."""

_PREFIX = re.compile(r"^https?://((www|m)\.)?", re.IGNORECASE)
_ENDING = re.compile(r"\.[a-z]{2,5}$")
_FOREIGN = re.compile(r"[^a-z]+")


def page_of(row: Row) -> str:
    """Return the page that makes a statement, however its address is written; the statement itself where there is none."""
    return page_at(row["source_url"] or row["statement_id"])


def page_at(url: str) -> str:
    """Return the page at an address, without what the same address is written with or without."""
    host, slash, path = _PREFIX.sub("", url).partition("/")
    return (host.lower() + slash + path).rstrip("/")


def voices_of(statements: Iterable[Row]) -> dict[str, str]:
    """Return the voice of every page: the first, by address, of the pages that copy one text."""
    pages = dict[str, list[Row]]()
    for row in statements:
        pages.setdefault(page_of(row), []).append(row)
    voices = {page: page for page in sorted(pages)}
    first = dict[object, str]()
    for page in voices:
        for sign in _signs(page, pages[page]):
            _join(voices, first.setdefault(sign, page), page)
    return {page: _voice(voices, page) for page in voices}


def _join(voices: dict[str, str], one: str, other: str) -> None:
    low, high = sorted((_voice(voices, one), _voice(voices, other)))
    voices[high] = low


def _voice(voices: Mapping[str, str], page: str) -> str:
    while voices[page] != page:
        page = voices[page]
    return page


def _signs(page: str, rows: list[Row]) -> Iterator[object]:
    """Yield what only copies of one text have in common."""
    figures = frozenset(map(_figure, rows))
    if len(figures) >= SAME_FIGURES:
        yield "figures", figures
    words = _title_words(page)
    if words.count(" ") >= TITLE_WORDS - 1:
        yield from (("title", words, figure) for figure in figures)
    wording = "|".join(sorted({_folded(row["quote"]) for row in rows if row["extractor"] != "transcription"}))
    if len(wording) >= WORDING_LETTERS:
        yield "wording", figures, wording


def _figure(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in ("index_id", "level", "ref_area", "component", "time_period", "measure", "value"))


def _title_words(page: str) -> str:
    """Return the words in the last part of an address, without numbers, which differ between copies."""
    last = re.split("[?#]", page)[0].rstrip("/").rpartition("/")[2].lower()
    return " ".join(word for word in _FOREIGN.split(_ENDING.sub("", last)) if len(word) > 1 and word != "post")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("đ", "d")
    return _FOREIGN.sub("", plain)
