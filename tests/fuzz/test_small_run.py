"""A small run of the fuzzer for every reader and the grammar; `make fuzz` is the large one, and LOG.md what it gave."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parpipe.model import Block, Document
from tests.fuzz.checking import Violation, check, check_document, check_statement
from tests.fuzz.inputs import KINDS, make_input
from tests.fuzz.run import SHARES, Result, divide, run_kind
from tests.fuzz.sentences import AREAS, INDICES, MARKS, PARTS, senses
from tests.unit.test_narrative import extract

SEED = 3
INPUTS = 2_000
PHRASES = sorted({phrase for phrases in senses().values() for phrase in phrases})
numbers = st.decimals(0, 110, places=2).map(lambda value: str(value).replace(".", ",")) | st.integers(0, 2030).map(str)
words = st.sampled_from([*PHRASES, *AREAS * 20, *INDICES * 20, *MARKS * 10, *PARTS * 10])


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_of_every_kind_are_read_or_refused_and_figures_stand_where_they_are_said_to(kind: str) -> None:
    result = Result()

    failures = list(run_kind(kind, SEED, range(divide(INPUTS)[kind]), result))

    assert failures == []
    assert result.outcomes["read"] > 0


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(words, numbers, numbers, st.text(max_size=6)), max_size=30))
def test_words_of_the_vocabulary_in_any_order_give_only_figures_that_stand_there(parts: list[str]) -> None:
    text = " ".join(parts)

    check_document(Document((Block("block=1", text, "paragraph"),)))


def test_every_kind_has_its_share_of_a_run() -> None:
    assert set(SHARES) == set(KINDS)
    assert sum(SHARES.values()) == 100
    assert sum(divide(500_000).values()) >= 500_000


def test_the_same_number_makes_the_same_input() -> None:
    for kind in KINDS:
        assert make_input(kind, SEED, 17) == make_input(kind, SEED, 17)


def test_a_statement_that_its_document_does_not_bear_out_is_noticed() -> None:
    [statement] = extract("PAR INDEX năm 2016 của Lai Châu đạt 67,41 điểm.").statements
    other = Document((Block("block=1", "PAR INDEX năm 2016 của Lai Châu đạt 68,41 điểm.", "paragraph"),))

    with pytest.raises(Violation, match="leads elsewhere"):
        check_statement(other, statement)


def test_a_figure_counts_as_a_statement_of_its_input() -> None:
    assert check("grammar", "PAR INDEX năm 2016 của Lai Châu đạt 67,41 điểm.".encode()) == 1


def test_what_is_refused_counts_with_its_reason() -> None:
    result = Result()

    list(run_kind(".pdf", SEED, range(40), result))

    assert result.reasons.total() == result.outcomes["refused"] > 0
    assert not any(character.isdigit() for reason in result.reasons for character in reason)
