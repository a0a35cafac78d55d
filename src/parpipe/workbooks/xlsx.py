"""XLSX as sheets: cached values of formulas, numbers as shown, hidden sheets, rows and columns known as such."""

from __future__ import annotations

import posixpath
import zipfile

from parpipe.limits import attribute, parse_xml, read_part, require_part, scan_xml
from parpipe.vietnamese import nfc
from parpipe.workbooks.numbers import BUILT_IN
from parpipe.workbooks.sheet import Sheet
from parpipe.workbooks.worksheet import TRUE, CellText, Shared, read_worksheet, whole


def read_xlsx_sheets(archive: zipfile.ZipFile) -> list[Sheet]:
    """Return the visible sheets in their order; Unreadable for damaged or huge ones."""
    folder, workbook = _workbook(archive)
    root = parse_xml(require_part(archive, workbook))
    targets = _targets(archive, workbook)
    properties = root.find("{*}workbookPr")
    from_1904 = properties is not None and attribute(properties, "date1904") in TRUE
    book = Shared(_shared_texts(archive, folder), _formats(archive, folder), from_1904)
    sheets = list[Sheet]()
    for entry in root.iterfind("{*}sheets/{*}sheet"):
        target = targets.get(attribute(entry, "id") or "", "")
        if attribute(entry, "state") in (None, "visible") and "worksheet" in target:
            sheets.append(read_worksheet(nfc(attribute(entry, "name") or ""), require_part(archive, target), book))
    return sheets


def _workbook(archive: zipfile.ZipFile) -> tuple[str, str]:
    """Return the folder of the workbook, and its part; nearly always ``xl`` and ``xl/workbook.xml``."""
    for kind, target in _relations(archive, "_rels/.rels", ""):
        if kind.endswith("/officeDocument"):
            return posixpath.dirname(target), target
    return "xl", "xl/workbook.xml"


def _targets(archive: zipfile.ZipFile, workbook: str) -> dict[str, str]:
    folder, name = posixpath.split(workbook)
    content = require_part(archive, f"{folder}/_rels/{name}.rels".lstrip("/"))
    return {attribute(entry, "Id") or "": _path(folder, attribute(entry, "Target") or "") for entry in parse_xml(content)}


def _relations(archive: zipfile.ZipFile, part: str, folder: str) -> list[tuple[str, str]]:
    content = read_part(archive, part)
    entries = [] if content is None else list(parse_xml(content))
    return [(attribute(entry, "Type") or "", _path(folder, attribute(entry, "Target") or "")) for entry in entries]


def _path(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _shared_texts(archive: zipfile.ZipFile, folder: str) -> list[str]:
    """Return the texts that cells share, by number."""
    content, texts, text = read_part(archive, f"{folder}/sharedStrings.xml"), list[str](), CellText()

    def end(name: str) -> None:
        text.end(name)
        if name == "si":
            texts.append(text.take())

    if content is not None:
        scan_xml(content, text.start, end, text.add)
    return texts


def _formats(archive: zipfile.ZipFile, folder: str) -> list[str | None]:
    """Return the number format of every cell style, by the style's number."""
    content = read_part(archive, f"{folder}/styles.xml")
    if content is None:
        return []
    root = parse_xml(content)
    own = {attribute(entry, "numFmtId"): attribute(entry, "formatCode") for entry in root.iterfind("{*}numFmts/{*}numFmt")}
    numbers = [attribute(entry, "numFmtId") or "0" for entry in root.iterfind("{*}cellXfs/{*}xf")]
    return [own[number] if number in own else BUILT_IN.get(whole(number, 0)) for number in numbers]
