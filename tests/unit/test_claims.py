import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.claims import Precedence
from tests.rows import source, statement

SOURCES = {
    s.source_id: s
    for s in (
        source("moha.gov.vn", "issuer"),
        source("laichau.gov.vn", "province", "GSO12"),
        source("press.vn"),
        source("other.vn"),
        source("local.vn", "local_press"),
        source("copy.in", "mirror", mirror=True),
    )
}
ORDER = {
    "order": ("equation", "authority", "grade", "basis", "voices", "precision"),
    "equation": ("closes", "untested", "excluded"),
    "authority": ("issuer", "own_province", "government", "national_press", "province", "local_press", "other", "mirror"),
    "grade": ("table", "transcription", "body", "headline", "caption", "aside"),
    "basis": ("printed", "word", "order", "inferred_year", "ocr"),
}
PRECEDENCE = Precedence(ORDER, SOURCES)


def said(number: int, source_id: str, value: str, **changes: Any) -> dict[str, Any]:
    return statement(
        statement_id=f"s{number:016x}", source_id=source_id, source_url=f"https://{source_id}/{number}", value=value, **changes
    )


def test_a_single_value_is_held_as_the_only_claim() -> None:
    holding = PRECEDENCE.hold([said(1, "press.vn", "89.06"), said(2, "local.vn", "89.06")])

    assert (holding.held.value, holding.rivals, holding.because) == ("89.06", (), "only_claim")
    assert len(holding.held.voices) == 2


def test_rounded_and_cut_values_support_the_most_precise_one() -> None:
    holding = PRECEDENCE.hold([said(1, "press.vn", "84"), said(2, "local.vn", "83.9"), said(3, "other.vn", "83.98")])

    assert holding.held.value == "83.98"
    assert holding.rivals == ()


@pytest.mark.parametrize(
    ("rows", "held", "because"),
    [
        ([said(1, "moha.gov.vn", "81"), said(2, "press.vn", "89.06"), said(3, "other.vn", "89.06")], "81", "authority"),
        ([said(1, "laichau.gov.vn", "67.41"), said(2, "press.vn", "69.14")], "67.41", "authority"),
        ([said(1, "press.vn", "67.41"), said(2, "copy.in", "69.14")], "67.41", "authority"),
        ([said(1, "press.vn", "67.41", grade="table"), said(2, "other.vn", "69.14")], "67.41", "grade"),
        ([said(1, "press.vn", "67.41", basis="ocr"), said(2, "other.vn", "69.14")], "69.14", "basis"),
        ([said(1, "press.vn", "81"), said(2, "press.vn", "89.06"), said(3, "other.vn", "89.06")], "89.06", "voices"),
        ([said(1, "press.vn", "81"), said(2, "press.vn", "89.06")], "89.06", "precision"),
    ],
)
def test_the_first_line_of_the_order_that_differs_decides(rows: list[dict[str, Any]], held: str, because: str) -> None:
    holding = PRECEDENCE.hold(rows)

    assert (holding.held.value, holding.because) == (held, because)


def test_a_province_is_its_own_authority_only_on_itself() -> None:
    rows = [said(1, "laichau.gov.vn", "67.41", ref_area="GSO14"), said(2, "press.vn", "69.14", ref_area="GSO14")]

    holding = PRECEDENCE.hold(rows)

    assert holding.held.value == "69.14"


def test_an_issuer_is_one_only_for_its_own_index() -> None:
    rows = [said(1, "moha.gov.vn", "81", index_id="PCI"), said(2, "press.vn", "89.06", index_id="PCI")]

    assert PRECEDENCE.hold(rows).held.value == "89.06"


def test_ranks_never_round() -> None:
    holding = PRECEDENCE.hold([said(1, "press.vn", "5"), said(2, "press.vn", "6")], exact=True)

    assert len(holding.rivals) == 1


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(SOURCES)), st.sampled_from(["81", "89.06", "89.6", "89.1", "89"])),
        min_size=1,
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_statements_never_matters(pairs: list[tuple[str, str]], chance: random.Random) -> None:
    rows = [said(number, *pair) for number, pair in enumerate(pairs)]
    shuffled = chance.sample(rows, len(rows))

    assert PRECEDENCE.hold(rows) == PRECEDENCE.hold(shuffled)


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(SOURCES)), st.sampled_from(["81", "89.06", "89.6", "89.1", "89"])),
        min_size=1,
        max_size=8,
    )
)
def test_every_statement_is_in_exactly_one_claim(pairs: list[tuple[str, str]]) -> None:
    rows = [said(number, *pair) for number, pair in enumerate(pairs)]

    holding = PRECEDENCE.hold(rows)

    found = [row["statement_id"] for claim in (holding.held, *holding.rivals) for row in claim.statements]
    assert sorted(found) == sorted(row["statement_id"] for row in rows)
