import json
import re
from pathlib import Path
from typing import Any

import pytest

from parpipe.claims import REASONS
from parpipe.crosschecks import CHECKS
from parpipe.derive import REASONS as NOT_COMPARABLE
from parpipe.errors import Usage
from parpipe.explain import explain
from parpipe.output import print_json
from parpipe.phrases import PHRASES
from parpipe.query import Question, get
from parpipe.registry import load_reference
from parpipe.telling import explain_lines


def told(data: Path, key: str) -> dict[str, Any]:
    return explain(key, data / "releases", *load_reference(data))


@pytest.mark.parametrize("language", PHRASES)
def test_everything_that_can_be_told_has_its_words(language: str) -> None:
    kinds = ("change", "from_to", "gap", "sum", "mean", "order")
    verdicts = ("match", "rounding", "mismatch", "scale_break", "not_derivable", "confirms", "contests", "not_held")
    wanted = {"because_only_claim", *(f"because_{reason}" for reason in REASONS), *(f"kind_{kind}" for kind in kinds)}

    assert wanted | {*verdicts, *NOT_COMPARABLE, *(f"status_{status}" for status in "ABUP")} <= PHRASES[language].keys()


def test_both_languages_say_the_same_with_the_same_gaps() -> None:
    english, vietnamese = PHRASES["en"], PHRASES["vi"]

    assert english.keys() == {name for name in vietnamese if not name.startswith("finding_")}
    for name, phrase in english.items():
        assert sorted(re.findall(r"{(\w+)}", phrase)) == sorted(re.findall(r"{(\w+)}", vietnamese[name])), name


def test_vietnamese_has_words_for_the_findings_on_single_figures() -> None:
    on_relations = {"counts_differ", "count_against_table", "gap_mismatch"}
    told = {name.removeprefix("finding_") for name in PHRASES["vi"] if name.startswith("finding_")}

    assert told >= CHECKS.keys() - on_relations


def test_a_contested_figure_shows_its_rivals_with_their_pages(built_once: Path) -> None:
    story = told(built_once, "PAR/province/GSO22/2018")

    scores = {row["value"]: row["supports"] for row in story["evidence"] if row["measure"] == "score"}
    assert scores == {"89.06": True, "89.6": False, "81": False}
    assert sum(row["code"] == "rival_values" for row in story["findings"]) == 2
    text = "\n".join(explain_lines(story))
    assert "- score 81  VnExpress, 2019-05  https://e.vnexpress.net/" in text
    assert "The score 89.06 is held because it agrees with arithmetic of other pages" in text
    assert "(+1.03 | 90.09) → score 89.06 (89.050 to 89.070): confirms what is held, by other pages" in text
    assert "Contested by score 89.6, score 81." in text


def test_a_figure_is_explained_in_vietnamese(built_once: Path) -> None:
    text = "\n".join(explain_lines(told(built_once, "PAR/province/Quảng Ninh/2018"), "vi"))

    assert text.startswith("Chỉ số cải cách hành chính năm 2018, Quảng Ninh: điểm 89.06/100, hạng 1/63")
    assert "Chọn điểm 89.06 vì giá trị này khớp với phép tính từ trang khác" in text
    assert "Bị phản bác bởi điểm 89.6, điểm 81." in text
    assert "rival_values: giá trị 89.6 trái với giá trị được chọn" in text


@pytest.mark.parametrize(
    "key", ["PAR/province/GSO12/2016", "par/province/12/2016", "PAR/province/Lai Châu/2016", "PAR/province/lai chau/2016/_T"]
)
def test_an_id_a_code_and_a_name_name_the_same_figure(key: str, built_once: Path) -> None:
    assert told(built_once, key)["key"] == "PAR/province/GSO12/2016"


def test_a_name_means_the_unit_of_the_year_it_is_asked_for(built_once: Path) -> None:
    assert told(built_once, "DTI/province/Hải Phòng/2024")["key"] == "DTI/province/GSO31-2025/2024"


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("foo", "is no key"),
        ("PAR/province/12/MMXVI", "is no key"),
        ("PARX/province/12/2016", "no index 'PARX'"),
        ("PAR/planet/12/2016", "no level 'planet'; there are province"),
        ("PAR/province/Lai Chậu Tây/2016", "no area is known"),
        ("PAR/province/12/2016/WEATHER", "has no component 'WEATHER'"),
        ("PAR/province/12/2001", "years held for this series: 2012, 2013"),
    ],
)
def test_a_key_that_means_nothing_is_answered_with_what_to_do(key: str, message: str, built_once: Path) -> None:
    with pytest.raises(Usage, match=message):
        told(built_once, key)


def test_an_explanation_is_json(built_once: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_json(told(built_once, "PAR/province/GSO12/2016"))

    story = json.loads(capsys.readouterr().out)
    assert story["observations"][0]["score_pct"] == "69.1385"
    assert [row["time_period"] for row in story["history"]][:5] == [2012, 2013, 2014, 2015, 2016]


def test_a_name_that_outlived_a_merger_gets_both_units(built_once: Path) -> None:
    table = get(Question(index_id="DTI", area="Hải Phòng"), built_once / "releases", *load_reference(built_once))

    assert set(table["ref_area"].to_pylist()) == {"GSO31", "GSO31-2025"}


def test_an_unknown_component_is_said_with_those_there_are(built_once: Path) -> None:
    question = Question(index_id="PAR", component="WEATHER")

    with pytest.raises(Usage, match="no component 'WEATHER'; there are _T, CDDH"):
        get(question, built_once / "releases", *load_reference(built_once))


def test_a_component_is_found_by_its_name(built_once: Path) -> None:
    question = Question(index_id="PAR", component="cải cách tài chính công")

    table = get(question, built_once / "releases", *load_reference(built_once))

    assert set(table["component"].to_pylist()) == {"TCC"}


def test_questions_filter_over_all_packages(built_once: Path) -> None:
    table = get(Question(level="province", area="Lai Châu", year=2020), built_once / "releases", *load_reference(built_once))

    assert {(row["index_id"], row["rank"]) for row in table.to_pylist()} == {("DTI", 50)}
