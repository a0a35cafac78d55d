"""Documents of every kind, made byte by byte: the same paragraphs and rows in the form that each reader is for."""

import csv
import html
import io
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from parpipe.locators import column_letters
from tests.pictures import draw_picture, to_jpeg, to_png

Rows = Sequence[Sequence[str]]
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"


def make_archive(parts: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def make_docx(paragraphs: Sequence[str], rows: Rows = ()) -> bytes:
    body = "".join(f"<w:p>{run(text)}</w:p>" for text in paragraphs)
    cells = ("".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in row) for row in rows)
    return wrap_docx(body + (f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>" if rows else ""))


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def wrap_docx(body: str, **parts: str) -> bytes:
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    others = {f"word/{name}.xml": content for name, content in parts.items()}
    return make_archive({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **others})


def make_xlsx(_: Sequence[str], rows: Rows) -> bytes:
    cells = (
        "".join(
            f'<c r="{column_letters(column)}{row}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            for column, text in enumerate(texts, start=1)
        )
        for row, texts in enumerate(rows, start=1)
    )
    data = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(cells, start=1))
    return wrap_xlsx({"Bảng 1": f"<sheetData>{data}</sheetData>"})


def wrap_xlsx(sheets: Mapping[str, str], states: Mapping[str, str] | None = None, **parts: str) -> bytes:
    """Return a workbook of the sheets' XML; ``parts`` are ``styles`` and ``sharedStrings``."""
    numbered = list(enumerate(sheets.items(), start=1))
    entries = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="r{number}" state="{(states or {}).get(name, "visible")}"/>'
        for number, (name, _) in numbered
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number, _ in numbered
    )
    return make_archive(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>{entries}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
            **{
                f"xl/worksheets/sheet{number}.xml": f'<worksheet xmlns="{SHEET}">{content}</worksheet>'
                for number, (_, content) in numbered
            },
            **{f"xl/{name}.xml": content for name, content in parts.items()},
        }
    )


def make_ods(_: Sequence[str], rows: Rows) -> bytes:
    cells = (
        "".join(f"<table:table-cell><text:p>{escape(text)}</text:p></table:table-cell>" for text in texts) for texts in rows
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return wrap_ods(f'<table:table table:name="Bảng 1">{body}</table:table>')


def wrap_ods(tables: str, styles: str = "") -> bytes:
    names = " ".join(f'xmlns:{name}="{OPEN_DOCUMENT}:{name}:1.0"' for name in ("office", "table", "text", "style"))
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return make_archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def make_xls(_: Sequence[str], rows: Rows) -> bytes:
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("Bảng 1")
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            sheet.write(row, column, text)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def make_html(paragraphs: Sequence[str], rows: Rows = ()) -> bytes:
    body = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    cells = ("".join(f"<td>{html.escape(text)}</td>" for text in row) for row in rows)
    table = f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>" if rows else ""
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{body}{table}</body></html>'.encode()


def make_text(paragraphs: Sequence[str], _: Rows = ()) -> bytes:
    return "\n".join(paragraphs).encode()


def make_csv(_: Sequence[str], rows: Rows, separator: str = ",") -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=separator, lineterminator="\n").writerows(rows)
    return target.getvalue().encode()


def make_tsv(paragraphs: Sequence[str], rows: Rows) -> bytes:
    return make_csv(paragraphs, rows, "\t")


def make_rtf(paragraphs: Sequence[str], rows: Rows = ()) -> bytes:
    """Return paragraphs and a table in Rich Text Format, letters beyond ASCII as numbers."""
    body = "".join(f"\\pard {_rtf(text)}\\par\n" for text in paragraphs)
    for row in rows:
        edges = "".join(f"\\cellx{2000 * number}" for number in range(1, len(row) + 1))
        body += f"\\trowd{edges} " + "".join(f"\\pard\\intbl {_rtf(text)}\\cell " for text in row) + "\\row\n"
    return f"{{\\rtf1\\ansi\\uc1 {{\\fonttbl{{\\f0 Times New Roman;}}}}\\f0\n{body}\\pard\\par}}".encode("ascii")


def _rtf(text: str) -> str:
    units = memoryview(text.encode("utf-16-le")).cast("H").tolist()
    return "".join(chr(unit) if unit < 128 and chr(unit) not in "\\{}" else f"\\u{unit}?" for unit in units)


def make_doc(paragraphs: Sequence[str], rows: Rows = ()) -> bytes:
    """Return the document of Word 97 that LibreOffice makes of an RTF, so this needs LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "in.rtf").write_bytes(make_rtf(paragraphs, rows))
        command = ["soffice", f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless"]
        subprocess.run(
            [*command, "--convert-to", "doc:MS Word 97", "--outdir", folder, f"{folder}/in.rtf"],
            check=True,
            capture_output=True,
        )
        return (Path(folder) / "in.doc").read_bytes()


def make_pdf(paragraphs: Sequence[str], rows: Rows = (), *, ruled: bool = True) -> bytes:
    """Return a page of paragraphs of a line each, and a table under them."""
    page = Drawing()
    for number, text in enumerate(paragraphs):
        page.write(50, 60 + 30 * number, text)
    top = 60 + 30 * len(paragraphs)
    for number, texts in enumerate(rows):
        for column, text in enumerate(texts):
            page.write(54 + 110 * column, top + 20 * number + 14, text)
    if ruled and rows:
        page.rule_grid(
            [50 + 110 * column for column in range(len(rows[0]) + 1)], [top + 20 * row for row in range(len(rows) + 1)]
        )
    return draw_pdf([page])


class Drawing:
    """What is drawn on a page of A4, positions from its top left corner; letters are half as wide as they are high."""

    def __init__(self) -> None:
        self.operations: list[str] = []

    def write(self, x: float, y: float, text: str, size: float = 10) -> None:
        codes = "".join(f"{ord(letter):04x}" for letter in text)
        self.operations.append(f"BT /F1 {size} Tf {x} {842 - y} Td <{codes}> Tj ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.operations.append(f"{x0} {842 - y0} m {x1} {842 - y1} l S")

    def rule_grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)


def draw_pdf(pages: Sequence[Drawing], *, mapped: bool = True, page_extra: str = "") -> bytes:
    """Return the pages as a PDF; ``mapped``: its font says which letters it draws."""
    contents = ["\n".join(page.operations) for page in pages]
    letters = sorted({letter for page in pages for letter in letters_of(page)})
    lines = "\n".join(f"<{ord(letter):04x}> <{ord(letter):04x}>" for letter in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{lines}\nendbfchar\nendcmap end end"
    )
    kids = " ".join(f"{7 + 2 * number} 0 R" for number in range(len(pages)))
    to_unicode = "/ToUnicode 6 0 R" if mapped else ""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>>>",
        f"<</Type/Font/Subtype/Type0/BaseFont/Vn/Encoding/Identity-H/DescendantFonts[4 0 R]{to_unicode}>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Vn/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        "/DW 500/FontDescriptor 5 0 R>>",
        "<</Type/FontDescriptor/FontName/Vn/Flags 4/FontBBox[0 -200 1000 800]/Ascent 800/Descent -200/CapHeight 700"
        "/StemV 80/ItalicAngle 0>>",
        stream(cmap),
    ]
    for number, content in enumerate(contents):
        objects.append(f"<</Type/Page/Parent 2 0 R/Contents {8 + 2 * number} 0 R{page_extra}>>")
        objects.append(stream(content))
    return assemble_pdf(objects)


def letters_of(page: Drawing) -> set[str]:
    codes = "".join(part.split(">")[0] for operation in page.operations for part in operation.split("<")[1:])
    return {chr(int(codes[place : place + 4], 16)) for place in range(0, len(codes), 4)}


def stream(content: str) -> str:
    return f"<</Length {len(content.encode('latin-1'))}>>stream\n{content}\nendstream"


def assemble_pdf(objects: Sequence[str]) -> bytes:
    data, places = b"%PDF-1.7\n", list[int]()
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF\n".encode()


def make_png(paragraphs: Sequence[str], rows: Rows = ()) -> bytes:
    return to_png(draw_picture(paragraphs, rows, page=_PICTURE))


def make_jpeg(paragraphs: Sequence[str], rows: Rows = ()) -> bytes:
    return to_jpeg(draw_picture(paragraphs, rows, page=_PICTURE))


_PICTURE = (2000, 1000)

MAKERS: Mapping[str, Callable[[Sequence[str], Rows], bytes]] = {
    ".csv": make_csv,
    ".doc": make_doc,
    ".docx": make_docx,
    ".htm": make_html,
    ".html": make_html,
    ".jpeg": make_jpeg,
    ".jpg": make_jpeg,
    ".ods": make_ods,
    ".pdf": make_pdf,
    ".png": make_png,
    ".rtf": make_rtf,
    ".tsv": make_tsv,
    ".txt": make_text,
    ".xls": make_xls,
    ".xlsx": make_xlsx,
}
"""How to make a document of each kind that there is a reader for."""
