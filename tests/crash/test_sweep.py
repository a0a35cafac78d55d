"""A sample of the sweep, drawn anew with every seed; `make crash` runs all of it."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.crash.durability import taken_by_a_loss_of_power
from tests.crash.scenarios import SCENARIOS, Scenario
from tests.crash.sweep import Case, Step, sweep

SEED = 2026
DRAWN = 7


@pytest.fixture(params=SCENARIOS, ids=lambda scenario: scenario.name)
def case(request: pytest.FixtureRequest, ready: Callable[[Scenario], Case]) -> Case:
    return ready(request.param)


def test_a_run_that_is_disturbed_leaves_the_old_or_the_new_and_the_next_one_mends_it(case: Case) -> None:
    drawn = random.Random(SEED).sample(case.places(), DRAWN)

    swept = sweep(case, sorted(drawn), jobs=1)

    assert swept.struck == DRAWN
    assert swept.complaints == ()


def test_what_is_named_is_on_the_disk_before_its_name_is(case: Case) -> None:
    assert list(taken_by_a_loss_of_power(case.steps)) == []


def test_a_flush_that_a_release_misses_is_seen(case: Case) -> None:
    flushes = [number for number, (operation, path, _) in enumerate(case.steps) if operation == "flush" and _counts(path)]

    unseen = [case.steps[one] for one in flushes if not list(taken_by_a_loss_of_power(_without(case.steps, one)))]

    assert len(flushes) > 30
    assert unseen == []


def _counts(path: Path) -> bool:
    """Return whether a path is of a release: staged, or in its package, where the last flush makes the pointer last."""
    parts = {*path.parts}
    placed = parts & {"papi", "sipas"} and not parts & {".work", ".receipts"}
    return bool(placed or {*path.parts[:-1]} & {"staged", "published"})


def _without(steps: Sequence[Step], number: int) -> Sequence[Step]:
    return [*steps[:number], *steps[number + 1 :]]
