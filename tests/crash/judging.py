"""Frictionless asked once about the same files: it only reads, and takes most of the time of a small build."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parpipe import checks
from tests.crash.trees import digest, read_tree

_check: Callable[[Path], list[Any]] = checks.check_package


def ask_once(passed: Path) -> None:
    """Let this process ask Frictionless only about packages that it has not passed, byte for byte; a folder keeps which."""
    passed.mkdir(exist_ok=True)

    def check_package(descriptor: Path) -> list[Any]:
        known = passed / digest(read_tree(descriptor.parent))
        if known.exists():
            return []
        found = _check(descriptor)
        if not found:
            known.touch()
        return found

    for name, module in list(sys.modules.items()):
        if name.startswith("parpipe.") and hasattr(module, "check_package"):
            setattr(module, "check_package", check_package)  # noqa: B010 (mypy: a module has no such attribute)
