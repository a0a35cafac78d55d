"""Published index figures of Vietnam's public administration as open data that can be trusted.

import parpipe
df = parpipe.load("par-index")                       # observations of the latest release, a pandas DataFrame
parpipe.extract("page.html", index="PAR", level="province", area="12")      # list of statements
parpipe.validate("table.csv", schema="schema.json")  # a Frictionless report
parpipe.transcribe("ranking.png")                    # the cells of a picture, for a person to check
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parpipe.checks import validate
    from parpipe.extracting import extract
    from parpipe.releases import load
    from parpipe.transcribing import transcribe

__all__ = ["extract", "load", "transcribe", "validate"]

_HOMES = {
    "extract": "parpipe.extracting",
    "load": "parpipe.releases",
    "transcribe": "parpipe.transcribing",
    "validate": "parpipe.checks",
}


def __getattr__(name: str) -> Any:
    """Return a public function; its module, and pandas or frictionless with it, is imported only now."""
    if name not in _HOMES:
        raise AttributeError(f"module 'parpipe' has no attribute {name!r}")
    from importlib import import_module

    function = getattr(import_module(_HOMES[name]), name)
    globals()[name] = function
    return function
