"""Inputs by number: seeds of every kind, taken apart and broken; the same seed and number make the same bytes again."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from tests.conformance.documents import MAKERS, make_archive
from tests.fuzz.sentences import make_rows, make_sentence, make_word

GRAMMAR = "grammar"
KINDS = (GRAMMAR, ".txt", ".csv", ".tsv", ".html", ".docx", ".xlsx", ".ods", ".pdf", ".xls", ".png", ".jpg")
"""What is fuzzed. A .doc or .rtf is read by LibreOffice and then as .docx."""

_ROOT = Path(__file__).parents[2]
_ARCHIVES = (".docx", ".xlsx", ".ods")
_PICTURES = (".png", ".jpg")
_TEXTS = (".txt", ".csv", ".tsv", ".html")
_MOST_SEED = 5_000
_WHOLE = 0.3
"""Share of archives and pictures that stay whole: most changes to one end its reading at once."""

_TURNED = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
"""Says that a picture is to be shown turned by a quarter."""

_TAG = re.compile(rb"<[^>]*>")
_DIGITS = re.compile(rb"\d+")
_PIECES = (
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xcc\x81" * 40, b"\xcc\xa3\xcc\x81" * 20, b"-1", b"0", b"99999999999",
    b"1e309", b"nan", b"<x>", b"</x>", b"</p>", b"<table><tr><td>", b"<b><i><p></b>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&b;", b"&#x110000;", b"&#0;", b"&#173;", b"<![CDATA[", b"<!--", b'"', b"'", b"\n", b"\r", b"\t", b";", b",", b"|",
    b"sep=;\n", b"colspan=99 rowspan=99", b"%PDF-", b"endobj", b"stream\n", b"<< /Kids [1 0 R] >>", b"PK\x03\x04",
    "ƣ".encode(), "á»‰".encode(), b"\xad", b"\xc2\xad", "\u202e".encode(), "\U0001f600".encode(), b"\xed\xa0\x80", b"\xf5\xff",
    b" " * 300, b"(" * 50, b"1" * 400, b"1.1," * 50, b"- " * 50,
)  # fmt: skip


def make_input(kind: str, seed: int, number: int) -> bytes:
    """Return the input of a kind with a number."""
    rng = random.Random(f"{seed}/{kind}/{number}")
    if kind == GRAMMAR:
        text = " ".join(make_sentence(rng) for _ in range(rng.choice((1, 1, 1, 2)))).encode()
        return _broken(text, rng) if rng.random() < 0.1 else text
    data = _fresh(kind, rng) if rng.random() < 0.8 or kind not in _TEXTS else rng.choice(_pages(kind))
    if rng.random() < (_WHOLE if kind in (*_ARCHIVES, *_PICTURES) else _WHOLE / 3):
        return data
    draw = rng.random()
    if draw < 0.03:
        return data[: rng.randrange(len(data) + 1)]
    if draw < 0.05:
        return rng.randbytes(rng.randrange(1, 400))
    if kind == ".png" and draw < 0.9:
        return _rechecked(data, rng)
    return _repacked(data, rng) if kind in _ARCHIVES and draw < 0.9 else _broken(data, rng)


def _fresh(kind: str, rng: random.Random) -> bytes:
    """Return a whole document of sentences and rows; of kinds that are slow to make, one of a hundred."""
    if kind in (".xls", ".pdf", *_PICTURES):
        return _made(kind, rng.randrange(100))
    return _document(kind, rng)


@cache
def _made(kind: str, number: int) -> bytes:
    return _document(kind, random.Random(f"{kind}/{number}"))


def _document(kind: str, rng: random.Random) -> bytes:
    if kind in _PICTURES:
        return _picture(kind, rng)
    paragraphs = [make_sentence(rng).replace("\n", " ") for _ in range(rng.choice((1, 1, 1, 3)))]
    rows = make_rows(rng) if rng.random() < 0.7 or kind not in (*_TEXTS, ".docx", ".pdf") else []
    return MAKERS[kind](paragraphs, rows)


def _picture(kind: str, rng: random.Random) -> bytes:
    """Return a small picture in one of the ways to store its colours; bars stand for words."""
    image = Image.new("RGB", (rng.randrange(1, 120), rng.randrange(1, 60)), "white")
    for top in range(4, image.height - 8, 12):
        ImageDraw.Draw(image).rectangle((4, top, 4 + rng.randrange(90), top + 6), fill=(rng.randrange(90), 0, 0))
    mode = rng.choice(("1", "L", "LA", "P", "RGB", "RGBA", "I;16") if kind == ".png" else ("L", "RGB", "CMYK"))
    target = io.BytesIO()
    image.convert("L").convert(mode).save(target, "PNG" if kind == ".png" else "JPEG", exif=_TURNED)
    return target.getvalue()


@cache
def _pages(kind: str) -> tuple[bytes, ...]:
    """Return short documents of the golden sources and of the part of the corpus that may be seen."""
    folders = (_ROOT / "data" / "snapshots", _ROOT / "tests" / "golden" / "corpus" / "seen", _ROOT / "tests" / "golden_tables")
    found = [path.read_bytes() for folder in folders for path in sorted(folder.rglob(f"*{kind}"))]
    return tuple(data for data in found if 0 < len(data) < _MOST_SEED) or (
        MAKERS[kind]([make_word(random.Random(0))], [["1"]]),
    )


def _repacked(data: bytes, rng: random.Random) -> bytes:
    """Return an archive with one of its parts broken, left out or doubled."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(parts))
    content = parts[name]
    if rng.random() < 0.05:
        del parts[name]
    elif isinstance(content, bytes):
        parts[name] = _broken(content, rng)
    return make_archive(parts)


def _rechecked(data: bytes, rng: random.Random) -> bytes:
    """Return a PNG with one of its chunks broken, and the check sum of that chunk right again."""
    chunks, place = list[tuple[bytes, bytes]](), 8
    while place < len(data):
        size = int.from_bytes(data[place : place + 4])
        chunks.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + size]))
        place += size + 12
    chosen = rng.randrange(len(chunks))
    chunks[chosen] = (chunks[chosen][0], _broken(chunks[chosen][1], rng))
    return data[:8] + b"".join(
        len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4) for name, content in chunks
    )


def _broken(data: bytes, rng: random.Random) -> bytes:
    """Return the bytes after a few changes."""
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        data = rng.choice(_CHANGES)(data, rng)
    return data


def _insert(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data) + 1)
    return data[:place] + rng.choice(_PIECES) + data[place + rng.choice((0, 0, 1, 4)) :]


def _say(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data) + 1)
    return data[:place] + f" {make_word(rng)} ".encode() + data[place:]


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randrange(1, 6) if changed else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _cut(data: bytes, rng: random.Random) -> bytes:
    first, last = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:first] + data[min(last, first + 200) :]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    first = rng.randrange(len(data) + 1)
    part = data[first : first + rng.randrange(1, 80)]
    return data[:first] + part * rng.choice((2, 3, 10)) + data[first:]


def _renumber(data: bytes, rng: random.Random) -> bytes:
    found = list(_DIGITS.finditer(data))
    if not found:
        return data
    chosen = rng.choice(found)
    new = rng.choice((b"0", b"-1", b"255", b"65536", b"4294967296", str(rng.randrange(1000)).encode()))
    return data[: chosen.start()] + new + data[chosen.end() :]


def _untag(data: bytes, rng: random.Random) -> bytes:
    """Return the bytes with a tag left out, or put in another place."""
    found = list(_TAG.finditer(data))
    if not found:
        return data
    chosen = rng.choice(found)
    rest = data[: chosen.start()] + data[chosen.end() :]
    if rng.random() < 0.5:
        return rest
    place = rng.choice((chosen.start(), rng.randrange(len(rest) + 1)))
    return rest[:place] + chosen[0] + rest[place:]


_CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_insert, _say, _flip, _cut, _repeat, _renumber, _untag)
