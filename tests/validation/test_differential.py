"""The one promise of the columns: on every table they say what Frictionless says, error for error."""

from pathlib import Path
from random import Random

import pytest
from frictionless import FrictionlessException, Package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parpipe.errors import Unreadable
from parpipe.validation import validate_package
from tests.validation.cases import Case
from tests.validation.corpus import CORPUS, Dirty
from tests.validation.differential import compare, verdict_of_columns, verdict_of_frictionless, write

pytestmark = pytest.mark.filterwarnings("ignore")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), number=st.integers(0, 10**9))
def test_columns_and_frictionless_report_the_same_errors_of_any_table(tmp_path: Path, seed: int, number: int) -> None:
    verdicts = compare(seed, number, tmp_path)

    assert verdicts is None or verdicts[0] == verdicts[1]


@pytest.mark.parametrize("dirty", CORPUS, ids=lambda dirty: dirty.name)
@pytest.mark.parametrize("size", [1, 64, 1 << 21])
def test_columns_and_frictionless_report_the_same_errors_of_tables_that_were_hard_to_read(
    tmp_path: Path, dirty: Dirty, size: int
) -> None:
    descriptor = write(dirty.case, tmp_path)

    theirs = verdict_of_frictionless(descriptor)
    ours = verdict_of_columns(descriptor, Random(size))

    assert ours == theirs
    assert isinstance(theirs, dict)
    assert [error["type"] for task in theirs["tasks"] for error in task["errors"]] == dirty.errors


def test_a_table_that_breaks_frictionless_is_unreadable_and_named(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "x", "type": "number", "constraints": {"unique": True}}]}
    resource = {"name": "a", "type": "table", "path": "a.csv", "schema": schema}
    descriptor = write(Case({"name": "p", "resources": [resource]}, {"a.csv": b"x\nsNaN\n"}), tmp_path)

    assert verdict_of_frictionless(descriptor) == "TypeError"
    with pytest.raises(Unreadable, match=r"a\.csv: Frictionless breaks on it \(TypeError: Cannot hash a signaling NaN"):
        validate_package(Package(str(descriptor)))


def test_a_foreign_key_whose_field_the_header_lacks_breaks_where_frictionless_does(tmp_path: Path) -> None:
    fields = [{"name": "x", "type": "integer"}, {"name": "made", "type": "object"}, {"name": "y", "type": "date"}]
    key = {"fields": ["y"], "reference": {"resource": "", "fields": ["made"]}}
    resource = {"name": "a", "type": "table", "path": "a.csv", "schema": {"fields": fields, "foreignKeys": [key]}}
    descriptor = write(Case({"name": "p", "resources": [resource]}, {"a.csv": b"x,made\n1,{}\n"}), tmp_path)

    verdicts = verdict_of_frictionless(descriptor), verdict_of_columns(descriptor, Random(0))

    assert verdicts == ("TypeError", "TypeError")


def test_a_descriptor_that_frictionless_refuses_is_refused_before_any_table_is_read(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"name": "p", "resources": "none"}')

    with pytest.raises(FrictionlessException):
        validate_package(Package(str(tmp_path / "datapackage.json")))
