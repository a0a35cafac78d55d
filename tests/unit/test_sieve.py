"""Sentences that are not read change nothing: a document gives the same with every sentence read and with the telling ones."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from parpipe.extractors.narrative import Context, extract_narrative
from parpipe.model import Document
from parpipe.prose.figures import read_figures
from parpipe.prose.passages import lay_out
from parpipe.prose.sieve import read_telling
from parpipe.prose.told import vocabulary_of
from tests.fuzz.sieving import BARE, CONTEXTS, Parts, check_page, make_page, pages


def telling(page: Document) -> list[str]:
    """Return the sentences of a page that are read."""
    vocabulary = vocabulary_of(BARE.indices, BARE.areas)
    passages = read_telling(lay_out(page, vocabulary, None), vocabulary, read_figures)
    said = [(one.block.text, sentence.tokens) for one in passages for sentence in one.sentences]
    return [text[tokens[0].start : tokens[-1].end] for text, tokens in said]


@settings(deadline=None)
@given(pages, st.sampled_from(CONTEXTS))
@example(
    [
        (["PAR INDEX được công bố."], "title"),
        (["Trời nắng đẹp.", "Trời nắng đẹp.", "Lai Châu đứng thứ 51 (19/05/2020 2:46:12 CH)"], "title"),
    ],
    BARE,
)
@example(
    [
        (["Đứng đầu PAR INDEX là Quảng Trị với 92,18."], "title"),
        (["Tỉnh mở rộng vườn cây.", "Lai Châu trồng chè."], "title"),
        (["Năm 2016 đạt 67,41 điểm."], "title"),
    ],
    BARE,
)
@example(
    [
        (
            ["Năm 2015, mưa nhiều.", "PAR INDEX được công bố.", "Quảng Trị dẫn đầu cả nước.", "Các huyện vùng cao gặt lúa."],
            "title",
        )
    ],
    BARE,
)
@example(
    [
        (["Đứng đầu PAR INDEX là Quảng Trị với 92,18."], "title"),
        (["Tỉnh mở rộng vườn cây.", "Lai Châu trồng chè."], "title"),
        (["Tỉnh mở rộng vườn cây.", "Năm 2016 đạt 67,41 điểm."], "title"),
    ],
    BARE,
)
@example(
    [
        (["Lai Châu đứng thứ 51 (19/05/2020 2:46:12 CH)"], "title"),
        (["Sở Nội vụ họp.", "PAR INDEX được công bố."], "title"),
        (["Tin liên quan"], "heading"),
        (["Năm 2016 đạt 67,41 điểm.", "Đoàn tới TP. Hồ Chí Minh."], "title"),
    ],
    BARE,
)
@example(
    [
        (["Năm 2015, mưa nhiều.", "Đoàn tới TP. Hồ Chí Minh."], "title"),
        (["Sở Nội vụ họp.", "Tỉnh mở rộng vườn cây.", "Với 83,52;"], "title"),
    ],
    BARE,
)
@example(
    [
        (["Năm 2015, mưa nhiều.", "Đoàn tới TP. Hồ Chí Minh."], "title"),
        (["Tin liên quan"], "paragraph"),
        (["Sở Nội vụ họp."], "paragraph"),
        (["Tỉnh mở rộng vườn cây.", "PAR INDEX được công bố.", "Với 83,52;"], "title"),
    ],
    BARE,
)
@example(
    [
        (["PAR INDEX được công bố."], "paragraph"),
        (["Trung bình của các tỉnh là thế.", "Các huyện vùng cao gặt lúa.", "Kết quả như sau:"], "paragraph"),
        (["Con số này của PAR INDEX năm 2016 là 72,41%."], "item"),
    ],
    BARE,
)
@example(
    [
        (["Quảng Trị và Hà Nội ký kết, Quảng Trị vui."], "paragraph"),
        (["Tỉnh mở rộng vườn cây.", "Các huyện vùng cao gặt lúa.", "Lai Châu trồng chè."], "paragraph"),
        (["PAR INDEX năm 2016 của tỉnh đạt 70,41 điểm."], "paragraph"),
    ],
    BARE,
)
@example(
    [
        (["PAR INDEX được công bố."], "paragraph"),
        (["Sở Nội vụ họp."], "paragraph"),
        (["PAR INDEX năm 2016 đạt 67,41 điểm."], "item"),
    ],
    BARE,
)
@example(
    [
        (["Sở Nội vụ họp."], "paragraph"),
        (["Hai tỉnh ký kết."], "paragraph"),
        (["PAR INDEX năm 2016 đạt 67,41 điểm."], "paragraph"),
    ],
    BARE,
)
@example(
    [
        (["Sở Nội vụ họp."], "paragraph"),
        (["Mưa to (các huyện cũng vậy)."], "paragraph"),
        (["PAR INDEX năm 2016 đạt 67,41 điểm."], "paragraph"),
    ],
    BARE,
)
def test_what_is_not_read_changes_nothing(parts: Parts, context: Context) -> None:
    check_page(parts, context)


def test_a_page_without_figures_is_not_read() -> None:
    page = make_page([(["PAR INDEX của Lai Châu được công bố.", "Trao 120 suất quà!"], "paragraph")])

    assert telling(page) == []


def test_a_paragraph_of_nothing_but_soft_hyphens_is_passed_by() -> None:
    page = make_page([(["\u00ad"], "paragraph"), (["PAR INDEX năm 2016 của Lai Châu đạt 67,41 điểm."], "paragraph")])

    assert [one.locator for one in extract_narrative(page, BARE).statements] == ["block=2&char=32,46"]


def test_only_sentences_that_can_matter_are_read() -> None:
    page = make_page([(["Trời nắng đẹp."], "paragraph"), (["Mưa to.", "PAR INDEX năm 2016 xếp thứ 53/63."], "paragraph")])

    assert telling(page) == ["PAR INDEX năm 2016 xếp thứ 53/63."]


def test_who_is_spoken_of_is_read_where_a_figure_follows_that_can_be_theirs() -> None:
    figure = "PAR INDEX năm 2016 xếp thứ 53/63."
    page = make_page([(["Tỉnh trồng cây.", figure, "Tỉnh trồng cây."], "paragraph"), (["Các huyện gặt lúa."], "paragraph")])

    assert telling(page) == ["Tỉnh trồng cây.", figure]


def test_nothing_before_a_sentence_of_departments_alone_is_read_to_know_whose_a_figure_is() -> None:
    figure = "PAR INDEX năm 2016 xếp thứ 53/63."
    page = make_page(
        [(["Tỉnh trồng cây."], "paragraph"), (["Các huyện gặt lúa.", "Tỉnh xây cầu."], "title"), ([figure], "title")]
    )

    assert telling(page) == ["Các huyện gặt lúa.", "Tỉnh xây cầu.", figure]


def test_what_a_bullet_says_of_whose_its_figures_are_ends_with_it() -> None:
    figure = "PAR INDEX năm 2016 xếp thứ 53/63."
    page = make_page([(["Tỉnh trồng cây."], "item"), (["Tỉnh xây cầu.", figure], "item")])

    assert telling(page) == ["Tỉnh xây cầu.", figure]
