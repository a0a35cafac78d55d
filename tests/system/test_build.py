"""What a build makes of real documents: the figures, their evidence, and nothing new when nothing changed."""

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from parpipe import pipeline
from parpipe.errors import Missing, Usage
from parpipe.releases import open_table
from parpipe.settings import Settings
from tests.conftest import ROOT

Tree = Callable[[Path], dict[str, bytes | str]]


def rows(data: Path, table: str, package: str = "par-index", **wanted: Any) -> list[dict[str, Any]]:
    found = open_table(package, table, data / "releases").to_pylist()
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def without_vintage(files: dict[str, bytes | str]) -> dict[str, bytes | str]:
    """Return files without the one that tells the vintage, and without the checksums that cover it, printed ones too."""
    telling = ("provenance.jsonld", "SHA256SUMS", "latest.json", "/data.html", "site/files.json")
    return {name: content for name, content in files.items() if not name.endswith(telling)}


def test_rival_values_are_kept_counted_and_named(built_once: Path) -> None:
    key = {"ref_area": "GSO22", "time_period": 2018, "component": "_T", "level": "province"}

    [held] = rows(built_once, "observations", **key)

    stated = {row["value"]: row["source_url"] for row in rows(built_once, "statements", measure="score", **key)}
    assert {"89.06", "89.6", "81"} == stated.keys()
    assert (held["score"], held["rival_count"], held["obs_status"]) == ("89.06", 2, "U")
    assert (held["rivals"], held["equations"]) == ("score:89.6|score:81", "score:change")
    assert held["held_because"] == "score:equation|rank:only_claim"
    named = [row for row in rows(built_once, "findings", code="rival_values") if row["key"] == "PAR/province/GSO22/2018"]
    assert {row["value"] for row in named} == {"89.6", "81"}
    assert all(stated[row["value"]] in row["message"] for row in named)


def test_the_changes_of_lai_chau_equal_what_the_province_stated(built_once: Path) -> None:
    changes = rows(built_once, "changes", ref_area="GSO12", component="_T")
    seen = {row["time_period"]: row for row in changes if row["time_period"] <= 2016}

    assert [(year, row["score_change"], row["stated_score_change"]) for year, row in seen.items()] == [
        (2013, "-3.29", "-3.29"),
        (2014, "13.58", "13.58"),
        (2015, "2.37", "2.37"),
        (2016, "-11.71", "-11.71"),
    ]
    assert [(row["rank_change"], row["stated_rank_change"]) for row in seen.values()] == [(-3, -3), (10, 10), (-6, -6), (5, 5)]
    assert [row["comparable"] for row in seen.values()] == [True, True, True, False]
    assert [row["score_verdict"] for row in seen.values()] == ["match", "match", "match", "scale_break"]
    assert {row["rank_verdict"] for row in seen.values()} == {"match"}
    assert seen[2016]["not_comparable_reason"] == "scale_differs"


def test_the_scale_of_lai_chau_is_declared_until_it_is_printed(built_once: Path) -> None:
    held = {row["time_period"]: row for row in rows(built_once, "observations", ref_area="GSO12", component="_T")}

    assert [held[year]["scale_basis"] for year in range(2012, 2017)] == [
        "framework",
        "framework",
        "framework",
        "stated",
        "stated",
    ]
    assert (held[2016]["scale_max"], held[2016]["score_pct"], held[2016]["obs_status"]) == ("97.5", "69.1385", "B")


def test_a_ranking_of_merged_units_names_the_merged_units(built_once: Path) -> None:
    held = {row["ref_area"]: row["rank"] for row in rows(built_once, "observations", "dti", level="province", time_period=2024)}

    assert held == {"GSO01": 1, "GSO46": 2, "GSO31-2025": 3, "GSO79-2025": 4, "GSO38": 5}


def test_every_transcribed_figure_is_a_statement_that_its_locator_leads_to(built_once: Path) -> None:
    found = Counter[tuple[str, str, str]]()
    by_sha = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in (built_once / "snapshots").rglob("figures.csv")}
    cells = {sha: list(csv.reader(path.open(encoding="utf-8", newline=""))) for sha, path in by_sha.items()}
    for package in ("par-index", "sipas", "dti", "papi", "pci"):
        for row in rows(built_once, "statements", package, grade="transcription"):
            place = dict(part.split("=") for part in row["locator"].split("&"))
            cell = cells[row["snapshot_sha256"]][int(place["row"]) - 1][int(place["col"]) - 1]
            assert cell == row["quote"] == row["printed"]
            found[row["snapshot_sha256"], place["row"], place["col"]] += 1

    columns = ("score", "rank", "score_change", "rank_change")
    typed = {
        (sha, str(number), str(table[0].index(column) + 1))
        for sha, table in cells.items()
        for number, record in enumerate(table[1:], start=2)
        for column in columns
        if record[table[0].index(column)]
    }
    assert set(found) == typed
    assert set(found.values()) == {1}


def statements_of(data: Path) -> dict[str, Path]:
    """Return what a build keeps of each source."""
    return {path.parent.name: path for path in (data / "releases/.work/sources").glob("*/*.arrow")}


def test_one_changed_source_is_read_again_and_no_other(built: Path) -> None:
    before = {name: path.stat().st_mtime_ns for name, path in statements_of(built).items()}
    entry = built / "sources/vietnamnet.vn.yaml"
    entry.write_text(entry.read_text(encoding="utf-8").replace("title: ", "title: The paper ", 1), encoding="utf-8")

    pipeline.build(Settings.load(data=built))

    after = {name: path.stat().st_mtime_ns for name, path in statements_of(built).items()}
    assert [name for name in before if before[name] != after[name]] == ["vietnamnet.vn"]


def test_releases_have_the_same_bytes_with_what_was_kept_without_it_and_where_it_is_damaged(built: Path, tree: Tree) -> None:
    expected = tree(built / "releases")
    kept = statements_of(built)
    kept["vietnamnet.vn"].write_bytes(kept["vietnamnet.vn"].read_bytes()[:-1])
    kept["viet-jo.com"].write_bytes(b"")
    kept["dti.gov.vn"].unlink()
    for draft in (built / "releases/.work/drafts").glob("*/*.arrow"):
        draft.write_bytes(draft.read_bytes()[::-1])
    for path in (built / "releases").iterdir():
        if path.name != ".work":
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    pipeline.build(Settings.load(data=built))

    assert tree(built / "releases") == expected


def test_a_second_build_of_the_same_data_makes_no_release(built: Path, tree: Tree) -> None:
    before = tree(built / "releases")

    outcomes = pipeline.build(Settings.load(data=built))

    assert [outcome.released for outcome in outcomes] == [False] * 5
    assert all("nothing changed" in outcome.message for outcome in outcomes)
    assert tree(built / "releases") == before


def test_a_new_figure_is_a_minor_release_and_other_packages_cite_the_new_snapshot(built: Path) -> None:
    with (built / "snapshots/vietnamnet.vn/figures.csv").open("a", encoding="utf-8") as file:
        file.write("https://vietnamnet.vn/x,2026-04,PAR,province,value,Hà Nội,2025,,91.00,,3,34,printed,,,,,,,\n")

    outcomes = pipeline.build(Settings.load(data=built))

    assert {outcome.package: outcome.version for outcome in outcomes} == dict.fromkeys(
        ("dti", "papi", "pci", "sipas"), "1.0.1"
    ) | {"par-index": "1.1.0"}
    assert (built / "releases/par-index/latest").readlink() == Path("1.1.0")
    assert (built / "releases/par-index/1.0.0/datapackage.json").is_file()


def test_as_of_a_day_only_what_had_been_published_is_known(small_data: Path) -> None:
    day = date(2019, 5, 25)

    pipeline.build(Settings.load(data=small_data), as_of=day, indices=("PAR",))

    [held] = rows(small_data, "observations", ref_area="GSO22", time_period=2018, component="_T")
    assert held["published_at"] <= day
    pages = {row["source_url"] for row in rows(small_data, "statements", ref_area="GSO22", time_period=2018, component="_T")}
    assert not any("vnexpress" in page for page in pages), "its date is known to the month only: it may have been later in May"


def test_the_same_inputs_give_the_same_bytes_whatever_the_environment(built_once: Path, tmp_path: Path, tree: Tree) -> None:
    data = Path(shutil.copytree(built_once, tmp_path / "elsewhere" / "daten"))
    shutil.rmtree(data / "releases")
    environment = {
        "PATH": os.defpath,
        "TZ": "Asia/Ho_Chi_Minh",
        "LANG": "tr_TR.UTF-8",
        "HOME": str(tmp_path),
        "PYTHONHASHSEED": "7",
    }
    code = "import os; os.umask(0o077); from parpipe.cli import main; main(['build', '--data', 'daten'])"
    python_path = {"PYTHONPATH": str(ROOT / "src")}

    subprocess.run([sys.executable, "-c", code], cwd=data.parent, env=environment | python_path, check=True)

    assert tree(data / "releases") == tree(built_once / "releases")


def test_the_cited_statement_says_what_is_held(built_once: Path) -> None:
    for package in ("par-index", "sipas", "dti", "papi", "pci"):
        by_id = {row["statement_id"]: row for row in rows(built_once, "statements", package)}
        for row in rows(built_once, "observations", package):
            for figure in ("score", "rank"):
                cited = row[f"{figure}_statement"] and by_id[row[f"{figure}_statement"]]
                assert (cited["value"] if cited else None) == (None if row[figure] is None else str(row[figure]))


def test_a_pointer_that_a_killed_run_left_behind_is_mended(built: Path, tree: Tree) -> None:
    before = tree(built / "releases")
    (built / "releases/dti/latest.json").write_text('{"version": "0.9.0"}')
    (built / "releases/pci/latest.json").unlink()

    pipeline.build(Settings.load(data=built))

    assert tree(built / "releases") == before


def test_a_damaged_release_is_said_and_left_alone(built: Path) -> None:
    (built / "releases/dti/1.0.0/datapackage.json").unlink()

    with pytest.raises(Missing, match="the latest release is damaged"):
        pipeline.build(Settings.load(data=built))


def test_a_vintage_never_replaces_a_fuller_release(built: Path, tree: Tree) -> None:
    before = tree(built / "releases")

    with pytest.raises(Usage, match="name a folder of its own"):
        pipeline.build(Settings.load(data=built), as_of=date(2019, 1, 1))

    assert tree(built / "releases") == before


def test_a_vintage_before_any_figure_releases_nothing(small_data: Path) -> None:
    outcomes = pipeline.build(Settings.load(data=small_data), recorded_by=date(2020, 1, 1))

    assert {outcome.released for outcome in outcomes} == {False}
    assert not list((small_data / "releases").glob("*/latest"))


def test_as_of_a_later_day_equals_the_default(built_once: Path, small_data: Path, tree: Tree) -> None:
    pipeline.build(Settings.load(data=small_data), as_of=date(2099, 1, 1))

    assert without_vintage(tree(small_data / "releases")) == without_vintage(tree(built_once / "releases"))


@pytest.mark.parametrize("package", ["par-index", "sipas", "dti", "papi", "pci"])
def test_checksums_hold_for_every_file(built_once: Path, package: str) -> None:
    folder = built_once / "releases" / package / "latest"

    listed = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())

    assert listed == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != "SHA256SUMS"
    }


def capture_again(data: Path, day: str, old: str, new: str) -> None:
    """Give a data folder a second capture of Lai Châu's page, on which one text became another."""
    folder, source = data / "snapshots/cchc.laichau.gov.vn", data / "sources/cchc.laichau.gov.vn.yaml"
    text = (folder / "par-index-2012-2016.html").read_text(encoding="utf-8")
    assert old in text
    (folder / "again.html").write_text(text.replace(old, new), encoding="utf-8")
    first = source.read_text(encoding="utf-8")
    second = first[first.index("  - file: par-index") :].replace("par-index-2012-2016", "again").replace("2026-11-22", day)
    source.write_text(first + second, encoding="utf-8")
    transcription = folder / "figures.csv"
    rows = [line for line in transcription.read_text(encoding="utf-8").splitlines() if ",2013," not in line]
    transcription.write_text("\n".join(rows) + "\n", encoding="utf-8")


def test_a_figure_changed_on_a_page_is_a_revision_with_both_readings(small_data: Path) -> None:
    capture_again(small_data, "2026-11-25", "đạt 63,17 điểm", "đạt 63,71 điểm")

    pipeline.build(Settings.load(data=small_data), indices=("PAR",))

    [revision] = rows(small_data, "revisions")
    assert (revision["kind"], revision["old"], revision["new"]) == ("revised", "63.17", "63.71")
    [held] = rows(small_data, "observations", ref_area="GSO12", time_period=2013, component="_T")
    assert (held["score"], held["rival_count"]) == ("63.71", 0)
    readings = {row["statement_id"]: row for row in rows(small_data, "statements", ref_area="GSO12", time_period=2013)}
    assert readings[revision["old_statement"]]["superseded_at"] == date(2026, 11, 25)
    assert readings[revision["new_statement"]]["published_at"] == date(2026, 11, 25), "not before it was first seen"


@pytest.mark.parametrize("limit", ["as_of", "recorded_by"])
def test_before_the_second_capture_the_first_reading_is_held(small_data: Path, limit: str) -> None:
    capture_again(small_data, "2026-11-25", "đạt 63,17 điểm", "đạt 63,71 điểm")

    pipeline.build(Settings.load(data=small_data), indices=("PAR",), **{limit: date(2026, 11, 24)})  # type: ignore[arg-type]

    [held] = rows(small_data, "observations", ref_area="GSO12", time_period=2013, component="_T")
    assert held["score"] == "63.17"
    assert rows(small_data, "revisions") == []


def test_a_figure_that_a_page_dropped_is_withdrawn(small_data: Path) -> None:
    capture_again(small_data, "2026-11-25", "đạt 63,17 điểm (giảm 3,29 điểm), ", "")

    pipeline.build(Settings.load(data=small_data), indices=("PAR",))

    found = {row["field"]: (row["kind"], row["old"], row["new"]) for row in rows(small_data, "revisions")}
    assert found["score"] == ("withdrawn", "63.17", None)
    [held] = rows(small_data, "observations", ref_area="GSO12", time_period=2013, component="_T")
    assert held["score"] is None


def test_a_release_of_an_earlier_schema_is_followed_by_a_new_one(built: Path) -> None:
    folder = built / "releases/sipas/1.0.0"
    table = list(csv.reader((folder / "observations.csv").open(encoding="utf-8", newline="")))
    gone = table[0].index("rivals")
    with (folder / "observations.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([row[:gone] + row[gone + 1 :] for row in table])
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in (one for one in descriptor["resources"] if "schema" in one):
        resource["schema"]["fields"] = [field for field in resource["schema"]["fields"] if field["name"] != "rivals"]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")

    outcomes = {outcome.package: outcome.version for outcome in pipeline.build(Settings.load(data=built))}

    assert outcomes["sipas"] == "1.1.0"


def test_as_of_today_is_the_default(small_data: Path, built_once: Path, tree: Tree) -> None:
    last = max(row["recorded_at"] for row in rows(built_once, "statements"))

    pipeline.build(Settings.load(data=small_data), as_of=last)

    assert without_vintage(tree(small_data / "releases")) == without_vintage(tree(built_once / "releases"))
