"""The README is true: its code runs, its table is what a release holds, its commands and links exist."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from parpipe.releases import open_table
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
CONSOLE = [
    line.split("  #")[0].strip()
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]


@pytest.mark.parametrize("code", PYTHON, ids=lambda code: code.split()[1])
def test_a_python_block_runs_and_prints_figures(code: str, checkout: Path) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=True)

    assert re.search(r"\d", done.stdout)


@pytest.mark.parametrize("line", [line for line in CONSOLE if line.startswith("parpipe")])
def test_a_command_runs(line: str, checkout: Path) -> None:
    command = [sys.executable, "-c", "from parpipe.cli import main; main()", *shlex.split(line)[1:]]

    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)

    assert done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_what_is_typed(shell: str) -> None:
    command = [sys.executable, "-c", "from parpipe.cli import main; main([])"]
    typed = {"COMP_WORDS": "parpipe exp", "COMP_CWORD": "exp" if shell == "fish" else "1"}

    told = [
        subprocess.run(
            command,
            env={**os.environ, **typed, "_PARPIPE_COMPLETE": f"{shell}_{what}"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for what in ("source", "complete")
    ]

    assert "_PARPIPE_COMPLETE=" in told[0]
    assert "explain" in told[1]


def test_the_make_targets_exist() -> None:
    named = {line.split()[1] for line in CONSOLE if line.startswith("make")} | set(re.findall(r"`make ([a-z0-9-]+)`", README))

    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_the_links_lead_to_files() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)

    assert targets
    assert all((ROOT / target).exists() for target in targets)


def test_the_table_is_what_a_release_holds(released: Path) -> None:
    printed = [line for line in README.splitlines() if re.match(r"\| \d{4} \|", line)]

    assert printed == list(lai_chau(released / "releases"))


def lai_chau(releases: Path) -> list[str]:
    held, changes = (
        {
            row["time_period"]: row
            for row in open_table("par-index", table, releases).to_pylist()
            if row["ref_area"] == "GSO12" and row["component"] == "_T" and row["time_period"] <= 2016
        }
        for table in ("observations", "changes")
    )
    return [line(row, changes.get(year)) for year, row in held.items()]


def line(row: dict[str, object], change: dict[str, object] | None) -> str:
    cells = [row["time_period"], row["score"], row["scale_max"], f"{row['rank']}/{row['ranked_count']}"]
    if change:
        reason = f"false: {change['not_comparable_reason']}" if change["not_comparable_reason"] else "true"
        cells += [f"{change['score_change']}, rank {change['rank_change']}", reason]
        cells += [f"{change['stated_score_change']}, rank {change['stated_rank_change']}"]
        cells += [f"{change['score_verdict']}, {change['rank_verdict']}"]
    return f"| {' | '.join(map(str, cells))} |" + " |" * (8 - len(cells))


def test_every_page_of_the_documentation_can_be_reached() -> None:
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}

    assert sorted(pages - set(re.findall(r"\]\(([^)#]+)\)", README))) == []
