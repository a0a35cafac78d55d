"""The harness finds what is wrong: the promises of parpipe.storage and parpipe.leftovers are broken one by one.

That a folder loses its name before it is removed is no longer one of them: what runs keep is a file that says itself whether it
is whole, and tests/unit/test_storage.py looks at a folder that is half removed.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from parpipe import pipeline, storage
from tests.crash.scenarios import SCENARIOS, Scenario
from tests.crash.sweep import make_ready, sweep

FIRST, _, TAKEN_BACK, _ = SCENARIOS
Break = Callable[[pytest.MonkeyPatch], None]


def leave_everything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pipeline, "remove_leftovers", lambda releases, packages: None)


def write_over(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(storage, "replace", storage.write)


def write_in_place(patch: pytest.MonkeyPatch) -> None:
    def remove(path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            for one in sorted(path.iterdir()):
                remove(one)
        if path.exists() or path.is_symlink():
            storage.OPERATIONS["remove"](path)

    patch.setattr(storage, "remove", remove)
    patch.setattr(storage, "unfinished", lambda path: path)


def forget_the_advice(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(storage, "_unavailable", lambda operation, path, error: RuntimeError(f"{operation} failed"))


@pytest.mark.parametrize(
    ("broken", "scenario", "operation", "part", "fault", "said"),
    [
        (leave_everything, TAKEN_BACK, "rename", "staged", "killed after", "papi/1.1.0 is left over"),
        (write_over, TAKEN_BACK, "write", "latest.json", "killed halfway", "latest.json is damaged"),
        (write_in_place, TAKEN_BACK, "write", "latest.json", "killed halfway", "latest.json is damaged"),
        (forget_the_advice, FIRST, "write", "drafts", "I/O error", "it ended with"),
    ],
    ids=("leave_everything", "write_over", "write_in_place", "forget_the_advice"),
)
def test_a_broken_promise_is_found(
    broken: Break,
    scenario: Scenario,
    operation: str,
    part: str,
    fault: str,
    said: str,
    room: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken(monkeypatch)
    case = make_ready(scenario, room / "case")
    numbers = [n for n, (name, path, _) in enumerate(case.steps, start=1) if name == operation and part in path.parts]

    swept = sweep(case, [(number, fault) for number in numbers[:2]], jobs=1)

    assert swept.struck == len(numbers[:2]) > 0
    assert any(said in one for one in swept.complaints), swept.complaints
