"""Every finding code in the source is documented, and every documented code exists."""

import re

from parpipe.crosschecks import CHECKS
from parpipe.fetch import CODES
from parpipe.rules import RULES
from tests.conftest import ROOT

_TYPED = (
    *("duplicate_row", "unknown_[a-z]+", "ambiguous_[a-z]+", "broken_date", "broken_cell", "wrong_[a-z]+"),
    *("base_not_before", "no_figure", "score_above_declared_scale"),
)
_LITERAL = re.compile(rf'[fF]inding\(\s*"([a-z_]+)"|"({"|".join(_TYPED)})"')


def test_the_codes_in_the_source_and_in_the_documentation_are_the_same() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.py")))
    used = {code for found in _LITERAL.findall(sources) for code in found if code} | {*RULES, *CHECKS, *CODES.values()}

    documented = set(re.findall(r"^\| `([a-z_]+)` \|", (ROOT / "docs/findings.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert used == documented
