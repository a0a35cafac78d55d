"""docs/fetching.md lists the outcomes and reasons that there are, and the links in it lead somewhere."""

import re
from typing import get_args

from parpipe.captures import Outcome
from tests.conftest import ROOT
from tests.web.faults import FAULTS

TEXT = (ROOT / "docs/fetching.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ")[:2] for line in TEXT.splitlines() if re.match(r"\| [a-z]+ \| `", line)]
LISTED = {(outcome.strip("| "), reason) for outcome, cell in ROWS for reason in re.findall(r"`([a-z_]+)`", cell)}
MODULES = ("addresses", "fetch", "judging", "transfer", "web")
_REASON = re.compile(r'Failed\(\s*"([a-z_]+)"|Verdict\(\s*"[a-z]+", "([a-z_]+)"|reason="([a-z_]+)"')


def test_every_reason_that_there_is_is_listed_and_no_other() -> None:
    sources = "\n".join((ROOT / f"src/parpipe/{name}.py").read_text(encoding="utf-8") for name in MODULES)

    used = {reason for found in _REASON.findall(sources) for reason in found if reason}

    assert used == {reason for _, reason in LISTED}


def test_every_outcome_of_a_fault_is_listed_with_its_reason() -> None:
    assert {(outcome, reason) for _, outcome, reason in FAULTS.values()} <= LISTED
    assert {outcome for outcome, _ in LISTED} == set(get_args(Outcome)) - {"taken_down"}


def test_the_links_lead_to_files() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", TEXT)

    assert targets
    assert all((ROOT / "docs" / target).exists() for target in targets)
