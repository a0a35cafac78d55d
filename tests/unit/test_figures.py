"""What is a figure by its own words: each form with its value, and beside it what only looks like it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.prose.figures import read_quote
from parpipe.prose.tokens import scan, scan_by_shape
from parpipe.prose.vocabulary import read_words
from parpipe.vietnamese import write_number, write_rank

SCORES = {
    "đạt 66,46 điểm": "score 66.46 points",
    "đạt 79,12/100 điểm": "score 79.12/100 points",
    "đạt 67,41/97,5 điểm": "score 67.41/97.5 points",
    "31,59/ 38,5 điểm": "score 31.59/38.5 points",
    "9,428/9.5 điểm": "score 9.428/9.5 points",
    "đạt 91,43%": "score 91.43 percent",
    "đạt kết quả 91.80%": "score 91.80 percent",
    "đạt 91,77% điểm": "score 91.77 percent",
    "đạt 0,6077 điểm": "score 0.6077 points",
    "đạt 46,0415 điểm": "score 46.0415 points",
    "đạt 15 điểm (tối đa 15,5 điểm)": "score 15/15.5 points",
    "với tổng số 83,00/100 điểm": "score 83.00/100 points",
    "đạt gần 40 điểm": "score ~40 points",
    "đạt trên 46,6 điểm": "score ~46.6 points",
    "scored 83.71 points out of 100": "score 83.71/100 points",
    "scored nearly 87 percent": "score ~87 percent",
    "reached more than 91.8 points": "score ~91.8 points",
    "vươn lên 87,32 điểm": "score 87.32 points",
}
RANKS = {
    "xếp thứ 59/63": "rank 59/63",
    "xếp vị trí thứ 58/63": "rank 58/63",
    "đứng thứ 39/63": "rank 39/63",
    "xếp hạng 25/63": "rank 25/63",
    "xếp vị thứ 28/63": "rank 28/63",
    "xếp thứ 40 trên 63": "rank 40/63",
    "đứng thứ 52 trong 63": "rank 52/63",
    "nằm vị trí số 44": "rank 44",
    "hạng 7": "rank 7",
    "xếp hạng 05/63": "rank 5/63",
    "xếp thứ nhì": "rank 2 word",
    "đứng thứ ba": "rank 3 word",
    "dẫn đầu cả nước": "rank 1 word",
    "đứng đầu khu vực": "rank 1 word",
    "giữ vững vị trí á quân": "rank 2 word",
    "topped the ranking": "rank 1 word",
    "áp chót trong 63": "rank 62/63 word",
    "ranked 16th out of 63": "rank 16/63",
    "31st place over 63": "rank 31/63",
    "ranks 10th": "rank 10",
    "ranked first": "rank 1 word",
    "second place": "rank 2 word",
    "in 43 rd place": "rank 43",
    "(17/63)": "rank 17/63",
    "tăng từ 51 lên 31": "rank 31",
    "nhảy từ 43 lên 17": "rank 17",
    "tụt từ 31 xuống 51": "rank 51",
    "from 51st to 26th": "rank 26",
}
CHANGES = {
    "tăng 13,58 điểm": "score_change 13.58 points",
    "giảm 11.71 điểm": "score_change -11.71 points",
    "tăng 2,46 điểm %": "score_change 2.46 points",
    "tăng 13,2%": "score_change 13.2 percent",
    "tăng hơn 3 điểm": "score_change ~3 points",
    "(+0,19%": "score_change 0.19 percent",
    "cao hơn 1,71% so với năm 2015": "score_change 1.71 percent",
    "thấp hơn 0,77 điểm so với năm trước": "score_change -0.77 points",
    "tăng 10 hạng": "rank_change 10",
    "giảm 01 bậc": "rank_change -1",
    "cải thiện 10 bậc": "rank_change 10",
    "tụt 22 bậc": "rank_change -22",
    "vươn lên một bậc": "rank_change 1 word",
    "up 10 places": "rank_change 10",
    "dropped by five places": "rank_change -5 word",
    "an increase of 2.5 points": "score_change 2.5 points",
    "2.46 points higher than in 2021": "score_change 2.46 points",
    "10 places up": "rank_change 10",
    "giữ nguyên thứ hạng": "rank_change 0 word",
    "unchanged in rank": "rank_change 0 word",
}
NOTHING = [
    "hơn 85.600 phiếu",
    "ngày 19/4",
    "29/03/2018 1:05:39 CH",
    "Kế hoạch số 767/KH-UBND ngày 28/4/2017",
    "giai đoạn 2017-2020",
    "Qua 5 năm đánh giá, xếp hạng",
    "Số điện thoại: 02133 876 650",
    "đường dây nóng 24/7",
    "Thứ năm, 18/04/2024 05:40 (GMT+7)",
    "Thứ 6, 15/4/2022",
    "lần thứ 3",
    "năm thứ 5 liên tiếp",
    "kỳ họp thứ 12",
    "5/8 chỉ số",
    "36.525/85.600",
    "98,5% hồ sơ",
    "đạt 2,5 tỷ đồng",
    "10 điểm cầu",
    "5 điểm mới",
    "người đứng đầu",
    "đứng đầu khu vực lúa gạo",
    "khoảng cách là 10,86 điểm",
    "the gap stood at 10.86 points",
    "từ 80% đến dưới 90%",
    "80.58–81.18 points",
    "tăng từ hạng 62",
    "đạt 1.234,5 điểm",
    "xếp thứ 120",
    "cao hơn trung bình cả nước 0,99 điểm",
    "in the 20th century",
    "(5/8)",
    "(9.44%/8.46%, 15/45)",
    "(17/45)",
    "17/63",
    "tăng từ 31 lên 51",
    "giảm từ 51 xuống 31",
    "tăng từ 51 lên 31 điểm",
    "from 51 to 26",
    "giữ nguyên hiện trạng",
    "mức tăng cao nhất 9,39%",
    "thấp nhất 0,03%",
    "thang điểm 100",
    "https://example.org/xep-thu-1463-tinh",
]


def say(text: str) -> list[str]:
    return [
        " ".join(
            filter(
                None,
                (
                    figure.measure,
                    f"{'~' * figure.approximate}{figure.value}"
                    + "".join(f"/{most}" for most in (figure.scale_max, figure.ranked_count) if most),
                    figure.unit or "",
                    "word" if figure.basis == "word" else "",
                ),
            )
        )
        for figure in read_quote(text)
    ]


@pytest.mark.parametrize(("text", "figure"), [*SCORES.items(), *RANKS.items(), *CHANGES.items()])
def test_a_form_is_read_as_its_figure(text: str, figure: str) -> None:
    assert say(text) == [figure]


@pytest.mark.parametrize("text", ["giữ nguyên thứ hạng 40/63", "duy trì thứ hạng 40/63", "giữ nguyên vị trí thứ 40/63"])
def test_a_place_that_was_kept_is_a_change_of_nought_and_a_rank(text: str) -> None:
    assert say(text) == ["rank_change 0 word", "rank 40/63"]


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_figure_is_none(text: str) -> None:
    assert say(text) == []


def test_one_verb_serves_two_changes_and_stands_in_both_quotes() -> None:
    text = "giảm 13,58 điểm và 10 bậc"

    figures = read_quote(text)

    assert [(figure.measure, str(figure.value)) for figure in figures] == [("score_change", "-13.58"), ("rank_change", "-10")]
    assert text[figures[1].start : figures[1].end] == text


def test_a_way_from_one_rank_to_another_gives_only_where_it_ends() -> None:
    assert say("tăng từ hạng 62 lên hạng 52") == ["rank 52"]


scores = st.decimals(min_value=1, max_value=99, places=2)
ranks = st.integers(1, 63)
_UP, _DOWN = ("tăng", "cải thiện", "rose by"), ("giảm", "tụt", "fell by")


@given(
    scores,
    st.sampled_from(",."),
    st.sampled_from(["đạt", "với", "scored"]),
    st.sampled_from([" điểm", "/100 điểm", "%", " points"]),
)
def test_a_score_is_read_back_from_its_sentence(value: Decimal, mark: str, verb: str, unit: str) -> None:
    [figure] = read_quote(f"{verb} {write_number(value, mark)}{unit}")

    assert (figure.measure, str(figure.value)) == ("score", str(value))


@given(ranks, st.sampled_from(["xếp thứ", "đứng thứ", "xếp hạng", "xếp vị trí thứ", "ranked"]))
def test_a_rank_is_read_back_from_its_sentence(rank: int, verb: str) -> None:
    [figure] = read_quote(f"{verb} {write_rank(rank, 63)}")

    assert (figure.measure, figure.value, figure.ranked_count) == ("rank", rank, 63)


@given(scores, st.integers(1, 60), st.sampled_from(_UP + _DOWN))
def test_the_sign_of_a_change_is_in_its_verb(value: Decimal, places: int, verb: str) -> None:
    sign = 1 if verb in _UP else -1

    figures = read_quote(f"{verb} {write_number(value)} điểm; {verb} {places} bậc")

    assert [figure.value for figure in figures] == [sign * value, sign * places]


@given(st.text(alphabet="xếpthứđạtgiảm0123456789,./()%- \nbậcđiểm", max_size=60))
def test_any_text_is_read_without_an_error_and_every_value_stands_in_its_quote(text: str) -> None:
    for figure in read_quote(text):
        assert figure.printed in text[figure.start : figure.end] or figure.basis == "word"


def test_the_vocabulary_is_read_once() -> None:
    assert read_words() is read_words()


@pytest.mark.parametrize("quote", ["đạt 67,41/60 điểm", "xếp thứ 64/63", "xếp thứ 92/63", "ranked 71st out of 63"])
def test_an_impossible_figure_is_read_so_that_it_can_be_withheld_aloud(quote: str) -> None:
    [figure] = read_quote(quote)

    assert figure.value > (figure.scale_max or figure.ranked_count or 0)


pieces = st.sampled_from(
    [
        *("tỉnh", "Ngày", "ngày", "tháng", "năm", "2016", "28/4/2017", "5,5", "(", "điểm.", "24/7", "767/KH-UBND", "1:05:39"),
        *(
            "CH",
            "28",
            "4",
            "2011",
            "-",
            "2020",
            "April",
            "17,",
            "www.a.vn/1",
            "PAR-INDEX",
            "Lai",
            "Châu",
            "\n",
            "\u00a0",
            "63%",
            "…",
        ),
    ]
)


@given(st.lists(st.tuples(pieces, st.sampled_from(["", " ", "  "]))))
def test_remembered_words_give_the_tokens_that_their_shapes_give(parts: list[tuple[str, str]]) -> None:
    text = "".join(piece + space for piece, space in parts)

    assert scan(text) == scan_by_shape(text)
