"""The errors of a table: all are counted, the first few are kept for the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frictionless import Report
    from frictionless.resources import TableResource

Progress = Callable[[str, int], None]
"""Called with the name of a table and the number of its rows read so far."""


class Tally:
    """Counts errors in the order in which Frictionless reports them and keeps the first ``limit``; None keeps all."""

    def __init__(self, resource: TableResource, limit: int | None, progress: Progress) -> None:
        """Take the table that the report will name."""
        from frictionless import Checklist

        self.resource = resource
        self.limit = limit
        self.total = 0
        self.errors: list[Any] = []
        self.labels: list[str] = []
        self.warnings: list[str] = []
        self._checklist = Checklist()
        self._progress = progress
        self._rows = 0

    @property
    def room(self) -> float:
        """How many more errors are kept."""
        return float("inf") if self.limit is None else self.limit - len(self.errors)

    def add(self, error: Any) -> None:
        """Count an error, and keep it if there is room."""
        self.total += 1
        if self.room > 0:
            self.errors.append(error)

    def extend(self, errors: Iterable[Any]) -> None:
        """Count and keep several errors."""
        for error in errors:
            self.add(error)

    def count(self, errors: int) -> None:
        """Count errors that need not be kept."""
        self.total += errors

    def rows(self, number: int) -> None:
        """Tell the progress that more rows were read."""
        self._rows += number
        self._progress(self.resource.name, self._rows)

    def start(self, resource: TableResource) -> None:
        """Add what Frictionless says of an open table before its rows: an empty source, a wrong header."""
        from frictionless.helpers import parse_resource_hash_v1

        self.labels = resource.labels
        algorithm = parse_resource_hash_v1(resource.hash)[0] if resource.hash else "md5"
        if algorithm not in ("md5", "sha256"):
            self.warnings.append("hash is ignored; supported algorithms: md5/sha256")
        for check in self._checklist.connect(resource):
            self.extend(check.validate_start())

    def end(self, resource: TableResource) -> None:
        """Add what Frictionless says after the rows: hash, bytes, and the numbers of fields and rows."""
        self.resource.stats = resource.stats
        for check in self._checklist.connect(resource):
            self.extend(check.validate_end())

    def report(self, seconds: float) -> Report:
        """Return the Frictionless report; its numbers of errors are those counted, not those kept."""
        from frictionless import Report

        if self.total > len(self.errors):
            self.warnings.append(f"listed the first {len(self.errors)} of {self.total} errors")
        report: Report = Report.from_validation_task(
            self.resource, time=seconds, labels=self.labels, errors=self.errors, warnings=self.warnings
        )
        report.stats["errors"] = report.tasks[0].stats["errors"] = self.total
        return report
