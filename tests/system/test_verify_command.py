"""Verification over HTTP and on the command line, and a check of the caller's own."""

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from parpipe.cli import main
from parpipe.errors import Missing, Unavailable
from parpipe.proofs import Case, Result
from parpipe.verify import verify
from tests.system.proving import WHOLE, failed, outcomes, package, problems


@pytest.fixture
def address(place: Path) -> Iterator[str]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(place / "releases"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_release_is_verified_over_http(place: Path, address: str) -> None:
    by_package, by_version = (verify(f"{address}/{name}", place / "data") for name in ("par-index", "par-index/1.0.0"))

    assert outcomes(by_package) == WHOLE, problems(by_package)
    assert outcomes(by_version) == {**WHOLE, "latest": "not checked"}
    assert "over HTTP a file that was added cannot be seen" in by_package.results["files"].said


def test_a_changed_file_is_found_over_http(place: Path, address: str) -> None:
    path = package(place) / "1.0.0" / "statements.parquet"
    path.write_bytes(path.read_bytes()[:-1])

    found = verify(f"{address}/par-index", place / "data")

    assert failed(found) == ["files"]
    assert "statements.parquet was changed" in problems(found)


def test_a_host_that_does_not_answer_is_no_failure_of_the_release() -> None:
    with pytest.raises(Unavailable, match="did not answer"):
        verify("http://127.0.0.1:9/par-index")


def test_where_no_release_is_there_is_none_to_verify(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="no release in"):
        verify(tmp_path)


def test_a_check_of_the_callers_own_is_one_more(signed: Path) -> None:
    def rebuild(case: Case) -> Result:
        return Result("made anew", (f"{case.release.version} comes out otherwise",))

    found = verify(package(signed), signed / "data", rebuild=rebuild)

    assert list(outcomes(found)) == [*WHOLE, "rebuild"]
    assert failed(found) == ["rebuild"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["verify", *arguments])
    return int(ended.value.code or 0), capsys.readouterr().out


def test_the_command_prints_a_line_for_every_check(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(place / "data" / "snapshots")

    code, out = run(capsys, str(package(place)), "--data", str(place / "data"))

    lines = out.splitlines()
    assert code == 0
    assert lines[0] == str(package(place) / "1.0.0")
    assert [line.split()[0] for line in lines[1:]] == list(WHOLE)
    assert lines[-1] == f"  evidence not checked: there are no snapshots in {place / 'data' / 'snapshots'}"


def test_the_command_says_what_is_wrong_and_where_and_fails(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in sorted((package(place) / "1.0.0").glob("*.[cp][sa][vr]*")):
        path.write_bytes(path.read_bytes() + b"\n")

    code, out = run(capsys, str(package(place)), "--data", str(place / "data"))

    assert code == 1
    assert "  files failed\n    area_names.csv was changed: its SHA-256 is" in out
    assert "    … and 12 more; --format json lists all\n" in out
    assert "  tables not checked: the files are not those that were released\n" in out


def test_the_json_form_is_as_documented(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package(place) / "1.0.0" / "README.md").unlink()

    code, out = run(capsys, str(package(place)), "--data", str(place / "data"), "--format", "json")

    said = json.loads(out)
    assert code == 1
    assert (said["release"], said["holds"]) == (str(package(place) / "1.0.0"), False)
    assert [check["check"] for check in said["checks"]] == list(WHOLE)
    assert said["checks"][0]["outcome"] == "failed"
    assert said["checks"][0]["problems"] == ["README.md is missing"]
    assert all(set(check) == {"check", "outcome", "said", "problems"} for check in said["checks"])
