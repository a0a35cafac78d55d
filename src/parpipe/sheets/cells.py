"""Values as cells of XLSX: numbers that show the digits that were printed, dates, and texts that can never be formulas.

Excel holds 15 digits of a number and 32,767 characters (of UTF-16) of a text. A longer number is written as text, a longer
text is cut and says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
"""The rows that a sheet of Excel can have."""

CUT = " […] (cắt bớt, đầy đủ trong tệp CSV; cut, whole in the CSV file)"
"""How a text ends that was too long for a cell."""

DAY = "dd/mm/yyyy"

_TRUTH = '"TRUE";"TRUE";"FALSE"'  # for LibreOffice, which shows FALSE as 0; Excel needs no format for it
_MOST_TEXT = 32_767
_MOST_DIGITS = 15
_MOST_ADDRESS = 2_079
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
_DAY_ZERO = date(1899, 12, 30)
_ADDRESS = re.compile(r"https?://[^\s#]+(#[^\s#]*)?")

LINK = {"font_color": "#0563C1", "underline": 1}


@dataclass(frozen=True, slots=True)
class Entry:
    """A sheet as the first sheet lists it: its name, what it holds in Vietnamese and English, and its rows."""

    sheet: str
    content: str
    content_en: str
    rows: int


class Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        """Begin without any format."""
        self._book = book
        self._made = dict[tuple[tuple[str, Any], ...], Any]()

    def style(self, properties: Mapping[str, Any]) -> Format:
        """Return the format with these properties of XlsxWriter."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **properties})
        return self._made[key]


def number_format(printed: str) -> str:
    """Return the number format under which a number shows as it was printed: ``0.00`` for "90.10"."""
    whole, _, decimals = printed.lstrip("+-").partition(".")
    return "0" * (len(whole) if whole.startswith("0") else 1) + ("." + "0" * len(decimals) if decimals else "")


def fitting(text: str) -> str:
    """Return a text as it fits into a cell, with a note at its end if it had to be cut."""
    if 2 * len(text) <= _MOST_TEXT:  # no character takes more than two units
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _MOST_TEXT:
        return text
    return units[: 2 * (_MOST_TEXT - len(CUT))].decode("utf-16-le", "ignore") + CUT


def cell_of(value: Any, kind: str, styles: Styles) -> tuple[Any, Format]:
    """Return what the cell of a value of a Table Schema type holds, a text, a number or a truth value, and its format."""
    if kind == "boolean":
        return value, styles.style({"num_format": _TRUTH, "align": "center"})
    if kind in ("number", "integer"):
        return _number(str(value), styles)
    if kind == "date" and value >= _FIRST_DAY:
        return float((value - _DAY_ZERO).days), styles.style({"num_format": DAY, "align": "center"})
    return fitting(str(value)), styles.style({"align": "left", "indent": 1})


def _number(printed: str, styles: Styles, suffix: str = "", properties: Mapping[str, Any] | None = None) -> tuple[Any, Format]:
    """Return a number as a cell holds it, which is as text where Excel could not hold all of its digits, and its format."""
    style = properties or {}
    if sum(map(str.isdigit, printed)) > _MOST_DIGITS:
        return printed, styles.style(style)
    return float(printed), styles.style({**style, "num_format": number_format(printed) + suffix})


def write_number(
    sheet: Worksheet,
    place: tuple[int, int],
    printed: str,
    styles: Styles,
    suffix: str = "",
    properties: Mapping[str, Any] | None = None,
) -> None:
    """Write a number with the digits printed; ``suffix`` goes on with its number format and is no part of the value."""
    held, style = _number(printed, styles, suffix, properties)
    if isinstance(held, str):
        sheet.write_string(*place, held, style)
    else:
        sheet.write_number(*place, held, style)


def is_address(text: str | None) -> bool:
    """Return whether a text is an address that Excel takes as a link."""
    return text is not None and len(text) <= _MOST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def heading_style(styles: Styles) -> Format:
    """Return the format of the headings that officials read."""
    properties = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79", "border": 1, "border_color": "#BFBFBF"}
    return styles.style({**properties, "text_wrap": True, "valign": "vcenter", "align": "center"})


def set_up_page(sheet: Worksheet, footer: str, heading_rows: tuple[int, int], pages: int = 1) -> None:
    """Let a sheet print on A4, landscape, some pages wide, with its headings on every page and a footer."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(pages, 0)
    sheet.repeat_rows(*heading_rows)
    sheet.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8&P/&N")
