"""Frictionless as the referee: files against their Table Schemas, packages against their descriptors, and the gate.

Tables are read by columns (parpipe.validation), which gives the report of Frictionless at some thirty times its speed.

``validate`` is what users call; the pipeline turns the same reports into findings.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parpipe.errors import Missing, Rejected, Unreadable, Usage
from parpipe.model import Finding
from parpipe.schema import load_schema

if TYPE_CHECKING:
    from frictionless import Report, Schema

    from parpipe.validation import Options, Progress

WITHHELD_LIMIT = 0.2
"""The share of a fetched source's figures that may be withheld before the source itself is not believed any more."""

LISTED_ERRORS = 10_000
"""How many errors of a table are listed unless told otherwise; all are counted."""

_SHOWN = 20


def validate(
    path: str | Path, schema: str | Path | None = None, *, limit: int = LISTED_ERRORS, progress: Progress | None = None
) -> Report:
    """Return the Frictionless report on a table, a data package or a release folder.

    A folder stands for its datapackage.json, or for that of its latest release. A table without ``schema`` is checked for
    its structure alone; foreign keys can be checked in a package only, and the report says so. At most ``limit`` errors of
    a table are listed, ``stats`` counts all; ``progress`` is called with a table's name and the rows read so far. Raises
    Missing for a path that does not exist, and Unreadable for what is neither a table nor a descriptor.
    """
    import frictionless

    from parpipe.validation import validate_package

    target = _existing(Path(path))
    if target.is_dir():
        latest = target / "latest" / "datapackage.json"
        target = latest if latest.is_file() else _existing(target / "datapackage.json")
    try:
        if target.suffix == ".json":
            if schema:
                raise Usage(f"{target} is a data package and names the schemas of its tables; --schema is for a single table")
            return validate_package(frictionless.Package(str(target)), limit=limit, options=_options(), progress=progress)
        return _validate_table(target, Path(schema) if schema else None, limit, progress)
    except frictionless.FrictionlessException as error:
        reasons = "; ".join(reason.message for reason in error.reasons) or error.error.message
        raise Unreadable(f"{target} is no valid descriptor: {reasons}") from error


def _options() -> Options:
    from parpipe.validation import Differences, Options

    return Options(differences=Differences(typed_parquet=True))


def _validate_table(path: Path, schema: Path | None, limit: int, progress: Progress | None) -> Report:
    import frictionless

    from parpipe.validation import validate_resource

    given = _schema(schema) if schema else None
    elsewhere = [key for key in given.foreign_keys if key["reference"]["resource"]] if given else []
    if given:
        given.foreign_keys = [key for key in given.foreign_keys if key not in elsewhere]
    with frictionless.system.use_context(trusted=True):
        resource = frictionless.Resource(path=str(path))
        if given:
            resource.schema = given
        if not resource.tabular:
            raise Unreadable(f"{path} is no table; name a CSV, Parquet or Excel file, a datapackage.json or a release folder")
        report = validate_resource(resource, limit=limit, options=_options(), progress=progress)
    if elsewhere:
        report.warnings.append(f"{len(elsewhere)} foreign keys to other tables were not checked: validate the package for that")
    return report


def _schema(path: Path) -> Schema:
    import frictionless

    if not os.path.isfile(path):
        what = "is a folder" if os.path.isdir(path) else "does not exist"
        raise Missing(f"{path} {what}; --schema names the JSON file of a Table Schema")
    try:
        return frictionless.Schema.from_descriptor(str(path))
    except frictionless.FrictionlessException as error:
        raise Unreadable(f"{path} is no Table Schema: {error.error.message}") from error


def _existing(path: Path) -> Path:
    if not os.path.exists(path):  # not Path.exists, which raises for a name that is too long
        raise Missing(f"{path} does not exist; name a CSV or Parquet table, a datapackage.json or a release folder")
    return path


def check_csv(path: Path, table: str, document: str) -> list[Finding]:
    """Return an error finding, naming the document, for every cell or row of a CSV file that its Table Schema refuses."""
    import frictionless

    from parpipe.validation import validate_resource

    with frictionless.system.use_context(trusted=True):
        resource = frictionless.Resource(
            path=str(path), schema=frictionless.Schema.from_descriptor(dict(load_schema(table))), encoding="utf-8"
        )
        report = validate_resource(resource, limit=LISTED_ERRORS)
    return [_from_error(error, document) for task in report.tasks for error in task.errors] + [
        _from_error(error, document) for error in report.errors
    ]


def check_package(descriptor: Path) -> list[Finding]:
    """Return an error finding for everything that Frictionless says against a data package."""
    report = validate(descriptor)
    errors = [(task.name, error) for task in report.tasks for error in task.errors]
    return [_from_error(error, name) for name, error in errors] + [
        _from_error(error, descriptor.name) for error in report.errors
    ]


def _from_error(error: Any, table: str) -> Finding:
    row, field, cell = (getattr(error, name, None) for name in ("row_number", "field_name", "cell"))
    place = f"row={row}" if row else "table"
    reason = f"{cell!r}: {error.note}" if cell and error.note else error.note or error.message
    return Finding(error.type.replace("-", "_"), "error", table, place, field or None, cell or None, reason)


def gate(findings: Iterable[Finding]) -> None:
    """Raise Rejected, naming file, row, field and reason, if any finding is an error; nothing is released then."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if not errors:
        return
    lines = [describe(finding) for finding in errors[:_SHOWN]]
    more = f"\n  … and {len(errors) - _SHOWN} more" if len(errors) > _SHOWN else ""
    noun = "error" if len(errors) == 1 else "errors"
    raise Rejected(
        f"{len(errors)} {noun} in the data; nothing was released. Mend the input and build again:\n" + "\n".join(lines) + more
    )


def describe(finding: Finding) -> str:
    """Return a finding as one line: file or table, place, field, code and reason."""
    field = f", field {finding.field}" if finding.field else ""
    return f"  {finding.table}, {finding.key}{field}: {finding.code}: {finding.message}"


def too_much_withheld(source_id: str, withheld: int, kept: int) -> Sequence[Finding]:
    """Return an error finding if more than a fifth of a fetched source's figures had to be withheld, else nothing."""
    total = withheld + kept
    if not withheld or withheld <= WITHHELD_LIMIT * total:
        return ()
    message = (
        f"{withheld} of {total} figures were withheld, more than a fifth: look at the pages of this source before using it"
    )
    return (
        Finding(
            "source_withheld",
            "error",
            f"data/sources/{source_id}.yaml",
            "documents",
            None,
            str(withheld),
            message,
            None,
            source_id,
        ),
    )
