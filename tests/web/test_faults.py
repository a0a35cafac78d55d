"""Each fault gives its own outcome, the other sources finish, and what is stored and released stays as it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from parpipe import pipeline
from parpipe.captures import read_ledger
from parpipe.fetch import CODES
from tests.web.faults import FAULTS, PAGE, troubled
from tests.web.server import Server, reply
from tests.web.site import Site


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_its_outcome_and_keeps_no_other_source_from_finishing(server: Server, site: Site, name: str) -> None:
    fault, outcome, reason = FAULTS[name]
    site.publish("bad", f"{server.url}/fault")
    site.publish("good", f"{server.url}/good")
    server.pages |= {"/fault": fault, "/good": reply(PAGE)}

    bad, good = site.fetch()

    [one] = bad.retrievals
    assert (one.outcome, one.reason) == (outcome, reason), one.message
    assert [finding.code for finding in bad.findings] == [CODES[one.outcome]] * (one.outcome in CODES)
    assert [one.outcome for one in good.retrievals] == ["unchanged"]
    assert site.snapshots("bad") == site.snapshots("good") == ["2026-11-22"]
    assert site.ledger("bad") == [(outcome, reason)]


def test_there_are_many_faults_and_all_outcomes_among_them() -> None:
    assert len(FAULTS) >= 45
    assert {outcome for _, outcome, _ in FAULTS.values()} == {"stale", "gone", "rejected", "unchanged"}


def test_a_dead_page_leaves_the_last_good_release_as_it_is(
    server: Server, site: Site, tree: Callable[[Path], dict[str, bytes | str]]
) -> None:
    site.publish("son", f"{server.url}/fault")
    pipeline.build(site.settings, indices=["PAR"])
    before = tree(site.settings.releases)
    server.pages["/fault"] = troubled("500 Internal Server Error")

    [fetched] = site.fetch()
    [outcome] = pipeline.build(site.settings, indices=["PAR"])

    [finding] = fetched.findings
    assert "the snapshot of 2026-11-22 stays in force" in finding.message
    assert not outcome.released
    assert tree(site.settings.releases) == before


def test_a_server_nobody_listens_at_is_unreachable(site: Site) -> None:
    site.publish("son", "http://127.0.0.1:9/a")

    site.fetch()

    assert site.ledger("son") == [("stale", "unreachable")]


def test_a_server_that_recovers_is_asked_again_and_read(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")

    def recover(*_: object) -> None:
        server.pages["/a"] = reply(PAGE)

    server.pages["/a"] = recover
    site.fetch()

    assert server.paths() == ["/a", "/a"]
    assert site.ledger("son") == [("unchanged", "same_bytes")]


@pytest.mark.parametrize(
    ("said", "tries", "waits"),
    [("2", 2, 2), ("Mon, 23 Nov 2026 03:00:03 GMT", 2, 3), ("3600", 1, 0), ("soon", 2, 0), (None, 2, 0)],
)
def test_a_server_is_not_asked_before_it_wants_to_be(
    server: Server, site: Site, said: str | None, tries: int, waits: float
) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = troubled("503 Service Unavailable", **({"Retry_After": said} if said else {}))

    site.fetch()

    assert server.paths() == ["/a"] * tries
    assert waits <= max(site.waited) <= waits + 0.01


def test_faults_that_take_time_take_it_side_by_side(server: Server, site: Site) -> None:
    for number in range(6):
        site.publish(f"s{number}", f"{server.url.replace('127.0.0.1', f'127.0.0.{number + 1}')}/slow")
    server.pages["/slow"] = FAULTS["a byte now and then"][0]
    began = time.monotonic()

    found = site.fetch()

    assert {one.reason for fetched in found for one in fetched.retrievals} <= {"too_slow", "unreachable"}
    assert time.monotonic() - began < 6 * 2
    assert read_ledger(site.folder("s0"))[0].message.startswith(f"{server.url}/slow takes more than 1 seconds")
