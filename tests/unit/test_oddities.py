from typing import Any

import pyarrow as pa
import pytest

from parpipe.oddities import find_oddities
from parpipe.revisions import revision
from tests.package import INFO, package_tables

OLD = package_tables()["observations"]
DAY = INFO.created


def revised(field: str, old: str, new: str) -> dict[str, Any]:
    return revision(("PAR", "province", "GSO12", "_T", 2016, "value"), field, (old, new), (None, None), "release", DAY)


def codes(new: pa.Table, *revisions: dict[str, Any]) -> list[str]:
    return [one.code for one in find_oddities(OLD, new, revisions)]


def test_nothing_is_odd_about_the_same_observations() -> None:
    assert codes(OLD) == []


@pytest.mark.parametrize(
    ("field", "old", "new", "code"),
    [
        ("score", "67.41", "72.42", "far_score"),
        ("score", "67.41", "62.40", "far_score"),
        ("rank", "53", "42", "far_rank"),
        ("obs_status", "A", "U", "many_contested"),
        ("score", "67.41", "67.42", "many_revised"),
    ],
)
def test_a_revision_out_of_the_ordinary_is_told(field: str, old: str, new: str, code: str) -> None:
    assert code in codes(OLD, revised(field, old, new))


@pytest.mark.parametrize(("field", "old", "new"), [("score", "67.41", "72.41"), ("rank", "53", "43")])
def test_a_move_up_to_the_limit_is_not_far(field: str, old: str, new: str) -> None:
    assert codes(OLD, revised(field, old, new)) == ["many_revised"]


def test_few_revisions_among_many_observations_are_not_odd() -> None:
    many = pa.concat_tables([OLD] * 20)

    assert find_oddities(many, many, [revised("score", "67.41", "67.42")]) == ()


def test_a_year_with_fewer_units_than_before_is_told_with_both_counts() -> None:
    [odd] = find_oddities(OLD, OLD.slice(1), [])

    assert (odd.code, odd.about, odd.old, odd.new) == ("fewer_observations", ("province", 2015), "1", "0")
