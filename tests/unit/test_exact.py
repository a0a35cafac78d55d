"""Columns of number texts are subtracted as fractions would be."""

from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from parpipe.exact import EXACT, difference, exact, percentage_difference

NUMBERS = st.one_of(
    st.decimals(0, 120, places=2, allow_nan=False),
    st.decimals(-5, 2000, places=5, allow_nan=False),
    st.sampled_from([Decimal(0), Decimal(100), Decimal("0.00005"), Decimal("104.8576"), Decimal("104.8577"), Decimal(3)]),
).map(lambda number: format(number, "f"))
ROWS = st.lists(st.tuples(*[st.none() | NUMBERS] * 4), max_size=8)


def expected(row: tuple[str | None, ...]) -> Fraction | None:
    if None in row:
        return None
    now, maximum, before, old_maximum = map(Fraction, row)  # type: ignore[arg-type]
    if maximum <= 0 or old_maximum <= 0:
        return None
    return Fraction(round(10_000 * 100 * (now / maximum - before / old_maximum)), 10_000)


@given(ROWS)
@example([("1", "3", "0", "3"), (None, "3", "0", "3"), ("0.00005", "100", "0", "100")])
def test_percentages_are_subtracted_exactly_and_rounded_once(rows: list[tuple[str | None, ...]]) -> None:
    columns = [exact(pa.array([row[place] for row in rows], pa.string())) for place in range(4)]

    texts = percentage_difference(*columns).to_pylist()

    assert [text and Fraction(text) for text in texts] == [expected(row) for row in rows]
    assert all(text is None or len(text.partition(".")[2]) == 4 for text in texts)


def test_halves_go_to_the_even_digit() -> None:
    halves = [("0.00005", "0"), ("0.00015", "0"), ("0", "0.00005"), ("0", "0.00015")]
    now, before = (exact(pa.array(side)) for side in zip(*halves, strict=True))
    hundred = pa.array([Decimal(100)] * 4, EXACT)

    rounded = percentage_difference(now, hundred, before, hundred)

    assert rounded.to_pylist() == ["0.0000", "0.0002", "0.0000", "-0.0002"]


@given(st.lists(st.tuples(NUMBERS, st.none() | NUMBERS), max_size=8))
def test_differences_keep_their_digits_and_no_more(rows: list[tuple[str, str | None]]) -> None:
    now, before = (exact(pa.array([row[place] for row in rows], pa.string())) for place in range(2))

    texts = difference(now, before).to_pylist()

    assert [text and Fraction(text) for text in texts] == [old and Fraction(new) - Fraction(old) for new, old in rows]
    assert not any(text and "." in text and text.endswith(("0", ".")) for text in texts)
