"""`parpipe diff` between any two releases, in folders and over HTTP."""

import csv
import io
import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from parpipe import pipeline
from parpipe.cli import _run
from parpipe.comparing import diff
from parpipe.releases import open_table
from parpipe.settings import Settings
from tests.conftest import FEW, copy_data


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases in which each package has two: without one of the sources, and with all."""
    data = copy_data(tmp_path_factory.mktemp("twice") / "data", FEW[:-1])
    pipeline.build(Settings.load(data=data))
    more = copy_data(tmp_path_factory.mktemp("more") / "data", FEW[-1:])
    for name in ("sources", "snapshots"):
        shutil.copytree(more / name, data / name, dirs_exist_ok=True)
    pipeline.build(Settings.load(data=data))
    return data / "releases"


@pytest.fixture
def address(twice: Path) -> Iterator[str]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(twice))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_revisions_of_a_release_are_its_difference_to_the_one_before(twice: Path) -> None:
    held = open_table("dti", "revisions", twice).to_pylist()

    found = diff(twice / "dti" / "1.0.0", twice / "dti")

    assert (found.old, found.new, found.called_for) == ("1.0.0", "1.1.0", "1.1.0")
    assert {row["revision_id"] for row in found.difference.revisions} == {row["revision_id"] for row in held}
    assert len(held) > 50


def test_near_and_far_releases_compare_alike(twice: Path, address: str) -> None:
    near = diff(twice / "dti" / "1.0.0", twice / "dti" / "1.1.0")

    assert diff(f"{address}/dti/1.0.0", f"{address}/dti") == near
    assert diff(twice / "dti" / "1.0.0", f"{address}/dti/1.1.0") == near


def test_backwards_everything_added_is_withdrawn(twice: Path) -> None:
    old, new = twice / "dti" / "1.0.0", twice / "dti"

    forth, back = diff(old, new).difference, diff(new, old).difference

    turned = {"added": "withdrawn", "revised": "revised"}
    assert [(row["field"], row["new"], turned[row["kind"]]) for row in forth.revisions] == [
        (row["field"], row["old"], row["kind"]) for row in back.revisions
    ]
    assert "fewer_observations" in {one.code for one in back.odd}


def test_a_release_does_not_differ_from_itself(twice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["diff", str(twice / "dti"), str(twice / "dti" / "1.1.0")]) == 0

    assert capsys.readouterr().out.startswith("dti 1.1.0 → 1.1.0: none, calls for 1.1.0; values: 0 added, 0 revised")


def test_json_and_csv_carry_every_revision(twice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = [str(twice / "dti" / "1.0.0"), str(twice / "dti")]

    said = []
    for kind in ("json", "csv"):
        assert _run(["diff", *places, "--format", kind]) == 0
        said.append(capsys.readouterr().out)

    rows = json.loads(said[0])["revisions"]
    assert [row["revision_id"] for row in csv.DictReader(io.StringIO(said[1]))] == [row["revision_id"] for row in rows]
    assert json.loads(said[0])["called_for"] == "1.1.0"


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("dti", "sipas", 2, "name two releases of one package"),
        ("weather", "dti", 2, "no release in"),
        ("dti/7.0.0", "dti", 2, "no release in"),
    ],
)
def test_what_cannot_be_compared_is_said(
    twice: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, code: int, words: str
) -> None:
    assert _run(["diff", str(twice / old), str(twice / new)]) == code

    assert words in capsys.readouterr().err
