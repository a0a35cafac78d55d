"""A web server on a real socket that answers as a test tells it to, well or badly, byte by byte."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Send = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its path, and its headers by lower-case name."""

    path: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class Server:
    """What it was asked, in order, and how it answers each path: with bytes, or by a function that sends them itself."""

    port: int
    scheme: str = "http"
    pages: dict[str, bytes | Callable[[Asked, Send], None]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        """Return the paths that it was asked for, without robots.txt."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]


def reply(body: bytes | str = b"", status: str = "200 OK", **headers: str) -> bytes:
    """Return a whole answer; ``Content_Length`` and other headers replace those that belong there."""
    content = body.encode() if isinstance(body, str) else body
    usual = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(content)), "Connection": "close"}
    said = {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in said.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + content


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server on the loopback address; what it is not told to answer is not found."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(listening.getsockname()[1], "https" if context else "http")
    threading.Thread(target=_accept, args=(listening, server, context), daemon=True).start()
    try:
        yield server
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _accept(listening: socket.socket, server: Server, context: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=_answer, args=(connection, server, context), daemon=True).start()


def _answer(connection: socket.socket, server: Server, context: ssl.SSLContext | None) -> None:
    with suppress(OSError), connection:
        talking = context.wrap_socket(connection, server_side=True) if context else connection
        asked = _read(talking)
        server.asked.append(asked)
        page = server.pages.get(asked.path, reply("nothing here", "404 Not Found"))
        if isinstance(page, bytes):
            talking.sendall(page)
        else:
            page(asked, talking.sendall)
        with suppress(OSError):
            talking.shutdown(socket.SHUT_RDWR)


def _read(connection: socket.socket) -> Asked:
    head = b""
    while b"\r\n\r\n" not in head:
        part = connection.recv(65_536)
        if not part:
            raise OSError("the client went away")
        head += part
    first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    return Asked(first.split()[1], {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)})
