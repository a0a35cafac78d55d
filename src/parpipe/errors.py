"""Errors that end a command; trouble in the data is a finding, not an exception.

Each class carries the exit code of the command line (see README, "Exit codes"). A message is one short paragraph:
what happened, where, and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ParpipeError(Exception):
    """Any error that parpipe raises on purpose; its text is written for the person at the terminal."""

    exit_code = 70


class Usage(ParpipeError):
    """A wrong argument: an unknown area, index, key or option value."""

    exit_code = 2

    @classmethod
    def unknown(cls, what: str, given: str, known: Iterable[str], there_are: str = "there are") -> Usage:
        """Return the error that tells what there is instead, the one that is nearest first."""
        from difflib import get_close_matches

        names = {name.lower(): name for name in known}
        wanted = given.lower()
        near = [name for name in names if name and wanted.startswith(name)] or get_close_matches(wanted, names, 1, 0.65)
        meant = f" (did you mean {names[near[0]]}?)" if near else ""
        return cls(f"{what} {given!r}{meant}; {there_are} {', '.join(names.values())}")


class Missing(ParpipeError):
    """A file or folder that was named does not exist."""

    exit_code = 2


class BadConfiguration(ParpipeError):
    """YAML or reference files that do not hold together; all problems are listed with file and line."""

    exit_code = 2


class Unreadable(ParpipeError):
    """A document that cannot be read, and why."""

    exit_code = 1


class Rejected(ParpipeError):
    """Data that the gate refused; nothing was released."""

    exit_code = 1


class Unavailable(ParpipeError):
    """A folder, host or server that cannot be used now; the only error worth a retry."""

    exit_code = 3


class Busy(Unavailable):
    """Another run is at work in the same folder; it does what this one would have done."""
