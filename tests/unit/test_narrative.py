"""Whose a figure is: attribution per figure, and what is refused aloud."""

import unicodedata
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.extractors.narrative import Context, extract_narrative
from parpipe.model import Extraction, PublishedDate, Statement
from parpipe.prose.figures import read_quote
from parpipe.readers import follow
from parpipe.readers.text import read_text
from parpipe.registry import load_reference
from parpipe.vietnamese import write_number

INDICES, AREAS = load_reference(Path(__file__).parents[2] / "data")
BARE = Context(INDICES, AREAS)
LAI_CHAU = replace(BARE, index_id="PAR", level="province", area="12", published=PublishedDate.parse("2022-05-25"))


def extract(text: str, context: Context = BARE) -> Extraction:
    return extract_narrative(read_text(text.encode()), context)


def say(statement: Statement) -> str:
    """Return the statement as ``PAR Lai Châu 2016 score 67.41/97.5``, with what is unusual after it."""
    most = statement.scale_max or statement.ranked_count
    unusual = [
        f"since {statement.base_period}" if statement.base_period else "",
        "regional" if statement.scope == "regional" else "",
        statement.component if statement.component != "_T" else "",
    ]
    value = f"{'~' * statement.approximate}{statement.value}" + (f"/{most}" if most else "")
    return " ".join(
        filter(None, [statement.index_id, statement.area_name, str(statement.time_period), statement.measure, value, *unusual])
    )


def told(text: str, context: Context = BARE) -> list[str]:
    return [say(statement) for statement in extract(text, context).statements]


extract("")  # makes the vocabulary, so that no single example of a property takes the time for it

ATTRIBUTED = {
    "four indices in one sentence": (
        "Năm 2021, PAR INDEX của Bà Rịa - Vũng Tàu đạt 87,61 điểm, tăng 1,59 điểm; SIPAS đạt 86,72%, xếp thứ 38/63; "
        "PAPI đạt 40,62/80 điểm và PCI xếp hạng 9/63.",
        [
            "PAR Bà Rịa - Vũng Tàu 2021 score 87.61",
            "PAR Bà Rịa - Vũng Tàu 2021 score_change 1.59",
            "SIPAS Bà Rịa - Vũng Tàu 2021 score 86.72",
            "SIPAS Bà Rịa - Vũng Tàu 2021 rank 38/63",
            "PAPI Bà Rịa - Vũng Tàu 2021 score 40.62/80",
            "PCI Bà Rịa - Vũng Tàu 2021 rank 9/63",
        ],
    ),
    "two years in one sentence": (
        "PAR INDEX của Lai Châu năm 2013 xếp thứ 62/63, năm 2014 xếp thứ 52/63.",
        ["PAR Lai Châu 2013 rank 62/63", "PAR Lai Châu 2014 rank 52/63"],
    ),
    "a year right after each figure": (
        "PAR INDEX của Lai Châu đạt 63,17 điểm năm 2013 và 76,75 điểm năm 2014.",
        ["PAR Lai Châu 2013 score 63.17", "PAR Lai Châu 2014 score 76.75"],
    ),
    "a gap between two areas with their scores in brackets": (
        "Khoảng cách giữa Quảng Ninh (90,10) và Cao Bằng (79,24) về PAR INDEX năm 2022 là 10,86 điểm.",
        ["PAR Quảng Ninh 2022 score 90.10", "PAR Cao Bằng 2022 score 79.24"],
    ),
    "a score in the clause after one about a gap": (
        "The gap narrowed in 2022, and Quang Ninh scored 90.10 points in the PAR INDEX.",
        ["PAR Quảng Ninh 2022 score 90.10"],
    ),
    "a difference to the year before": (
        "PAR INDEX năm 2023 của Bắc Giang đạt 91,16%, chênh lệch so với năm 2022 là tăng 2,62%.",
        ["PAR Bắc Giang 2023 score 91.16", "PAR Bắc Giang 2023 score_change 2.62 since 2022"],
    ),
    "a mean of the units that the sentence before ends with": (
        "Bộ Nội vụ công bố PAR INDEX năm 2024 của 63 tỉnh, thành phố. Giá trị trung bình đạt 88,37%.",
        ["PAR Các tỉnh, thành phố 2024 mean_score 88.37"],
    ),
    "an index right after each figure": (
        "Năm 2022, Thanh Hóa xếp thứ 5 về SIPAS và thứ 3 về PAPI.",
        ["SIPAS Thanh Hóa 2022 rank 5", "PAPI Thanh Hóa 2022 rank 3"],
    ),
    "a bracket with the base year's own figures": (
        "PAR INDEX năm 2017 của Quảng Nam đạt 73,27 điểm, tụt 20 bậc so với năm 2016 (đứng thứ 32 với 73,66 điểm).",
        [
            "PAR Quảng Nam 2017 score 73.27",
            "PAR Quảng Nam 2017 rank_change -20 since 2016",
            "PAR Quảng Nam 2016 rank 32",
            "PAR Quảng Nam 2016 score 73.66",
        ],
    ),
    "one base for two changes": (
        "Năm 2023, SIPAS của Quảng Trị tăng 3,03 điểm và 02 bậc so với năm 2022.",
        ["SIPAS Quảng Trị 2023 score_change 3.03 since 2022", "SIPAS Quảng Trị 2023 rank_change 2 since 2022"],
    ),
    "the year before as base": (
        "PAR INDEX năm 2014 của Lai Châu tăng 10 hạng so với năm trước.",
        ["PAR Lai Châu 2014 rank_change 10 since 2013"],
    ),
    "several provinces in one sentence": (
        "Năm 2021, dẫn đầu PAR INDEX là Hải Phòng (91,80 điểm), Quảng Ninh (91,14 điểm) và Đà Nẵng (90,25 điểm).",
        ["PAR Hải Phòng 2021 score 91.80", "PAR Quảng Ninh 2021 score 91.14", "PAR Đà Nẵng 2021 score 90.25"],
    ),
    "a peer that is only compared with does not take over": (
        "PAR INDEX năm 2021 của Quảng Ngãi xếp thứ 39/63, trên Kiên Giang, và đạt 86,45 điểm.",
        ["PAR Quảng Ngãi 2021 rank 39/63", "PAR Quảng Ngãi 2021 score 86.45"],
    ),
    "a rank within a region beside the national one": (
        "PAR INDEX năm 2022 của Đắk Nông xếp thứ 2 khu vực Tây Nguyên, xếp thứ 37/63 tỉnh, thành phố.",
        ["PAR Đắk Nông 2022 rank 2 regional", "PAR Đắk Nông 2022 rank 37/63"],
    ),
    "the mean of the provinces": (
        "Giá trị trung bình PAR INDEX năm 2021 của các tỉnh, thành phố đạt 86,37%.",
        ["PAR Các tỉnh, thành phố 2021 mean_score 86.37"],
    ),
    "a mean in a bracket leaves the rest alone": (
        "PAR INDEX năm 2022 của Ninh Thuận giảm 0,77 điểm (điểm trung bình cả nước giảm 1,58 điểm) và tăng 06 bậc.",
        [
            "PAR Ninh Thuận 2022 score_change -0.77",
            "PAR Các tỉnh, thành phố 2022 score_change -1.58",
            "PAR Ninh Thuận 2022 rank_change 6",
        ],
    ),
    "a part of the index": (
        "Năm 2017, PAR INDEX của Quảng Nam có cải cách thủ tục hành chính đạt 10,95/14,5 điểm.",
        ["PAR Quảng Nam 2017 score 10.95/14.5 TTHC"],
    ),
    "a rank in words": (
        "Năm 2021, dẫn đầu bảng xếp hạng PAR INDEX là Hải Phòng với 91,80 điểm.",
        ["PAR Hải Phòng 2021 rank 1", "PAR Hải Phòng 2021 score 91.80"],
    ),
    "a ministry in English": (
        "The 2016 PAR Index of the State Bank of Vietnam was 92.68 percent, ranking first among 19 ministries.",
        ["PAR Ngân hàng Nhà nước Việt Nam 2016 score 92.68", "PAR Ngân hàng Nhà nước Việt Nam 2016 rank 1/19"],
    ),
    "a ministry": (
        "Năm 2016, PAR INDEX của Ngân hàng Nhà nước Việt Nam đạt 92,68%, xếp thứ 1/19.",
        ["PAR Ngân hàng Nhà nước Việt Nam 2016 score 92.68", "PAR Ngân hàng Nhà nước Việt Nam 2016 rank 1/19"],
    ),
    "approximations": (
        "PAR INDEX năm 2013 của Lai Châu đạt gần 64 điểm, giảm hơn 3 điểm.",
        ["PAR Lai Châu 2013 score ~64", "PAR Lai Châu 2013 score_change ~-3"],
    ),
    "English": (
        "In 2018, Quang Ninh scored 89.06 points in the PAR Index and ranked 1st out of 63, up 2 places.",
        ["PAR Quảng Ninh 2018 score 89.06", "PAR Quảng Ninh 2018 rank 1/63", "PAR Quảng Ninh 2018 rank_change 2"],
    ),
    "English with the subject behind": (
        "With 90.32 percent, Da Nang topped the PAR Index 2016, followed by Hai Phong with 88.73 percent.",
        [
            "PAR Đà Nẵng 2016 score 90.32",
            "PAR Đà Nẵng 2016 rank 1",
            "PAR Hải Phòng 2016 rank 2",
            "PAR Hải Phòng 2016 score 88.73",
        ],
    ),
    "two areas with one score, and a list of their ranks": (
        "Trong bảng xếp hạng PAR INDEX 2022, Tiền Giang và Bến Tre cùng đạt 85,42%, lần lượt xếp thứ 16 và 17.",
        [
            *("PAR Tiền Giang 2022 score 85.42", "PAR Bến Tre 2022 score 85.42"),
            *("PAR Tiền Giang 2022 rank 16", "PAR Bến Tre 2022 rank 17"),
        ],
    ),
    "ranks of four indices behind one keyword": (
        "Chỉ số PAR INDEX, SIPAS, PAPI, PCI năm 2023 của Bắc Giang lần lượt xếp thứ 4, 9, 3 và 1 cả nước.",
        [
            *("PAR Bắc Giang 2023 rank 4", "SIPAS Bắc Giang 2023 rank 9"),
            *("PAPI Bắc Giang 2023 rank 3", "PCI Bắc Giang 2023 rank 1"),
        ],
    ),
    "scores of a ministry and a province, respectively": (
        "Da Nang and the State Bank of Vietnam scored 90.32 and 92.68 in the 2016 PAR Index, respectively.",
        ["PAR Đà Nẵng 2016 score 90.32", "PAR Ngân hàng Nhà nước Việt Nam 2016 score 92.68"],
    ),
    "the last of so many": (
        "Với 62,55 điểm, Hậu Giang đứng cuối bảng xếp hạng PAR INDEX 2016 trong 63 tỉnh, thành phố.",
        ["PAR Hậu Giang 2016 score 62.55", "PAR Hậu Giang 2016 rank 63/63"],
    ),
    "both ends of a way with their years": (
        "Hậu Giang tăng từ hạng 51 (năm 2021) lên hạng 26 (năm 2022) trong bảng xếp hạng PAR INDEX.",
        ["PAR Hậu Giang 2021 rank 51", "PAR Hậu Giang 2022 rank 26"],
    ),
    "a rank and a score in one bracket": (
        "PAR INDEX của Lai Châu năm 2018 (60/63, 71,15 điểm), năm 2019 (51/63, 79,03 điểm).",
        [
            *("PAR Lai Châu 2018 rank 60/63", "PAR Lai Châu 2018 score 71.15"),
            *("PAR Lai Châu 2019 rank 51/63", "PAR Lai Châu 2019 score 79.03"),
        ],
    ),
    "a year before the word for provinces": (
        "Năm 2019 tỉnh Lai Châu xếp thứ 51/63 PAR INDEX.",
        ["PAR Lai Châu 2019 rank 51/63"],
    ),
    "a change whose base comes before its number": (
        "Năm 2023, Hà Giang có PAR INDEX đạt 85,55%, cao hơn năm 2022 là 2,1%, xếp thứ 48/63, giảm 2 bậc.",
        [
            *("PAR Hà Giang 2023 score 85.55", "PAR Hà Giang 2023 score_change 2.1 since 2022"),
            *("PAR Hà Giang 2023 rank 48/63", "PAR Hà Giang 2023 rank_change -2"),
        ],
    ),
    "each rank with the index right after it": (
        "Tuyên Quang xếp hạng 34/63 PAR INDEX, hạng 27/63 SIPAS và hạng 38/63 PCI năm 2022.",
        ["PAR Tuyên Quang 2022 rank 34/63", "SIPAS Tuyên Quang 2022 rank 27/63", "PCI Tuyên Quang 2022 rank 38/63"],
    ),
    "a way with a year at both ends": (
        "Từ vị trí 60/63 năm 2018, chỉ số PAR INDEX của Lai Châu đã vươn lên vị trí 40/63 năm 2021.",
        ["PAR Lai Châu 2018 rank 60/63", "PAR Lai Châu 2021 rank 40/63"],
    ),
    "means of two groups": (
        "Giá trị trung bình PAR INDEX 2023 của các bộ đạt 84,38%; của các tỉnh, thành phố đạt 86,98%.",
        ["PAR Các bộ, cơ quan ngang bộ 2023 mean_score 84.38", "PAR Các tỉnh, thành phố 2023 mean_score 86.98"],
    ),
    "the nation itself": (
        "Năm 2023, chỉ số hài lòng chung cả nước đạt 82,66%, cao hơn 2,58% so với năm 2022.",
        ["SIPAS Các tỉnh, thành phố 2023 mean_score 82.66", "SIPAS Các tỉnh, thành phố 2023 score_change 2.58 since 2022"],
    ),
    "places down to an ordinal": (
        "Vinh Phuc dropped four places to 12th in the 2022 Provincial Competitiveness Index with 68.91 points.",
        ["PCI Vĩnh Phúc 2022 rank_change -4", "PCI Vĩnh Phúc 2022 rank 12", "PCI Vĩnh Phúc 2022 score 68.91"],
    ),
    "the pronoun before the name it stands for": (
        "PAR INDEX năm 2020 đạt 84,62 điểm (xếp thứ 14/63), PAPI đạt 43,2 điểm của tỉnh Lào Cai.",
        ["PAR Lào Cai 2020 score 84.62", "PAR Lào Cai 2020 rank 14/63", "PAPI Lào Cai 2020 score 43.2"],
    ),
    "scores in brackets of a list": (
        "PAR INDEX năm 2022: 1. Quảng Ninh (90,10); 2. Hải Phòng (90,09); 3. Bắc Giang (89,75).",
        ["PAR Quảng Ninh 2022 score 90.10", "PAR Hải Phòng 2022 score 90.09", "PAR Bắc Giang 2022 score 89.75"],
    ),
    "the highest with its name": (
        "PAR INDEX năm 2021 đạt 86,37% bình quân cả nước, Hải Phòng cao nhất 91,80%.",
        ["PAR Các tỉnh, thành phố 2021 mean_score 86.37", "PAR Hải Phòng 2021 score 91.80"],
    ),
    "a target and then the result": (
        "Năm 2022, Gia Lai phấn đấu PAR INDEX đạt 85 điểm; kết quả đạt 82,37 điểm, xếp thứ 52/63.",
        ["PAR Gia Lai 2022 score 82.37", "PAR Gia Lai 2022 rank 52/63"],
    ),
    "the end of a way between scores": (
        "So với 2022, PAR INDEX 2023 của Lạng Sơn tăng 1,5%, từ 84,2% lên 85,7%.",
        ["PAR Lạng Sơn 2023 score_change 1.5 since 2022", "PAR Lạng Sơn 2023 score 85.7"],
    ),
    "a year and a score parted by a dash": (
        "PAR INDEX của Bình Phước: năm 2019 - 78,24 điểm - hạng 54.",
        ["PAR Bình Phước 2019 score 78.24", "PAR Bình Phước 2019 rank 54"],
    ),
    "a median of the nation": (
        "Trung vị SIPAS năm 2021 của cả nước là 87,02%.",
        ["SIPAS Các tỉnh, thành phố 2021 median_score 87.02"],
    ),
    "a part with a comma in its name": (
        "PAR INDEX năm 2023 của Sơn La: Cải cách TTHC đạt 12,75/13 điểm; Chỉ đạo, điều hành đạt 9,1/9,5 điểm.",
        ["PAR Sơn La 2023 score 12.75/13 TTHC", "PAR Sơn La 2023 score 9.1/9.5 CDDH"],
    ),
    "a ministry that announces": (
        "Theo công bố của Bộ Nội vụ, năm 2023 PAR INDEX của Thanh Hóa đạt 85,09%, xếp thứ 43/63.",
        ["PAR Thanh Hóa 2023 score 85.09", "PAR Thanh Hóa 2023 rank 43/63"],
    ),
    "the title says index and year, the sentence the rest": (
        "PAR INDEX năm 2014 của Lai Châu\nNgày đăng: 05/09/2015\nTỉnh đạt 76,75 điểm. Xếp thứ 52/63.",
        ["PAR Lai Châu 2014 score 76.75", "PAR Lai Châu 2014 rank 52/63"],
    ),
    "names with old tone marks, NBSP and other case": (
        "PAR  Index năm\u00a02018 của tỉnh HOÀ BÌNH xếp\u00a0thứ 46/63.",
        ["PAR Hòa Bình 2018 rank 46/63"],
    ),
    "figures listed in the order of provinces": (
        "Hà Nội, Hải Phòng, Đà Nẵng lần lượt đạt 92,57%, 96,17%, 92,11% trong PAR INDEX năm 2024.",
        ["PAR Hà Nội 2024 score 92.57", "PAR Hải Phòng 2024 score 96.17", "PAR Đà Nẵng 2024 score 92.11"],
    ),
    "figures listed in the order of years": (
        "PAR INDEX các năm 2014, 2015 của Lai Châu lần lượt đạt 76,75 điểm và 79,12 điểm.",
        ["PAR Lai Châu 2014 score 76.75", "PAR Lai Châu 2015 score 79.12"],
    ),
    "figures listed in the order of provinces in English": (
        "Quang Ninh and Hai Phong scored 90.10 and 90.09 percent respectively in the 2022 PAR Index.",
        ["PAR Quảng Ninh 2022 score 90.10", "PAR Hải Phòng 2022 score 90.09"],
    ),
    "a rank in brackets after a name": (
        "PAR INDEX năm 2017: Quảng Nam (17/63), Long An (hạng 7) và Hậu Giang (hạng 19).",
        ["PAR Quảng Nam 2017 rank 17/63", "PAR Long An 2017 rank 7", "PAR Hậu Giang 2017 rank 19"],
    ),
    "a rank in brackets after a part": (
        "Năm 2017, PAR INDEX của Quảng Nam: cải cách thủ tục hành chính (17/63).",
        ["PAR Quảng Nam 2017 rank 17/63 TTHC"],
    ),
    "one rank in two years": (
        "PAR INDEX của Lai Châu xếp hạng 14 (năm 2019, 2020).",
        ["PAR Lai Châu 2019 rank 14", "PAR Lai Châu 2020 rank 14"],
    ),
    "a bracket with the figures of another year": (
        "PAR INDEX năm 2023 của Lai Châu đạt 84,1 điểm, xếp thứ 40 (năm 2022, 83,52 điểm, thứ 47).",
        [
            "PAR Lai Châu 2023 score 84.1",
            "PAR Lai Châu 2023 rank 40",
            "PAR Lai Châu 2022 score 83.52",
            "PAR Lai Châu 2022 rank 47",
        ],
    ),
    "a way from rank to rank": (
        "In the 2021 PAR Index, Can Tho increased by 25 places compared to 2020, from 51st to 26th.",
        ["PAR Cần Thơ 2021 rank_change 25 since 2020", "PAR Cần Thơ 2021 rank 26"],
    ),
    "a rank that was kept": (
        "PAR INDEX năm 2021 của Lai Châu xếp thứ 40/63, giữ nguyên thứ hạng so với năm 2020.",
        ["PAR Lai Châu 2021 rank 40/63", "PAR Lai Châu 2021 rank_change 0 since 2020"],
    ),
    "the extremes of provinces that are not named": (
        "Bốn tỉnh tăng, mức tăng cao nhất 9,39%, thấp nhất 0,03%. PAR INDEX năm 2022 của Lai Châu đứng thứ 40.",
        ["PAR Lai Châu 2022 rank 40"],
    ),
    "the rank before its area": (
        "Năm 2022, xếp thứ hai PAR INDEX là Hải Phòng với 90,09 điểm; xếp thứ ba là Hà Nội với 89,58 điểm.",
        [
            "PAR Hải Phòng 2022 rank 2",
            "PAR Hải Phòng 2022 score 90.09",
            "PAR Hà Nội 2022 rank 3",
            "PAR Hà Nội 2022 score 89.58",
        ],
    ),
    "the ministry that announces is not spoken of": (
        "Bộ Nội vụ công bố PAR INDEX năm 2022. Đồng Nai đạt 82,92 điểm; tỉnh Lai Châu được Bộ Nội vụ chấm 84,1 điểm.",
        ["PAR Đồng Nai 2022 score 82.92", "PAR Lai Châu 2022 score 84.1"],
    ),
    "a department that reports is not spoken of": (
        "Sở Nội vụ cho biết, PAR INDEX năm 2016 của tỉnh Lai Châu xếp thứ 53/63.",
        ["PAR Lai Châu 2016 rank 53/63"],
    ),
    "the year of the announcement is not the year of the figure": (
        "PAR INDEX năm 2016 công bố năm 2017 của Lai Châu đạt 67,41 điểm.",
        ["PAR Lai Châu 2016 score 67.41"],
    ),
    "a distance from the mean is no figure": (
        "PAR INDEX năm 2022 của Bình Định đạt 86,15 điểm, cao hơn trung bình cả nước 1,36 điểm, xếp thứ 18/63.",
        ["PAR Bình Định 2022 score 86.15", "PAR Bình Định 2022 rank 18/63"],
    ),
    "a territory that was merged since": (
        "PAR INDEX năm 2023 của Lào Cai xếp thứ 7/63.",
        ["PAR Lào Cai 2023 rank 7/63"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), ATTRIBUTED.values(), ids=ATTRIBUTED.keys())
def test_each_figure_finds_its_own_owner(text: str, expected: list[str]) -> None:
    assert told(text) == expected


SILENT = {
    "a target": "Phấn đấu năm 2025 PAR INDEX của Lai Châu đạt trên 85 điểm, xếp thứ 30/63.",
    "a plan": "Theo kế hoạch, PAR INDEX năm 2025 của Lai Châu tăng 5 bậc.",
    "a target by a year": "Ngày đăng: 12/5/2024\nĐến năm 2025, PAR INDEX của Lai Châu xếp thứ 30/63.",
    "a target in English": "Lai Chau aims to rank 30th out of 63 in the PAR Index in 2025.",
    "a share of something else": "Năm 2021, tỷ lệ hồ sơ của Lai Châu được giải quyết đúng hạn đạt 98,5%.",
    "a word for the first place where no index is named": "Năm 2021, Lai Châu dẫn đầu cả nước về trồng chè.",
    "a number of forms": "PAR INDEX năm 2024 của Lai Châu dựa trên hơn 85.600 phiếu.",
    "a committee's date": "Ngày 19/4, Lai Châu họp về PAR INDEX năm 2022, kỳ họp thứ 12, gọi số 02133 876 650.",
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_targets_and_numbers_of_other_things_are_neither_statement_nor_finding(text: str) -> None:
    extraction = extract(text, replace(LAI_CHAU, published=None))

    assert (extraction.statements, extraction.findings) == ((), ())


DOUBTED = {
    "no year": ("PAR INDEX của Lai Châu xếp thứ 59/63.", "its year is not said"),
    "no index": ("Năm 2016, Lai Châu đạt 67,41 điểm.", "its index is not said"),
    "no area": ("PAR INDEX năm 2016 đạt 67,41 điểm.", "its area is not said"),
    "a department": ("PAR INDEX năm 2023 của Sở Nội vụ đạt 94,12 điểm.", "departments, districts or communes"),
    "districts": ("Năm 2021, các huyện của Lai Châu: huyện Tam Đường đạt 91,2 điểm PAR INDEX.", "departments, districts"),
    "a list of provinces": ("Năm 2021, Hà Nội và Đà Nẵng đạt 90,25 điểm PAR INDEX.", "several areas"),
    "a list of years": ("PAR INDEX của Lai Châu các năm 2015, 2016 đạt 79,12 điểm.", "several years"),
    "a figure between two provinces": ("Năm 2021, Lai Châu, giáp Điện Biên, đạt 67,41 điểm PAR INDEX.", "several areas"),
    "more provinces than figures": ("Năm 2021, Hà Nội và Huế lần lượt đạt 90,25 điểm PAR INDEX.", "several areas"),
    "an unknown part": ("Năm 2017, PAR INDEX của Quảng Nam có tiêu chí khác đạt 8,5 điểm.", "part of the index"),
    "a mean of nobody": ("PAR INDEX năm 2024 của Sơn La có giá trị trung bình 90,02%.", "not said of which units"),
    "more than the maximum": ("PAR INDEX năm 2016 của Lai Châu đạt 674,1 điểm.", "more than the maximum"),
    "the maximum of a part": ("SIPAS năm 2021 của Lai Châu đạt 8,23/10 điểm.", "is that of a part"),
    "a province among ministries": ("PAR INDEX năm 2021 của Lai Châu xếp thứ 16/19.", "no ranking of units like Lai Châu"),
    "a change of 430 points": (
        "PAR INDEX năm 2024 của Hải Phòng tăng 430 điểm phần trăm.",
        "no index changes by more than 100",
    ),
    "an internal index": ("Chỉ số cải cách hành chính các sở năm 2023: Sở Nội vụ đạt 92,83 điểm.", "departments, districts"),
    "two areas with one score that is not said of both": (
        "Năm 2021, SIPAS của Lai Châu và Hà Nội đạt 89,51 điểm.",
        "several areas",
    ),
    "a second score of the same in one sentence": (
        "Vùng Đông Nam Bộ có giá trị trung bình PAR INDEX 2023 đạt 87,79%, các địa bàn khác đạt 88,33%.",
        "'87,79' is said of the same in the same sentence",
    ),
    "a place that is not the owner": (
        "Viettel đứng thứ 2 về chuyển đổi số năm 2022 tại Nghệ An.",
        "its area is not said",
    ),
    "a figure whose only date is the day of a meeting": (
        "Chỉ số SIPAS tỉnh Hậu Giang đạt 81,66 điểm. Kết quả này được công bố tại hội nghị ngày 17/4/2024.",
        "its year is not said",
    ),
    "a place from the end of an unknown number": (
        "Năm 2023, An Giang đội sổ PAR INDEX.",
        "it counts from the end, and of how many is not said",
    ),
    "what may be a target": ("Đến năm 2025, PAR INDEX của Lai Châu xếp thứ 30/63.", "it may be a target for 2025"),
    "numbers behind one keyword that nothing deals out": (
        "Năm 2023, PAR INDEX, SIPAS và PAPI của Lai Châu xếp thứ 43 và 9.",
        "it is one of several numbers",
    ),
    "a change after two years in reversed order": (
        "Năm 2021, PAR INDEX của Gia Lai đạt 86,2 điểm, năm 2020 đạt 81,5 điểm, tăng 4,7 điểm.",
        "a later year was spoken of before",
    ),
    "a score too small for a whole index": ("SIPAS năm 2021 của Kon Tum đạt 9,12 điểm.", "too little for a whole index"),
    "a department of a province": (
        "Sở Nội vụ Hà Nội dẫn đầu chỉ số CCHC năm 2023 với 94,00 điểm.",
        "departments, districts",
    ),
    "a district of a province": (
        "Huyện Mường Tè đạt 85,6 điểm chỉ số CCHC năm 2022 của tỉnh Lai Châu.",
        "departments, districts",
    ),
    "an index before and another after": (
        "Năm 2021, PAR INDEX của Lai Châu xếp thứ 59/63. Tăng 5 bậc và SIPAS giảm 2 bậc.",
        "its index may be the one before or the one after it",
    ),
}


@pytest.mark.parametrize(("text", "reason"), DOUBTED.values(), ids=DOUBTED.keys())
def test_a_figure_that_is_nobodys_is_a_finding_with_its_place_and_reason(text: str, reason: str) -> None:
    document = read_text(text.encode())

    finding = extract_narrative(document, BARE).findings[0]

    assert (finding.code, finding.severity, finding.table) == ("unattributed_figure", "info", "statements")
    assert reason in finding.message
    assert follow(document, finding.key) in finding.message


def test_defaults_fill_what_is_not_said_and_overrule_nothing() -> None:
    assert told("Năm 2016 đạt 67,41 điểm.", LAI_CHAU) == ["PAR Lai Châu 2016 score 67.41"]
    assert told("Năm 2021, SIPAS của Quảng Trị xếp thứ 55/63.", LAI_CHAU) == ["SIPAS Quảng Trị 2021 rank 55/63"]


def test_a_default_index_is_not_taken_for_a_text_that_speaks_of_another() -> None:
    extraction = extract("Năm 2016 đạt 67,41 điểm. SIPAS là chỉ số hài lòng.", LAI_CHAU)

    assert extraction.statements == ()
    assert "its index" in extraction.findings[0].message


@pytest.mark.parametrize("published", ["2022-05-25", "2022-05", "2022"])
def test_a_year_that_nothing_says_is_the_one_before_publication_and_marked_as_such(published: str) -> None:
    context = replace(BARE, published=PublishedDate.parse(published))

    [rank] = extract("PAR INDEX của Lai Châu xếp thứ 59/63.", context).statements

    assert (rank.time_period, rank.basis) == (2021, "inferred_year")


@pytest.mark.parametrize(
    "text",
    [
        "PAR INDEX năm 2016 của Lai Châu xếp thứ 59/63.",
        "PAR INDEX năm 2016\nNgày đăng: 05/09/2018\nLai Châu xếp thứ 59/63.",
        "PAR INDEX năm 2016 được công bố.\nLai Châu xếp thứ 59/63 trong PAR INDEX.",
    ],
)
def test_a_year_that_anything_says_is_not_inferred(text: str) -> None:
    [rank] = extract(text, replace(BARE, published=PublishedDate.parse("2018"))).statements

    assert (rank.time_period, rank.basis) == (2016, "printed")


@pytest.mark.parametrize(
    "text",
    [
        "PAR INDEX của Lai Châu xếp thứ 59/63. Năm 2014, tỉnh xếp thứ 52/63; năm 2015 xếp thứ 58/63.",
        "PAR INDEX của Lai Châu các năm 2015, 2016 đạt 79,12 điểm.",
    ],
)
def test_no_year_is_inferred_where_the_document_speaks_of_other_years(text: str) -> None:
    extraction = extract(text, replace(BARE, published=PublishedDate.parse("2018")))

    assert "year" in extraction.findings[0].message
    assert "inferred_year" not in [one.basis for one in extraction.statements]


def test_headlines_of_other_articles_carry_their_own_dates_and_take_nothing_from_the_text() -> None:
    text = """Chỉ số PAR INDEX của Lai Châu
(Ngày đăng: 29/03/2018 1:05:39 CH)
Năm 2016 đạt 67,41 điểm.
Tin liên quan
Tỉnh Lai Châu đứng thứ 51 về PAR INDEX năm 2019 (19/05/2020 2:46:12 CH)
Lai Châu tăng 5 bậc (20/05/2020 8:00:00 SA)"""

    extraction = extract(text, replace(LAI_CHAU, published=None))

    assert [(say(one), one.grade, one.published and str(one.published.day)) for one in extraction.statements] == [
        ("PAR Lai Châu 2016 score 67.41", "body", "2018-03-29"),
        ("PAR Lai Châu 2019 rank 51", "headline", "2020-05-19"),
    ]
    assert [finding.value for finding in extraction.findings] == ["5"]


def test_the_same_figure_printed_twice_with_the_same_authority_is_one_statement() -> None:
    sentence = "PAR INDEX năm 2016 của Lai Châu đạt 67,41 điểm."

    assert len(extract(f"{sentence} {sentence}").statements) == 1


def test_each_bullet_begins_anew_from_the_line_that_opens_the_list() -> None:
    text = (
        "PAR INDEX của Lai Châu như sau:\n- Năm 2013 đạt 63,17 điểm\n- SIPAS năm 2020 đạt 80,1 điểm\n- Năm 2014 đạt 76,75 điểm"
    )

    assert told(text) == [
        "PAR Lai Châu 2013 score 63.17",
        "SIPAS Lai Châu 2020 score 80.1",
        "PAR Lai Châu 2014 score 76.75",
    ]


spaces = st.sampled_from([" ", "  ", "\u00a0", " \u200b", "\t"])
years = st.integers(2012, 2021)
values = st.decimals(min_value=40, max_value=99, places=2)


@given(
    years,
    values,
    st.integers(1, 63),
    st.integers(1, 30),
    st.booleans(),
    spaces,
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from(",."),
)
def test_what_is_written_is_read_with_evidence_in_any_normal_form_and_spacing(
    year: int, score: Decimal, rank: int, places: int, up: bool, space: str, form: str, mark: str
) -> None:
    verb = "tăng" if up else "giảm"
    sentence = (
        f"Năm {year}, PAR INDEX của Lai Châu đạt {write_number(score, mark)} điểm, xếp thứ {rank}/63 ({verb} {places} bậc)."
    )
    document = read_text(unicodedata.normalize(form, sentence.replace(" ", space)).encode())

    statements = extract_narrative(document, BARE).statements

    sign = 1 if up else -1
    expected = [("score", str(score)), ("rank", str(rank)), ("rank_change", str(sign * places))]
    assert [(one.measure, str(one.value)) for one in statements] == expected
    for one in statements:
        assert one.time_period == year
        assert follow(document, one.locator) == one.quote
        assert one.value in [figure.value for figure in read_quote(one.quote)]


@given(
    st.lists(
        st.sampled_from(
            [
                "Sở Nội vụ",
                "phấn đấu",
                "xếp thứ 5",
                "Năm 2016",
                "PAR INDEX",
                "Lai Châu",
                "đạt 67,41 điểm",
                "(",
                ")",
                ", ",
                ". ",
                "so với năm 2015",
                "tăng 5 bậc",
                "về",
                "SIPAS",
                "\n",
                "trung bình",
                "tỉnh",
                "và",
            ]
        )
    )
)
def test_any_order_of_words_gives_no_error_and_only_evidence_that_can_be_followed(words: list[str]) -> None:
    document = read_text(" ".join(words).encode())

    for one in extract_narrative(document, LAI_CHAU).statements:
        assert follow(document, one.locator) == one.quote
        assert one.printed in one.quote


def test_a_heading_with_one_name_says_whose_the_figures_under_it_are() -> None:
    text = "BẢN TIN THÁNG 5\n\n1. Long An\n\nPCI 2023: 70,94 điểm.\n\n2. Sơn La\n\nNăm 2023, PAR INDEX của tỉnh đạt 88,66%."

    found = told(text)

    assert found == ["PCI Long An 2023 score 70.94", "PAR Sơn La 2023 score 88.66"]
