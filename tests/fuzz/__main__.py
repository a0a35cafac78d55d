"""`make fuzz`: run so many inputs of a seed, print the counts, and write them to a file; fails when anything went wrong."""

from __future__ import annotations

import argparse
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from tests.fuzz.checking import check
from tests.fuzz.inputs import KINDS, make_input
from tests.fuzz.run import HEADER, REASONS, Failure, Result, divide, run_kind

_CHUNK = 500


def main() -> int:
    """Run what the command line says and return the exit code."""
    options = _options()
    if options.number is not None:
        return _repeat(options.reader, options.seed, options.number)
    wanted = divide(options.inputs, [options.reader] if options.reader else KINDS)
    results, failures = {kind: Result() for kind in wanted}, list[Failure]()
    for first in range(0, max(wanted.values()), _CHUNK):  # kinds by turns, so that a run that is ended has seen them all
        for kind, count in wanted.items():
            for failure in run_kind(kind, options.seed, range(first, min(first + _CHUNK, count)), results[kind]):
                failures.append(failure)
                print(f"{failure[0]} --number {failure[1]}: {failure[2][:300]}", file=sys.stderr, flush=True)
        if options.log:
            options.log.write_text(_report(options.seed, results, failures), encoding="utf-8")
    print(_report(options.seed, results, failures))
    return 1 if failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=500_000, help="how many in all, divided among the readers")
    parser.add_argument("--seed", type=int, default=2026, help="what makes the same inputs again")
    parser.add_argument("--reader", choices=KINDS, help="only this one")
    parser.add_argument("--number", type=int, help="repeat one input of --reader, with the traceback")
    parser.add_argument("--log", type=Path, help="a file for the counts, written anew while it runs")
    options = parser.parse_args()
    if options.number is not None and not options.reader:
        parser.error("--number needs --reader")
    return options


def _repeat(kind: str, seed: int, number: int) -> int:
    data = make_input(kind, seed, number)
    sys.stdout.buffer.write(data[:20_000] + b"\n")
    try:
        print(check(kind, data))
    except Exception:  # noqa: BLE001 -- any is shown
        traceback.print_exc()
        return 1
    return 0


def _report(seed: int, results: dict[str, Result], failures: list[Failure]) -> str:
    whole = sum(result.outcomes.total() for result in results.values())
    rows = [result.row(kind) for kind, result in results.items()]
    reasons = [
        f"| {kind} | {reason} | {count:,} |"
        for kind, result in results.items()
        for reason, count in result.reasons.most_common()
    ]
    found = [f"- {kind} {number}: {what[:300]}" for kind, number, what in failures[:50]]
    machine = f"{platform.machine()}, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}"
    return "\n".join([f"{whole:,} inputs, seed {seed}, {machine}", "", HEADER, *rows, "", REASONS, *reasons, "", *found]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
