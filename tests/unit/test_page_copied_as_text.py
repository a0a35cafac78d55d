"""A page of a province as somebody copies it out of a browser: all its figures and nothing else, whatever is around them."""

from pathlib import Path

import pytest

import parpipe
from parpipe.model import Statement
from tests.unit.test_narrative import say

PAGE = """Trang chủ Chỉ số CCHC ( PAR INDEX) Chỉ số Par index của tỉnh Lai Châu

Chỉ số Par index của tỉnh Lai Châu
(Ngày đăng :29/03/2018 1:05:39 CH)


Chỉ số cải cách hành chính (PAR INDEX) nhằm đo kết quả cải cách hành chính (CCHC) trên cơ sở chấm điểm hàng năm các Bộ, \
cơ quan ngang Bộ; UBND các tỉnh, thành phố trong giai đoạn 2011 - 2020. Qua đó giúp các Bộ, ngành, các tỉnh sửa mục tiêu, \
nội dung CCHC, phục vụ phát triển kinh tế - xã hội, quốc phòng. Qua 5 năm, chỉ số của tỉnh (PAR INDEX) không ổn định và \
luôn ở tốp các tỉnh thấp, cụ thể:

  • Năm 2012, Chỉ số cải cách hành chính tỉnh đạt 66,46 điểm, xếp thứ 59/63 tỉnh, thành phố.
  • Năm 2013 đạt 63,17 điểm (giảm 3,29 điểm), xếp thứ 62/63 tỉnh, thành phố (giảm 3 hạng so với năm 2012).
  • Năm 2014, đạt 76,75 điểm (tăng 13,58 điểm), xếp thứ 52/63 tỉnh, thành phố (tăng 10 hạng so với năm 2013).
  • Năm 2015, đạt 79,12/100 điểm (tăng 2,37 điểm), xếp vị trí thứ 58/63 tỉnh, thành phố (giảm 6 hạng so với năm 2014).
  • Năm 2016, đạt 67,41/97,5 điểm (giảm 11.71 điểm), xếp vị trí thứ 53/63 tỉnh, thành phố (tăng 5 hạng so với năm 2015).\
                                  \n  •  UBND tỉnh đã có Kế hoạch số 767/KH-UBND ngày 28/4/2017 cho giai đoạn 2017-2020.

Tin liên quan

PAR INDEX, SIPAS năm 2020 của tỉnh Lai Châu cùng lên hạng so với năm 2019. (25/06/2021 9:30:28 SA)

Lai Châu đứng thứ 51 về Chỉ số cải cách hành chính năm 2019(19/05/2020 2:46:12 CH)

Tin mới nhất

Lai Châu xếp hạng 50/63 tỉnh, thành phố về chuyển đổi số cấp tỉnh năm 2020(20/10/2021 8:13:45 SA)

Ứng dụng Bảo hiểm xã hội số(26/09/2021 3:50:01 CH)

Thi tìm hiểu văn hóa công sở năm 2021(26/09/2021 10:00:09 SA)

TRANG THÔNG TIN ĐIỆN TỬ CẢI CÁCH HÀNH CHÍNH TỈNH LAI CHÂU
Chịu trách nhiệm chính:
Trụ sở:
Tầng 2, nhà D
- Số điện thoại: 02133 876 650
"""

BODY = [
    *("2012 score 66.46", "2012 rank 59/63"),
    *("2013 score 63.17", "2013 score_change -3.29", "2013 rank 62/63", "2013 rank_change -3 since 2012"),
    *("2014 score 76.75", "2014 score_change 13.58", "2014 rank 52/63", "2014 rank_change 10 since 2013"),
    *("2015 score 79.12/100", "2015 score_change 2.37", "2015 rank 58/63", "2015 rank_change -6 since 2014"),
    *("2016 score 67.41/97.5", "2016 score_change -11.71", "2016 rank 53/63", "2016 rank_change 5 since 2015"),
]


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> list[Statement]:
    page = tmp_path_factory.mktemp("page") / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    return parpipe.extract(page, index="PAR", level="province", area="12")


def test_the_bullets_are_read_whatever_their_introduction_says(statements: list[Statement]) -> None:
    body = [one for one in statements if one.grade == "body"]

    assert {(one.index_id, one.ref_area, one.component) for one in body} == {("PAR", "GSO12", "_T")}
    assert [say(one).removeprefix("PAR Lai Châu ") for one in body] == BODY


def test_headlines_keep_to_themselves_and_the_footer_says_nothing(statements: list[Statement]) -> None:
    others = [one for one in statements if one.grade != "body"]

    seen = [(one.grade, say(one), str(one.published and one.published.day)) for one in others]
    assert seen == [
        ("headline", "PAR Lai Châu 2019 rank 51", "2020-05-19"),
        ("headline", "DTI Lai Châu 2020 rank 50/63", "2021-10-20"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "trên cơ sở các tiêu chí",
        "phát triển kinh tế - xã hội",
        "quốc phòng, an ninh",
        "phòng, chống tham nhũng",
        "văn hóa công sở",
    ],
)
def test_a_word_that_only_looks_like_a_department_takes_no_figure_from_the_province(words: str, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"Năm 2015, Lai Châu chú trọng {words}. PAR INDEX của tỉnh đạt 79,12 điểm.", encoding="utf-8")

    found = parpipe.extract(page)

    assert [say(one) for one in found] == ["PAR Lai Châu 2015 score 79.12"]
