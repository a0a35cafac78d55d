"""A source from a document: its YAML file, its snapshot and its golden file, for a person to read and commit (``new-source``).

What the document does not say is left null or unknown in the file, never guessed.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from parpipe import storage
from parpipe.config import read_config
from parpipe.download import download
from parpipe.errors import Missing, ParpipeError, Usage
from parpipe.evidence import golden_json
from parpipe.extractors import Context
from parpipe.model import Document, Extraction, Level, Snapshot
from parpipe.prose.told import read_claims
from parpipe.readers import read_document
from parpipe.reading import extract_snapshot
from parpipe.registry import Registry, load_registry
from parpipe.spelling import bare_key

_TEMPLATE = """\
source_id: {source_id}
title: {host}
publisher: {host}  # its name in its own language
publisher_kind: unknown  # see schemas/config/source.json
site: {site}
language: {language}
authority: other  # issuer, government, province, national_press, local_press, other or mirror
licence: null
licence_note: null
mirror: false
area: null  # only for a province's own site
schedule: null  # a cron line, for documents that say live: true
documents:
"""


@dataclass(frozen=True, slots=True)
class Scaffold:
    """The files that were written, and what was found in the document; no golden file without a folder for them."""

    files: tuple[Path, ...]
    found: tuple[Extraction, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What the caller says of a document; None is what it must say itself, or what stays unknown."""

    url: str | None = None
    published: date | None = None
    index: str | None = None
    level: Level | None = None
    area: str | None = None
    language: str | None = None


def new_source(place: str, data: Path, today: date, said: Said = Said(), golden: Path | None = None) -> Scaffold:
    """Return the files written for a document, an address or a file: a new source, or one more document of a known one.

    ``golden`` is the folder of golden files; by default tests/golden beside the data folder. Raises Usage if the document is
    there already or nothing says where it is from, and what ``download``, ``read_document`` and ``load_registry`` raise;
    then nothing stays behind.
    """
    registry = load_registry(data, may_be_empty=True)  # the first source needs none before it
    golden = golden or data.parent / "tests" / "golden"
    with _obtained(place, today) as (file, address):
        said = Said(**{**_as_dict(said), "url": said.url or address})
        document = read_document(file)
        return _write(file, document, said, registry, today, golden if golden.is_dir() else None)


@contextmanager
def _obtained(place: str, today: date) -> Iterator[tuple[Path, str | None]]:
    """Yield the file that holds the document, and the address it was fetched from if it was."""
    if not re.match(r"https?://", place):
        if not Path(place).is_file():
            raise Missing(f"{place} does not exist; name a file that is there, or an address that begins with http")
        yield Path(place), None
        return
    found = download(place, today)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{_slug(PurePosixPath(unquote(urlsplit(found.url).path)).stem)}{found.suffix}"
        file.write_bytes(found.content)
        yield file, found.url


def _write(file: Path, document: Document, said: Said, registry: Registry, today: date, golden: Path | None) -> Scaffold:
    if said.url is None:
        raise Usage(f"nothing says where {file} is from; give the address it was published at with --url")
    if not urlsplit(said.url).hostname:
        raise Usage(f"{said.url!r} is no address of a page; give one as https://www.example.vn/page.html with --url")
    source_id = re.sub(r"^(www|m)\.", "", str(urlsplit(said.url).hostname))
    source = registry.data / "sources" / f"{source_id}.yaml"
    snapshot = registry.data / "snapshots" / source_id / f"{_slug(file.stem)}{file.suffix.lower()}"
    if snapshot.exists():
        raise Usage(f"{snapshot} is there already; rename the file if this is another document")
    entry = _entry(snapshot.name, document, said, registry, today)
    before = source.read_bytes() if source.exists() else None
    text = _with_document(source, before, entry, _head(source_id, said, document))
    try:
        storage.make_folder(snapshot.parent)
        storage.replace(snapshot, file.read_bytes())
        storage.replace(source, text.encode())
        return _with_golden(source, snapshot, golden)
    except ParpipeError:
        _undo(source, before, snapshot)
        raise


def _with_golden(source: Path, path: Path, folder: Path | None) -> Scaffold:
    """Write the golden file of a document that is now registered."""
    registry = load_registry(source.parents[1])
    [snapshot] = [one for one in registry.sources[source.stem].snapshots if one.path == path]
    found = tuple(extraction for _, extraction in extract_snapshot(registry, snapshot))
    if folder is None:
        return Scaffold((source, path), found)
    golden = folder / f"{golden_name(snapshot)}.json"
    storage.replace(golden, (json.dumps(golden_json(found), ensure_ascii=False, indent=1) + "\n").encode())
    return Scaffold((source, path, golden), found)


def golden_name(snapshot: Snapshot) -> str:
    """Return the name of the golden file of a document, without its extension."""
    return f"{snapshot.source_id}-{snapshot.path.stem}"


def _undo(source: Path, before: bytes | None, snapshot: Path) -> None:
    storage.remove(snapshot)
    if before is None:
        storage.remove(source)
    else:
        storage.replace(source, before)


def _head(source_id: str, said: Said, document: Document) -> str:
    address = urlsplit(str(said.url))
    language = said.language or document.language
    return _TEMPLATE.format(
        source_id=source_id,
        host=json.dumps(source_id),
        site=f"{address.scheme}://{address.netloc}",
        language=language if language and re.fullmatch("[a-z]{2,3}", language) else "und",
    )


def _with_document(source: Path, before: bytes | None, entry: Mapping[str, Any], head: str) -> str:
    """Return the text of a source file with one more document at its end; comments and order stay as they are."""
    lines = [f"    {name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in entry.items()]
    text = head if before is None else before.decode().rstrip("\n") + "\n"
    if before is not None and list(read_config(source, "source").content)[-1] != "documents":
        raise Usage(f"{source}: move the key documents to the end, so that one more can be added")
    return text + "  - " + "".join(lines).lstrip()


def _entry(name: str, document: Document, said: Said, registry: Registry, today: date) -> dict[str, Any]:
    """Return what the registry says of the document; what is not known is left out."""
    told = read_claims(document, Context(registry.indices, registry.areas)).published
    published = said.published.isoformat() if said.published else told.text() if told else None
    values = {
        **{"file": name, "kind": "page", "url": said.url, "published_at": published, "recorded_at": today.isoformat()},
        **{"index": said.index, "level": said.level, "area": said.area, "language": said.language or document.language},
    }
    return {name: value for name, value in values.items() if value is not None}


def _slug(name: str) -> str:
    """Return a name of ASCII letters, digits and hyphens."""
    words = [re.sub("[^a-z0-9]", "", bare_key(word)) for word in re.findall(r"[^\W_]+", name)]
    return "-".join(filter(None, words))[:60].strip("-") or "document"


def _as_dict(said: Said) -> dict[str, Any]:
    return {name: getattr(said, name) for name in said.__slots__}
