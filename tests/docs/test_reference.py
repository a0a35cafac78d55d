import re

import pytest

from tests.conftest import ROOT
from tests.docs.reference import FOLDER, pages


@pytest.mark.parametrize("name", pages())
def test_a_page_says_what_the_program_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], "run `make reference`"


def test_no_other_page_stands_beside_them() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(pages())


def test_every_option_and_field_has_its_meaning() -> None:
    rows = [
        re.split(r"(?<!\\)\|", line)[1:-1] for text in pages().values() for line in text.splitlines() if line.startswith("|")
    ]

    assert len(rows) > 200
    assert [row for row in rows if not all(cell.strip() for cell in row)] == []


def test_every_setting_that_the_code_names_is_documented() -> None:
    source = "".join(path.read_text(encoding="utf-8") for folder in ("src", "flows") for path in (ROOT / folder).rglob("*.py"))
    named = set(re.findall(r"\bPARPIPE_[A-Z_]*[A-Z]\b", source))

    assert "PARPIPE_DATA" in named
    assert {name for name in named if name not in pages()["commands.md"]} == set()
