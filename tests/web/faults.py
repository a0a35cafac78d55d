"""Everything that can go wrong between a page and its reader, as answers of a server."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable
from contextlib import suppress

from tests.web.server import Asked, Send, reply
from tests.web.site import page

Fault = bytes | Callable[[Asked, Send], None]
PAGE = page()
LESS = page({"Sơn La": ("85,91", 44)})
ERROR_PAGE = "<html><head><title>Lỗi</title></head><body><h1>Hệ thống đang bảo trì</h1><p>Xin quay lại sau.</p></body></html>"


def drip(asked: Asked, send: Send) -> None:
    """Send a byte now and then: never silent, never done."""
    for byte in reply(PAGE):
        send(bytes([byte]))
        time.sleep(0.1)


def drip_body(asked: Asked, send: Send) -> None:
    whole = reply(PAGE)
    head = whole.index(b"\r\n\r\n") + 4
    send(whole[:head])
    for byte in whole[head:]:
        send(bytes([byte]))
        time.sleep(0.1)


def say_nothing(asked: Asked, send: Send) -> None:
    time.sleep(6)


def fall_silent(asked: Asked, send: Send) -> None:
    send(reply(PAGE)[:300])
    time.sleep(6)


def never_end(asked: Asked, send: Send) -> None:
    send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    with suppress(OSError):
        while True:
            send(b"<p>" * 10_000)


def endless_header(asked: Asked, send: Send) -> None:
    send(b"HTTP/1.1 200 OK\r\n")
    with suppress(OSError):
        while True:
            send(b"X-More: " + b"x" * 1000 + b"\r\n")


def hang_up(asked: Asked, send: Send) -> None:
    """Close without a word."""


def packed(body: bytes, packing: str = "gzip") -> bytes:
    return reply(body, Content_Encoding=packing)


def moved(to: str, status: str = "302 Found") -> bytes:
    return reply("", status, Location=to)


def troubled(status: str, **headers: str) -> bytes:
    return reply(ERROR_PAGE, status, **headers)


FAULTS: dict[str, tuple[Fault, str, str]] = {
    "connection closed without an answer": (hang_up, "stale", "cut_off"),
    "half a head": (reply(PAGE)[:30], "stale", "cut_off"),
    "half a body": (reply(PAGE)[:-300], "stale", "cut_off"),
    "a length that is too long": (reply(PAGE, Content_Length="100000"), "stale", "cut_off"),
    "a length that is too short": (reply(PAGE, Content_Length="350"), "rejected", "fewer_figures"),
    "a length that is no number": (reply(PAGE, Content_Length="many"), "stale", "cut_off"),
    "no HTTP": (b"220 ftp ready\r\n\r\n", "stale", "cut_off"),
    "a chunk cut off": (
        reply(b"800\r\n<html>", Transfer_Encoding="chunked").replace(b"Content-Length", b"X-Length"),
        *("stale", "cut_off"),
    ),
    "a byte now and then": (drip, "stale", "too_slow"),
    "a body byte by byte": (drip_body, "stale", "too_slow"),
    "no answer": (say_nothing, "stale", "silent"),
    "silence in the middle": (fall_silent, "stale", "silent"),
    "a body without end": (never_end, "stale", "too_large"),
    "a head without end": (endless_header, "stale", "cut_off"),
    "a gzip bomb": (packed(gzip.compress(b"<p>" * 20_000_000)), "stale", "too_large"),
    "a deflate bomb": (packed(zlib.compress(b"<p>" * 20_000_000), "deflate"), "stale", "too_large"),
    "a damaged gzip body": (packed(b"\x1f\x8b\x08\x00" + b"x" * 50), "stale", "cut_off"),
    "half a gzip body": (packed(gzip.compress(PAGE.encode())[:-20]), "stale", "cut_off"),
    "a packing that was not asked for": (packed(PAGE.encode(), "br"), "stale", "packing"),
    "packed twice": (packed(gzip.compress(gzip.compress(PAGE.encode())), "gzip, gzip"), "stale", "packing"),
    "a redirect to itself": (moved("/fault"), "stale", "redirects"),
    "a redirect to nowhere": (reply("", "302 Found"), "stale", "redirects"),
    "a redirect to a file": (moved("file:///etc/passwd"), "stale", "no_address"),
    "a redirect with a password": (moved("http://admin:secret@127.0.0.1/"), "stale", "no_address"),
    "a redirect to no address": (moved("http://[::1/"), "stale", "cut_off"),
    "a permanent redirect to a page that is gone": (moved("/gone", "301 Moved Permanently"), "gone", "gone"),
    "304 that was not asked for": (reply(b"", "304 Not Modified"), "stale", "denied"),
    "400": (troubled("400 Bad Request"), "stale", "denied"),
    "401": (troubled("401 Unauthorized"), "stale", "denied"),
    "403": (troubled("403 Forbidden"), "stale", "denied"),
    "404": (troubled("404 Not Found"), "gone", "gone"),
    "410": (troubled("410 Gone"), "gone", "gone"),
    "429": (troubled("429 Too Many Requests", Retry_After="2"), "stale", "in_trouble"),
    "429 for a day": (troubled("429 Too Many Requests", Retry_After="86400"), "stale", "in_trouble"),
    "500": (troubled("500 Internal Server Error"), "stale", "in_trouble"),
    "503": (troubled("503 Service Unavailable", Retry_After="Mon, 23 Nov 2026 03:00:03 GMT"), "stale", "in_trouble"),
    "204": (reply(b"", "204 No Content"), "stale", "denied"),
    "an error page with status 200": (reply(ERROR_PAGE), "rejected", "fewer_figures"),
    "an empty page": (reply(b""), "rejected", "unreadable"),
    "a page of blanks": (reply(b" \r\n\t"), "rejected", "unreadable"),
    "a page of no words": (reply("<html><body></body></html>"), "rejected", "no_stable_part"),
    "a page that lost its table": (reply(PAGE.split("<table>")[0]), "rejected", "fewer_figures"),
    "a page that lost a row": (reply(LESS), "rejected", "fewer_figures"),
    "bytes that are no text": (reply(bytes(range(256)) * 20), "rejected", "unreadable"),
    "a PDF in the place of the page": (reply(b"%PDF-1.7", Content_Type="application/pdf"), "rejected", "other_kind"),
    "another encoding, declared": (
        reply(page(charset="utf-16").encode("utf-16"), Content_Type="text/html; charset=utf-16"),
        *("unchanged", "same_stable_part"),
    ),
    "another encoding, not declared": (
        reply(PAGE.encode("utf-16-le"), Content_Type="text/html"),
        *("unchanged", "same_stable_part"),
    ),
    "gzip where it was asked for": (packed(gzip.compress(PAGE.encode())), "unchanged", "same_bytes"),
    "an unknown kind": (reply(PAGE, Content_Type="application/octet-stream"), "unchanged", "same_bytes"),
    "a redirect to the page": (moved("/good", "308 Permanent Redirect"), "unchanged", "same_bytes"),
}
"""A name, what the server does, and what is to become of the document, for which reason."""
