"""Documents of the corpus: what a person read in each comes out, with its evidence, and nothing else does."""

from __future__ import annotations

import hashlib
from collections import Counter
from decimal import Decimal

import pytest

from parpipe.extracting import make_context
from parpipe.locators import follow
from parpipe.quotes import values_said
from parpipe.readers import READERS, read_document
from tests.golden.corpus import HERE, KINDS, Case, extract_case, line, read_cases, read_targets
from tests.quality import counts

CONTEXT = make_context()
SEEN = [pytest.param(case, id=case.path.name) for case in read_cases("seen")]


def test_the_corpus_holds_every_kind_and_only_what_has_a_reader() -> None:
    cases = [case.values[0] for case in SEEN]

    assert {case.kind for case in cases} <= set(KINDS)
    assert {case.path.suffix for case in cases} <= set(READERS)
    assert all(not case.figures for case in cases if case.kind == "negative")


@pytest.mark.parametrize("case", SEEN)
def test_a_document_gives_what_a_person_read_in_it_and_nothing_else(case: Case) -> None:
    extraction = extract_case(case)

    assert Counter(map(line, extraction.statements)) == Counter(case.figures)
    assert set(case.refused) <= {finding.value for finding in extraction.findings}
    assert sorted(read_targets(case)) == sorted(case.targets)


@pytest.mark.parametrize("case", SEEN)
def test_the_place_of_each_figure_holds_its_words_and_the_words_its_value(case: Case) -> None:
    document = read_document(case.path)

    for statement in extract_case(case).statements:
        assert follow(document, statement.locator) == statement.quote
        assert statement.printed in statement.quote
        assert statement.value in values_said(statement.quote, CONTEXT)


def test_the_held_out_documents_are_those_whose_digest_was_committed_before_the_grammar_went_on() -> None:
    listed = (HERE / "UNSEEN.sha256").read_text(encoding="utf-8")
    files = sorted(path for path in (HERE / "unseen").iterdir())

    assert listed == "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  ./{path.name}\n" for path in files)


@pytest.mark.parametrize(("part", "precision", "recall"), [("open", "0.98", "0.85"), ("unseen", "0.99", "0.91")])
def test_documents_that_are_not_read_wholly_come_out_no_worse_than_measured(part: str, precision: str, recall: str) -> None:
    right, found, wanted = (sum(column) for column in zip(*map(counts, read_cases(part)), strict=True))

    assert right >= Decimal(precision) * found
    assert right >= Decimal(recall) * wanted
