"""The words of the project as frozen types: Source, Snapshot, Document, Statement, Finding.

A *statement* is one figure as somebody stated it at one place; everything that is published is computed from
statements. Observations, changes and the other published tables are Arrow tables whose shape stands in schemas/tables.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

Level = Literal["province", "ministry", "region", "national"]
Measure = Literal["score", "rank", "score_change", "rank_change", "mean_score", "median_score"]
Grade = Literal["body", "table", "headline", "caption", "aside", "transcription"]
Basis = Literal["printed", "word", "order", "ocr", "inferred_year"]
Scope = Literal["national", "regional"]
Unit = Literal["points", "percent"]
Precision = Literal["day", "month", "year"]
Severity = Literal["error", "warning", "info"]
Bound = Literal["at_least", "at_most", "exactly", "top"]

TOTAL = "_T"
"""The component that stands for the whole index, as in SDMX."""


@dataclass(frozen=True, slots=True, order=True)
class PublishedDate:
    """The first day on which something may have been published, and how exactly that is known."""

    day: date
    precision: Precision

    @classmethod
    def parse(cls, text: str) -> PublishedDate:
        """Return the date of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ValueError for anything else."""
        parts = text.split("-")
        if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not text.isascii():
            raise ValueError(f"{text!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = [int(part) for part in parts] + [1] * (3 - len(parts))
        precisions: tuple[Precision, ...] = ("year", "month", "day")
        return cls(date(year, month, day), precisions[len(parts) - 1])

    def text(self) -> str:
        """Return what ``parse`` reads back."""
        return self.day.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    def latest(self) -> date:
        """Return the last day on which it may have been published."""
        if self.precision == "day":
            return self.day
        month = 12 if self.precision == "year" else self.day.month
        return date(self.day.year, month, monthrange(self.day.year, month)[1])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The exact bytes of one document at one retrieval, with what its registry entry says of it.

    ``curated`` documents were typed by people: a bad figure in one stops the release. In other documents a bad figure is
    withheld. ``index_id``, ``level``, ``area`` and ``language`` are defaults for what the document does not say. A ``live``
    document is fetched again from its ``url``; ``stable`` is the CSS selector of the part of it that counts. What was fetched
    is ``captured`` and stands outside the data that people wrote.
    """

    sha256: str
    source_id: str
    path: Path
    media_type: str
    recorded_at: date
    url: str | None = None
    published: PublishedDate | None = None
    curated: bool = False
    index_id: str | None = None
    level: Level | None = None
    area: str | None = None
    language: str | None = None
    live: bool = False
    stable: str | None = None
    captured: bool = False

    @property
    def name(self) -> str:
        """Return its folder, source and file, with ``/``: the same on every machine."""
        return f"{'captures' if self.captured else 'snapshots'}/{self.source_id}/{self.path.name}"


@dataclass(frozen=True, slots=True)
class Source:
    """A place that publishes documents: one YAML file in data/sources. ``issues`` are the indices it is the issuer of.

    What a source says whose licence forbids ``redistribution`` is read and not published. Only a ``private`` source is asked at
    addresses that are not on the internet; ``ca_bundle`` is a file of certificates that are trusted for it besides the usual.
    """

    source_id: str
    title: str
    publisher: str
    publisher_kind: str
    site: str
    language: str
    authority: str
    licence: str | None
    mirror: bool
    area: str | None
    schedule: str | None
    snapshots: tuple[Snapshot, ...]
    issues: tuple[str, ...] = ()
    redistribution: Literal["allowed", "forbidden"] = "allowed"
    private: bool = False
    ca_bundle: Path | None = None

    @property
    def live_documents(self) -> list[Snapshot]:
        """The documents that are fetched again, as they were first stored."""
        return [one for one in self.snapshots if one.live and not one.captured]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or caption: NFC text, and where it stands in its document."""

    locator: str
    text: str
    role: Literal["title", "heading", "paragraph", "item", "caption", "aside", "footer"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document: rows of cell texts (merged cells repeat their text), and its locator (``table=1``).

    ``after`` is how many blocks stand before it in reading order; None where its reader does not know.
    """

    locator: str
    rows: tuple[tuple[str, ...], ...]
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """What is known of those parts of a document that are pictures. Places are locators, regions W3C media fragments.

    ``pieces`` are the blocks and tables that were read from pictures, ``uncertain`` the cells and words in them that were
    barely legible, ``regions`` where on its page every block and cell stands; pages ``unread`` are pictures nobody read.
    """

    pieces: frozenset[str] = frozenset()
    uncertain: tuple[str, ...] = ()
    regions: tuple[tuple[str, str], ...] = ()
    unread: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of bytes: blocks and tables in reading order, every piece with a locator."""

    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    title: str | None = None
    language: str | None = None
    published: PublishedDate | None = None
    scan: Scan | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure as stated at a locator. ``value`` keeps the digits as printed; ``None`` is what the source does not say.

    ``rank_change`` is positive when the area moved up. ``published`` is the date of the figure's own headline where it has
    one, else of its document. ``url`` is the page that printed the figure.
    """

    index_id: str
    level: Level
    ref_area: str
    area_code: str | None
    area_name: str
    time_period: int
    component: str
    component_name: str | None
    measure: Measure
    value: Decimal
    printed: str
    locator: str
    quote: str
    grade: Grade
    basis: Basis = "printed"
    scale_max: Decimal | None = None
    unit: Unit | None = None
    ranked_count: int | None = None
    base_period: int | None = None
    scope: Scope = "national"
    approximate: bool = False
    mirror: bool = False
    url: str | None = None
    published: PublishedDate | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that says something is wrong or odd. ``table`` is a table's name or, for input, the file; ``key`` the place."""

    code: str
    severity: Severity
    table: str
    key: str
    field: str | None
    value: str | None
    message: str
    statement_id: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an extractor returns: the statements it stands by, and findings for what it saw and does not trust."""

    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that somebody plans to reach: never a statement. ``who`` is the area as it is named, ``top`` the first so many.

    The year is ``time_period``, or ``from_period`` and ``to_period`` for a span; None is what is not said.
    """

    who: str | None
    index_id: str
    ref_area: str | None
    component: str
    measure: Measure
    bound: Bound
    value: Decimal
    printed: str
    locator: str
    quote: str
    time_period: int | None = None
    from_period: int | None = None
    to_period: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A numbered plan to raise an index over a span of years, without a figure to reach."""

    who: str | None
    index_id: str
    ref_area: str | None
    number: str
    from_period: int
    to_period: int
    locator: str
    quote: str
