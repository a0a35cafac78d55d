"""The figures in any document, with their evidence; nothing is stored (``extract``)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.compute as pc

from parpipe.errors import Unreadable, Usage
from parpipe.extractors import Context, extract_figures
from parpipe.model import Extraction, Level, PublishedDate, Snapshot, Statement
from parpipe.query import named_index, units_ever_called
from parpipe.readers import read_document
from parpipe.registry import load_reference
from parpipe.rules import check_statements
from parpipe.settings import Settings
from parpipe.statements import statements_table


def extract(
    path: str | Path,
    *,
    index: str | None = None,
    level: Level | None = None,
    area: str | None = None,
    published: date | None = None,
    language: str | None = None,
) -> list[Statement]:
    """Return the figures of a document, in reading order, each with its locator and quote.

    ``index``, ``level``, ``area`` (id, official code or name), ``published`` and ``language`` are defaults for what the
    document does not say; they never filter. Raises Missing for a file that is not there, Unreadable for one that cannot
    be read, Usage for an unknown index or area.
    """
    return list(extract_document(Path(path), make_context(index, level, area, published, language)).statements)


def make_context(
    index_id: str | None = None,
    level: Level | None = None,
    area: str | None = None,
    published: date | None = None,
    language: str | None = None,
) -> Context:
    """Return the registry and the defaults for documents; Usage for an index, level or area that there is not."""
    indices, areas = load_reference(Settings.load().data)
    if level not in (None, "province", "ministry", "region", "national"):
        raise Usage.unknown("no level", level, ("province", "ministry", "region", "national"))
    if area is not None:
        units_ever_called(area, areas, level)
    return Context(
        indices,
        areas,
        index_id=named_index(index_id, indices).index_id if index_id else None,
        level=level,
        area=area,
        published=PublishedDate(published, "day") if published else None,
        language=language,
    )


def extract_document(path: Path, context: Context) -> Extraction:
    """Return the statements of a document and the findings for what was seen and not trusted; errors as ``extract``."""
    document = read_document(path)
    try:
        parts = [extraction for _, extraction in extract_figures(document, context)]
    except Unreadable as error:
        raise Unreadable(f"{path}: {error}") from error
    statements = tuple(statement for part in parts for statement in part.statements)
    findings = tuple(finding for part in parts for finding in part.findings)
    return _without_impossible(Extraction(statements, findings), path)


def _without_impossible(extraction: Extraction, path: Path) -> Extraction:
    """Return the extraction with figures that break a rule (rank 64 of 63) as findings."""
    snapshot = Snapshot("0" * 64, "-", path, "", date.max)
    table = statements_table(extraction.statements, snapshot, "narrative")
    kept, broken = check_statements(table, str(path), curated=False)
    good = pc.is_in(table["statement_id"], value_set=kept["statement_id"].combine_chunks()).to_pylist()
    statements = tuple(one for one, fits in zip(extraction.statements, good, strict=True) if fits)
    return Extraction(statements, (*extraction.findings, *broken))
