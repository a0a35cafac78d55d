"""The reports of runs in Markdown: what came in, what changed, coverage, findings; or what a build would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parpipe.coverage import count_states, coverage_matrix
from parpipe.releases import open_table

if TYPE_CHECKING:
    import pyarrow as pa

    from parpipe.comparing import Comparison
    from parpipe.release import Outcome

_SHOWN = 200
"""Revisions of a package that a report shows."""


def report_markdown(outcomes: Sequence[Outcome], releases: Path, sources: int) -> str:
    """Return the report of a run over so many sources; a package is described as it stands after the run."""
    lines = ["# parpipe run", "", f"{sources} sources were read.", "", "## Releases", ""]
    lines += [f"- {outcome.message}" for outcome in outcomes]
    for outcome in (one for one in outcomes if one.version):
        lines += ["", f"## {outcome.package} {outcome.version}", "", *_package(outcome.package, releases)]
    return "\n".join(lines) + "\n"


def _package(package: str, releases: Path) -> Iterator[str]:
    names = ("statements", "observations", "findings", "coverage")
    statements, observations, findings, coverage = (open_table(package, name, releases) for name in names)
    sources = len(set(statements["source_id"].to_pylist()))
    yield f"{len(statements)} statements from {sources} sources, {len(observations)} observations."
    yield ""
    yield "Coverage, in units by year:"
    yield ""
    header, *lines = coverage_matrix(count_states(coverage))
    yield from _markdown(header, lines)
    yield ""
    yield from _markdown(("finding", "severity", "rows"), _counted(findings))


def comparison_line(found: Comparison) -> str:
    """Return a comparison in one line."""
    kinds = Counter(row["kind"] for row in found.difference.revisions)
    counted = ", ".join(f"{kinds[kind]} {kind}" for kind in ("added", "revised", "withdrawn"))
    return f"{found.package} {found.old} → {found.called_for}: {counted}"


def comparisons_markdown(found: Sequence[Comparison]) -> str:
    """Return the report of what would come: a line a package, and the revisions of each, as many as a page can show."""
    lines = ["# parpipe backfill", "", "Nothing was released; this is what a build would change.", ""]
    for one in found:
        rows = [dict(row) for row in one.difference.revisions]
        lines += [f"## {comparison_line(one)}", ""]
        if rows:
            shown = (["" if value is None else value for value in row.values()] for row in rows[:_SHOWN])
            lines += [*_markdown(list(rows[0]), shown), ""]
        if len(rows) > _SHOWN:
            lines += [f"… and {len(rows) - _SHOWN} more; “parpipe backfill --format csv” has all.", ""]
    return "\n".join(lines) + "\n"


def _counted(findings: pa.Table) -> Iterator[tuple[Any, ...]]:
    counts = Counter(zip(findings["code"].to_pylist(), findings["severity"].to_pylist(), strict=True))
    for (code, severity), count in sorted(counts.items()):
        yield code, severity, count


def _markdown(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(map(str, row)) + " |"
