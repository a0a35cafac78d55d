import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.agreement import half_unit
from parpipe.claims import Precedence
from parpipe.implied import Implied
from parpipe.keys import key_of
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


SCALES = {"80": Decimal(80), "100": Decimal(100), "97.5": Decimal("97.5")}


def scaled(row: dict[str, Any]) -> Decimal | None:
    return SCALES.get(row["scale_max"])


@pytest.mark.parametrize(
    ("one", "other", "held"),
    [
        (("40.62", "80"), ("50.77", "100"), "40.62"),
        (("67.41", "97.5"), ("69.14", "100"), "67.41"),
        (("40.6", "80"), ("50.775", "100"), "40.6"),
    ],
)
def test_a_figure_on_two_scales_is_one_claim_and_points_are_held(
    one: tuple[str, str], other: tuple[str, str], held: str
) -> None:
    rows = [said(1, "press.vn", one[0], scale_max=one[1]), said(2, "other.vn", other[0], scale_max=other[1])]

    holding = PRECEDENCE.hold(rows, scaled=scaled)

    assert (holding.held.value, holding.rivals, holding.because) == (held, (), "only_claim")
    assert [row["value"] for row in holding.held.elsewhere] == [other[0]]
    assert len(holding.held.voices) == 2


def test_other_shares_of_two_scales_are_rivals() -> None:
    rows = [said(1, "press.vn", "40.62", scale_max="80"), said(2, "other.vn", "51.77", scale_max="100")]

    assert len(PRECEDENCE.hold(rows, scaled=scaled).rivals) == 1


def test_copies_of_one_text_are_one_voice_among_claims() -> None:
    rows = [said(1, "press.vn", "89.06"), said(2, "other.vn", "89.6"), said(3, "local.vn", "89.6")]
    copies = {"other.vn/2": "local.vn/3", "local.vn/3": "local.vn/3"}
    equal = {criterion: names[:1] if criterion == "authority" else names for criterion, names in ORDER.items()}
    sources = {name: source(name, equal["authority"][0]) for name in ("press.vn", "other.vn", "local.vn")}
    alike = Precedence({**ORDER, **equal}, sources)

    assert alike.hold(rows).because == "voices"
    assert [len(claim.voices) for claim in alike.hearing(copies, ()).claims(rows)] == [1, 1]
    assert alike.hearing(copies, ()).hold(rows).because == "precision"


def test_mirrors_are_a_voice_only_where_nobody_else_says_the_same() -> None:
    copies = [said(n, "copy.in", "89.6") for n in range(2, 5)]

    [alone] = PRECEDENCE.claims(copies)
    [beside] = PRECEDENCE.claims([said(1, "press.vn", "89.6"), *copies])

    assert len(alone.voices) == 1
    assert beside.voices == {"press.vn/1"}


def implying(value: str, *pages: str, kind: str = "change", column: str = "score") -> Implied:
    key = key_of(said(1, "press.vn", value))
    exact = Decimal(value)
    when = {"published_at": None, "recorded_at": date(2026, 11, 22)}
    return Implied(key, column, kind, exact, exact - half_unit(2), exact + half_unit(2), frozenset(pages), (), (), **when)


def test_a_claim_that_closes_with_an_equation_of_another_page_beats_authority() -> None:
    rows = [said(1, "moha.gov.vn", "81"), said(2, "local.vn", "89.06")]

    holding = PRECEDENCE.hearing({}, [implying("89.06", "press.vn/9")]).hold(rows)

    assert (holding.held.value, holding.because, holding.equations) == ("89.06", "equation", ("change",))


def test_the_arithmetic_of_the_page_that_makes_a_claim_does_not_speak_for_it() -> None:
    rows = [said(1, "press.vn", "91.87"), said(2, "local.vn", "91.81")]

    holding = PRECEDENCE.hearing({}, [implying("91.81", "local.vn/2")]).hold(rows)

    assert (holding.held.value, holding.because, holding.equations) == ("91.87", "authority", ())


def test_an_equation_that_a_claim_does_not_close_with_is_no_reason_against_it() -> None:
    rows = [said(1, "press.vn", "91.87"), said(2, "local.vn", "91.81")]

    holding = PRECEDENCE.hearing({}, [implying("95.00", "other.vn/9")]).hold(rows)

    assert (holding.held.value, holding.because) == ("91.87", "authority")


def test_the_order_of_the_ranking_excludes_and_does_not_choose() -> None:
    rows = [said(1, "moha.gov.vn", "81"), said(2, "local.vn", "89.06"), said(3, "press.vn", "89.6")]
    first = replace(implying("83.98", "press.vn/9", kind="order"), value=None, low=Decimal("83.98"), high=None)

    holding = PRECEDENCE.hearing({}, [first]).hold(rows)

    assert (holding.held.value, holding.because) == ("89.6", "authority")
    assert [claim.value for claim in holding.rivals] == ["89.06", "81"]


def test_the_written_order_can_be_changed_without_code() -> None:
    rows = [said(1, "moha.gov.vn", "81"), said(2, "press.vn", "89.06"), said(3, "other.vn", "89.06")]
    voices_first = {**ORDER, "order": ("voices", "equation", "authority", "grade", "basis", "precision")}

    holding = Precedence(voices_first, SOURCES).hold(rows)

    assert (holding.held.value, holding.because) == ("89.06", "voices")


READING = st.tuples(
    st.sampled_from(sorted(SOURCES)),
    st.sampled_from(["40.62", "40.6", "50.77", "50.8", "41"]),
    st.sampled_from(["80", "100", None]),
)


@given(st.lists(READING, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_on_several_scales_every_statement_supports_one_claim_in_whatever_order(
    readings: list[tuple[str, str, str | None]], chance: random.Random
) -> None:
    rows = [said(number, page, value, scale_max=scale) for number, (page, value, scale) in enumerate(readings)]

    holding = PRECEDENCE.hold(rows, scaled=scaled)

    found = [row["statement_id"] for claim in (holding.held, *holding.rivals) for row in claim.supporters]
    assert sorted(found) == sorted(row["statement_id"] for row in rows)
    assert PRECEDENCE.hold(chance.sample(rows, len(rows)), scaled=scaled) == holding
