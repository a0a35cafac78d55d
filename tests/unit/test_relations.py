"""Relations: what pages say of several figures at once, as people type it."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from parpipe.errors import BadConfiguration
from parpipe.registry import load_registry
from parpipe.relations import load_relations, read_relations
from tests.conftest import DATA

ENTRY = """\
- page: "https://viet-jo.com/news/social/190528080825.html"
  published_at: "2019-05"
  recorded_at: "2026-11-22"
  index: PAR
  level: province
  year: 2018
  relation: gap
  of: GSO22
  than: GSO54
  value: 19.50
"""


def write(folder: Path, text: str) -> Path:
    (folder / "reference").mkdir(exist_ok=True)
    (folder / "reference/relations.yaml").write_text(text, encoding="utf-8")
    return folder


def test_an_entry_keeps_its_digits_and_how_exactly_its_date_is_known(tmp_path: Path) -> None:
    [row] = load_relations(write(tmp_path, ENTRY), "PAR")

    assert (row["relation"], row["of_area"], row["other_area"], row["value"]) == ("gap", "GSO22", "GSO54", "19.50")
    assert (row["component"], row["count"]) == ("_T", None)
    assert (row["published_at"], row["published_precision"]) == (date(2019, 5, 1), "month")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("GSO54", "GSO99", "relations.yaml:9: than: there is no 'GSO99'"),
        ("index: PAR", "index: PARX", "relations.yaml:4: index: there is no 'PARX'"),
        ("  than: GSO54\n", "", "relations.yaml:1: 'than' is a required property"),
        ("relation: gap", "relation: near", "relations.yaml:7: relation: 'near' is not one of"),
        ("2026-11-22", "2026-11-31", "relations.yaml:1: a date is none"),
        (ENTRY, ENTRY + ENTRY, "relations.yaml:11: this is entry 1 once more"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, problem: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for path in DATA.iterdir():
        if path.name not in ("reference", "releases"):
            (data / path.name).symlink_to(path)
    shutil.copytree(DATA / "reference", data / "reference")
    write(data, ENTRY.replace(old, new))

    with pytest.raises(BadConfiguration, match=problem):
        load_registry(data)


@pytest.mark.parametrize(
    ("known", "count"),
    [
        ({"as_of": date(2019, 5, 30)}, 0),
        ({"as_of": date(2019, 5, 31)}, 1),
        ({"recorded_by": date(2026, 11, 21)}, 0),
        ({"recorded_by": date(2026, 11, 22)}, 1),
    ],
)
def test_a_relation_is_known_from_its_publication_and_its_capture(known: dict[str, date], count: int, tmp_path: Path) -> None:
    assert len(load_relations(write(tmp_path, ENTRY), "PAR", **known)) == count


def test_relations_of_other_indices_are_left_out_and_none_need_be_typed(tmp_path: Path) -> None:
    assert load_relations(write(tmp_path, ENTRY), "PAPI") == []
    assert read_relations(tmp_path / "nowhere") == ((), [])
