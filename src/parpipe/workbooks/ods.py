"""ODS as sheets. Cells carry the text that was shown beside their value, so nothing has to be formatted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from parpipe.errors import Unreadable
from parpipe.limits import MOST_CELLS, Archive, attribute, local_name, parse_xml, refuse_many, require_part
from parpipe.repair.encodings import encoding_of_font
from parpipe.repair.letters import clean, join_runs
from parpipe.vietnamese import nfc
from parpipe.workbooks.sheet import LAST_COLUMN, LAST_ROW, Sheet, bounded

_HIDDEN = ("collapse", "filter")
_GROUPS = frozenset(
    f"table-{part}" for part in ("row-group", "header-rows", "rows", "column-group", "header-columns", "columns")
)
_SPACES = {"s": " ", "tab": " ", "line-break": " "}


def read_ods_sheets(archive: Archive) -> list[Sheet]:
    """Return the visible sheets in their order; Unreadable for damaged or huge ones."""
    root = parse_xml(require_part(archive, "content.xml"))
    refuse_many(root, dict.fromkeys(("table-row", "table-cell", "covered-table-cell", "p"), MOST_CELLS))
    hidden = {attribute(style, "name") for style in root.iterfind("{*}automatic-styles/{*}style") if _is_not_displayed(style)}
    tables = root.iterfind("{*}body/{*}spreadsheet/{*}table")
    fonts = _fonts(root)
    return list(bounded(_sheet(table, fonts) for table in tables if attribute(table, "style-name") not in hidden))


def _fonts(root: Element) -> dict[str, str]:
    """Return the font of every style that names one of before Unicode."""
    faces = {
        attribute(face, "name"): attribute(face, "font-family") for face in root.iterfind("{*}font-face-decls/{*}font-face")
    }
    fonts = dict[str, str]()
    for style in root.iterfind("{*}automatic-styles/{*}style"):
        for properties in style.iterfind("{*}text-properties"):
            name = attribute(properties, "font-name") or attribute(properties, "font-family")
            if (font := faces.get(name) or name) and encoding_of_font(font):
                fonts[attribute(style, "name") or ""] = font
    return fonts


def _is_not_displayed(style: Element) -> bool:
    return any(attribute(properties, "display") == "false" for properties in style.iterfind("{*}table-properties"))


@dataclass(slots=True)
class _Place:
    row: int = 0
    column: int = 0


def _sheet(table: Element, fonts: Mapping[str, str]) -> Sheet:
    sheet, at = Sheet(nfc(attribute(table, "name") or ""), {}), _Place()
    for element in _parts(table):
        match local_name(element):
            case "table-column":
                count = _repeated(element, "number-columns-repeated", LAST_COLUMN)
                if attribute(element, "visibility") in _HIDDEN:
                    sheet.hidden_columns.append((at.column, at.column + count - 1))
                at.column += count
            case "table-row":
                _add_rows(sheet, element, at.row, fonts)
                at.row += _repeated(element, "number-rows-repeated", LAST_ROW)
    return sheet


def _parts(table: Element) -> Iterator[Element]:
    """Yield the columns and rows of a table, those in groups too."""
    waiting = list(reversed(table))
    while waiting:
        element = waiting.pop()
        if local_name(element) in _GROUPS:
            waiting.extend(reversed(element))
        else:
            yield element


def _add_rows(sheet: Sheet, row: Element, first: int, fonts: Mapping[str, str]) -> None:
    """Add the texts of a row, which may stand for several equal ones."""
    column, texts = 0, list[tuple[int, str]]()
    for cell in row:
        if local_name(cell) not in ("table-cell", "covered-table-cell"):
            continue
        count = _repeated(cell, "number-columns-repeated", LAST_COLUMN)
        if column > LAST_COLUMN:
            break
        if text := _text(cell, fonts):
            texts.extend((column + offset, text) for offset in range(count))
        high, wide = _repeated(cell, "number-rows-spanned", LAST_ROW), _repeated(cell, "number-columns-spanned", LAST_COLUMN)
        if high > 1 or wide > 1:
            sheet.merged.append((first, first + high - 1, column, column + wide - 1))
        column += count
    count = _repeated(row, "number-rows-repeated", LAST_ROW)
    hidden = attribute(row, "visibility") in _HIDDEN
    if not texts and not hidden:
        return
    if len(sheet.texts) + len(texts) * count > MOST_CELLS or column > LAST_COLUMN or first > LAST_ROW:
        raise Unreadable(f"its sheet {sheet.name} has more than {MOST_CELLS:,} cells")
    for number in range(first, first + count):
        sheet.texts.update(((number, place), text) for place, text in texts)
        if hidden:
            sheet.hidden_rows.add(number)


def _text(cell: Element, fonts: Mapping[str, str]) -> str:
    """Return the text that a cell shows; notes on it are not shown."""
    runs = list[tuple[str, str | None]]()
    font = fonts.get(attribute(cell, "style-name") or "") if fonts else None
    for paragraph in cell.iterfind("{*}p"):
        runs.append((" ", font))
        for element in paragraph.iter():
            own = fonts.get(attribute(element, "style-name") or "", font) if fonts else None
            runs.append((_SPACES.get(local_name(element), "") + (element.text or ""), own))
            if element is not paragraph:
                runs.append((element.tail or "", font))
    return " ".join(clean(join_runs(runs)).split())


def _repeated(element: Element, name: str, most: int) -> int:
    text = attribute(element, name) or "1"
    return max(min(int(text), most), 1) if text.isascii() and text.isdecimal() and len(text) < 10 else 1
