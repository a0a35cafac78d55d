"""Keys on disk repeat where keys in a dictionary repeat, and two values have one text exactly when Python calls them equal."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parpipe.validation.canonical import canonical
from parpipe.validation.keys import PARTITIONS, KeyRows, joined
from parpipe.validation.oracle import NoProof

KEYS = st.lists(st.text(st.sampled_from("ab1\x1f\\Nđ"), max_size=3), max_size=60)
ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=7))])
NUMBERS = st.one_of(
    st.integers(),
    st.booleans(),
    st.decimals(allow_nan=False),
    st.floats(allow_nan=False),
    st.sampled_from([Decimal("1E+30"), 10**30]),
)


def naive_repeats(keys: list[str]) -> list[tuple[int, int]]:
    seen: dict[str, int] = {}
    found = []
    for row, key in enumerate(keys):
        if key in seen:
            found.append((row, seen[key]))
        seen[key] = row
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(keys=KEYS, held=st.sampled_from([0, 1, 7, 1000]), size=st.sampled_from([1, 5, 100]))
@example(keys=["9", "10", "11", "10"], held=1000, size=2)
def test_repeated_keys_are_those_that_a_dictionary_finds(tmp_path: Path, keys: list[str], held: int, size: int) -> None:
    rows = KeyRows(tmp_path, held)
    for start in range(0, len(keys), size):
        batch = keys[start : start + size]
        rows.add(pa.array(batch, pa.string()), np.arange(start, start + len(batch)))

    again, previous = rows.repeats()

    assert list(zip(again.tolist(), previous.tolist(), strict=True)) == naive_repeats(keys)


def test_rows_that_come_in_any_order_repeat_the_row_before_them(tmp_path: Path) -> None:
    rows = KeyRows(tmp_path, 10)
    rows.add(pa.array(["a", "a"]), np.array([2, 9]))
    rows.add(pa.array(["a"]), np.array([5]))

    again, previous = rows.repeats()

    assert (again.tolist(), previous.tolist()) == ([5, 9], [2, 5])


def test_many_keys_are_on_disk_in_partitions_of_one_size(tmp_path: Path) -> None:
    rows = KeyRows(tmp_path, 1000)
    numbers = np.arange(100_000)
    rows.add(pa.array(np.char.add("GSO01\x1f", numbers.astype(str))), numbers)

    sizes = [len(part) for part in rows.partitions()]

    assert len(sizes) == PARTITIONS
    assert sum(sizes) == 100_000
    assert max(sizes) < 3 * 100_000 / PARTITIONS


@settings(deadline=None)
@given(
    left=st.tuples(st.none() | st.text(st.sampled_from("a\x1f\\N"), max_size=3), st.none() | st.text(max_size=2)),
    data=st.data(),
)
def test_joined_keys_are_equal_only_if_all_their_parts_are(left: tuple[str | None, str | None], data: Any) -> None:
    right = data.draw(
        st.tuples(st.sampled_from([left[0], None, "", "a", "\\N", "a\x1f"]), st.sampled_from([left[1], None, "", "a"]))
    )

    texts = joined([pa.array([left[0], right[0]], pa.string()), pa.array([left[1], right[1]], pa.string())]).to_pylist()

    assert (texts[0] == texts[1]) == (left == right)


@settings(deadline=None)
@given(left=NUMBERS, right=NUMBERS)
@example(left=Decimal("1.10"), right=Decimal("1.1"))
@example(left=0.1, right=Decimal("0.1"))
@example(left=-0.0, right=0)
@example(left=10**19, right=Decimal("1E19"))
@example(left=True, right=1.0)
def test_numbers_have_one_text_exactly_when_they_are_equal(left: Any, right: Any) -> None:
    same = canonical(left) == canonical(right)

    assert same == (left == right)


@settings(deadline=None)
@given(left=st.datetimes(timezones=ZONES), right=st.datetimes(timezones=ZONES))
@example(left=datetime(2016, 1, 1, 7, tzinfo=timezone(timedelta(hours=7))), right=datetime(2016, 1, 1, tzinfo=UTC))
def test_moments_have_one_text_exactly_when_they_are_equal(left: datetime, right: datetime) -> None:
    try:
        same = canonical(left) == canonical(right)
    except NoProof:
        return

    assert same == (left == right)


@pytest.mark.parametrize("value", [Decimal("NaN"), float("nan"), [1], {"a": 1}, datetime.now(UTC).timetz()])
def test_values_whose_equality_is_no_matter_of_text_have_none(value: Any) -> None:
    with pytest.raises(NoProof):
        canonical(value)


def test_dates_and_missing_values_are_texts_as_they_stand() -> None:
    assert [canonical(value) for value in (None, "x", date(2016, 2, 29))] == [None, "x", "2016-02-29"]


NUMERALS = st.sampled_from(["5", "05", "+5", "-5", "0", "-0", "7", "77", "x", "5.0", "9" * 20])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(keys=st.lists(NUMERALS, max_size=12))
@example(keys=["7", "5", "05", "5"])
def test_keys_that_are_equal_as_numbers_repeat_only_if_their_texts_are_equal(tmp_path: Path, keys: list[str]) -> None:
    gathered = KeyRows(tmp_path, held=1000)

    if keys:
        gathered.add(pa.array(keys, pa.string()), np.arange(len(keys)))
    rows, previous = gathered.repeats()

    assert list(zip(rows.tolist(), previous.tolist(), strict=True)) == naive_repeats(keys)
