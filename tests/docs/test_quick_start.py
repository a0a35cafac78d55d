"""docs/quick-start.md is true: every block runs over the real releases and prints figures; R's where R is installed."""

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "docs/quick-start.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)
PYTHON, R, SQL = ([code for language, code in BLOCKS if language == wanted] for wanted in ("python", "r", "sql"))


@pytest.mark.parametrize("code", PYTHON, ids=["pandas", "duckdb", "polars"])
def test_a_python_block_prints_figures(code: str, checkout: Path) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=True)

    assert re.search(r"20\d\d", done.stdout)
    assert re.search(r"\b\d\d(\.\d+)?\b", done.stdout)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
@pytest.mark.parametrize("code", R)
def test_a_block_of_r_prints_the_ranking(code: str, checkout: Path) -> None:
    done = subprocess.run(["Rscript", "-e", code], cwd=checkout, capture_output=True, text=True, check=True)

    assert [line.split()[1:3] for line in done.stdout.splitlines()[1:3]] == [["Quang", "Ninh"], ["Hai", "Phong"]]


@pytest.mark.parametrize("query", SQL)
def test_a_query_finds_the_series(query: str, released: Path) -> None:
    database = released / "releases/par-index/latest/par-index.sqlite"

    rows = sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute(query).fetchall()

    assert (2016, 53, 67.41) in [row[:3] for row in rows]


def test_every_tool_has_its_block_and_links_lead_to_files() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT)

    assert (len(PYTHON), len(R), len(SQL)) == (3, 1, 1)
    assert targets
    assert all((ROOT / "docs" / target).exists() for target in targets)
