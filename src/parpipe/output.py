"""What the commands print: JSON and CSV for programs, tables that fit the terminal for people."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from parpipe.captures import ledger_line
from parpipe.schema import column_types

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa
    from frictionless import Report

    from parpipe.captures import Retrieval
    from parpipe.comparing import Comparison
    from parpipe.deliveries import Receipt
    from parpipe.fetch import Fetched
    from parpipe.model import Extraction, Finding, Target
    from parpipe.verify import Verification

_STATEMENTS = {
    "index_id": "index",
    "ref_area": "area",
    "time_period": "year",
    "component": "part",
    "measure": "measure",
    "value": "value",
}
_SHOWN: Mapping[str, Mapping[str, str]] = {
    "statements": {**_STATEMENTS, "quote": "words", "locator": "place"},
    "observations": {
        **{"index_id": "index", "ref_area": "area", "area_name_vi": "name", "time_period": "year", "component": "part"},
        **{"score": "score", "scale_max": "of", "rank": "rank", "ranked_count": "of", "obs_status": "status"},
    },
    "targets": {
        **{"who": "who", "index_id": "index", "time_period": "year", "from_period": "from", "to_period": "to"},
        **{"measure": "measure", "bound": "bound", "value": "value", "quote": "words", "locator": "place"},
    },
    "revisions": {
        **{"level": "level", "ref_area": "area", "time_period": "year", "component": "part", "field": "field"},
        **{"old": "old", "new": "new", "kind": "kind"},
    },
    "retrievals": {"source_id": "source", "what": "document", "day": "day", "outcome": "outcome", "reason": "why"},
    "findings": {"code": "finding", "value": "value", "message": "why", "key": "place"},
}
"""The columns that fit a terminal, under short names; CSV and JSON carry all."""

_PROBLEMS = 20
"""How many problems of one check are printed."""

_LONG = ("area_name_vi", "locator", "key", "quote", "message", "why")
"""The columns that give way where the terminal is narrow."""


def print_json(value: object) -> None:
    """Print JSON and nothing else: dates ISO 8601, decimals as numbers."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_extractions(found: Sequence[Extraction], format_: str) -> None:
    """Print the statements of documents; the table shows apart what was seen and not trusted."""
    from parpipe.evidence import statement_json

    _print_rows(
        "figures", "statements", [statement_json(one) for extraction in found for one in extraction.statements], format_
    )
    doubts = [finding for extraction in found for finding in extraction.findings]
    if format_ == "table":
        print_findings("seen and not trusted", doubts)


def print_findings(what: str, findings: Sequence[Finding], *, to_errors: bool = False) -> None:
    """Print findings as a table, to standard error where standard output is for something else; nothing if there are none."""
    shown = [{name: getattr(finding, name) for name in _SHOWN["findings"]} for finding in findings]
    if shown:
        _print_table(what, _SHOWN["findings"], shown, to_errors=to_errors)


def print_targets(targets: Sequence[Target], format_: str) -> None:
    """Print targets; values are strings as precise as printed."""
    rows = [{name: getattr(target, name) for name in target.__slots__} for target in targets]
    _print_rows("targets", "targets", [{**row, "value": format(row["value"], "f")} for row in rows], format_)


def _print_rows(what: str, shown: str, rows: list[dict[str, Any]], format_: str) -> None:
    if format_ == "json":
        print_json(rows)
    elif format_ == "csv":
        _print_csv(rows)
    else:
        _print_table(_counted(len(rows), what), _SHOWN[shown], rows)


def print_observations(table: pa.Table, format_: str) -> None:
    """Print observations; Parquet goes to standard output as bytes."""
    if format_ == "parquet":
        from parpipe.writers.parquet import parquet_bytes

        sys.stdout.buffer.write(parquet_bytes(table, "observations"))
        return
    rows = table.to_pylist()
    if format_ == "csv":
        _print_csv(rows, table.column_names)
    elif format_ == "json":
        from parpipe.schema import load_schema

        numbers = {field["name"] for field in load_schema("observations")["fields"] if field["type"] == "number"}
        print_json([{k: float(v) if k in numbers and v is not None else v for k, v in row.items()} for row in rows])
    else:
        _print_table(_counted(len(rows), "observations"), _SHOWN["observations"], rows)


def print_comparison(found: Comparison, format_: str) -> None:
    """Print what came between two releases: a line that sums up, what looks odd, and the revisions."""
    from parpipe.comparing import comparison_json

    said = comparison_json(found)
    if format_ == "json":
        print_json(said)
        return
    if format_ == "csv":
        _print_csv(said["revisions"], list(column_types("revisions")))
        return
    kinds = Counter(row["kind"] for row in said["revisions"])
    counted = ", ".join(f"{kinds[kind]} {kind}" for kind in ("added", "revised", "withdrawn"))
    print(f"{found.package} {found.old} → {found.new}: {said['bump']}, calls for {found.called_for}; values: {counted}")
    for one in said["removed"]:
        print(f"removed: {one['table']}{'.' + one['field'] if one['field'] else ''}")
    for one in said["odd"]:
        print(f"odd: {one['code']} {' '.join(map(str, one['about']))} {one['old']} → {one['new']}")
    _print_table("revisions", _SHOWN["revisions"], said["revisions"])


def print_comparisons(found: Sequence[Comparison], format_: str) -> None:
    """Print what would come in several packages: as JSON or CSV in one piece, or one after the other."""
    from parpipe.comparing import comparison_json

    said = [comparison_json(one) for one in found]
    if format_ == "json":
        print_json(said)
    elif format_ == "csv":
        rows = [{"package": one["package"], **row} for one in said for row in one["revisions"]]
        _print_csv(rows, ["package", *column_types("revisions")])
    else:
        for one in found:
            print_comparison(one, format_)


def print_fetched(found: Sequence[Fetched], format_: str) -> None:
    """Print what became of live documents: a line for each, the reasons of trouble, and sources that could not be asked."""
    print_retrievals([(fetched.source_id, one) for fetched in found for one in fetched.retrievals], format_)
    for fetched in found:
        if fetched.trouble:
            print(f"parpipe: {fetched.source_id}: {fetched.trouble}", file=sys.stderr)
    if format_ != "json":
        print_findings("findings", [finding for fetched in found for finding in fetched.findings])


def print_retrievals(found: Sequence[tuple[str, Retrieval]], format_: str) -> None:
    """Print retrievals with their sources; JSON has all that the ledger has."""
    rows = [{"source_id": source_id, **ledger_line(one)} for source_id, one in found]
    if format_ == "json":
        print_json(rows)
    else:
        shown = [{**row, "what": one.file or one.document, "day": one.day} for row, (_, one) in zip(rows, found, strict=True)]
        _print_table(_counted(len(rows), "retrievals"), _SHOWN["retrievals"], shown)


def print_reports(paths: Iterable[Path], reports: Sequence[Report], format_: str) -> None:
    """Print Frictionless reports: as JSON (one report, or a list of several), or one line an error."""
    if format_ == "json":
        descriptors = [report.to_descriptor() for report in reports]
        print_json(descriptors[0] if len(descriptors) == 1 else descriptors)
        return
    for path, report in zip(paths, reports, strict=True):
        print(f"{path}: {'valid' if report.valid else 'invalid'}")
        for place, error in [(task.place, error) for task in report.tasks for error in task.errors]:
            print(f"  {place}: {error.message}")
        warnings = [*report.warnings, *(warning for task in report.tasks for warning in task.warnings)]
        for message in [error.message for error in report.errors] + warnings:
            print(f"  {message}")


def print_verification(found: Verification) -> None:
    """Print what became of every check in a line, and below it what is wrong."""
    print(found.place)
    for name, result in found.results.items():
        print(f"  {name} {result.outcome}{'' if result.problems else f': {result.said}'}")
        for problem in result.problems[:_PROBLEMS]:
            print(f"    {problem}")
        if len(result.problems) > _PROBLEMS:
            print(f"    … and {len(result.problems) - _PROBLEMS} more; --format json lists all")


def print_receipt(receipt: Receipt, format_: str) -> None:
    """Print what became of a release at a target: all of it as JSON, or a line and what did not stay as it was."""
    if format_ == "json":
        print_json(receipt.as_mapping())
        return
    print(receipt.summary)
    rows = [{"name": one.name, "state": one.state, "why": one.why} for one in receipt.items if one.state != "unchanged"]
    if rows:
        _print_table("", {name: name for name in rows[0]}, rows)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what if count != 1 else what.removesuffix('s')}"


def _print_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    names = columns or list(dict.fromkeys(name for row in rows for name in row))
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _print_table(title: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]], *, to_errors: bool = False) -> None:
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table
    from rich.text import Text

    console = Console(stderr=to_errors)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name, label in columns.items():
        table.add_column(label, overflow="fold", no_wrap=name not in _LONG, min_width=12 if name in _LONG else None)
    for row in rows:
        table.add_row(*("" if row[name] is None else Text(str(row[name])) for name in columns))
    needed = Measurement.get(console, console.options.update(max_width=10_000), table)
    if not console.is_terminal:  # a line a row, for grep and files
        console.width = max(console.width, needed.maximum)
    if needed.minimum <= console.width:
        console.print(table)
    else:
        console.print(Text(title), *(Text(_record(columns, row)) for row in rows), sep="\n\n")


def _record(columns: Mapping[str, str], row: Mapping[str, Any]) -> str:
    """Return a row as lines of its own, for terminals that are too narrow for a table: no digit of a figure may be cut off."""
    room = max(map(len, columns.values()))
    return "\n".join(f"{label.ljust(room)}  {row[name]}" for name, label in columns.items() if row[name] is not None)


class Tell(Protocol):
    """Shows that so much of a stage is done; of a total, if that is known."""

    def __call__(self, stage: str, done: int, total: int | None = None, /) -> None:
        """Show it."""


@contextmanager
def progress(*, shown: bool) -> Iterator[Tell]:
    """Yield a function that shows how far a stage has come, nothing where nobody watches."""
    if not shown:
        yield lambda stage, done, total=None: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks = dict[str, Any]()

        def tell(stage: str, done: int, total: int | None = None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, description=stage if total is not None else f"{stage}: {done:,} rows")

        yield tell
