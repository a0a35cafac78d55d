"""Workbooks as a person sees them: what is shown, merged, hidden; and files that are made to do harm."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.errors import Unreadable
from parpipe.extracting import make_context
from parpipe.extractors import extract_figures
from parpipe.limits import LARGEST_PART
from parpipe.locators import cell_locator, column_letters, column_number, follow
from parpipe.readers.spreadsheet import parse_xls, read_spreadsheet
from parpipe.workbooks.numbers import show_number
from tests.conformance.documents import make_archive, make_xls, make_xlsx, wrap_ods, wrap_xlsx

STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0000"/>'
    '<numFmt numFmtId="165" formatCode="0.00&quot; điểm&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    "</cellXfs></styleSheet>"
)


def rows_of(*rows: str) -> str:
    return f"<sheetData>{''.join(f'<row>{row}</row>' for row in rows)}</sheetData>"


def read_rows(content: str, **parts: str) -> tuple[tuple[str, ...], ...]:
    return read_spreadsheet(wrap_xlsx({"S": content}, **parts)).tables[0].rows


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        ("67.409999999999997", None, "67.41"),
        ("67.409999999999997", "General", "67.41"),
        ("90.1", "0.00", "90.10"),
        ("67.4137", "0.00", "67.41"),
        ("67.405", "0.00", "67.41"),
        ("0.9143", "0.00%", "91.43%"),
        ("46.0415", "0.0000", "46.0415"),
        ("14063", "#,##0", "14063"),
        ("14063.5", "#,##0.00", "14063.50"),
        ("1", "00", "01"),
        ("-1.5", "0.00;[Red]-0.00", "-1.50"),
        ("1.5", '+0.00" điểm";-0.00" điểm"', "+1.50 điểm"),
        ("59", '0"/63"', "59/63"),
        ("12", "0.##", "12"),
        ("12.5", "0.##", "12.5"),
        ("43188", "dd/mm/yyyy", "29/03/2018"),
        ("43188", "[$-409]d-mmm-yy", "29/03/2018"),
        ("43188", "yyyy", "2018"),
        ("2016", "@", "2016"),
        ("2016", "# ?/?", "2016"),
        ("1E+20", None, "100000000000000000000"),
        ("1E+300", None, "1E+300"),
        ("67.41", "0,00", "67.41"),
        ("67.41", "#.##0,00", "67.41"),
        ("67.41", "[$-42A]#,##0.00", "67.41"),
        ("67.41", '0.00"%"', "67.41%"),
        ("0.6741", "0.0 %", "67.4 %"),
        ("67.41", '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)', "67.41"),
        ("-2.5", '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)', "(2.50)"),
        ("0", '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)', "-"),
        ("0", '0.00;-0.00;"-"', "-"),
        ("0", "+0.0;-0.0;0", "0"),
        ("0", "0;;", ""),
        ("-3", "0;;0", ""),
        ("67.41", ";;;", ""),
        ("67.41", "0." + "0" * 300, "67.41"),
        ("67.41", "0;" * 200, "67.41"),
        ("nan", "0.00", "nan"),
        ("Lai Châu", "0.00", "Lai Châu"),
    ],
)
def test_a_number_is_read_as_it_is_shown(value: str, number_format: str | None, shown: str) -> None:
    assert show_number(value, number_format) == shown


@given(st.decimals(min_value=-1000, max_value=1000, places=2))
def test_two_decimals_come_back_from_the_binary_fraction_they_are_stored_as(number: object) -> None:
    assert show_number(repr(float(str(number))), "0.00").lstrip("-") == str(number).lstrip("-")


@given(st.integers(1, 16_384))
def test_column_letters_have_an_inverse(number: int) -> None:
    assert column_number(column_letters(number)) == number


def test_cells_show_cached_values_formats_and_texts() -> None:
    row = (
        '<c t="s"><v>0</v></c><c><f>SUM(A1:A2)</f><v>67.409999999999997</v></c><c s="1"><v>90.1</v></c>'
        '<c s="2"><v>0.9143</v></c>'
        '<c s="3"><v>46.0415</v></c><c s="4"><v>67.4</v></c><c t="str"><v>59/63</v></c><c t="b"><v>1</v></c>'
        '<c t="e"><v>#N/A</v></c>'
    )
    shared = "<sst><si><r><t>Lai </t></r><r><t>Châu</t></r><rPh><t>guide</t></rPh></si></sst>"

    rows = read_rows(rows_of(row), styles=STYLES, sharedStrings=shared)

    assert rows == (("Lai Châu", "67.41", "90.10", "91.43%", "46.0415", "67.40 điểm", "59/63", "TRUE", "#N/A"),)


def test_merged_headers_repeat_and_title_rows_stay() -> None:
    data = (
        '<sheetData><row r="1"><c r="A1" t="str"><v>Bảng xếp hạng</v></c></row>'
        '<row r="3"><c r="A3" t="str"><v>Tỉnh</v></c><c r="B3" t="str"><v>2016</v></c></row>'
        '<row r="4"><c r="B4" t="str"><v>Điểm</v></c><c r="C4" t="str"><v>Hạng</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A3:A4"/><mergeCell ref="B3:C3"/></mergeCells>'
    )

    document = read_spreadsheet(wrap_xlsx({"PAR & SIPAS": data}))

    title = ("Bảng xếp hạng",) * 3
    assert document.tables[0].rows == (title, ("", "", ""), ("Tỉnh", "2016", "2016"), ("Tỉnh", "Điểm", "Hạng"))
    assert follow(document, "sheet=PAR & SIPAS&cell=C4") == "Hạng"


def test_what_is_hidden_is_empty_and_the_rest_keeps_its_address() -> None:
    data = (
        '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><v>4</v></c></row><row r="3" ht="0"><c r="A3"><v>5</v></c></row>'
        '<row r="4"><c r="C4"><v>6</v></c></row></sheetData>'
    )
    workbook = wrap_xlsx({"seen": data, "not": data, "never": data}, {"not": "hidden", "never": "veryHidden"})

    document = read_spreadsheet(workbook)

    assert [table.locator for table in document.tables] == ["sheet=seen"]
    assert document.tables[0].rows == (("1", "", "3"), ("", "", ""), ("", "", ""), ("", "", "6"))


def test_an_ods_shows_its_texts_spans_and_repetitions_and_hides_what_is_hidden() -> None:
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    wide, twice = (f' table:number-columns-{what}="2"' for what in ("spanned", "repeated"))
    table = (
        '<table:table table:name="A"><table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
        f"<table:table-row>{cell.format(wide, 'Điểm<text:s/>số')}<table:covered-table-cell/>"
        f"{cell.format('', 'hidden')}</table:table-row>"
        f'<table:table-row table:visibility="filter">{cell.format("", "filtered")}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{cell.format(twice, "67,41")}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table>"
    )
    hidden = (
        '<table:table table:name="B" table:style-name="x"><table:table-row>'
        + cell.format("", "1")
        + "</table:table-row></table:table>"
    )
    style = '<style:style style:name="x"><style:table-properties table:display="false"/></style:style>'

    document = read_spreadsheet(wrap_ods(table + hidden, style))

    assert [table.locator for table in document.tables] == ["sheet=A"]
    assert document.tables[0].rows == (("Điểm số", "Điểm số", ""), ("", "", ""), ("67,41", "67,41", ""), ("67,41", "67,41", ""))


def test_an_xls_shows_formats_and_hides_what_is_hidden() -> None:
    import xlwt

    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Tờ 1")
    sheet.write_merge(0, 0, 0, 2, "Tiêu đề")
    sheet.write(1, 0, 90.1, xlwt.easyxf(num_format_str="0.00"))
    sheet.write(1, 1, "hidden")
    sheet.write(1, 2, 59)
    sheet.write(2, 0, "hidden")
    sheet.col(1).hidden = True
    sheet.row(2).hidden = True
    workbook.add_sheet("secret").visibility = 1
    target = io.BytesIO()
    workbook.save(target)

    document = read_spreadsheet(target.getvalue())

    assert [(table.locator, table.rows) for table in document.tables] == [
        ("sheet=Tờ 1", (("Tiêu đề", "", "Tiêu đề"), ("90.10", "", "59")))
    ]


def test_a_sheet_may_be_called_like_a_locator() -> None:
    document = read_spreadsheet(wrap_xlsx({"a&cell=B7": rows_of("<c><v>1</v></c>"), "b": rows_of("<c><v>2</v></c>")}))

    assert [follow(document, cell_locator(table.locator, 1, 1)) for table in document.tables] == ["1", "2"]


def refuse(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_spreadsheet(data)


def test_archives_that_unpack_without_end_are_refused() -> None:
    honest = wrap_xlsx({"S": " " * (LARGEST_PART + 1)})
    lying = honest.replace((LARGEST_PART + 130).to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    refuse(honest, "unpacks to more than")
    refuse(make_archive({f"part{number}": "" for number in range(10_001)}), "more than 10,000 files")
    for size in range(LARGEST_PART, LARGEST_PART + 400):
        lying = honest.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
        if lying != honest:
            refuse(lying, "unpack")
            return
    pytest.fail("the declared size was not found in the archive")


def test_entities_and_document_types_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

    for declaration in (bomb, outside, '<!DOCTYPE x SYSTEM "http://localhost/x.dtd">'):
        shared = f"{declaration}<sst><si><t>&a;</t></si></sst>"
        refuse(wrap_xlsx({"S": rows_of('<c t="s"><v>0</v></c>')}, sharedStrings=shared), "document type")
        refuse(make_archive({"content.xml": f"{declaration}<x/>"}), "document type")


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (rows_of(*["<c><v>1</v></c>" * 10_001] * 30), "more than 300,000 cells"),
        (rows_of(*["<c/>" * 10_001] * 30), "more than 300,000 cells"),
        (
            '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            "more than 300,000 cells",
        ),
        ('<sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData>', "outside every sheet"),
        (rows_of("<a>" * 2_500_001), "tags"),
        ("<a " + ' b=""' * 2_500_001 + "/>", "attributes"),
        (
            '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="SF500"><v>1</v></c></row></sheetData>'
            '<mergeCells><mergeCell ref="A1:SF400"/><mergeCell ref="A1:SF400"/></mergeCells>',
            "merged cells",
        ),
    ],
    ids=["cells", "empty cells", "far corner", "outside", "tags", "attributes", "merged"],
)
def test_sheets_without_end_are_refused(sheet: str, reason: str) -> None:
    refuse(wrap_xlsx({"S": sheet}), reason)


def test_repetitions_without_end_are_refused() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'

    refuse(wrap_ods(f'<table:table table:name="A">{row}</table:table>'), "more than 300,000 cells")


def test_one_long_text_in_many_cells_is_refused() -> None:
    shared = f"<sst><si><t>{'a' * 30_000}</t></si></sst>"

    refuse(wrap_xlsx({"S": rows_of('<c t="s"><v>0</v></c>' * 10_000)}, sharedStrings=shared), "characters")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no spreadsheet"),
        (b"<html><table></table></html>", "web page"),
        (b"PK\x03\x04 nothing", "damaged or cut off"),
        (make_archive({"readme.txt": "x"}), "of no spreadsheet"),
        (make_archive({"[Content_Types].xml": "<Types/>"}), "is missing"),
        (make_archive({"content.xml": "<a>" * 300 + "</a>" * 300}), "nested deeper"),
        (make_archive({"content.xml": "<a>"}), "XML is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (make_xls((), (("a",),))[:1000], "no XLS file that can be read"),
    ],
    ids=["empty", "web page", "cut", "other archive", "no parts", "deep", "open tag", "password", "cut xls"],
)
def test_what_is_no_workbook_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    refuse(data, reason)


def test_a_part_with_a_wrong_checksum_is_refused() -> None:
    workbook = bytearray(make_xlsx((), (("Lai Châu", "67,41"),)))
    with zipfile.ZipFile(io.BytesIO(bytes(workbook))) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    workbook[start + 70] ^= 0xFF

    refuse(bytes(workbook), "cannot be unpacked")


def test_numbers_stored_as_text_and_decimal_commas_are_read_as_they_are_typed() -> None:
    row = '<c t="str"><v>67,41</v></c><c t="inlineStr"><is><t> 053 </t></is></c><c t="str"><v>90.10</v></c>'

    assert read_rows(rows_of(row)) == (("67,41", "053", "90.10"),)


def test_cells_whose_format_shows_nothing_are_empty() -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="170" formatCode=";;;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    )
    row = '<c s="1"><v>67.41</v></c><c s="1" t="str"><v>secret</v></c><c s="1" t="s"><v>0</v></c><c><v>1</v></c>'

    assert read_rows(rows_of(row), styles=styles, sharedStrings="<sst><si><t>secret</t></si></sst>") == (("", "", "", "1"),)


def test_merged_cells_whose_first_is_hidden_show_nothing() -> None:
    data = (
        '<cols><col min="1" max="1" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="str"><v>Điểm</v></c>'
        '<c r="C1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )

    assert read_rows(data) == (("", "Điểm", "1"),)


def test_columns_hidden_by_a_width_of_nothing_and_rows_hidden_by_default_are_empty() -> None:
    narrow = '<cols><col min="2" max="3" width="0"/></cols>' + rows_of(
        "<c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c>"
    )
    default = (
        '<sheetFormatPr zeroHeight="1"/><sheetData><row r="1"><c><v>1</v></c></row>'
        '<row r="2" hidden="0"><c><v>2</v></c></row></sheetData>'
    )

    assert read_rows(narrow) == (("1", "", "", "4"),)
    assert read_rows(default) == (("",), ("2",))


def test_every_sheet_is_a_table_with_its_own_title_and_year() -> None:
    def sheet(year: int, score: str) -> str:
        title = f"Bảng xếp hạng PAR INDEX năm {year}"
        rows = ((title,), ("Tỉnh", "Điểm", "Hạng"), ("Lai Châu", score, "53"), ("Hà Nội", "83,98", "2"), ("Huế", "80,1", "9"))
        return rows_of(*["".join(f'<c t="str"><v>{text}</v></c>' for text in row) for row in rows])

    document = read_spreadsheet(wrap_xlsx({"2015": sheet(2015, "79,12"), "2016": sheet(2016, "67,41")}))
    found = [one for _, part in extract_figures(document, make_context("PAR")) for one in part.statements]

    lai_chau = [
        (one.time_period, one.printed, one.locator) for one in found if one.ref_area == "GSO12" and one.measure == "score"
    ]
    assert lai_chau == [(2015, "79,12", "sheet=2015&cell=B3"), (2016, "67,41", "sheet=2016&cell=B3")]


def test_an_xls_whose_cell_names_a_style_that_is_not_there_is_refused() -> None:
    whole = make_xls([], [["Lai Châu", "67,41"]])
    first_cell = b"\xfd\0\x0a\0" + bytes(4)
    place = whole.index(first_cell) + len(first_cell)

    with pytest.raises(Unreadable, match="no XLS file that can be read"):
        parse_xls(whole[:place] + b"\xff\x0f" + whole[place + 2 :])
