"""The Vietnamese README says nothing that the English one does not prove: its code is the same, its links lead to files."""

import re

from tests.conftest import ROOT

README, OTHER = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.vi.md", "README.md"))
BLOCK = re.compile(r"```(python|console)\n(.*?)```", re.DOTALL)


def test_its_code_is_that_of_the_english_one() -> None:
    lines = {line for _, block in BLOCK.findall(OTHER) for line in block.splitlines()}

    own = [line for _, block in BLOCK.findall(README) for line in block.splitlines()]

    assert len(own) > 8
    assert set(own) <= lines


def test_its_links_lead_to_files() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)

    assert len(targets) > 5
    assert all((ROOT / target).exists() for target in targets)


def test_it_names_every_main_table_that_the_english_one_names() -> None:
    tables = [set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) for text in (README, OTHER)]

    assert tables[0] == tables[1]
