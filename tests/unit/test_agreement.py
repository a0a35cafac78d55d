from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.agreement import agree, agree_across, change_agrees, decimals, half_unit

scores = st.decimals(min_value=0, max_value=100, places=4)


@pytest.mark.parametrize(
    ("one", "other"),
    [("90.1", "90.10"), ("91", "90.57"), ("83.9", "83.98"), ("45.78", "45.7875"), ("45.79", "45.7875"), ("0", "0.00")],
)
def test_a_rounded_or_cut_value_agrees_with_the_precise_one(one: str, other: str) -> None:
    assert agree(Decimal(one), Decimal(other))
    assert agree(Decimal(other), Decimal(one))


@pytest.mark.parametrize(
    ("one", "other"), [("89.06", "89.6"), ("81", "89.06"), ("89.06", "89.07"), ("90", "91.2"), ("91.87", "91.81")]
)
def test_different_figures_do_not_agree(one: str, other: str) -> None:
    assert not agree(Decimal(one), Decimal(other))
    assert not agree(Decimal(other), Decimal(one))


@given(scores, st.integers(0, 4), st.sampled_from([ROUND_DOWN, ROUND_HALF_EVEN]))
def test_every_value_agrees_with_itself_printed_shorter(value: Decimal, places: int, rounding: str) -> None:
    shorter = value.quantize(Decimal(1).scaleb(-places), rounding=rounding)

    assert agree(value, shorter)


@given(scores, scores)
def test_agreement_does_not_depend_on_order(one: Decimal, other: Decimal) -> None:
    assert agree(one, other) == agree(other, one)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("40.62", "80"), ("50.77", "100"), True),
        (("9.12", "10"), ("91.17", "100"), True),
        (("12.99", "13"), ("99.93", "100"), True),
        (("67.41", "97.5"), ("69.14", "100"), True),
        (("0.6077", "1"), ("60.77", "100"), True),
        (("40.62", "80"), ("50.87", "100"), False),
        (("9.5", "9.5"), ("98.85", "100"), False),
    ],
)
def test_one_share_of_two_maxima_is_one_figure(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    values = [Decimal(text) for text in (*one, *other)]

    assert agree_across(*values) is same
    assert agree_across(*values[2:], *values[:2]) is same


def test_decimals_are_those_that_were_printed() -> None:
    assert [decimals(Decimal(text)) for text in ("90.10", "90.1", "90", "100")] == [2, 1, 0, 0]


@given(scores, scores, st.integers(0, 2))
def test_a_rounded_change_agrees_with_the_derived_one(now: Decimal, before: Decimal, places: int) -> None:
    change = now - before
    stated = change.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)

    assert change_agrees(stated, change, half_unit(4))
    assert not change_agrees(stated + 4 * half_unit(places), change, half_unit(4))
