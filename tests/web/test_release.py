"""A release that stands on captures proves itself like any other: its evidence is found, and it comes out the same again."""

from __future__ import annotations

from dataclasses import replace

from parpipe import captures, pipeline
from parpipe.rebuilding import check_rebuild
from parpipe.verify import verify
from tests.web.server import Server, reply
from tests.web.site import ROWS, Site, page

REVISED = {**ROWS, "Sơn La": ("85,99", 43)}


def fetched(site: Site, server: Server, rows: dict[str, tuple[str, int]]) -> None:
    server.pages["/a"] = reply(page(rows))
    site.fetch()
    site.later()


def test_a_release_is_made_again_from_the_captures_that_it_names_and_not_from_later_ones(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    fetched(site, server, REVISED)
    pipeline.build(site.settings, indices=["PAR"])
    fetched(site, server, ROWS)
    pipeline.build(site.settings, indices=["PAR"])
    releases = [site.settings.releases / "par-index" / version for version in ("1.0.0", "1.1.0")]

    found = [verify(release, site.settings.data, rebuild=check_rebuild) for release in releases]

    assert [one.results["evidence"].outcome for one in found] == ["ok", "ok"]
    assert [one.results["rebuild"].problems for one in found] == [(), ()]
    assert [one.results["rebuild"].outcome for one in found] == ["ok", "ok"]


def test_a_release_whose_capture_was_taken_down_says_that_its_evidence_is_missing(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    fetched(site, server, REVISED)
    pipeline.build(site.settings, indices=["PAR"])

    captures.take_down(site.folder("son"), "page.2026-11-23.html", "its owner asked for it")

    found = verify(site.settings.releases / "par-index" / "1.0.0", site.settings.data)
    assert any("no snapshot has the SHA-256" in problem for problem in found.results["evidence"].problems)


def test_captures_elsewhere_are_found_by_those_who_verify(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    fetched(site, server, REVISED)
    pipeline.build(site.settings, indices=["PAR"])
    moved = site.settings.captures.rename(site.settings.data.parent / "elsewhere")
    settings = replace(site.settings, captures=moved)

    found = verify(settings.releases / "par-index" / "1.0.0", settings.data, captures=settings.captures, rebuild=check_rebuild)

    assert (found.results["evidence"].outcome, found.results["rebuild"].outcome) == ("ok", "ok")
