"""Readers: whatever the bytes are like, every piece is found again by its locator."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parpipe.errors import Missing, Unreadable
from parpipe.model import Document, PublishedDate
from parpipe.readers import READERS, follow, read_document
from parpipe.readers.html import read_html
from parpipe.readers.text import read_text

SENTENCE = "Năm 2016, tỉnh Lai Châu đạt 67,41 điểm, xếp thứ 53/63."


def pieces(document: Document) -> list[tuple[str, str]]:
    cells = [
        (f"{table.locator}&row={row}&col={column}".lstrip("&"), text)
        for table in document.tables
        for row, texts in enumerate(table.rows, start=1)
        for column, text in enumerate(texts, start=1)
    ]
    return [(block.locator, block.text) for block in document.blocks] + cells


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@settings(deadline=None)  # the first PDF or XLS starts the process that reads them
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_every_piece_of_any_bytes_is_found_by_its_locator(reader, data: bytes) -> None:
    try:
        document = reader(data)
    except Unreadable:
        return

    for locator, text in pieces(document):
        assert follow(document, locator) == text
        assert unicodedata.is_normalized("NFC", text)


@given(
    st.lists(
        st.sampled_from(
            [
                "<div>",
                "</div>",
                "<p>",
                "<td>",
                "<table>",
                "</table>",
                "<tr>",
                "<br>",
                "a ",
                "<script>",
                "</li>",
                "<td rowspan=3>",
            ]
        )
    )
)
def test_broken_html_still_gives_blocks_that_can_be_found(tags: list[str]) -> None:
    document = read_html("".join(tags).encode())

    for locator, text in pieces(document):
        assert follow(document, locator) == text


@pytest.mark.parametrize(
    "data",
    [
        f"<p>{SENTENCE}</p>".encode(),
        b"\xef\xbb\xbf" + f"<p>{SENTENCE}</p>".encode(),
        b"\xff\xfe" + f"<p>{SENTENCE}</p>".encode("utf-16-le"),
        f"<p>{unicodedata.normalize('NFD', SENTENCE)}</p>".encode(),
        f"<meta charset=windows-1258><p>{SENTENCE}</p>".encode(),
    ],
    ids=["utf-8", "with a mark", "utf-16", "decomposed", "declared wrongly"],
)
def test_a_page_reads_the_same_in_every_encoding(data: bytes) -> None:
    assert [block.text for block in read_html(data).blocks] == [SENTENCE]


def test_windows_1258_is_read_with_its_tone_marks_joined() -> None:
    base = unicodedata.normalize("NFD", "Lạng").replace("a\u0323", "a\u0323")

    document = read_text(base.encode("windows-1258"))

    assert document.blocks[0].text == "Lạng"


def test_scripts_styles_and_menus_are_left_out_and_entities_resolved() -> None:
    page = (
        b"<script>1/63</script><style>x</style><nav>menu</nav><p>\xc4\x91&#7841;t&nbsp;66,46<b>&nbsp;</b> &amp;<!-- no --></p>"
    )

    assert [block.text for block in read_html(page).blocks] == ["đạt 66,46 &"]


def test_blocks_have_the_role_that_their_place_gives_them() -> None:
    page = (
        "<h1>A</h1><p>B</p><ul><li>C</li></ul><aside><p>D</p></aside>"
        "<div class='tin-lien-quan'><p>E</p></div><footer>F</footer>"
    )

    roles = {block.text: block.role for block in read_html(page.encode()).blocks}

    assert roles == {"A": "title", "B": "paragraph", "C": "item", "D": "aside", "E": "aside", "F": "footer"}


def test_a_table_of_data_is_a_table_and_a_table_of_layout_is_blocks() -> None:
    data = "<table><tr><th rowspan=2>Tỉnh</th><th colspan=2>2016</th></tr><tr><td>điểm</td><td>hạng</td></tr></table>"
    layout = f"<table><tr><td>menu</td></tr><tr><td><h1>A</h1><p>{SENTENCE}</p></td></tr></table>"

    document = read_html((data + layout).encode())

    assert document.tables[0].rows == (("Tỉnh", "2016", "2016"), ("Tỉnh", "điểm", "hạng"))
    assert [block.text for block in document.blocks] == ["menu", "A", SENTENCE]


def test_a_page_may_say_itself_when_it_was_published() -> None:
    page = b'<meta property="article:published_time" content="2018-05-02T17:20:00+07:00"><p>x</p>'

    assert read_html(page).published == PublishedDate.parse("2018-05-02")


def test_lines_of_a_text_that_go_on_in_lower_case_are_one_paragraph() -> None:
    document = read_text("Năm 2016, tỉnh\nđạt 67,41 điểm.\n\n• Năm 2015\n• Năm 2014\n".encode())

    assert [(block.text, block.role) for block in document.blocks] == [
        ("Năm 2016, tỉnh đạt 67,41 điểm.", "paragraph"),
        ("Năm 2015", "item"),
        ("Năm 2014", "item"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["| Rank | Province | PCI 2021 |", "|---:|---|---:|", "| 1 | Quang Ninh | 73.02 |", "| 2 | Hai Phong | 70.61 |"],
        ["Rank     Province      PCI 2021", "1        Quang Ninh    73.02", "2        Hai Phong     70.61"],
    ],
)
def test_rows_of_a_plain_text_are_a_table_where_a_rule_or_wide_gaps_say_so(lines: list[str]) -> None:
    document = read_text("\n".join(["Top two:", *lines, "Source: VCCI"]).encode())

    [table] = document.tables
    assert table.rows == (("Rank", "Province", "PCI 2021"), ("1", "Quang Ninh", "73.02"), ("2", "Hai Phong", "70.61"))
    assert table.after == 1
    assert [block.text for block in document.blocks] == ["Top two:", "Source: VCCI"]


@pytest.mark.parametrize(
    "lines",
    [
        ["Area: 1,668 sq km        Population: 1.95 million        GRDP growth: 8.16%", "12 industrial parks, 1,500 ha"],
        ["Rank | Province", "1 | Quang Ninh"],
        ["1        Quang Ninh    73.02", "2        Hai Phong     70.61", "3        Dong Thap     70.53"],
    ],
)
def test_lines_with_gaps_or_strokes_alone_stay_lines(lines: list[str]) -> None:
    document = read_text("\n".join(lines).encode())

    assert not document.tables
    assert len(document.blocks) == len(lines)


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="does not exist"):
        read_document(tmp_path / "page.html")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("page.html", b"", "is empty"),
        ("page.html", b" \n", "is empty"),
        ("page.txt", b"\x89PNG\r\n\0\0\0", "binary"),
        ("page.xyz", b"text", "are not read"),
        ("page", b"text", "without extension"),
        ("page.csv", b'a,"b', "not a CSV"),
        ("page.html", b"<div>" * 3001, "nested in each other"),
    ],
)
def test_a_document_that_cannot_be_read_says_why_in_one_sentence(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(Unreadable, match=reason) as raised:
        read_document(path)

    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "locator",
    ["block=0", "block=2", "block=1&char=5,5", "block=1&char=0,9999", "row=1&col=1", "table=1&row=1&col=1", "page=1", ""],
)
def test_a_locator_that_leads_nowhere_is_refused(locator: str) -> None:
    document = read_text(SENTENCE.encode())

    with pytest.raises(ValueError, match="leads nowhere"):
        follow(document, locator)
