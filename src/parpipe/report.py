"""The report of a run in Markdown: what came in, what changed, coverage, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parpipe.releases import open_table

if TYPE_CHECKING:
    import pyarrow as pa

    from parpipe.release import Outcome


def report_markdown(outcomes: Sequence[Outcome], releases: Path, sources: int) -> str:
    """Return the report of a run over so many sources; a package is described as it stands after the run."""
    lines = ["# parpipe run", "", f"{sources} sources were read.", "", "## Releases", ""]
    lines += [f"- {outcome.message}" for outcome in outcomes]
    for outcome in (one for one in outcomes if one.version):
        lines += ["", f"## {outcome.package} {outcome.version}", "", *_package(outcome.package, releases)]
    return "\n".join(lines) + "\n"


def _package(package: str, releases: Path) -> Iterator[str]:
    statements, observations, findings = (
        open_table(package, name, releases) for name in ("statements", "observations", "findings")
    )
    sources = len(set(statements["source_id"].to_pylist()))
    yield f"{len(statements)} statements from {sources} sources, {len(observations)} observations."
    yield ""
    yield "Observations held, by level and year (with score / with rank / contested):"
    yield ""
    yield from _coverage(observations)
    yield ""
    yield from _markdown(("finding", "severity", "rows"), _counted(findings))


def _coverage(observations: pa.Table) -> Iterator[str]:
    rows = [row for row in observations.to_pylist() if row["component"] == "_T"]
    levels = sorted({row["level"] for row in rows})
    years = sorted({row["time_period"] for row in rows})
    cells = Counter[tuple[str, int, str]]()
    for row in rows:
        place = row["level"], row["time_period"]
        cells[(*place, "score")] += row["score"] is not None
        cells[(*place, "rank")] += row["rank"] is not None
        cells[(*place, "contested")] += row["obs_status"] == "U"
    table = (
        (level, *("/".join(str(cells[level, year, what]) for what in ("score", "rank", "contested")) for year in years))
        for level in levels
    )
    yield from _markdown(("level", *map(str, years)), table)


def _counted(findings: pa.Table) -> Iterator[tuple[Any, ...]]:
    counts = Counter(zip(findings["code"].to_pylist(), findings["severity"].to_pylist(), strict=True))
    for (code, severity), count in sorted(counts.items()):
        yield code, severity, count


def _markdown(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(map(str, row)) + " |"
