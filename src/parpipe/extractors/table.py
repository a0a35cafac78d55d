"""Statements from tables: rankings, components, years side by side, and tables that were flattened into lines.

The steps are those of ``parpipe.tables``. A table that cannot be mapped with certainty gives one finding with its header
and the reasons; a row whose area is not known gives one of its own; neither gives a figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from parpipe.areas import Areas
from parpipe.indices import Index
from parpipe.model import Document, Extraction, Finding, PublishedDate, Statement
from parpipe.tables.blocks import part_blocks
from parpipe.tables.cards import header_of_card, understood
from parpipe.tables.cells import Form, Grid, form, make_grid, read_values
from parpipe.tables.column import Column
from parpipe.tables.columns import read_columns
from parpipe.tables.consistency import check
from parpipe.tables.continued import continue_rows
from parpipe.tables.facts import INTERNAL, read_names, settle_names
from parpipe.tables.figures import Figure, Frame, Refused, read_figures
from parpipe.tables.flattened import find_flattened, run_together, unlabelled
from parpipe.tables.halves import part_halves
from parpipe.tables.labels import Label
from parpipe.tables.layout import Section, read_sections
from parpipe.tables.lexicon import Lexicon, lexicon_of
from parpipe.tables.lined import find_lined
from parpipe.tables.places import resolve
from parpipe.tables.rows import Subject, internal_rows, read_rows
from parpipe.tables.setting import Setting, measured, settings_of, with_lines, with_sheet
from parpipe.tables.surroundings import Surroundings, read_surroundings

_FIGURES: frozenset[Form] = frozenset({"decimal", "ratio", "ranked", "paired", "told", "broken"})
_MOST_REASONS = 6
_MOST_CELLS = 50_000
"""Sixty-three provinces by a hundred columns are 6,300."""
_LONGEST_HEADER = 200


class Context(Protocol):
    """The registry, and defaults for what a document does not say, as every extractor of documents is given them."""

    @property
    def indices(self) -> Mapping[str, Index]: ...  # noqa: D102
    @property
    def areas(self) -> Areas: ...  # noqa: D102
    @property
    def index_id(self) -> str | None: ...  # noqa: D102
    @property
    def area(self) -> str | None: ...  # noqa: D102
    @property
    def published(self) -> PublishedDate | None: ...  # noqa: D102
    @property
    def url(self) -> str | None: ...  # noqa: D102


@dataclass(slots=True)
class _Table:
    """What was read of one grid: figures, rows of unknown areas, and why other cells are not read."""

    figures: list[Figure] = field(default_factory=list)
    unknown: list[Finding] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    internal: bool = False

    def doubt(self, why: str) -> None:
        """Note a reason why something is not read."""
        self.reasons[why] = self.reasons.get(why, 0) + 1


def extract_tables(document: Document, context: Context) -> Extraction:
    """Return the statements of a document's tables in reading order, and findings for what is not mapped with certainty."""
    lexicon = lexicon_of(context.indices, context.areas)
    grids = [make_grid(table) for table in document.tables if table.rows]
    flattened = [*find_flattened(document, lexicon), *find_lined(document, lexicon)] if document.blocks else []
    flattened.sort(key=lambda grid: grid.after or 0)
    statements, findings = list[Statement](), _run_together(document)
    if grids or flattened:
        around = read_surroundings(
            document, lexicon.prose, index_id=context.index_id, area=context.area, published=context.published
        )
        for some in (grids, flattened):
            for grid, setting in zip(some, settings_of(around, some, lexicon), strict=True):
                table = _read(grid, setting, around, lexicon)
                statements += [_statement(figure, around, context) for figure in table.figures]
                findings += _findings(grid, table)
    return Extraction(tuple(statements), tuple(findings))


def _read(grid: Grid, setting: Setting, around: Surroundings, lexicon: Lexicon) -> _Table:
    table, before = _Table(), ""
    if grid.locator.startswith("sheet="):
        setting = with_sheet(setting, grid.locator.removeprefix("sheet="), around, lexicon)
    own = setting
    if sum(map(len, grid.rows)) > _MOST_CELLS:
        table.doubt(f"it has more than {_MOST_CELLS:,} cells")
        return table
    for section in (one for block in part_blocks(grid, lexicon) for one in read_sections(block, lexicon.missing)):
        header = _header_text(section)
        own = with_lines(own if header == before else setting, section.lines, around)
        table.headers += [header] if header != before else []
        _read_section(section, own, around, lexicon, table)
        before = header
    return table


def _read_section(section: Section, setting: Setting, around: Surroundings, lexicon: Lexicon, table: _Table) -> None:
    """Add what a section holds to its table."""
    if section.header and not understood(section.header, lexicon):
        section = replace(section, header=())
    if not section.header:
        rows = [row.cells for row in section.rows]
        header = unlabelled(rows, lexicon) or header_of_card(rows, lexicon)
        section = replace(section, header=(header,) if header else ())
    if not section.header:
        if any(form(cell.plain, lexicon.missing) in _FIGURES for row in section.rows for cell in row.cells):
            table.doubt("it has no header")
        return
    section = part_halves(section, lexicon)
    columns = read_columns(section, lexicon, setting.caption or measured(section.lines, lexicon))
    if not _may_hold_figures(section, columns, lexicon):
        return
    if internal_rows(section, columns, lexicon):
        table.internal = True
        return
    # A column of what is wished for says that the others are not.
    wished = setting.target and not any(column.label.role == "target" for column in columns)
    if wished or setting.foreign:
        table.doubt("the words above it speak of " + ("what is wished for" if wished else "something else"))
        return
    for column in columns:
        if column.use == "unread":
            table.doubt(f"column {column.header!r}: {column.why}")
    subjects = continue_rows(read_rows(section, columns, lexicon))
    frame = _frame(subjects, columns, setting, around, lexicon)
    figures, refused = read_figures(subjects, columns, frame)
    figures, more = check(figures, lexicon.areas)
    _add(table, subjects, figures, [*refused, *more], setting)


def _may_hold_figures(section: Section, columns: Sequence[Column], lexicon: Lexicon) -> bool:
    """Return whether there is anything to read or to report: a decimal or "58/63", or a header that promises figures."""
    forms = {form(cell.plain, lexicon.missing) for row in section.rows for cell in row.cells}
    promised = any(column.label.says() for column in columns if column.use == "value")
    return bool(forms & _FIGURES) or promised


def _frame(
    rows: Sequence[Subject], columns: Sequence[Column], setting: Setting, around: Surroundings, lexicon: Lexicon
) -> Frame:
    named = [column.label for column in columns if column.use == "value"]
    labels = named + [row.label for row in rows if not row.trouble]
    settled = [settle_names(label, read_names(labels, setting)) for label in named]
    indices = {label.index for label in settled if label.index and not label.component}
    stubs = [column.label for column in columns if column.use == "stub"]
    indices = indices or {label.index for label in stubs if label.index}  # "Nội dung PAPI"
    if setting.index is None and "index" not in setting.ambiguous and len(indices) == 1:
        setting = replace(setting, index=next(iter(indices)))
    years = {label.year for label in stubs if label.year} if not any(label.year for label in named) else set[int]()
    if setting.year is None and len(years) == 1:  # "Dimension (PAPI 2023)"
        setting = replace(setting, year=next(iter(years)), ambiguous=setting.ambiguous - {"year"})
    latest = around.published.latest().year if around.published else None
    of_shares = not any("score" in (column.label.role, column.by_form) for column in columns if column.label.role != "share")
    frame = Frame(setting, read_names(labels, setting), lexicon, latest, of_shares=of_shares)
    return replace(frame, levels=_levels(labels, setting, lexicon))


def _levels(labels: Sequence[Label], setting: Setting, lexicon: Lexicon) -> frozenset[str]:
    """Return the levels of the units that a section's labels name, whatever the year."""
    levels, latest = set[str](), max((label.year for label in labels if label.year), default=None)
    for label in dict.fromkeys(replace(label, component=None) for label in labels if label.place):
        index = lexicon.indices.get(label.index or setting.index or "")
        year = label.year or setting.year or latest  # years may be columns
        if label.place and label.place.statistic == "value" and index and year:
            unit = resolve(label.place.name, index, year, lexicon)
            levels |= {unit.level} if unit else set()
    return frozenset(levels)


def _add(table: _Table, rows: Sequence[Subject], figures: list[Figure], refused: Sequence[Refused], setting: Setting) -> None:
    """Add figures and troubles to a table; where more of the areas are unknown than known, nothing of it is ours."""
    strangers = {number for number, row in enumerate(rows) if row.trouble == "area" and _has_values(row)}
    strangers |= {one.row for one in refused if one.area is not None and rows[one.row].stub is not None}
    strangers -= {figure.row for figure in figures}
    known = {figure.row for figure in figures if figure.facts.statistic == "value"}
    for one in refused:
        if one.row not in strangers:
            table.doubt(one.why)
    for row in rows:
        if row.trouble in ("length", "part", "label"):
            table.doubt(row.why)
    table.internal = table.internal or (not figures and any(one.why == INTERNAL for one in refused))
    if len(strangers) > len(known) and strangers:
        table.internal = table.internal or setting.internal
        table.doubt("most of its rows name no known area")
        return
    table.unknown += [_unknown_area(rows[number]) for number in sorted(strangers)]
    table.figures += figures


def _has_values(row: Subject) -> bool:
    """Return whether a row holds a number beside its name; a note under the figures has none."""
    return any(read_values(cell.text) for cell in row.cells.values() if cell is not row.stub)


def _unknown_area(row: Subject) -> Finding:
    key, name = (row.stub.locator, row.stub.plain) if row.stub else ("", "")
    message = f"no area is known by the name {name!r}; the row is not read"
    return Finding("unknown_area_in_table", "info", "statements", key, "ref_area", name, message)


def _statement(figure: Figure, around: Surroundings, context: Context) -> Statement:
    facts = figure.facts
    return Statement(
        index_id=facts.index.index_id,
        level=facts.unit.level,
        ref_area=facts.unit.ref_area,
        area_code=facts.unit.code,
        area_name=facts.unit.name,
        time_period=facts.year,
        component=facts.component,
        component_name=facts.component_name,
        measure=figure.measure,
        value=figure.value.value,
        printed=figure.value.printed,
        locator=figure.cell.locator,
        quote=figure.cell.whole or figure.cell.text,
        grade="table",
        basis="printed" if any(map(str.isdigit, figure.value.printed)) else "word",
        scale_max=figure.scale_max,
        unit=figure.unit,
        ranked_count=figure.count,
        base_period=facts.base,
        scope="regional" if figure.regional else "national",
        url=context.url,
        published=around.published,
    )


def _findings(grid: Grid, table: _Table) -> list[Finding]:
    """Return the findings of one grid: that it is internal, what of it is not mapped, and its rows of unknown areas."""
    key, header = grid.locator or "row=1", " ‖ ".join(filter(None, table.headers))
    if table.internal:
        message = f"the table {header!r} is about departments, districts or communes, whose index is another"
        return [Finding("internal_index", "info", "statements", key, None, None, message)]
    findings = list(table.unknown)
    if table.reasons:
        reasons = [why if times == 1 else f"{why} ({times} times)" for why, times in table.reasons.items()]
        more = f"; and {len(reasons) - _MOST_REASONS} more reasons" if len(reasons) > _MOST_REASONS else ""
        what = "parts of the table" if table.figures else "the table"
        message = f"{what} {header!r} cannot be mapped with certainty: {'; '.join(reasons[:_MOST_REASONS])}{more}"
        findings.append(Finding("unmapped_table", "info", "statements", key, None, None, message))
    return findings


def _run_together(document: Document) -> list[Finding]:
    message = "figures run together without anything between them, and where one ends is not certain"
    return [
        Finding("unmapped_table", "info", "statements", block.locator, None, None, message) for block in run_together(document)
    ]


def _header_text(section: Section) -> str:
    rows = section.header or tuple(row.cells for row in section.rows[:1])
    texts = [" | ".join(cell.plain for cell in row) for row in rows]
    return " / ".join(texts)[:_LONGEST_HEADER]
