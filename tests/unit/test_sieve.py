"""Sentences that are not read change nothing: a document gives the same with every sentence read and with the telling ones."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parpipe.extractors.narrative import extract_narrative
from parpipe.model import Block, Document
from parpipe.prose import told
from parpipe.prose.pieces import Figure, Tokens, Words
from parpipe.prose.sieve import read_telling
from parpipe.prose.tokens import read_tokens
from parpipe.prose.told import vocabulary_of
from parpipe.prose.vocabulary import Vocabulary
from tests.unit.test_narrative import BARE

VOCABULARY = vocabulary_of(BARE.indices, BARE.areas)
sentences = st.sampled_from(
    [
        *("Trời nắng đẹp.", "Tỉnh mở rộng vườn cây.", "Các huyện vùng cao gặt lúa.", "Sở Nội vụ họp.", "Thành phố xây cầu?"),
        *("Lai Châu trồng chè.", "Năm 2015, mưa nhiều.", "PAR INDEX được công bố.", "Đoàn tới TP. Hồ Chí Minh.", "SIPAS tăng."),
        *("Năm 2016 đạt 67,41 điểm.", "Tỉnh xếp thứ 53/63.", "Trao 120 suất quà!", "Bằng 104% dự toán.", "Tăng 5 bậc."),
        *(
            "Đứng đầu PAR INDEX là Quảng Trị với 92,18.",
            "An Giang đội sổ.",
            "Lai Châu, SIPAS lần lượt xếp thứ 4 và 9.",
            "Với 83,52;",
        ),
        *("Quảng Trị dẫn đầu cả nước.", "Phấn đấu đạt 85 điểm.", "Kết quả như sau:", "Trung bình cả nước 76,9%."),
        "Tin liên quan",
        "Lai Châu đứng thứ 51 (19/05/2020 2:46:12 CH)",
        *("- Tin liên quan", "19/05/2020", "19/05/2020 14:05", "Ngày đăng: 19/05/2020, tỉnh xếp thứ 9."),
    ]
)
roles = st.sampled_from(["title", "heading", "paragraph", "paragraph", "paragraph", "item", "caption", "aside", "footer"])
blocks = st.lists(st.tuples(st.lists(sentences, min_size=1, max_size=4), roles), max_size=8)


def document(parts: list[tuple[list[str], str]]) -> Document:
    rows = enumerate(parts, start=1)
    return Document(tuple(Block(f"block={number}", " ".join(said), role) for number, (said, role) in rows))  # type: ignore[arg-type]


def everything(block: Block, vocabulary: Vocabulary, read: Callable[[Tokens], list[Figure]]) -> Words:
    tokens = read_tokens(block.text, vocabulary)
    return Words(tokens, read(tokens))


@given(blocks)
@example(
    [
        (["PAR INDEX được công bố."], "title"),
        (["Trời nắng đẹp.", "Trời nắng đẹp.", "Lai Châu đứng thứ 51 (19/05/2020 2:46:12 CH)"], "title"),
    ]
)
@example(
    [
        (["Đứng đầu PAR INDEX là Quảng Trị với 92,18."], "title"),
        (["Tỉnh mở rộng vườn cây.", "Lai Châu trồng chè."], "title"),
        (["Năm 2016 đạt 67,41 điểm."], "title"),
    ]
)
@example(
    [
        (
            ["Năm 2015, mưa nhiều.", "PAR INDEX được công bố.", "Quảng Trị dẫn đầu cả nước.", "Các huyện vùng cao gặt lúa."],
            "title",
        )
    ]
)
@example(
    [
        (["Đứng đầu PAR INDEX là Quảng Trị với 92,18."], "title"),
        (["Tỉnh mở rộng vườn cây.", "Lai Châu trồng chè."], "title"),
        (["Tỉnh mở rộng vườn cây.", "Năm 2016 đạt 67,41 điểm."], "title"),
    ]
)
@example(
    [
        (["Lai Châu đứng thứ 51 (19/05/2020 2:46:12 CH)"], "title"),
        (["Sở Nội vụ họp.", "PAR INDEX được công bố."], "title"),
        (["Tin liên quan"], "heading"),
        (["Năm 2016 đạt 67,41 điểm.", "Đoàn tới TP. Hồ Chí Minh."], "title"),
    ]
)
def test_what_is_not_read_changes_nothing(parts: list[tuple[list[str], str]]) -> None:
    text = document(parts)
    sieved = extract_narrative(text, BARE)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(told, "read_telling", lambda all_, known, read: [everything(one, known, read) for one in all_])
        whole = extract_narrative(text, BARE)

    assert sieved == whole


def test_a_page_without_figures_is_not_read() -> None:
    assert read_telling(document([(["Trời nắng đẹp.", "Trao 120 suất quà!"], "paragraph")]).blocks, VOCABULARY) is None


def test_a_paragraph_of_nothing_but_soft_hyphens_is_passed_by() -> None:
    text = document([([""], "paragraph"), (["PAR INDEX năm 2016 của Lai Châu đạt 67,41 điểm."], "paragraph")])

    assert [one.locator for one in extract_narrative(text, BARE).statements] == ["block=2&char=32,46"]


def test_only_sentences_that_can_matter_are_read() -> None:
    text = document([(["Trời nắng đẹp."], "paragraph"), (["Mưa to.", "PAR INDEX năm 2016 xếp thứ 53/63."], "paragraph")])

    first, second = read_telling(text.blocks, VOCABULARY) or []

    assert (first.tokens, second.tokens[0].text) == ([], "PAR INDEX")
