"""`parpipe verify --rebuild`: an auditor makes a release again from what it names, and any difference is told."""

import json
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from parpipe import making, pipeline
from parpipe.checksums import sha256, write_sums
from parpipe.cli import main
from parpipe.proofs import Case, Result
from parpipe.rebuilding import check_rebuild
from parpipe.releases import PublishedRelease
from parpipe.settings import Settings
from tests.conftest import DATA, FEW, copy_data
from tests.system.remaking import remake, set_where


def rebuilt(release: Path | str, data: Path | None) -> Result:
    return check_rebuild(Case(PublishedRelease(str(release)), None, data))


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two releases of each package; the second knows a source more."""
    data = copy_data(tmp_path_factory.mktemp("grown") / "data", FEW[1:])
    pipeline.build(Settings.load(data=data))
    for name, target in (("sources", f"{FEW[0]}.yaml"), ("snapshots", FEW[0])):
        copy = shutil.copytree if name == "snapshots" else shutil.copy
        copy(DATA / name / target, data / name / target)
    pipeline.build(Settings.load(data=data))
    return data


@pytest.fixture
def own(grown: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(grown, tmp_path / "data", symlinks=True))


def test_every_release_comes_out_the_same_the_older_ones_too(grown: Path) -> None:
    found = {str(path): rebuilt(path, grown) for path in sorted((grown / "releases").glob("*/[0-9]*"))}

    assert len(found) > 5
    assert {place: result.problems for place, result in found.items()} == dict.fromkeys(found, ())
    assert all(result.checked for result in found.values())


def test_a_vintage_comes_out_the_same(grown: Path, tmp_path: Path) -> None:
    day = "2024-06-01"
    with pytest.raises(SystemExit) as ended:
        main(["build", "--data", str(grown), "--releases", str(tmp_path), "--as-of", day])
    assert ended.value.code == 0

    result = rebuilt((tmp_path / "par-index" / "latest").resolve(), grown)

    assert (result.problems, result.checked) == ((), True)


def test_a_release_at_an_address_is_made_again_as_well(grown: Path) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(grown / "releases"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        result = rebuilt(f"http://127.0.0.1:{server.server_port}/par-index/1.1.0", grown)
        server.shutdown()

    assert (result.problems, result.checked) == ((), True)


def test_a_figure_that_was_changed_with_all_its_checksums_is_found(own: Path) -> None:
    release = own / "releases" / "dti" / "1.0.0"
    remake(release, {"changes": set_where(lambda row: row["comparable"] is False, comparable=True)})

    problems = rebuilt(release, own).problems

    assert any(problem.startswith("changes.csv comes out otherwise") for problem in problems)


def test_a_changed_input_is_named_where_it_changes_what_comes_out(own: Path) -> None:
    page = own / "snapshots" / FEW[0] / "par-index-2012-2016.html"
    page.write_bytes(page.read_bytes().replace(b"67,41", b"68,41"))

    problems = rebuilt(own / "releases" / "par-index" / "1.1.0", own).problems

    assert any(problem.startswith("statements.csv comes out otherwise") for problem in problems)
    assert f"snapshots/{FEW[0]}/par-index-2012-2016.html is not the same any more" in problems[-1]


def test_a_changed_input_that_changes_nothing_is_told_and_no_failure(own: Path) -> None:
    remark = own / "indices" / "DTI.yaml"
    remark.write_text(remark.read_text(encoding="utf-8") + "# read again\n", encoding="utf-8")

    result = rebuilt(own / "releases" / "dti" / "1.0.0", own)

    assert result.problems == ()
    assert "although indices/DTI.yaml is not the same any more" in result.said


def test_sources_that_came_later_do_not_count(own: Path) -> None:
    for name in ("sources", "snapshots"):
        for path in (DATA / name).glob("baochinhphu.vn*"):
            (shutil.copytree if path.is_dir() else shutil.copy)(path, own / name / path.name)

    assert rebuilt(own / "releases" / "par-index" / "1.1.0", own).problems == ()


def test_other_code_is_told(own: Path) -> None:
    release = PublishedRelease(str(own / "releases" / "dti" / "1.0.0"))
    said = release.read("provenance.jsonld").replace(making.code_digest().encode(), b"0" * 64)
    Path(release.address("provenance.jsonld")).write_bytes(said)
    Path(release.address("SHA256SUMS")).write_bytes(write_sums({**release.checksums(), "provenance.jsonld": sha256(said)}))

    result = rebuilt(release.base, own)

    assert result.problems == ()
    assert "the code is another than that of parpipe" in result.said


@pytest.mark.parametrize("change", ["gone", "another"])
def test_without_the_release_before_it_is_not_checked(own: Path, change: str) -> None:
    before = own / "releases" / "par-index" / "1.0.0"
    shutil.rmtree(before) if change == "gone" else (before / "SHA256SUMS").write_text("")

    result = rebuilt(own / "releases" / "par-index" / "1.1.0", own)

    assert (result.problems, result.checked) == ((), False)
    assert "par-index/1.0.0" in result.said


def test_without_data_it_is_not_checked(grown: Path) -> None:
    assert rebuilt(grown / "releases" / "dti" / "1.0.0", None).outcome == "not checked"


def test_the_command_tells_of_it_in_json(grown: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(grown / "releases" / "dti"), "--data", str(grown), "--rebuild", "--format", "json"])

    said = {one["check"]: one["outcome"] for one in json.loads(capsys.readouterr().out)["checks"]}
    assert (ended.value.code, said["rebuild"]) == (0, "ok")
