"""A run: inputs of each kind by number, counted by what became of them, and every failure with the number that repeats it."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.fuzz.checking import Hang, Violation, check
from tests.fuzz.inputs import KINDS, make_input

SHARES: Mapping[str, int] = {
    "grammar": 35, ".txt": 5, ".csv": 26, ".tsv": 8, ".html": 4, ".docx": 3, ".xlsx": 6, ".ods": 8, ".pdf": 2, ".xls": 1,
    ".png": 1, ".jpg": 1,
}  # fmt: skip
"""How many of a hundred inputs are of each kind; those that are read in little time are most."""

_SINGULAR = re.compile(r"(?<=\bits part ).+(?= is missing| cannot| unpacks)|(?<=may be separated by )[^;]+|\d[\d,]*")

Failure = tuple[str, int, str]
"""The kind and number of an input, and what happened."""


@dataclass(slots=True)
class Result:
    """What became of the inputs of one kind."""

    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    """Those of the refused, without what is of one input only."""
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

REASONS = """| reader | refused because | inputs |
|---|---|---|"""


def run_kind(kind: str, seed: int, numbers: Iterable[int], result: Result) -> Iterator[Failure]:
    """Add what becomes of the inputs with these numbers to a result, and yield what must never happen."""
    for number in numbers:
        data = make_input(kind, seed, number)
        start = time.perf_counter()
        outcome, what = _outcome(kind, data)  # a number of statements, or a reason
        took = time.perf_counter() - start
        result.outcomes[outcome] += 1
        result.seconds += took
        result.slowest = max(result.slowest, took)
        if isinstance(what, int):
            result.statements += what
        elif outcome == "refused":
            result.reasons[_SINGULAR.sub("…", what.split(":")[0])] += 1
        else:
            yield kind, number, f"{outcome}: {what}"


def _outcome(kind: str, data: bytes) -> tuple[str, int | str]:
    try:
        what = check(kind, data)
        return ("read" if isinstance(what, int) else "refused"), what
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
