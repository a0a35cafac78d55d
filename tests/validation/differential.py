"""`make differential`: the same tables to Frictionless and to the columns, and every error of both compared.

A case is made from a number, so a difference can be looked at again: `python -m tests.validation.differential --case 123`.
The log says how many cases of which seed were run, with what versions, and lists each kind of difference with its reason.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any

import attrs

import parpipe.validation
from tests.validation.cases import Case, draw_case

LOG = Path(__file__).with_name("LOG.md")
CRASH = "Frictionless breaks on the table"
NO_PACKAGE = "no package at all: its descriptor is refused by both before any table is read"
OUTCOMES = ["valid", "invalid", CRASH, NO_PACKAGE, "unexplained"]
REASONS = {
    CRASH: "it stops with a bare Python exception, because a value of a key cannot be hashed, a bound cannot be compared or a "
    "signalling NaN is read. We raise `Unreadable`, which names the table and the same exception. No verdict is lost.",
}
_CHUNK = 250


def verdict_of_frictionless(descriptor: Path) -> dict[str, Any] | str:
    """Return the report of Frictionless without its times, or the name of the exception that stopped it."""
    from frictionless import FrictionlessException, Package

    try:
        return _plain(Package(str(descriptor)).validate(limit_errors=0))
    except FrictionlessException:
        raise
    except Exception as error:  # noqa: BLE001 - whatever breaks it is what we want to know
        return type(error).__name__


def verdict_of_columns(descriptor: Path, random: Random) -> dict[str, Any] | str:
    """Return the report of the columns without its times, or the name of the exception that Frictionless broke with."""
    from frictionless import Package

    from parpipe.errors import Unreadable
    from parpipe.validation import Options, validate_package

    sizes = Options(
        block_bytes=random.choice([1, 40, 400, 1 << 21]),
        batch_rows=random.choice([1, 7, 1000]),
        held_keys=random.choice([3, 9, 1000, 1000]),
    )
    try:
        return _plain(validate_package(Package(str(descriptor)), options=sizes))
    except Unreadable as error:
        return type(error.__cause__).__name__


def _plain(report: Any) -> dict[str, Any]:
    """Return all that a report says but its times."""
    return {
        "valid": report.valid,
        "stats": {**report.stats, "seconds": None},
        "warnings": report.warnings,
        "errors": [_error(error) for error in report.errors],
        "tasks": [
            {
                **{name: getattr(task, name) for name in ("name", "type", "valid", "place", "labels", "warnings")},
                "stats": {**task.stats, "seconds": None},
                "errors": [_error(error) for error in task.errors],
            }
            for task in report.tasks
        ],
    }


def _error(error: Any) -> dict[str, Any]:
    values = {each.name: getattr(error, each.name) for each in attrs.fields(type(error))}
    return {"type": error.type, "title": error.title, "tags": error.tags, **values}


def write(case: Case, folder: Path) -> Path:
    """Write the files of a case and return the path of its descriptor."""
    for name, data in case.files.items():
        (folder / name).write_bytes(data)
    descriptor = folder / "datapackage.json"
    descriptor.write_text(json.dumps(case.descriptor), encoding="utf-8")
    return descriptor


def compare(seed: int, number: int, folder: Path) -> tuple[Any, Any] | None:
    """Return both verdicts on a case; None if Frictionless takes its descriptor for no package at all."""
    from frictionless import FrictionlessException

    random = Random(f"{seed}/{number}")
    descriptor = write(draw_case(random), folder)
    try:
        theirs = verdict_of_frictionless(descriptor)
    except FrictionlessException:
        return None
    return theirs, verdict_of_columns(descriptor, random)


def run_chunk(seed: int, numbers: range) -> tuple[Counter[str], list[int]]:
    """Return what became of each case, by kind, and the numbers of the cases without a known reason to differ."""
    warnings.simplefilter("ignore")
    _remember_names()
    kinds: Counter[str] = Counter()
    unknown = []
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            verdicts = compare(seed, number, Path(folder))
            kind = _kind(verdicts)
            kinds[kind] += 1
            if verdicts and not isinstance(verdicts[0], str):
                kinds["errors compared"] += verdicts[0]["stats"]["errors"]
                kinds.update(f"error {error['type']}" for task in verdicts[0]["tasks"] for error in task["errors"])
            if kind == "unexplained":
                unknown.append(number)
    return kinds, unknown


def _remember_names() -> None:
    """Let Frictionless remember how it spells the names of its own attributes, which takes a third of its time here."""
    from frictionless.vendors import stringcase

    for name in ("snakecase", "camelcase"):
        function = getattr(stringcase, name)
        if not hasattr(function, "cache_info"):
            setattr(stringcase, name, functools.cache(function))


def _kind(verdicts: tuple[Any, Any] | None) -> str:
    if verdicts is None:
        return NO_PACKAGE
    theirs, ours = verdicts
    if isinstance(theirs, str):
        return CRASH if ours == theirs else "unexplained"
    if theirs != ours:
        return "unexplained"
    return "valid" if theirs["valid"] else "invalid"


def main() -> None:
    """Run the cases, write the log and fail if a difference has no reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--case", type=int, help="show one case and both verdicts")
    parser.add_argument("--log", type=Path, help="write the log here")
    parser.add_argument("--done", type=Path, help="note what is done here, and do not do again what stands there")
    asked = parser.parse_args()
    if asked.case is not None:
        return show(asked.seed, asked.case)
    log = Log(asked.seed)
    for cases, found, numbers in run(asked.seed, asked.cases, asked.workers, asked.done):
        log.add(cases, found, numbers)
    print(log.text())
    if asked.log:
        asked.log.write_text(log.text(), encoding="utf-8")
    sys.exit(bool(log.unexplained))


def run(seed: int, cases: int, workers: int, done: Path | None) -> Iterator[tuple[int, Counter[str], list[int]]]:
    """Yield the size of each chunk, what became of its cases, and those without a reason; chunks in ``done`` are not run."""
    lines = done.read_text(encoding="utf-8").splitlines() if done and done.exists() else []
    code = _code()
    before = {(line["seed"], line["first"], line["cases"]): line for line in map(json.loads, lines) if line["code"] == code}
    chunks = [range(first, min(first + _CHUNK, cases)) for first in range(0, cases, _CHUNK)]
    known = [line for chunk in chunks if (line := before.get((seed, chunk.start, len(chunk))))]
    yield from ((line["cases"], Counter(line["kinds"]), line["unexplained"]) for line in known)
    left = [chunk for chunk in chunks if (seed, chunk.start, len(chunk)) not in before]
    with ProcessPoolExecutor(workers) as pool:
        for chunk, (kinds, unexplained) in zip(left, pool.map(run_chunk, [seed] * len(left), left), strict=True):
            if done:
                line = {
                    "code": code,
                    "seed": seed,
                    "first": chunk.start,
                    "cases": len(chunk),
                    "kinds": kinds,
                    "unexplained": unexplained,
                }
                with done.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")
            yield len(chunk), kinds, unexplained


def _code() -> str:
    """Return a digest of what is compared and of what compares it; a change of either makes what was done worth nothing."""
    own = Path(__file__).parent
    files = [*Path(parpipe.validation.__file__).parent.glob("*.py"), *own.glob("*.py")]
    digests = sorted(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


class Log:
    """What became of the cases of a run."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.cases = 0
        self.kinds: Counter[str] = Counter()
        self.unexplained: list[int] = []

    def add(self, cases: int, kinds: Counter[str], unexplained: list[int]) -> None:
        """Add a chunk of cases."""
        self.cases += cases
        self.kinds += kinds
        self.unexplained += unexplained

    def _errors(self) -> list[str]:
        return sorted(name for name in self.kinds if name.startswith("error "))

    def text(self) -> str:
        """Return the log as Markdown."""
        versions = ", ".join(f"{name} {version(name)}" for name in ("frictionless", "pyarrow", "numpy"))
        python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
        outcome = f"{len(self.unexplained)} differences without a reason {self.unexplained[:20] or ''}".rstrip()
        lines = [
            "# The columns against Frictionless",
            "",
            f"Written by `make differential CASES={self.cases} SEED={self.seed}` with {versions} on {python}: "
            f"{self.cases:,} packages, {self.kinds['errors compared']:,} errors compared whole and in order "
            f"(type, row, field, cell, note, message), {outcome}.",
            "",
            "| outcome | cases |",
            "|---|---:|",
            *(f"| {name} | {self.kinds[name]:,} |" for name in OUTCOMES),
            "",
            "| error of Frictionless, found by both | times |",
            "|---|---:|",
            *(
                f"| {name.removeprefix('error ')} | {self.kinds[name]:,} |"
                for name in sorted(self.kinds)
                if "error " in name[:6]
            ),
            "",
            "## Known differences",
            "",
            *(f"- **{name}** ({self.kinds[name]:,} cases): {reason}" for name, reason in REASONS.items()),
        ]
        return "\n".join(lines) + "\n"


def show(seed: int, number: int) -> None:
    """Print a case and what both say."""
    case = draw_case(Random(f"{seed}/{number}"))
    print(json.dumps(case.descriptor, ensure_ascii=False))
    print(case.files)
    with tempfile.TemporaryDirectory() as folder:
        verdicts = compare(seed, number, Path(folder))
    if verdicts is None or isinstance(verdicts[0], str) or isinstance(verdicts[1], str):
        print(verdicts)
        return
    for theirs, ours in zip(verdicts[0]["tasks"], verdicts[1]["tasks"], strict=True):
        print(theirs["name"], "only Frictionless:", [error for error in theirs["errors"] if error not in ours["errors"]][:5])
        print(ours["name"], "only columns:", [error for error in ours["errors"] if error not in theirs["errors"]][:5])
        print("same order:", theirs["errors"] == ours["errors"])
        print({key: (value, ours.get(key)) for key, value in theirs.items() if value != ours.get(key) and key != "errors"})


if __name__ == "__main__":
    main()
