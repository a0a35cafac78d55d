"""Frictionless itself, for whatever the columns cannot prove: it reads the table row by row and says what it says.

Frictionless is the definition of right here. So a case without a proof is never "valid": it raises NoProof, and the whole
table is judged by the rows of Frictionless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frictionless.resources import TableResource

    from parpipe.validation.tally import Tally


class NoProof(Exception):
    """Raised where whole columns cannot decide; it never leaves this package."""


def ask_oracle(resource: TableResource, tally: Tally) -> None:
    """Add all errors of a table to the tally, as Frictionless finds them row by row."""
    from frictionless import FrictionlessException

    with resource:
        tally.start(resource)
        rows = iter(resource.row_stream)
        while True:
            try:
                row = next(rows)
            except FrictionlessException as failure:
                tally.add(failure.error)
                continue
            except StopIteration:
                break
            tally.extend(row.errors)
            tally.rows(1)
        tally.end(resource)
