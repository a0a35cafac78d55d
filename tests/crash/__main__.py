"""The whole sweep (`make crash`): every fault at every operation of every scenario; prints what came of it.

`python -m tests.crash "a first build"` sweeps only the scenarios that are named.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.crash.scenarios import SCENARIOS, warm_up
from tests.crash.sweep import make_ready, sweep
from tests.crash.trees import memory_disk

JOBS = os.cpu_count() or 1
ROOM = 4_000_000_000
"""Bytes that the folders of a sweep may take."""


def main(names: list[str]) -> int:
    began, complaints, total = time.monotonic(), list[str](), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="parpipe-crash-", dir=memory_disk(ROOM)) as name:
        warm_up(Path(name) / "warm")
        for scenario in [one for one in SCENARIOS if not names or one.name in names]:
            case = make_ready(scenario, Path(name) / scenario.name)
            swept = sweep(case, case.places(), JOBS)
            counts = {"operations": len(case.steps), "disturbed": swept.struck, "states": swept.states}
            total.update(counts)
            tell(scenario.name, counts, len(swept.complaints))
            complaints += swept.complaints
    tell("all together", total, len(complaints))
    used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{time.monotonic() - began:.0f} s on {JOBS} cores, {used:.0f} s of computing")
    print("\n".join(complaints[:50]))
    return 1 if complaints else 0


def tell(what: str, counts: dict[str, int], wrong: int) -> None:
    """Print a row of the table in LOG.md."""
    print("|", " | ".join([what, *(f"{count:,}" for count in counts.values()), str(wrong)]), "|", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
