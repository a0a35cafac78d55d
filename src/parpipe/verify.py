"""A release proves itself: its files are those that were released, and every figure is what a stored document says.

The checks run from the bytes inwards. What a file holds is only looked at when all files are those of SHA256SUMS: of
others it would prove nothing. Nothing here needs the network for a release in a folder, and nothing is written.

Whether the tables fit their schemas and foreign keys is the business of ``parpipe validate``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from parpipe.integrity import check_descriptor, check_files, check_pointer, check_signature
from parpipe.proofs import Case, Check, Result, run
from parpipe.releases import KeptRelease, open_release
from parpipe.tracing import check_evidence, check_figures
from parpipe.twins import check_tables

OUTER: dict[str, Check] = {"files": check_files, "latest": check_pointer, "signature": check_signature}
"""The checks of what a release is wrapped in; they run whatever the others find."""

INNER: dict[str, Check] = {
    "descriptor": check_descriptor,
    "tables": check_tables,
    "figures": check_figures,
    "evidence": check_evidence,
}
"""The checks of what is in the files."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What all checks found of a release at a place, by the name of the check."""

    place: str
    results: dict[str, Result]

    @property
    def holds(self) -> bool:
        """Whether no check failed; what was not checked does not count."""
        return not any(result.problems for result in self.results.values())

    def as_json(self) -> dict[str, Any]:
        """Return it as docs/releases.md describes the JSON form."""
        return {
            "release": self.place,
            "holds": self.holds,
            "checks": [
                {"check": name, "outcome": one.outcome, "said": one.said, "problems": list(one.problems)}
                for name, one in self.results.items()
            ],
        }


def verify(
    place: str | Path, data: Path | None = None, *, captures: Path | None = None, rebuild: Check | None = None
) -> Verification:
    """Return what the checks find of the release at a folder or address; a package stands for its latest release.

    ``data`` is the folder with snapshots, without which evidence is not checked, ``captures`` that of fetched documents, by
    default in the data folder. ``rebuild`` is a check that makes the release
    anew and compares. Raises Missing where there is no release, Unavailable when a host does not answer.
    """
    case = replace(_case(str(place).rstrip("/"), data), captures=captures)
    inner = INNER | ({"rebuild": rebuild} if rebuild else {})
    return Verification(case.release.base, dict(_results(case, inner)))


def _case(place: str, data: Path | None) -> Case:
    release = KeptRelease(open_release(place).base)
    parent, _, name = place.rpartition("/")
    if name == "latest":
        return Case(release, parent or ".", data)
    direct = release.base == (place if release.remote else str(Path(place).resolve()))
    return Case(release, None if direct else place, data)


def _results(case: Case, inner: dict[str, Check]) -> Iterator[tuple[str, Result]]:
    outer = {name: run(check, case) for name, check in OUTER.items()}
    yield from outer.items()
    for name, check in inner.items():
        skipped = Result("the files are not those that were released", checked=False)
        yield name, skipped if outer["files"].problems else run(check, case)
