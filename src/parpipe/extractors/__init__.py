"""Extractors: a document's figures as statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parpipe.extractors.narrative import Context, extract_narrative
from parpipe.model import Document, Extraction

__all__ = ["EXTRACTORS", "Context"]

EXTRACTORS: Mapping[str, Callable[[Document, Context], Extraction]] = {
    "narrative": extract_narrative,
}
"""Extractor of documents by name; transcriptions are tables and have their own."""
