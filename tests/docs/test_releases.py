"""docs/releases.md tells every check, every outcome and every form in which a release is verified."""

import json
import re
from pathlib import Path

from parpipe.verify import INNER, OUTER, verify
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "releases.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "src" / "parpipe" / "settings.py").read_text(encoding="utf-8")


def test_every_check_is_told_in_its_order() -> None:
    assert re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE) == [*OUTER, *INNER]


def test_the_json_form_is_the_one_that_is_printed(built_once: Path) -> None:
    printed = json.loads(re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)[0])

    found = verify(built_once / "releases" / "dti", built_once).as_json()

    assert printed.keys() == found.keys()
    assert printed["checks"][0].keys() == found["checks"][0].keys()
    assert re.sub(r"\d+", "", printed["checks"][0]["said"], count=1) == re.sub(r"\d+", "", found["checks"][0]["said"], count=1)


def test_the_settings_are_told_where_the_code_tells_them() -> None:
    told = set(re.findall(r"^\| `(PARPIPE_\w+)` \|", OPERATIONS, re.MULTILINE))

    assert told == set(re.findall(r"environ\.get\(\"(PARPIPE_\w+)\"\)", SETTINGS))


def test_every_file_that_stands_beside_the_tables_is_told(built_once: Path) -> None:
    files = {path.name for path in (built_once / "releases" / "dti" / "latest").iterdir()}

    plain = {name for name in files if not name.endswith((".csv", ".parquet"))}
    assert plain
    assert all(name in TEXT for name in plain)
