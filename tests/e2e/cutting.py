"""A proxy that cuts a publisher off: at one of its requests it stops, kills it, and lets nothing more through."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

import httpx

Moment = Literal["before", "halfway", "after"]


@dataclass
class Cut:
    """The request to stop at, by its number, and whether the portal gets nothing, half or all of it."""

    at: int
    moment: Moment
    actions: list[str] = field(default_factory=list)
    publisher: subprocess.Popen[bytes] | None = None
    ready: threading.Event = field(default_factory=threading.Event)


@contextmanager
def cutting_proxy(portal: str, cut: Cut) -> Iterator[str]:
    """Yield the address of a proxy to a portal that kills ``cut.publisher`` when its moment has come."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            cut.actions.append(self.path.rpartition("/")[2].partition("?")[0])
            number = len(cut.actions) - 1
            if number < cut.at:
                self._give(self._forward(body))
                return
            if number == cut.at and cut.moment == "halfway":
                self._forward_half(body)
            elif number == cut.at and cut.moment == "after":
                self._forward(body)
            cut.ready.wait(30)
            assert cut.publisher is not None
            cut.publisher.kill()

        do_POST = do_GET  # noqa: N815 (its name in the library)

        def _forward(self, body: bytes) -> httpx.Response:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
            with httpx.Client(trust_env=False, timeout=120) as client:
                return client.request(self.command, f"{portal}{self.path}", content=body, headers=headers)

        def _forward_half(self, body: bytes) -> None:
            place = urlsplit(portal)
            with socket.create_connection((place.hostname, place.port)) as connection:
                lines = [f"{self.command} {self.path} HTTP/1.1", *(f"{name}: {said}" for name, said in self.headers.items())]
                connection.sendall("\r\n".join([*lines, "", ""]).encode() + body[: len(body) // 2])

        def _give(self, answer: httpx.Response) -> None:
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
