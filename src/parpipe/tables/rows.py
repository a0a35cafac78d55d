"""The rows of a section: what each is about, by its own label and the line over it, and its cells by column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from parpipe.tables.cells import Cell, form
from parpipe.tables.column import Column
from parpipe.tables.labels import Label, read_label
from parpipe.tables.layout import BodyRow, Section
from parpipe.tables.lexicon import Lexicon, pieces
from parpipe.tables.merging import merge
from parpipe.tables.places import Place, is_internal, strip_number, was_ministry

_BEFORE_AND_AFTER = (date(2016, 12, 31), date(2025, 12, 31))
"""The regions were redrawn in October 2025."""

_MINISTRIES = ("bộ", "tên bộ", "ministr")
_MINISTRY_OF = ("Bộ ", "Ministry of ")
_SHORT_NAME = re.compile(r"^B(?=[A-ZĐ&]+$)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

Trouble = Literal["area", "part", "length", "label"]


@dataclass(frozen=True, slots=True)
class Subject:
    """A row: its meaning, its cells by column, and why it is not read. ``stub`` is the cell with its name."""

    label: Label
    cells: Mapping[int, Cell]
    stub: Cell | None
    trouble: Trouble | None = None
    why: str = ""


def read_rows(section: Section, columns: Sequence[Column], lexicon: Lexicon) -> list[Subject]:
    """Return the rows of a section in order."""
    stubs = [column for column in columns if column.use == "stub" and _says_something(column, section, lexicon)]
    if any(column.label.role == "name" for column in stubs):  # "Vùng" beside "Tỉnh" only says where it lies
        stubs = [column for column in stubs if column.label.role == "name" or not _of_regions(column, lexicon)]
    if any(_names_indices(column, section, lexicon) for column in stubs):
        stubs = [column for column in stubs if column.label.certain() or not _publishes(column, section, lexicon)]
    of_areas = [column.place for column in stubs if _names_areas(column, section, lexicon)]
    ministries = [column.place for column in stubs if column.place in of_areas and _of_ministries(column, section, lexicon)]
    subjects, above = list[Subject](), dict[int, Cell]()
    for row in section.rows:
        subjects.append(_subject(row, section.width, columns, stubs, of_areas, lexicon, above, ministries))
    return subjects


def internal_rows(section: Section, columns: Sequence[Column], lexicon: Lexicon) -> bool:
    """Return whether the table is about departments, districts or communes: by its names, its headers or its lines."""
    stubs = [column for column in columns if column.use == "stub"]
    parts = [column for column in stubs if _names_parts(column, section, lexicon)]
    places = [column.place for column in parts or stubs]
    names = [row.cells[place].plain for row in section.rows for place in places if place < len(row.cells)]
    titles = [line for line in section.lines if len(section.lines) == 1 or read_label(line, lexicon).index]
    lines = [*titles, *(row.line for row in section.rows if row.line)]
    headers = [column.header for column in parts or stubs]
    return any(is_internal(text, lexicon) for text in dict.fromkeys([*names, *headers, *lines]))


def _names_parts(column: Column, section: Section, lexicon: Lexicon) -> bool:
    """Return whether a column names parts of an index, so that offices beside them only see to these."""
    labels = [read_label(text, lexicon) for text in _texts(column, section)]
    return sum(bool(label.component) for label in labels) > len(labels) / 2


def _names_indices(column: Column, section: Section, lexicon: Lexicon) -> bool:
    labels = [read_label(text, lexicon) for text in _texts(column, section)]
    return sum(bool(label.index) for label in labels) > len(labels) / 2


def _publishes(column: Column, section: Section, lexicon: Lexicon) -> bool:
    """Return whether a column names ministries and others who publish the indices of its rows: "Bộ Nội vụ", "VCCI"."""
    return any(was_ministry(text, lexicon.areas) for text in _texts(column, section))


def _texts(column: Column, section: Section) -> list[str]:
    cells = [row.cells[column.place].plain for row in section.rows if len(row.cells) == section.width]
    return [text for text in dict.fromkeys(cells) if text]


def _says_something(column: Column, section: Section, lexicon: Lexicon) -> bool:
    """Return whether a column of words names what rows are about: its header says so, or a word in it is known."""
    if column.label.role in ("name", "part", "year_name") and column.label.certain():
        return True
    labels = [read_label(text, lexicon) for text in _texts(column, section)]
    return any(label.certain() and label.says() and label.role != "note" for label in labels)


def _of_regions(column: Column, lexicon: Lexicon) -> bool:
    keys = list(pieces(column.header))
    found = lexicon.words.match(keys, 0) if keys else None
    return bool(found and found[0] == len(keys) and "regional" in found[1])


def _names_areas(column: Column, section: Section, lexicon: Lexicon) -> bool:
    if column.label.role == "name" and column.label.certain():
        return True
    places = [read_label(text, lexicon).place for text in _texts(column, section)]
    return any(place is not None and place.statistic == "value" for place in places)


def _of_ministries(column: Column, section: Section, lexicon: Lexicon) -> bool:
    """Return whether a column names ministries, some without "Bộ": its header says so, or one has its whole name."""
    texts = _texts(column, section)
    named = [text for text in texts if was_ministry(_named_whole(text, lexicon), lexicon.areas)]
    said = column.header.casefold().startswith(_MINISTRIES) or any(was_ministry(text, lexicon.areas) for text in texts)
    return said and len(named) > len(texts) / 2


def _named_whole(text: str, lexicon: Lexicon) -> str:
    """Return the name of a ministry with the word that a column of ministries leaves out or cuts: "Justice", "BTP"."""
    bare = _SHORT_NAME.sub("", strip_number(text))
    whole = [f"{before}{bare}" for before in _MINISTRY_OF]
    known = [name for name in whole if was_ministry(name, lexicon.areas)]
    return text if was_ministry(text, lexicon.areas) or not known else known[0]


def _subject(
    row: BodyRow,
    width: int,
    columns: Sequence[Column],
    stubs: Sequence[Column],
    of_areas: Sequence[int],
    lexicon: Lexicon,
    above: dict[int, Cell],
    ministries: Sequence[int],
) -> Subject:
    """Return what a row is about; ``above`` are the years of the rows before it, for those that leave them out."""
    cells = _align(row, width, columns, lexicon)
    if cells is None:
        first = next((cell for cell in row.cells if form(cell.plain, lexicon.missing) == "text"), None)
        return Subject(Label(), {}, first, "length", f"it has {len(row.cells)} cells under a header of {width}")
    labels, named = list[Label](), None
    for column in stubs:
        cell = cells.get(column.place)
        if column.label.role == "year_name":
            cell = above[column.place] = cell if cell and cell.plain else above.get(column.place) or cells[column.place]
        if cell is None or not cell.plain:
            continue
        label = read_label(_named_whole(cell.plain, lexicon) if column.place in ministries else cell.plain, lexicon)
        named = cell if named is None or column.place in of_areas else named
        if not label.certain():
            trouble: Trouble = "area" if column.place in of_areas else "part"
            return Subject(label, cells, cell, trouble, f"{cell.plain!r} is not known")
        labels.append(label)
    return _merged(row, labels, cells, named, lexicon)


def _merged(row: BodyRow, labels: list[Label], cells: Mapping[int, Cell], stub: Cell | None, lexicon: Lexicon) -> Subject:
    label = merge(_without_regions(labels, lexicon))
    if label.clash:
        return Subject(label, cells, stub, "label", label.clash)
    if row.line is None:
        return Subject(label, cells, stub)
    over = read_label(row.line, lexicon)
    if label.place and label.place.statistic == "mean" and label.place.group is None and over.place:
        return Subject(replace(label, place=replace(over.place, averaged=True)), cells, stub)  # "Trung bình vùng" in a region
    if over.component and not over.index:
        return Subject(
            label, cells, stub, "label", f"the line {row.line!r} over it names a part, and may be the rest of a header"
        )
    if over.certain():
        kept = {name: None for name in ("index", "year", "component", "place", "role") if getattr(label, name)}
        return Subject(merge([replace(over, **kept), label]), cells, stub)  # type: ignore[arg-type]
    if _is_tier(row.line, lexicon):
        return Subject(label, cells, stub)
    if over.year or over.index or over.component or any(letter.isdigit() for letter in row.line):
        return Subject(label, cells, stub, "label", f"the line {row.line!r} over it is not understood")
    return Subject(label, cells, stub)


def _is_tier(line: str, lexicon: Lexicon) -> bool:
    """Return whether a line over rows only says which group they are in: "Nhóm từ 80% đến dưới 85%", "Trên 90 điểm"."""
    keys = list(pieces(strip_number(line)))
    found = lexicon.words.match(keys, 0) if keys else None
    return bool(found and {"note", "bound"} & found[1].keys()) and not _YEAR.search(line)


def _without_regions(labels: list[Label], lexicon: Lexicon) -> list[Label]:
    """Return the labels of a row without the region that a province lies in."""
    named = {label.place for label in labels if label.place}
    if len(named) < 2:
        return labels
    return [replace(label, place=None) if label.place and _is_region(label.place, lexicon) else label for label in labels]


def _is_region(place: Place, lexicon: Lexicon) -> bool:
    return any(lexicon.areas.find(strip_number(place.name), level="region", at=day) for day in _BEFORE_AND_AFTER)


def _align(row: BodyRow, width: int, columns: Sequence[Column], lexicon: Lexicon) -> dict[int, Cell] | None:
    """Return a row's cells by column; None where cells are missing and it is not certain which.

    A row of means has no number, rank or tier; its cells after its name then stand under the scores, one for one.
    """
    cells = row.cells
    if len(cells) >= width and not any(cell.plain for cell in cells[width:]):
        return dict(enumerate(cells[:width]))
    if len(cells) > width:
        return None
    places = [place for place, cell in enumerate(cells) if _is_mean(cell, lexicon)]
    stub = next((column.place for column in columns if column.use == "stub"), None)
    scores = [column.place for column in columns if column.use == "value" and "rank" not in (column.label.role, column.by_form)]
    if not places or stub is None:
        return None
    figures = cells[max(places) + 1 :]
    if len(figures) != len(scores) or any(form(cell.plain, lexicon.missing) not in ("decimal", "whole") for cell in figures):
        return None
    return {stub: cells[max(places)], **dict(zip(scores, figures, strict=True))}


def _is_mean(cell: Cell, lexicon: Lexicon) -> bool:
    place = read_label(cell.plain, lexicon).place
    return place is not None and place.statistic != "value"
