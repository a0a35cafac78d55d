"""The first sheet: what the workbook is, how to cite it, what its sheets hold, how to read them. Vietnamese, then English."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from parpipe.package import LICENCE, RIGHTS, Release
from parpipe.sheets.cells import DAY, LINK, Entry, Styles, heading_style, is_address

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SHEET = "Giới thiệu"

_LABELS, _TEXTS, _COUNTS = 26, 96, 9  # the widths of the columns


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: a label and what stands behind it, in one of the looks title, heading, fact, entry."""

    look: str
    label: str = ""
    value: str | date = ""
    count: int | str = ""


_NOTES_VI = (
    "Mỗi số liệu đều kèm bằng chứng: cột “Phát biểu về điểm” và “Phát biểu về thứ hạng” dẫn tới dòng trong trang tính "
    "“Phát biểu”, ghi trang nguồn, vị trí và nguyên văn.",
    "Ô trống nghĩa là không nguồn nào nêu; không giá trị nào được tự điền hay quy đổi.",
    "Khi các nguồn nêu khác nhau, mọi giá trị đều được giữ; cột “Lý do chọn giá trị này” cho biết vì sao chọn một giá trị.",
    "Mức thay đổi thứ hạng dương nghĩa là tăng hạng. Điểm của hai năm chỉ so sánh được khi cột “So sánh được” là TRUE.",
    "Dòng thứ hai của mỗi bảng là tên kỹ thuật của cột như trong tệp CSV; trang tính “Giải thích cột” giải thích từng cột.",
    RIGHTS["vi"],
)
_NOTES_EN = (
    "Every figure carries its evidence: score_statement and rank_statement lead to the row of the sheet “Phát biểu” with "
    "the page, the place and the words.",
    "An empty cell means that no source says it; nothing is filled in or rescaled.",
    "Where sources differ, all values are kept; held_because says why one of them is held.",
    "A positive change of rank means that the unit moved up. Scores of two years compare only where comparable is TRUE.",
    "The second row of every table has the names of the columns as in the CSV files; “Giải thích cột” explains each of them.",
    RIGHTS["en"],
)


def write_introduction(sheet: Worksheet, styles: Styles, release: Release, entries: Sequence[Entry]) -> None:
    """Write the whole sheet; ``entries`` are the other sheets."""
    for column, width in enumerate((_LABELS, _TEXTS, _COUNTS)):
        sheet.set_column(column, column, width)
    for row, line in enumerate((*_vietnamese(release, entries), Line("fact"), *_english(release, entries))):
        _write_line(sheet, styles, row, line)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _vietnamese(release: Release, entries: Sequence[Entry]) -> Iterator[Line]:
    info = release.info
    yield Line("title", info.title_vi)
    yield Line("fact", "", info.description_vi)
    yield Line("fact", "Phiên bản", release.version)
    yield Line("fact", "Dữ liệu đến ngày", info.created)
    yield Line("fact", "Các năm", _years(release))
    yield Line("fact", "Đơn vị phát hành", info.publisher.name_vi)
    yield Line("fact", "Liên hệ", info.publisher.email)
    yield Line("fact", "Địa chỉ phiên bản này", release.address)
    yield Line("fact", "Phiên bản mới nhất", release.latest)
    yield Line("fact", "Giấy phép", f"{LICENCE['title@vi']} ({LICENCE['name']}, {LICENCE['path']})")
    yield Line("fact", "Trích dẫn", release.citation)
    yield Line("heading", "Trang tính", "Nội dung", "Số dòng")
    yield from (Line("entry", entry.sheet, entry.content, entry.rows) for entry in entries)
    yield Line("fact")
    yield from (Line("fact", "" if number else "Cách đọc", note) for number, note in enumerate(_NOTES_VI))


def _english(release: Release, entries: Sequence[Entry]) -> Iterator[Line]:
    info = release.info
    yield Line("title", info.title)
    yield Line("fact", "", info.description)
    yield Line("fact", "Version", release.version)
    yield Line("fact", "Data up to", info.created)
    yield Line("fact", "Years", _years(release))
    yield Line("fact", "Publisher", info.publisher.name)
    yield Line("fact", "Contact", info.publisher.email)
    yield Line("fact", "Address of this version", release.address)
    yield Line("fact", "Latest version", release.latest)
    yield Line("fact", "Licence", f"{LICENCE['title']} ({LICENCE['name']}, {LICENCE['path']})")
    yield Line("fact", "Cite as", release.citation)
    yield Line("heading", "Sheet", "What it holds", "Rows")
    yield from (Line("entry", entry.sheet, entry.content_en, entry.rows) for entry in entries)
    yield Line("fact")
    yield from (Line("fact", "" if number else "How to read it", note) for number, note in enumerate(_NOTES_EN))


def _years(release: Release) -> str:
    info = release.info
    return "" if info.first_year is None else f"{info.first_year}–{info.last_year}"


def _write_line(sheet: Worksheet, styles: Styles, row: int, line: Line) -> None:
    # The height is set because not every program makes a row as high as its text.
    lines = 1 if isinstance(line.value, date) else math.ceil(len(line.value) / _TEXTS) or 1
    sheet.set_row(row, 28 if line.look == "title" else 15 * lines + 1)
    if line.look == "title":
        sheet.write_string(row, 0, line.label, styles.style({"bold": True, "font_size": 18, "font_color": "#1F4E79"}))
    elif line.look == "heading":
        for column, text in enumerate((line.label, line.value, line.count)):
            sheet.write_string(row, column, text, heading_style(styles))
    else:
        _write_label(sheet, styles, row, line)
        _write_value(sheet, styles, row, line.value)


def _write_label(sheet: Worksheet, styles: Styles, row: int, line: Line) -> None:
    if line.look == "entry":
        sheet.write_url(row, 0, f"internal:'{line.label}'!A1", styles.style(LINK), line.label)
        sheet.write_number(row, 2, line.count, styles.style({"num_format": "#,##0"}))
    else:
        sheet.write_string(row, 0, line.label, styles.style({"bold": True}))


def _write_value(sheet: Worksheet, styles: Styles, row: int, value: str | date) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, 1, value, styles.style({"num_format": DAY, "align": "left"}))
    elif is_address(value):
        sheet.write_url(row, 1, value, styles.style(LINK), value)
    else:
        sheet.write_string(row, 1, value, styles.style({"text_wrap": True}))
