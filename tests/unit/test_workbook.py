import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parpipe.package import RIGHTS
from parpipe.readers.spreadsheet import read_spreadsheet
from parpipe.schema import column_types, load_schema, sort_table, table_names, to_table
from parpipe.sheets.cells import CUT, Styles, cell_of, fitting, number_format
from parpipe.sheets.tables import write_table
from parpipe.writers.workbook import sheet_name, workbook
from tests.books import HOSTILE, csv_texts, escaped, release_of, tables_with, workbook_texts
from tests.package import package_tables
from tests.rows import statement

TABLES = package_tables()
RELEASE = release_of(TABLES)
CONTENT = workbook(RELEASE, TABLES)


def opened(content: bytes = CONTENT) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def observed(**changes: Any) -> dict[str, pa.Table]:
    """Return the package with another observation of 2016."""
    before, now = TABLES["observations"].to_pylist()
    return {**TABLES, "observations": sort_table("observations", to_table("observations", [before, {**now, **changes}]))}


def test_every_cell_shows_what_stands_in_the_csv_file_digit_by_digit() -> None:
    assert workbook_texts(CONTENT, TABLES) == {name: csv_texts(table) for name, table in TABLES.items()}


def test_the_workbook_has_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib\n"
        "from tests.books import package_tables, release_of\n"
        "from parpipe.writers.workbook import workbook\n"
        "tables = package_tables()\n"
        "print(hashlib.sha256(workbook(release_of(tables), tables)).hexdigest())"
    )
    path = ":".join(filter(None, sys.path))

    printed = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, zone in (("1", "Asia/Ho_Chi_Minh"), ("2", "America/New_York"))
    ]

    assert printed == [hashlib.sha256(CONTENT).hexdigest()] * 2


def test_the_archive_and_the_properties_carry_no_clock() -> None:
    times = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(CONTENT)).infolist()}
    properties = opened().properties

    assert times == {(1980, 1, 1, 0, 0, 0)}
    assert f"{properties.created:%Y-%m-%d}" == f"{properties.modified:%Y-%m-%d}" == RELEASE.info.created.isoformat()
    assert properties.title == "Chỉ số cải cách hành chính, 1.0.0"


def test_the_sheets_stand_in_the_order_in_which_officials_need_them() -> None:
    names = opened().sheetnames

    assert names[:8] == [
        *("Giới thiệu", "Thứ hạng các tỉnh, thành phố", "Điểm các tỉnh, thành phố"),
        *("Số liệu", "Thay đổi", "Phát biểu", "Phát hiện", "Nguồn"),
    ]
    assert names[-1] == "Giải thích cột"
    assert {sheet_name(name) for name in TABLES} <= set(names)


def test_the_names_of_sheets_are_names_that_excel_takes_and_differ() -> None:
    names = [sheet_name(table) for table in table_names()]

    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_headings_are_vietnamese_frozen_and_filtered_above_the_names_that_programs_know() -> None:
    sheet = opened()["Thay đổi"]

    assert [cell.value for cell in sheet[1]] == [field["title@vi"] for field in load_schema("changes")["fields"]]
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:P3"
    assert all(8 <= sheet.column_dimensions[column].width <= 45 for column in "ABCDEFG")


def test_numbers_are_numbers_and_dates_are_dates() -> None:
    sheet = opened()["Số liệu"]
    cells = {name.value: cell for name, cell in zip(sheet[2], sheet[3], strict=True)}

    assert (cells["score"].value, cells["score"].number_format) == (79.1, "0.00")
    assert (cells["rank"].value, cells["rank"].number_format) == (58, "0")
    assert cells["published_at"].is_date
    assert cells["rivals"].value is None


def test_our_own_reader_sees_the_digits_that_were_printed() -> None:
    table = next(table for table in read_spreadsheet(CONTENT).tables if table.locator == "sheet=Số liệu")
    rows = table.rows

    names = rows[1]
    assert [row[names.index("score")] for row in rows[2:]] == ["79.10", "67.41"]
    assert [row[names.index("area_name_vi")] for row in rows[2:]] == ["Lai Châu", "Lai Châu"]


def test_the_introduction_says_what_it_is_how_to_cite_it_and_what_the_sheets_hold_in_two_languages() -> None:
    sheet = opened()["Giới thiệu"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=3)]

    said = {(label, value) for label, value, _ in lines}
    assert {("Phiên bản", "1.0.0"), ("Version", "1.0.0"), ("Các năm", "2015–2016")} <= said
    assert {("Trích dẫn", RELEASE.citation), ("Cite as", RELEASE.citation)} <= said
    assert set(RIGHTS.values()) <= {value for _, value in said}
    assert [line[2] for line in lines if line[0] == "Phát biểu"] == [len(TABLES["statements"])] * 2
    listed = {cell.value: cell.hyperlink.location for cell in sheet["A"] if cell.hyperlink}
    assert listed == {name: f"'{name}'!A1" for name in opened().sheetnames[1:]}


def test_the_dictionary_explains_every_column_of_every_table() -> None:
    rows = list(opened()["Giải thích cột"].iter_rows(min_row=2, values_only=True))

    assert len(rows) == sum(len(load_schema(name)["fields"]) for name in TABLES)
    assert all(row[2] and row[6] for row in rows)


def test_a_rank_stands_under_the_number_of_ranked_units_and_a_score_under_its_maximum() -> None:
    ranks, scores = (
        {tuple(row[:2]): row[3:] for row in opened()[name].iter_rows(min_row=3, values_only=True)}
        for name in ("Thứ hạng các tỉnh, thành phố", "Điểm các tỉnh, thành phố")
    )

    assert ranks[None, "Số đơn vị được xếp hạng"] == (63, 63)
    assert scores[None, "Điểm tối đa"] == (100, 97.5)
    assert ranks["Mã", "Đơn vị"] == scores["Mã", "Đơn vị"] == (2015, 2016)
    assert ranks["GSO12", "Lai Châu"] == (58, 53)
    assert scores["GSO12", "Lai Châu"] == (79.1, 67.41)


def test_a_score_that_begins_a_new_series_is_marked_and_stays_a_number() -> None:
    before, now = opened()["Điểm các tỉnh, thành phố"]["D6:E6"][0]

    assert before.number_format == "0.00_ _b"
    assert (now.value, now.number_format) == (67.41, '0.00" b"')


def test_a_contested_figure_is_marked_and_names_its_rivals_where_its_measure_is_contested() -> None:
    tables = observed(obs_status="U", rival_count=2, rivals="score:67.4|score:68")

    book = opened(workbook(release_of(tables), tables))

    score, rank = book["Điểm các tỉnh, thành phố"]["E6"], book["Thứ hạng các tỉnh, thành phố"]["E6"]
    assert (score.value, score.number_format) == (67.41, '0.00"*"_b')
    assert "Other sources state: 67.4; 68" in score.comment.text
    assert score.fill.fgColor.rgb == "FFFCE4D6"
    assert rank.comment is None
    assert rank.number_format == "0_ _b"


def test_the_published_mean_stands_above_the_scores() -> None:
    mean = {**TABLES["observations"].to_pylist()[0], "level": "national", "ref_area": "ALL-PROV", "statistic": "mean"}
    rows = [*TABLES["observations"].to_pylist(), {**mean, "score": "75.00"}]
    tables = {**TABLES, "observations": to_table("observations", rows)}

    row = opened(workbook(release_of(tables), tables))["Điểm các tỉnh, thành phố"][4]

    assert [cell.value for cell in row[1:5]] == ["Trung bình được công bố", None, 75, None]


def test_maxima_that_differ_within_a_year_are_not_shown_as_one() -> None:
    other = {**TABLES["observations"].to_pylist()[0], "ref_area": "GSO36", "scale_max": "97.5", "area_name_vi": "Nam Định"}
    tables = {**TABLES, "observations": to_table("observations", [*TABLES["observations"].to_pylist(), other])}

    rows = list(opened(workbook(release_of(tables), tables))["Điểm các tỉnh, thành phố"].iter_rows(min_row=3, values_only=True))

    assert rows[0][3:] == ("khác nhau", 97.5)
    assert [row[2] for row in rows[3:]] == ["", "đến 30/06/2025"]


def test_addresses_are_links_except_those_of_copies() -> None:
    copied = statement(statement_id="s" + "e" * 16, mirror=True)
    odd = statement(statement_id="s" + "f" * 16, source_url="https://example.vn/" + "a" * 2100)
    tables = tables_with([statement(), copied, odd])

    sheet = opened(workbook(release_of(tables), tables))["Phát biểu"]
    column = tables["statements"].column_names.index("source_url")
    cells = [row[column] for row in sheet.iter_rows(min_row=3)]

    assert [bool(cell.hyperlink) for cell in cells] == [True, False, False]
    assert [cell.value for cell in cells] == tables["statements"]["source_url"].to_pylist()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    tables = tables_with([statement(quote=text, area_name=text, source_url=None)])

    content = workbook(release_of(tables), tables)

    assert workbook_texts(content, ["statements"])["statements"] == escaped(csv_texts(tables["statements"]))
    sheets = {name: zipfile.ZipFile(io.BytesIO(content)).read(name) for name in zipfile.ZipFile(io.BytesIO(content)).namelist()}
    assert not any(b"<f>" in xml for name, xml in sheets.items() if name.startswith("xl/worksheets/sheet"))


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=8))
def test_any_text_comes_back_as_it_was(drawn: list[str]) -> None:
    rows = [statement(statement_id=f"s{number:016x}", quote=text) for number, text in enumerate(drawn)]
    tables = tables_with(rows)

    content = workbook(release_of(tables), tables)

    assert workbook_texts(content, ["statements"])["statements"] == escaped(csv_texts(tables["statements"]))


def test_a_text_that_looks_like_an_escape_is_escaped_itself() -> None:
    tables = tables_with([statement(quote="_x000D_")])

    texts = zipfile.ZipFile(io.BytesIO(workbook(release_of(tables), tables))).read("xl/sharedStrings.xml")

    assert b"<t>_x005F_x000D_</t>" in texts


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_a_number_shows_as_it_was_printed(digits: int, decimals: int) -> None:
    printed = f"{digits / 10**decimals:.{decimals}f}"

    shown = number_format(printed)

    assert len(shown.partition(".")[2]) == decimals
    assert f"{float(printed):.{decimals}f}" == printed


def test_a_number_with_more_digits_than_excel_holds_is_kept_as_text() -> None:
    tables = tables_with([statement(value="12345678901234.567")])

    content = workbook(release_of(tables), tables)

    assert workbook_texts(content, ["statements"])["statements"] == csv_texts(tables["statements"])


@pytest.mark.parametrize(
    ("text", "whole"), [("x" * 32_767, True), ("x" * 32_768, False), ("😀" * 16_383, True), ("😀" * 20_000, False)]
)
def test_a_text_that_is_too_long_for_a_cell_is_cut_and_says_so(text: str, whole: bool) -> None:
    cut = fitting(text)

    assert (cut == text) is whole
    assert whole or (cut.endswith(CUT) and text.startswith(cut.removesuffix(CUT)))
    assert len(cut.encode("utf-16-le")) <= 2 * 32_767


def test_a_cell_of_forty_thousand_characters_makes_a_workbook_that_opens() -> None:
    tables = tables_with([statement(quote="ư" * 40_000)])

    rows = workbook_texts(workbook(release_of(tables), tables), ["statements"])["statements"]

    quote = rows[0][tables["statements"].column_names.index("quote")]
    assert quote == fitting("ư" * 40_000)


def test_a_table_longer_than_a_sheet_goes_on_in_another() -> None:
    rows = [statement(statement_id=f"s{number:016x}") for number in range(5)]
    table = to_table("statements", rows)
    content = io.BytesIO()

    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        entries = write_table(book, Styles(book), (sheet_name("statements"), "statements"), table, "", most_rows=4)

    assert [(entry.sheet, entry.rows) for entry in entries] == [("Phát biểu", 2), ("Phát biểu (2)", 2), ("Phát biểu (3)", 1)]
    assert workbook_texts(content.getvalue(), ["statements"])["statements"] == csv_texts(table)


def test_a_large_workbook_that_goes_through_temporary_files_holds_the_same() -> None:
    large = workbook(RELEASE, TABLES, many_cells=0)

    assert large != CONTENT
    assert workbook_texts(large, TABLES) == {name: csv_texts(table) for name, table in TABLES.items()}


@hypothesis_settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1), st.decimals(-999, 999, places=2), st.booleans()), max_size=5))
def test_columns_fill_a_sheet_as_xlsxwriter_fills_it_cell_by_cell(drawn: list[tuple[str, Decimal, bool]]) -> None:
    rows = [
        statement(statement_id=f"s{n:016x}", quote=text, value=str(value), mirror=mirror, source_url=None)
        for n, (text, value, mirror) in enumerate(drawn)
    ]
    table, content = to_table("statements", rows), io.BytesIO()

    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        styles = Styles(book)
        write_table(book, styles, ("columns", "statements"), table, "")
        write_cells(book.add_worksheet("cells"), styles, table)

    columns, cells = (list(map(look, sheet.iter_rows(min_row=3))) for sheet in opened(content.getvalue()).worksheets)
    assert columns == cells
    assert len(columns) == len(drawn)


def look(row: Iterable[Any]) -> list[Any]:
    return [(cell.value, cell.data_type, cell.number_format, repr(cell.alignment)) for cell in row]


def write_cells(sheet: Any, styles: Styles, table: pa.Table) -> None:
    """Write statements below two rows of headings, with the public methods of XlsxWriter alone."""
    kinds = column_types("statements")
    for column, name in enumerate(table.column_names):
        sheet.write_string(1, column, name)
    for row, values in enumerate(table.to_pylist(), start=2):
        for column, (name, value) in enumerate(values.items()):
            if value is not None:
                held, style = cell_of(value, kinds[name], styles)
                write = {str: sheet.write_string, bool: sheet.write_boolean, float: sheet.write_number}[type(held)]
                write(row, column, held, style)


def test_a_package_without_figures_has_no_sheet_of_ranks() -> None:
    tables = tables_with([])

    names = opened(workbook(release_of(tables), tables)).sheetnames

    assert names[:3] == ["Giới thiệu", "Số liệu", "Thay đổi"]
