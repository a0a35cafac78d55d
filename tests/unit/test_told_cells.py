"""Cells that say their figures in words: read whole, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parpipe.tables.cells import form, read_values
from parpipe.tables.told import read_told


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Đạt 86,45%, xếp thứ 39/63, giảm 5 bậc so với năm 2022", [("score", "86.45"), ("rank", "39"), ("rank_change", "-5")]),
        ("63,43 điểm, xếp thứ 46", [("score", "63.43"), ("rank", "46")]),
        ("72.64 points, 3rd (2024)", [("score", "72.64"), ("rank", "3")]),
        ("84,07% (hạng 42/63)", [("score", "84.07"), ("rank", "42")]),
        ("Xếp hạng 21/63, tăng 5 bậc", [("rank", "21"), ("rank_change", "5")]),
    ],
)
def test_a_cell_in_words_is_read_as_prose_is(text: str, figures: list[tuple[str, str]]) -> None:
    values = read_values(text)

    assert [(value.means, str(value.value)) for value in values] == figures
    assert all(value.printed in text for value in values)


def test_the_years_of_a_cell_are_those_of_its_figures() -> None:
    own, since = read_told("72.64 points, 3rd (2024)"), read_told("xếp thứ 39/63, giảm 5 bậc so với năm 2022")

    assert own is not None
    assert (own.year, own.base) == (2024, None)
    assert since is not None
    assert (since.year, since.base) == (None, 2022)


@pytest.mark.parametrize(
    "text",
    [
        "Xếp thứ 30 trở lên",
        "Tăng ít nhất 10 bậc",
        "Phấn đấu đạt 87%",
        "Đạt 86,45%, xếp sau Đà Nẵng",
        "Đạt 86,45% năm 2022 và xếp thứ 39 năm 2023",
        "xếp thứ 39, sau đó xếp thứ 41",
        "Trên 85%",
        "37 planned, 26 in operation, 74% occupied",
        "1.74 million (2023)",
        "Đạt 90% hồ sơ trực tuyến",
        "đạt 86,45%, " * 12,
    ],
)
def test_a_cell_with_a_word_more_says_nothing(text: str) -> None:
    assert read_told(text) is None
    assert form(text, frozenset()) == "text"


def test_a_rank_that_is_called_one_in_a_bracket_is_certain() -> None:
    score, rank = read_values("0,65 (thứ 21)")

    assert (score.value, rank.value, rank.told) == (Decimal("0.65"), Decimal(21), True)
    assert not read_values("0,65 (21)")[1].told
