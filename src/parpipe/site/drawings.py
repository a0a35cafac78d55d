"""Which charts a page has: made of what the page shows, told in its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from markupsafe import Markup

from parpipe.model import TOTAL
from parpipe.site import charts, svg
from parpipe.site.charts import Point
from parpipe.site.edition import View
from parpipe.site.page import number, short_name
from parpipe.site.ranking_view import spread
from parpipe.site.words import WORDS, Language

_FEWEST = 3
"""A line of fewer points says no more than its table."""

_MOST = 200
"""Of more units nobody could tell one line or dot from the other."""

_MARKED = 5
STATE_COLOURS = {"held": "#0b5c8f", "contested": "#d9822b", "implied": "#9cc3dc", "none": "#e3e8eb"}


def series_drawing(area: View, index: View, language: Language) -> tuple[Markup, str] | None:
    """Return the chart of an index of a unit with its caption; None where there is too little to draw."""
    ranks, scores, ranked, shared = series(index)
    if max(len(ranks), len(scores)) < _FEWEST:
        return None
    say = WORDS[language]
    drawn = _series(tuple(ranks), ranked, tuple(scores))
    told = [
        say[f"chart_{name}"].format(values=_listed(points, language))
        for name, points in (("rank", ranks), ("score", scores))
        if points
    ]
    title = say["chart_title"].format(index=short_name(index["index_id"]), area=area[f"name_{language}"])
    return svg.name(drawn, title, " ".join(told), language), _caption(say, ranks, scores, shared)


_series = lru_cache(64)(charts.series_chart)
"""Both languages show one drawing."""


def series(index: View) -> tuple[list[Point], list[Point], int | None, bool]:
    """Return the ranks and scores of a unit by year, the number of ranked units, and whether all scores are on one scale.

    Scores on several scales are drawn in percent of their maximum, those without a known one not at all.
    """
    held = [
        (year["time_period"], one, row) for year in index["years"] for one in year["figures"][:1] for row in one["held"][:1]
    ]
    held = [(year, one, row) for year, one, row in held if one["component"] == TOTAL]
    shared = len({row["scale_max"] for _, _, row in held if row["score"]}) <= 1
    ranks = [_point(year, one, row, "rank", str(row["rank"])) for year, one, row in held if row["rank"]]
    column = "score" if shared else "score_pct"
    scores = [_point(year, one, row, column, _short(row[column])) for year, one, row in held if row["score"] and row[column]]
    ranked = max((row["ranked_count"] for _, _, row in held if row["ranked_count"]), default=None)
    return ranks, scores, ranked, shared


def _point(year: int, figure: View, row: View, column: str, label: str) -> Point:
    measure = "rank" if column == "rank" else "score"
    contested = f"{measure}:" in (row["rivals"] or "")
    reasons = {reason for change in figure["changes"] for reason in (change["not_comparable_reason"] or "").split("|")}
    apart = reasons - {"", "gap_in_years", *({"scale_unknown"} if measure == "rank" else ())}
    return Point(year, float(row[column]), label, contested, not apart)


def _short(value: str | None) -> str:
    """Return a score for a label: at most two decimals."""
    if value is None:
        return ""
    exact = Decimal(value)
    return str(round(exact, 2)) if int(exact.as_tuple().exponent) < -2 else value


def _listed(points: Sequence[Point], language: Language) -> str:
    return ", ".join(f"{point.year}: {number(point.label, language)}" for point in points)


def _caption(say: Mapping[str, str], ranks: Sequence[Point], scores: Sequence[Point], shared: bool) -> str:
    points = [*ranks, *scores]
    main = "both" if ranks and scores else "rank" if ranks else "score"
    parts = [say[f"caption_{main}"] if shared or main == "rank" else f"{say['caption_rank']} {say['caption_pct']}"]
    if any(point.contested for point in points):
        parts.append(say["caption_hollow"])
    if any(not point.joined for part in (ranks, scores) for point in part[1:]):
        parts.append(say["caption_break"])
    if any(after.year - before.year > 1 for part in (ranks, scores) for before, after in pairwise(part)):
        parts.append(say["caption_gap"])
    return " ".join(parts)


def spread_drawing(level: View, language: Language) -> Markup | None:
    """Return how the scores of a ranking are spread; None for few or very many of them."""
    scores, low, high, middle = spread(level)
    if not 8 <= len(scores) <= _MOST:
        return None
    told = {"low": number(low, language), "high": number(high, language), "median": number(middle, language)}
    say = WORDS[language]
    return svg.name(
        _spread(tuple(scores)), say["distribution"], say["distribution_alt"].format(count=len(scores), **told), language
    )


_spread = lru_cache(64)(charts.distribution_chart)


def index_drawings(index: View, level: View, language: Language) -> list[tuple[str, Markup]]:
    """Return the charts of a level of an index, each with its title: ranks together, ranks one by one, what is known."""
    say, found = WORDS[language], list[tuple[str, Markup]]()
    if len(level["units"]) > _MOST:
        return found
    names = {"index": short_name(index["index_id"]), "level": say[f"level_{level['level']}"].lower()}
    lines = {_label(unit, language): _ranks(unit) for unit in level["units"]}
    lines = {name: points for name, points in lines.items() if len(points) >= _FEWEST}
    ranked = max(
        (row["ranked_count"] or row["rank"] for unit in level["units"] for row in unit["years"] if row["rank"]), default=1
    )
    if len(lines) >= _FEWEST:
        last = max(point.year for points in lines.values() for point in points)
        final = sorted((points[-1].value, name) for name, points in lines.items() if points[-1].year == last)
        marked = [name for _, name in final[:_MARKED]]
        told = say["bump_alt"].format(count=len(marked), year=last, names=", ".join(marked))
        title = say["bump_title"].format(**names)
        found.append((title, svg.name(charts.bump_chart(lines, marked, ranked), title, told, language)))
        title = say["multiples_title"].format(**names)
        drawn = charts.small_multiples(lines, ranked)
        found.append((title, svg.name(drawn, title, say["multiples_alt"], language)))
    if any(unit["states"] for unit in level["units"]):
        found.append(_matrix(say, names, level, language))
    return found


def _ranks(unit: View) -> list[Point]:
    rows = [row for row in unit["years"] if row["rank"]]
    return [Point(row["time_period"], row["rank"], str(row["rank"])) for row in rows]


def _label(unit: View, language: Language) -> str:
    """Return a name that no other unit has: one formed in a merger may bear the name of one before it."""
    formed = unit["ref_area"].rpartition("-")[2]
    name: str = unit[f"name_{language}"]
    return f"{name} ({formed})" if formed.isdigit() else name


def _matrix(say: Mapping[str, str], names: Mapping[str, str], level: View, language: Language) -> tuple[str, Markup]:
    rows = {_label(unit, language): {int(year): state for year, state in unit["states"].items()} for unit in level["units"]}
    counts = " ".join(say["matrix_count"].format(year=one["time_period"], **one) for one in level["coverage"])
    title = say["matrix_title"].format(**names)
    drawn = charts.matrix_chart(rows, STATE_COLOURS)
    return title, svg.name(drawn, title, say["matrix_alt"].format(counts=counts), language)


def preview(area: View) -> bytes | None:
    """Return the picture that social media show of a unit; None where it has no chart either."""
    drawn = any(max(map(len, series(index)[:2])) >= _FEWEST for index in area["indices"])
    lines = [line for index in area["indices"] if (line := _latest(index))]
    return charts.preview(area["name_vi"], lines, WORDS["vi"]["site"]) if drawn else None


def _latest(index: View) -> str | None:
    """Return the last rank of a unit, or its last score where no rank is held."""
    rows = [(year["time_period"], row) for year in index["years"] for one in year["figures"][:1] for row in one["held"][:1]]
    name = short_name(index["index_id"])
    for year, row in reversed([one for one in rows if one[1]["rank"] and one[1]["component"] == TOTAL]):
        return f"{name} {year}: hạng {row['rank']}" + (f"/{row['ranked_count']}" if row["ranked_count"] else "")
    for year, row in reversed([one for one in rows if one[1]["score"] and one[1]["component"] == TOTAL]):
        return f"{name} {year}: {number(row['score'], 'vi')} điểm"
    return None
