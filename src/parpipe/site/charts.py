"""Charts of ranks and scores, drawn by matplotlib: no words in them but names and numbers, so that one serves both languages.

A line joins neighbouring years that compare; where they do not, it breaks and a dashed line stands between them. A contested
value is hollow. Every dot of one kind is in one path, which keeps the pages light.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parpipe.site import svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, BLUE, PALE, LINE = "#1d2b36", "#0b5c8f", "#b9c6cf", "#dfe6ea"
Run = Sequence[tuple[float, float]]
"""The places that a line goes through."""
_POINTS = 72
"""Units of an SVG of matplotlib to an inch."""


@dataclass(frozen=True, slots=True)
class Point:
    """The value of a series in a year; ``joined`` says whether it compares with the one before."""

    year: int
    value: float
    label: str
    contested: bool = False
    joined: bool = True


def figure(width: float, height: float) -> Figure:
    """Return an empty figure of so many units."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width / _POINTS, height / _POINTS), frameon=False)


def panel(drawn: Figure, box: tuple[float, float, float, float], years: tuple[float, float], low: float, high: float) -> Axes:
    """Return a part of a figure without axes; ``low`` is the value at its foot."""
    axes = drawn.add_axes(box)
    axes.axis("off")
    axes.set_xlim(*years)
    axes.set_ylim(low, high)
    return axes


def series_chart(ranks: Sequence[Point], ranked: int | None, scores: Sequence[Point]) -> str:
    """Return the ranks of a unit over the scores of the same years; at the top stands the best."""
    given = [part for part in (ranks, scores) if part]
    years = [point.year for part in given for point in part]
    span = (min(years) - 0.6, max(years) + 0.6)
    drawn = figure(480, 24 + 118 * len(given))
    share = 118 / (24 + 118 * len(given))
    for number, part in enumerate(given, start=1):
        low, high = _limits(part, ranked if part is ranks else None)
        box = (0.0, 1 - number * share + 0.02, 1.0, share - 0.04)
        _series(panel(drawn, box, span, low, high), part, abs(high - low))
    _years(panel(drawn, (0.0, 0.0, 1.0, 1 - len(given) * share), span, 0, 1), years)
    return svg.draw(drawn)


def _limits(points: Sequence[Point], ranked: int | None) -> tuple[float, float]:
    """Return the values at the foot and at the top of a panel: of ranks the last and the first, of scores those with some air."""
    values = [point.value for point in points]
    if ranked:
        last = max(ranked, *values)
        return last * 1.14, 1 - last * 0.2
    room = max((max(values) - min(values)) * 0.3, 1.0)
    return min(values) - room, max(values) + room * 1.4


def _series(axes: Axes, points: Sequence[Point], height: float) -> None:
    down = 1 if axes.get_ylim()[0] < axes.get_ylim()[1] else -1
    foot, top = axes.get_ylim()
    strokes(axes, [[(axes.get_xlim()[0], foot), (axes.get_xlim()[1], foot)]], LINE, 1)
    pairs = list(zip(points, points[1:], strict=False))
    strokes(axes, [_places(pair) for pair in pairs if pair[1].joined and pair[1].year - pair[0].year == 1], BLUE, 2)
    broken = [(before.year + after.year) / 2 for before, after in pairs if not after.joined]
    strokes(axes, [[(middle, foot), (middle, top)] for middle in broken], PALE, 1.2, dashed=True)
    dots(axes, _places(points), BLUE, 8)
    dots(axes, _places([point for point in points if point.contested]), "#ffffff", 4)
    for point in _labelled(points):
        place = point.value + down * height * 0.09
        axes.text(point.year, place, point.label, ha="center", va="bottom", fontsize=13, color=INK)


def _labelled(points: Sequence[Point]) -> list[Point]:
    """Return the points that carry their value: all of a few, else the first, the last, the best and the worst."""
    if len(points) <= 8 and max((len(point.label) for point in points), default=0) <= 5:
        return list(points)
    values = [point.value for point in points]
    chosen = {0, len(points) - 1, values.index(min(values)), values.index(max(values))}
    kept: list[int] = []
    for place in sorted(chosen):
        if not kept or points[place].year - points[kept[-1]].year > 1:
            kept.append(place)
    return [points[place] for place in kept]


def _years(axes: Axes, years: Iterable[int]) -> None:
    known = sorted({*years})
    step = 1 if known[-1] - known[0] <= 8 else 2 if known[-1] - known[0] <= 14 else 4
    for year in range(known[-1], known[0] - 1, -step):
        axes.text(year, 0.35, str(year), ha="center", va="center", fontsize=13, color=INK)


def _places(points: Sequence[Point]) -> Run:
    return [(point.year, point.value) for point in points]


def dots(axes: Axes, places: Run, colour: str, size: float) -> None:
    """Draw round dots as one path: lines of no length with round ends."""
    strokes(axes, [[(x, y), (x + 1e-6, y)] for x, y in places], colour, size)


def strokes(axes: Axes, runs: Iterable[Run], colour: str, width: float, *, dashed: bool = False) -> None:
    """Draw lines as one path, over what was drawn before."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    paths = [Path(run) for run in runs]
    if paths:
        look: dict[str, Any] = {"edgecolor": colour, "linewidth": width, "capstyle": "round", "joinstyle": "round"}
        line = PathPatch(Path.make_compound_path(*paths), fill=False, clip_on=False, **look)
        line.set_linestyle((0, (3, 3)) if dashed else "solid")
        axes.add_patch(line)


def bump_chart(lines: Mapping[str, Sequence[Point]], marked: Sequence[str], ranked: int) -> str:
    """Return the ranks of many units over the years: those ``marked`` in colour with their names, the others pale."""
    years = [point.year for points in lines.values() for point in points]
    first, last = min(years), max(years)
    drawn = figure(720, 420)
    axes = panel(drawn, (0.02, 0.07, 0.76, 0.91), (first - 0.3, last + 0.2), ranked + 1, 0)
    for name in [*(one for one in lines if one not in marked), *marked]:
        colour, width = (_COLOURS[marked.index(name) % len(_COLOURS)], 2.5) if name in marked else (PALE, 0.8)
        strokes(axes, map(_places, _joined(lines[name])), colour, width)
        dots(axes, _places(lines[name]), colour, 6 if name in marked else 3)
    for name, place in _spread({name: lines[name][-1].value for name in marked}, ranked / 24).items():
        colour = _COLOURS[marked.index(name) % len(_COLOURS)]
        axes.text(last + 0.4, place, f"{lines[name][-1].label}  {name}", va="center", fontsize=13, color=colour)
    _years(panel(drawn, (0.02, 0.0, 0.76, 0.07), (first - 0.3, last + 0.2), 0, 1), years)
    return svg.draw(drawn)


_COLOURS = ("#0b5c8f", "#a63a00", "#25692b", "#7a2e8a", "#8a5a00", "#00696b")


def _joined(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield the runs of neighbouring years."""
    run: list[Point] = []
    for point in points:
        if run and point.year - run[-1].year != 1:
            yield run
            run = []
        run.append(point)
    yield run


def _spread(places: Mapping[str, float], room: float) -> dict[str, float]:
    """Return places that keep a distance from each other, in the same order."""
    found: dict[str, float] = {}
    last = float("-inf")
    for name, place in sorted(places.items(), key=lambda one: one[1]):
        last = max(place, last + room)
        found[name] = last
    return found


def distribution_chart(scores: Sequence[float]) -> str:
    """Return how scores are spread: a dot for every unit, piled up where they are close."""
    low, high = min(scores), max(scores)
    width = max((high - low) / 48, 1e-9)
    piles: dict[int, int] = {}
    places = []
    for score in sorted(scores):
        pile = round((score - low) / width)
        piles[pile] = piles.get(pile, 0) + 1
        places.append((low + pile * width, piles[pile] - 0.5))
    tallest = max(6, *piles.values())
    drawn = figure(480, 40 + 10 * tallest)
    room = max((high - low) * 0.06, 0.5)
    foot = 30 / (40 + 10 * tallest)
    axes = panel(drawn, (0.0, foot, 1.0, 1 - foot), (low - room, high + room), 0, tallest + 1)
    strokes(axes, [[(axes.get_xlim()[0], 0), (axes.get_xlim()[1], 0)]], LINE, 1)
    dots(axes, places, BLUE, 7.5)
    for value in sorted({low, high, sorted(scores)[len(scores) // 2]}):
        axes.text(value, -0.8, f"{value:.2f}", ha="center", va="top", fontsize=13, color=INK)
    return svg.draw(drawn)


def matrix_chart(rows: Mapping[str, Mapping[int, str]], colours: Mapping[str, str]) -> str:
    """Return a square for every row and year in the colour of its state."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    years = sorted({year for states in rows.values() for year in states})
    height = 14 * len(rows) + 24
    drawn = figure(560, height)
    axes = panel(drawn, (0.3, 0, 0.68, 1), (years[0] - 0.5, years[-1] + 0.5), -len(rows), 24 / 14)
    for state, colour in colours.items():
        cells = [(year, -number) for number, states in enumerate(rows.values()) for year, held in states.items() if held == state]
        if cells:
            paths = [Path([(x - 0.45, y), (x + 0.45, y), (x + 0.45, y - 0.9), (x - 0.45, y - 0.9), (0, 0)], _SQUARE) for x, y in cells]
            axes.add_patch(PathPatch(Path.make_compound_path(*paths), facecolor=colour, edgecolor="none", clip_on=False))
    for number, name in enumerate(rows):
        axes.text(years[0] - 0.7, -number - 0.45, name, ha="right", va="center", fontsize=10.5, color=INK)
    for year in years[:: 1 if len(years) < 12 else 2]:
        axes.text(year, 0.7, str(year), ha="center", va="center", fontsize=11, color=INK)
    return svg.draw(drawn)


_SQUARE = [1, 2, 2, 2, 79]


def small_multiples(lines: Mapping[str, Sequence[Point]], ranked: int) -> str:
    """Return a small line of ranks for every unit, in one grid with one measure; the best is at the top of each."""
    years = [point.year for points in lines.values() for point in points]
    first, last, across = min(years), max(years), 5
    rows = -(-len(lines) // across)
    drawn = figure(720, 62 * rows)
    axes, runs = panel(drawn, (0, 0, 1, 1), (0, across), -rows, 0), list[Run]()
    for number, (name, points) in enumerate(lines.items()):
        left, top = number % across + 0.04, -(number // across) - 0.34
        places = [
            Point(point.year, top - 0.55 * (point.value - 1) / max(ranked - 1, 1), point.label, joined=point.joined)
            for point in points
        ]
        wide = 0.86 / max(last - first, 1)
        runs += [[(left + wide * (one.year - first), one.value) for one in run] for run in _joined(places)]
        axes.text(left, top + 0.22, f"{name}  {points[-1].label}", va="center", fontsize=11.5, color=INK)
    strokes(axes, runs, BLUE, 1.4)
    dots(axes, [place for run in runs for place in run], BLUE, 3.4)
    return svg.draw(drawn)


def preview(name: str, lines: Sequence[str], title: str) -> bytes:
    """Return the picture that social media show of a page, a PNG of 1200 × 630 pixels, in the font that matplotlib brings."""
    import io
    from pathlib import Path as File

    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.font_manager import FontProperties

    fonts = File(matplotlib.get_data_path(), "fonts", "ttf")
    plain, bold = (FontProperties(fname=fonts / file) for file in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))
    drawn = figure(600, 315)
    drawn.set_dpi(144)
    FigureCanvasAgg(drawn)
    drawn.text(0.06, 0.88, title, color=BLUE, fontproperties=plain, fontsize=15, va="top")
    drawn.text(0.06, 0.76, name, color=INK, fontproperties=bold, fontsize=30 if len(name) < 24 else 22, va="top")
    for number, line in enumerate(lines[:4]):
        drawn.text(0.06, 0.52 - 0.11 * number, line, color=INK, fontproperties=plain, fontsize=18, va="top", parse_math=False)
    content = io.BytesIO()
    drawn.savefig(content, format="png", dpi=144, metadata={"Software": None})
    return content.getvalue()
