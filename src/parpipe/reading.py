"""Documents to statements, one source at a time, cached by everything that the result depends on.

A curated transcription is checked against its Table Schema first; figures that break a rule are errors there, and are
withheld with a finding when they come from a page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from parpipe.checks import check_csv, too_much_withheld
from parpipe.extractors import Context, extract_figures
from parpipe.extractors.plans import extract_plans
from parpipe.extractors.targets import extract_targets
from parpipe.extractors.transcription import extract_transcription
from parpipe.kept import keep, kept
from parpipe.making import code_digest
from parpipe.model import Document, Extraction, Finding, Snapshot, Source
from parpipe.readers import read_document
from parpipe.registry import Registry
from parpipe.rules import RULES, check_statements
from parpipe.schema import empty, to_table
from parpipe.statements import statements_table
from parpipe.targets import targets_table

TABLES = ("statements", "findings", "targets")


def read_source(registry: Registry, source: Source, folder: Path) -> Path:
    """Return a file with statements, findings and targets of a source's snapshots (TABLES), made if it is not there whole."""
    final = folder / source.source_id / f"{_digest(registry, source)}.arrow"
    if kept(final, TABLES) is not None:
        return final
    results = [read_snapshot(registry, snapshot) for snapshot in source.snapshots]
    promised = [read_targets(registry, snapshot) for snapshot in source.snapshots if not snapshot.curated]
    findings = [finding for _, found in results for finding in found]
    withheld = sum(finding.code in RULES and finding.severity == "warning" for finding in findings)
    findings += too_much_withheld(source.source_id, withheld, sum(len(table) for table, _ in results))
    statements = pa.concat_tables([empty("statements"), *(table for table, _ in results)])
    targets = pa.concat_tables([empty("targets"), *promised])
    keep({"statements": statements, "findings": findings_table(findings), "targets": targets}, final)
    return final


def read_snapshot(registry: Registry, snapshot: Snapshot) -> tuple[pa.Table, list[Finding]]:
    """Return the statements of one snapshot that may be used, and what was found on the way."""
    document = snapshot.name
    if snapshot.curated:
        refused = check_csv(snapshot.path, "transcription", document)
        if refused:
            return empty("statements"), [_of_source(finding, snapshot) for finding in refused]
    tables, findings = [empty("statements")], list[Finding]()
    for name, extraction in extract_snapshot(registry, snapshot):
        stated = statements_table(extraction.statements, snapshot, name)
        table, broken = check_statements(stated, document, curated=snapshot.curated)
        tables.append(table)
        findings += [*(_in_document(finding, document) for finding in extraction.findings), *broken]
    return pa.concat_tables(tables), [_of_source(finding, snapshot) for finding in findings]


def extract_snapshot(registry: Registry, snapshot: Snapshot) -> Iterable[tuple[str, Extraction]]:
    """Yield what each extractor finds in a snapshot, with the extractor's name; Unreadable if it cannot be read."""
    return extract_from(read_document(snapshot.path), registry, snapshot)


def extract_from(document: Document, registry: Registry, snapshot: Snapshot) -> Iterable[tuple[str, Extraction]]:
    """Yield what each extractor finds in a document that was read already; ``snapshot`` says what it is."""
    if snapshot.curated:
        return [("transcription", extract_transcription(document.tables[0].rows, registry.indices, registry.areas))]
    return extract_figures(document, _context(registry, snapshot))


def read_targets(registry: Registry, snapshot: Snapshot) -> pa.Table:
    """Return what a page promises, in the shape of ``targets``."""
    document, context = read_document(snapshot.path), _context(registry, snapshot)
    return targets_table(extract_targets(document, context), extract_plans(document, context), document, snapshot)


def _context(registry: Registry, snapshot: Snapshot) -> Context:
    return Context(
        registry.indices,
        registry.areas,
        index_id=snapshot.index_id,
        level=snapshot.level,
        area=snapshot.area,
        published=snapshot.published,
        language=snapshot.language,
        url=snapshot.url,
    )


def findings_table(findings: Iterable[Finding]) -> pa.Table:
    """Return findings in the shape of ``findings``, all open: what accepts one is an entry in data/corrections."""
    rows = [
        {**{name: getattr(finding, name) for name in finding.__slots__}, "status": "open", "accepted_because": None}
        for finding in findings
    ]
    return to_table("findings", rows)


def _in_document(finding: Finding, document: str) -> Finding:
    return Finding(finding.code, finding.severity, document, finding.key, finding.field, finding.value, finding.message)


def _of_source(finding: Finding, snapshot: Snapshot) -> Finding:
    values: dict[str, Any] = {name: getattr(finding, name) for name in finding.__slots__}
    return Finding(**{**values, "source_id": snapshot.source_id})


def _digest(registry: Registry, source: Source) -> str:
    """Return a digest of all that the statements of a source depend on: its snapshots, the reference data and the code."""
    anywhere = tuple(replace(snapshot, path=Path(snapshot.name)) for snapshot in source.snapshots)
    parts = [repr(replace(source, snapshots=anywhere)), registry.reference_digest, code_digest()]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
