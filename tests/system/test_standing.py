"""Nothing changed is only said when nothing did: any byte that a build depends on, or that readers see, takes the note away."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parpipe import pipeline, refreshing
from parpipe.settings import Settings
from parpipe.standing import read_standing, write_standing


@pytest.fixture(scope="module")
def noted_once(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = Path(shutil.copytree(built_once, tmp_path_factory.mktemp("noted") / "data", symlinks=True))
    settings = Settings.load(data=data, environ={})
    outcomes = pipeline.build(settings)
    pipeline.note_standing(pipeline.plan_build(settings), outcomes)
    return data


@pytest.fixture
def noted(noted_once: Path, tmp_path: Path) -> Settings:
    return Settings.load(data=Path(shutil.copytree(noted_once, tmp_path / "data", symlinks=True)), environ={})


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def capture(data: Path) -> None:
    (data / "captures/son").mkdir(parents=True)
    (data / "captures/son/page.2026-12-07.html").write_text("<p>")


def point_elsewhere(data: Path) -> None:
    link = data / "releases/dti/latest"
    link.unlink()
    link.symlink_to("0.9.0")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a source": lambda data: append(data / "sources/dti.gov.vn.yaml"),
    "a document": lambda data: append(data / "snapshots/dti.gov.vn/figures.csv"),
    "a new document": lambda data: (data / "snapshots/dti.gov.vn/new.csv").write_text(""),
    "a document gone": lambda data: (data / "snapshots/dti.gov.vn/figures.csv").unlink(),
    "reference data": lambda data: append(data / "reference/areas.csv"),
    "an index": lambda data: append(data / "indices/DTI.yaml"),
    "the vocabulary": lambda data: append(next((data / "vocabulary").iterdir())),
    "a first correction": lambda data: (
        (data / "corrections").mkdir(exist_ok=True),
        (data / "corrections/dti.gov.vn.yaml").write_text(""),
    ),
    "a capture": capture,
    "a damaged file of a release": lambda data: append(data / "releases/dti/latest/observations.csv"),
    "a file of a release gone": lambda data: (data / "releases/dti/latest/observations.csv").unlink(),
    "a pointer": point_elsewhere,
    "the catalog": lambda data: (data / "releases/catalog.ttl").unlink(),
    "the site": lambda data: (data / "releases/index.html").unlink(),
    "a package gone": lambda data: shutil.rmtree(data / "releases/pci"),
    "a damaged note": lambda data: (data / "releases/.work/standing.json").write_text("{"),
    "the caches": lambda data: shutil.rmtree(data / "releases/.work"),
}


def test_nothing_changed_and_it_is_said_of_every_package(noted: Settings) -> None:
    standing = read_standing(noted)

    assert standing is not None
    assert [line.split()[0] for line in standing.messages] == ["dti", "papi", "par-index", "pci", "sipas"]
    assert refreshing.nothing_to_do(noted, datetime.now(UTC)) == "no source is due and nothing changed"


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_noticed(change: str, noted: Settings) -> None:
    CHANGES[change](noted.data)

    assert read_standing(noted) is None


@pytest.fixture
def seen(noted: Settings) -> Settings:
    """The same with a note of these very files that has a wrong digest of their bytes, so that only their look is right."""
    standing = read_standing(noted)
    assert standing is not None
    write_standing(noted, standing.packages, standing.timetables)
    note = noted.releases / ".work/standing.json"
    note.write_text(json.dumps({**json.loads(note.read_bytes()), "digest": "none"}))
    return noted


def test_a_glance_is_enough_where_no_file_was_touched(seen: Settings) -> None:
    assert read_standing(seen) is not None


@pytest.mark.parametrize("change", CHANGES)
def test_a_glance_notices_any_change(change: str, seen: Settings) -> None:
    CHANGES[change](seen.data)

    assert read_standing(seen) is None


def test_a_glance_notices_other_bytes_of_the_same_length_and_date(seen: Settings) -> None:
    page = seen.data / "snapshots/dti.gov.vn/figures.csv"
    before = page.stat()

    page.write_bytes(page.read_bytes()[::-1])
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert (page.stat().st_size, page.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert read_standing(seen) is None


def test_a_file_that_was_touched_and_says_the_same_is_no_change(noted: Settings) -> None:
    standing = read_standing(noted)
    assert standing is not None
    write_standing(noted, standing.packages, standing.timetables)

    os.utime(noted.data / "snapshots/dti.gov.vn/figures.csv")

    assert read_standing(noted) is not None


def test_another_key_to_sign_with_is_a_change(noted: Settings, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a key")

    assert read_standing(Settings.load(data=noted.data, environ={"PARPIPE_SIGNING_KEY": str(tmp_path / "key")})) is None


def test_a_retrieval_that_left_no_capture_is_no_change(noted: Settings) -> None:
    before, folder = read_standing(noted), noted.data / "captures/son"
    folder.mkdir(parents=True)

    (folder / "ledger.jsonl").write_text('{"document": "page.html", "outcome": "unchanged", "file": null}\n')
    (folder / "lock").write_text("")

    assert read_standing(noted) == before


def test_a_vintage_leaves_no_note(noted: Settings) -> None:
    plan = pipeline.plan_build(noted, as_of=datetime.now(UTC).date())
    (noted.releases / ".work/standing.json").unlink()

    pipeline.note_standing(plan, [])

    assert not (noted.releases / ".work/standing.json").exists()


def test_a_target_that_lacks_a_release_is_something_to_do(noted: Settings, tmp_path: Path) -> None:
    targets = Settings.load(data=noted.data, environ={"PARPIPE_TARGETS": str(tmp_path / "public")})

    before = refreshing.nothing_to_do(targets, datetime.now(UTC))
    receipts = refreshing.publish_behind(targets)

    assert before is None
    assert [receipt.complete for receipt in receipts] == [True] * 5
    assert refreshing.nothing_to_do(targets, datetime.now(UTC)) is not None
    assert refreshing.publish_behind(targets) == []
