"""Ranks and scores of the whole index at a glance: one row a unit, one column a year.

A rank stands under the number of units that were ranked, a score under the highest that could be reached, because neither
means anything without it. Figures that sources state differently carry a star and name their rivals in a note; a score
that cannot be compared with the one before carries a "b", as in European statistics.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parpipe.keys import of_measure
from parpipe.model import TOTAL
from parpipe.sheets.cells import Entry, Styles, heading_style, set_up_page, write_number
from parpipe.spelling import bare_key

if TYPE_CHECKING:
    from pyarrow import Table
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Row = Mapping[str, Any]

PLAIN, CONTESTED, BROKEN = "_ _b", '"*"_b', '" b"'
"""What follows a figure: room, a star if sources state it differently, a "b" if it begins a new series."""

_UNDER, _MEAN, _HEADING = 2, 3, 4
_WIDTHS = (11, 34, 16)
_GREY = {"font_color": "#7F7F7F", "italic": True}
_LEGEND = (
    "* (nền cam): các nguồn nêu khác nhau, xem ghi chú của ô và trang tính “Phát biểu”. "
    "b: không so sánh được với năm trước. Ô trống: không nguồn nào nêu."
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a sheet of standings shows: a measure and what it is read under, with the words for both."""

    measure: str
    under: str
    title: str
    under_title: str
    title_en: str


KINDS = (
    Kind("rank", "ranked_count", "Thứ hạng", "Số đơn vị được xếp hạng", "Ranks"),
    Kind("score", "scale_max", "Điểm", "Điểm tối đa", "Scores"),
)


@dataclass(frozen=True, slots=True)
class Level:
    """A level whose units are listed: its id, what the units are called, and the id of the mean over them."""

    level: str
    units: str
    units_en: str
    mean: str


LEVELS = (
    Level("province", "tỉnh, thành phố", "provinces and cities", "ALL-PROV"),
    Level("ministry", "bộ, ngành", "ministries", "ALL-MIN"),
)


@dataclass(slots=True)
class Standing:
    """A unit: its id, its latest name, when it began or ended, and its observations by year."""

    ref_area: str
    name: str
    span: str
    years: dict[int, Row] = field(default_factory=dict)


def write_standings(book: Workbook, styles: Styles, tables: Mapping[str, Table], title: str, footer: str) -> list[Entry]:
    """Return the sheets that were written: ranks and scores of each level of which any is known."""
    observed = [row for row in tables["observations"].to_pylist() if row["component"] == TOTAL]
    spans = {row["ref_area"]: _span(row) for row in tables["areas"].to_pylist()}
    written = list[Entry]()
    for level in LEVELS:
        for kind in KINDS:
            known = [row for row in observed if row[kind.measure] is not None]
            units = standings((row for row in known if row["level"] == level.level), spans)
            means = {row["time_period"]: row for row in known if (row["ref_area"], row["statistic"]) == (level.mean, "mean")}
            if units:
                entry = _entry(kind, level, len(units))
                sheet = book.add_worksheet(entry.sheet)
                sheet.set_tab_color("#1F4E79")
                _write_head(sheet, styles, kind, f"{title} – {entry.content.lower()}", units, means)
                _write_units(sheet, styles, kind, units)
                set_up_page(sheet, footer, (0, _HEADING))
                written.append(entry)
    return written


def _entry(kind: Kind, level: Level, rows: int) -> Entry:
    said = f"{kind.title} của các {level.units} theo năm", f"{kind.title_en} of {level.units_en} by year"
    return Entry(f"{kind.title} các {level.units}", *said, rows)


def standings(rows: Iterable[Row], spans: Mapping[str, str]) -> list[Standing]:
    """Return the units that the observations speak of, by name; units of one name by id."""
    units = dict[str, Standing]()
    for row in sorted(rows, key=lambda row: row["time_period"]):
        area = row["ref_area"]
        unit = units.setdefault(area, Standing(area, "", spans[area]))
        unit.name = row["area_name_vi"]
        unit.years[row["time_period"]] = row
    return sorted(units.values(), key=lambda unit: (bare_key(unit.name), unit.ref_area))


def _span(area: Row) -> str:
    """Return since when or until when a unit exists, in Vietnamese; empty where it has no bounds."""
    bounds = ("từ", area["valid_from"]), ("đến", area["valid_to"])
    return ", ".join(f"{word} {day:%d/%m/%Y}" for word, day in bounds if day)


def _write_head(
    sheet: Worksheet, styles: Styles, kind: Kind, title: str, units: list[Standing], means: Mapping[int, Row]
) -> None:
    """Write title, legend, maxima or counts, means and headings: the rows that stay when the rest is sorted or scrolled."""
    years = _years(units)
    for column, width in enumerate((*_WIDTHS, *[9] * len(years))):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, title, styles.style({"bold": True, "font_size": 14, "font_color": "#1F4E79"}))
    sheet.write_string(1, 0, _LEGEND, styles.style({"italic": True, "font_size": 9}))
    sheet.write_string(_UNDER, 1, kind.under_title, styles.style(_GREY))
    for column, year in enumerate(years, start=len(_WIDTHS)):
        under = {row[kind.under] for unit in units if (row := unit.years.get(year))}
        _write_under(sheet, styles, (_UNDER, column), under)
    if means and kind.measure == "score":
        sheet.write_string(_MEAN, 1, "Trung bình được công bố", styles.style({"bold": True}))
        for column, year in enumerate(years, start=len(_WIDTHS)):
            if year in means:
                _write_figure(sheet, styles, (_MEAN, column), kind.measure, means[year], {"bold": True})
    for column, heading in enumerate(("Mã", "Đơn vị", "Thời gian tồn tại")):
        sheet.write_string(_HEADING, column, heading, heading_style(styles))
    for column, year in enumerate(years, start=len(_WIDTHS)):
        sheet.write_number(_HEADING, column, year, heading_style(styles))
    sheet.freeze_panes(_HEADING + 1, 2)
    sheet.autofilter(_HEADING, 0, _HEADING + len(units), len(_WIDTHS) + len(years) - 1)


def _write_under(sheet: Worksheet, styles: Styles, place: tuple[int, int], under: set[Any]) -> None:
    """Write the maximum or count of a year, if it is the same wherever it is known."""
    known = under - {None}
    if len(known) == 1:
        write_number(sheet, place, str(known.pop()), styles, PLAIN, _GREY)
    else:
        sheet.write_string(*place, "khác nhau" if known else "không nêu", styles.style({**_GREY, "align": "right"}))


def _write_units(sheet: Worksheet, styles: Styles, kind: Kind, units: list[Standing]) -> None:
    columns = {year: column for column, year in enumerate(_years(units), start=len(_WIDTHS))}
    for row, unit in enumerate(units, start=_HEADING + 1):
        sheet.write_string(row, 0, unit.ref_area, styles.style({"font_size": 8, "font_color": "#7F7F7F"}))
        sheet.write_string(row, 1, unit.name, styles.style({"bold": True}))
        sheet.write_string(row, 2, unit.span, styles.style({"font_size": 8, "font_color": "#7F7F7F"}))
        for year, observed in sorted(unit.years.items()):
            _write_figure(sheet, styles, (row, columns[year]), kind.measure, observed, {})


def _years(units: Iterable[Standing]) -> list[int]:
    known = {year for unit in units for year in unit.years}
    return list(range(min(known), max(known) + 1))


def _write_figure(
    sheet: Worksheet, styles: Styles, place: tuple[int, int], measure: str, observed: Row, look: Mapping[str, Any]
) -> None:
    rivals = of_measure(observed["rivals"], measure)
    broken = observed["obs_status"] == "B" and measure == "score"
    suffix = CONTESTED if rivals else BROKEN if broken else PLAIN
    ground = {"bg_color": "#FCE4D6"} if rivals else {}
    write_number(sheet, place, str(observed[measure]), styles, suffix, {**look, **ground})
    if rivals:
        said = "; ".join(rivals)
        sheet.write_comment(*place, f"Nguồn khác nêu: {said}\nOther sources state: {said}", {"x_scale": 1.4, "y_scale": 0.6})
