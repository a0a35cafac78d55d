"""XLSX as sheets: cached values of formulas, numbers as shown, hidden sheets, rows and columns known as such."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from parpipe.errors import Unreadable
from parpipe.limits import MOST_CELLS, Archive, attribute, parse_xml, read_part, require_part, scan_xml
from parpipe.repair.encodings import encoding_of_font
from parpipe.vietnamese import nfc
from parpipe.workbooks.numbers import BUILT_IN, LONGEST_FORMAT
from parpipe.workbooks.sheet import Sheet, bounded
from parpipe.workbooks.worksheet import TRUE, CellText, Runs, Shared, one_line, read_worksheet, whole


def read_xlsx_sheets(archive: Archive) -> list[Sheet]:
    """Return the visible sheets in their order; Unreadable for damaged or huge ones."""
    folder, workbook = _workbook(archive)
    root = parse_xml(require_part(archive, workbook))
    targets = _targets(archive, workbook)
    properties = root.find("{*}workbookPr")
    from_1904 = properties is not None and attribute(properties, "date1904") in TRUE
    runs, styles = _shared_runs(archive, folder), _styles(archive, folder)
    book = Shared([one_line(text) for text in runs], _formats(styles), from_1904, runs, _fonts(styles))
    return list(bounded(_sheets(archive, root, targets, book)))


def _sheets(archive: Archive, root: Element, targets: Mapping[str, str], book: Shared) -> Iterator[Sheet]:
    for entry in root.iterfind("{*}sheets/{*}sheet"):
        target = targets.get(attribute(entry, "id") or "", "")
        if attribute(entry, "state") in (None, "visible") and "worksheet" in target:
            yield read_worksheet(nfc(attribute(entry, "name") or ""), require_part(archive, target), book)


def _workbook(archive: Archive) -> tuple[str, str]:
    """Return the folder of the workbook, and its part; nearly always ``xl`` and ``xl/workbook.xml``."""
    for kind, target in _relations(archive, "_rels/.rels", ""):
        if kind.endswith("/officeDocument"):
            return posixpath.dirname(target), target
    return "xl", "xl/workbook.xml"


def _targets(archive: Archive, workbook: str) -> dict[str, str]:
    folder, name = posixpath.split(workbook)
    content = require_part(archive, f"{folder}/_rels/{name}.rels".lstrip("/"))
    return {attribute(entry, "Id") or "": _path(folder, attribute(entry, "Target") or "") for entry in parse_xml(content)}


def _relations(archive: Archive, part: str, folder: str) -> list[tuple[str, str]]:
    content = read_part(archive, part)
    entries = [] if content is None else list(parse_xml(content))
    return [(attribute(entry, "Type") or "", _path(folder, attribute(entry, "Target") or "")) for entry in entries]


def _path(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _shared_runs(archive: Archive, folder: str) -> list[Runs]:
    """Return the texts that cells share, by number."""
    content, texts, text = read_part(archive, f"{folder}/sharedStrings.xml"), list[Runs](), CellText()

    def end(name: str) -> None:
        text.end(name)
        if name == "si":
            texts.append(text.take())
            if len(texts) > MOST_CELLS:
                raise Unreadable(f"its cells share more than {MOST_CELLS:,} texts")

    if content is not None:
        scan_xml(content, text.start, end, text.add)
    return texts


def _styles(archive: Archive, folder: str) -> Element:
    content = read_part(archive, f"{folder}/styles.xml")
    return Element("styleSheet") if content is None else parse_xml(content)


def _formats(styles: Element) -> list[str | None]:
    """Return the number format of every cell style, by the style's number."""
    named = [
        (attribute(entry, "numFmtId"), attribute(entry, "formatCode")) for entry in styles.iterfind("{*}numFmts/{*}numFmt")
    ]
    own = {number: code for number, code in named if code is None or len(code) <= LONGEST_FORMAT}
    numbers = [attribute(entry, "numFmtId") or "0" for entry in styles.iterfind("{*}cellXfs/{*}xf")]
    return [own[number] if number in own else BUILT_IN.get(whole(number, 0)) for number in numbers]


def _fonts(styles: Element) -> list[str | None]:
    """Return the font of every cell style that has one of before Unicode, by the style's number."""
    fonts = [font.find("{*}name") for font in styles.iterfind("{*}fonts/{*}font")]
    names = [attribute(name, "val") if name is not None else None for name in fonts]
    numbers = [whole(attribute(entry, "fontId"), 0) for entry in styles.iterfind("{*}cellXfs/{*}xf")]
    if not any(map(encoding_of_font, names)):
        return []
    return [names[number] if number < len(names) and encoding_of_font(names[number]) else None for number in numbers]
