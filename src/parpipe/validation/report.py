"""Reports on tables and packages, in the shape of Frictionless and for its readers."""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parpipe.errors import Unreadable
from parpipe.validation.options import Options
from parpipe.validation.tally import Progress, Tally

if TYPE_CHECKING:
    from frictionless import Package, Report, Resource

_CRASHES = (TypeError, ValueError, ArithmeticError, AttributeError, LookupError, re.error)


def _silent(name: str, rows: int) -> None:
    """Tell nobody."""


def validate_package(
    package: Package,
    *,
    limit: int | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Report:
    """Return the report on all resources of a package; the arguments are those of validate_resource."""
    from frictionless import FrictionlessException, Report

    start = time.perf_counter()
    try:
        package.to_descriptor(validate=True)
    except FrictionlessException as exception:
        refused: Report = Report.from_validation(time=_since(start), errors=exception.to_errors())
        return refused
    reports = [validate_resource(each, limit=limit, options=options, progress=progress) for each in package.resources]
    whole: Report = Report.from_validation_reports(time=_since(start), reports=reports)
    return whole


def validate_resource(
    resource: Resource,
    *,
    limit: int | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Report:
    """Return the Frictionless report on a resource.

    ``limit``: how many errors to list; all are counted (``stats.errors``). ``progress`` is called with the table's name and
    the rows read so far. Raises Unreadable where Frictionless itself breaks.
    """
    from frictionless import FrictionlessException, Report

    if resource.type != "table":
        return resource.validate()
    start = time.perf_counter()
    try:
        resource.to_descriptor(validate=True)
    except FrictionlessException as exception:
        refused: Report = Report.from_validation_task(resource, time=_since(start), errors=exception.to_errors())
        return refused
    try:
        tally = _judge(resource, limit, options or Options(), progress or _silent)
    except _CRASHES as error:
        reason = f"{type(error).__name__}: {error}"
        raise Unreadable(f"{resource.place}: Frictionless breaks on it ({reason}); mend the cell or the schema") from error
    return tally.report(_since(start))


def _judge(resource: Any, limit: int | None, options: Options, progress: Progress) -> Tally:
    from frictionless import FrictionlessException

    from parpipe.validation.engine import judge
    from parpipe.validation.oracle import NoProof, ask_oracle

    tally = Tally(resource, limit, progress)
    try:
        with tempfile.TemporaryDirectory(dir=options.scratch, prefix="keys-") as folder:
            judge(resource, tally, options, Path(folder))
    except (NoProof, FrictionlessException, *_CRASHES):  # a crash of the columns is no verdict: the oracle may not share it
        tally = Tally(resource, limit, progress)
        try:
            ask_oracle(resource, tally)
        except FrictionlessException as exception:
            tally.extend(exception.to_errors())
    return tally


def _since(start: float) -> float:
    return round(time.perf_counter() - start, 3)
