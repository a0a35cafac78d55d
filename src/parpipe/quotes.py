"""What a quote says by itself: evidence is read again by the same grammar that found it."""

from __future__ import annotations

from decimal import Decimal

from parpipe.prose.figures import read_figures
from parpipe.prose.orders import order_ranks
from parpipe.prose.targets import read_wishes
from parpipe.prose.tokens import read_tokens
from parpipe.prose.told import vocabulary_of
from parpipe.prose.whose import Context
from parpipe.tables.cells import read_values
from parpipe.vietnamese import nfc


def values_said(quote: str, context: Context) -> set[Decimal]:
    """Return the values that a quote of prose or of a cell can be read as; a statement's value is one of them."""
    tokens = read_tokens(nfc(quote), vocabulary_of(context.indices, context.areas))
    figures = read_figures(tokens)
    ordered = order_ranks(tokens, figures, quoted=True)
    halves = quote.split("/") if quote.count("/") == 1 else []  # "22/47" under "Hạng 2023/2022"
    cells = [value for text in (quote, *halves) for value in read_values(text)]
    in_cell = {value for cell in cells for value in (cell.value, -cell.value)}  # a column may be called "Giảm"
    return {figure.value for figure in (*figures, *ordered)} | in_cell


def values_wished(quote: str, context: Context) -> set[Decimal]:
    """Return the values that the quote of a target can be read as: "top 10" and "among the 30 best" as well."""
    return {figure.value for figure in read_wishes(read_tokens(nfc(quote), vocabulary_of(context.indices, context.areas)))}
