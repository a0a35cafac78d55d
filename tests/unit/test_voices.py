import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.voices import page_of, voices_of
from tests.rows import statement

FIGURES: tuple[dict[str, Any], ...] = (
    {"ref_area": "GSO22", "time_period": 2023, "value": "92.18"},
    {"ref_area": "GSO31", "time_period": 2023, "value": "91.87"},
    {"ref_area": "GSO01", "time_period": 2023, "value": "91.43"},
    {"ref_area": "GSO89", "time_period": 2023, "value": "81.32"},
)
TITLE = "hai-duong-tang-25-bac-chi-so-cai-cach-hanh-chinh"


def page(url: str, *figures: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    common = {"extractor": "transcription", **changes}
    return [statement(**{**figure, **common}, statement_id=f"s{n:016x}", source_url=url) for n, figure in enumerate(figures)]


def voices(*pages: list[dict[str, Any]]) -> int:
    return len(set(voices_of([row for rows in pages for row in rows]).values()))


def test_pages_with_the_same_four_figures_are_one_voice() -> None:
    assert voices(page("https://a.vn/1", *FIGURES), page("https://b.vn/2", *FIGURES)) == 1


def test_pages_with_the_same_few_figures_are_voices_of_their_own() -> None:
    assert voices(page("https://a.vn/1", *FIGURES[:3]), page("https://b.vn/2", *FIGURES[:3])) == 2


def test_pages_under_one_title_that_share_a_figure_are_one_voice() -> None:
    assert (
        voices(page(f"https://vietnam.vn/ru/{TITLE}", *FIGURES[:2]), page(f"https://b.vn/{TITLE}-487.html", *FIGURES[1:])) == 1
    )


@pytest.mark.parametrize(
    ("url", "figures"),
    [
        (f"https://b.vn/{TITLE}", FIGURES[2:]),
        ("https://b.vn/chi-so-par-index", FIGURES[:2]),
        ("https://b.vn/hai-duong-dung-thu-ba-ve-chi-so-cai-cach-hanh-chinh", FIGURES[:2]),
    ],
    ids=["no figure is the same", "a short title", "another title"],
)
def test_other_pages_are_not_taken_for_copies(url: str, figures: tuple[dict[str, Any], ...]) -> None:
    assert voices(page(f"https://a.vn/{TITLE}", *FIGURES[:2]), page(url, *figures)) == 2


def test_pages_whose_quotes_have_the_same_words_are_one_voice() -> None:
    said = {"quote": "Tỉnh Lai Châu đạt 67,41/97,5 điểm, giảm 11.71 điểm so với năm 2015", "extractor": "narrative"}
    told = {"quote": "TỈNH LAI CHÂU đạt 67,41/97,5 điểm, giảm 11.71 điểm so với năm 2015", "extractor": "narrative"}
    other = {"quote": "Năm 2016, Lai Châu chỉ đạt 67,41/97,5 điểm, thấp hơn năm trước 11.71 điểm", "extractor": "narrative"}

    assert voices(page("https://a.vn/1", {}, **said), page("https://b.vn/2", {}, **told)) == 1
    assert voices(page("https://a.vn/1", {}, **said), page("https://b.vn/2", {}, **other)) == 2


def test_an_address_is_one_page_however_it_is_written() -> None:
    urls = ("http://www.cchc.laichau.gov.vn/", "https://cchc.laichau.gov.vn", "http://M.cchc.laichau.gov.vn/")

    assert {page_of(statement(source_url=url)) for url in urls} == {"cchc.laichau.gov.vn"}


def test_copies_of_copies_are_one_voice() -> None:
    first, last = page(f"https://a.vn/{TITLE}", *FIGURES[:1]), page("https://c.vn/3", *FIGURES)
    between = page(f"https://b.vn/{TITLE}", *FIGURES)

    assert voices(first, last) == 2
    assert voices(first, last, between) == 1


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 3)), min_size=1, max_size=16), st.randoms())
def test_voices_do_not_depend_on_the_order_of_statements(said: list[tuple[str, int]], chance: random.Random) -> None:
    rows = [row for host, figure in said for row in page(f"https://{host}.vn/{TITLE}", FIGURES[figure])]

    assert voices_of(rows) == voices_of(chance.sample(rows, len(rows)))
