"""Numbers, ranks and dates as printed, and back."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.vietnamese import Moment, nfc, read_moment, read_number, read_rank, write_moment, write_number, write_rank

numbers = st.decimals(min_value=0, max_value=9999, places=2) | st.decimals(min_value=0, max_value=99, places=4)
moments = st.builds(
    lambda at, timed: Moment(at.date(), at.time() if timed else None),
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2050, 1, 1)).map(lambda at: at.replace(microsecond=0)),
    st.booleans(),
)


@given(numbers, st.sampled_from(",."))
def test_a_number_is_read_back_from_what_is_written_with_every_digit(value: Decimal, mark: str) -> None:
    text = write_number(value, mark)

    assert str(read_number(text)) == str(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("66,46", "66.46"),
        ("11.71", "11.71"),
        ("90.10", "90.10"),
        ("97,5", "97.5"),
        ("100", "100"),
        ("85.600", "85.600"),
        ("+6,39", "6.39"),
    ],
)
def test_one_comma_or_one_point_is_the_decimal_mark(text: str, value: str) -> None:
    assert str(read_number(text)) == value


@pytest.mark.parametrize("text", ["1.234,5", "1.234.567", "59/63", "", ",5", "5,", "12a"])
def test_what_has_two_marks_or_is_no_number_is_not_read(text: str) -> None:
    assert read_number(text) is None


@given(st.integers(1, 64), st.integers(0, 64))
def test_a_rank_is_read_back_with_its_count(rank: int, more: int) -> None:
    count = rank + more if more else None

    assert read_rank(write_rank(rank, count)) == (rank, count)


@pytest.mark.parametrize(
    ("text", "rank"), [("01", (1, None)), ("59 / 63", (59, 63)), ("64/63", None), ("0", None), ("5,5", None)]
)
def test_a_rank_lies_between_one_and_its_count(text: str, rank: tuple[int, int | None] | None) -> None:
    assert read_rank(text) == rank


@given(moments)
def test_a_moment_is_read_back_from_how_sites_print_it(moment: Moment) -> None:
    assert read_moment(write_moment(moment)) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("(Ngày đăng :29/03/2018 1:05:39 CH)", Moment(date(2018, 3, 29), time(13, 5, 39))),
        ("19/05/2020 12:00:01 SA", Moment(date(2020, 5, 19), time(0, 0, 1))),
        ("Thứ năm, 18/04/2024 05:40 (GMT+7)", Moment(date(2024, 4, 18), time(5, 40))),
        ("1-1-2019", Moment(date(2019, 1, 1))),
        ("Published on May 30, 2017", Moment(date(2017, 5, 30))),
        ("6th April 2025", Moment(date(2025, 4, 6))),
        ("31/02/2020", None),
        ("năm 2019", None),
        ("59/63", None),
    ],
)
def test_a_moment_is_read_from_vietnamese_and_english_dates(text: str, moment: Moment | None) -> None:
    assert read_moment(text) == moment


def test_decomposed_letters_and_characters_without_width_are_put_right() -> None:
    assert nfc("Lai Cha\u0302\u200bu") == "Lai Châu"
