"""XLSX, ODS and XLS to a Document: one table for every visible sheet, whose cells are ``sheet=NAME&cell=B7``.

What the bytes are decides, not what the file is called: exports named .xls are often XLSX. What a person does not see,
hidden sheets, rows and columns, is not read: such cells are empty.
"""

from __future__ import annotations

from parpipe.errors import Unreadable
from parpipe.isolation import read_apart
from parpipe.limits import MOST_CELLS, Archive, open_archive
from parpipe.model import Document, Table
from parpipe.repair.letters import repair_document
from parpipe.workbooks.ods import read_ods_sheets
from parpipe.workbooks.sheet import Sheet, visible_rows
from parpipe.workbooks.xls import read_xls_sheets
from parpipe.workbooks.xlsx import read_xlsx_sheets

_ZIP = b"PK"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_PROTECTED = "EncryptedPackage".encode("utf-16-le")


def read_spreadsheet(data: bytes) -> Document:
    """Return the sheets of a workbook as tables; Unreadable if it is damaged, protected by a password, or too large."""
    if data.startswith(_ZIP):
        return _document(_archived_sheets(open_archive(data)))
    if _PROTECTED in data[:65_536]:
        raise Unreadable("it is protected by a password; save it without one")
    if data.startswith((_COMPOUND, *_BIFF)):
        return read_apart(parse_xls, data)
    if data.lstrip()[:1] == b"<":
        raise Unreadable("it is a web page under the name of a spreadsheet; rename it to .html")
    raise Unreadable("it is no spreadsheet of XLSX, ODS or XLS")


def parse_xls(data: bytes) -> Document:
    """Return the sheets of an XLS file as tables. Damaged files may raise anything: run it with ``read_apart``."""
    return _document(read_xls_sheets(data))


def _archived_sheets(archive: Archive) -> list[Sheet]:
    names = set(archive.namelist())
    if "content.xml" in names:
        return read_ods_sheets(archive)
    if "[Content_Types].xml" in names or "xl/workbook.xml" in names:
        return read_xlsx_sheets(archive)
    raise Unreadable("it is an archive, but of no spreadsheet of XLSX or ODS")


def _document(sheets: list[Sheet]) -> Document:
    tables, cells = list[Table](), 0
    for sheet in sheets:
        rows = visible_rows(sheet)
        cells += sum(map(len, rows))
        if cells > MOST_CELLS:
            raise Unreadable(f"it has more than {MOST_CELLS:,} cells")
        if rows:
            tables.append(Table(f"sheet={sheet.name}", rows))
    if len({table.locator for table in tables}) < len(tables):
        raise Unreadable("two of its sheets have the same name")
    return repair_document(Document((), tuple(tables)))
