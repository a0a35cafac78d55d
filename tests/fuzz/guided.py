"""`make fuzz-atheris`: inputs guided by which branches they reach (libFuzzer through atheris), over the same checks.

Atheris is no dependency: it has no wheels for every Python that parpipe runs on. The arguments after the reader are those of
libFuzzer: ``-runs``, ``-seed``, ``-max_total_time``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["parpipe"]):
    from tests.fuzz.checking import check
    from tests.fuzz.inputs import KINDS, make_input

_SEEDS = 200


def main() -> None:
    """Run libFuzzer on a reader, beginning with inputs of the plain fuzzer; anything but a document or a refusal ends it."""
    kind, *options = sys.argv[1:] or ["grammar"]
    if kind not in KINDS:
        sys.exit(f"no reader {kind!r}; there are {', '.join(KINDS)}")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(_SEEDS):
            (Path(folder) / str(number)).write_bytes(make_input(kind, 0, number))

        def one(data: bytes) -> None:
            check(kind, data)

        atheris.Setup([sys.argv[0], *options, "-max_len=20000", folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
