"""What a quote says by itself: evidence is read again by the same grammar that found it."""

from __future__ import annotations

from decimal import Decimal

from parpipe.prose.figures import read_quote
from parpipe.prose.orders import read_orders
from parpipe.prose.told import vocabulary_of
from parpipe.prose.whose import Context
from parpipe.tables.cells import read_value


def values_said(quote: str, context: Context) -> set[Decimal]:
    """Return the values that a quote of prose or of a cell can be read as; a statement's value is one of them."""
    vocabulary, cell = vocabulary_of(context.indices, context.areas), read_value(quote)
    figures = [*read_quote(quote, vocabulary), *read_orders(quote, vocabulary)]
    return {figure.value for figure in figures} | ({cell.value} if cell else set())
