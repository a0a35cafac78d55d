"""Documents that are made to do harm, one builder an attack: what each is, and the reason for which it must be refused.

A reason of None means that the document is odd and harmless: it must be read within the same limits, and the figure that stands
beside what is odd in it must be found.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from parpipe.limits import LARGEST_PART
from tests.conformance.documents import (
    MAKERS,
    PACKAGE,
    RELATIONS,
    SHEET,
    WORD,
    Drawing,
    assemble_pdf,
    draw_pdf,
    make_archive,
    make_docx,
    run,
    stream,
    wrap_docx,
    wrap_ods,
    wrap_xlsx,
)

TOLD = "PAR INDEX năm 2016 của Lai Châu đạt 67,41 điểm."
EXTERNAL = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'


@dataclass(frozen=True, slots=True)
class Attack:
    """A kind of document, how to make it, and what its refusal says."""

    kind: str
    make: Callable[[], bytes]
    reason: str | None
    statements: int = 1


def page(body: str) -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><p>{TOLD}</p>{body}</body></html>'.encode()


def rows(count: int, width: int, cell: str, begin: str, end: str) -> str:
    return (begin + cell * width + end) * count


def sheet(data: str, **parts: str) -> bytes:
    return wrap_xlsx({"A": data}, **parts)


def one_part_as_many_sheets() -> bytes:
    entries = "".join(f'<sheet name="s{number}" sheetId="{number}" r:id="r"/>' for number in range(1, 2001))
    data = rows(2_500, 10, "<c><v>1</v></c>", "<row>", "</row>")
    link = f'<Relationship Id="r" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    return make_archive(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>{entries}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{data}</sheetData></worksheet>',
        }
    )


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


def looping_pdf(content: str, resources: str, *more: str) -> bytes:
    """Return a page that draws something with the objects 5, 6, …."""
    return assemble_pdf(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
            f"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<{resources}>>>>",
            stream(content),
            *more,
        ]
    )


def form(content: str, resources: str) -> str:
    return stream(content).replace("<<", f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<{resources}>>", 1)


def ruled_pdf(pages: int) -> bytes:
    """Return pages of as many fields as there can be: lines that are nearer to each other are taken for one."""
    drawing = Drawing()
    drawing.write(50, 60, "A")
    drawing.rule_grid([10 + 3.2 * number for number in range(180)], [10 + 3.2 * number for number in range(255)])
    return draw_pdf([drawing] * pages)


def unmapped_pdf() -> bytes:
    drawing = Drawing()
    drawing.write(50, 60, "Lai Châu đạt 67,41 điểm")
    return draw_pdf([drawing], mapped=False)


def in_old_font(body: str) -> bytes:
    return page(f'<font face=".VnTime">{body}</font>')


def _broken() -> Iterator[tuple[str, Attack]]:
    """Yield documents of every kind that are cut off, and random bytes under its name."""
    for kind in (".docx", ".xlsx", ".ods", ".pdf", ".xls"):
        whole = MAKERS[kind]([TOLD], [["Tỉnh", "Điểm"], ["Lai Châu", "67,41"]])
        yield f"{kind} cut in half", Attack(kind, lambda whole=whole: whole[: len(whole) // 2], ".")  # type: ignore[misc]
        yield f"{kind} of random bytes", Attack(kind, lambda: random.Random(1).randbytes(200_000), ".")
    for kind in (".html", ".txt", ".csv"):
        yield f"{kind} of random bytes", Attack(kind, lambda: random.Random(1).randbytes(50_000), "binary|CSV|separated")
        letters = random.Random(2).randbytes(50_000).replace(b"\0", b"a")
        yield f"{kind} of random letters", Attack(kind, lambda letters=letters: letters, None if kind == ".txt" else "", 0)  # type: ignore[misc]


ATTACKS: dict[str, Attack] = {
    **dict(_broken()),
    # entities
    "a docx that reads a file": Attack(
        ".docx", lambda: make_archive({"word/document.xml": f"{EXTERNAL}<a>&b;</a>"}), "document type"
    ),
    "an xlsx that reads a file": Attack(
        ".xlsx", lambda: sheet("", sharedStrings=f"{EXTERNAL}<sst><si><t>&b;</t></si></sst>"), "document type"
    ),
    "an ods that laughs": Attack(".ods", lambda: make_archive({"content.xml": f"{LAUGHS}<a>&d;</a>"}), "document type"),
    "a page that reads a file": Attack(".html", lambda: EXTERNAL.encode() + page("&b;"), None),
    # archives
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
    # depth
    "a page nested and never closed": Attack(".html", lambda: page("<div>" * 200_000), "nested in each other"),
    "a page nested and closed": Attack(".html", lambda: page("<div>" * 200_000 + "</div>" * 200_000), "nested in each other"),
    "a page of unknown elements": Attack(".html", lambda: page("<x-y>" * 200_000), "nested in each other"),
    "a page of UTF-16 nested": Attack(
        ".html", lambda: page("<div>" * 200_000).decode().encode("utf-16"), "nested in each other"
    ),
    "a page of nested tables": Attack(".html", lambda: page("<table><tr><td>1<tr><td>2" * 300 + "<p>x</p>" * 20_000), None),
    "a page of nested frames around a title": Attack(
        ".html", lambda: page("<div class=sidebar>" * 300 + "<i></i>" * 20_000 + "<h1>x</h1>"), None
    ),
    "styles that every paragraph opens anew": Attack(
        ".html",
        lambda: page("".join(f"<code id={number}></i>" for number in range(2_000)) + "<p>x" * 20_000),
        "nested in each other",
    ),
    "a docx nested": Attack(
        ".docx", lambda: make_archive({"word/document.xml": "<a>" * 300_000 + "</a>" * 300_000}), "nested deeper"
    ),
    "a docx of frames in frames": Attack(
        ".docx",
        lambda: wrap_docx("<w:tbl><w:tr><w:tc>" * 70 + f"<w:p>{run('x' * 50)}</w:p>" * 5_000 + "</w:tc></w:tr></w:tbl>" * 70),
        "tables are nested deeper",
    ),
    # a million cells
    "a page with a million cells": Attack(
        ".html", lambda: page(f"<table>{rows(90_000, 9, '<td>1', '<tr>', '')}</table>"), "cells"
    ),
    "a page with ten million tags": Attack(".html", lambda: page("<br>" * 4_000_000), "1,000,000 tags"),
    "a page with cells that span": Attack(
        ".html",
        lambda: page(f"<table>{rows(5_000, 10, '<td colspan=100 rowspan=100>1', '<tr>', '')}</table>"),
        "300,000 cells",
    ),
    "a page with one long row": Attack(".html", lambda: page(f"<table><tr>{'<td>1' * 290_000}<tr><td>2</table>"), None),
    "a csv with a million cells": Attack(".csv", lambda: b"1,2,3,4,5,6,7,8,9,0\n" * 100_000, "300,000 cells"),
    "a csv of commas": Attack(".csv", lambda: b"," * 5_000_000, "300,000 cells"),
    "a csv of nothing": Attack(".csv", lambda: b"a\n" + b"\n" * 5_000_000, "300,000 cells"),
    "a tsv with a million cells": Attack(".tsv", lambda: b"1\t2\t3\t4\t5\t6\t7\t8\t9\t0\n" * 100_000, "300,000 cells"),
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
    # PDF
    "a pdf with a table of a million fields": Attack(".pdf", lambda: ruled_pdf(23), "300,000 cells"),
    "a pdf whose pages are its pages": Attack(
        ".pdf",
        lambda: assemble_pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]),
        ".",
    ),
    "a pdf whose form draws itself": Attack(
        ".pdf", lambda: looping_pdf("/X Do", "/XObject<</X 5 0 R>>", form("/X Do /X Do", "/XObject<</X 5 0 R>>")), "."
    ),
    "a pdf whose forms draw each other": Attack(
        ".pdf",
        lambda: looping_pdf(
            "/X Do",
            "/XObject<</X 5 0 R>>",
            form("/Y Do /Y Do", "/XObject<</Y 6 0 R>>"),
            form("/X Do /X Do", "/XObject<</X 5 0 R>>"),
        ),
        ".",
    ),
    "a pdf whose font descends from itself": Attack(
        ".pdf",
        lambda: looping_pdf(
            "BT /F 9 Tf <0041> Tj ET",
            "/Font<</F 5 0 R>>",
            "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 5 0 R>>",
        ),
        ".",
    ),
    "a pdf with a font without a map": Attack(".pdf", unmapped_pdf, "fonts do not say"),
    # text
    "a page with an element of many attributes": Attack(
        ".html", lambda: page("<a " + " ".join(f"a{number}" for number in range(300_000)) + ">"), "1,000 attributes"
    ),
    "elements in the quotes of others": Attack(".html", lambda: page("<a b='" * 500_000), "1,000 attributes"),
    "attributes in quotes with brackets": Attack(
        ".html", lambda: page("<a " + " ".join(f"a{number}='>'" for number in range(100_000)) + ">"), "1,000 attributes"
    ),
    "a letter with a million marks": Attack(".txt", lambda: f"{TOLD} a".encode() + "\u0323\u0301".encode() * 500_000, None),
    "a letter with a million marks as entities": Attack(".html", lambda: page("a" + "&#x323;&#x301;" * 200_000), None),
    "a docx with a letter of many marks": Attack(".docx", lambda: make_docx([TOLD, "a" + "\u0323\u0301" * 500_000]), None),
    "a word of a million letters in an old font": Attack(".html", lambda: in_old_font("é" + "a" * 1_000_000), None),
    "an old font around nested elements": Attack(".html", lambda: in_old_font("<span>" * 300 + "é<i></i>" * 20_000), None),
    "a style sheet without rules": Attack(".html", lambda: in_old_font(f"é<style>{'a' * 3_000_000}</style>"), None),
    "style sheets without end": Attack(
        ".html", lambda: in_old_font("<style>p{font-family:.VnTime}</style><p>é</p>" * 5_000), None
    ),
    "a text of short lines": Attack(".txt", lambda: TOLD.encode() + b"\na" * 900_000, None),
    "a text of paragraphs": Attack(".txt", lambda: b"A.\n" * 200_000, "100,000 paragraphs"),
    "a text of lines without end": Attack(".txt", lambda: b"\n" * 4_000_000 + b"a", "1,000,000 lines"),
    "a sentence of 5 MB": Attack(
        ".txt", lambda: f"PAR INDEX năm 2016 của Lai Châu {'cải cách hành chính ' * 210_000}đạt 67,41 điểm.".encode(), None
    ),
    "a sentence of 120,000 figures": Attack(
        ".txt", lambda: (TOLD[:-1] + ", đạt 67,41 điểm" * 120_000).encode(), "100,000 figures"
    ),
    "a number of a million digits": Attack(".txt", lambda: f"{TOLD} {'1' * 1_000_000} điểm".encode(), None),
    "a paragraph of nothing but a soft hyphen": Attack(".docx", lambda: make_docx(["\u00ad", TOLD]), None),
}
