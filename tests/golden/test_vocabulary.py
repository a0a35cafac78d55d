"""The rows of the vocabulary are needed, and the examples beside it come out as they say."""

from __future__ import annotations

import random
from collections import Counter

from parpipe.extractors import extract_figures
from parpipe.extractors.targets import extract_targets
from tests.golden.corpus import line, target_line
from tests.golden.phrases import read_phrases
from tests.golden.trials import UNNEEDED, context_of, needing
from tests.golden.vocabulary_rows import known, read_rows

SAMPLE, SEED = 200, 2026
"""`make vocabulary` tries all rows, in some minutes."""


def test_each_example_gives_its_figures_and_targets_and_nothing_else() -> None:
    wrong = {}

    for phrase in read_phrases():
        context = known().context(context_of(phrase.options))
        found = [extraction for _, extraction in extract_figures(phrase.document, context)]
        figures = Counter(line(statement) for extraction in found for statement in extraction.statements)
        refused = {finding.value for extraction in found for finding in extraction.findings}
        targets = Counter(map(target_line, extract_targets(phrase.document, context)))
        if (figures, targets) != (Counter(phrase.figures), Counter(phrase.targets)) or not refused.issuperset(phrase.refused):
            wrong[phrase.text] = (sorted(figures), sorted(targets))

    assert wrong == {}


def test_without_a_row_of_the_vocabulary_some_example_or_document_comes_out_otherwise() -> None:
    rows = [row for row in read_rows() if str(row) not in UNNEEDED]

    tried = random.Random(SEED).sample(rows, SAMPLE)

    assert [str(row) for row in tried if needing(row) is None] == []


def test_the_rows_that_are_known_to_be_unneeded_are_rows() -> None:
    assert sorted(UNNEEDED - {str(row) for row in read_rows()}) == []
