"""What is never done: trusting an unproven host, asking at hidden addresses or against robots.txt, and hurrying."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.addresses import is_public
from parpipe.errors import BadConfiguration
from parpipe.registry import load_registry
from tests.web.certificates import Pair, make_authority, make_certificate, pem, server_context
from tests.web.faults import PAGE, moved
from tests.web.server import Server, reply, serving
from tests.web.site import QUICK, Site

AUTHORITY = make_authority()


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        (make_certificate(None), "self-signed certificate"),
        (make_certificate(AUTHORITY, until=timedelta(days=-1)), "certificate has expired"),
        (make_certificate(AUTHORITY, host="another.example.vn"), "IP address mismatch"),
        (make_certificate(make_authority()), "unable to get local issuer certificate"),
    ],
    ids=["self-signed", "expired", "of another host", "of an unknown authority"],
)
def test_a_host_that_cannot_prove_who_it_is_is_not_read(site: Site, tmp_path: Path, pair: Pair, says: str) -> None:
    with serving(server_context(pair, tmp_path)) as server:
        server.pages["/a"] = reply(PAGE)
        site.publish("son", f"{server.url}/a", source="private: true\nca_bundle: son.pem")
        (site.settings.data / "sources" / "son.pem").write_bytes(pem(AUTHORITY[0]))

        [fetched] = site.fetch()

    assert server.asked == []
    assert site.ledger("son") == [("stale", "certificate")]
    assert says in fetched.findings[0].message


@pytest.mark.parametrize(("bundle", "reason"), [(True, "same_bytes"), (False, "certificate")])
def test_a_source_may_bring_the_certificates_that_its_server_lacks(
    site: Site, tmp_path: Path, bundle: bool, reason: str
) -> None:
    with serving(server_context(make_certificate(AUTHORITY), tmp_path)) as server:
        server.pages["/a"] = reply(PAGE)
        (site.settings.data / "sources" / "son.pem").write_bytes(pem(AUTHORITY[0]))
        site.publish("son", f"{server.url}/a", source="private: true" + bundle * "\nca_bundle: son.pem")

        site.fetch()

    assert [said for _, said in site.ledger("son")] == [reason]


def test_a_verified_host_does_not_lead_to_one_that_is_not(site: Site, server: Server, tmp_path: Path) -> None:
    with serving(server_context(make_certificate(AUTHORITY), tmp_path)) as verified:
        verified.pages["/a"] = moved(f"{server.url}/a")
        (site.settings.data / "sources" / "son.pem").write_bytes(pem(AUTHORITY[0]))
        site.publish("son", f"{verified.url}/a", source="private: true\nca_bundle: son.pem")

        site.fetch()

    assert (server.asked, site.ledger("son")) == ([], [("refused", "unprotected")])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_a_source_that_does_not_say_private_is_not_asked_at_hidden_addresses(server: Server, site: Site, host: str) -> None:
    site.publish("son", f"http://{host}:{server.port}/a", source="private: false")
    server.pages["/a"] = reply(PAGE)

    site.fetch()

    assert (server.asked, site.ledger("son")) == ([], [("refused", "private_address")])


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The addresses that names stand for, one after the other; the system knows the rest."""
    known = dict[str, list[str]]()
    lookup = socket.getaddrinfo

    def look_up(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in known:
            host = known[name].pop(0) if len(known[name]) > 1 else known[name][0]
        return lookup(host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


def test_a_name_that_stands_for_a_hidden_address_is_refused(server: Server, site: Site, names: dict[str, list[str]]) -> None:
    names["tinh.example.vn"] = ["127.0.0.1"]
    site.publish("son", f"http://tinh.example.vn:{server.port}/a", source="private: false")

    site.fetch()

    assert (server.asked, site.ledger("son")) == ([], [("refused", "private_address")])


def test_the_address_that_was_judged_is_asked_and_not_the_name_once_more(
    server: Server, site: Site, names: dict[str, list[str]]
) -> None:
    names["tinh.example.vn"] = ["127.0.0.1", "127.0.0.1", "203.0.113.9"]  # for robots.txt, the page, and any further look
    site.publish("son", f"http://tinh.example.vn:{server.port}/a")
    server.pages["/a"] = reply(PAGE)

    site.fetch()

    assert site.ledger("son") == [("unchanged", "same_bytes")]
    assert server.asked[-1].headers["host"] == f"tinh.example.vn:{server.port}"
    assert names["tinh.example.vn"] == ["203.0.113.9"]


@pytest.mark.parametrize("to", ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/"])
def test_a_private_source_may_redirect_to_no_other_hidden_address(server: Server, site: Site, to: str) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages["/a"] = moved(to)

    site.fetch()

    assert (server.paths(), site.ledger("son")) == (["/a"], [("refused", "private_address")])


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *((one, True) for one in ("203.162.0.181", "8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808", "2002:808:808::1")),
        *((one, False) for one in ("10.1.2.3", "172.31.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254", "224.0.0.1")),
        *((one, False) for one in ("0.0.0.0", "255.255.255.255", "::", "::1", "fe80::1%eth0", "fd00::1", "ff02::1")),
        *((one, False) for one in ("::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::1")),
    ],
)
def test_an_address_is_public_only_if_all_that_stands_in_it_is(address: str, public: bool) -> None:
    assert is_public(address) is public


@given(st.ip_addresses(v=4))
def test_an_address_of_four_numbers_is_judged_alike_in_every_form(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    forms = [f"::ffff:{address}", f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}"]

    assert not any(is_public(form) for form in forms) or is_public(str(address))
    assert is_public(str(address)) == (address.is_global and not address.is_multicast)


RULES = "User-agent: *\nDisallow: /secret\n\nUser-agent: parpipe\nCrawl-delay: 7\nDisallow: /mine\n"


@pytest.mark.parametrize(("path", "outcome"), [("/mine/a", "refused"), ("/secret/a", "unchanged"), ("/a", "unchanged")])
def test_robots_txt_is_obeyed_where_it_speaks_to_us(server: Server, site: Site, path: str, outcome: str) -> None:
    site.publish("son", f"{server.url}{path}")
    server.pages |= {"/robots.txt": reply(RULES, Content_Type="text/plain"), path: reply(PAGE)}

    [fetched] = site.fetch()

    assert [one.outcome for one in fetched.retrievals] == [outcome]
    assert server.paths() == [path] * (outcome == "unchanged")


def test_robots_txt_is_obeyed_where_a_redirect_leads(server: Server, site: Site) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages |= {"/robots.txt": reply(RULES, Content_Type="text/plain"), "/a": moved("/mine/a")}

    site.fetch()

    assert (server.paths(), site.ledger("son")) == (["/a"], [("refused", "robots")])


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (reply("", "404 Not Found"), "unchanged", "same_bytes"),
        (reply("", "403 Forbidden"), "unchanged", "same_bytes"),
        (reply("", "503 Service Unavailable"), "stale", "in_trouble"),
        (reply("", "429 Too Many Requests"), "stale", "in_trouble"),
        (moved("/robots.txt"), "stale", "redirects"),
        (reply("<html>no rules</html>"), "unchanged", "same_bytes"),
        (reply(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /"), "refused", "robots"),
    ],
    ids=["none", "forbidden", "in trouble", "too many", "in circles", "a page", "with a mark"],
)
def test_a_host_is_asked_only_if_its_rules_are_known(
    server: Server, site: Site, answer: bytes, outcome: str, reason: str
) -> None:
    site.publish("son", f"{server.url}/a")
    server.pages |= {"/robots.txt": answer, "/a": reply(PAGE)}

    site.fetch()

    assert site.ledger("son") == [(outcome, reason)]
    assert server.paths() == ["/a"] * (outcome == "unchanged")


def test_a_host_has_pauses_between_requests_as_long_as_it_wants_them(server: Server, site: Site) -> None:
    for source_id in ("one", "two"):
        site.publish(source_id, f"{server.url}/{source_id}")
        server.pages[f"/{source_id}"] = reply(PAGE)
    server.pages["/robots.txt"] = reply(RULES, Content_Type="text/plain")

    site.fetch(manners=replace(QUICK, between=3, longest=60))

    pauses = sorted(round(seconds) for seconds in site.waited if seconds > 0.5)
    assert pauses == [3, 7]  # after robots.txt, whose delay is not known before; then as it says


def test_only_so_many_documents_are_fetched_at_once(site: Site) -> None:
    busy, most = 0, 0

    def count(asked: Any, send: Any) -> None:
        nonlocal busy, most
        if asked.path == "/a":
            busy += 1
            most = max(most, busy)
            anyio.run(anyio.sleep, 0.2)
            busy -= 1
            send(reply(PAGE))
        else:
            send(reply("", "404 Not Found"))

    with serving() as first, serving() as second, serving() as third, serving() as fourth:
        for number, server in enumerate((first, second, third, fourth)):
            server.pages |= {"/a": count, "/robots.txt": count}
            site.publish(f"s{number}", f"{server.url}/a")

        site.fetch(manners=replace(QUICK, at_once=2))

    assert most == 2


@pytest.mark.parametrize(
    ("source", "document", "says"),
    [
        ("ca_bundle: nowhere.pem", "", "nowhere.pem does not exist, or holds no certificates"),
        ("ca_bundle: son.yaml", "", "son.yaml does not exist, or holds no certificates"),
        ("", "stable: 'p['", "'p[' is no CSS selector"),
        ("private: perhaps", "", "'perhaps' is not of type 'boolean'"),
    ],
)
def test_what_cannot_be_fetched_by_is_reported_with_the_registry(site: Site, source: str, document: str, says: str) -> None:
    site.publish("son", "https://example.vn/a", source=source, document=document)

    with pytest.raises(BadConfiguration, match=says.replace("[", r"\[")):
        load_registry(site.settings.data)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: page", "kind: transcription", "only a page with a url can be fetched again"),
        ("live: true", "live: false\n    stable: p", "only an HTML page that is live has a stable part"),
    ],
)
def test_only_a_page_is_live_and_only_a_live_page_has_a_stable_part(site: Site, old: str, new: str, says: str) -> None:
    site.publish("son", "https://example.vn/a")
    file = site.settings.data / "sources" / "son.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    with pytest.raises(BadConfiguration, match=says):
        load_registry(site.settings.data)
