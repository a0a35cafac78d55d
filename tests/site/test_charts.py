"""Charts: light, the same again, told in words, and honest about gaps, breaks and rivals."""

import itertools
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parpipe.site import charts, svg
from parpipe.site.charts import Point
from parpipe.site.drawings import preview, series, series_drawing

RANKS = [Point(2012 + number, rank, str(rank)) for number, rank in enumerate((59, 62, 52, 58, 53))]
SCORES = [Point(2012 + number, score, f"{score:.2f}") for number, score in enumerate((66.46, 63.17, 76.75, 79.12, 67.41))]


def runs_of(drawn: str, colour: str, width: str) -> int:
    """Return of how many lines the paths of a colour and width are made."""
    paths = re.findall(rf'<path d="([^"]*)"[^>]*stroke="{colour}"[^>]*stroke-width="{width}"', drawn)
    return sum(path.count("M") for path in paths)


def test_a_chart_is_well_formed_and_has_no_style_id_or_address() -> None:
    drawn = str(svg.name(charts.series_chart(RANKS, 63, SCORES), "Lai Châu", "59, 62", "vi"))

    ElementTree.fromstring(drawn)
    assert not re.search(r"style=|id=|href|<metadata|http://(?!www.w3.org/2000/svg)", drawn)
    assert len(drawn) < 5000


def test_a_chart_is_drawn_the_same_again() -> None:
    assert charts.series_chart(RANKS, 63, SCORES) == charts.series_chart(RANKS, 63, SCORES)


def test_years_in_a_row_are_joined_and_a_gap_is_not() -> None:
    whole = charts.series_chart(RANKS, 63, [])
    gap = charts.series_chart(RANKS[:2] + RANKS[3:], 63, [])

    assert runs_of(whole, charts.BLUE, "2") == 4
    assert runs_of(gap, charts.BLUE, "2") == 2


def test_a_break_of_the_scale_is_a_dashed_line_and_no_join() -> None:
    broken = [*RANKS[:4], Point(2016, 53, "53", joined=False)]

    drawn = charts.series_chart(broken, 63, [])

    assert runs_of(drawn, charts.BLUE, "2") == 3
    assert "stroke-dasharray" in drawn
    assert "stroke-dasharray" not in charts.series_chart(RANKS, 63, [])


def test_a_contested_value_is_hollow() -> None:
    drawn = charts.series_chart([*RANKS[:4], Point(2016, 53, "53", contested=True)], 63, [])

    assert runs_of(drawn, "#ffffff", "4") == 1


def test_title_and_description_are_text_and_decimals_are_local() -> None:
    drawn = charts.series_chart([], None, SCORES)

    assert "<title>&lt;b&gt;</title>" in svg.name(drawn, "<b>", "", "en")
    assert ">66.46<" in svg.name(drawn, "", "", "en")
    assert ">66,46<" in svg.name(drawn, "", "", "vi")


@pytest.mark.parametrize("values", [[70.0] * 9, [60.0, 60.1, 99.9, 61, 62, 63, 64, 65]])
def test_every_score_is_a_dot_of_the_distribution(values: list[float]) -> None:
    drawn = charts.distribution_chart(values)

    assert runs_of(drawn, charts.BLUE, "7.5") == len(values)


@settings(deadline=None)  # a busy machine may take long over anything
@given(st.dictionaries(st.text(min_size=1), st.floats(1, 63), min_size=1, max_size=8))
def test_labels_keep_apart_and_in_order(places: dict[str, float]) -> None:
    spread = charts._spread(places, 3)

    values = [spread[name] for name in sorted(places, key=lambda name: places[name])]
    assert all(after - before >= 3 - 1e-9 for before, after in itertools.pairwise(values))
    assert all(spread[name] >= place for name, place in places.items())


def year(number: int, score: str | None, scale: str | None, rank: int | None, **more: object) -> dict[str, object]:
    held = {
        "score": score,
        "scale_max": scale,
        "score_pct": score,
        "rank": rank,
        "ranked_count": 63,
        "rivals": None,
        "component": "_T",
        **more,
    }
    return {"time_period": number, "figures": [{"component": "_T", "held": [held], "changes": []}]}


def test_scores_on_two_scales_are_drawn_in_percent_and_the_caption_says_so() -> None:
    years = [year(2014, "76", "100", 52), year(2015, "79", "100", 58), year(2016, "67", "97.5", 53, score_pct="69.1385")]
    index = {"index_id": "PAR", "years": years}

    _, scores, _, shared = series(index)
    drawing = series_drawing({"name_vi": "Lai Châu", "name_en": "Lai Chau"}, index, "vi")

    assert ([point.label for point in scores], shared) == (["76", "79", "69.14"], False)
    assert drawing is not None
    assert "phần trăm" in drawing[1]


def test_two_years_are_a_table_and_no_chart() -> None:
    index = {"index_id": "PAR", "years": [year(2014, "76", "100", 52), year(2015, "79", "100", 58)]}

    assert series_drawing({"name_vi": "", "name_en": ""}, index, "vi") is None


def test_the_preview_of_a_unit_is_a_picture_and_the_same_again() -> None:
    years = [year(number, "76", "100", 52) for number in (2014, 2015, 2016)]
    area = {"name_vi": "Thừa Thiên Huế", "indices": [{"index_id": "PAR", "years": years}]}

    drawn = preview(area)

    assert drawn is not None
    assert drawn[:4] == b"\x89PNG"
    assert int.from_bytes(drawn[16:20]) == 1200
    assert drawn == preview(area)
