"""Whether figures are what their evidence says: what is held against its statement, and statements against snapshots."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from parpipe.corrections import counting_as
from parpipe.errors import Unreadable
from parpipe.keys import KEY, Row, column_of, key_of, key_text, own_key
from parpipe.locators import follow
from parpipe.model import Document
from parpipe.ocr.program import missing
from parpipe.proofs import Case, Result
from parpipe.prose.whose import Context
from parpipe.quotes import values_said, values_wished
from parpipe.readers import read_document
from parpipe.registry import load_reference
from parpipe.schema import PLAIN_NUMBER, column_types

_SUBJECT = ("statement_id", "index_id", "level", "ref_area", "component", "time_period", "measure", "value")
_ORIGIN = ("locator", "snapshot_sha256", "source_id")
_EVIDENCE = (
    *_SUBJECT,
    *_ORIGIN,
    *("printed", "quote", "basis", "extractor", "area_name", "component_name", "source_url", "base_period"),
)
_TYPED = {
    **{"index_id": "index_id", "level": "level", "area_name": "area", "time_period": "time_period"},
    **{"component_name": "component", "source_url": "page"},
}
"""The columns of statements that repeat a cell of the row of a transcription."""

_PLACE = re.compile(r"row=(\d+)&col=(\d+)")


def check_figures(case: Case) -> Result:
    """Find observations whose score or rank is not that of the statement which they cite for it."""
    observed = _rows(case, "observations", (*KEY, "score", "rank", "score_statement", "rank_statement"))
    statements = _rows(case, "statements", (*_SUBJECT, "scope", "approximate", "superseded_at"), filled=_SUBJECT)
    stated = {row["statement_id"]: row for row in statements}
    findings = _rows(case, "findings", ("code", "statement_id", "message"))
    corrected = {row["statement_id"]: row["message"] for row in findings if row["code"] == "corrected_figure"}
    problems = [
        f"observations, {key_text(own_key(row))}, {column}: {problem}"
        for row in observed
        for column in ("score", "rank")
        for problem in _not_held(row, column, stated, corrected)
    ]
    count = sum(row[column] is not None for row in observed for column in ("score", "rank"))
    return Result(f"{count} scores and ranks are those of their statements", tuple(problems))


def _rows(case: Case, table: str, columns: tuple[str, ...], filled: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return columns of a table as texts; Unreadable where one that is always ``filled`` is empty."""
    texts = case.release.texts(table, columns)
    if empty := [name for name in filled if texts[name].null_count]:
        raise Unreadable(f"{table} has rows without {', '.join(empty)}")
    return list(texts.to_pylist())


def _not_held(row: Row, column: str, stated: Mapping[str, Row], corrected: Mapping[str, str]) -> Iterator[str]:
    held, cited = row[column], row[f"{column}_statement"]
    if held is None and cited is None:
        return
    statement = stated.get(cited)
    if statement is None:
        yield f"{held} cites {cited}, which is no statement"
        return
    if cited in corrected:
        if not corrected[cited].startswith(f"{counting_as(statement['value'], held)}: "):
            yield f"{held} is held, and findings say of the statement {cited}: {corrected[cited]}"
    elif held != statement["value"]:
        yield f"{held} is held, and the statement {cited} says {statement['value']}"
    if key_of(statement) != own_key(row) or column_of(statement) != column:
        yield f"the statement {cited} is about something else"
    if statement["scope"] != "national" or statement["approximate"] != "false" or statement["superseded_at"] is not None:
        yield f"the statement {cited} is regional, approximate or superseded, and cannot be held"


def check_evidence(case: Case) -> Result:
    """Find statements and targets whose quote does not stand at its place in the snapshot, or reads to another value."""
    folder = case.data / "snapshots" if case.data else None
    snapshots = _snapshots(folder, case.captures or folder.with_name("captures")) if folder else {}
    if case.data is None or not snapshots:
        return Result(f"there are no snapshots{f' in {folder}' if folder else ''}", checked=False)
    context = Context(*load_reference(case.data))
    cited = dict[str, list[dict[str, Any]]]()
    rows = [*_rows(case, "statements", _EVIDENCE, filled=(*_SUBJECT, *_ORIGIN, "printed", "quote")), *_promises(case)]
    lacking = missing()
    legible = [row for row in rows if not (lacking and row["basis"] == "ocr")]
    for row in legible:
        cited.setdefault(row["snapshot_sha256"], []).append(row)
    problems = [problem for digest in sorted(cited) for problem in _unfounded(snapshots.get(digest), cited[digest], context)]
    unread = len(rows) - len(legible)
    left = f"; {unread} of pictures were not read again, because {lacking}" if unread else ""
    said = f"{len(legible)} quotes in {len(cited)} snapshots are found again and read to their values{left}"
    return Result(said, tuple(problems), checked=not unread)


def _promises(case: Case) -> Iterator[dict[str, Any]]:
    """Yield the targets in the form of statements, whose words they call evidence."""
    for row in _rows(case, "targets", ("evidence", "value", *_ORIGIN), filled=_ORIGIN):
        yield {**dict.fromkeys(_EVIDENCE), **row, "quote": row["evidence"], "extractor": "targets"}


def _snapshots(*folders: Path) -> dict[str, Path]:
    """Return the files of folders of snapshots by their SHA-256: what a file is called or registered as proves nothing."""
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in paths}


def _unfounded(path: Path | None, rows: list[dict[str, Any]], context: Context) -> Iterator[str]:
    """Yield what does not hold of the rows that cite one snapshot, which is read once."""
    first = rows[0]
    if path is None:
        yield f"no snapshot has the SHA-256 {first['snapshot_sha256']}; {len(rows)} figures of {first['source_id']} cite it"
        return
    try:
        document = read_document(path)
    except Unreadable as error:
        yield f"{len(rows)} figures of {first['source_id']} cite a snapshot that cannot be read: {error}"
        return
    for row in rows:
        subject = row["statement_id"] or f"the target {row['evidence']!r}"
        for problem in _unsaid(row, document, context):
            yield f"{subject} in {path.parent.name}/{path.name}, {row['locator']}: {problem}"


def _unsaid(row: Row, document: Document, context: Context) -> Iterator[str]:
    try:
        found = follow(document, row["locator"])
    except ValueError:
        yield "the place is not there"
        return
    if found != row["quote"]:
        yield f"the quote is {row['quote']!r}, and there stands {found!r}"
    elif row["extractor"] == "transcription":
        yield from _not_typed(row, document)
    elif row["extractor"] == "targets":
        if row["value"] is not None and _number(row["value"]) not in values_wished(row["quote"], context):
            yield f"{row['quote']!r} does not read to {row['value']}"
    elif row["printed"] not in row["quote"] or _number(row["value"]) not in values_said(row["quote"], context):
        yield f"{row['quote']!r} does not read to {row['printed']!r} and {row['value']}"


def _number(text: str) -> Decimal | None:
    """Return the value of a plain number, None for anything else."""
    return Decimal(text) if re.match(PLAIN_NUMBER, text) else None


def _not_typed(row: Row, document: Document) -> Iterator[str]:
    """Yield what a statement says otherwise than the row of its transcription."""
    place = _PLACE.fullmatch(row["locator"])
    header = document.tables[0].rows[0] if document.tables else ()
    if place is None or header != tuple(column_types("transcription")):
        yield "that is no cell of a transcription"
        return
    if row["quote"] != row["printed"] or _number(row["quote"]) is None or _number(row["quote"]) != _number(row["value"]):
        yield f"the cell {row['quote']!r} does not read to {row['printed']!r} and {row['value']}"
    typed = dict(zip(header, document.tables[0].rows[int(place[1]) - 1], strict=True))
    column = header[int(place[2]) - 1]
    if column != row["measure"].removeprefix("mean_").removeprefix("median_"):
        yield f"it is in the column {column}, and called {row['measure']}"
    repeated = _TYPED | ({"base_period": "base_period"} if row["measure"].endswith("_change") else {})
    for name, cell in repeated.items():
        if (row[name] or "") != typed[cell]:
            yield f"{name} is {row[name]!r}, and the row says {typed[cell]!r}"
