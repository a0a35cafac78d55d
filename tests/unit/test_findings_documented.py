"""Every finding code in the source is documented, and every documented code exists."""

import re

from parpipe.rules import RULES
from tests.conftest import ROOT

_LITERAL = re.compile(r'Finding\(\s*"([a-z_]+)"|"(duplicate_row|unknown_[a-z]+|ambiguous_[a-z]+|broken_date|base_not_before)"')


def test_the_codes_in_the_source_and_in_the_documentation_are_the_same() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.py")))
    used = {one or other for one, other in _LITERAL.findall(sources)} | set(RULES)

    documented = set(re.findall(r"^\| `([a-z_]+)` \|", (ROOT / "docs/findings.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert used == documented
