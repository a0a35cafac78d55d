"""`make chaos KILLS=50 SEED=2026`: that many blows, one a run, each with its recovery; a line each, and the log at the end."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median

from tests.chaos.night import VICTIMS, Blow, Night, night

_GIVEN_UP = 240
"""Seconds within which runs whose process is gone are given up."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--log", type=Path)
    wanted = parser.parse_args(arguments)
    chance = Random(wanted.seed)
    with tempfile.TemporaryDirectory(prefix="parpipe-chaos-") as name, night(Path(name)) as made:
        for number in range(wanted.kills):
            tell(number + 1, made.round(chance, VICTIMS[number % len(VICTIMS)]))
        left = given_up(made)
    text = as_log(made.blows, left, wanted.seed)
    if wanted.log:
        wanted.log.write_text(text, encoding="utf-8")
    print(text)
    return 1 if left or any(blow.wrong for blow in made.blows) else 0


def tell(number: int, blow: Blow) -> None:
    print(f"{number:4} {blow.victim:10} {blow.after:5.1f} s {blow.recovered:6.1f} s {'; '.join(blow.wrong)[:200]}", flush=True)


def given_up(made: Night) -> list[str]:
    """Return the runs that still count as running when no further ones start and there was time to give them up."""
    made.stage.declare(lambda declared: declared["refresh"].update(schedules=[]))
    done = made.stage.run("deploy")
    assert done.returncode == 0, done.stderr
    deadline = time.monotonic() + _GIVEN_UP
    while (left := made.unfinished()) and time.monotonic() < deadline:
        time.sleep(2)
    return left


def as_log(blows: Sequence[Blow], left: Sequence[str], seed: int) -> str:
    """Return the log in Markdown."""
    groups = defaultdict[str, list[Blow]](list)
    for blow in blows:
        groups[blow.victim].append(blow)
    rows = [
        f"| {victim} | {len(found)} | {min(one.after for one in found):.1f} to {max(one.after for one in found):.1f} "
        f"| {median(one.recovered for one in found):.0f} | {max(one.recovered for one in found):.0f} "
        f"| {sum(bool(one.wrong) for one in found)} |"
        for victim, found in groups.items()
    ]
    each = [
        f"| {number} | {one.victim} | {one.after:.1f} | {one.recovered:.0f} | {'; '.join(one.wrong) or '0'} |"
        for number, one in enumerate(blows, start=1)
    ]
    return "\n".join(
        (
            "# The last nights",
            "",
            f"`make chaos KILLS={len(blows)} SEED={seed}` on {os.cpu_count()} cores ({platform.machine()}, Python "
            f"{platform.python_version()}), {datetime.now(UTC):%Y-%m-%d}.",
            "A team with PostgreSQL, a server and a worker, and a refresh every ten seconds. Each round a new page was",
            "published; when the run that was to fetch it was in flight, one part was killed by SIGKILL, at a moment drawn",
            "from the seed. *Recovered* is after how many seconds the release with the page was there, a whole run had come",
            "after it, and none was at work.",
            "*Wrong* counts rounds after which a release did not prove itself, or releases were not, byte for byte, those of",
            "builds that nothing disturbed, or captures were torn or lost.",
            "",
            "| killed | times | seconds into the run | recovered, median | recovered, longest | wrong |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            f"Runs that counted as running {_GIVEN_UP} s after the last one: {len(left)}.",
            "",
            "| blow | killed | seconds into the run | recovered | wrong |",
            "|---|---|---|---|---|",
            *each,
            "",
        )
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
