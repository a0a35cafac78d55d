"""Extractors: a document's figures as statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from parpipe.extractors.narrative import Context, extract_narrative
from parpipe.extractors.table import extract_tables
from parpipe.legibility import judge, unread_pages
from parpipe.model import Document, Extraction

__all__ = ["EXTRACTORS", "Context", "extract_figures"]

EXTRACTORS: Mapping[str, Callable[[Document, Context], Extraction]] = {
    "table": extract_tables,
    "narrative": extract_narrative,
}
"""Extractors of documents by name, the surer first; transcriptions are tables of one known form and have their own."""


def extract_figures(document: Document, context: Context) -> Iterator[tuple[str, Extraction]]:
    """Yield what every extractor finds; a block that one has read is not read again by the next."""
    read, blocks = set[str](), {block.locator for block in document.blocks}
    for name, extract in EXTRACTORS.items():
        found = judge(document, extract(document, context))
        statements = tuple(one for one in found.statements if _block(one.locator) not in read)
        findings = tuple(one for one in found.findings if _block(one.key) not in read)
        yield name, Extraction(statements, findings)
        read |= blocks.intersection(_block(one.locator) for one in statements)
    if unread := tuple(unread_pages(document)):
        yield "pictures", Extraction((), unread)


def _block(locator: str) -> str:
    return locator.split("&char=")[0]
