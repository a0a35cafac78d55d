"""What the figures of a table say of each other: totals of two kinds, ranks within a region, means of its own rows only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median
from typing import Literal

from parpipe.areas import Areas
from parpipe.tables.figures import Figure, Refused
from parpipe.tables.labels import MOST_RANKED

_FEW = 4
"""The first three of the nation have been neighbours."""
_FEWEST_PAIRS = 3
Checked = tuple[list[Figure], list[Refused]]


def check(figures: Sequence[Figure], areas: Areas) -> Checked:
    """Return the figures that fit together, and the ones that do not."""
    refused = list[Refused]()
    kept = list(figures)
    steps: tuple[Callable[[list[Figure]], Checked], ...] = (
        choose_totals,
        lambda some: refuse_regional_ranks(some, areas),
        lambda some: refuse_own_means(some, areas),
        refuse_contradictions,
        settle_directions,
        settle_pairs,
    )
    for step in steps:
        kept, more = step(kept)
        refused += more
    return kept, refused


def _refuse(figures: Iterable[Figure], why: str) -> list[Refused]:
    return [Refused(figure.row, figure.column, figure.cell, why) for figure in figures]


def _without(figures: Iterable[Figure], refused: Iterable[Refused]) -> list[Figure]:
    """Return the figures whose cells are not refused."""
    gone = {(one.row, one.column) for one in refused}
    return [figure for figure in figures if (figure.row, figure.column) not in gone]


def _key(figure: Figure) -> tuple[object, ...]:
    facts = figure.facts
    return (facts.index.index_id, facts.unit.ref_area, facts.year, facts.component, figure.measure, figure.regional, facts.base)


def choose_totals(figures: list[Figure]) -> Checked:
    """Return the figures with one score for each thing: of points and the index's own value, the index's value.

    The same number printed twice is one figure; points that differ from the index are on another scale, and are refused.
    """
    rows = defaultdict[tuple[object, ...], list[Figure]](list)
    for figure in figures:
        rows[(figure.row, *_key(figure))].append(figure)
    dropped, refused = set[int](), list[Refused]()
    for same in rows.values():
        own = [figure for figure in same if figure.kind == "index"]
        if len(same) < 2 or len({figure.value.value for figure in same}) == 1:
            dropped |= {id(figure) for figure in same[1:]}
        elif len(own) == 1 and same[0].measure in ("score", "mean_score", "median_score"):
            others = [figure for figure in same if figure is not own[0]]
            dropped |= {id(figure) for figure in others}
            refused += _refuse(others, "the index beside it has another value")
        else:
            dropped |= {id(figure) for figure in same}
            refused += _refuse(same, "several columns say it, and differ")
    return [figure for figure in figures if id(figure) not in dropped], refused


def refuse_regional_ranks(figures: list[Figure], areas: Areas) -> Checked:
    """Return the figures without ranks that may be ranks among the table's own rows, when those are one region's provinces."""
    columns = defaultdict[tuple[object, ...], list[Figure]](list)
    for figure in figures:
        if figure.measure == "rank" and figure.count is None and not figure.regional and figure.facts.unit.level == "province":
            columns[(figure.column, *_part(figure))].append(figure)
    refused = list[Refused]()
    for ranks in columns.values():
        values = sorted(int(figure.value.value) for figure in ranks)
        if len(ranks) >= _FEW and values == list(range(1, len(ranks) + 1)) and _one_region(ranks, areas):
            refused += _refuse(ranks, "its rows are one region's, and it may be a rank within it")
        elif all(values.count(place) > 1 for place in (1, 2)):
            refused += _refuse(ranks, "the ranks begin anew within the table, and may be those of its groups")
    return _without(figures, refused), refused


def _one_region(figures: Iterable[Figure], areas: Areas) -> bool:
    regions = {areas.region(one.facts.unit.ref_area, one.facts.index.territory("province", one.facts.year)) for one in figures}
    return len(regions) == 1 and None not in regions


def refuse_own_means(figures: list[Figure], areas: Areas) -> Checked:
    """Return the figures without means over some units only: those of the rows, where these are not all there are."""
    scores = defaultdict[tuple[object, ...], list[Figure]](list)
    for figure in figures:
        if figure.measure == "score":
            scores[_part(figure)].append(figure)
    partial = {part: _is_partial(over, areas) for part, over in scores.items()}
    own = {part: _own_values(over) for part, over in scores.items()}
    refused = list[Refused]()
    for figure in figures:
        part = _part(figure)
        if figure.facts.bare and (
            part not in own or (partial[part] is not False and _is_near(figure, own[part], partial[part]))
        ):
            refused += _refuse([figure], "it is over some of the units only")
    return _without(figures, refused), refused


def _part(figure: Figure) -> tuple[object, ...]:
    return figure.facts.index.index_id, figure.facts.year, figure.facts.component


def _is_partial(over: Sequence[Figure], areas: Areas) -> bool | Literal["region"]:
    """Return whether the rows are not all units there are; ``region`` when they are those of one region."""
    facts = over[0].facts
    known = facts.index.population(facts.unit.level, facts.year)
    if known and known.count and len({one.facts.unit.ref_area for one in over}) >= known.count:
        return False
    return "region" if _one_region(over, areas) else True


def _own_values(over: Sequence[Figure]) -> dict[str, Decimal]:
    values = [one.value.value for one in over]
    return {"mean": sum(values, Decimal(0)) / len(values), "median": Decimal(median(values))}


def _is_near(figure: Figure, own: Mapping[str, Decimal], partial: bool | Literal["region"]) -> bool:
    """Return whether a mean or median is, or may be, that of the rows above it, as far as its digits go."""
    exponent = figure.value.value.as_tuple().exponent
    digit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return partial == "region" or abs(own[figure.facts.statistic] - figure.value.value) <= digit


def refuse_contradictions(figures: list[Figure]) -> Checked:
    """Return the figures without those that a table states twice with different values; the same value twice is kept once."""
    same = defaultdict[tuple[object, ...], list[Figure]](list)
    for figure in figures:
        same[_key(figure)].append(figure)
    kept, refused = list[Figure](), list[Refused]()
    for found in same.values():
        if len({figure.value.value for figure in found}) == 1:
            kept.append(found[0])
        else:
            refused += _refuse(found, "the table states it twice, and differs")
    return sorted(kept, key=lambda figure: (figure.row, figure.column)), refused


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
            refused += _refuse(changes, "nothing says whether a plus means a better rank")
        else:
            turned |= {id(figure): _turned(figure, fitting[0]) for figure in changes}
    return [turned.get(id(figure), figure) for figure in _without(figures, refused)], refused


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


def settle_pairs(figures: list[Figure]) -> Checked:
    """Return the figures with numbers in brackets behind scores as ranks, where a better score always has the better one."""
    ranks = [figure for figure in figures if figure.paired]
    scores = {(one.row, one.column): one.value.value for one in figures if one.measure == "score"}
    columns = defaultdict[int, list[tuple[Decimal, Decimal]]](list)
    for figure in ranks:
        columns[figure.column].append((-scores.get((figure.row, figure.column), Decimal(0)), figure.value.value))
    ordered = all([rank for _, rank in sorted(pairs)] == sorted(rank for _, rank in pairs) for pairs in columns.values())
    if not ranks or (ordered and len(ranks) >= _FEWEST_PAIRS):
        return figures, []
    why = "nothing says whether the number in brackets is a rank"
    return [figure for figure in figures if not figure.paired], _refuse(ranks, why)
