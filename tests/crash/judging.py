"""What a small build spends most of its time on, done once for the same inputs; none of it changes the disk.

Frictionless only reads, charts and Turtle are functions of their arguments. What they say is kept in a folder, for all
processes of a sweep.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parpipe import checks, turtle
from parpipe.site import charts, drawings
from tests.crash.trees import digest, read_tree

_check: Callable[[Path], list[Any]] = checks.check_package
_DRAWN = [
    *((charts, name) for name in ("bump_chart", "small_multiples", "matrix_chart", "preview")),
    *((drawings, name) for name in ("_series", "_spread")),
    (turtle, "turtle"),
]


def ask_once(kept: Path) -> None:
    """Let this process check, draw and write as Turtle only what no process before it has; a folder keeps what they found."""
    kept.mkdir(exist_ok=True)
    for module, name in _DRAWN:
        setattr(module, name, _once(getattr(module, name), kept / f"made by {name}"))

    def check_package(descriptor: Path) -> list[Any]:
        known = kept / digest(read_tree(descriptor.parent))
        if known.exists():
            return []
        found = _check(descriptor)
        if not found:
            known.touch()
        return found

    for name, module in list(sys.modules.items()):
        if name.startswith("parpipe.") and hasattr(module, "check_package"):
            setattr(module, "check_package", check_package)  # noqa: B010 (mypy: a module has no such attribute)


def _once(function: Callable[..., Any], kept: Path) -> Callable[..., Any]:
    def known_or_made(*given: Any) -> Any:
        known = kept.with_name(f"{kept.name} of {hashlib.sha256(pickle.dumps(given)).hexdigest()}")
        if known.exists():
            return pickle.loads(known.read_bytes())
        made = function(*given)
        beside = known.with_name(f"{known.name} {os.getpid()}")
        beside.write_bytes(pickle.dumps(made))
        beside.rename(known)
        return made

    return known_or_made
