import json
from pathlib import Path
from typing import Any

import pytest

from parpipe.claims import REASONS
from parpipe.errors import Usage
from parpipe.explain import _IN_WORDS, explain, explain_lines
from parpipe.output import print_json
from parpipe.query import Question, get
from parpipe.registry import load_reference


def told(data: Path, key: str) -> dict[str, Any]:
    return explain(key, data / "releases", *load_reference(data))


def test_every_reason_has_its_words() -> None:
    assert _IN_WORDS.keys() == {"only_claim", *REASONS}


def test_a_contested_figure_shows_its_rivals_with_their_pages(built_once: Path) -> None:
    story = told(built_once, "PAR/province/GSO22/2018")

    scores = {row["value"]: row["supports"] for row in story["evidence"] if row["measure"] == "score"}
    assert scores == {"89.06": True, "89.6": False, "81": False}
    assert sum(row["code"] == "rival_values" for row in story["findings"]) == 2
    text = "\n".join(explain_lines(story))
    assert "- score 81  2019-05  https://e.vnexpress.net/" in text
    assert "score: more pages state it" in text


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
