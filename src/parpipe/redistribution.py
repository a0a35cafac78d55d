"""What may not be published: the figures and words of sources whose licence forbids it, with a finding that says so.

Single figures are facts, so a source is allowed unless its file says ``redistribution: forbidden``. What is forbidden is read
like anything else and then left out of every table, of the arithmetic too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from parpipe.keys import Row
from parpipe.model import Finding, Source


def forbidden_sources(sources: Mapping[str, Source]) -> frozenset[str]:
    """Return the ids of the sources whose licence forbids to publish what they say."""
    return frozenset(source_id for source_id, source in sources.items() if source.redistribution == "forbidden")


def allowed(rows: Iterable[Row], forbidden: Collection[str]) -> list[Row]:
    """Return the rows that no forbidden source says: by their source, or by the site of their page where they name none."""
    return [row for row in rows if (row.get("source_id") or _site(row["source_url"])) not in forbidden]


def _site(url: str) -> str:
    """Return the id that the source of a page has: its host without what sites are called with or without."""
    return re.sub(r"^(www|m)\.", "", urlsplit(url).hostname or "")


def left_out(rows: Iterable[Row], forbidden: Collection[str]) -> Iterator[Finding]:
    """Yield a finding for every forbidden source of some of the rows, with their number."""
    for source_id, count in sorted(Counter(row["source_id"] for row in rows).items()):
        if source_id in forbidden:
            said = f"{count} figures of {source_id} are left out, because its licence forbids to publish them"
            yield Finding(
                "licence_forbids", "warning", "sources", source_id, "redistribution", str(count), said, None, source_id
            )


def without_old_values(revisions: Iterable[Row], forbidden: Collection[str]) -> tuple[Row, ...]:
    """Return revisions without the old values and words of pages of forbidden sources, which an earlier release had."""
    hidden = {"old": None, "old_quote": None}
    return tuple(
        {**row, **hidden} if row["old_source_url"] and _site(row["old_source_url"]) in forbidden else row for row in revisions
    )
