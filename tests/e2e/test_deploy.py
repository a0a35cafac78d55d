"""What stands in deploy/ is what machines take: systemd its units, and a fresh checkout the steps of the Containerfile."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.portal import program

pytestmark = pytest.mark.programs
UNITS = sorted((ROOT / "deploy").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    placed = tmp_path / unit.name  # as it stands, but for where this machine has the checkout
    placed.write_text(unit.read_text(encoding="utf-8").replace("/opt/parpipe/.venv/bin/parpipe", "/bin/true"), encoding="utf-8")

    done = subprocess.run([program("systemd-analyze"), "verify", placed], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_would_refuse_a_unit_with_a_mistake(tmp_path: Path) -> None:
    broken = tmp_path / "broken.service"
    broken.write_text(UNITS[0].read_text(encoding="utf-8").replace("ExecStart=", "ExecBegin="), encoding="utf-8")

    done = subprocess.run([program("systemd-analyze"), "verify", broken], capture_output=True, text=True)

    assert done.returncode != 0


def test_the_steps_of_the_containerfile_set_a_fresh_checkout_up(tmp_path: Path) -> None:
    said = (ROOT / "deploy/Containerfile").read_text(encoding="utf-8")
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    shutil.copytree(ROOT, tmp_path / "parpipe", ignore=_ignore(ignored), symlinks=True)

    steps = re.findall(r"sh (deploy/\w+\.sh)", said)
    done = [subprocess.run(["sh", step], cwd=tmp_path / "parpipe", capture_output=True, text=True) for step in steps]

    assert steps == ["deploy/install.sh", "deploy/look.sh"]
    assert [one.returncode for one in done] == [0, 0], [one.stderr for one in done]
    assert "refresh source build publish watch backfill" in done[1].stdout
    assert re.search(r'^CMD \["\.venv/bin/parpipe", "serve"', said, re.MULTILINE)


def _ignore(patterns: list[str]):
    """Return what keeps out what the Containerfile keeps out; patterns are paths, or names in any folder."""
    names = {pattern.removeprefix("**/") for pattern in patterns if pattern.startswith("**/")}
    paths = {ROOT / pattern for pattern in patterns if not pattern.startswith("**/")}

    def keep_out(folder: str, entries: list[str]) -> set[str]:
        return {entry for entry in entries if entry in names or Path(folder) / entry in paths}

    return keep_out
