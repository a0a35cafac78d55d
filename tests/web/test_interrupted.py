"""A fetch that dies at any change of the disk leaves a ledger that holds, and the next one comes to the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from parpipe import storage
from parpipe.registry import load_registry
from tests.web.server import Server, reply
from tests.web.site import ROWS, Site, page


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(number: int) -> Iterator[list[str]]:
    """Let a process die before its change of the disk of a number; what it did is listed."""
    done, usual = list[str](), dict(storage.OPERATIONS)

    def dying(name: str, perform: Callable[..., Any]) -> Callable[..., Any]:
        def operate(*given: Any) -> Any:
            if len(done) >= number:
                raise Killed
            done.append(name)
            return perform(*given)

        return operate

    storage.OPERATIONS.update({name: dying(name, perform) for name, perform in usual.items()})
    try:
        yield done
    finally:
        storage.OPERATIONS.update(usual)


def state(site: Site) -> dict[str, bytes]:
    folder = site.folder("son")
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.match(storage.UNFINISHED)}


def test_a_fetch_may_die_before_any_change_of_the_disk(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = reply(page({**ROWS, "Sơn La": ("85,99", 43)}))
    with killed_at(1000) as operations:
        site.fetch()
    whole = state(site)

    for number in range(len(operations)):
        storage.remove(site.settings.captures)
        with killed_at(number), pytest.raises(BaseExceptionGroup) as died:
            site.fetch()
        assert died.group_contains(Killed)
        load_registry(site.settings.data)  # what a killed run left holds together
        site.fetch()
        found = state(site)
        if site.ledger("son")[-1][1] == "recorded_today":  # the capture had been recorded already
            found["ledger.jsonl"] = found["ledger.jsonl"].splitlines(keepends=True)[0]
        assert found == whole, operations[:number]

    assert operations.count("rename") == 2
