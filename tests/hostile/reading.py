"""The process in which hostile documents are read: a line of JSON for each, and limits that end it when they are passed.

``python -m tests.hostile.reading FILE...``. A document that takes too long kills it, in whatever parser it is. Programs that
may be installed or not, tesseract and LibreOffice, are not found, and pictures are opened all the same.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

from parpipe.errors import Unreadable
from parpipe.extracting import extract_document, make_context
from parpipe.extractors import Context
from parpipe.isolation import read_apart
from parpipe.model import Extraction
from parpipe.readers.picture import parse_picture

SECONDS = 60
"""For one document, on a machine that is slow and busy; it takes ten at most on one that is neither."""

MEMORY = 1_500_000_000
"""Bytes of address space beyond what the process has before it reads anything."""


_PICTURES = (".jpeg", ".jpg", ".png")


def main() -> None:
    """Read the documents that the arguments name."""
    os.environ["PATH"] = ""
    context = make_context("PAR", "province", "12")
    extract_document(Path(sys.argv[1]), context)  # everything is imported, and the vocabulary is made
    _limit_memory()
    for name in sys.argv[2:]:
        signal.alarm(SECONDS)
        start = time.perf_counter()
        try:
            found = _read(Path(name), context)
            outcome: dict[str, object] = {"statements": len(found.statements)}
        except Unreadable as error:
            outcome = {"reason": str(error)}
        took = time.perf_counter() - start
        print(json.dumps({"name": Path(name).name, "seconds": round(took, 2), **outcome}), flush=True)


def _read(path: Path, context: Context) -> Extraction:
    """Return what a document says; a picture goes to the process that reads it, which is asked first for no program."""
    if path.suffix not in _PICTURES:
        return extract_document(path, context)
    try:
        read_apart(parse_picture, path.read_bytes())
    except Unreadable as error:
        raise Unreadable(f"{path}: {error}") from error
    return Extraction((), ())


def _limit_memory() -> None:
    status = Path("/proc/self/statm")
    if status.exists():
        limit = int(status.read_text().split()[0]) * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    main()
