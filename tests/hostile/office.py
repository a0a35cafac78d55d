"""Documents of office programs that are made to do harm: archives of XML that unpack, expand, nest or repeat without end."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from parpipe.limits import LARGEST_PART
from tests.conformance.documents import (
    PACKAGE,
    RELATIONS,
    SHEET,
    WORD,
    make_archive,
    make_docx,
    make_xlsx,
    run,
    wrap_docx,
    wrap_ods,
    wrap_xlsx,
)
from tests.hostile.attack import EXTERNAL, LAUGHS, TOLD, Attack, rows


def sheet(data: str, **parts: str) -> bytes:
    return wrap_xlsx({"A": data}, **parts)


def workbook_parts(sheets: str, link: str) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>',
    }


LINK = f'<Relationship Id="r" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'


def in_workbook(name: str, content: str | bytes) -> bytes:
    """Return a workbook of one sheet with a part as it should not be."""
    return make_archive({**workbook_parts('<sheet name="A" sheetId="1" r:id="r"/>', LINK), name: content})


def one_part_as_many_sheets() -> bytes:
    entries = "".join(f'<sheet name="s{number}" sheetId="{number}" r:id="r"/>' for number in range(1, 2001))
    data = rows(2_500, 10, "<c><v>1</v></c>", "<row>", "</row>")
    content = f'<worksheet xmlns="{SHEET}"><sheetData>{data}</sheetData></worksheet>'
    return make_archive({**workbook_parts(entries, LINK), "xl/worksheets/sheet1.xml": content})


def understated(parts: Mapping[str, str | bytes]) -> bytes:
    """Return an archive whose directory says of its last part that it unpacks to ten bytes."""
    data = make_archive(parts)
    size = data.rfind(b"PK\x01\x02") + 24
    return data[:size] + struct.pack("<I", 10) + data[size + 4 :]


def nested(name: str) -> bytes:
    """Return an archive in an archive in an archive, each as the part that is read."""
    content = make_archive({name: bytes(1_000_000)})
    for _ in range(30):
        content = make_archive({"[Content_Types].xml": "<Types/>", name: content})
    return content


def formatted(code: str) -> bytes:
    styles = f'<styleSheet xmlns="{SHEET}"><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
    return sheet(
        "<sheetData>" + rows(20_000, 1, '<c s="0"><v>67.41</v></c>', "<row>", "</row>") + "</sheetData>",
        styles=f'{styles}<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>',
    )


def endless_headers() -> bytes:
    body = "".join(f"<w:p>{run(str(number))}</w:p>" for number in range(15_000))
    return wrap_docx("<w:p/>", **{f"header{part}": f'<w:hdr xmlns:w="{WORD}">{body}</w:hdr>' for part in range(9)})


def ods_table(content: str) -> str:
    return f'<table:table table:name="A">{content}</table:table>'


OFFICE: dict[str, Attack] = {
    "a docx that laughs": Attack(".docx", lambda: make_archive({"word/document.xml": f"{LAUGHS}<a>&d;</a>"}), "document type"),
    "an xlsx that laughs": Attack(
        ".xlsx", lambda: sheet("", sharedStrings=f"{LAUGHS}<sst><si><t>&d;</t></si></sst>"), "document type"
    ),
    "an xlsx whose sheet names a document type elsewhere": Attack(
        ".xlsx",
        lambda: in_workbook("xl/worksheets/sheet1.xml", '<!DOCTYPE a SYSTEM "http://localhost:1/a.dtd"><worksheet/>'),
        "document type",
    ),
    "an ods that reads a file": Attack(".ods", lambda: make_archive({"content.xml": f"{EXTERNAL}<a>&b;</a>"}), "document type"),
    "an xlsx with a part of 64 MB": Attack(
        ".xlsx", lambda: in_workbook("xl/worksheets/sheet1.xml", b" " * (LARGEST_PART + 1)), "sheet1.xml unpacks to more"
    ),
    "an ods with a part of 64 MB": Attack(
        ".ods", lambda: make_archive({"content.xml": b" " * (LARGEST_PART + 1)}), "content.xml unpacks to more"
    ),
    "a docx that says it is small": Attack(
        ".docx", lambda: understated({"word/document.xml": b" " * (LARGEST_PART + 1)}), "cannot be unpacked"
    ),
    "a docx of archives in archives": Attack(".docx", lambda: nested("word/document.xml"), "XML is damaged"),
    "an xlsx of archives in archives": Attack(".xlsx", lambda: nested("xl/workbook.xml"), "XML is damaged"),
    "an ods of archives in archives": Attack(".ods", lambda: nested("content.xml"), "XML is damaged"),
    "an archive of an archive": Attack(".xlsx", lambda: make_archive({"a.xlsx": make_xlsx([], [["1"]])}), "of no spreadsheet"),
    "a docx that reads a file": Attack(
        ".docx", lambda: make_archive({"word/document.xml": f"{EXTERNAL}<a>&b;</a>"}), "document type"
    ),
    "an xlsx that reads a file": Attack(
        ".xlsx", lambda: sheet("", sharedStrings=f"{EXTERNAL}<sst><si><t>&b;</t></si></sst>"), "document type"
    ),
    "an ods that laughs": Attack(".ods", lambda: make_archive({"content.xml": f"{LAUGHS}<a>&d;</a>"}), "document type"),
    "a docx with a part of 64 MB": Attack(
        ".docx", lambda: make_archive({"word/document.xml": b" " * (LARGEST_PART + 1)}), "word/document.xml unpacks to more"
    ),
    "an xlsx of parts that unpack to 240 MB": Attack(
        ".xlsx", lambda: wrap_xlsx({f"s{number}": " " * 60_000_000 for number in range(4)}), "parts unpack to more"
    ),
    "an archive of 10,001 files": Attack(
        ".xlsx", lambda: make_archive({f"part{number}": "" for number in range(10_001)}), "10,000 files"
    ),
    "an xlsx whose sheets are one part": Attack(".xlsx", one_part_as_many_sheets, "sheets have more than 300,000 cells"),
    "a docx nested": Attack(
        ".docx", lambda: make_archive({"word/document.xml": "<a>" * 300_000 + "</a>" * 300_000}), "nested deeper"
    ),
    "a docx of frames in frames": Attack(
        ".docx",
        lambda: wrap_docx("<w:tbl><w:tr><w:tc>" * 70 + f"<w:p>{run('x' * 50)}</w:p>" * 5_000 + "</w:tc></w:tr></w:tbl>" * 70),
        "tables are nested deeper",
    ),
    "a docx with a million cells": Attack(
        ".docx",
        lambda: wrap_docx(f"<w:tbl>{rows(100_000, 10, '<w:tc/>', '<w:tr>', '</w:tr>')}</w:tbl>"),
        "elements of the kind tc",
    ),
    "an xlsx with a million cells": Attack(
        ".xlsx", lambda: sheet(f"<sheetData>{rows(100_000, 10, '<c/>', '<row>', '</row>')}</sheetData>"), "300,000 cells"
    ),
    "an ods that repeats": Attack(
        ".ods",
        lambda: wrap_ods(
            ods_table(
                "<table:table-row>"
                + '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>' * 20_000
                + "</table:table-row>"
            )
        ),
        "300,000 cells",
    ),
    "an ods of many full tables": Attack(
        ".ods",
        lambda: wrap_ods(
            ods_table(
                '<table:table-row table:number-rows-repeated="290000"><table:table-cell><text:p>x</text:p></table:table-cell>'
                "</table:table-row>"
            )
            * 40
        ),
        "300,000 cells",
    ),
    "an xlsx that hides columns again and again": Attack(
        ".xlsx",
        lambda: sheet(
            "<cols>"
            + '<col min="1" max="16384" hidden="1"/>' * 200_000
            + "</cols>"
            + '<sheetData><row><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></sheetData>'
        ),
        None,
        0,
    ),
    "an xlsx with a format of many decimals": Attack(".xlsx", lambda: formatted("0." + "0" * 100), None, 0),
    "an xlsx with an endless format": Attack(".xlsx", lambda: formatted("0[" * 50_000), None, 0),
    "a docx with endless headers": Attack(".docx", endless_headers, "100,000 paragraphs"),
    "a docx with a letter of many marks": Attack(".docx", lambda: make_docx([TOLD, "a" + "\u0323\u0301" * 500_000]), None),
    "a paragraph of nothing but a soft hyphen": Attack(".docx", lambda: make_docx(["\u00ad", TOLD]), None),
}
