"""Clocks for a build to ignore: this process's clock runs backwards from 2099, an hour each time somebody looks.

Run as a program with the arguments of parpipe: every function of ``time`` and ``datetime`` that tells the time of day is
replaced before parpipe and frictionless are loaded; after the packages that are compiled against ``datetime``.
"""

from __future__ import annotations

import datetime
import sys
import time
from itertools import count

_hours = count(1)
_LATE = 4_070_908_800.0  # 2099-01-01


def _seconds() -> float:
    return _LATE - 3600.0 * next(_hours)


class _SameInstances(type):
    """The type of a class whose instances are those of the class that it is made from."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__base__ or object)


class _DateTime(datetime.datetime, metaclass=_SameInstances):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _DateTime:
        return cls.fromtimestamp(_seconds(), tz)

    @classmethod
    def utcnow(cls) -> _DateTime:
        return cls.fromtimestamp(_seconds(), datetime.UTC).replace(tzinfo=None)

    today = now


class _Date(datetime.date, metaclass=_SameInstances):
    @classmethod
    def today(cls) -> _Date:
        return cls.fromtimestamp(_seconds())


def turn_back() -> None:
    """Replace the clocks of this process."""
    local, utc = time.localtime, time.gmtime
    time.time = _seconds
    time.time_ns = lambda: int(_seconds() * 1e9)
    time.localtime = lambda seconds=None: local(_seconds() if seconds is None else seconds)
    time.gmtime = lambda seconds=None: utc(_seconds() if seconds is None else seconds)
    datetime.datetime, datetime.date = _DateTime, _Date  # type: ignore[misc]


if __name__ == "__main__":
    import pandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    turn_back()
    from parpipe.cli import main

    main(sys.argv[1:])
