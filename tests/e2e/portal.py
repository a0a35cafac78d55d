"""A real CKAN 2.12 with PostgreSQL and Redis, each on a free port of the loopback, in a folder of its own.

CKAN is AGPL: it runs in an environment apart, as a program that is spoken to over HTTP, and nothing of it is imported. Its
packages are pinned in ckan-requirements.txt, without hashes, since nothing that is published depends on them. Solr, which
Debian does not have, is stood in for by ``tests.e2e.solr``.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import ROOT
from tests.e2e.postgres import free_port, running_postgres

HOME = ROOT / ".portal"
PINNED = Path(__file__).with_name("ckan-requirements.txt")
SECONDS = 240
_SETTINGS = """[DEFAULT]
debug = false
[app:main]
use = egg:ckan
SECRET_KEY = {secret}
ckan.site_url = http://127.0.0.1:{ckan}
ckan.site_id = default
ckan.plugins = activity
ckan.storage_path = {folder}/storage
ckan.max_resource_size = 20
sqlalchemy.url = postgresql://ckan@127.0.0.1:{postgres}/ckan
ckan.redis.url = redis://127.0.0.1:{redis}/0
solr_url = http://127.0.0.1:{solr}/solr/ckan
"""


@dataclass(frozen=True)
class Portal:
    """A running CKAN: its address, and a token of a sysadmin for it."""

    address: str
    token: str
    client: httpx.Client

    def get(self, action: str, **given: Any) -> httpx.Response:
        """Return the answer to an action that reads."""
        return self.client.get(self._address_of(action), params=given, headers={"Authorization": self.token})

    def ask(self, action: str, **given: Any) -> Any:
        """Return the result of an action that reads."""
        answer = self.get(action, **given)
        assert answer.is_success, answer.text
        return answer.json()["result"]

    def tell(self, action: str, **given: Any) -> Any:
        """Return the result of an action that writes."""
        answer = self.client.post(self._address_of(action), json=given, headers={"Authorization": self.token})
        assert answer.is_success, answer.text
        return answer.json()["result"]

    def _address_of(self, action: str) -> str:
        return f"{self.address}/api/3/action/{action}"


@contextmanager
def running_portal() -> Iterator[Portal]:
    """Yield a portal without any dataset; all its processes end with it. Fails when a program is missing."""
    environment = _installed()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parpipe-portal-")))
        folder.chmod(0o755)
        postgres = stack.enter_context(running_postgres("ckan"))
        ports = {"postgres": postgres.port} | {name: free_port() for name in ("redis", "solr", "ckan")}
        start = _starter(stack, folder)
        start("redis", [program("redis-server"), "--port", str(ports["redis"]), "--save", "", "--dir", str(folder)])
        schema = next(environment.glob("lib/python3*/site-packages/ckan/config/solr/schema.xml"))
        start("solr", [sys.executable, "-m", "tests.e2e.solr", str(ports["solr"]), str(schema)], cwd=ROOT)
        for name in ("redis", "solr"):
            _wait(lambda name=name: _is_open(ports[name]), name, folder)
        yield _start_ckan(start, environment, folder, ports)


def _installed() -> Path:
    """Return the environment that CKAN is installed in: once, and again when the pinned packages change."""
    digest = hashlib.sha256(PINNED.read_bytes()).hexdigest()
    environment, mark = HOME / "env", HOME / "installed"
    if not mark.is_file() or mark.read_text() != digest:
        shutil.rmtree(HOME, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        into = ["pip", "install", "--python", environment / "bin" / "python"]  # else uv takes the environment of the tests
        subprocess.run([sys.executable, "-m", "uv", "--quiet", *into, "--no-deps", "--requirement", PINNED], check=True)
        mark.write_text(digest)
    return environment


def _start_ckan(start: Callable[..., None], environment: Path, folder: Path, ports: Mapping[str, int]) -> Portal:
    (folder / "ckan.ini").write_text(_SETTINGS.format(secret=secrets.token_hex(32), folder=folder, **ports))
    ckan = [str(environment / "bin" / "ckan"), "-c", str(folder / "ckan.ini")]

    def run(*arguments: str) -> str:
        done = subprocess.run([*ckan, *arguments], capture_output=True, text=True, cwd=folder, timeout=SECONDS)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("db", "init")
    run("user", "add", "publisher", "email=publisher@example.vn", f"password={secrets.token_hex(16)}")
    run("sysadmin", "add", "publisher")
    token = run("user", "token", "add", "-q", "publisher", "parpipe").split()[-1]
    start("ckan", [*ckan, "run", "--host", "127.0.0.1", "--port", str(ports["ckan"]), "--disable-reloader"], cwd=folder)
    client = httpx.Client(trust_env=False, timeout=60, follow_redirects=True)
    portal = Portal(f"http://127.0.0.1:{ports['ckan']}", token, client)
    _wait(lambda: _is_open(ports["ckan"]) and portal.ask("status_show"), "ckan", folder)
    return portal


def _starter(stack: ExitStack, folder: Path) -> Callable[..., None]:
    """Return a function that starts a program with its log in a folder, and ends it when the stack is left."""

    def start(name: str, command: list[str], **how: Any) -> None:
        with (folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, **how)
        stack.callback(_end, process)

    return start


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(ready: Callable[[], Any], name: str, folder: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            if ready():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    logs = "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}" for log in sorted(folder.glob("*.log")))
    pytest.fail(f"{name} was not ready within {SECONDS} s\n{logs}")


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def program(name: str) -> str:
    """Return where a program is; fails if it is not installed."""
    return shutil.which(name) or pytest.fail(f"{name} is not installed; run “make system-deps”")
