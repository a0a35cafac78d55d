"""The figures of a section: every cell under a column of figures, with its facts, its value, and what is doubtful about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from parpipe.indices import IN_PERCENT
from parpipe.model import Measure, Unit
from parpipe.tables.cells import Cell, Value, form, read_values
from parpipe.tables.column import Column
from parpipe.tables.facts import Doubt, Facts, Names, settle, settle_names
from parpipe.tables.labels import PREVIOUS, Kind, Label, Role, read_label
from parpipe.tables.lexicon import Lexicon
from parpipe.tables.merging import merge
from parpipe.tables.rows import Subject
from parpipe.tables.setting import Setting
from parpipe.vietnamese import read_number

_MINISTRIES_AT_MOST = 30
_FEWEST_NATIONAL = 16
_NONE = frozenset[str]()
_EMITTED: frozenset[Role | None] = frozenset({"score", "rank", "change"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell that is a figure for certain, or so far. ``row`` and ``column`` say where in its section it stands.

    ``named`` is the area as row or header print it; None where the surroundings say it. ``either_way``: nothing in its cell or
    header says whether a plus is a better rank. ``paired``: its number stands in a bracket behind a score, and may be its rank.
    ``between``: it is a change of which only the levels of its row can tell between which years, and which way.
    """

    facts: Facts
    measure: Measure
    value: Value
    cell: Cell
    row: int
    column: int
    kind: Kind | None = None
    unit: Unit | None = None
    scale_max: Decimal | None = None
    count: int | None = None
    regional: bool = False
    named: str | None = None
    either_way: bool = False
    paired: bool = False
    between: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that looks like a figure and is none for certain."""

    row: int
    column: int
    cell: Cell
    why: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What the cells of one section share.

    ``of_shares``: its shares of the maximum stand beside no points, and are the figures.
    """

    setting: Setting
    names: Names
    lexicon: Lexicon
    latest: int | None
    of_shares: bool = False
    levels: frozenset[str] = frozenset()


def read_figures(rows: Sequence[Subject], columns: Sequence[Column], frame: Frame) -> tuple[list[Figure], list[Refused]]:
    """Return the figures of a section in reading order, and the cells that may be figures and are not certain."""
    found = [one for number, row in enumerate(rows) if not row.trouble for one in _row(number, row, columns, frame)]
    refused = [one for one in found if isinstance(one, Refused)]
    # Cells out of place: none of the row is sure. A word that names nothing only says that there is no value.
    crooked = {one.row for one in refused if one.why in (_DECIMAL_RANK, _NO_NUMBER) and not _is_remark(one.cell, frame)}
    figures = [one for one in found if isinstance(one, Figure) and one.row not in crooked]
    maxima = _maxima(rows, columns, frame)
    settled = [_with_maximum(figure, maxima) for figure in figures]
    kept = [one for one in settled if isinstance(one, Figure)]
    return kept, refused + [one for one in settled if isinstance(one, Refused)]


def _is_remark(cell: Cell, frame: Frame) -> bool:
    return form(cell.plain, frame.lexicon.missing) == "text" and not read_label(cell.plain, frame.lexicon).says()


_DECIMAL_RANK = "a rank is a whole number"
_NO_NUMBER = "it is not one number"


def _row(number: int, row: Subject, columns: Sequence[Column], frame: Frame) -> Iterator[Figure | Refused]:
    for column in columns:
        cell = row.cells.get(column.place)
        if column.use != "value" or cell is None or (row.stub and cell.plain == row.stub.plain):  # merged with the name
            continue
        shape = form(cell.plain, frame.lexicon.missing)
        if shape in ("empty", "missing"):
            continue
        label, role = _meaning(row, column, frame)
        if role is None and shape == "decimal" and (row.label.index or row.label.component):
            label, role = replace(label, kind="index"), "score"  # beside "25/63" in another row of a card
        if role in ("maximum", "share", "target", "note", "serial", "code"):
            continue
        values = read_values(cell.text)
        try:
            if not values:
                raise Doubt(_NO_NUMBER)
            base = column.bracket.base if column.bracket else label.base
            label = _of_years(label, values[0])
            if column.latest not in (None, label.year or frame.setting.year):
                raise Doubt(column.why)
            if column.since is not None and (label.year or frame.setting.year or 0) <= column.since:
                raise Doubt(column.why)
            base = values[0].base or base
            yield from [_figure(number, column, cell, *_said(label, role, value, base), frame, value) for value in values]
        except Doubt as doubt:
            yield Refused(number, column.place, cell, str(doubt), doubt.area)


def _meaning(row: Subject, column: Column, frame: Frame) -> tuple[Label, Role | None]:
    """Return what row and column say of a cell together, and the role of its figure."""
    over = settle_names(column.label, frame.names)
    if row.label.role == "rank" and over.kind == "points":  # a row "Xếp hạng" under "Điểm"
        over = replace(over, role=None, kind=None, unit=None)
    label = merge([settle_names(row.label, frame.names), over])
    role = label.role
    if role == "share" and frame.of_shares:
        return replace(label, kind="index"), "score"
    if role in (None, "name", "part", "year_name") and frame.setting.captioned and not (label.index or label.component):
        return label, None
    if role in (None, "name", "part", "year_name"):
        role = column.by_form
        label = replace(label, kind="index" if role == "score" else None)
    return label, role


def _of_years(label: Label, value: Value) -> Label:
    """Return the label of a cell that names its own year: "72.64 points (2024)"."""
    if value.year is None or label.year == value.year:
        return label
    if label.year is not None:
        raise Doubt("it names another year than its row or column")
    return replace(label, year=value.year)


def _said(label: Label, role: Role | None, value: Value, base: int | str | None) -> tuple[Label, Role | None]:
    """Return label and role of a number whose own words in its cell say what it is: "4 (▲20)", "Tăng 5 bậc"."""
    if value.means == "rank":
        return replace(label, role="rank", kind=None, unit=None, maximum=None, base=None), "rank"
    if value.means == "score":
        return replace(label, role="score", kind=label.kind or "index", base=None), "score"
    if value.means and (role in (None, "score", "rank", "change")):
        of_change: Literal["score", "rank"] = "rank" if value.means == "rank_change" else "score"
        return replace(label, role="change", of_change=of_change, base=base), "change"
    return label, role


def _figure(number: int, column: Column, cell: Cell, label: Label, role: Role | None, frame: Frame, value: Value) -> Figure:
    if label.clash:
        raise Doubt(label.clash)
    if role not in _EMITTED:
        raise Doubt("nothing says whether it is a score or a rank")
    if len(cell.text) > 120:
        raise Doubt(_NO_NUMBER)
    facts = settle(_level_of(label, role, frame.setting), frame.setting, frame.lexicon, frame.levels)
    if frame.latest is not None and facts.year > frame.latest:
        raise Doubt(f"it speaks of {facts.year}, after the page was published")
    if role == "score" and label.kind != "points" and form(cell.plain, frame.lexicon.missing) == "ranked":
        raise Doubt("it may be a rank")
    measure, named = _measure(role, label, facts), label.place.name if label.place else None
    figure = Figure(facts, measure, value, cell, number, column.place, label.kind, named=named)
    if figure.measure == "rank":
        figure = replace(figure, paired=value.means == "rank" and not value.told and role != column.label.role)
        return _checked_rank(replace(figure, count=_count(value, label), regional=label.regional))
    if role == "change":
        return _checked_change(replace(figure, between=column.between), value, label)
    unit = value.unit or label.unit or frame.setting.unit
    return replace(figure, unit=unit, scale_max=value.of or label.maximum)


def _level_of(label: Label, role: Role | None, setting: Setting) -> Label:
    """Return the label of a level; "Kết quả năm trước" is of the year before, and "So với năm 2022" may be no level."""
    if role == "change" or label.base is None:
        return label
    if label.base != PREVIOUS and label.year is None:
        raise Doubt("nothing says whether it is a level or a change")
    before = setting.year - 1 if setting.year is not None else None
    return replace(label, base=None, year=label.year or before)


def _measure(role: Role | None, label: Label, facts: Facts) -> Measure:
    if role == "change":
        if label.of_change is None:
            raise Doubt("nothing says whether it is a change of score or of rank")
        return "rank_change" if label.of_change == "rank" else "score_change"
    if role == "rank":
        if facts.statistic != "value":
            raise Doubt("a mean has no rank")
        return "rank"
    return {"value": "score", "mean": "mean_score", "median": "median_score"}[facts.statistic]  # type: ignore[return-value]


def _count(value: Value, label: Label) -> int | None:
    if value.of is not None and label.count is not None and value.of != label.count:
        raise Doubt(f"its header counts {label.count} units")
    return int(value.of) if value.of is not None else label.count


def _checked_rank(figure: Figure) -> Figure:
    """Return a rank that can be one among its units; else Doubt."""
    facts, rank, count = figure.facts, figure.value.value, figure.count
    if rank != rank.to_integral_value() or not figure.value.printed.isdecimal():
        raise Doubt(_DECIMAL_RANK)
    if figure.value.signed or figure.value.unit or rank < 1:
        raise Doubt("it is no rank")
    known = facts.index.population(facts.unit.level, facts.year)
    most = count or (known.count if known and known.count else 64)
    if rank > most:
        raise Doubt(f"only {most} units are ranked")
    if count is not None and count < _FEWEST_NATIONAL:
        return replace(figure, regional=True)
    if count is not None and (facts.unit.level == "ministry") != (count < _MINISTRIES_AT_MOST):
        raise Doubt(f"{count} units are no ranking of units like {facts.unit.name}")
    return figure


def _checked_change(figure: Figure, value: Value, label: Label) -> Figure:
    if not value.signed and label.change in ("rise", "fall"):
        value = replace(value, value=value.value if label.change == "rise" else -value.value)
    elif not value.signed and value.value != 0 and not figure.between:
        raise Doubt("a change without a sign may go either way")
    open_sign = (
        not figure.between
        and figure.measure == "rank_change"
        and label.change == "neutral"
        and form(figure.cell.plain, _NONE) == "signed"
    )
    figure = replace(figure, value=value, either_way=open_sign or value.either_way)
    if figure.measure == "rank_change" and value.value != value.value.to_integral_value():
        raise Doubt(_DECIMAL_RANK)
    unit = None if figure.measure == "rank_change" else value.unit or label.unit
    # "Tăng 4,21%" of an index that is itself a percentage are points, as in prose.
    return replace(figure, unit="points" if unit and figure.facts.index.index_id in IN_PERCENT else unit)


MaximumKey = tuple[str, int | None, str, str | None]


def _maxima(rows: Sequence[Subject], columns: Sequence[Column], frame: Frame) -> Mapping[MaximumKey, Decimal | None]:
    """Return the maxima that the table prints in cells of their own; None where it prints two for one thing."""
    maxima = dict[MaximumKey, Decimal | None]()
    roles = {row.label.role for row in rows} | {column.label.role for column in columns}
    if "maximum" not in roles:
        return maxima
    for row in rows:
        for column in columns:
            cell = row.cells.get(column.place)
            if column.use != "value" or cell is None or row.trouble:
                continue
            label, role = _meaning(row, column, frame)
            number = read_number(cell.plain) if role == "maximum" and label.certain() else None
            index_id = label.index or frame.setting.index
            if number is None or index_id is None:
                continue
            component = (label.component or {}).get(index_id, "_T")
            key = (index_id, label.year or frame.setting.year, component, label.place.name if label.place else None)
            maxima[key] = number if maxima.get(key, number) == number else None
    return maxima


def _with_maximum(figure: Figure, maxima: Mapping[MaximumKey, Decimal | None]) -> Figure | Refused:
    """Return a score with the maximum printed for it; refused when it is more than it can be."""
    if figure.measure not in ("score", "mean_score", "median_score"):
        return figure
    facts = figure.facts
    years = (facts.year, None)  # a column of maxima may stand for several years
    keys = [(facts.index.index_id, year, facts.component, name) for year in years for name in (figure.named, None)]
    own = next((maxima[key] for key in keys if key in maxima), None)
    scale_max = figure.scale_max or own
    declared = facts.index.scale(facts.unit.level, facts.component, facts.year)
    percent = figure.unit == "percent"
    most = scale_max or (Decimal(100) if percent or declared is None else declared[0])
    where = (figure.row, figure.column, figure.cell)
    if figure.value.signed:
        return Refused(*where, "a score has no sign")
    if figure.value.value > most:
        return Refused(*where, f"it is more than the maximum of {most}")
    if percent and facts.component == "_T" and declared is not None and declared[0] != 100:
        return Refused(*where, f"it is a share, and the index has {declared[0]} points")
    return replace(figure, scale_max=None if percent and own is not None else scale_max)
