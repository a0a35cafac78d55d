"""What is wrong with the files of data/sources that their JSON Schema cannot say: names, documents, days, schedules."""

from __future__ import annotations

import re
import ssl
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from parpipe.areas import Areas
from parpipe.config import Problem
from parpipe.model import PublishedDate

MEDIA_TYPES: Mapping[str, str] = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CRON: Mapping[str, tuple[int, int]] = {
    "minute": (0, 59),
    "hour": (0, 23),
    "day of the month": (1, 31),
    "month": (1, 12),
    "day of the week": (0, 7),
}
_CRON_ITEM = re.compile(r"(?:\*|(?P<first>[0-9]{1,2})(?:-(?P<last>[0-9]{1,2}))?)(?:/(?P<step>[0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class Known:
    """What a source may name: the ids of all index files, broken ones too, and the areas as far as they were read."""

    data: Path
    indices: Collection[str]
    areas: Areas

    def has_area(self, ref_area: str) -> bool:
        """Return whether a reference file has the unit, be it in a line that is itself refused."""
        return ref_area in self.areas.units or ref_area in self.areas.names

    def level(self, ref_area: str | None) -> str | None:
        """Return the level of a unit; None without one, or where it could not be read."""
        return self.areas.units[ref_area].level if ref_area is not None and ref_area in self.areas.units else None


def source_problems(content: Mapping[str, Any], path: Path, known: Known) -> Iterator[Problem]:
    """Yield what a source says that its schema cannot judge."""
    if content["source_id"] != path.stem:
        yield ("source_id",), f"source_id {content['source_id']!r} is not the name of the file"
    yield from _area_problems(content["area"], known)
    if content["authority"] == "issuer" and "issues" not in content:
        yield ("authority",), "an issuer needs the key issues with the indices that it issues"
    for number, index_id in enumerate(content.get("issues", ())):
        if index_id not in known.indices:
            yield ("issues", number), f"no index {index_id!r} in data/indices"
    if content["schedule"] is not None and (wrong := cron_problem(content["schedule"])):
        yield ("schedule",), f"schedule {content['schedule']!r}: {wrong}"
    if "ca_bundle" in content and (unfit := _bundle_problem(path.with_name(content["ca_bundle"]))):
        yield ("ca_bundle",), unfit
    files = [document["file"] for document in content["documents"]]
    for number, document in enumerate(content["documents"]):
        where = ("documents", number)
        if document["file"] in files[:number]:
            yield (*where, "file"), f"{document['file']} is listed already"
        for name, problem in _document_problems(document, known.data / "snapshots" / path.stem, known):
            yield (*where, name), problem


def _area_problems(ref_area: str | None, known: Known) -> Iterator[Problem]:
    if ref_area is not None and not known.has_area(ref_area):
        yield ("area",), f"area {ref_area!r} is not in data/reference/areas.csv"
    elif known.level(ref_area) not in (None, "province"):
        yield ("area",), f"area {ref_area!r} is no province but a unit of the level {known.level(ref_area)}"


def _document_problems(document: Mapping[str, Any], folder: Path, known: Known) -> Iterator[tuple[str, str]]:
    file = folder / document["file"]
    if file.suffix not in MEDIA_TYPES:
        yield "file", f"{file.suffix!r} is no kind of document that is read here; there are {', '.join(MEDIA_TYPES)}"
    elif not file.is_file():
        yield "file", f"{file} does not exist"
    elif document["kind"] == "transcription" and file.suffix != ".csv":
        yield "kind", f"a transcription is a .csv file, and {document['file']} is none"
    yield from _live_problems(document, file.suffix)
    yield from _subject_problems(document, known)
    for name, parse in (("recorded_at", date.fromisoformat), ("published_at", PublishedDate.parse)):
        try:
            if document.get(name) is not None:
                parse(str(document[name]))
        except ValueError as error:
            yield name, f"{name} {document[name]!r}: {error}"


def _live_problems(document: Mapping[str, Any], suffix: str) -> Iterator[tuple[str, str]]:
    """Yield what does not fit in how a document is fetched again."""
    if document.get("live") and (document["kind"] != "page" or document.get("url") is None):
        yield "live", "only a page with a url can be fetched again"
    if "stable" in document:
        if not document.get("live") or suffix != ".html":
            yield "stable", "only an HTML page that is live has a stable part"
        elif not is_selector(document["stable"]):
            yield "stable", f"{document['stable']!r} is no CSS selector"


def is_selector(text: str) -> bool:
    """Return whether a text is a CSS selector."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p></p>").css(text)
    except (SelectolaxError, ValueError):
        return False
    return True


def _bundle_problem(path: Path) -> str | None:
    try:
        ssl.create_default_context().load_verify_locations(path)
    except (OSError, ssl.SSLError):
        return f"{path} does not exist, or holds no certificates in the form PEM"
    return None


def _subject_problems(document: Mapping[str, Any], known: Known) -> Iterator[tuple[str, str]]:
    """Yield what does not fit in the index, level and area that a document speaks of."""
    index_id, level, area = (document.get(name) for name in ("index", "level", "area"))
    if index_id is not None and index_id not in known.indices:
        yield "index", f"no index {index_id!r} in data/indices"
    if area is not None and not known.has_area(area):
        yield "area", f"area {area!r} is not in data/reference/areas.csv"
    elif level is not None and known.level(area) not in (None, level):
        yield "level", f"level {level!r} is not that of {area}, which is a unit of the level {known.level(area)}"


def cron_problem(schedule: str) -> str | None:
    """Return what is wrong with a cron line of five fields (numbers, *, ranges, lists, steps); None if nothing is."""
    fields = schedule.split(" ")
    if len(fields) != len(_CRON):
        return f"{len(fields)} fields instead of {len(_CRON)}"
    for (name, (lowest, highest)), text in zip(_CRON.items(), fields, strict=True):
        if not all(_is_cron_item(item, lowest, highest) for item in text.split(",")):
            return f"{text!r} is no {name} from {lowest} to {highest}"
    return None


def _is_cron_item(item: str, lowest: int, highest: int) -> bool:
    match = _CRON_ITEM.fullmatch(item)
    if match is None:
        return False
    first, last, step = (None if part is None else int(part) for part in match.group("first", "last", "step"))
    if step is not None and (not 1 <= step <= highest or (first is not None and last is None)):
        return False
    return first is None or lowest <= first <= (first if last is None else last) <= highest
