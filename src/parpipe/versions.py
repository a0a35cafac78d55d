"""Versions of releases, MAJOR.MINOR.PATCH: their form, and their order by numbers."""

from __future__ import annotations

import re

VERSION = re.compile(r"\d+\.\d+\.\d+")
"""A version, which is the name of its folder too."""


def version_key(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, by which 1.10.0 comes after 1.9.0."""
    return tuple(int(number) for number in version.split("."))
