from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.extractors.transcription import read_cell
from parpipe.model import PublishedDate, Snapshot, Statement
from parpipe.statements import statements_table

SNAPSHOT = Snapshot("0" * 64, "example.vn", Path("a.html"), "text/html", date(2026, 11, 22), url="https://example.vn/a")
FIGURE = Statement(
    index_id="PAR",
    level="province",
    ref_area="GSO12",
    area_code="12",
    area_name="Lai Châu",
    time_period=2016,
    component="_T",
    component_name=None,
    measure="score",
    value=Decimal("90.10"),
    printed="90,10",
    locator="block=7&char=12,31",
    quote="đạt 90,10 điểm",
    grade="body",
)


def ids(*figures: Statement) -> list[str]:
    return list(statements_table(figures, SNAPSHOT, "narrative")["statement_id"].to_pylist())


def test_a_statement_keeps_its_digits_and_gets_the_address_of_its_document() -> None:
    [row] = statements_table([FIGURE], SNAPSHOT, "narrative").to_pylist()

    assert (row["value"], row["printed"], row["source_url"]) == ("90.10", "90,10", "https://example.vn/a")
    assert (row["published_at"], row["published_precision"]) == (None, None)


def test_the_date_of_a_headline_goes_before_that_of_its_document() -> None:
    snapshot = replace(SNAPSHOT, published=PublishedDate.parse("2018-03-29"))
    headline = replace(FIGURE, published=PublishedDate.parse("2020-05"))

    rows = statements_table([FIGURE, headline], snapshot, "narrative").to_pylist()

    assert [(str(row["published_at"]), row["published_precision"]) for row in rows] == [
        ("2018-03-29", "day"),
        ("2020-05-01", "month"),
    ]


def test_an_id_outlives_rows_inserted_above() -> None:
    other = replace(FIGURE, time_period=2015)

    assert ids(FIGURE)[0] == ids(other, replace(FIGURE, locator="block=9&char=12,31"))[1]


def test_the_same_said_twice_has_two_ids() -> None:
    assert len(set(ids(FIGURE, FIGURE))) == 2


@pytest.mark.parametrize(
    "changes",
    [{"time_period": 2015}, {"printed": "90.10"}, {"measure": "mean_score"}, {"grade": "headline"}, {"base_period": 2014}],
)
def test_what_is_said_otherwise_has_another_id(changes: dict[str, object]) -> None:
    assert ids(FIGURE) != ids(replace(FIGURE, **changes))  # type: ignore[arg-type]


@given(st.decimals(-1000, 1000, places=3), st.booleans())
def test_a_cell_reads_back_as_the_number_that_was_typed(value: Decimal, signed: bool) -> None:
    typed = ("+" if signed and value >= 0 else "") + format(value, "f")

    assert read_cell(typed) == value


@pytest.mark.parametrize("text", ["67,41", "1e5", "NaN", "", " 5", "1_000", "٦٧", "Infinity", "5."])
def test_a_cell_that_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a plain number"):
        read_cell(text)


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("2018", date(2018, 12, 31)),
        ("2018-02", date(2018, 2, 28)),
        ("2020-02", date(2020, 2, 29)),
        ("2018-03-29", date(2018, 3, 29)),
    ],
)
def test_a_date_says_by_when_it_has_certainly_passed(text: str, latest: date) -> None:
    assert PublishedDate.parse(text).latest() == latest


@pytest.mark.parametrize("text", ["", "18", "2018-2", "2018-02-30", "29/03/2018", "2018-03-29T01:05", "abcd"])
def test_a_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PublishedDate.parse(text)
