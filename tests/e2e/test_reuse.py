"""The tool of the REUSE specification finds a licence for every file. It is under the GPL: it runs in an environment apart."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.programs


@pytest.fixture(scope="module")
def reuse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in an environment that is made for it."""
    home = tmp_path_factory.mktemp("reuse")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    install = ["-m", "uv", "--quiet", "pip", "install", "--python", home / "bin" / "python", "reuse==6.2.0"]
    subprocess.run([sys.executable, *install], check=True)
    return home / "bin" / "reuse"


def lint(reuse: Path, root: Path) -> dict[str, Any]:
    done = subprocess.run([reuse, "--root", root, "lint", "--json"], capture_output=True, text=True, check=False)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_the_repository_is_compliant(reuse: Path) -> None:
    said = lint(reuse, ROOT)

    assert said["summary"]["compliant"], said["non_compliant"]
    assert set(said["summary"]["used_licenses"]) == {"Apache-2.0", "CC-BY-4.0", "MIT"}


def test_the_tool_does_find_a_file_without_a_licence(reuse: Path, tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text("a,b\n", encoding="utf-8")

    said = lint(reuse, tmp_path)

    assert not said["summary"]["compliant"]
    assert [Path(file).name for file in said["non_compliant"]["missing_licensing_info"]] == ["figures.csv"]
