"""No clock enters a release: not the system's, which may go backwards, and not those of the files."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.crash.scenarios import small_data
from tests.crash.trees import Tree, differences, read_tree

SOURCE = ROOT / "src/parpipe"
TELLS = ("now", "today", "utcnow")
OF_FILES = ("st_mtime", "st_mtime_ns", "st_ctime", "st_ctime_ns", "st_atime", "getmtime", "getctime")
EXCEPTIONS = {
    ("webhook.py", "time"),
    ("refreshing.py", "web.now"),
    ("operating.py", "datetime.now"),
    *(("standing.py", "st_mtime_ns"), ("standing.py", "st_ctime_ns")),
    *(("cli.py", "date.today"), ("publishers/ckan.py", "time"), ("validation/report.py", "time")),
    *(("fetch_commands.py", "datetime.now"), ("fetch.py", "web.now"), ("web.py", "self.now")),
}
"""The day on which `parpipe new-source` records a document, the wait before a portal is asked again, the seconds that a report
of Frictionless says it took, and the moments of retrievals, whose clock is an argument everywhere but in the command. Nothing
of it enters a release. By the stamps of files a run sees that nothing changed; where one differs, the bytes decide."""


def looks_at_a_clock(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TELLS:
            yield f"{getattr(node.func.value, 'id', getattr(node.func.value, 'attr', ''))}.{node.func.attr}"
        if isinstance(node, ast.Attribute) and node.attr in OF_FILES:
            yield node.attr
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield "time"
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name == "time")


def test_no_module_looks_at_a_clock() -> None:
    modules = sorted(SOURCE.rglob("*.py"))

    found = {(str(path.relative_to(SOURCE)), call) for path in modules for call in looks_at_a_clock(path.read_text("utf-8"))}

    assert found == EXCEPTIONS


@pytest.mark.parametrize(
    "code", ["import time", "datetime.now()", "datetime.date.today()", "path.stat().st_mtime", "from time import time"]
)
def test_a_look_at_a_clock_is_seen(code: str) -> None:
    assert list(looks_at_a_clock(code))


def build(folder: Path, *program: str) -> str:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(
        [sys.executable, *program, "build", "--index", "PAPI"], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def without_caches(folder: Path) -> Tree:
    """Return the tree of a folder but for the caches, whose names tell of what class a date is."""
    return {path: entry for path, entry in read_tree(folder).items() if ".work/" not in path}


def test_a_clock_that_goes_backwards_and_files_of_other_days_change_nothing(tmp_path: Path) -> None:
    usual, other = tmp_path / "usual", tmp_path / "other"
    small_data(usual)
    build(usual, "-c", "from parpipe.cli import main; main()")
    shutil.copytree(usual, other, symlinks=True, ignore=shutil.ignore_patterns("releases"))
    for number, path in enumerate(sorted(path for path in other.rglob("*") if not path.is_symlink())):
        day = (86_400.0, 4_100_000_000.0)[number % 2]  # 1970 and 2099
        os.utime(path, (day, day))

    told = build(other, "-m", "tests.crash.clocks")
    again = build(other, "-m", "tests.crash.clocks")

    assert "1.0.0: released" in told
    assert "nothing changed" in again
    assert differences(without_caches(other), without_caches(usual)) == []


def test_the_clock_of_that_process_does_go_backwards() -> None:
    code = "from tests.crash.clocks import turn_back; turn_back(); import datetime, time; a = datetime.datetime.now()"
    ask = f"{code}; print(time.time() > time.time(), a > datetime.datetime.now(), datetime.date.today().year)"

    told = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert told.split() == ["True", "True", "2098"]
