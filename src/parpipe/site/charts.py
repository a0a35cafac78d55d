"""Charts of ranks and scores, drawn by matplotlib: no words in them but names and numbers, so that one serves both languages.

A line joins neighbouring years that compare; where they do not, it breaks and a dashed line stands between them. A contested
value is hollow. Every dot of one kind is in one path, which keeps the pages light.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from parpipe.site import svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, BLUE, PALE, LINE = "#1d2b36", "#0b5c8f", "#b9c6cf", "#dfe6ea"
Run = Sequence[tuple[float, float]]
"""The places that a line goes through."""
_POINTS = 72
"""Units of an SVG of matplotlib to an inch."""

_LETTER = 0.56
"""How wide a letter of a name is on the page, in parts of its size: more than in most fonts, since the font is the reader's."""


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


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a figure with a measure of its own: ``box`` is left, foot, width and height in parts of the figure.

    What matplotlib calls axes would be ten times slower, and is hidden here anyway.
    """

    figure: Figure
    box: tuple[float, float, float, float]
    across: tuple[float, float]
    up: tuple[float, float]

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a value stands, in parts of the figure."""
        left, foot, width, height = self.box
        return (
            left + width * (x - self.across[0]) / (self.across[1] - self.across[0]),
            foot + height * (y - self.up[0]) / (self.up[1] - self.up[0]),
        )

    def text(self, x: float, y: float, text: str, size: float, colour: str = INK, **look: Any) -> None:
        """Write a text at a place."""
        self.figure.text(*self.place(x, y), text, color=colour, fontsize=size, parse_math=False, **look)

    def strokes(self, runs: Iterable[Run], colour: str, width: float, *, dashed: bool = False) -> None:
        """Draw lines as one path, over what was drawn before."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        paths = [Path([self.place(*point) for point in run]) for run in runs]
        if paths:
            line = PathPatch(Path.make_compound_path(*paths), fill=False, edgecolor=colour, linewidth=width)
            line.set(capstyle="round", joinstyle="round", linestyle=(0, (3, 3)) if dashed else "solid")
            line.set_transform(self.figure.transFigure)
            self.figure.add_artist(line)

    def dots(self, places: Run, colour: str, size: float) -> None:
        """Draw round dots as one path: lines of no length with round ends."""
        self.strokes([[(x, y), (x + 1e-6, y)] for x, y in places], colour, size)

    def rectangles(self, corners: Iterable[tuple[float, float, float, float]], colour: str) -> None:
        """Fill rectangles, each given by left, foot, right and top, as one path."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        paths = []
        for left, foot, right, top in corners:
            (x, y), (x2, y2) = self.place(left, foot), self.place(right, top)
            paths.append(Path([(x, y), (x2, y), (x2, y2), (x, y2), (x, y)], _SQUARE))
        if paths:
            area = PathPatch(Path.make_compound_path(*paths), facecolor=colour, edgecolor="none")
            area.set_transform(self.figure.transFigure)
            self.figure.add_artist(area)


_SQUARE = [1, 2, 2, 2, 79]
"""The codes of a closed path of four corners."""


def series_chart(ranks: Sequence[Point], ranked: int | None, scores: Sequence[Point]) -> str:
    """Return the ranks of a unit over the scores of the same years; at the top stands the best."""
    given = [part for part in (ranks, scores) if part]
    years = [point.year for part in given for point in part]
    span = (min(years) - 0.6, max(years) + 0.6)
    drawn = figure(440, 24 + 118 * len(given))
    share = 118 / (24 + 118 * len(given))
    for number, part in enumerate(given, start=1):
        low, high = _limits(part, ranked if part is ranks else None)
        box = (0.0, 1 - number * share + 0.02, 1.0, share - 0.04)
        _series(Panel(drawn, box, span, (low, high)), part)
    _years(Panel(drawn, (0, 0, 1, 1 - len(given) * share), span, (0, 1)), years)
    return svg.draw(drawn)


def _limits(points: Sequence[Point], ranked: int | None) -> tuple[float, float]:
    """Return the values at the foot and at the top of a panel: those of ranks are all ranks, those of scores leave some air."""
    values = [point.value for point in points]
    if ranked:
        last = max(ranked, *values)
        return last * 1.14, 1 - last * 0.2
    room = max((max(values) - min(values)) * 0.3, 1.0)
    return min(values) - room, max(values) + room * 1.4


def _series(panel: Panel, points: Sequence[Point]) -> None:
    (first, last), (foot, top) = panel.across, panel.up
    panel.strokes([[(first, foot), (last, foot)]], LINE, 1)
    pairs = list(pairwise(points))
    panel.strokes([_places(pair) for pair in pairs if pair[1].joined and pair[1].year - pair[0].year == 1], BLUE, 2)
    broken = [(before.year + after.year) / 2 for before, after in pairs if not after.joined]
    panel.strokes([[(middle, foot), (middle, top)] for middle in broken], PALE, 1.2, dashed=True)
    panel.dots(_places(points), BLUE, 8)
    panel.dots(_places([point for point in points if point.contested]), "#ffffff", 4)
    for point in _labelled(points):
        panel.text(point.year, point.value + (top - foot) * 0.09, point.label, 13, ha="center", va="bottom")


def _places(points: Sequence[Point]) -> Run:
    return [(point.year, point.value) for point in points]


def _labelled(points: Sequence[Point]) -> list[Point]:
    """Return the points that carry their value: all of a few, else the first, the last, the best and the worst."""
    if len(points) <= 8 and max((len(point.label) for point in points), default=0) <= 5:
        return list(points)
    values = [point.value for point in points]
    chosen = (len(points) - 1, 0, values.index(min(values)), values.index(max(values)))
    kept: list[Point] = []
    for point in (points[place] for place in chosen):
        if all(abs(point.year - other.year) > 1 for other in kept):
            kept.append(point)
    return kept


def _years(panel: Panel, years: Iterable[int]) -> None:
    known = sorted({*years})
    step = 1 if known[-1] - known[0] <= 8 else 2 if known[-1] - known[0] <= 14 else 4
    for year in range(known[-1], known[0] - 1, -step):
        panel.text(year, 0.35, str(year), 13, ha="center", va="center")


def bump_chart(lines: Mapping[str, Sequence[Point]], marked: Sequence[str], ranked: int) -> str:
    """Return the ranks of many units over the years: those ``marked`` in colour with their names, the others pale."""
    years = [point.year for points in lines.values() for point in points]
    first, last = min(years), max(years)
    drawn = figure(720, 420)
    panel = Panel(drawn, (0.02, 0.07, 0.76, 0.91), (first - 0.3, last + 0.2), (ranked + 1, 0))
    for name in [*(one for one in lines if one not in marked), *marked]:
        colour = _COLOURS[marked.index(name) % len(_COLOURS)] if name in marked else PALE
        panel.strokes(map(_places, _joined(lines[name])), colour, 2.5 if name in marked else 0.8)
        panel.dots(_places(lines[name]), colour, 6 if name in marked else 3)
    for name, place in _spread({name: lines[name][-1].value for name in marked}, ranked / 24).items():
        colour = _COLOURS[marked.index(name) % len(_COLOURS)]
        panel.text(last + 0.4, place, f"{lines[name][-1].label}  {name}", 13, colour, va="center")
    _years(Panel(drawn, (0.02, 0.0, 0.76, 0.07), panel.across, (0, 1)), years)
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
    drawn = figure(440, 40 + 10 * tallest)
    room = max((high - low) * 0.06, 0.5)
    foot = 30 / (40 + 10 * tallest)
    panel = Panel(drawn, (0.0, foot, 1.0, 1 - foot), (low - room, high + room), (0, tallest + 1))
    panel.strokes([[(low - room, 0), (high + room, 0)]], LINE, 1)
    panel.dots(places, BLUE, 7.5)
    for value in sorted({low, high, sorted(scores)[len(scores) // 2]}):
        panel.text(value, -0.8, f"{value:.2f}", 13, ha="center", va="top")
    return svg.draw(drawn)


def matrix_chart(rows: Mapping[str, Mapping[int, str]], colours: Mapping[str, str]) -> str:
    """Return a square for every row and year in the colour of its state."""
    years = sorted({year for states in rows.values() for year in states})
    drawn = figure(560, 14 * len(rows) + 24)
    labels = min(0.5, 0.03 + max(map(len, rows)) * _LETTER * 10.5 / 560)
    panel = Panel(drawn, (labels, 0, 0.98 - labels, 1), (years[0] - 0.5, years[-1] + 0.5), (-len(rows), 24 / 14))
    for state, colour in colours.items():
        places = [(year, -line) for line, states in enumerate(rows.values()) for year, held in states.items() if held == state]
        panel.rectangles([(x - 0.45, y - 0.9, x + 0.45, y) for x, y in places], colour)
    for line, name in enumerate(rows):
        panel.text(years[0] - 0.7, -line - 0.45, name, 10.5, ha="right", va="center")
    for year in years[:: 1 if len(years) < 12 else 2]:
        panel.text(year, 0.7, str(year), 11, ha="center", va="center")
    return svg.draw(drawn)


def small_multiples(lines: Mapping[str, Sequence[Point]], ranked: int) -> str:
    """Return a small line of ranks for every unit, in one grid with one measure; the best is at the top of each."""
    years = [point.year for points in lines.values() for point in points]
    longest = max(len(f"{name}  {points[-1].label}") for name, points in lines.items())
    first, across = min(years), min(5, max(1, int(720 / (longest * _LETTER * 11 + 4))))
    wide, count = 0.86 / max(max(years) - first, 1), -(-len(lines) // across)
    drawn = figure(720, 62 * count)
    panel, runs = Panel(drawn, (0, 0, 1, 1), (0, across), (-count, 0)), list[Run]()
    for number, (name, points) in enumerate(lines.items()):
        left, top = number % across + 0.04, -(number // across) - 0.34
        for run in _joined(points):
            runs.append([(left + wide * (one.year - first), top - 0.55 * (one.value - 1) / max(ranked - 1, 1)) for one in run])
        panel.text(left, top + 0.22, f"{name}  {points[-1].label}", 11, va="center")
    panel.strokes(runs, BLUE, 1.4)
    panel.dots([place for run in runs for place in run], BLUE, 3.4)
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
    drawn.set(dpi=144, frameon=True, facecolor="white")
    FigureCanvasAgg(drawn)
    drawn.text(0.06, 0.88, title, color=BLUE, fontproperties=plain, fontsize=15, va="top")
    drawn.text(0.06, 0.76, name, color=INK, fontproperties=bold, fontsize=30 if len(name) < 24 else 22, va="top")
    for number, line in enumerate(lines[:4]):
        drawn.text(0.06, 0.52 - 0.11 * number, line, color=INK, fontproperties=plain, fontsize=18, va="top", parse_math=False)
    content = io.BytesIO()
    drawn.savefig(content, format="png", dpi=144, metadata={"Software": None})
    return content.getvalue()
