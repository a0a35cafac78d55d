"""Cross-checks: rules that look at many figures of an index at once. They accuse, and change nothing.

To add one, write a function of a Book in the module it belongs to and its line in CHECKS; the test suite then asks for a
mutation of good data that trips it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from parpipe.book import Book
from parpipe.jumps import sudden_jump
from parpipe.mixups import on_another_scale, printed_on_two_scales
from parpipe.model import Finding
from parpipe.rankings import rank_against_score, rank_beyond_last, same_score, shared_rank
from parpipe.totals import (
    count_against_table,
    counts_differ,
    gap_mismatch,
    mean_against_table,
    median_called_mean,
    outside_stated_bounds,
    parts_do_not_add,
)

CHECKS: Mapping[str, Callable[[Book], Iterator[Finding]]] = {
    check.__name__: check
    for check in (
        *(rank_against_score, shared_rank, rank_beyond_last, same_score),
        *(
            parts_do_not_add,
            mean_against_table,
            median_called_mean,
            counts_differ,
            count_against_table,
            outside_stated_bounds,
            gap_mismatch,
        ),
        *(sudden_jump, on_another_scale, printed_on_two_scales),
    )
}
"""Every check under the code of its findings."""


def cross_check(book: Book) -> list[Finding]:
    """Return what the checks find, in the order of CHECKS."""
    return [finding for check in CHECKS.values() for finding in check(book)]
