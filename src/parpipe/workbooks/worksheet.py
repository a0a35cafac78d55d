"""One worksheet of an XLSX file: its XML, tag by tag, to a Sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parpipe.errors import Unreadable
from parpipe.limits import MOST_CELLS, MOST_TEXT, scan_xml
from parpipe.locators import column_number
from parpipe.repair.letters import clean, join_runs
from parpipe.workbooks.numbers import hides_text, show_number
from parpipe.workbooks.sheet import LAST_COLUMN, LAST_ROW, Sheet

Runs = list[tuple[str, str | None]]
"""Pieces of a text, each with the font that it names."""

TRUE = ("1", "true", "on")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_NOTHING = re.compile(r"0+(\.0+)?")
_TEXTS = ("t", "v")


@dataclass(frozen=True, slots=True)
class Shared:
    """What the sheets of a workbook share: texts and number formats by number, and the day that dates are counted from.

    ``runs`` has the texts as they are stored, ``fonts`` those of the cell styles that are of before Unicode.
    """

    texts: list[str]
    formats: list[str | None]
    from_1904: bool
    runs: list[Runs]
    fonts: list[str | None]
    drawn: dict[tuple[int, str], str] = field(default_factory=dict)

    def text(self, number: int, font: str | None) -> str:
        """Return a shared text as a font draws it, made once for all cells that share it."""
        if font is None:
            return self.texts[number]
        if (number, font) not in self.drawn:
            self.drawn[number, font] = one_line(self.runs[number], font)
        return self.drawn[number, font]


@dataclass(slots=True)
class CellText:
    """The text of one cell while its tags go by; formulas and phonetic guides are no text."""

    runs: Runs = field(default_factory=list)
    font: str | None = None
    wanted: bool = False
    guides: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note that an element begins."""
        if name == "rFont":
            self.font = attributes.get("val")
        self.guides += name == "rPh"
        self.wanted = name in _TEXTS and not self.guides

    def end(self, name: str) -> None:
        """Note that an element ends."""
        self.guides -= name == "rPh"
        self.wanted = False
        if name == "r":
            self.font = None

    def add(self, text: str) -> None:
        """Add text that stands where the last element began."""
        if self.wanted:
            self.runs.append((text, self.font))

    def take(self) -> Runs:
        """Return the text in runs, each with the font it names for itself, and begin anew."""
        runs, self.runs = self.runs, []
        return runs


def one_line(runs: Runs, font: str | None = None) -> str:
    """Return the text of a cell on one line, composed, letters as its font draws them."""
    if len(runs) == 1 and runs[0][0].isascii():
        return " ".join(runs[0][0].split())
    return " ".join(clean(join_runs([(text, own or font) for text, own in runs])).split())


@dataclass(slots=True)
class _Scan:
    """Where the scan stands: the cell that is open, by row and column from 1, and the sheet so far."""

    sheet: Sheet
    shared: Shared
    row: int = 0
    column: int = 0
    cell: dict[str, str] = field(default_factory=dict)
    text: CellText = field(default_factory=CellText)
    seen: int = 0
    characters: int = 0
    rows_hidden: str = "0"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self.row, self.column = whole(attributes.get("r"), self.row + 1), 0
            if _is_hidden(attributes, "ht", self.rows_hidden):
                self.sheet.hidden_rows.add(self.row - 1)
        elif name == "col" and _is_hidden(attributes, "width", "0"):
            self.sheet.hidden_columns.append((whole(attributes.get("min"), 1) - 1, whole(attributes.get("max"), 1) - 1))
        elif name == "mergeCell":
            self.sheet.merged.extend(_area(attributes.get("ref", "")))
            self.seen += 1
        elif name == "sheetFormatPr":
            self.rows_hidden = attributes.get("zeroHeight", "0")
        else:
            self.text.start(name, attributes)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        """Open a cell where it says it is, else right of the last one."""
        self.seen += 1
        if self.seen > MOST_CELLS:
            raise Unreadable(f"its sheet {self.sheet.name} has more than {MOST_CELLS:,} cells")
        found = _REFERENCE.fullmatch(attributes.get("r", ""))
        self.row, self.column = (int(found[2]), column_number(found[1])) if found else (self.row, self.column + 1)
        if not (1 <= self.row <= LAST_ROW and 1 <= self.column <= LAST_COLUMN):
            raise Unreadable(f"it has a cell in row {self.row}, column {self.column}, outside every sheet")
        self.cell = attributes
        self.text.take()

    def end(self, name: str) -> None:
        self.text.end(name)
        if name != "c":
            return
        text = _shown(self.cell, self.text.take(), self.shared)
        self.characters += len(text)
        if self.characters > MOST_TEXT:
            raise Unreadable(f"its sheet {self.sheet.name} has more than {MOST_TEXT:,} characters")
        if text:
            self.sheet.texts[self.row - 1, self.column - 1] = text


def read_worksheet(name: str, content: bytes, shared: Shared) -> Sheet:
    """Return the sheet of a worksheet's XML; Unreadable for damaged XML and for cells without end."""
    scan = _Scan(Sheet(name, {}), shared)
    scan_xml(content, scan.start, scan.end, scan.text.add)
    return scan.sheet


def _shown(cell: dict[str, str], runs: Runs, shared: Shared) -> str:
    """Return the text of a cell: its own, a shared one, or its number as shown. Errors are shown as they are: #N/A."""
    kind, style = cell.get("t", "n"), whole(cell.get("s"), 0)
    font = shared.fonts[style] if style < len(shared.fonts) else None
    number_format = shared.formats[style] if style < len(shared.formats) else None
    value = "" if kind in ("inlineStr", "str") and hides_text(number_format) else one_line(runs, font)
    if kind == "s":
        number = whole(value, -1)
        if not 0 <= number < len(shared.texts) or hides_text(number_format):
            return ""
        return shared.text(number, font)
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    if kind == "n" and value:
        return show_number(value, number_format, from_1904=shared.from_1904)
    return value


def _is_hidden(attributes: dict[str, str], size: str, otherwise: str) -> bool:
    return attributes.get("hidden", otherwise) in TRUE or _NOTHING.fullmatch(attributes.get(size, "")) is not None


def _area(reference: str) -> list[tuple[int, int, int, int]]:
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    if len(corners) != 2 or not corners[0] or not corners[1]:
        return []
    first, last = corners[0], corners[1]
    return [(int(first[2]) - 1, int(last[2]) - 1, column_number(first[1]) - 1, column_number(last[1]) - 1)]


def whole(text: str | None, otherwise: int) -> int:
    """Return the number of an attribute, and the other number where it is none."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) <= 7 else otherwise
