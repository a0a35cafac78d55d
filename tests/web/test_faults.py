"""Each fault gives its own outcome, the other sources finish, and what is stored and released stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from parpipe import pipeline
from parpipe.fetch import CODES, Fetched
from parpipe.registry import load_registry
from tests.web.faults import FAULTS, PAGE, troubled
from tests.web.server import Server, reply, serving
from tests.web.site import Site, make_site

GOOD = "good"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, dict[str, Fetched]]]:
    """One run over a source for every fault, each with a server of its own, and a good one among them."""
    site, names = make_site(tmp_path_factory.mktemp("faults")), {}
    with ExitStack() as servers:
        for number, (name, (fault, *_)) in enumerate([*FAULTS.items(), (GOOD, (reply(PAGE),))]):
            server = servers.enter_context(serving())
            server.pages |= {"/fault": fault, "/good": reply(PAGE)}
            site.publish(f"s{number:02}", f"{server.url}/fault")
            names[f"s{number:02}"] = name
        yield site, {names[one.source_id]: one for one in site.fetch()}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_its_outcome_and_leaves_what_is_stored_in_force(name: str, run: tuple[Site, dict[str, Fetched]]) -> None:
    site, found = run
    _, outcome, reason = FAULTS[name]

    [one] = found[name].retrievals

    assert (one.outcome, one.reason) == (outcome, reason), one.message
    assert [finding.code for finding in found[name].findings] == [CODES[said] for said in [one.outcome] if said in CODES]
    assert site.ledger(found[name].source_id) == [(outcome, reason)]
    assert [path.name for path in site.folder(found[name].source_id).iterdir() if path.suffix == ".html"] == []


def test_no_fault_keeps_other_sources_from_finishing(run: tuple[Site, dict[str, Fetched]]) -> None:
    site, found = run

    assert found.keys() == {*FAULTS, GOOD}
    assert [one.reason for one in found[GOOD].retrievals] == ["same_bytes"]
    snapshots = load_registry(site.settings.data).sources.values()
    assert [len(source.snapshots) for source in snapshots] == [1] * len(found)


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
