"""Separated values: whatever separates them, each cell comes out whole, or the file is refused with its reason."""

import csv
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parpipe.errors import Unreadable
from parpipe.readers.csv import read_csv, read_tsv
from tests.legacy import BYTES
from tests.sentences import NAMES, tables

HEADER = ("Tỉnh, thành phố", "Điểm số đạt được", "Thứ hạng cả nước")
ROWS = (HEADER, ("Lai Châu", "67,41", "53"), ("Hà Nội; thủ đô", "83,98", "2"), ("Bà Rịa | Vũng Tàu", "90.10", "1"))

separators = pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])


def write(rows, separator: str, end: str = "\n") -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=separator, lineterminator=end).writerows(rows)
    return target.getvalue()


def rows_of(data: str | bytes) -> tuple[tuple[str, ...], ...]:
    return read_csv(data if isinstance(data, bytes) else data.encode()).tables[0].rows


@separators
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_separator_and_end_of_line_is_found(separator: str, end: str) -> None:
    assert rows_of(write(ROWS, separator, end)) == ROWS


@separators
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_of_excel_is_read_in_every_unicode(separator: str, encoding: str) -> None:
    assert rows_of(write(ROWS, separator).encode(encoding)) == ROWS


@separators
def test_windows_1258_is_read_with_decimal_commas(separator: str) -> None:
    assert rows_of(BYTES["windows-1258"](write(ROWS, separator))) == ROWS


@separators
@pytest.mark.parametrize("line", ["sep={}\r\n", "sep={}\n", "SEP={}\n", '"sep={}"\r\n'])
def test_a_line_that_says_the_separator_is_believed_and_is_no_row(separator: str, line: str) -> None:
    assert rows_of(line.format(separator) + write(ROWS, separator)) == ROWS


@separators
@settings(max_examples=40, deadline=None)
@given(rows=tables, noted=st.booleans())
def test_tables_of_names_and_figures_come_back_from_every_separator(separator: str, rows, noted: bool) -> None:
    whole = [HEADER, *rows] if noted else [("Đơn vị", "Điểm", "Hạng"), *rows]

    assert list(rows_of(write(whole, separator))) == whole


@separators
@settings(deadline=None)
@given(rows=st.lists(st.tuples(*[st.text('ab12,;|\t"\n .', max_size=6)] * 3), min_size=1, max_size=6))
def test_cells_are_never_moved_a_file_is_read_as_written_or_refused_where_its_separator_is_said(separator: str, rows) -> None:
    assume(any(any(row) for row in rows))

    assert list(rows_of(f"sep={separator}\n" + write(rows, separator))) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('Tỉnh;Điểm\n"Lai\nChâu";67,41\n', (("Tỉnh", "Điểm"), ("Lai\nChâu", "67,41"))),
        ('Tỉnh;Điểm\n"Lai ""Châu""";1,5\n', (("Tỉnh", "Điểm"), ('Lai "Châu"', "1,5"))),
        ("Tỉnh\nLai Châu\n", (("Tỉnh",), ("Lai Châu",))),
        ("Hạng,Năm\n1,2016\n2,2017\n", (("Hạng", "Năm"), ("1", "2016"), ("2", "2017"))),
        ("Tỉnh;Ghi chú\nLai Châu;núi, phía Bắc\n", (("Tỉnh", "Ghi chú"), ("Lai Châu", "núi, phía Bắc"))),
        ("Tỉnh\tGhi chú\nLai Châu\ta; b\nHuế\tc\n", (("Tỉnh", "Ghi chú"), ("Lai Châu", "a; b"), ("Huế", "c"))),
        (
            "Bảng xếp hạng PAR INDEX, năm 2016\nTỉnh;Điểm;Hạng\nLai Châu;67,41;53\nHuế;83,98;2\n",
            (
                ("Bảng xếp hạng PAR INDEX, năm 2016",),
                ("Tỉnh", "Điểm", "Hạng"),
                ("Lai Châu", "67,41", "53"),
                ("Huế", "83,98", "2"),
            ),
        ),
        ("2016;67,41;83,98\n2017;1,5;2,5\n", (("2016", "67,41", "83,98"), ("2017", "1,5", "2,5"))),
        ("Bảng 1\nTỉnh,Điểm\nLai Châu,67.41\n", (("Bảng 1",), ("Tỉnh", "Điểm"), ("Lai Châu", "67.41"))),
        ("\nTỉnh;Điểm\nLai Châu;67,41\n", ((), ("Tỉnh", "Điểm"), ("Lai Châu", "67,41"))),
    ],
    ids=[
        "line break",
        "quotes",
        "one column",
        "whole numbers",
        "commas in text",
        "semicolons in text",
        "title",
        "all numbers",
        "short title",
        "blank",
    ],
)
def test_what_is_not_the_separator_stays_in_its_cell(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert rows_of(text) == rows


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b;c\nd,e;f\n", "semicolons or commas"),
        ("a|b;c\nd|e;f\n", "semicolons or bars"),
        ("Tỉnh,Điểm\nLai Châu,67,41\nHà Nội,83,98\n", "decimal marks"),
        ("Điểm\n67,41\n83,98\n", "decimal marks"),
        ('Tỉnh;Điểm\n"Lai Châu;1\n', "not a CSV"),
    ],
    ids=["two even", "bars", "decimal commas without quotes", "one column", "open quote"],
)
def test_a_file_that_may_be_split_in_two_ways_is_refused_in_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as raised:
        rows_of(text)

    assert "\n" not in str(raised.value)


def test_a_tsv_is_split_at_tabs_alone() -> None:
    assert read_tsv("Tỉnh, thành\tĐiểm;số\nHuế\t67,41\n".encode()).tables[0].rows == (
        ("Tỉnh, thành", "Điểm;số"),
        ("Huế", "67,41"),
    )


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_names_with_hyphens_and_commas_stay_whole(one: str, other: str) -> None:
    assert rows_of(f"Đơn vị;Điểm\n{one};67,41\n{other};1,5\n")[1:] == ((one, "67,41"), (other, "1,5"))
