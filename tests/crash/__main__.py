"""The whole sweep (`make crash`): every fault at every operation of every scenario; prints what came of it."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.scenarios import SCENARIOS, warm_up
from tests.crash.sweep import make_ready, sweep

JOBS = os.cpu_count() or 1


def main() -> int:
    began, complaints = time.monotonic(), list[str]()
    with tempfile.TemporaryDirectory(prefix="parpipe-crash-") as name:
        warm_up(Path(name) / "warm")
        for scenario in SCENARIOS:
            case = make_ready(scenario, Path(name) / scenario.name)
            swept = sweep(case, case.places(), JOBS)
            line = f"{scenario.name}: {len(case.steps)} operations, {swept.struck} runs disturbed, {swept.states} states, "
            print(f"{line}{len(swept.complaints)} wrong, {time.monotonic() - began:.0f} s", flush=True)
            complaints += swept.complaints
    print("\n".join(complaints[:30]))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
