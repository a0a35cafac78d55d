"""What the levels of a table prove of its other numbers: which way a change counts, what is a rank in a bracket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from parpipe.tables.figures import Figure, Refused
from parpipe.tables.labels import MOST_RANKED

_FEWEST_COMPARED = 2
Checked = tuple[list[Figure], list[Refused]]


def refuse(figures: Iterable[Figure], why: str) -> list[Refused]:
    """Return figures as cells that are not certain, for one reason."""
    return [Refused(figure.row, figure.column, figure.cell, why) for figure in figures]


def without(figures: Iterable[Figure], refused: Iterable[Refused]) -> list[Figure]:
    """Return the figures whose cells are not refused."""
    gone = {(one.row, one.column) for one in refused}
    return [figure for figure in figures if (figure.row, figure.column) not in gone]


def settle_directions(figures: list[Figure]) -> Checked:
    """Return the figures with rank changes turned so that a plus is better, and those where no rank tells which way it is.

    A column "Change of rank" may count either way. "+1" beside rank 1 can only be a better rank: there is no rank 0 to fall
    from; and the rank of the year before beside it tells as well.
    """
    ranks = {_rank_key(figure): int(figure.value.value) for figure in figures if figure.measure == "rank"}
    columns = defaultdict[int, list[Figure]](list)
    for figure in figures:
        if figure.either_way:
            columns[figure.column].append(figure)
    turned, refused = dict[int, Figure](), list[Refused]()
    for changes in columns.values():
        fitting = [sign for sign in (1, -1) if all(_fits(figure, sign, ranks) for figure in changes)]
        if len(fitting) != 1:
            refused += refuse(changes, "nothing says whether a plus means a better rank")
        else:
            turned |= {id(figure): _turned(figure, fitting[0]) for figure in changes}
    return [turned.get(id(figure), figure) for figure in without(figures, refused)], refused


def _rank_key(figure: Figure) -> tuple[object, ...]:
    facts = figure.facts
    return facts.index.index_id, facts.unit.ref_area, facts.component, facts.year


def _fits(figure: Figure, sign: int, ranks: Mapping[tuple[object, ...], int]) -> bool:
    """Return whether a change fits the ranks of its row, if a plus means so many places better (1) or worse (-1)."""
    *same, year = _rank_key(figure)
    rank, base = ranks.get((*same, year)), figure.facts.base or figure.facts.year - 1
    if rank is None:
        return True
    before = rank + sign * int(figure.value.value)
    return 1 <= before <= MOST_RANKED and ranks.get((*same, base), before) == before


def _turned(figure: Figure, sign: int) -> Figure:
    return replace(figure, value=replace(figure.value, value=sign * figure.value.value))


def settle_between(figures: list[Figure]) -> Checked:
    """Return the figures with changes whose years their neighbours say, where the levels of their rows prove them.

    Under "2022 | 2023 | Tăng/giảm" every change has to be the difference of the levels in its row, all in one direction, or
    the column counts something else; a change without a sign has that of the difference.
    """
    levels = {(*_rank_key(one), one.measure): one.value.value for one in figures}
    columns = defaultdict[tuple[int, str], list[Figure]](list)
    for figure in figures:
        if figure.between:
            columns[(figure.column, figure.measure)].append(figure)
    settled, refused = dict[int, Figure](), list[Refused]()
    for changes in columns.values():
        known = [(figure, _difference(figure, levels)) for figure in changes]
        shown = [(figure, amount) for figure, amount in known if amount is not None]
        fitting = [way for way in (1, -1) if all(_is_difference(figure, way * amount) for figure, amount in shown)]
        moved = any(amount for _, amount in shown)
        if not fitting or not moved:
            refused += refuse(changes, "the levels beside it do not show that it is the change between their years")
            continue
        for figure, amount in known:
            if amount is not None:
                settled[id(figure)] = replace(figure, value=replace(figure.value, value=_signed(figure, amount)))
            elif figure.value.signed or not figure.value.value:
                settled[id(figure)] = _turned(figure, fitting[0])
            else:
                refused += refuse([figure], "a change without a sign may go either way")
    return [settled.get(id(figure), figure) for figure in without(figures, refused)], refused


def _difference(figure: Figure, levels: Mapping[tuple[object, ...], Decimal]) -> Decimal | None:
    """Return by how much the levels of a row differ, a better rank counting up; None where one of them is not there."""
    *same, year = _rank_key(figure)
    measure = "rank" if figure.measure == "rank_change" else "score"
    now, before = (levels.get((*same, one, measure)) for one in (year, figure.facts.base))
    if now is None or before is None:
        return None
    return before - now if measure == "rank" else now - before


def _is_difference(figure: Figure, amount: Decimal) -> bool:
    """Return whether a change is an amount, as far as its digits go; without a sign, whichever way it goes."""
    exponent = figure.value.value.as_tuple().exponent
    digit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) if figure.measure == "score_change" else Decimal(0)
    value = figure.value.value if figure.value.signed else abs(figure.value.value)
    return abs(value - (amount if figure.value.signed else abs(amount))) <= digit


def _signed(figure: Figure, amount: Decimal) -> Decimal:
    """Return the printed change with the sign of the difference that it is."""
    return abs(figure.value.value) * (-1 if amount < 0 else 1)


def settle_pairs(figures: list[Figure]) -> Checked:
    """Return the figures with numbers in brackets behind scores as ranks, where a better score always has the better one.

    They are compared within a column, or where columns are areas, within the year.
    """
    ranks = [figure for figure in figures if figure.paired]
    scores = {(one.row, one.column): one.value.value for one in figures if one.measure == "score"}
    if not ranks or any(_fall_together(ranks, scores, key) for key in (_in_column, _in_year)):
        return figures, []
    why = "nothing says whether the number in brackets is a rank"
    return [figure for figure in figures if not figure.paired], refuse(ranks, why)


def _in_column(figure: Figure) -> tuple[object, ...]:
    return figure.column, figure.facts.index.index_id, figure.facts.component


def _in_year(figure: Figure) -> tuple[object, ...]:
    facts = figure.facts
    return facts.index.index_id, facts.unit.level, facts.component, facts.year


def _fall_together(
    ranks: Sequence[Figure], scores: Mapping[tuple[int, int], Decimal], key: Callable[[Figure], tuple[object, ...]]
) -> bool:
    """Return whether the numbers in brackets rise as the scores before them fall, in every group and often enough."""
    groups = defaultdict[tuple[object, ...], list[tuple[Decimal, Decimal]]](list)
    for figure in ranks:
        groups[key(figure)].append((-scores.get((figure.row, figure.column), Decimal(0)), figure.value.value))
    ordered = all([rank for _, rank in sorted(pairs)] == sorted(rank for _, rank in pairs) for pairs in groups.values())
    return ordered and len(ranks) - len(groups) >= _FEWEST_COMPARED
