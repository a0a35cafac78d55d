"""What a quote says by itself: evidence is read again by the same grammar that found it."""

from __future__ import annotations

from decimal import Decimal

from parpipe.prose.figures import read_figures
from parpipe.prose.orders import order_ranks
from parpipe.prose.tokens import read_tokens
from parpipe.prose.told import vocabulary_of
from parpipe.prose.whose import Context
from parpipe.tables.cells import read_pair, read_value
from parpipe.vietnamese import nfc


def values_said(quote: str, context: Context) -> set[Decimal]:
    """Return the values that a quote of prose or of a cell can be read as; a statement's value is one of them."""
    tokens, cell = read_tokens(nfc(quote), vocabulary_of(context.indices, context.areas)), read_value(quote)
    figures = read_figures(tokens)
    ordered = order_ranks(tokens, (0, len(tokens)), figures)
    pair = read_pair(quote)
    in_cell = {cell.value, cell.value if cell.signed else -cell.value} if cell else set()  # a column may be called "Giảm"
    in_cell |= {value.value for value in pair or ()}
    return {figure.value for figure in (*figures, *ordered)} | in_cell
