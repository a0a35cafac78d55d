"""What the tests of verification ask of a home: a folder with releases, and the data folder behind them."""

from pathlib import Path

from parpipe.signing import load_signer
from parpipe.verify import INNER, OUTER, Verification, verify

WHOLE = dict.fromkeys([*OUTER, *INNER], "ok")


def package(home: Path) -> Path:
    return home / "releases" / "par-index"


def verified(home: Path) -> Verification:
    return verify(package(home), home / "data")


def outcomes(found: Verification) -> dict[str, str]:
    return {name: result.outcome for name, result in found.results.items()}


def failed(found: Verification) -> list[str]:
    return [name for name, outcome in outcomes(found).items() if outcome == "failed"]


def problems(found: Verification) -> str:
    return "\n".join(problem for result in found.results.values() for problem in result.problems)


def fingerprint(home: Path) -> str:
    signer = load_signer(home / "key")
    assert signer
    return signer.fingerprint


def files(home: Path) -> list[Path]:
    """Return every file of the package, the pointer included."""
    return sorted(path for path in package(home).rglob("*") if path.is_file() and "latest" not in path.relative_to(home).parts)
