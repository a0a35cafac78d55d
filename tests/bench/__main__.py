"""`make bench`: how long a build of all data takes, first and again, with and without Prefect.

Every command is a process of its own. Seconds differ from machine to machine, so each is also given as a multiple of two
others of the same run: an empty Python, and Frictionless validating the released PAR INDEX package.
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.bench.incremental import print_incremental
from tests.bench.operating import print_operating, seconds
from tests.bench.reading import print_reading
from tests.bench.releasing import print_releasing

EMPTY = "python -c pass"
FRICTIONLESS = "frictionless validate par-index"


def measure(folder: Path) -> dict[str, float]:
    """Return the seconds of every command, in the order in which they run."""
    python = [sys.executable]
    parpipe = [*python, "-c", "from parpipe.cli import main; main()"]
    frictionless = [*python, "-c", "from frictionless.__main__ import console; console()", "validate"]
    plain = {**os.environ, "PREFECT_HOME": str(folder / "prefect"), "PARPIPE_RELEASES": str(folder / "built")}
    flow = {**plain, "PARPIPE_RELEASES": str(folder / "flown")}
    return {
        EMPTY: min(seconds([*python, "-c", "pass"], plain) for _ in range(5)),
        "parpipe --help": min(seconds([*parpipe, "--help"], plain) for _ in range(3)),
        "parpipe build, first": seconds([*parpipe, "build"], plain),
        "parpipe build, nothing new": seconds([*parpipe, "build"], plain),
        FRICTIONLESS: seconds([*frictionless, str(folder / "built/par-index/latest/datapackage.json")], plain),
        "make run, first": seconds([*python, "-m", "flows"], flow),
        "make run, nothing new": seconds([*python, "-m", "flows"], flow),
    }


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder))
    print(f"{'seconds':>8}  {'x empty Python':>14}  {'x frictionless':>14}  command")
    for name, value in measured.items():
        print(f"{value:8.2f}  {value / measured[EMPTY]:14.1f}  {value / measured[FRICTIONLESS]:14.2f}  {name}")
    print_reading()
    print_releasing()
    print_incremental()
    print_operating()


main()
