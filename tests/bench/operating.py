"""What scheduled operation costs: runs without work beside empty flows of Prefect, and a thousand sources that are due at once.

Flows are processes of their own, taken in turn, so that both sides of a ratio meet the same machine. The sources are hosts of
the loopback network, one address each, so that what is polite to one host does not slow down another.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median

from flows.server import start_server, wait_until_ready
from parpipe.fetch import fetch
from parpipe.settings import Settings
from parpipe.web import Manners, Web
from tests.conftest import ROOT
from tests.web.site import make_site, page

EMPTY = "from prefect import flow\n@flow\ndef empty(): pass\nempty()"
REFRESH = "from flows.refresh import refresh\nassert refresh(return_state=True).message"
ROUNDS = 5
SIZES = (10, 100, 1000)
BETWEEN = 0.2
"""Seconds between two requests to one host here, a tenth of what the project keeps to on the internet."""


def seconds(command: list[str], environment: Mapping[str, str]) -> float:
    """Return how long a command takes; its failure ends the benchmark with what it said."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start


def print_runs(folder: Path) -> None:
    """Print runs without work beside empty flows, against a running server and with one of their own."""
    plain = {
        **os.environ,
        "PREFECT_HOME": str(folder / "prefect"),
        "PARPIPE_RELEASES": str(folder / "releases"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "no_proxy": "127.0.0.1",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    }
    run = [sys.executable, "-m", "flows"]
    seconds(run, plain)  # the first release, and the note of its state
    os.environ.update(plain)
    server = start_server(folder / "server")
    wait_until_ready(server)
    served = {**plain, "PREFECT_API_URL": server.url}
    taken: dict[str, list[float]] = {"empty": [], "refresh": [], "embedded": [], "run": []}
    for _ in range(ROUNDS):
        taken["empty"].append(seconds([sys.executable, "-c", EMPTY], served))
        taken["refresh"].append(seconds([sys.executable, "-c", REFRESH], served))
        taken["embedded"].append(seconds([sys.executable, "-c", EMPTY], plain))
        taken["run"].append(seconds(run, plain))
    middle = {name: median(values) for name, values in taken.items()}
    print(f"\nruns without work: median of {ROUNDS}, in turn")
    print(f"{'seconds':>8}  {'x empty flow':>12}  run")
    for name, beside, what in (
        ("empty", "empty", "an empty flow against a running server"),
        ("refresh", "empty", "refresh of the whole registry, nothing due and nothing changed, against the same"),
        ("embedded", "embedded", "an empty flow with a server of its own"),
        ("run", "embedded", "make run, nothing changed"),
    ):
        print(f"{middle[name]:8.2f}  {middle[name] / middle[beside]:12.2f}  {what}", flush=True)


@dataclass
class Hosts:
    """Many hosts on one port: when each was asked, and how many were at once."""

    port: int = 0
    asked: dict[str, list[float]] = field(default_factory=dict)
    now: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def shortest(self) -> float:
        """The shortest time between two requests to one host."""
        return min(later - earlier for times in self.asked.values() for earlier, later in pairwise(times))


def serve(hosts: Hosts) -> ThreadingHTTPServer:
    """Return a server that all addresses of the loopback network reach, with a page and no rules for robots."""
    content = page().encode()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with hosts.lock:
                hosts.now += 1
                hosts.most = max(hosts.most, hosts.now)
                hosts.asked.setdefault(self.headers["Host"], []).append(time.monotonic())
            found = self.path != "/robots.txt"
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(content) if found else 0))
            self.end_headers()
            self.wfile.write(content if found else b"")
            with hosts.lock:
                hosts.now -= 1

        def log_message(self, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128
        daemon_threads = True

    server = Server(("0.0.0.0", 0), Page)
    hosts.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def measure(count: int) -> str:
    """Return a row of the table: seconds, those a source, memory, and how polite it was; in a process of its own."""
    hosts = Hosts()
    server = serve(hosts)
    with tempfile.TemporaryDirectory() as name:
        site = make_site(Path(name))
        for number in range(count):
            address = f"http://127.0.{number // 250}.{number % 250 + 1}:{hosts.port}/"
            site.publish(f"host{number:04d}.example", address, text=page(beside="stored"))
        web = Web(lambda: datetime.now(UTC), Random(1), Manners(between=BETWEEN))
        start = time.perf_counter()
        found = fetch(Settings.load(data=site.settings.data, environ={}), web=web)
        taken = time.perf_counter() - start
    server.shutdown()
    wrong = sum(one.trouble is not None or bool(one.findings) for one in found)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    speed = f"{count:7,}  {taken:8.1f}  {taken / count * 1000:12.0f}"
    return f"{speed}  {memory:6.0f}  {hosts.most:7}  {hosts.shortest:12.2f}  {wrong:5}"


def print_operating() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        print_runs(Path(folder))
    print(f"\nsources due at once: {BETWEEN} s between two requests to one host, {Manners().at_once} sources at a time")
    print(f"{'sources':>7}  {'seconds':>8}  {'ms a source':>12}  {'MB':>6}  {'at once':>7}  {'shortest gap':>12}  {'wrong':>5}")
    for count in SIZES:
        command = [sys.executable, "-c", f"from tests.bench.operating import measure; print(measure({count}))"]
        print(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout, end="", flush=True)


if __name__ == "__main__":
    print_operating()
