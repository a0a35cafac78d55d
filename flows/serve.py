"""`python -m flows.serve`, which `parpipe serve` starts: a server, the declared deployments, and a worker that runs them.

All are processes below this one. One that ends by itself is started again; SIGINT and SIGTERM end them all, the worker first,
so that a run in flight can say how it ended. ``--only server`` and ``--only worker`` are the two halves for hosts of a team,
whose PREFECT_SERVER_DATABASE_CONNECTION_URL and PREFECT_API_URL stand in the environment.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows.declared import POOL
from flows.environment import with_settings
from parpipe.errors import ParpipeError, Unavailable

_AGAIN = 5.0
"""Seconds before a process that ended by itself is started again."""

_READY = 120.0
_PATIENCE = 30.0
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Tree:
    """The processes below this one, in the order in which they were started; ``ending`` is set once they are to end."""

    environ: dict[str, str]
    ending: threading.Event = field(default_factory=threading.Event)
    running: dict[str, tuple[Sequence[str], subprocess.Popen[bytes]]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Start a command of Prefect, which dies with this process however that ends."""
        command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
        process = subprocess.Popen(
            command, env=self.environ, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_die_with_parent
        )
        self.running[name] = arguments, process

    def watch(self) -> None:
        """Return when all are to end; start again what ended by itself."""
        while not self.ending.wait(1):
            for name, (arguments, process) in list(self.running.items()):
                if (code := process.poll()) is not None and not self.ending.wait(_AGAIN):
                    print(f"parpipe: the {name} ended with {code}; it is started again", file=sys.stderr, flush=True)
                    self.start(name, *arguments)

    def stop(self) -> None:
        """End all, last started first; what does not end within half a minute is killed with all below it."""
        for _, process in reversed(list(self.running.values())):
            process.terminate()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def main(arguments: Sequence[str]) -> int:
    """Return 0 after SIGINT or SIGTERM, else the exit code of what went wrong."""
    wanted = _parser().parse_args(arguments)
    home = Path(os.environ.get("PREFECT_HOME") or ".prefect")
    os.environ.update(with_settings(os.environ, home))
    os.environ.setdefault("PREFECT_API_URL", f"http://{wanted.host}:{wanted.port}/api")
    tree = Tree(dict(os.environ))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: tree.ending.set())
    try:
        _grow(tree, wanted)
        tree.watch()
    except ParpipeError as error:
        print(f"parpipe: {error}", file=sys.stderr)
        return error.exit_code
    finally:
        tree.stop()
    return 0


def _grow(tree: Tree, wanted: argparse.Namespace) -> None:
    if wanted.only != "worker":
        tree.start("server", "server", "start", "--host", wanted.host, "--port", str(wanted.port))
    if wanted.only == "server" or not _answers(tree):
        return
    from flows.deploy import deploy

    for difference in deploy():
        print(f"deployed: {difference}", flush=True)
    if not tree.ending.is_set():
        tree.start("worker", "worker", "start", "--pool", POOL, "--type", "process", "--limit", str(wanted.runs))
        print(f"parpipe: at work; {tree.environ['PREFECT_API_URL'].removesuffix('/api')} shows it. Ctrl-C ends it", flush=True)


def _answers(tree: Tree) -> bool:
    """Return whether the server answers before this process is to end; Unavailable if it takes too long."""
    import httpx

    for _ in range(int(_READY / 0.5)):
        try:
            if httpx.get(f"{tree.environ['PREFECT_API_URL']}/health", timeout=5, trust_env=False).is_success:
                return True
        except httpx.TransportError:
            pass
        if tree.ending.wait(0.5):
            return False
    raise Unavailable(f"Prefect's server at {tree.environ['PREFECT_API_URL']} does not answer; what it said stands above")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="parpipe serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4200)
    parser.add_argument("--only", choices=["server", "worker"])
    parser.add_argument("--runs", type=int, default=2)
    return parser


def _die_with_parent() -> None:
    """Let the kernel end a child when its parent is gone, and Prefect end by SIGINT, to which a shell may have made it deaf."""
    _libc.prctl(_DIES_WITH_PARENT, signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.default_int_handler)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
