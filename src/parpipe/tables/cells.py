"""The cells of a table: what form a text has, and the number that it prints.

A cell is read by itself and whole: "67,41/97,5", "58/63", "91,43%", "+1,23". What is not one number in one of these forms
is no value, so digits that ran together ("60.4566.4761.12") are never split by guessing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from parpipe.locators import cell_locator
from parpipe.model import Table, Unit
from parpipe.tables.told import read_told
from parpipe.vietnamese import nfc, read_number

Form = Literal[
    "empty", "missing", "text", "whole", "decimal", "ratio", "ranked", "signed", "directed", "paired", "told", "year", "broken"
]

Said = Literal["score", "rank", "score_change", "rank_change"]

_NUMBER = r"\d+(?:[.,]\d+)?"
_VALUE = re.compile(rf"({_NUMBER})(?:\s*/\s*({_NUMBER}))?\s*(%\s*điểm|điểm\s*%|%|điểm|points?|pts)?", re.IGNORECASE)
_CHANGED = r"(%\s*điểm|điểm\s*%|%|điểm|points?|bậc|hạng|places?|ranks?)?"
_SIGNED = re.compile(rf"([+\-−–])\s*({_NUMBER})\s*{_CHANGED}", re.IGNORECASE)
_WAY = "[▲▼△▽↑↓⬆⬇↗↘]|tăng|giảm|up|down"
_DIRECTED = re.compile(rf"(?:\(?({_WAY})\)?)\s*({_NUMBER})\s*{_CHANGED}", re.IGNORECASE)
_PAIRED = re.compile(
    r"(\d{1,2}[.,]\d{1,4})\s*(%|điểm|points?|pts)?\s*\(\s*((?:xếp\s+)?(?:thứ|hạng)\s+|rank(?:ed)?\s+)?(\d{1,2})(?:\s*/\s*(\d{2}))?\s*\)",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(\d{1,2}[.,]\d{1,4})\s*/\s*(\d{1,2})")
_MOVED = re.compile(
    rf"(\d{{1,2}})(?:\s*/\s*(\d{{2}}))?\s*\(\s*({_WAY}|[+\-−–]|(?=0))\s*(\d{{1,2}})\s*(?:bậc|hạng|places?)?\s*\)",
    re.IGNORECASE,
)
_GREW = re.compile(
    rf"(\d{{1,2}}[.,]\d{{1,4}})\s*(%?)\s*\(\s*([+\-−–▲▼△▽↑↓⬆⬇]|tăng|giảm|up|down)\s*({_NUMBER})\s*(?:%|điểm|points?)?\s*\)",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"[=↔→]|giữ nguyên(?: (?:thứ )?(?:hạng|bậc)| vị trí)?|không (?:thay )?đổi|unchanged|no change", re.IGNORECASE
)
_RANKED = re.compile(r"\d{1,2}\s*/\s*\d{2}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]")
_DOWN = frozenset([*"-−–▼▽↓⬇↘", "giảm", "down"])
_SIGNS = frozenset("+-−–")
_PLACES = ("bậc", "hạng", "place", "places", "rank", "ranks")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.IGNORECASE)
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell as it stands in the document, and its locator; ``plain`` is composed, on one line, and stripped.

    ``whole`` is the text of the cell of which this is a half.
    """

    text: str
    locator: str
    whole: str = ""
    plain: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Set what is made of the text once, since many steps look at it."""
        object.__setattr__(self, "plain", " ".join(nfc(self.text).split()))


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table, or of blocks that were one; ``after`` is how many blocks stand before it, where that is known."""

    locator: str
    rows: tuple[Row, ...]
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A number of a cell: its digits as printed, and what the same cell says of maximum or count, sign, unit and measure.

    ``year`` and ``base`` are those that the words of the cell name; ``told``: words say what it is.
    ``either_way``: a plus may mean a better rank or a greater number.
    """

    value: Decimal
    printed: str
    of: Decimal | None = None
    unit: Unit | None = None
    signed: bool = False
    means: Said | None = None
    year: int | None = None
    base: int | str | None = None
    told: bool = False
    either_way: bool = False


def make_grid(table: Table) -> Grid:
    """Return the cells of a document's table with their locators."""
    rows = (
        tuple(Cell(text, cell_locator(table.locator, row, column)) for column, text in enumerate(texts, start=1))
        for row, texts in enumerate(table.rows, start=1)
    )
    return Grid(table.locator, tuple(rows), table.after)


def form(text: str, missing: frozenset[str]) -> Form:
    """Return what a cell looks like. ``missing`` are the texts, in lower case, that say there is no value."""
    if not text:
        return "empty"
    if text.casefold() in missing:
        return "missing"
    if _YEAR.fullmatch(text):
        return "year"
    if _SIGNED.fullmatch(text):
        return "signed"
    if _DIRECTED.fullmatch(text) or _SAME.fullmatch(text):
        return "directed"
    if _ranked_behind(text):
        return "paired"
    if found := _VALUE.fullmatch(text):
        if found[2]:
            return (
                "ranked"
                if _RANKED.fullmatch(text) and 16 <= int(found[2]) <= 64 and int(found[1]) <= int(found[2])
                else "ratio"
            )
        return "whole" if found[1].isdecimal() and "%" not in text else "decimal"
    if _ORDINAL.fullmatch(text):
        return "whole"
    if _PAIRED.fullmatch(text) or _MOVED.fullmatch(text) or _GREW.fullmatch(text):
        return "paired"
    if ";" in text and len(read_values(text)) > 1:
        return "directed"
    if _DIGITS.search(text) and not _LETTERS.search(text):
        return "broken"
    return "told" if read_told(text) else "text"


def _ranked_behind(text: str) -> tuple[Decimal, re.Match[str]] | None:
    """Return the score in "88,54/4": what stands behind it is less, so it is no maximum."""
    found = _SLASHED.fullmatch(text)
    score = read_number(found[1]) if found else None
    return (score, found) if found and score is not None and score > int(found[2]) > 0 else None


def read_value(text: str) -> Value | None:
    """Return the number that a cell prints; None when it is not exactly one, with at most a maximum or count after it."""
    text = " ".join(nfc(text).split())
    if found := _ORDINAL.fullmatch(text):
        return Value(Decimal(found[1]), found[1])
    if _SAME.fullmatch(text):
        return Value(Decimal(0), text, signed=True)
    if found := _SIGNED.fullmatch(text) or _DIRECTED.fullmatch(text):
        amount = read_number(found[2])
        value = None if amount is None else _towards(found[1], amount)
        said: Said | None = None if not found[3] else "rank_change" if found[3].casefold() in _PLACES else "score_change"
        return None if value is None else Value(value, found[0].strip(), None, _unit(found[3]), signed=True, means=said)
    found = _VALUE.fullmatch(text)
    if not found:
        return None
    value, of = read_number(found[1]), read_number(found[2]) if found[2] else None
    return None if value is None else Value(value, found[1], of, _unit(found[3]))


def read_values(text: str) -> tuple[Value, ...]:
    """Return the numbers of a cell: one, or two as in "90,12 (3)", "4 (▲20)" and "Tăng 4,21%; tăng 5 bậc"; none in others."""
    return tuple(_as_printed(value, text) for value in _read_values(" ".join(nfc(text).split())))


def _read_values(text: str) -> tuple[Value, ...]:
    if (found := _PAIRED.fullmatch(text)) and (score := read_number(found[1])) is not None:
        count = Decimal(found[5]) if found[5] else None
        first = Value(score, found[1], None, _unit(found[2]), means="score")
        return first, Value(Decimal(found[4]), found[4], count, means="rank", told=bool(found[3] or count))
    if behind := _ranked_behind(text):
        first = Value(behind[0], behind[1][1], means="score")
        return first, Value(Decimal(behind[1][2]), behind[1][2], means="rank")
    if found := _MOVED.fullmatch(text):
        count, places = Decimal(found[2]) if found[2] else None, Decimal(found[4])
        moved = _towards(found[3], places)
        printed = text[found.start(3) : found.end(4)]
        change = Value(moved, printed, signed=True, means="rank_change", either_way=found[3] in _SIGNS)
        return Value(Decimal(found[1]), found[1], count, means="rank"), change
    if found := _GREW.fullmatch(text):
        score, amount = read_number(found[1]), read_number(found[4])
        if score is None or amount is None:
            return ()
        grown = _towards(found[3], amount)
        printed = text[found.start(3) : found.end(4)]
        change = Value(grown, printed, signed=True, means="score_change")
        return Value(score, found[1], None, _unit(found[2]), means="score"), change
    values = [read_value(part.strip()) for part in text.split(";")]
    if None in values:
        return _values_told(text)
    said = [value for value in values if value is not None]
    several = len(said) > 1 and all(value.means for value in said)
    return tuple(said) if len(said) == len(values) and (several or len(said) == 1) else ()


def _values_told(text: str) -> tuple[Value, ...]:
    """Return the numbers of a cell that says in words what they are."""
    told = read_told(text)
    if told is None:
        return ()
    return tuple(
        Value(
            figure.value,
            figure.printed,
            Decimal(figure.ranked_count) if figure.ranked_count else figure.scale_max,
            figure.unit,
            signed=figure.measure.endswith("change"),
            means=figure.measure,
            year=told.year,
            base=told.base,
            told=True,
        )
        for figure in told.figures
    )


def _towards(sign: str, amount: Decimal) -> Decimal:
    """Return an amount with the sign that a mark or word before it says: "▼", "giảm"."""
    return -amount if sign.casefold() in _DOWN else amount


def _as_printed(value: Value, raw: str) -> Value:
    """Return a value whose printed form stands in the cell as it is: without its sign where other spaces part the two."""
    digits = re.findall(_NUMBER, value.printed)
    return value if value.printed in raw or not digits else replace(value, printed=digits[-1])


def _unit(printed: str | None) -> Unit | None:
    if not printed or printed.casefold() in _PLACES:
        return None
    return "percent" if printed == "%" else "points"
