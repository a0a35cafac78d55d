"""PDF pages: order of reading, tables with and without rules, and files that are made to do harm."""

import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parpipe.errors import Unreadable
from parpipe.isolation import read_apart
from parpipe.model import Document
from parpipe.readers.pdf import parse_pdf, read_pdf
from tests.conformance.documents import Drawing, assemble_pdf, draw_pdf, make_pdf, stream

PROVINCES = ("Lai Châu", "Hà Nội", "Đắk Nông", "Quảng Ninh", "Cà Mau", "Huế")


def table_rows(count: int, first: int = 1) -> list[tuple[str, ...]]:
    return [(str(n), PROVINCES[n % 6], f"{90 - n / 4:.2f}".replace(".", ","), f"{n}/63") for n in range(first, first + count)]


def draw_table(page: Drawing, top: float, rows: list[tuple[str, ...]], *, ruled: bool, pitch: float = 20) -> None:
    xs = [50, 90, 220, 300, 380]
    for number, row in enumerate(rows):
        for x, text in zip(xs, row, strict=False):
            page.write(x + 4, top + pitch * number + 14, text)
    if ruled:
        page.rule_grid(xs, [top + pitch * number for number in range(len(rows) + 1)])


HEADER = ("STT", "Tỉnh", "Điểm", "Xếp hạng")


def test_lines_of_a_paragraph_are_joined_and_a_hyphen_at_their_end_stays() -> None:
    page = Drawing()
    for number, line in enumerate(("Năm 2016, tỉnh Bà Rịa-", "Vũng Tàu đạt 67,41 điểm,", "xếp thứ 59/63.")):
        page.write(50, 60 + 14 * number, line)
    page.write(50, 130, "Năm 2015, tỉnh đạt 79,12 điểm.")

    document = parse_pdf(draw_pdf([page]))

    assert [(block.locator, block.text) for block in document.blocks] == [
        ("page=1&block=1", "Năm 2016, tỉnh Bà Rịa-Vũng Tàu đạt 67,41 điểm, xếp thứ 59/63."),
        ("page=1&block=2", "Năm 2015, tỉnh đạt 79,12 điểm."),
    ]


def test_columns_of_print_are_read_one_after_the_other() -> None:
    page = Drawing()
    page.write(50, 40, "Tiêu đề chạy qua cả hai cột của trang báo này, dài hơn một cột", 10)
    for number in range(4):
        page.write(50, 80 + 14 * number, f"dòng trái số {number} của cột thứ nhất")
        page.write(320, 80 + 14 * number, f"dòng phải số {number} của cột thứ hai")

    texts = [block.text for block in parse_pdf(draw_pdf([page])).blocks]

    assert texts[1:] == [
        " ".join(f"dòng trái số {number} của cột thứ nhất" for number in range(4)),
        " ".join(f"dòng phải số {number} của cột thứ hai" for number in range(4)),
    ]


def test_headings_items_and_page_numbers_have_their_roles() -> None:
    page = Drawing()
    page.write(50, 40, "Chỉ số cải cách hành chính", 18)
    page.write(50, 80, "Kết quả như sau, theo công bố của Bộ Nội vụ trong năm nay:")
    page.write(60, 100, "- Năm 2016 đạt 67,41 điểm")
    page.write(60, 120, "- Năm 2015 đạt 79,12 điểm")
    page.write(290, 800, "12")

    blocks = parse_pdf(draw_pdf([page])).blocks

    assert [(block.role, block.text) for block in blocks] == [
        ("heading", "Chỉ số cải cách hành chính"),
        ("paragraph", "Kết quả như sau, theo công bố của Bộ Nội vụ trong năm nay:"),
        ("item", "Năm 2016 đạt 67,41 điểm"),
        ("item", "Năm 2015 đạt 79,12 điểm"),
        ("footer", "12"),
    ]


def test_the_wrong_letter_of_old_fonts_is_read_as_the_one_it_shows() -> None:
    texts = [block.text for block in parse_pdf(make_pdf(["nƣớc ta đƣợc 59 ĐƢỢC"])).blocks]

    assert texts == ["nước ta được 59 ĐƯỢC"]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_over_page_breaks_is_one_table_with_its_header_once(ruled: bool) -> None:
    first, second = Drawing(), Drawing()
    first.write(50, 40, "Bảng xếp hạng")
    draw_table(first, 60, [HEADER, *table_rows(30)], ruled=ruled)
    draw_table(second, 60, [HEADER, *table_rows(33, 31)], ruled=ruled)
    second.write(50, 790, "Nguồn: Bộ Nội vụ")
    for number, page in enumerate((first, second), start=1):
        page.write(290, 820, str(number))

    document = parse_pdf(draw_pdf([first, second]))

    assert [(table.locator, table.after) for table in document.tables] == [("page=1&table=1", 1)]
    assert document.tables[0].rows == (HEADER, *table_rows(63))
    assert [block.text for block in document.blocks] == ["Bảng xếp hạng", "1", "Nguồn: Bộ Nội vụ", "2"]


@pytest.mark.parametrize("ruled", [True, False])
def test_names_split_over_lines_are_joined_in_their_row(ruled: bool) -> None:
    page = Drawing()
    rows = table_rows(6)
    for number, (rank, _, score, place) in enumerate(rows):
        middle = 100 + 40 * number
        page.write(94, middle - 6, "BẮC")
        page.write(94, middle + 6, "NINH")
        for x, text in ((54, rank), (224, score), (304, place)):
            page.write(x, middle, text)
    for x, text in zip((54, 94, 224, 304), HEADER, strict=True):
        page.write(x, 66, text)
    if ruled:
        page.rule_grid([50, 90, 220, 300, 380], [50, *[78 + 40 * number for number in range(7)]])

    table = parse_pdf(draw_pdf([page])).tables[0]

    assert table.rows == (HEADER, *((rank, "BẮC NINH", score, place) for rank, _, score, place in rows))


def test_a_name_as_near_to_one_row_as_to_the_next_is_no_part_of_a_table() -> None:
    page = Drawing()
    for number, (rank, name, score, place) in enumerate(table_rows(6)):
        for x, text in ((54, rank), (94, name), (224, score), (304, place)):
            page.write(x, 100 + 24 * number, text)
        page.write(94, 112 + 24 * number, "(cũ)")

    assert parse_pdf(draw_pdf([page])).tables == ()


def test_merged_headers_of_ruled_tables_repeat_their_text() -> None:
    page = Drawing()
    for x, y, text in (
        (55, 84, "Tỉnh"),
        (165, 64, "Năm 2016"),
        (155, 84, "Điểm"),
        (255, 84, "Hạng"),
        (55, 104, "Huế"),
        (155, 104, "67,41"),
        (255, 104, "59"),
    ):
        page.write(x, y, text)
    for y in (50, 90, 110):
        page.rule(50, y, 350, y)
    page.rule(150, 70, 350, 70)
    for x in (50, 150, 350):
        page.rule(x, 50, x, 110)
    page.rule(250, 70, 250, 110)

    table = parse_pdf(draw_pdf([page])).tables[0]

    assert table.rows == (("Tỉnh", "Năm 2016", "Năm 2016"), ("Tỉnh", "Điểm", "Hạng"), ("Huế", "67,41", "59"))


def test_rules_between_columns_only_do_not_make_one_row_of_many() -> None:
    page = Drawing()
    draw_table(page, 60, [HEADER, *table_rows(8)], ruled=False)
    page.rule_grid([50, 90, 220, 300, 380], [60, 80, 240])

    assert parse_pdf(draw_pdf([page])).tables[0].rows == (HEADER, *table_rows(8))


def test_a_numbered_list_is_no_table() -> None:
    page = Drawing()
    for number in range(5):
        page.write(50, 60 + 20 * number, f"{number + 1}.")
        page.write(80, 60 + 20 * number, f"Lai Châu đạt {number + 60},41 điểm")

    assert parse_pdf(draw_pdf([page])).tables == ()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_as_it_is_shown(turn: int) -> None:
    # Written upright in a turned page, letters run another way: only the order of rows and columns is asked of it.
    page = Drawing()
    matrix = {90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}[turn]
    page.operations.append(f"{matrix} cm")
    draw_table(page, 300 if turn != 180 else 60, [HEADER, *table_rows(5)], ruled=True)

    document = parse_pdf(draw_pdf([page], page_extra=f"/Rotate {turn}"))

    assert [table.rows for table in document.tables] == [(HEADER, *table_rows(5))]


@settings(max_examples=40, deadline=None)
@given(
    cells=st.lists(
        st.tuples(st.sampled_from(PROVINCES), st.decimals(0, 100, places=2), st.integers(1, 63)), min_size=3, max_size=25
    ),
    ruled=st.booleans(),
)
def test_what_is_drawn_as_a_table_is_read_row_by_row(cells: list[tuple[str, object, int]], ruled: bool) -> None:
    rows = [(str(number), name, str(score), str(rank)) for number, (name, score, rank) in enumerate(cells, start=1)]
    page = Drawing()
    draw_table(page, 60, [HEADER, *rows], ruled=ruled)

    assert [table.rows for table in parse_pdf(draw_pdf([page])).tables] == [(HEADER, *rows)]


def refuse(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_pdf(data)


def refuse_within(seconds: float, data: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(Unreadable, match=r"made to do harm|no text layer"):
        read_apart(parse_pdf, data, seconds)
    assert time.monotonic() - started < seconds + 10


def bomb(content: bytes, filters: str) -> bytes:
    """Return a PDF of one page whose content is packed."""
    head = f"<</Length {len(content)}/Filter{filters}>>stream\n"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        head + content.decode("latin-1") + "\nendstream",
    ]
    return assemble_pdf(objects)


def test_an_empty_page_is_refused() -> None:
    refuse(draw_pdf([Drawing()]), "no text layer")


def test_a_font_without_a_map_is_refused_where_nothing_reads_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    refuse(draw_pdf([_written("Lai Châu đạt 67,41 điểm")], mapped=False), "fonts do not say.*install")


def _written(text: str) -> Drawing:
    page = Drawing()
    page.write(50, 60, text)
    return page


def test_content_that_unpacks_without_end_is_refused() -> None:
    once = zlib.compress(b"q Q " * 40_000_000, 9)

    refuse_within(2, bomb(once, "/FlateDecode"))
    refuse_within(2, bomb(zlib.compress(once, 9), "[/FlateDecode/FlateDecode]"))


def test_forms_drawn_in_forms_without_end_are_refused() -> None:
    depth, times = 12, 10
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        stream("/X Do"),
    ]
    for level in range(depth):
        inner = "/X Do " * times if level < depth - 1 else "0 0 m 9 9 l S"
        resources = f"/Resources<</XObject<</X {6 + level} 0 R>>>>" if level < depth - 1 else ""
        objects.append(stream(inner).replace("<<", f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]{resources}", 1))

    refuse_within(2, assemble_pdf(objects))


@pytest.mark.parametrize(
    "pages",
    [
        "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>",
        "<</Type/Pages/Kids[3 0 R]/Count 999999999>>",
        "<</Type/Pages/Kids[]/Count -1>>",
    ],
    ids=["loop", "count", "negative"],
)
def test_absurd_page_trees_are_refused(pages: str) -> None:
    refuse(assemble_pdf(["<</Type/Catalog/Pages 2 0 R>>", pages, "<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 5>>"]), ".")


def test_bytes_that_are_no_pdf_are_refused() -> None:
    refuse(b"", "no PDF")
    refuse(b"%PDF-1.7\n" + bytes(range(256)) * 50, "damaged")
    refuse(make_pdf(["Lai Châu 67,41"])[:300], "damaged")


def sleep(data: bytes) -> Document:
    time.sleep(60)
    return Document(())


def test_a_reader_that_takes_too_long_is_ended_and_the_next_document_is_read() -> None:
    with pytest.raises(Unreadable, match=r"takes more than 1\.5 seconds"):
        read_apart(sleep, b"", seconds=1.5)

    assert read_pdf(make_pdf(["Lai Châu 67,41"])).blocks[0].text == "Lai Châu 67,41"
