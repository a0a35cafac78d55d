"""A run: inputs of each kind by number, counted by what became of them, and every failure with the number that repeats it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.fuzz.checking import Hang, Violation, check
from tests.fuzz.inputs import KINDS, make_input

SHARES: Mapping[str, int] = {
    "grammar": 40, ".txt": 14, ".csv": 10, ".tsv": 6, ".html": 12, ".docx": 6, ".xlsx": 4, ".ods": 4, ".pdf": 2, ".xls": 2,
}  # fmt: skip
"""How many of a hundred inputs are of each kind; the cheap ones are most, for they are most of what is published."""

Failure = tuple[str, int, str]
"""The kind and number of an input, and what happened."""


@dataclass(slots=True)
class Result:
    """What became of the inputs of one kind."""

    outcomes: Counter[str] = field(default_factory=Counter)
    statements: int = 0
    seconds: float = 0.0
    slowest: float = 0.0

    def row(self, kind: str) -> str:
        """Return the counts as a row of the log."""
        names = ("read", "refused", "crash", "hang", "violation")
        counts = [
            kind,
            *(f"{number:,}" for number in (self.outcomes.total(), *map(self.outcomes.__getitem__, names), self.statements)),
        ]
        return f"| {' | '.join(counts)} | {self.slowest:.2f} | {self.seconds:,.0f} |"


HEADER = """| reader | inputs | read | refused | crash | hang | violation | statements | slowest, s | all, s |
|---|---|---|---|---|---|---|---|---|---|"""


def run_kind(kind: str, seed: int, numbers: Iterable[int], result: Result) -> Iterator[Failure]:
    """Add what becomes of the inputs with these numbers to a result, and yield what must never happen."""
    for number in numbers:
        data = make_input(kind, seed, number)
        start = time.perf_counter()
        outcome, what = _outcome(kind, data)
        took = time.perf_counter() - start
        result.outcomes[outcome] += 1
        result.seconds += took
        result.slowest = max(result.slowest, took)
        if isinstance(what, int):
            result.statements += what
        else:
            yield kind, number, f"{outcome}: {what}"


def _outcome(kind: str, data: bytes) -> tuple[str, int | str]:
    try:
        return check(kind, data)
    except Hang as error:
        return "hang", str(error)
    except Violation as error:
        return "violation", str(error)
    except Exception as error:  # noqa: BLE001 -- this is what is looked for
        return "crash", repr(error)


def divide(inputs: int, kinds: Iterable[str] = KINDS) -> dict[str, int]:
    """Return how many inputs of each kind make up so many, by their shares."""
    chosen = list(kinds)
    whole = sum(SHARES[kind] for kind in chosen)
    return {kind: -(-inputs * SHARES[kind] // whole) for kind in chosen}
