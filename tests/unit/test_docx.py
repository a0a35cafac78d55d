"""Documents of Word as they read once all changes are accepted."""

import pytest

from parpipe.errors import Unreadable
from parpipe.limits import LARGEST_PART
from parpipe.readers.docx import read_docx
from tests.conformance.documents import make_archive, make_docx, run, wrap_docx

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def texts(body: str) -> list[str]:
    return [block.text for block in read_docx(wrap_docx(body)).blocks]


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(content) if content else ''}</w:p></w:tc>"


def test_insertions_and_links_are_text_comments_stand_apart_and_deletions_and_hidden_text_are_not_read() -> None:
    body = (
        f"<w:p>{run('đạt ')}<w:ins>{run('67,41')}</w:ins><w:del><w:r><w:delText>66,66</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('11,11')}</w:moveFrom><w:hyperlink>{run(' điểm')}</w:hyperlink>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>22,22</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        f"<w:r><w:commentReference/></w:r><w:r><w:t>,</w:t><w:tab/><w:t>xếp thứ 59</w:t></w:r></w:p>"
    )
    comments = f'<w:comments xmlns:w="{NAMESPACE}"><w:comment><w:p>{run("33,33")}</w:p></w:comment></w:comments>'

    document = read_docx(wrap_docx(body, comments=comments))

    assert [(block.text, block.role) for block in document.blocks] == [
        ("đạt 67,41 điểm, xếp thứ 59", "paragraph"),
        ("33,33", "footer"),
    ]


def test_roles_come_from_styles_whose_names_are_english_in_every_language() -> None:
    styles = (
        f'<w:styles xmlns:w="{NAMESPACE}"><w:style w:styleId="Tiu"><w:name w:val="Title"/></w:style>'
        '<w:style w:styleId="u1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="m"><w:name w:val="List Bullet"/></w:style>'
        '<w:style w:styleId="o"><w:name w:val="Own"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>'
    )
    styled = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(style)}</w:p>' for style in ("Tiu", "u1", "m", "o", "x")
    )
    listed = f'<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{run("mục")}</w:p>'

    document = read_docx(wrap_docx(styled + listed, styles=styles))

    assert [block.role for block in document.blocks] == ["title", "heading", "item", "heading", "paragraph", "item"]
    assert document.title == "Tiu"


def test_merged_cells_repeat_their_text() -> None:
    body = (
        "<w:tbl><w:tr>" + cell("Tỉnh", "<w:vMerge w:val='restart'/>") + cell("2016", "<w:gridSpan w:val='2'/>") + "</w:tr>"
        "<w:tr>" + cell("", "<w:vMerge/>") + cell("Điểm") + cell("Hạng") + "</w:tr>"
        "<w:tr><w:trPr><w:del/></w:trPr>" + cell("x") * 3 + "</w:tr>"
        "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell("67,41") + cell("59") + "</w:tr></w:tbl>"
    )

    document = read_docx(wrap_docx(f"<w:p>{run('Bảng 1')}</w:p>{body}"))

    assert document.tables[0].rows == (("Tỉnh", "2016", "2016"), ("Tỉnh", "Điểm", "Hạng"), ("", "67,41", "59"))
    assert document.tables[0].after == 1


def test_a_name_broken_over_lines_or_paragraphs_of_a_cell_is_one_name() -> None:
    broken = f"<w:tc><w:p>{run('BẮC')}</w:p><w:p><w:r><w:br/></w:r>{run('NINH')}</w:p></w:tc>"

    document = read_docx(wrap_docx(f"<w:tbl><w:tr>{broken}{cell('1')}</w:tr></w:tbl>"))

    assert document.tables[0].rows == (("BẮC NINH", "1"),)


def test_a_frame_around_paragraphs_is_no_table() -> None:
    framed = f"<w:tbl><w:tr><w:tc><w:p>{run('một')}</w:p><w:p>{run('hai')}</w:p></w:tc></w:tr></w:tbl>"

    assert texts(f"<w:p>{run('không')}</w:p>{framed}<w:p>{run('ba')}</w:p>") == ["không", "một", "hai", "ba"]


def test_content_controls_and_text_boxes_are_read_once() -> None:
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:txbxContent><w:p>{run('hộp')}</w:p></w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:p>{run('hộp')}</w:p></mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:sdt><w:sdtContent><w:p>{run('một')}</w:p></w:sdtContent></w:sdt><w:p><w:r>{box}</w:r></w:p>"

    assert texts(body) == ["một", "hộp"]


def styled(text: str, properties: str) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_what_is_struck_through_is_not_read_unless_the_line_is_switched_off() -> None:
    struck = styled("66,66 ", "<w:strike/>") + styled("77,77 ", "<w:dstrike w:val='1'/>")
    kept = styled("67,41", "<w:strike w:val='0'/>")

    assert texts(f"<w:p>{run('đạt ')}{struck}{kept}</w:p>") == ["đạt 67,41"]


@pytest.mark.parametrize(("raised", "text"), [("1", "67,41 điểm"), ("(12)", "67,41 điểm"), ("th", "67,41th điểm")])
def test_the_number_of_a_note_is_no_digit_of_the_figure_before_it(raised: str, text: str) -> None:
    note = styled(raised, "<w:vertAlign w:val='superscript'/>")

    assert texts(f"<w:p>{run('67,41')}{note}{run(' điểm')}</w:p>") == [text]


def test_a_style_can_hide_text_and_a_run_show_it_again() -> None:
    styles = (
        f'<w:styles xmlns:w="{NAMESPACE}"><w:style w:type="character" w:styleId="an"><w:name w:val="An"/>'
        "<w:rPr><w:vanish/></w:rPr></w:style></w:styles>"
    )
    hidden = "<w:rStyle w:val='an'/>"
    shown = hidden + "<w:vanish w:val='0'/>"
    body = f"<w:p>{run('đạt ')}{styled('66,66 ', hidden)}{styled('67,41', shown)}</w:p>"

    assert [block.text for block in read_docx(wrap_docx(body, styles=styles)).blocks] == ["đạt 67,41"]


def test_a_cell_that_was_deleted_is_not_read() -> None:
    row = cell("Lai Châu") + cell("66,66", "<w:cellDel/>") + cell("67,41")

    assert read_docx(wrap_docx(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>")).tables[0].rows == (("Lai Châu", "67,41"),)


def test_a_table_around_tables_is_a_frame_and_the_tables_in_it_are_read() -> None:
    inner = f"<w:tbl><w:tr>{cell('Lai Châu')}{cell('67,41')}</w:tr></w:tbl>"
    frame = f"<w:tbl><w:tr><w:tc><w:p>{run('trái')}</w:p></w:tc><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"

    document = read_docx(wrap_docx(frame))

    assert [block.text for block in document.blocks] == ["trái"]
    assert [table.rows for table in document.tables] == [(("Lai Châu", "67,41"),)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "damaged or cut off"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (make_docx(["a"])[:100], "damaged or cut off"),
        (make_archive({"a": "b"}), "word/document.xml is missing"),
        (make_archive({"word/document.xml": "<a/>"}), "no text"),
        (make_archive({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "document type"),
        (make_archive({"word/document.xml": b" " * (LARGEST_PART + 1)}), "unpacks to more than"),
        (make_archive({"word/document.xml": "<a>" * 251 + "</a>" * 251}), "nested deeper"),
        (make_archive({"word/document.xml": '<?xml version="1.0" encoding="x-none"?><a/>'}), "XML is damaged"),
        (
            wrap_docx("<w:tbl>" + ("<w:tr>" + "<w:tc/>" * 1000 + "</w:tr>") * 301 + "</w:tbl>"),
            "more than 300,000 elements of the kind tc",
        ),
        (wrap_docx("<w:tbl><w:tr><w:tc>" * 14 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 14), "tables are nested deeper than 12"),
        (wrap_docx("<w:p/>" * 100_001), "more than 100,000 elements of the kind p"),
    ],
    ids=[
        "empty",
        "password",
        "cut",
        "no part",
        "no body",
        "entity",
        "bomb",
        "deep",
        "encoding",
        "cells",
        "frames",
        "paragraphs",
    ],
)
def test_what_is_no_document_of_word_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_docx(data)
