"""Corrections: what people decided about single figures, each with a reason and a guard (data/corrections).

A correction never changes what a page said: its statement stays in the table as printed. It changes what counts of it. The
guard ``expect`` says what the statement was when somebody looked; once it says anything else, the build is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parpipe.config import Problem, place, read_config
from parpipe.model import Finding, Source

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision about one statement; ``value`` is what an override puts in its place, ``finding`` the code accepted."""

    file: str
    source_id: str
    snapshot_sha256: str
    document: str
    locator: str
    expect: Mapping[str, Any]
    action: str
    reason: str
    erred: str
    status: str
    value: str | None
    finding: str | None

    def words(self) -> str:
        """Return the decision in one sentence."""
        whose = {
            "page": "the page's own error",
            "copy": "an error of what the page copied",
            "translation": "an error of translation",
            "transcription": "an error of our transcription",
            "reading": "an error of our reading",
            "nobody": "nobody's error",
            "unknown": "whose error is unknown",
        }[self.erred]
        return f"{self.reason.rstrip('.')} ({whose}; {self.status})"


@dataclass(frozen=True, slots=True)
class Corrected:
    """What corrections do to statements, by id: the ``values`` that count (None: nothing), findings, and findings accepted."""

    values: Mapping[str, str | None]
    findings: tuple[Finding, ...]
    accepted: Mapping[tuple[str, str], str]

    def counting(self, statements: Iterable[Row]) -> list[Row]:
        """Return the statements that count, with the values that count of them."""
        values = ((row, self.values.get(row["statement_id"], row["value"])) for row in statements)
        return [{**row, "value": value} for row, value in values if value is not None]

    def told(self, statements: Iterable[Row]) -> list[Finding]:
        """Return the errors, and what was decided about any of the statements."""
        known = {row["statement_id"] for row in statements}
        return [finding for finding in self.findings if finding.statement_id is None or finding.statement_id in known]

    def accept(self, findings: Iterable[Row]) -> list[Row]:
        """Return findings of which those that somebody looked at are accepted, with the reason."""
        reasons = ((row, self.accepted.get((row["statement_id"], row["code"]))) for row in findings)
        return [{**row, "status": "accepted", "accepted_because": why} if why else {**row} for row, why in reasons]


def read_corrections(data: Path, sources: Mapping[str, Source]) -> tuple[tuple[Correction, ...], list[str]]:
    """Return the corrections of a data folder in the order of their files, and the problems as ``file:line: what``.

    ``sources`` are the good ones; corrections of a source that is broken itself are left out without a further problem.
    """
    found, problems = list[Correction](), list[str]()
    for path in sorted((data / "corrections").glob("*.yaml")):
        file = read_config(path, "corrections")
        wrong = list(file.problems) or list(_problems(file.content, path, data, sources))
        problems += place(file, wrong)
        if not wrong and path.stem in sources:
            found += _make(file.content, sources[path.stem])
    return tuple(found), problems


def _problems(content: Mapping[str, Any], path: Path, data: Path, sources: Mapping[str, Source]) -> Iterator[Problem]:
    if content["source_id"] != path.stem:
        yield ("source_id",), f"source_id {content['source_id']!r} is not the name of the file"
    if not (data / "sources" / f"{path.stem}.yaml").is_file():
        yield ("source_id",), f"no source {path.stem!r} in data/sources"
    documents = {snapshot.path.name for snapshot in sources[path.stem].snapshots} if path.stem in sources else None
    for number, entry in enumerate(content["corrections"]):
        if documents is not None and entry["document"] not in documents:
            yield ("corrections", number, "document"), f"{path.stem} has no document {entry['document']!r}"
        for name, action in (("value", "override"), ("finding", "accept")):
            if name in entry and entry["action"] != action:
                yield ("corrections", number, name), f"{name} is only for the action {action}"


def _make(content: Mapping[str, Any], source: Source) -> Iterator[Correction]:
    digests = {snapshot.path.name: snapshot.sha256 for snapshot in source.snapshots}
    for entry in content["corrections"]:
        optional = {name: entry.get(name) for name in ("value", "finding")}
        origin = {"source_id": source.source_id, "file": f"data/corrections/{source.source_id}.yaml"}
        yield Correction(**{**entry, **optional, **origin}, snapshot_sha256=digests[entry["document"]])


def apply_corrections(statements: Iterable[Row], corrections: Iterable[Correction]) -> Corrected:
    """Return what corrections do to the statements of one index.

    A correction whose statement is not there, or says something else than expected, gives an error: no release then.
    """
    places = {(row["snapshot_sha256"], row["locator"], row["measure"]): row for row in statements}
    values, findings, accepted = dict[str, str | None](), list[Finding](), dict[tuple[str, str], str]()
    for one in corrections:
        row = places.get((one.snapshot_sha256, one.locator, one.expect["measure"]))
        if row is None or any(row[name] != value for name, value in one.expect.items()):
            findings.append(_outdated(one, row))
            continue
        if one.action in ("drop", "override"):
            values[row["statement_id"]] = one.value
        if one.action != "accept":
            findings.append(_told(one, row))
        if one.action != "flag":
            accepted[row["statement_id"], one.finding or "corrected_figure"] = one.words()
    return Corrected(values, tuple(findings), accepted)


def _outdated(one: Correction, row: Row | None) -> Finding:
    says = ", ".join(f"{name} {row[name]}" for name in one.expect) if row else "no such statement is there"
    wanted = ", ".join(f"{name} {value}" for name, value in one.expect.items())
    message = f"{one.document} was expected to say {wanted}, but now: {says}; look at the source again and mend the entry"
    return Finding("correction_outdated", "error", one.file, one.locator, "expect", one.expect["value"], message)


def _told(one: Correction, row: Row) -> Finding:
    value, place = row["value"], (one.file, one.locator, row["measure"], row["value"])
    whose = row["statement_id"], one.source_id
    if one.action == "flag":
        return Finding("doubtful_figure", "warning", *place, f"{value} is doubtful: {one.words()}", *whose)
    instead = f"{value} does not count" if one.action == "drop" else counting_as(value, str(one.value))
    return Finding("corrected_figure", "info", *place, f"{instead}: {one.words()}", *whose)


def counting_as(value: str, instead: str) -> str:
    """Return how the message of ``corrected_figure`` begins for a value that was overridden."""
    return f"{value} counts as {instead}"
