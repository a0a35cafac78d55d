"""What the figures of a table say of each other: totals of two kinds, ranks within a region, means of its own rows only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import Literal

from parpipe.areas import Areas
from parpipe.tables.figures import Figure, Refused
from parpipe.tables.settling import Checked, refuse, settle_between, settle_directions, settle_pairs, without

_FEW = 4
"""The first three of the nation have been neighbours."""


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
        settle_between,
        settle_pairs,
    )
    for step in steps:
        kept, more = step(kept)
        refused += more
    return kept, refused


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
            refused += refuse(others, "the index beside it has another value")
        else:
            dropped |= {id(figure) for figure in same}
            refused += refuse(same, "several columns say it, and differ")
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
            refused += refuse(ranks, "its rows are one region's, and it may be a rank within it")
        elif all(values.count(place) > 1 for place in (1, 2)):
            refused += refuse(ranks, "the ranks begin anew within the table, and may be those of its groups")
    return without(figures, refused), refused


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
            refused += refuse([figure], "it is over some of the units only")
    return without(figures, refused), refused


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
            refused += refuse(found, "the table states it twice, and differs")
    return sorted(kept, key=lambda figure: (figure.row, figure.column)), refused
