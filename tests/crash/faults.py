"""How an operation on the disk goes wrong: its process is killed around it, or the system refuses it."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to go wrong. Halfway is after half of the bytes, which only a write has."""

    name: str
    when: Literal["before", "halfway", "after"]
    error: int | None = None

    @property
    def kills(self) -> bool:
        """Return whether the process ends by SIGKILL; else the system answers with an error."""
        return self.error is None

    def strike(self, perform: Callable[..., Any], path: Path, *given: Any) -> None:
        """Do to an operation what this fault does; never returns."""
        if self.when == "after":
            perform(path, *given)
        elif self.when == "halfway" and given and isinstance(given[0], (bytes, dict, tuple)):
            perform(path, half(given[0]))
        if self.error is None:
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(self.error, os.strerror(self.error or 0), str(path))


def half(given: Any) -> Any:
    """Return the first half of what an operation is given: of some bytes, of many files."""
    if isinstance(given, dict):
        return dict(list(given.items())[: len(given) // 2])
    return given[: len(given) // 2]


FAULTS = (
    Fault("killed before", "before"),
    Fault("killed halfway", "halfway"),
    Fault("killed after", "after"),
    Fault("disk full", "halfway", errno.ENOSPC),
    Fault("I/O error", "before", errno.EIO),
    Fault("read-only", "before", errno.EROFS),
)


_PARTLY = ("write", "write files", "rename files")


def faults_of(operation: str) -> Iterator[Fault]:
    """Yield the faults that an operation can meet; all but those on many bytes or files are done or not done."""
    return (fault for fault in FAULTS if operation in _PARTLY or not (fault.kills and fault.when == "halfway"))
