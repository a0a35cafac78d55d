"""A Prefect server for one run: started before Prefect is imported, so that both happen at the same time.

Prefect can start such a server by itself, but then imports the whole server into the process that runs the flow, prints
the server's tracebacks to the terminal when it is stopped in the middle of its bookkeeping, and writes every event of a
task on its own.
"""

from __future__ import annotations

import atexit
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from parpipe.errors import BadConfiguration, Unavailable

HOST = "127.0.0.1"
_STARTUP_SECONDS = 90
_RECORDING_SECONDS = 15

_LEAN = {
    "PREFECT__SERVER_EPHEMERAL": "1",  # no scheduler and no other service that a single run does not need
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_UI_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "1000",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A server process, the port it listens on, and the file it writes its log to."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        """The address for PREFECT_API_URL."""
        return f"http://{HOST}:{self.port}/api"


def start_server(home: Path) -> Server:
    """Return a server that may not answer yet, with its database and its log in a folder; it stops with this process.

    It is stopped by atexit, which comes after Prefect's threads have sent the last of their logs and events to it.
    """
    home.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app", "--lifespan", "on"]
    command += ["--host", HOST, "--port", str(port), "--log-level", "error"]
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            env={**os.environ, **_LEAN},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches the run first, which then stops the server
        )
    atexit.register(_stop, process)
    return Server(process, port, home / "server.log")


def wait_until_ready(server: Server) -> None:
    """Return once the server answers. Raises Unavailable, with the place of its log, if it does not."""
    deadline = time.monotonic() + _STARTUP_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        if _post_or_get(server, "GET", "/api/health") is True:
            return
        time.sleep(0.05)
    raise Unavailable(f"Prefect's server did not start; {server.log} says why. `parpipe build` does the same work without it.")


def check_reachable(url: str) -> None:
    """Return if a server of somebody else answers, whatever it says; Prefect's own error would be a traceback."""
    import httpx

    try:
        httpx.get(f"{url.rstrip('/')}/health", timeout=10)
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise BadConfiguration(f"PREFECT_API_URL is {url!r}, which is no address; write one as http://host:4200/api") from error
    except httpx.TransportError as error:
        raise Unavailable(
            f"Prefect's server at {url} does not answer ({error}); start it with `parpipe serve`, or name another in "
            "PREFECT_API_URL (`make run` without it has a server of its own)"
        ) from error


def wait_until_recorded(server: Server, flow_run_id: str, last_task: str) -> None:
    """Return once the server has written down the last task of a run, or after a while: it learns of them by events."""
    deadline = time.monotonic() + _RECORDING_SECONDS
    asked = {
        "flow_runs": {"id": {"any_": [flow_run_id]}},
        "task_runs": {"name": {"any_": [last_task]}, "state": {"type": {"any_": ["COMPLETED"]}}},
    }
    while time.monotonic() < deadline and _post_or_get(server, "POST", "/api/task_runs/count", asked) == 0:
        time.sleep(0.1)


def _post_or_get(server: Server, method: str, path: str, body: object = None) -> object:
    """Return what the server answers, None if it does not; no proxy is asked, whatever the environment says."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=10)
    try:
        connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return json.loads(response.read()) if response.status == 200 else None
    except OSError:
        return None
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
