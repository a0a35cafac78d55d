"""Tables whose rows are lines of text, their cells parted by single spaces."""

from __future__ import annotations

import pytest

from parpipe.extracting import make_context
from parpipe.extractors.table import extract_tables
from parpipe.locators import follow
from parpipe.model import Block, Document, Extraction

CONTEXT = make_context()
TITLE = "Chỉ số cải cách hành chính (PAR INDEX) năm 2024"
ROWS = ("1 Hải Phòng 96,17", "2 Bà Rịa - Vũng Tàu 93,35", "10 Khánh Hòa 90,49", "12 Sơn La 90,02", "15 Hà Tĩnh 89,72")
HEADER = "Xếp hạng Tỉnh, thành phố Chỉ số (%)"


def extract(*texts: str) -> Extraction:
    """Return what the tables of a page with a block for each text say, every locator followed."""
    page = Document(tuple(Block(f"block={number}", text) for number, text in enumerate(texts, start=1)), (), TITLE)
    extraction = extract_tables(page, CONTEXT)
    for statement in extraction.statements:
        assert follow(page, statement.locator) == statement.quote
    return extraction


def short(extraction: Extraction) -> list[tuple[str, str, str]]:
    return [(one.ref_area, one.measure, str(one.value)) for one in extraction.statements]


def test_a_line_with_a_known_name_between_numbers_is_a_row() -> None:
    extraction = extract("Kết quả", HEADER, *ROWS)

    assert short(extraction)[:4] == [
        ("GSO31", "rank", "1"),
        ("GSO31", "score", "96.17"),
        ("GSO77", "rank", "2"),
        ("GSO77", "score", "93.35"),
    ]
    assert len(extraction.statements) == 10
    assert extraction.statements[3].locator == "block=4&char=20,25"


def test_the_rows_may_stand_in_one_block_and_the_name_at_their_beginning() -> None:
    extraction = extract("\n".join(["Province Score Rank", *(" ".join([*row.split()[1:], row.split()[0]]) for row in ROWS)]))

    assert short(extraction)[:2] == [("GSO31", "score", "96.17"), ("GSO31", "rank", "1")]
    assert len(extraction.statements) == 10


def test_short_names_in_capitals_go_on_with_the_word_before_them() -> None:
    names = ("Sơn La", "Hà Nội", "Huế", "Kon Tum", "Lào Cai")
    rows = [f"{number} {name} 61,86 28,10 89,95" for number, name in enumerate(names, start=1)]

    extraction = extract("TT Tỉnh, thành phố Điểm thẩm định Điểm điều tra XHH Chỉ số CCHC (%)", *rows)

    assert [(one.component, one.unit) for one in extraction.statements[:3]] == [
        ("APPRAISAL", "points"),
        ("SURVEY", "points"),
        ("_T", "percent"),
    ]


def test_a_mean_below_the_rows_is_one_of_them() -> None:
    extraction = extract(HEADER, *ROWS, "Trung bình cả nước 88,37")

    assert short(extraction)[-1] == ("ALL-PROV", "mean_score", "88.37")


@pytest.mark.parametrize(
    "texts",
    [
        (HEADER, *ROWS[:4]),
        (HEADER.replace("Chỉ số (%)", "Số hồ sơ"), *ROWS),
        (HEADER, *ROWS[:3], "12 Sơn La đạt 90,02", *ROWS[4:]),
        (HEADER, *ROWS[:3], "12 Sơn La 90,02 88,10", *ROWS[4:]),
        (HEADER, *(row.replace(",", "") for row in ROWS)),
        ("Hạng Điểm Tỉnh, thành phố", *ROWS),
        (*ROWS[:4], "15 Hà Tĩnh 97,72"),
    ],
    ids=["four rows", "another header", "words in a row", "another width", "no fine figure", "names elsewhere", "no header"],
)
def test_lines_that_do_not_keep_to_one_shape_under_a_header_are_no_table(texts: tuple[str, ...]) -> None:
    extraction = extract(*texts)

    assert extraction.statements == ()
