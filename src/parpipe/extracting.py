"""The figures in any document, with their evidence; nothing is stored (``extract``)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from parpipe.errors import Usage
from parpipe.extractors import EXTRACTORS, Context
from parpipe.model import Extraction, Level, PublishedDate, Statement
from parpipe.query import named_index, units_ever_called
from parpipe.readers import read_document
from parpipe.registry import load_reference
from parpipe.settings import Settings


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
    return list(extract_document(Path(path), index, level, area, published, language).statements)


def extract_document(
    path: Path,
    index_id: str | None = None,
    level: Level | None = None,
    area: str | None = None,
    published: date | None = None,
    language: str | None = None,
) -> Extraction:
    """Return the statements of a document and the findings for what was seen and not trusted; see ``extract``."""
    indices, areas = load_reference(Settings.load().data)
    if level not in (None, "province", "ministry", "region", "national"):
        raise Usage(f"no level {level!r}; there are province, ministry, region and national")
    if area is not None:
        units_ever_called(area, areas, level)
    context = Context(
        indices,
        areas,
        index_id=named_index(index_id, indices).index_id if index_id else None,
        level=level,
        area=area,
        published=PublishedDate(published, "day") if published else None,
        language=language,
    )
    return EXTRACTORS["narrative"](read_document(path), context)
