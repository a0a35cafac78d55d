"""`make run` as a person sees it: one process, its own server, a clean end, and the exit codes of the command line."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.flows.test_build import break_a_rank

Tree = Callable[[Path], dict[str, bytes | str]]


@pytest.fixture(scope="module")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that only the first run has to fill."""
    return tmp_path_factory.mktemp("home") / ".prefect"


def run(data: Path, prefect_home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "PARPIPE_"))}
    environment = inherited | {"HOME": str(prefect_home.parent), "PREFECT_HOME": str(prefect_home), "PARPIPE_DATA": str(data)}
    return subprocess.run(
        [sys.executable, "-m", "flows"], cwd=ROOT, env=environment | variables, capture_output=True, text=True, timeout=300
    )


def test_a_run_with_nothing_new_ends_with_a_line_a_package_and_the_next_needs_no_prefect(
    built: Path, prefect_home: Path, tree: Tree
) -> None:
    before = tree(built / "releases")

    done, again = run(built, prefect_home), run(built, prefect_home, PREFECT_API_URL="http://127.0.0.1:9/api")

    assert done.returncode == again.returncode == 0, done.stderr + again.stderr
    assert (again.stdout, again.stderr) == (done.stdout, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["dti", "papi", "par-index", "pci", "sipas"]
    assert all(line.endswith("nothing changed, no new release") for line in lines)
    assert "read: 7 of 7 done" in done.stderr
    assert "Traceback" not in done.stderr + (prefect_home / "server.log").read_text(encoding="utf-8")
    assert tree(built / "releases") == before


def test_a_rejected_run_ends_with_one_paragraph_and_exit_code_1(built: Path, prefect_home: Path) -> None:
    break_a_rank(built)

    done = run(built, prefect_home)

    assert done.returncode == 1
    assert done.stdout == ""
    assert "parpipe: 1 error in the data; nothing was released." in done.stderr
    assert "cchc.laichau.gov.vn/figures.csv" in done.stderr.split("parpipe: ")[-1]
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_gives_exit_code_3(built: Path, prefect_home: Path) -> None:
    shutil.rmtree(built / "releases")
    (built / "releases").write_text("a file where the folder should be")

    done = run(built, prefect_home)

    assert done.returncode == 3
    assert str(built / "releases") in done.stderr.split("parpipe: ")[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("url", "code", "says"),
    [
        ("http://127.0.0.1:9/api", 3, "Prefect's server at http://127.0.0.1:9/api does not answer"),
        ("nowhere", 2, "PREFECT_API_URL is 'nowhere', which is no address"),
    ],
)
def test_a_server_that_cannot_be_asked_is_told_in_a_sentence(
    url: str, code: int, says: str, built: Path, prefect_home: Path
) -> None:
    done = run(built, prefect_home, PREFECT_API_URL=url)

    assert done.returncode == code
    assert done.stderr.startswith(f"parpipe: {says}")
    assert "Traceback" not in done.stderr
