"""Tables to statements: every layout that pages use, each with a near miss that must give nothing."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parpipe.extractors.narrative import Context
from parpipe.extractors.table import extract_tables
from parpipe.locators import follow
from parpipe.model import Block, Document, Extraction, PublishedDate, Statement, Table
from parpipe.readers.csv import read_csv
from parpipe.readers.html import read_html
from parpipe.registry import load_reference
from parpipe.tables.cells import form, read_value
from parpipe.tables.labels import read_label
from parpipe.tables.lexicon import lexicon_of
from parpipe.tables.merging import read_header

INDICES, AREAS = load_reference(Path(__file__).parents[2] / "data")
LEXICON = lexicon_of(INDICES, AREAS)
RANKING = "Bảng xếp hạng PAR INDEX năm 2023"
Figure = tuple[Any, ...]


def table(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the cells of a table written with a line a row and bars between its cells."""
    return tuple(tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())


def document(*texts: str, title: str | None = None, above: tuple[str, ...] = ()) -> Document:
    """Return a page with a title and, where given, one heading above each table."""
    blocks = tuple(Block(f"block={number}", text, "heading") for number, text in enumerate(above, start=1))
    tables = (
        Table(f"table={number}", table(text), min(number, len(above)) if above else None)
        for number, text in enumerate(texts, start=1)
    )
    return Document(blocks, tuple(tables), title)


def lines(*texts: str, title: str | None = None) -> Document:
    """Return a page in which every text is a block of its own."""
    return Document(tuple(Block(f"block={number}", text) for number, text in enumerate(texts, start=1)), (), title)


def extract(page: Document, **defaults: Any) -> Extraction:
    """Return what the tables of a page say, every locator followed and every quote read again."""
    extraction = extract_tables(page, Context(indices=INDICES, areas=AREAS, **defaults))
    for statement in extraction.statements:
        assert statement.grade == "table"
        assert follow(page, statement.locator) == statement.quote
        again = read_value(statement.quote)
        assert again is not None
        assert (again.value, again.printed) == (statement.value, statement.printed)
    return extraction


def figures(extraction: Extraction) -> list[Figure]:
    """Return area, year, component, measure and printed value of each statement."""
    return [(one.ref_area, one.time_period, one.component, one.measure, str(one.value)) for one in extraction.statements]


def short(extraction: Extraction) -> list[Figure]:
    """Return area, measure and value of each statement."""
    return [(one.ref_area, one.measure, str(one.value)) for one in extraction.statements]


def codes(extraction: Extraction) -> list[tuple[str, str]]:
    return [(finding.code, finding.key) for finding in extraction.findings]


# --- rankings -----------------------------------------------------------------------------------------------------------


def test_a_ranking_of_rank_name_score_and_tier_gives_ranks_and_scores() -> None:
    page = document("Hạng|Tỉnh|Điểm|Nhóm\n1|Quảng Ninh|92,18|A\n63|An Giang|81,32|C", title=RANKING)

    extraction = extract(page)

    assert short(extraction) == [
        ("GSO22", "rank", "1"),
        ("GSO22", "score", "92.18"),
        ("GSO89", "rank", "63"),
        ("GSO89", "score", "81.32"),
    ]
    assert {one.index_id for one in extraction.statements} == {"PAR"}
    assert [one.unit for one in extraction.statements] == [None, "points"] * 2
    assert extraction.findings == ()


def test_the_number_of_ranked_units_is_read_from_the_cell_or_the_header_and_never_assumed() -> None:
    in_cell = extract(document("Tỉnh|Điểm|Xếp hạng\nLai Châu|85,10|58/63", title=RANKING))
    in_header = extract(document("Tỉnh|Điểm|Xếp hạng (63)\nLai Châu|85,10|58", title=RANKING))
    unsaid = extract(document("Tỉnh|Điểm|Xếp hạng\nLai Châu|85,10|58", title=RANKING))

    assert [found.statements[1].ranked_count for found in (in_cell, in_header, unsaid)] == [63, 63, None]


@pytest.mark.parametrize("header", ["TT", "STT", "No.", "Số TT", "#", "Mã tỉnh", "Code"])
def test_serial_numbers_and_area_codes_are_no_ranks(header: str) -> None:
    extraction = extract(document(f"{header}|Tỉnh|Điểm\n1|Quảng Ninh|92,18\n2|Hải Phòng|91,87", title=RANKING))

    assert short(extraction) == [("GSO22", "score", "92.18"), ("GSO31", "score", "91.87")]
    assert extraction.findings == ()


def test_ties_keep_the_ranks_as_printed() -> None:
    page = document("Tỉnh|Xếp hạng\nHải Dương|15\nLong An|15\nNinh Bình|17", title="Xếp hạng chuyển đổi số năm 2022")

    assert [value for _, _, value in short(extract(page))] == ["15", "15", "17"]


def test_a_rank_beyond_the_ranked_units_is_refused() -> None:
    page = document("Hạng|Địa phương|DTI 2024\n34|Lai Châu|0,5\n35|Huế|0,6", title="DTI")

    extraction = extract(page)

    assert ("GSO12", "rank", "34") in short(extraction)
    assert ("GSO46", "rank", "35") not in short(extraction)
    assert "only 34 units are ranked" in extraction.findings[0].message


def test_ministries_are_known_by_their_abbreviations() -> None:
    page = document("TT|Bộ, cơ quan|Điểm\n1|Bộ GTVT|86,18\n2|NHNN|89.89\n3|Bộ TN&MT|87,01", title=RANKING)

    assert [area for area, _, _ in short(extract(page))] == ["MIN-MOT", "MIN-SBV", "MIN-MONRE"]


def test_ranks_among_the_provinces_of_one_region_are_not_taken_for_national_ones() -> None:
    rows = "1|Đắk Lắk|87,33\n2|Kon Tum|86,14\n3|Lâm Đồng|85,9\n4|Đắk Nông|85,1\n5|Gia Lai|84,2"

    extraction = extract(document(f"Hạng|Tỉnh|Điểm\n{rows}", title=RANKING))

    assert {measure for _, measure, _ in short(extraction)} == {"score"}
    assert codes(extraction) == [("unmapped_table", "table=1")]


def test_ranks_that_begin_anew_under_every_region_are_not_national() -> None:
    rows = "Tây Nguyên||\n1|Đắk Lắk|87,33\n2|Kon Tum|86,14\nĐồng bằng sông Hồng||\n1|Hải Phòng|91,87\n2|Hà Nội|91,43"

    extraction = extract(document(f"Hạng|Tỉnh|Điểm\n{rows}", title=RANKING))

    assert [measure for _, measure, _ in short(extraction)] == ["score"] * 4
    assert "begin anew" in extraction.findings[0].message


def test_a_rank_that_its_header_calls_regional_has_that_scope() -> None:
    (statement,) = extract(document("Tỉnh|Xếp hạng vùng\nSơn La|4", title=RANKING)).statements

    assert (statement.measure, statement.scope) == ("rank", "regional")


def test_merged_units_are_resolved_in_the_territory_of_the_index_and_year() -> None:
    page = document("Địa phương|DTI 2023|DTI 2024\nLào Cai|0,61|0,71")

    assert [(area, year) for area, year, *_ in figures(extract(page))] == [("GSO10", 2023), ("GSO15-2025", 2024)]


# --- columns of components, totals and shares -------------------------------------------------------------------------


def test_appraisal_survey_total_and_index_columns_give_one_total() -> None:
    header = "TT|Bộ, cơ quan|Điểm|Điểm điều tra XHH|Tổng điểm|Chỉ số tổng hợp\n||thẩm định|||"
    page = document(f"{header}\n1|Bộ Tư pháp|61,86|28,10|89,95|89.95", title=RANKING)

    assert figures(extract(page)) == [
        ("MIN-MOJ", 2023, "APPRAISAL", "score", "61.86"),
        ("MIN-MOJ", 2023, "SURVEY", "score", "28.10"),
        ("MIN-MOJ", 2023, "_T", "score", "89.95"),
    ]


def test_a_line_that_may_be_the_rest_of_a_header_gives_nothing() -> None:
    page = document("Điểm|Tổng điểm|Bộ\nthẩm định||\n61,86|89,95|Bộ Tư pháp", title=RANKING)

    assert extract(page).statements == ()


def test_of_points_and_a_differing_index_in_percent_only_the_index_is_the_total() -> None:
    page = document("Tỉnh|Tổng điểm|Chỉ số tổng hợp (%)\nLai Châu|67,41|69,14", title="PAR INDEX năm 2016")

    extraction = extract(page)

    assert [(one.value, one.unit) for one in extraction.statements] == [(Decimal("69.14"), "percent")]
    assert "the index beside it has another value" in extraction.findings[0].message


def test_a_share_beside_points_is_left_out() -> None:
    page = document("Tỉnh|Tổng điểm|Tỷ lệ (%)\nLai Châu|67,41|69,14", title="PAR INDEX năm 2016")

    assert short(extract(page)) == [("GSO12", "score", "67.41")]


def test_a_percent_of_an_index_that_counts_other_points_is_refused() -> None:
    page = document("Tỉnh|PAPI 2021\nBà Rịa - Vũng Tàu|40,62/80\nLai Châu|50,77%")

    extraction = extract(page)

    assert [(one.value, one.scale_max) for one in extraction.statements] == [(Decimal("40.62"), Decimal(80))]
    assert codes(extraction) == [("unmapped_table", "table=1")]


def test_the_parts_of_one_province_come_with_their_own_maxima() -> None:
    rows = "Cải cách chế độ công vụ|15|14,23|94,87|2/63\nCải cách thủ tục hành chính|13|12.75/13|98,08|32/63"
    header = "Lĩnh vực|Điểm tối đa|Điểm đạt được|Tỷ lệ %|Xếp hạng"
    page = document(f"{header}\n{rows}\nTổng điểm|100|90,02||12", title="PAR INDEX 2024 của Sơn La")

    extraction = extract(page)

    assert figures(extraction) == [
        ("GSO14", 2024, "CDCV", "score", "14.23"),
        ("GSO14", 2024, "CDCV", "rank", "2"),
        ("GSO14", 2024, "TTHC", "score", "12.75"),
        ("GSO14", 2024, "TTHC", "rank", "32"),
        ("GSO14", 2024, "_T", "score", "90.02"),
        ("GSO14", 2024, "_T", "rank", "12"),
    ]
    assert [one.scale_max for one in extraction.statements if one.measure == "score"] == [15, 13, 100]


def test_a_maximum_is_never_invented() -> None:
    page = document("Lĩnh vực|Điểm\nCải cách thể chế|9,42", title="PAR INDEX 2023 của Kon Tum")

    (statement,) = extract(page).statements

    assert statement.scale_max is None


def test_a_row_of_maxima_gives_them_to_its_columns() -> None:
    page = document("Tỉnh|Điểm thẩm định|Tổng điểm\nĐiểm tối đa|61,5|100\nĐắk Lắk|57,92|87,33", title=RANKING)

    assert [one.scale_max for one in extract(page).statements] == [Decimal("61.5"), Decimal(100)]


def test_points_above_their_maximum_are_refused() -> None:
    page = document("Tỉnh|Điểm thẩm định (tối đa 61,5)\nĐắk Lắk|75,92", title=RANKING)

    extraction = extract(page)

    assert extraction.statements == ()
    assert "more than the maximum of 61.5" in extraction.findings[0].message


def test_pillars_of_the_dti_and_the_rank_of_the_whole() -> None:
    page = document("TT|Tỉnh|Chính quyền số|Kinh tế số|Xã hội số|DTI 2020|Xếp hạng\n1|Đà Nẵng|0,5|0,4|0,4|0,4874|1")

    assert [(part, value) for _, _, part, _, value in figures(extract(page))] == [
        ("CQS", "0.5"),
        ("KTS", "0.4"),
        ("XHS", "0.4"),
        ("_T", "0.4874"),
        ("_T", "1"),
    ]


def test_a_rank_that_may_belong_to_the_part_before_it_is_refused() -> None:
    page = document("Tỉnh|Chính quyền số|Xếp hạng|DTI\nĐà Nẵng|0,5|1|0,4874", title="DTI năm 2020")

    extraction = extract(page)

    assert {measure for _, measure, _ in short(extraction)} == {"score"}
    assert "'Xếp hạng'" in extraction.findings[0].message


def test_sipas_is_a_part_beside_other_parts_and_an_index_beside_other_indices() -> None:
    part = extract(document("Tỉnh|Điểm thẩm định|SIPAS\nĐắk Lắk|57,92|8,15", title=RANKING))
    index = extract(document("Tỉnh|PAR INDEX|SIPAS\nHải Phòng|91,87|90,59", title="Kết quả năm 2023"))
    unclear = extract(document("Tỉnh|SIPAS|Tổng điểm\nĐắk Lắk|8,15|87,33", title=RANKING))

    assert [(one.index_id, one.component) for one in part.statements] == [("PAR", "APPRAISAL"), ("PAR", "SIPAS")]
    assert [(one.index_id, one.component) for one in index.statements] == [("PAR", "_T"), ("SIPAS", "_T")]
    assert [str(one.value) for one in unclear.statements] == ["87.33"]
    assert "SIPAS may be" in unclear.findings[0].message


# --- years ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backwards", [False, True])
def test_years_as_columns_are_read_in_either_direction(backwards: bool) -> None:
    cells = [("2020", "61.98"), ("2021", "60.53"), ("2022", "64.22"), ("2023", "67.83")][:: -1 if backwards else 1]
    page = document(
        f"Tỉnh|{'|'.join(year for year, _ in cells)}\nNinh Bình|{'|'.join(value for _, value in cells)}", title="Chỉ số PCI"
    )

    found = [(year, value) for _, year, _, _, value in figures(extract(page))]

    assert found == [(int(year), value) for year, value in cells]


def test_years_with_two_columns_each_under_merged_cells() -> None:
    page = document(
        "Tỉnh|2022|2022|2023|2023\nTỉnh|Điểm số|Thứ hạng|Điểm số|Thứ hạng\nNinh Bình|64.22|44|67.83|19\nBRVT|70,26|4|N/A|-",
        title="PCI qua các năm",
    )

    assert figures(extract(page)) == [
        ("GSO37", 2022, "_T", "score", "64.22"),
        ("GSO37", 2022, "_T", "rank", "44"),
        ("GSO37", 2023, "_T", "score", "67.83"),
        ("GSO37", 2023, "_T", "rank", "19"),
        ("GSO77", 2022, "_T", "score", "70.26"),
        ("GSO77", 2022, "_T", "rank", "4"),
    ]


def test_a_short_row_is_refused_and_the_others_are_read() -> None:
    page = document("Tỉnh|2021|2022|2023\nNinh Bình|60.53|64.22|67.83\nQuảng Ninh|73,02|72,95", title="PCI")

    extraction = extract(page)

    assert {area for area, *_ in figures(extraction)} == {"GSO37"}
    assert "3 cells under a header of 4" in extraction.findings[0].message


def test_whole_numbers_under_years_are_neither_ranks_nor_scores_unless_something_says_so() -> None:
    text = "Tỉnh|2021|2022\nNinh Bình|58|44"

    silent = extract(document(text, title="PCI"))
    above = (Block("block=1", "Thứ hạng PCI của các tỉnh", "caption"),)
    said = extract(Document(above, (Table("table=1", table(text), 1),), "PCI"))
    counted = extract(document("Tỉnh|2021|2022\nNinh Bình|58/63|44/63", title="PCI"))

    assert silent.statements == ()
    assert codes(silent) == [("unmapped_table", "table=1")]
    assert short(said) == [("GSO37", "rank", "58"), ("GSO37", "rank", "44")]
    assert short(counted) == [("GSO37", "rank", "58"), ("GSO37", "rank", "44")]


def test_stacked_tables_take_the_year_from_the_heading_above_each() -> None:
    page = document(
        "Hạng|Tỉnh|Điểm\n1|Quảng Ninh|70,36\n3|Long An|68,09",
        "Hạng|Tỉnh|Điểm\n1|Quảng Ninh|73,40",
        title="Chỉ số PCI",
        above=("Năm 2018", "Năm 2019"),
    )

    found = {(year, value) for _, year, _, _, value in figures(extract(page))}

    assert {(2018, "70.36"), (2018, "68.09"), (2019, "73.40")} <= found


def test_stacked_tables_whose_places_are_not_known_have_no_year() -> None:
    page = document(
        "Hạng|Tỉnh|Điểm\n1|Quảng Ninh|70,36", "Hạng|Tỉnh|Điểm\n1|Quảng Ninh|73,40", title="PCI", above=("Năm 2018", "Năm 2019")
    )
    lost = Document(page.blocks, tuple(Table(one.locator, one.rows) for one in page.tables), page.title)

    extraction = extract(lost)

    assert extraction.statements == ()
    assert codes(extraction) == [("unmapped_table", "table=1"), ("unmapped_table", "table=2")]


def test_lines_within_a_table_name_the_years_of_the_rows_under_them() -> None:
    page = document("Hạng|Tỉnh|Điểm\nNăm 2018||\n1|Quảng Ninh|70,36\nNăm 2019||\n1|Quảng Ninh|73,40", title="PCI")

    assert [(year, value) for _, year, _, _, value in figures(extract(page))] == [
        (2018, "1"),
        (2018, "70.36"),
        (2019, "1"),
        (2019, "73.40"),
    ]


def test_a_table_with_its_own_title_row_and_a_header_repeated_on_the_next_page() -> None:
    page = document(
        "PAR INDEX 2023|PAR INDEX 2023|PAR INDEX 2023\nHạng|Tỉnh|Điểm\n1|Quảng Ninh|92,18\nHạng|Tỉnh|Điểm\n2|Hải Phòng|91,87"
    )

    assert [value for *_, value in figures(extract(page))] == ["1", "92.18", "2", "91.87"]


def test_a_table_without_any_year_and_index_is_a_finding_with_its_header() -> None:
    extraction = extract(document("Hạng|Tỉnh|Điểm\n1|Quảng Ninh|92,18"))

    assert extraction.statements == ()
    (finding,) = extraction.findings
    assert (finding.code, finding.severity, finding.key, finding.value) == ("unmapped_table", "info", "table=1", None)
    assert "Hạng | Tỉnh | Điểm" in finding.message


def test_a_figure_for_a_year_after_the_page_is_refused() -> None:
    page = document("Tỉnh|Điểm\nLai Châu|90,1", title="PAR INDEX năm 2030")

    assert extract(page, published=PublishedDate.parse("2024-04")).statements == ()


def test_targets_are_no_figures() -> None:
    page = document("Tỉnh|Điểm|Mục tiêu 2025\nĐắk Lắk|87,33|90", title=RANKING)

    assert short(extract(page)) == [("GSO66", "score", "87.33")]


def captioned(caption: str, text: str, title: str) -> Document:
    """Return a page with one table under a caption."""
    return Document((Block("block=1", caption, "caption"),), (Table("table=1", table(text), 1),), title)


def test_figures_under_years_are_of_the_index_only_where_the_caption_does_not_name_another_thing() -> None:
    text = "Tỉnh|2021|2022\nNinh Bình|5,71|8,62"

    growth = extract(captioned("Tốc độ tăng trưởng GRDP", text, "PCI của các tỉnh"))
    other = extract(captioned("Quy mô vốn đăng ký", text, "PCI của các tỉnh"))
    same = extract(captioned("Kết quả PCI", "Tỉnh|2021|2022\nNinh Bình|60,53|64,22", "Ninh Bình"))

    assert (growth.statements, other.statements) == ((), ())
    assert codes(growth) == codes(other) == [("unmapped_table", "table=1")]
    assert short(same) == [("GSO37", "score", "60.53"), ("GSO37", "score", "64.22")]


def test_two_whole_numbers_with_a_stroke_are_no_score_where_nothing_says_points() -> None:
    page = document("Tỉnh|Kết quả\nNinh Bình|44/63", title="PCI 2022")

    assert extract(page).statements == ()


def test_the_name_of_a_sheet_is_its_caption() -> None:
    sheets = tuple(Table(f"sheet={name}", table("Tỉnh|PCI|Hạng\nNinh Bình|60,53|58")) for name in ("2021", "Năm 2020"))

    extraction = extract(Document((), sheets))

    assert [(year, one.locator) for one in extraction.statements for year in [one.time_period]] == [
        (2021, "sheet=2021&cell=B2"),
        (2021, "sheet=2021&cell=C2"),
        (2020, "sheet=Năm 2020&cell=B2"),
        (2020, "sheet=Năm 2020&cell=C2"),
    ]


# --- rows -----------------------------------------------------------------------------------------------------------------


def test_the_footer_with_fewer_cells_is_the_mean_of_all_ministries() -> None:
    rows = "1|Bộ Tư pháp|61,86|89,95|1\n17|Bộ Công Thương|54,21|78,03|17\nTrung bình|58,70|84,38"
    page = document(f"TT|Bộ|Điểm thẩm định|Tổng điểm|Hạng\n{rows}", title=RANKING)

    means = [one for one in extract(page).statements if one.measure == "mean_score"]

    assert [(one.ref_area, one.level, one.component, str(one.value)) for one in means] == [
        ("ALL-MIN", "national", "APPRAISAL", "58.70"),
        ("ALL-MIN", "national", "_T", "84.38"),
    ]


def test_the_mean_of_the_rows_that_are_shown_is_not_the_mean_of_all() -> None:
    page = document("Tỉnh|Điểm\nĐắk Lắk|87,33\nHải Phòng|91,87\nTrung bình|89,60", title=RANKING)

    extraction = extract(page)

    assert {one.level for one in extraction.statements} == {"province"}
    assert "over some of the units only" in extraction.findings[0].message


def test_means_and_medians_that_say_of_what_they_are() -> None:
    page = document("Địa phương|PCI 2016\nTrung bình cả nước|58,20\nTrung vị|58,20", title="PCI")
    regions = document("Vùng|PAR INDEX 2023\nĐồng bằng sông Hồng|88,33\nCả nước|86,98")

    assert short(extract(page))[0] == ("ALL-PROV", "mean_score", "58.20")
    assert short(extract(regions)) == [("R6-RRD", "mean_score", "88.33"), ("ALL-PROV", "mean_score", "86.98")]


@pytest.mark.parametrize("missing", ["N/A", "-", "…", "", "–", "n/a"])
def test_a_cell_without_a_value_gives_nothing(missing: str) -> None:
    page = document(f"Tỉnh|Điểm|Hạng\nTP.HCM|{missing}|14\nHà Nội|68.80|9", title="PCI năm 2019")

    extraction = extract(page)

    assert short(extraction)[0] == ("GSO79", "rank", "14")
    assert len(extraction.statements) == 3
    assert extraction.findings == ()


def test_an_unknown_area_costs_only_its_row() -> None:
    page = document("Tỉnh|Điểm\nHải Phòng|91,87\nHải Tiến|90,1\nAn Giang|81,32", title=RANKING)

    extraction = extract(page)

    assert [area for area, _, _ in short(extraction)] == ["GSO31", "GSO89"]
    assert codes(extraction) == [("unknown_area_in_table", "table=1&row=3&col=1")]
    assert extraction.findings[0].value == "Hải Tiến"


@pytest.mark.parametrize(
    "rows", ["Sở Nội vụ|94\nSở Tài chính|92,1", "UBND huyện Tam Đường|90,5\nTP Lai Châu|91", "Xã Mường So|80,1\nLai Châu|70,2"]
)
def test_departments_districts_and_communes_have_another_index(rows: str) -> None:
    extraction = extract(document(f"Đơn vị|Điểm\n{rows}", title="PAR INDEX 2023"), area="12")

    assert extraction.statements == ()
    assert codes(extraction) == [("internal_index", "table=1")]


def test_numbers_before_rows_of_which_one_is_short_are_looked_at_without_it() -> None:
    rows = "2|Hải Phòng|91,87\n3|Hà Nội|91,43\n4|Bắc Giang|91,16\n8\n9|Phú Thọ|89,19\n12|Huế|88,93"

    extraction = extract(document(f"#|Tỉnh|Điểm\n{rows}", title=RANKING))

    assert [one.value for one in extraction.statements if one.measure == "rank"] == [2, 3, 4, 9, 12]


def test_a_city_within_a_province_is_not_the_province() -> None:
    extraction = extract(document("Đơn vị|Điểm\nTP Lai Châu|91,2\nTam Đường|90,5", title=RANKING))

    assert extraction.statements == ()
    assert codes(extraction) == [("unmapped_table", "table=1")]


def test_parts_under_a_caption_about_departments_are_not_the_provinces() -> None:
    page = document("Lĩnh vực|Điểm\nCải cách thể chế|9,42", title="PAR INDEX năm 2023 của các sở, ban, ngành")

    assert codes(extract(page, area="12")) == [("internal_index", "table=1")]


def test_areas_as_columns() -> None:
    page = document("Nội dung|Đắk Lắk|Kon Tum\nĐiểm|87,33|86,14\nXếp hạng|28|43/63", title=RANKING)

    assert short(extract(page)) == [
        ("GSO66", "score", "87.33"),
        ("GSO62", "score", "86.14"),
        ("GSO66", "rank", "28"),
        ("GSO62", "rank", "43"),
    ]


def test_indices_as_rows_and_years_as_columns_of_one_province() -> None:
    page = document("Chỉ số|2022|2023\nXếp hạng PAR INDEX|41|43\nĐiểm PAPI|41,2|42,7", title="Kết quả của Kon Tum")

    assert [(one.index_id, one.time_period, one.measure) for one in extract(page).statements] == [
        ("PAR", 2022, "rank"),
        ("PAR", 2023, "rank"),
        ("PAPI", 2022, "score"),
        ("PAPI", 2023, "score"),
    ]


def test_changes_need_a_sign_and_a_word_that_says_what_a_plus_means() -> None:
    header = "Tỉnh|Tăng/giảm điểm so với năm 2022|Tăng/giảm hạng|Thay đổi thứ hạng"
    page = document(f"{header}\nKon Tum|+4,79|+12|+12\nHòa Bình|+0.46|-12|-12\nĐắk Lắk|2,86|10|10", title=RANKING)

    extraction = extract(page)

    assert [(one.measure, str(one.value), one.base_period) for one in extraction.statements] == [
        ("score_change", "4.79", 2022),
        ("rank_change", "12", None),
        ("score_change", "0.46", 2022),
        ("rank_change", "-12", None),
    ]
    assert "a change without a sign may go either way" in extraction.findings[0].message


def test_a_row_with_its_cells_out_of_place_is_refused() -> None:
    page = document("Hạng|Tỉnh|Điểm\n91,87|Hải Phòng|2\n63|An Giang|81,32", title=RANKING)

    assert {area for area, _, _ in short(extract(page))} == {"GSO89"}


def test_columns_that_say_the_same_are_refused() -> None:
    page = document("Tỉnh|Điểm|Điểm|Hạng\nAn Giang|81,32|80,1|63", title=RANKING)

    assert short(extract(page)) == [("GSO89", "rank", "63")]


def test_one_area_twice_with_different_figures_is_refused() -> None:
    page = document("Tỉnh|Điểm\nAn Giang|81,32\nAn Giang|81,23\nHải Phòng|91,87", title=RANKING)

    assert short(extract(page)) == [("GSO31", "score", "91.87")]


def test_figures_of_other_things_are_a_finding() -> None:
    page = document("Tỉnh|Số hồ sơ|Tỷ lệ đúng hạn\nHuế|7.100|99,1%", title=RANKING)

    extraction = extract(page)

    assert extraction.statements == ()
    assert codes(extraction) == [("unmapped_table", "table=1")]


def test_a_table_without_numbers_is_nothing_at_all() -> None:
    page = document("Tên|Chức vụ\nÔng A|Giám đốc\nBà B|Phó Giám đốc", title=RANKING)

    assert extract(page) == Extraction(())


# --- tables without cells -----------------------------------------------------------------------------------------------

TOP = [("Quảng Ninh", "70,36"), ("Đồng Tháp", "70,19"), ("Long An", "68,09"), ("Bến Tre", "67,67"), ("Đà Nẵng", "67,65")]


def records(count: int) -> list[str]:
    return [text for number, (name, score) in enumerate(TOP[:count], start=1) for text in (str(number), name, score)]


def test_five_records_of_one_cell_a_line_are_a_table() -> None:
    page = lines("Xếp", "hạng", "Tỉnh", "Điểm", *records(5), title="Chỉ số PCI năm 2018")

    extraction = extract(page)

    assert short(extraction)[:2] == [("GSO22", "rank", "1"), ("GSO22", "score", "70.36")]
    assert len(extraction.statements) == 10
    assert extraction.statements[1].locator == "block=7&char=0,5"


def test_the_lines_may_stand_in_one_block() -> None:
    page = lines("\n".join(["Hạng", "Tỉnh", "Điểm", *records(5)]), title="Chỉ số PCI năm 2018")

    assert len(extract(page).statements) == 10


def test_four_records_or_numbers_that_do_not_run_on_are_no_table() -> None:
    skipping = records(5)
    skipping[6] = "4"

    assert extract(lines("Hạng", "Tỉnh", "Điểm", *records(4), title="PCI năm 2018")).statements == ()
    assert extract(lines(*skipping, title="PCI năm 2018")).statements == ()


def test_ranks_that_do_not_run_on_are_read_under_a_header_that_says_where_records_begin() -> None:
    selected = records(5)
    selected[6], selected[9], selected[12] = "7", "21", "40"

    extraction = extract(lines("Hạng", "Tỉnh", "Điểm", *selected, title="PCI năm 2018"))

    assert [value for _, measure, value in short(extraction) if measure == "rank"] == ["1", "2", "7", "21", "40"]


def test_a_rank_behind_its_name_and_score_is_that_of_the_name_before_it() -> None:
    turned = [
        text for at in range(0, 15, 3) for number, name, score in [records(5)[at : at + 3]] for text in (name, score, number)
    ]

    headed = extract(lines("Tỉnh", "Điểm", "Hạng", *turned, title="PCI năm 2018"))
    bare = extract(lines(*turned, title="PCI năm 2018"))

    assert short(headed)[:2] == [("GSO22", "score", records(1)[2].replace(",", ".")), ("GSO22", "rank", "1")]
    assert len(headed.statements) == 10
    assert bare.statements == ()


def test_the_number_of_a_line_under_tt_is_no_rank() -> None:
    extraction = extract(lines("TT", "Tỉnh", "Điểm", *records(5), title="Chỉ số PCI năm 2018"))

    assert {measure for _, measure, _ in short(extraction)} == {"score"}


def test_lines_without_a_header_are_a_ranking_only_where_the_scores_fall() -> None:
    falling = extract(lines(*records(5), title="Chỉ số PCI năm 2018"))
    mixed = [*records(4), "5", "Hà Nội", "99,1"]

    assert len(falling.statements) == 10
    assert extract(lines(*mixed, title="Chỉ số PCI năm 2018")).statements == ()


def test_a_flattened_table_of_ministries_with_its_header_broken_and_a_footer() -> None:
    rows = [
        ("Bộ Tư pháp", "61,86", "28,10", "89,95"),
        ("Ngân hàng Nhà nước", "62,67", "27,21", "89,89"),
        ("Bộ Tài chính", "61,52", "27,66", "89,18"),
        ("Bộ Nội vụ", "60,65", "26,38", "87,04"),
        ("Bộ TN&MT", "61,15", "25,85", "87,01"),
    ]
    cells = [text for number, row in enumerate(rows, start=1) for text in (str(number), *row)]
    header = ["TT", "Bộ, cơ quan", "Điểm", "thẩm định", "Điểm điều tra XHH", "Tổng điểm"]

    extraction = extract(lines("Kết quả các bộ", *header, *cells, "Trung bình", "58,70", "25,70", "84,38", title=RANKING))

    assert len(extraction.statements) == 5 * 3 + 3
    assert extraction.statements[0].component == "APPRAISAL"
    assert short(extraction)[-1] == ("ALL-MIN", "mean_score", "84.38")


@pytest.mark.parametrize("text", ["60.4566.4761.12", "55,7857,6756,14"])
def test_digits_that_ran_together_are_refused(text: str) -> None:
    in_table = extract(document(f"Tỉnh|Điểm\nNinh Bình|{text}", title="PCI năm 2008"))
    in_block = extract(lines(f"Ninh Bình {text}", title="PCI năm 2008"))

    assert (in_table.statements, in_block.statements) == ((), ())
    assert codes(in_table) == [("unmapped_table", "table=1")]
    assert codes(in_block) == [("unmapped_table", "block=1")]


# --- readers --------------------------------------------------------------------------------------------------------------


def test_a_csv_file_is_read_with_the_callers_index() -> None:
    page = read_csv('province,year,score,rank\nLai Châu,2016,"67,41",53\nQuảng Nam,2016,73.66,32\n'.encode())

    extraction = extract(page, index_id="PAR")

    assert figures(extraction)[:2] == [("GSO12", 2016, "_T", "score", "67.41"), ("GSO12", 2016, "_T", "rank", "53")]
    assert extraction.statements[0].locator == "row=2&col=3"


def test_an_english_page_with_merged_cells_is_read_from_html() -> None:
    page = read_html(
        b"<html><body><h1>PAR Index 2023</h1><table><tr><th rowspan=2>No.</th><th rowspan=2>Province</th>"
        b"<th colspan=2>Result</th></tr><tr><th>Score</th><th>Rank</th></tr>"
        b"<tr><td>1</td><td>Quang Ninh</td><td>92.18</td><td>1st</td></tr></table></body></html>"
    )

    extraction = extract(page)

    assert short(extraction) == [("GSO22", "score", "92.18"), ("GSO22", "rank", "1")]


# --- steps ----------------------------------------------------------------------------------------------------------------


def test_labels_say_roles_years_maxima_and_counts() -> None:
    score = read_label("Điểm số năm 2019 (thang điểm 100)", LEXICON)
    rank = read_label("Thứ hạng/63", LEXICON)
    change = read_label("Tăng/giảm hạng so với năm 2022", LEXICON)

    assert (score.role, score.year, score.maximum, score.unit) == ("score", 2019, Decimal(100), "points")
    assert (rank.role, rank.count) == ("rank", 63)
    assert (change.role, change.of_change, change.change, change.base) == ("change", "rank", "up", 2022)


def test_a_label_with_a_word_that_is_not_known_is_not_certain() -> None:
    assert read_label("Tỷ lệ đúng hạn", LEXICON).unknown == ("đúng", "hạn")
    assert not read_label("Điểm 2019 và 2020", LEXICON).certain()
    assert not read_label("Điểm 2016-2020", LEXICON).certain()


def test_headers_over_two_rows_are_one_label() -> None:
    assert read_header(("Điểm", "thẩm định"), LEXICON).component == {"PAR": "APPRAISAL"}
    assert read_header(("2012", "Thứ", "hạng"), LEXICON).role == "rank"


def test_cells_have_one_form_each() -> None:
    texts = ["66,46", "59/63", "9,428/9.5", "15", "+1,2", "2019", "N/A", "", "Lai Châu", "60.4566.47", "91,43%", "1,2,3"]

    forms = [form(text, LEXICON.missing) for text in texts]

    assert forms == [
        "decimal", "ranked", "ratio", "whole", "signed", "year", "missing", "empty", "text", "broken", "decimal", "broken",
    ]  # fmt: skip


# --- properties -------------------------------------------------------------------------------------------------------------

PROVINCES = [
    AREAS.name(ref, INDICES["PAR"].territory("province", 2023))[0]
    for ref in AREAS.at("province", INDICES["PAR"].territory("province", 2023))
]
SCORES = st.decimals(min_value=Decimal("50"), max_value=Decimal("99.99"), places=2)


@st.composite
def rankings(draw: st.DrawFn) -> tuple[Document, set[tuple[str, str, str]]]:
    """Return a page with a ranking in some layout, and the figures in it by area."""
    names = draw(st.lists(st.sampled_from(PROVINCES), min_size=2, max_size=8, unique=True))
    ranks = draw(st.lists(st.integers(1, 63), min_size=len(names), max_size=len(names), unique=True))
    scores = draw(st.lists(SCORES, min_size=len(names), max_size=len(names)))
    mark = draw(st.sampled_from([",", "."]))
    spell = draw(
        st.sampled_from([str, str.upper, lambda name: unicodedata.normalize("NFD", name), lambda name: f" {name}\u00a0"])
    )
    count = draw(st.sampled_from(["", "/63"]))
    order = draw(st.permutations(["TT", "Tỉnh", "Điểm", "Xếp hạng", "Ghi chú"]))
    rows = [tuple(order)]
    for number, (name, rank, score) in enumerate(zip(names, ranks, scores, strict=True), start=1):
        cells = {"TT": str(number), "Tỉnh": spell(name), "Xếp hạng": f"{rank}{count}", "Ghi chú": ""}
        cells["Điểm"] = str(score).replace(".", mark)
        rows.append(tuple(cells[column] for column in order))
    at = INDICES["PAR"].territory("province", 2023)
    expected = {(AREAS.resolve(name, at=at), "score", str(score)) for name, score in zip(names, scores, strict=True)}
    expected |= {(AREAS.resolve(name, at=at), "rank", str(rank)) for name, rank in zip(names, ranks, strict=True)}
    return Document((), (Table("table=1", tuple(rows)),), RANKING), expected


@pytest.mark.parametrize("named", ["Chỉ số PGI năm 2016", "Chỉ số đổi mới sáng tạo (PII) năm 2016"])
def test_a_table_of_an_index_that_is_not_ours_gives_nothing(named: str) -> None:
    page = document("Tỉnh | Điểm\nLai Châu | 67,41\nHuế | 85,5", above=(named,))

    extraction = extract(page, index_id="PAR")

    assert extraction.statements == ()
    assert extraction.findings


@given(rankings())
@settings(max_examples=60, deadline=None)
def test_what_is_written_into_a_table_comes_back_from_it(made: tuple[Document, set[tuple[str, str, str]]]) -> None:
    page, expected = made

    found = set(short(extract(page)))

    assert {one for one in found if one[1] == "score"} == {one for one in expected if one[1] == "score"}
    assert {one for one in found if one[1] == "rank"} in ({one for one in expected if one[1] == "rank"}, set())


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ["1", "2", "Huế", "Hà Nội", "Điểm", "Hạng", "66,46", "2019", "", "N/A", "x/y", "Sở A", "Trung bình"]
            ),
            max_size=5,
        ),
        max_size=8,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_table_ends_in_figures_that_stand_in_it_or_in_none(rows: list[list[str]]) -> None:
    page = Document((), (Table("table=1", tuple(map(tuple, rows))),), RANKING)

    statements: tuple[Statement, ...] = extract(page).statements

    assert all(one.quote in {cell for row in rows for cell in row} for one in statements)
