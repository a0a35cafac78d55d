"""A PostgreSQL cluster of Debian's on a free port of the loopback, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

PLAIN_USER = "nobody"
"""PostgreSQL refuses to run as root."""

SECONDS = 60


@dataclass
class Postgres:
    """A cluster with one database for each owner; it may be killed and started again, as in a bad night."""

    folder: Path
    port: int
    fsync: bool = False
    process: subprocess.Popen[bytes] | None = None
    user: dict[str, Any] = field(default_factory=dict)

    def url(self, owner: str, driver: str = "postgresql") -> str:
        return f"{driver}://{owner}@127.0.0.1:{self.port}/{owner}"

    def start(self) -> None:
        self._launch()
        deadline = time.monotonic() + SECONDS
        while subprocess.run(self._asking("select 1"), capture_output=True).returncode:
            if time.monotonic() > deadline:
                pytest.fail((self.folder / "postgres.log").read_text(errors="replace")[-4000:])
            time.sleep(0.1)
            if self.process and self.process.poll() is not None:  # children of one that was killed are still ending
                self._launch()

    def _launch(self) -> None:
        options = ["-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.folder)]
        command = [
            _program("postgres"),
            "-D",
            str(self.folder / "data"),
            *options,
            "-c",
            f"fsync={'on' if self.fsync else 'off'}",
        ]
        with (self.folder / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **self.user
            )

    def order(self, *orders: str) -> None:
        for order in orders:
            subprocess.run(self._asking(order), check=True, capture_output=True)

    def kill(self) -> None:
        """End it by SIGKILL; its children see that and end, without another word to the disk."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGINT)  # its fast shutdown: nobody is waited for
        self.process.wait(timeout=30)

    def _asking(self, order: str) -> Sequence[str]:
        return [_program("psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-q", "-c", order]


@contextmanager
def running_postgres(*owners: str, fsync: bool = False) -> Iterator[Postgres]:
    """Yield a running cluster with a role and a database for every owner; its folder may be entered by others than root."""
    with tempfile.TemporaryDirectory(prefix="parpipe-postgres-") as name:
        made = Postgres(Path(name), free_port(), fsync)
        if os.geteuid() == 0:
            shutil.chown(made.folder, PLAIN_USER)
            made.user = {"user": PLAIN_USER, "extra_groups": []}
        data = ["-D", made.folder / "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run([_program("initdb"), *data], check=True, cwd=made.folder, stdout=subprocess.DEVNULL, **made.user)
        made.start()
        try:
            for owner in owners:
                made.order(f"create role {owner} login", f"create database {owner} owner {owner}")
            yield made
        finally:
            made.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _program(name: str) -> str:
    """Return a program of PostgreSQL; Debian keeps the servers out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or pytest.fail(f"{name} is not installed; run “make system-deps”")
