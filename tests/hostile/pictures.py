"""Pictures that are made to do harm: of more pixels than any page, or whose parts unpack without end."""

from __future__ import annotations

import struct
import zlib

from tests.hostile.attack import Attack

DAMAGED = "damaged or cut off"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """Return a PNG of grey pixels that says it is of a size, whatever its chunks hold."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def pixels(count: int) -> bytes:
    return chunk(b"IDAT", zlib.compress(bytes(count), 9))


def text(count: int) -> bytes:
    return chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a" * count, 9))


def jpeg(width: int, height: int) -> bytes:
    """Return the head of a JPEG of a size, without what follows."""
    return b"\xff\xd8\xff\xc0\0\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\0"


PICTURES: dict[str, Attack] = {
    "a png of ten billion pixels": Attack(".png", lambda: png(100_000, 100_000, pixels(10)), "40,000,000 pixels"),
    "a png of two billion pixels in a row": Attack(".png", lambda: png(2_000_000_000, 1, pixels(10)), "40,000,000 pixels"),
    "a png of 50 million pixels": Attack(".png", lambda: png(5_000, 10_000, pixels(50_010_000)), "40,000,000 are read"),
    "a png of more pixels than it says": Attack(".png", lambda: png(1, 1, pixels(200_000_000)), "no words|tesseract|harm"),
    "a png of fewer pixels than it says": Attack(".png", lambda: png(1_000, 1_000, pixels(10)), DAMAGED),
    "a png with a text of 200 MB": Attack(".png", lambda: png(9, 9, text(200_000_000), pixels(90)), DAMAGED),
    "a png with 200 texts of a million letters": Attack(
        ".png", lambda: png(9, 9, *[text(1_000_000)] * 200, pixels(90)), DAMAGED
    ),
    "a png with colours of 200 MB": Attack(
        ".png",
        lambda: png(9, 9, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(200_000_000), 9)), pixels(90)),
        DAMAGED,
    ),
    "a png whose pixels are not packed": Attack(".png", lambda: png(9, 9, chunk(b"IDAT", b"none")), DAMAGED),
    "a jpeg of four billion pixels": Attack(".jpg", lambda: jpeg(65_500, 65_500), f"40,000,000 pixels|{DAMAGED}"),
}
