"""Numbers, ranks, dates and changes of Vietnamese and English pages, as values and back.

A number is read by one written rule: a single comma or a single point is the decimal mark, whatever stands on the rest of
the page; nothing is ever taken for a grouping mark. "11.71" is 11.71 among decimal commas, "85.600" is 85.600, and
"1.234,5" is no number of ours.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_RANK = re.compile(r"(\d{1,3})(?:\s*/\s*(\d{1,3}))?")
_CLOCK = r"(?:[\s,–-]+(\d{1,2})[:hg](\d{2})(?::(\d{2}))?\s*(SA|CH|AM|PM)?)?"
_MOMENT = re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}){_CLOCK}", re.IGNORECASE)
_SPELLED = re.compile(rf"ngày\s+(\d{{1,2}})\s+tháng\s+(\d{{1,2}})\s+năm\s+(\d{{4}}){_CLOCK}", re.IGNORECASE)
_ENGLISH = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?((?<![a-z])[a-z]+)\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MOST_MARKS = 30
_PERHAPS_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time of day in Vietnam where it is printed."""

    day: date
    time: time | None = None


def compose(text: str) -> str:
    """Return the text in composed form (NFC), with 30 marks on a letter at most: ordering them takes the square of the time."""
    if any(map(unicodedata.combining, text[:: _MOST_MARKS + 1])):  # one of every 31 characters in a row is among these
        text = _PERHAPS_MARKS.sub(_few_marks, text)
    return unicodedata.normalize("NFC", text)


def _few_marks(found: re.Match[str]) -> str:
    kept, marks = list[str](), 0
    for character in found[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def nfc(text: str) -> str:
    """Return the text in composed form, without characters that have no width."""
    text = compose(text)
    for mark in _INVISIBLE:  # hardly any text has one, and looking for six is faster than translating every character
        if mark in text:
            text = text.replace(mark, "")
    return text


def read_number(text: str) -> Decimal | None:
    """Return the value with the digits as printed; None when the text is no plain number or has two separators."""
    text = text.strip()
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def write_number(value: Decimal, mark: str = ",") -> str:
    """Return the number as a page prints it, every digit kept: the inverse of ``read_number`` for either decimal mark."""
    return format(value, "f").replace(".", mark)


def read_rank(text: str) -> tuple[int, int | None] | None:
    """Return rank and number of ranked units of "59/63", "01" or "59"; None for anything else, and for rank 0 or 64 of 63."""
    found = _RANK.fullmatch(text.strip())
    if not found:
        return None
    rank, count = int(found[1]), int(found[2]) if found[2] else None
    return None if rank == 0 or (count is not None and rank > count) else (rank, count)


def write_rank(rank: int, count: int | None = None) -> str:
    """Return "59/63", or "59" where the number of ranked units is unknown."""
    return str(rank) if count is None else f"{rank}/{count}"


def read_moment(text: str) -> Moment | None:
    """Return the day, and time if any, of "29/03/2018 1:05:39 CH", "1-1-2019", "ngày 16 tháng 5 năm 2025" or "April 17, 2024".

    None if there is none, or no such day in the calendar. SA is before noon and CH after it. The first date in the text counts.
    """
    found = min(filter(None, (_MOMENT.search(text), _SPELLED.search(text))), key=re.Match.start, default=None)
    if found:
        return _moment(int(found[3]), int(found[2]), int(found[1]), *found.group(4, 5, 6, 7))
    for found in _ENGLISH.finditer(text):
        month, day = found[2][:3].lower(), found[1] or found[3]
        if month in _MONTHS and day:
            return _moment(int(found[4]), _MONTHS.index(month) + 1, int(day))
    return None


def write_moment(moment: Moment) -> str:
    """Return the day and time as Vietnamese sites print them, "29/03/2018 1:05:39 CH": the inverse of ``read_moment``."""
    day = moment.day.strftime("%d/%m/") + f"{moment.day.year:04d}"
    if moment.time is None:
        return day
    hour = moment.time.hour % 12 or 12
    return f"{day} {hour}:{moment.time:%M:%S} {'SA' if moment.time.hour < 12 else 'CH'}"


def _moment(year: int, month: int, day: int, *clock: str | None) -> Moment | None:
    """Return the moment of calendar numbers and, where printed, hour, minute, second and half of the day."""
    try:
        on = date(year, month, day)
        if not clock or clock[0] is None:
            return Moment(on)
        hour, half = int(clock[0]), clock[3]
        if half:
            hour = hour % 12 + (12 if half.upper() in ("CH", "PM") else 0)
        return Moment(on, time(hour, int(clock[1] or 0), int(clock[2] or 0)))
    except ValueError:
        return None
