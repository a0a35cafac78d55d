"""Tables of our own with the figures of real ones, each with the statements it must give and nothing else.

A golden file lists them as ``index/level/area/year/component measure value [/maximum] [unit] [of count] @ locator``, and the
findings as ``code @ key``. To change one on purpose: ``python -m tests.golden_tables.test_golden_tables`` from the checkout.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parpipe.extractors.narrative import Context
from parpipe.extractors.table import extract_tables
from parpipe.locators import follow
from parpipe.model import Statement
from parpipe.readers import read_document
from parpipe.registry import load_reference
from parpipe.tables.cells import read_value

HERE = Path(__file__).parent
INDICES, AREAS = load_reference(HERE.parents[1] / "data")
PAGES = sorted(path for path in HERE.iterdir() if path.suffix in (".html", ".csv", ".txt"))


def describe(statement: Statement) -> str:
    """Return one statement as a line of a golden file."""
    own = statement
    what = f"{own.index_id}/{own.level}/{own.ref_area}/{own.time_period}/{own.component} {own.measure} {own.value}"
    extras = [
        f"/{own.scale_max}" if own.scale_max else "",
        own.unit or "",
        f"of {own.ranked_count}" if own.ranked_count else "",
    ]
    return " ".join([what, *filter(None, extras), "@", own.locator])


def read_page(path: Path) -> dict[str, list[str]]:
    """Return what a page gives, as its golden file says it; the evidence of every statement is followed on the way."""
    document = read_document(path)
    extraction = extract_tables(document, Context(indices=INDICES, areas=AREAS))
    for statement in extraction.statements:
        again = read_value(statement.quote)
        assert follow(document, statement.locator) == statement.quote
        assert again is not None
        assert again.value == statement.value
    findings = [f"{finding.code} @ {finding.key}" for finding in extraction.findings]
    return {"statements": [describe(statement) for statement in extraction.statements], "findings": findings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_gives_what_its_golden_file_says(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    assert read_page(path) == expected


@pytest.mark.parametrize("path", [path for path in PAGES if path.name.startswith("not-")], ids=lambda path: path.name)
def test_a_page_without_figures_of_ours_gives_findings_only(path: Path) -> None:
    found = read_page(path)

    assert found["statements"] == []
    assert found["findings"]


if __name__ == "__main__":
    for page in PAGES:
        text = json.dumps(read_page(page), ensure_ascii=False, indent=1)
        page.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
