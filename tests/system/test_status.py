"""What `parpipe status` tells is what the releases hold."""

import json
from pathlib import Path

import pytest

from parpipe.cli import main
from parpipe.releases import open_table


def told(capsys: pytest.CaptureFixture[str], data: Path, *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["status", "--data", str(data), *arguments])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_numbers_of_units_add_up_to_all_units(built_once: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(told(capsys, built_once, "--format", "json"))

    ranks = [row for row in found["coverage"] if (row["index_id"], row["level"], row["measure"]) == ("PAR", "province", "rank")]
    years = sorted({row["time_period"] for row in ranks})
    assert years == list(range(2012, years[-1] + 1))
    assert [sum(row["units"] for row in ranks if row["time_period"] == year) for year in years] == [63] * len(years)
    assert {row["source_id"]: row["published_at"] for row in found["sources"]}["cchc.laichau.gov.vn"]
    assert any(row["code"] == "rival_values" for row in found["findings"])


def test_a_ranking_of_merged_units_covers_34_units(built_once: Path) -> None:
    rows = open_table("dti", "coverage", built_once / "releases").to_pylist()
    units = [row["ref_area"] for row in rows if (row["level"], row["time_period"]) == ("province", 2024)]

    assert len(units) == 34
    assert {"GSO15-2025", "GSO12"} <= set(units)
    assert "GSO15" not in units


def test_the_matrix_of_units_shows_what_is_held_contested_and_missing(
    built_once: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(capsys, built_once, "--index", "PAR", "--level", "province").splitlines()

    header = next(line.split() for line in lines if line.split()[:2] == ["unit", "name"])
    years = header[2:]
    rows = [line.split() for line in lines if line.startswith("  GSO")]
    cells = {row[0]: dict(zip(years, row[-len(years) :], strict=True)) for row in rows}
    assert len(cells) == 63
    assert (cells["GSO12"]["2016"], cells["GSO12"]["2019"], cells["GSO12"]["2017"]) == ("++", ".+", "..")
    assert cells["GSO22"]["2018"] == "!+"


def test_an_index_that_was_never_released_is_a_usage_error(built_once: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["status", "--data", str(built_once), "--index", "NONE"])

    assert ended.value.code == 2
