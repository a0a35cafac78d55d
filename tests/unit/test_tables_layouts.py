"""Layouts of tables in which the place or the cell says more than its header: each with a near miss that gives nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from parpipe.extracting import make_context
from parpipe.extractors.narrative import Context
from parpipe.extractors.table import extract_tables
from parpipe.locators import follow
from parpipe.model import Document, Extraction, Table
from parpipe.quotes import values_said
from parpipe.registry import load_reference

INDICES, AREAS = load_reference(Path(__file__).parents[2] / "data")
CONTEXT = make_context()
RANKING = "Bảng xếp hạng PAR INDEX năm 2023"


def extract(text: str, title: str = RANKING) -> Extraction:
    """Return what a table says, written with a line a row and bars between its cells; every quote says its value again."""
    rows = tuple(tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())
    page = Document((), (Table("table=1", rows),), title)
    extraction = extract_tables(page, Context(indices=INDICES, areas=AREAS))
    for statement in extraction.statements:
        assert follow(page, statement.locator) == statement.quote
        assert statement.value in values_said(statement.quote, CONTEXT)
    return extraction


def short(extraction: Extraction) -> list[tuple[Any, ...]]:
    return [(one.ref_area, one.time_period, one.measure, str(one.value)) for one in extraction.statements]


def test_tables_side_by_side_are_read_one_after_the_other() -> None:
    found = extract("Hạng|Tỉnh|Điểm||Hạng|Tỉnh|Điểm\n1|Quảng Ninh|92,18||2|Hải Phòng|91,87")

    assert short(found) == [
        ("GSO22", 2023, "rank", "1"),
        ("GSO22", 2023, "score", "92.18"),
        ("GSO31", 2023, "rank", "2"),
        ("GSO31", 2023, "score", "91.87"),
    ]


def test_each_of_two_tables_side_by_side_has_the_title_over_it() -> None:
    found = extract("PCI năm 2017|||PCI năm 2018||\nHạng|Tỉnh|Điểm|Hạng|Tỉnh|Điểm\n1|Quảng Ninh|70,69|4|Bến Tre|67,67", "PCI")

    assert short(found) == [
        ("GSO22", 2017, "rank", "1"),
        ("GSO22", 2017, "score", "70.69"),
        ("GSO83", 2018, "rank", "4"),
        ("GSO83", 2018, "score", "67.67"),
    ]


def test_columns_that_repeat_without_a_name_are_of_one_table() -> None:
    found = extract("Tỉnh|Điểm|Hạng|Điểm|Hạng\nQuảng Ninh|92,18|1|91,49|4")

    assert short(found) == []


def test_a_plus_is_better_where_the_ranks_beside_it_leave_nothing_else() -> None:
    found = extract("Hạng|Tỉnh|Thay đổi thứ hạng\n1|Hải Phòng|+1\n37|Hòa Bình|-2")

    assert [one for one in short(found) if one[2] == "rank_change"] == [
        ("GSO31", 2023, "rank_change", "1"),
        ("GSO17", 2023, "rank_change", "-2"),
    ]


def test_a_plus_is_worse_where_the_rank_of_the_year_before_says_so() -> None:
    found = extract("Tỉnh|Hạng 2022|Hạng 2023|Thay đổi thứ hạng 2023 so với 2022\nHòa Bình|23|35|+12")

    assert ("GSO17", 2023, "rank_change", "-12") in short(found)


def test_a_change_that_could_go_either_way_is_refused() -> None:
    found = extract("Hạng|Tỉnh|Thay đổi thứ hạng\n20|Điện Biên|+2")

    assert [one for one in short(found) if one[2] == "rank_change"] == []
    assert "plus means a better rank" in found.findings[0].message


def test_a_column_called_rises_needs_no_sign() -> None:
    found = extract("Tỉnh|Số bậc tăng|Mức giảm (điểm)\nQuảng Trị|11|0,5")

    assert short(found) == [("GSO45", 2023, "rank_change", "11"), ("GSO45", 2023, "score_change", "-0.5")]


def test_arrows_and_words_say_which_way_a_change_goes() -> None:
    found = extract("Tỉnh|Thay đổi bậc\nHải Dương|Tăng 9\nGia Lai|▼ 3")

    assert short(found) == [("GSO30", 2023, "rank_change", "9"), ("GSO64", 2023, "rank_change", "-3")]


def test_cells_that_hold_two_figures_give_both() -> None:
    moved = extract("Tỉnh|Thứ hạng (▲ tăng, ▼ giảm so với năm 2022)\nHà Nam|40 (▼14)\nHà Tĩnh|18")
    grown = extract("Tỉnh|Biến động so với năm 2022\nHải Phòng|Tăng 4,21%; tăng 5 bậc", "SIPAS năm 2023")

    assert short(moved) == [
        ("GSO35", 2023, "rank", "40"),
        ("GSO35", 2023, "rank_change", "-14"),
        ("GSO42", 2023, "rank", "18"),
    ]
    assert short(grown) == [("GSO31", 2023, "score_change", "4.21"), ("GSO31", 2023, "rank_change", "5")]


def test_numbers_in_brackets_are_ranks_where_they_follow_the_scores() -> None:
    rows = "Cơ quan|2021|2022|2023\nBộ Tư pháp|91,90 (1)|90,63 (2)|89,95 (1)\nBộ Tài chính|91,71 (2)|89,76 (3)|89,18 (3)"

    ordered = extract(rows, "PAR INDEX của các bộ")
    crossed = extract(rows.replace("(1)", "(9)"), "PAR INDEX của các bộ")

    assert [one[3] for one in short(ordered) if one[2] == "rank"] == ["1", "2", "1", "2", "3", "3"]
    assert [one for one in short(crossed) if one[2] == "rank"] == []
    assert "number in brackets" in crossed.findings[0].message


def test_a_region_stands_over_its_provinces_and_owns_the_mean_under_them() -> None:
    found = extract("TT|Tỉnh|Chỉ số (%)\nI|Tây Nguyên|Tây Nguyên\n1|Kon Tum|86,14\n|Trung bình vùng|85,42")

    assert short(found) == [("GSO62", 2023, "score", "86.14"), ("R6-CH", 2023, "mean_score", "85.42")]


def test_a_label_in_two_languages_says_one_thing() -> None:
    found = extract("|2023|2024\nCẢ NƯỚC - WHOLE COUNTRY|86,98|88,37\nQuảng Trị - Quang Tri|86,25|", "PAR INDEX")

    assert short(found) == [
        ("ALL-PROV", 2023, "mean_score", "86.98"),
        ("ALL-PROV", 2024, "mean_score", "88.37"),
        ("GSO45", 2023, "score", "86.25"),
    ]


def test_shares_are_the_figures_where_no_points_stand_beside_them() -> None:
    alone = extract("Lĩnh vực|Tỷ lệ (%)\nCải cách thủ tục hành chính|96,05", "PAR INDEX năm 2019 của tỉnh Quảng Bình")
    beside = extract(
        "Lĩnh vực|Điểm|Tỷ lệ (%)\nCải cách thủ tục hành chính|12,5|96,05", "PAR INDEX năm 2019 của tỉnh Quảng Bình"
    )

    assert short(alone) == [("GSO44", 2019, "score", "96.05")]
    assert short(beside) == [("GSO44", 2019, "score", "12.5")]


def test_a_row_that_leaves_out_its_year_has_that_of_the_row_above() -> None:
    found = extract("Năm|Chỉ tiêu|Cần Thơ\n2021|Điểm|68,06\n|Hạng|12", "PCI")

    assert short(found) == [("GSO92", 2021, "score", "68.06"), ("GSO92", 2021, "rank", "12")]


def test_a_letterhead_over_a_title_is_no_header() -> None:
    found = extract("BỘ NỘI VỤ|||PHỤ LỤC 1\n|||\nTT|Bộ, cơ quan ngang bộ|Tổng điểm|Xếp hạng\n1|Bộ Tư pháp|89,95|1")

    assert short(found) == [("MIN-MOJ", 2023, "score", "89.95"), ("MIN-MOJ", 2023, "rank", "1")]


def test_a_change_between_two_columns_is_read_where_their_levels_prove_it() -> None:
    rows = "Tỉnh|Hạng 2022|Hạng 2023|Tăng/giảm\nQuảng Ninh|1|1|0\nHải Dương|47|22|25\nĐắk Lắk|38|28|10"

    proved = extract(rows, "PAR INDEX")
    crossed = extract(rows.replace("|25", "|24"), "PAR INDEX")

    changes = [(one.ref_area, one.value, one.base_period) for one in proved.statements if one.measure == "rank_change"]
    assert changes == [("GSO22", 0, 2022), ("GSO30", 25, 2022), ("GSO66", 10, 2022)]
    assert [one for one in crossed.statements if one.measure == "rank_change"] == []
    assert "do not show" in crossed.findings[0].message


def test_columns_of_one_shape_are_of_the_year_that_opens_their_group() -> None:
    header = "Tỉnh|PAR INDEX 2022|Hạng|PAR INDEX 2023|Hạng"

    regular = extract(f"{header}\nHải Dương|83,52|47|87,84|22")
    irregular = extract(f"{header}|Hạng\nHải Dương|83,52|47|87,84|22|3".replace("|Hạng|PAR INDEX 2023", "|PAR INDEX 2023"))

    assert short(regular) == [
        ("GSO30", 2022, "score", "83.52"),
        ("GSO30", 2022, "rank", "47"),
        ("GSO30", 2023, "score", "87.84"),
        ("GSO30", 2023, "rank", "22"),
    ]
    assert [one for one in short(irregular) if one[2] == "rank"] == []


def test_ministries_may_stand_without_the_word_for_one_where_a_header_or_a_name_says_what_they_are() -> None:
    rows = "Đơn vị|Kết quả (%)\nTư pháp|89,95\nNHNN|89,89\nTài chính|89,18"

    named = extract(rows, "PAR INDEX năm 2023")
    unnamed = extract(rows.replace("NHNN", "Nội vụ"), "PAR INDEX năm 2023")

    assert [one[0] for one in short(named)] == ["MIN-MOJ", "MIN-SBV", "MIN-MOF"]
    assert short(unnamed) == []


def test_a_level_beside_a_base_is_of_the_year_before_or_of_none() -> None:
    before = extract("Tỉnh|Kết quả|Kết quả năm trước\nHải Dương|87,84|83,52", "PAR INDEX năm 2023")
    compared = extract("Tỉnh|So với năm 2022\nHải Dương|4,32", "PAR INDEX năm 2023")

    assert short(before) == [("GSO30", 2023, "score", "87.84"), ("GSO30", 2022, "score", "83.52")]
    assert short(compared) == []


def test_a_ranking_without_a_header_is_read_where_its_numbers_run_on_and_its_scores_fall() -> None:
    rows = ["1|Quảng Ninh|92,18", "2|Hải Phòng|91,87", "3|Hà Nội|91,43", "4|Bắc Giang|91,16", "5|Bà Rịa - Vũng Tàu|91,03"]

    falling = extract("\n".join(rows), "Bảng xếp hạng PAR INDEX năm 2023")
    rising = extract("\n".join([*rows[:4], "5|Bà Rịa - Vũng Tàu|95,03"]), "Bảng xếp hạng PAR INDEX năm 2023")

    assert [one[3] for one in short(falling) if one[2] == "rank"] == ["1", "2", "3", "4", "5"]
    assert short(rising) == []


def test_a_signed_number_behind_a_rank_is_its_change_where_no_other_way_fits() -> None:
    rows = "Bộ|Hạng (so với 2022)\nBộ Tư pháp|1 (+1)\nBộ Tài chính|3 (0)\nNgân hàng Nhà nước|2 (-1)"

    upward = extract(rows, "PAR INDEX năm 2023 của các bộ")
    open_ended = extract(rows.replace("1 (+1)", "5 (+1)"), "PAR INDEX năm 2023 của các bộ")

    assert [one[3] for one in short(upward)] == ["1", "1", "3", "0", "2", "-1"]
    assert [one[3] for one in short(open_ended) if one[2] == "rank_change"] == ["0"]


def test_a_cell_of_two_figures_is_parted_where_each_half_of_its_header_says_what_it_is() -> None:
    ranks = extract("Tỉnh|Điểm 2023|Hạng 2023/2022\nHải Dương|87,84|22/47\nHà Tĩnh|88,35|18/28")
    mixed = extract("Tỉnh|Điểm/hạng\nHải Dương|87,84/22\nHà Tĩnh|88,35/18")

    assert [one for one in short(ranks) if one[2] == "rank"] == [
        ("GSO30", 2023, "rank", "22"),
        ("GSO30", 2022, "rank", "47"),
        ("GSO42", 2023, "rank", "18"),
        ("GSO42", 2022, "rank", "28"),
    ]
    assert short(mixed)[:2] == [("GSO30", 2023, "score", "87.84"), ("GSO30", 2023, "rank", "22")]


def test_a_count_or_a_maximum_behind_the_stroke_is_no_second_figure() -> None:
    counted = extract("Tỉnh|Hạng 2023/2022\nHải Dương|22/63\nHà Tĩnh|18/63")
    most = extract("Lĩnh vực|Điểm/Điểm tối đa\nCải cách thể chế|8,5/10", "PAR INDEX năm 2023 của tỉnh Kon Tum")
    one_sided = extract("Tỉnh|Hạng 2023/hồ sơ\nHải Dương|22/47\nHà Tĩnh|18/28")

    assert short(counted) == short(one_sided) == []
    assert [(one[3], most.statements[0].scale_max) for one in short(most)] == [("8.5", 10)]


def test_a_number_behind_a_greater_score_is_its_rank_where_better_scores_have_better_ranks() -> None:
    ranked = extract("Tỉnh|2022|2023\nHải Dương|83,52/47|87,84/22\nHà Tĩnh|85,95/28|88,35/18", "PAR INDEX")
    jumbled = extract("Tỉnh|2022|2023\nHải Dương|83,52/28|87,84/18\nHà Tĩnh|85,95/47|88,35/22", "PAR INDEX")

    assert [one[3] for one in short(ranked) if one[2] == "rank"] == ["47", "22", "28", "18"]
    assert [one for one in short(jumbled) if one[2] == "rank"] == []


def test_a_line_over_rows_that_only_says_between_what_their_scores_lie_says_nothing_of_them() -> None:
    tiers = extract("Tỉnh|Điểm\nNhóm từ 90% trở lên|Nhóm từ 90% trở lên\nHải Phòng|91,87\nDưới 90%|Dưới 90%\nHải Dương|87,84")
    dated = extract("Tỉnh|Điểm\nNhóm dẫn đầu 2021, 2022|Nhóm dẫn đầu 2021, 2022\nHải Phòng|91,87")

    assert [one[0] for one in short(tiers)] == ["GSO31", "GSO30"]
    assert short(dated) == []


def test_a_ministry_may_be_cut_to_its_letters_in_a_column_of_ministries() -> None:
    extraction = extract("Bộ, ngành|Điểm\nBTP|89,95\nNHNN|89,89\nBTC|89,18", "PAR INDEX năm 2023 của các bộ")

    assert [one[0] for one in short(extraction)] == ["MIN-MOJ", "MIN-SBV", "MIN-MOF"]


def test_a_card_says_in_its_first_column_what_the_second_holds() -> None:
    rows = "Chỉ số DTI 2022|0,6077\nXếp hạng|25/63\nSo với năm 2021|tăng 1 bậc\nChính quyền số|0,6683 (hạng 29)"
    card = f"Tỉnh Trà Vinh|Tỉnh Trà Vinh\n{rows}"

    extraction = extract(card, "Chuyển đổi số")

    assert [(one.component, one.measure, str(one.value)) for one in extraction.statements] == [
        ("_T", "score", "0.6077"),
        ("_T", "rank", "25"),
        ("_T", "rank_change", "1"),
        ("CQS", "score", "0.6683"),
        ("CQS", "rank", "29"),
    ]
    assert {one.time_period for one in extraction.statements} == {2022}
    assert extract("Dân số|1.019.900\nXếp hạng|25/63\nDiện tích|2.391,0", "Trà Vinh").statements == ()


def test_a_row_that_only_names_a_measure_goes_on_with_the_one_above_it() -> None:
    rows = "Chỉ số|2022|2023\nPAR INDEX|83,52|87,84\nXếp hạng|47|22\nPCI|65,22|68,68\nXếp hạng|32|17"

    extraction = extract(rows, "Tỉnh Hải Dương")

    assert [(one.index_id, one.time_period, str(one.value)) for one in extraction.statements if one.measure == "rank"] == [
        ("PAR", 2022, "47"),
        ("PAR", 2023, "22"),
        ("PCI", 2022, "32"),
        ("PCI", 2023, "17"),
    ]


def test_a_row_behind_one_that_is_not_understood_goes_on_with_none() -> None:
    extraction = extract("Chỉ số|2022|2023\nPAR INDEX|83,52|87,84\nGRDP bình quân|90,1|95,2\nXếp hạng|12|11", "Tỉnh Hải Dương")

    assert [one for one in short(extraction) if one[2] == "rank"] == []


def test_a_rank_below_parts_is_that_of_a_part_only_where_each_part_has_one() -> None:
    each = "Nội dung|Kết quả\nCải cách thể chế|9,42\nXếp hạng|22\nCải cách tổ chức bộ máy|9,72\nXếp hạng|23"
    one_only = "Nội dung|Kết quả\nPAR INDEX|86,14\nCải cách thể chế|9,42\nCải cách tổ chức bộ máy|9,72\nXếp hạng|43"

    beside = extract(each, "PAR INDEX năm 2023 của tỉnh Kon Tum")
    below = extract(one_only, "PAR INDEX năm 2023 của tỉnh Kon Tum")

    assert [one.component for one in beside.statements if one.measure == "rank"] == ["TC", "TCBM"]
    assert [one.component for one in below.statements if one.measure == "rank"] == ["_T"]


def test_columns_under_a_base_are_the_changes_since_it_where_the_levels_prove_them() -> None:
    header = (
        "Tỉnh|Năm 2022|Năm 2022|Năm 2023|Năm 2023|So với năm trước|So với năm trước\nTỉnh|Chỉ số|Hạng|Chỉ số|Hạng|Chỉ số|Hạng\n"
    )
    rows = "Hải Dương|83,52|47|87,84|22|+4,32|tăng 25 bậc\nHà Tĩnh|85,95|28|88,35|18|+2,40|tăng 10 bậc"

    proved = extract(header + rows, "PAR INDEX")
    other = extract(header + rows.replace("+2,40", "+5,10"), "PAR INDEX")

    assert ("GSO42", 2023, "score_change", "2.40") in short(proved)
    assert ("GSO42", 2023, "rank_change", "10") in short(proved)
    assert [one for one in short(other) if one[2] == "score_change"] == []


def test_a_change_beside_nothing_but_ranks_is_one_of_ranks() -> None:
    extraction = extract("Tỉnh|Hạng 2021|Biến động so với năm 2020\nNinh Bình|6/63|↑ 2\nThanh Hóa|12/63|↑ 3", "DTI")

    assert [one[3] for one in short(extraction) if one[2] == "rank_change"] == ["2", "3"]


def test_a_change_between_two_years_is_one_since_the_earlier_whichever_is_printed_first() -> None:
    rows = "Tỉnh|2022|2023|{}\nHải Dương|83,52|87,84|+4,32\nHà Tĩnh|85,95|88,35|+2,40"

    found = {short(extract(rows.format(f"Chênh lệch {years}"), "PAR INDEX"))[2] for years in ("2023/2022", "2022-2023")}

    assert found == {("GSO30", 2023, "score_change", "4.32")}


def test_a_mean_that_says_of_how_many_is_over_all_of_them() -> None:
    extraction = extract("Ministry|Score\nMOJ|89.95\nAverage of 17 ministries|84.38", "PAR Index 2023")

    assert short(extraction)[-1] == ("ALL-MIN", 2023, "mean_score", "84.38")


def test_the_mark_of_a_footnote_behind_a_name_is_no_part_of_it() -> None:
    extraction = extract("Province|PCI 2022|PCI 2021 (1)\nHue (1)|69.36|69.24\nBac Giang *|72.80|64.74", "PCI")

    assert [one[0] for one in short(extraction)] == ["GSO46", "GSO46", "GSO24", "GSO24"]
