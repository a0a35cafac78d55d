"""What an answer is worth: the page as before, a new state of it, or no longer the page.

A page is as before when its smallest stable part is, whatever an advertisement beside it shows. A page that states fewer
figures than before is not believed: error pages come with status 200, and pages lose their tables. The stored snapshot stays
in force then, and a person looks.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import httpx

from parpipe.errors import Unreadable
from parpipe.model import Document, Snapshot
from parpipe.readers import read_content
from parpipe.readers.encoding import decode
from parpipe.reading import extract_from
from parpipe.registry import Registry
from parpipe.source_problems import MEDIA_TYPES
from parpipe.transfer import Answer

_KINDS = {media_type: suffix for suffix, media_type in MEDIA_TYPES.items()} | {"application/xhtml+xml": ".html"}
_ASIDE = ("aside", "footer")
_COUNTED = ("index_id", "level", "ref_area", "time_period", "component", "measure", "base_period", "scope")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a document that came, how that is known, and what it holds."""

    outcome: str
    reason: str
    message: str
    stable: str | None = None
    figures: int | None = None


def judge(registry: Registry, before: Snapshot, answer: Answer, *, accept: bool) -> Verdict:
    """Return what an answer is worth against the snapshot in force; ``accept`` takes what has fewer figures, too."""
    content, suffix = answer.content, before.path.suffix
    if hashlib.sha256(content).hexdigest() == before.sha256:
        return Verdict("unchanged", "same_bytes", "the bytes are the same")
    kind = kind_of(answer) or suffix
    if kind != suffix and {kind, suffix} != {".jpg", ".jpeg"} and kind != ".txt":
        return Verdict("rejected", "other_kind", f"{answer.url} is a document of the kind {kind} now, and was {suffix}")
    try:
        document = read_content(content, suffix, answer.url)
    except Unreadable as error:
        return Verdict("rejected", "unreadable", str(error))
    old = before.path.read_bytes()
    known = read_content(old, suffix, before.name)
    stable = stable_part(content, document, before.stable)
    if stable is None:
        lacking = f"nothing that {before.stable!r} chooses" if before.stable else "no words"
        return Verdict("rejected", "no_stable_part", f"{answer.url} has {lacking} any more")
    if stable == stable_part(old, known, before.stable):
        return Verdict("unchanged", "same_stable_part", "what counts of it is the same", stable)
    found, had = _figures(registry, before, document), _figures(registry, before, known)
    told = f"states {found} figures, and stated {had} before"
    if found < had and not accept:
        advice = "look at it, and fetch it with --accept if it is right"
        return Verdict("rejected", "fewer_figures", f"{answer.url} {told}; {advice}", stable, found)
    return Verdict("new", "changed", told, stable, found)


def stable_part(content: bytes, document: Document, selector: str | None) -> str | None:
    """Return a digest of what a selector chooses, or of all that does not stand aside; None if that is nothing."""
    if selector is None:
        blocks = [block.text for block in document.blocks if block.role not in _ASIDE]
        parts = [*blocks, *(cell for table in document.tables for row in table.rows for cell in row)]
    else:
        from selectolax.lexbor import LexborHTMLParser

        parts = [" ".join(node.text(separator=" ").split()) for node in LexborHTMLParser(decode(content)).css(selector)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest() if any(parts) else None


def kind_of(answer: Answer) -> str | None:
    """Return the extension of the kind of document that a server says it sends; None if it says none that is read."""
    return _KINDS.get(answer.headers.get("Content-Type", "").partition(";")[0].strip().lower())


def charset(headers: httpx.Headers) -> str | None:
    """Return the encoding that a server says a document is in."""
    return httpx.Response(200, headers=headers).charset_encoding


def _figures(registry: Registry, snapshot: Snapshot, document: Document) -> int:
    """Return of how many figures a document tells, however often it says each."""
    stated = (one for _, extraction in extract_from(document, registry, snapshot) for one in extraction.statements)
    return len({tuple(getattr(one, name) for name in _COUNTED) for one in stated})
