"""docs/how-to.md leads where it says: its files are written, and its commands run, one after the other."""

import json
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from parpipe import rules
from parpipe.schema import to_table
from tests.conftest import ROOT, copy_data
from tests.package import package_tables
from tests.rows import statement

TEXT = (ROOT / "docs/how-to.md").read_text(encoding="utf-8")
PARTS = dict(re.findall(r"^## (An? \w+)\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))


def files_of(part: str) -> dict[str, str]:
    return dict(re.findall(r"<!-- file: (\S+) -->\n\n```\w+\n(.*?)```", part, re.DOTALL))


def walk(part: str, folder: Path) -> str:
    """Write the files of a part and run its commands; return what they print."""
    copy_data(folder / "data", ())
    for name, content in files_of(part).items():
        (folder / name).write_text(content, encoding="utf-8")
    lines = re.findall(r"^ *(parpipe .*)$", "".join(re.findall(r"```console\n(.*?)```", part, re.DOTALL)), re.MULTILINE)
    command = [sys.executable, "-c", "from parpipe.cli import main; main()"]
    done = [
        subprocess.run([*command, *shlex.split(line)[1:]], cwd=folder, capture_output=True, text=True, check=True)
        for line in lines
    ]
    return "".join(one.stdout for one in done)


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("A source", ["par-index 1.0.0: released", "score 84.15", "rank 48/63", "https://www.example.vn/cchc-2023.html"]),
        ("An index", ["pgi 1.0.0: released, 1 observations", "21.15"]),
    ],
)
def test_the_path_leads_to_a_release(part: str, wanted: list[str], tmp_path: Path) -> None:
    printed = walk(PARTS[part], tmp_path)

    assert [said for said in wanted if said not in printed] == []


def block_of(mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n\n( *)```python\n(.*?)```", TEXT, re.DOTALL)
    assert found
    return textwrap.dedent(found[2])


def test_the_form_of_a_package_is_written_as_the_page_writes_it() -> None:
    names: dict[str, Any] = {}
    tables = package_tables()

    exec(block_of("output"), names)

    lines = names["json_lines"](None, tables).decode().splitlines()
    assert len(lines) == sum(map(len, tables.values()))
    assert json.loads(lines[0])["table"] == "observations"


def test_the_rule_of_the_page_finds_what_it_says_and_nothing_else() -> None:
    names = dict(vars(rules))
    told = [{"unit": "percent", "value": "100"}, {"unit": "percent", "value": "100.01"}, {"unit": "points", "value": "101"}]
    told.append({"measure": "score_change", "unit": "percent", "value": "101"})

    exec(block_of("rule"), names)

    broken = names["percent_above_hundred"](to_table("statements", [statement(scale_max=None, **one) for one in told]))
    assert broken.to_pylist() == [False, True, False, False]


def test_every_part_is_there() -> None:
    assert list(PARTS) == ["A source", "An index", "An output", "A rule"]


def test_what_it_names_in_the_code_exists() -> None:
    named = set(re.findall(r"`((?:src|tests|data|schemas)/[\w/.]+)`", TEXT)) - {
        *files_of(TEXT),
        "data/sources/example.vn.yaml",
        "src/parpipe/writers/json_lines.py",
    }
    there = {name for name in named if (ROOT / name).exists()} | {"data/snapshots/example.vn/"}

    assert len(named) > 5
    assert named <= there
