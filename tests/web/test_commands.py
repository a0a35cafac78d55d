"""The commands that fetch and look after captures: what they print, and how they end."""

from __future__ import annotations

import json

import pytest

from parpipe import pipeline
from parpipe.cli import main
from parpipe.pipeline import backfill
from tests.web.faults import LESS, PAGE, troubled
from tests.web.server import Server, reply
from tests.web.site import Site, page

LONG_AGO = "2024-05-01"
"""The command reads the clock, which may be any."""

REVISED = page({"Sơn La": ("85,99", 43), "Lai Châu": ("86,10", 40)})


def command(site: Site, *arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--data", str(site.settings.data)])
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        (reply(PAGE), 0, "same_bytes"),
        (reply(REVISED), 0, "changed"),
        (reply(LESS), 1, "source_changed"),
        (troubled("404 Not Found"), 3, "source_gone"),
    ],
)
def test_fetch_tells_what_became_of_a_page_and_ends_accordingly(
    server: Server, site: Site, capsys: pytest.CaptureFixture[str], answer: bytes, code: int, says: str
) -> None:
    site.publish("son", f"{server.url}/a", recorded=LONG_AGO)
    server.pages["/a"] = answer

    ended = command(site, "fetch")

    assert ended == code
    assert says in capsys.readouterr().out


def test_fetch_prints_json_and_nothing_else(server: Server, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.publish("son", f"{server.url}/a", recorded=LONG_AGO)
    server.pages["/a"] = reply(LESS)

    command(site, "fetch", "son", "--format", "json")

    [told] = json.loads(capsys.readouterr().out)
    assert (told["source_id"], told["outcome"], told["reason"], told["status"]) == ("son", "rejected", "fewer_figures", 200)


def test_captures_are_listed_pruned_and_taken_down(server: Server, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.publish("son", f"{server.url}/a")
    for answer in (reply(REVISED), troubled("404 Not Found"), reply(REVISED)):
        server.pages["/a"] = answer
        site.fetch()
        site.later()

    assert command(site, "captures", "prune", "--before", "2026-11-25") == 0
    assert "son: 1 retrievals forgotten" in capsys.readouterr().out
    assert command(site, "captures", "takedown", "son", "page.2026-11-23.html", "--because", "asked by its owner") == 0
    capsys.readouterr()
    assert command(site, "captures", "list", "--format", "json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["outcome"] for one in listed] == ["taken_down", "unchanged"]
    assert (listed[0]["message"], listed[0]["file"]) == ("asked by its owner", None)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("captures", "list", "nowhere"), "has nothing of nowhere"),
        (("captures", "takedown", "son", "nothing.html", "--because", "x"), "names no capture 'nothing.html'"),
    ],
)
def test_what_is_not_there_is_named(
    site: Site, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    assert command(site, *arguments) == 2
    assert says in capsys.readouterr().err


def test_status_tells_which_sources_are_stale(server: Server, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.publish("son", f"{server.url}/a")
    pipeline.build(site.settings, indices=["PAR"])
    server.pages["/a"] = troubled("500 Internal Server Error")
    site.fetch()

    command(site, "status", "--format", "json")

    [source] = json.loads(capsys.readouterr().out)["sources"]
    assert (source["recorded_at"], source["fetched_at"], source["outcome"]) == ("2026-11-22", "2026-11-23", "stale")


def test_a_backfill_tells_what_new_words_would_change_and_releases_nothing(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a", PAGE.replace("Sơn La", "Sơn La mến yêu"))
    server.pages["/a"] = reply(REVISED.replace("Sơn La", "Sơn La mến yêu"))
    site.fetch(accept=True)
    pipeline.build(site.settings, indices=["PAR"])
    aliases = site.settings.data / "reference" / "area_aliases.csv"
    before = backfill(site.settings, indices=["PAR"])
    aliases.write_text(aliases.read_text(encoding="utf-8") + "GSO14,Sơn La mến yêu,,\n", encoding="utf-8")

    [found] = backfill(site.settings, indices=["PAR"])

    assert [one.difference.bump for one in before] == ["none"]
    assert (found.old, found.new, found.called_for) == ("1.0.0", "not released", "1.1.0")
    added = {(row["ref_area"], row["field"], row["new"]) for row in found.difference.revisions if row["kind"] == "added"}
    assert {("GSO14", "score", "85.99"), ("GSO14", "rank", "43")} <= added
    assert [path.name for path in (site.settings.releases / "par-index").glob("1*")] == ["1.0.0"]
