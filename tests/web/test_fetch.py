"""What fetching again makes of a page: nothing, a capture, or a finding; and what a build sees of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe import captures, pipeline, storage
from parpipe.captures import read_ledger
from parpipe.errors import BadConfiguration, Usage
from parpipe.registry import load_registry
from parpipe.releases import open_table
from tests.web.server import Asked, Send, Server, reply
from tests.web.site import ROWS, Site, page

REVISED = {**ROWS, "Sơn La": ("85,99", 43)}


def test_a_page_with_other_figures_becomes_a_capture_that_a_build_reads(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = reply(page(REVISED), ETag='"2"')

    [fetched] = site.fetch()

    [one] = fetched.retrievals
    assert fetched.changed
    assert (one.outcome, one.reason, one.figures, one.etag, one.charset) == ("new", "changed", 4, '"2"', "utf-8")
    assert (site.folder("son") / "page.2026-11-23.html").read_text(encoding="utf-8") == page(REVISED)
    pipeline.build(site.settings, indices=["PAR"])
    held = open_table("par-index", "observations", site.settings.releases).to_pylist()
    assert {row["ref_area"]: (row["score"], row["rank"]) for row in held} == {"GSO14": ("85.99", 43), "GSO12": ("86.10", 40)}
    revised = open_table("par-index", "revisions", site.settings.releases).to_pylist()
    assert {(row["field"], row["old"], row["new"]) for row in revised} == {("score", "85.91", "85.99"), ("rank", "44", "43")}


def test_the_page_as_it_was_stored_is_unchanged(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = reply(page())

    site.fetch()

    assert site.ledger("son") == [("unchanged", "same_bytes")]
    assert site.snapshots("son") == ["2026-11-22"]


@pytest.mark.parametrize("document", ["", "stable: main table"])
def test_a_rotating_advertisement_is_no_change(server: Server, site: Site, document: str) -> None:
    site.publish("son", f"{server.url}/a", document=document)
    server.pages["/a"] = reply(page(beside="Mua ngay!"))

    site.fetch()

    assert site.ledger("son") == [("unchanged", "same_stable_part")]


def test_words_outside_of_the_stable_part_are_no_change_only_where_one_is_named(server: Server, site: Site) -> None:
    site.publish("with", f"{server.url}/a", document="stable: table")
    site.publish("without", f"{server.url}/a")
    server.pages["/a"] = reply(page().replace("của các tỉnh", "của 63 tỉnh"))

    site.fetch()

    assert (site.ledger("with"), site.ledger("without")) == ([("unchanged", "same_stable_part")], [("new", "changed")])


def test_a_server_is_asked_only_for_what_changed_since(server: Server, site: Site) -> None:
    def conditional(asked: Asked, send: Send) -> None:
        same = asked.headers.get("if-none-match") == '"2"'
        send(reply(b"", "304 Not Modified") if same else reply(page(REVISED), ETag='"2"', Last_Modified="Sun, 22 Nov 2026"))

    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = conditional

    site.fetch()
    site.later()
    site.fetch()
    site.later()
    site.fetch()

    asked = [one.headers for one in server.asked if one.path == "/a"]
    assert "if-none-match" not in asked[0]
    assert asked[1]["if-modified-since"] == "Sun, 22 Nov 2026"
    assert site.ledger("son") == [("new", "changed"), ("unchanged", "not_modified"), ("unchanged", "not_modified")]


def test_what_was_remembered_of_another_address_is_not_sent_to_a_new_one(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages |= {"/a": reply(page(REVISED), ETag='"2"'), "/b": reply(page(REVISED), ETag='"2"')}
    site.fetch()
    site.later()
    site.publish("son", f"{server.url}/b")

    site.fetch()

    assert "if-none-match" not in server.asked[-1].headers
    assert site.ledger("son") == [("new", "changed"), ("unchanged", "same_bytes")]


def test_a_page_that_changed_back_is_captured_again(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    for rows in (REVISED, ROWS):
        server.pages["/a"] = reply(page(rows))
        site.fetch()
        site.later()

    assert site.snapshots("son") == ["2026-11-22", "2026-11-23", "2026-11-24"]


def test_a_day_has_one_capture(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    for rows in (REVISED, ROWS):
        server.pages["/a"] = reply(page(rows))
        site.fetch()

    assert site.ledger("son") == [("new", "changed"), ("unchanged", "recorded_today")]
    assert server.paths() == ["/a"]


def test_a_page_with_fewer_figures_is_taken_only_when_a_person_says_so(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = reply(page({"Sơn La": ("85,91", 44)}))

    [kept] = site.fetch()
    [taken] = site.fetch(accept=True)

    [finding] = kept.findings
    assert (finding.code, finding.value, finding.source_id) == ("source_changed", "fewer_figures", "son")
    assert "states 2 figures, and stated 4 before" in finding.message
    assert (taken.findings, site.ledger("son")) == ([], [("rejected", "fewer_figures"), ("new", "changed")])


def test_what_was_taken_down_is_not_captured_again(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = reply(page(REVISED))
    site.fetch()

    captures.take_down(site.folder("son"), "page.2026-11-23.html", "the owner asked for it")
    site.later()
    site.fetch()

    assert site.snapshots("son") == ["2026-11-22"]
    assert [path.name for path in site.folder("son").iterdir() if path.suffix == ".html"] == []
    assert site.ledger("son") == [("taken_down", "taken_down"), ("refused", "taken_down")]


def test_pruning_forgets_old_retrievals_and_no_capture(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = reply(page(REVISED))
    for _ in range(5):
        site.fetch()
        site.later()
    (site.folder("son") / ".page.2026-11-23.html.unfinished").write_text("half")

    forgotten = captures.prune(site.folder("son"), date(2026, 11, 26))

    assert forgotten == 2
    assert [one.day.day for one in read_ledger(site.folder("son"))] == [23, 26, 27]
    assert sorted(path.name for path in site.folder("son").iterdir()) == ["ledger.jsonl", "lock", "page.2026-11-23.html"]


@pytest.mark.parametrize("damage", ["other bytes", None])
def test_a_capture_that_is_not_what_was_fetched_stops_every_build(server: Server, site: Site, damage: str | None) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = reply(page(REVISED))
    site.fetch()
    file = site.folder("son") / "page.2026-11-23.html"

    file.unlink() if damage is None else file.write_text(damage)

    with pytest.raises(BadConfiguration, match=r"page\.2026-11-23\.html is (missing|not what was fetched)"):
        load_registry(site.settings.data)


def test_a_ledger_that_is_none_is_named_with_its_line(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = reply(page())
    site.fetch()
    (site.folder("son") / "ledger.jsonl").open("a").write('{"half": ')

    with pytest.raises(BadConfiguration, match=r"ledger\.jsonl:2: this is no retrieval"):
        load_registry(site.settings.data)


def test_a_retrieval_is_written_as_it_is_read(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = reply(page(REVISED))
    site.fetch()
    before = (site.folder("son") / "ledger.jsonl").read_bytes()

    captures.write_ledger(site.folder("son"), read_ledger(site.folder("son")))

    assert (site.folder("son") / "ledger.jsonl").read_bytes() == before


@given(
    st.lists(
        st.builds(
            captures.Retrieval,
            document=st.text(),
            at=st.datetimes(timezones=st.sampled_from([UTC, captures.VIETNAM])),
            outcome=st.sampled_from(get_args(captures.Outcome)),
            message=st.text(),
            etag=st.none() | st.text(),
            status=st.none() | st.integers(100, 599),
            file=st.none(),
        )
    )
)
def test_whatever_a_server_says_a_ledger_keeps_it_as_it_was(retrievals: list[captures.Retrieval]) -> None:
    with TemporaryDirectory() as folder:
        captures.write_ledger(Path(folder), retrievals)

        assert read_ledger(Path(folder)) == retrievals


def test_a_source_that_another_run_fetches_is_left_to_it(server: Server, site: Site) -> None:
    for source_id in ("busy", "free"):
        site.publish(source_id, f"{server.url}/a")
    server.pages["/a"] = reply(page())

    with storage.exclusive(storage.make_folder(site.folder("busy"))):
        busy, free = site.fetch()

    assert busy.trouble is not None
    assert "another run is at work" in busy.trouble
    assert [one.outcome for one in free.retrievals] == ["unchanged"]


@pytest.mark.parametrize(("name", "says"), [("nowhere", "is not in data/sources"), ("still", "has no document that is live")])
def test_only_sources_with_live_documents_can_be_named(server: Server, site: Site, name: str, says: str) -> None:
    site.publish("son", f"{server.url}/a")
    site.publish("still", f"{server.url}/a")
    file = site.settings.data / "sources" / "still.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("live: true", "live: false"), encoding="utf-8")

    with pytest.raises(Usage, match=f"the source {name} {says}; these can be fetched: son"):
        site.fetch([name])


def test_captures_may_be_kept_in_a_folder_of_their_own_without_a_difference_to_releases(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = reply(page(REVISED))
    site.fetch()
    pipeline.build(site.settings, indices=["PAR"])
    moved = site.settings.captures.rename(site.settings.data.parent / "elsewhere")
    other = replace(site.settings, captures=moved, releases=site.settings.data.parent / "again")

    pipeline.build(other, indices=["PAR"])

    sums = [(folder / "par-index/1.0.0/SHA256SUMS").read_bytes() for folder in (site.settings.releases, other.releases)]
    assert sums[0] == sums[1]
    assert b"captures/son/page.2026-11-23.html" in (other.releases / "par-index/1.0.0/provenance.jsonld").read_bytes()
