"""Whole documents of every kind, cut off at many places: each part is read or refused, and says nothing that is not in it."""

import pytest

from tests.conformance.documents import MAKERS
from tests.fuzz.checking import check
from tests.hostile.attack import TOLD

KINDS = (".csv", ".docx", ".html", ".ods", ".pdf", ".tsv", ".txt", ".xls", ".xlsx")
PLACES = 60


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_that_is_cut_off_is_read_or_refused(kind: str) -> None:
    whole = MAKERS[kind]([TOLD], [("Tỉnh", "Điểm PAR INDEX năm 2016"), ("Lai Châu", "67,41"), ("Huế", "85,5")])
    figures = check(kind, whole)

    outcomes = [check(kind, whole[: len(whole) * place // PLACES]) for place in range(PLACES)]

    assert isinstance(figures, int)
    assert figures > 0
    assert all(outcome if isinstance(outcome, str) else outcome <= figures for outcome in outcomes)
