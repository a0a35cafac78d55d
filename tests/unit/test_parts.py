"""Partitions: how the sources of a plan are cut, what a part knows, and that it survives the way to another process."""

import pickle
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe import errors, pipeline
from parpipe.errors import BadConfiguration, ParpipeError
from parpipe.pipeline import BATCH, Plan
from parpipe.program import code_digest, require_program
from parpipe.settings import Settings
from tests.conftest import FEW, copy_data

ERRORS = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, ParpipeError)]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    data = copy_data(tmp_path_factory.mktemp("planned") / "data", FEW)
    return pipeline.plan_build(Settings.load(data=data, environ={"PARPIPE_WEBHOOK": "https://chat.example/secret"}))


@given(st.integers(0, 5 * BATCH))
def test_every_source_is_in_exactly_one_batch_and_in_order(plan: Plan, count: int) -> None:
    (some, *_) = plan.registry.sources.values()
    sources = {f"source-{number:03d}": some for number in range(count)}
    many = replace(plan, registry=replace(plan.registry, sources=sources), sources=tuple(sources))

    batches = many.batches

    assert [source_id for batch in batches for source_id in batch.sources] == list(sources)
    assert all(0 < len(batch.sources) <= BATCH for batch in batches)
    assert all(tuple(batch.registry.sources) == batch.sources for batch in batches)


def test_a_part_holds_no_secret(plan: Plan) -> None:
    part = replace(plan, signer=object()).part(FEW[:1])  # type: ignore[arg-type]

    assert part.signer is None
    assert b"secret" not in pickle.dumps(part)
    kept = {field.name: getattr(part.settings, field.name) for field in fields(Settings) if getattr(part.settings, field.name)}
    assert kept.keys() == {"data", "releases", "captures"}


def test_a_part_is_the_same_on_the_other_side(plan: Plan) -> None:
    (batch,) = plan.batches

    other = pickle.loads(pickle.dumps(batch))

    assert other == batch


def test_a_part_reads_into_the_file_that_the_whole_plan_would(plan: Plan) -> None:
    (batch,) = plan.batches

    read = [pipeline.read_source(batch, source_id) for source_id in batch.sources]
    stamps = [path.stat().st_mtime_ns for path in read]

    assert [pipeline.read_source(plan, source_id) for source_id in plan.sources] == read
    assert [path.stat().st_mtime_ns for path in read] == stamps


def test_another_program_is_refused() -> None:
    require_program(code_digest())

    with pytest.raises(BadConfiguration, match="install the same on every worker"):
        require_program("0" * 64)


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_survives_the_way_back(error: type[ParpipeError]) -> None:
    back = pickle.loads(pickle.dumps(error("what happened, where, what to do")))

    assert type(back) is error
    assert str(back) == "what happened, where, what to do"
    assert back.exit_code == error.exit_code


def test_an_error_of_what_is_unknown_survives_it_too() -> None:
    back = pickle.loads(pickle.dumps(errors.Usage.unknown("no index", "PA", ["PAR", "PAPI"])))

    assert "did you mean" in str(back)
