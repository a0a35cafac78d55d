"""What a check of a release is given, and what it returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from parpipe.errors import Missing, Unreadable, Usage
from parpipe.releases import PublishedRelease


@dataclass(frozen=True, slots=True)
class Case:
    """A release to verify.

    ``home`` is the folder or address of its package if latest.json must lead to the release, else None. ``data`` is the
    folder with snapshots, reference data and the keys of who may sign, None where nobody has one; ``captures`` is that of
    fetched documents, by default in the data folder.
    """

    release: PublishedRelease
    home: str | None = None
    data: Path | None = None
    captures: Path | None = None

    def place(self, name: str) -> Path:
        """Return where an input of a release is now, by its name."""
        assert self.data is not None
        folder, _, rest = name.partition("/")
        return self.captures / rest if folder == "captures" and self.captures else self.data / name


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found: ``said`` is what it looked at, or why it could not, ``problems`` what is wrong and where.

    ``checked`` is False where something of it could not be looked at; that is no failure, and is always told.
    """

    said: str
    problems: tuple[str, ...] = ()
    checked: bool = True

    @property
    def outcome(self) -> Literal["ok", "failed", "not checked"]:
        """What became of the check."""
        return "failed" if self.problems else "ok" if self.checked else "not checked"


Check = Callable[[Case], Result]


def run(check: Check, case: Case) -> Result:
    """Return the result of a check; a file or table that is not there or cannot be read is a problem of the release."""
    try:
        return check(case)
    except (Missing, Unreadable, Usage) as error:
        return Result("could not be finished", (str(error),))
