"""What speaks for the claims of a package: voices and implied values, and afterwards what these say of the held values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from parpipe import scales
from parpipe.consolidate import Context
from parpipe.implied import Implied, Levels, Place, imply
from parpipe.keys import KEY, Row, column_of, is_level, key_of, own_key
from parpipe.order import imply_order
from parpipe.schema import to_table
from parpipe.voices import voices_of


def weigh(statements: Iterable[Row], relations: Iterable[Row], context: Context) -> Context:
    """Return the context with the voices of the pages and all that their figures imply.

    The order of a ranking is asked only about figures that pages contest, and only through neighbours that nobody does.
    """
    rows = list(statements)
    heard = replace(context, precedence=context.precedence.hearing(voices_of(rows), ()))
    implied = [*imply(rows, relations, context.index), *imply_order(_contested(rows, heard), Levels(rows))]
    return replace(heard, precedence=heard.precedence.hearing(heard.precedence.voices, implied))


def _contested(rows: list[Row], context: Context) -> list[Place]:
    places = dict[Place, list[Row]]()
    for row in filter(is_level, rows):
        places.setdefault((key_of(row), column_of(row)), []).append(row)
    return [place for place, found in sorted(places.items()) if len(_claims(place, found, context)) > 1]


def _claims(place: Place, rows: list[Row], context: Context) -> list[Any]:
    exact = place[1] == "rank"
    return context.precedence.claims(rows, exact=exact, scaled=lambda row: scales.scale_of(row, context.index))


def implied_table(observations: pa.Table, statements: Iterable[Row], context: Context) -> pa.Table:
    """Return the implied values in the shape of ``implied``, each beside what is held."""
    held = {own_key(row): row for row in observations.to_pylist()}
    saying = dict[tuple[Place, str], list[Row]]()
    for row in filter(is_level, statements):
        saying.setdefault(((key_of(row), column_of(row)), row["value"]), []).append(row)
    rows = list[dict[str, Any]]()
    for one in (one for found in context.precedence.implied.values() for one in found):
        value = held[one.key][one.column] if one.key in held else None
        voices = None if value is None else context.precedence.voices_of(saying[one.place, str(value)])
        heard = {context.precedence.voices.get(page, page) for page in one.pages}
        rows.append(_row(one, None if value is None else str(value), None if voices is None else not heard <= voices))
    once = {tuple(row[name] for name in (*KEY, "measure", "kind", "from_statements")): row for row in rows}
    return to_table("implied", once.values())


def _row(one: Implied, held: str | None, independent: bool | None) -> dict[str, Any]:
    stat = one.key[5]
    return {
        **dict(zip(KEY, one.key, strict=True)),
        "measure": one.column if one.column == "rank" or stat == "value" else f"{stat}_score",
        "kind": one.kind,
        **{name: _text(getattr(one, name)) for name in ("value", "low", "high")},
        "held": held,
        "verdict": "not_held" if held is None else "confirms" if one.allows(Decimal(held)) else "contests",
        "independent": independent,
        "from_statements": "|".join(one.evidence),
        "quotes": "|".join(one.quotes),
        "published_at": one.published_at,
        "recorded_at": one.recorded_at,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
