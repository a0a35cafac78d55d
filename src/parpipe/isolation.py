"""Reading in a process of its own: for parsers of binary formats, whose worst case no check of the bytes can rule out.

A PDF of two kilobytes can draw forms in forms 10^10 times, and a parser in C can run out of memory or crash. One child
process serves all documents in turn; it has a limit of memory, and it is ended when a document takes too long. Nothing
that the child sends back is trusted beyond text: it answers in JSON.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

from parpipe.errors import Unreadable
from parpipe.model import Block, Document, Scan, Table

SECONDS = 20.0
"""How long one document may take."""

MEMORY = 2_000_000_000
"""Bytes of address space that the child may have."""

_START = "import sys; sys.path[:] = {path!r}; from parpipe.isolation import serve; serve()"
_lock = threading.Lock()
_running: list[tuple[int, subprocess.Popen[bytes]]] = []


def read_apart(parse: Callable[[bytes], Document], data: bytes, seconds: float = SECONDS) -> Document:
    """Return what ``parse``, a function of a module of parpipe, makes of the bytes; Unreadable if it fails in any way."""
    with _lock:
        child = _child()
        late = threading.Event()
        timer = threading.Timer(seconds, _end_late, (child, late))
        timer.start()
        try:
            answer = _ask(child, f"{parse.__module__}:{parse.__name__}", data)
        finally:
            timer.cancel()
        if not answer:
            _running.clear()
            child.kill()
            child.wait()
    if not answer:
        took = (
            f"takes more than {seconds:g} seconds"
            if late.is_set()
            else f"breaks its parser, or takes more than {MEMORY:,} bytes"
        )
        raise Unreadable(f"it is damaged or made to do harm: reading it {took}")
    return _document(json.loads(answer))


def _end_late(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def serve() -> None:
    """Answer requests on standard input until it ends; this is the child. A parser that crashes ends it."""
    _limit_memory()
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints must not be taken for an answer
    while head := requests.readline():
        name, size = head.decode().split()
        answers.write(json.dumps(_answer(name, requests.read(int(size)))).encode() + b"\n")
        answers.flush()


def _answer(name: str, data: bytes) -> dict[str, Any]:
    module, function = name.split(":")
    try:
        document = getattr(importlib.import_module(module), function)(data)
    except Unreadable as error:
        return {"unreadable": str(error)}
    return {
        "blocks": [(block.locator, block.text, block.role) for block in document.blocks],
        "tables": [(table.locator, table.rows, table.after) for table in document.tables],
        "scan": document.scan
        and (sorted(document.scan.pieces), document.scan.uncertain, document.scan.regions, document.scan.unread),
    }


def _document(answer: dict[str, Any]) -> Document:
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    blocks = tuple(Block(locator, text, role) for locator, text, role in answer["blocks"])
    tables = (Table(locator, tuple(map(tuple, rows)), after) for locator, rows, after in answer["tables"])
    return Document(blocks, tuple(tables), scan=_scan(*answer["scan"]) if answer["scan"] else None)


def _scan(pieces: list[str], uncertain: list[str], regions: list[tuple[str, str]], unread: list[int]) -> Scan:
    return Scan(frozenset(pieces), tuple(uncertain), tuple((cell, region) for cell, region in regions), tuple(unread))


def _ask(child: subprocess.Popen[bytes], name: str, data: bytes) -> bytes:
    """Return the child's answer, a line; nothing if it died."""
    requests, answers = _pipe(child.stdin), _pipe(child.stdout)
    try:
        requests.write(f"{name} {len(data)}\n".encode() + data)
        requests.flush()
    except BrokenPipeError:
        return b""
    answer = answers.readline()
    return answer if answer.endswith(b"\n") else b""


def _child() -> subprocess.Popen[bytes]:
    """Return the running child of this process, started if there is none; a forked process must not share its parent's."""
    if _running and _running[0][0] == os.getpid() and _running[0][1].poll() is None:
        return _running[0][1]
    start = _START.format(path=[path or os.getcwd() for path in sys.path])
    child = subprocess.Popen(
        [sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    _running[:] = [(os.getpid(), child)]
    return child


@atexit.register
def _end_child() -> None:
    for owner, child in _running:
        if owner == os.getpid():
            child.kill()
            child.communicate()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # no such limit on this system; the time limit still holds
        return
    allowed = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = MEMORY if allowed == resource.RLIM_INFINITY else min(MEMORY, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _pipe(pipe: Any) -> BinaryIO:
    if pipe is None:
        raise AssertionError("the child was started without pipes")
    stream: BinaryIO = pipe
    return stream
