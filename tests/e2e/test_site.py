"""The site of all our data in a real browser: every page, both languages, desktop and phone, from a folder and from a server.

axe-core judges whether people can use it who do not see or point. It is MPL-licensed, so npm brings it when the test runs.
"""

from __future__ import annotations

import http.server
import re
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from parpipe.site import write_site
from tests.e2e.portal import program
from tests.package import package_tables
from tests.published import release_package
from tests.site.conftest import with_edits
from tests.site.parsing import broken_links

pytestmark = pytest.mark.programs

CHROMIUM = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
AXE = "axe-core@4.11.4"
SIZES = {"desktop": {"width": 1200, "height": 900}, "phone": {"width": 360, "height": 740}}
HEAVIEST_HOME, HEAVIEST_AREA = 200_000, 150_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program("chromium"), args=list(CHROMIUM), headless=True)
        yield started
        started.close()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core."""
    folder = tmp_path_factory.mktemp("axe")
    command = [program("npm"), "install", "--no-audit", "--no-fund", "--prefix", str(folder), AXE]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return (folder / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(released: Path) -> Path:
    return released / "releases"


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the site on a server."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *told: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class Watched:
    """A tab of a browser that notes what goes wrong in it: errors of the console, requests to other places."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.page: Page = context.new_page()
        self.wrong = list[str]()
        self.page.on("console", lambda told: self.wrong.append(told.text) if told.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "requestfailed", lambda request: None if _was_left(request) else self.wrong.append(f"failed: {request.url}")
        )
        self.page.on("request", lambda request: None if _is_at(request.url, home) else self.wrong.append(request.url))


def _was_left(request: Request) -> bool:
    """Return whether a request ended because the next page was opened."""
    return request.failure == "net::ERR_ABORTED"


def _is_at(address: str, home: str) -> bool:
    return address.startswith((home, "blob:", "data:"))


def pages_of(site: Path) -> list[str]:
    return ["index.html", *sorted(path.relative_to(site).as_posix() for path in (site / "site").rglob("*.html"))]


@pytest.mark.parametrize("size", SIZES)
def test_every_page_opens_from_a_folder_without_an_error_a_foreign_request_or_a_violation(
    size: str, site: Path, browser: Browser, axe: str
) -> None:
    context = browser.new_context(viewport=SIZES[size], bypass_csp=False)
    tab = Watched(context, f"file://{site.resolve()}")
    wrong = list[str]()

    for name in pages_of(site):
        tab.page.goto(f"file://{site.resolve()}/{name}")
        if "explorer" in name:
            tab.page.wait_for_selector("#result:not([hidden])")
        wide = tab.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        wrong += [f"{name} is wider than the screen"] if wide else []
        torn = tab.page.evaluate(
            "[...document.querySelectorAll('.year span')].filter((one) => one.getClientRects().length > 1).length"
        )
        wrong += [f"{name} breaks {torn} years"] if torn else []
        wrong += [f"{name}: {one}" for one in violations(tab.page, axe)]
        wrong += [f"{name}: {one}" for one in tab.wrong]
        tab.wrong.clear()

    context.close()
    assert wrong == []


def violations(page: Page, axe: str) -> list[str]:
    """Return what axe finds wrong with a page; all that can be unfolded is unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


def test_axe_finds_what_is_wrong(browser: Browser, axe: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content("<html><body><img src='data:,'><input></body></html>")

    found = violations(page, axe)

    context.close()
    assert {one.partition(":")[0] for one in found} >= {"image-alt", "label", "html-has-lang"}


def test_every_link_leads_somewhere(site: Path) -> None:
    assert broken_links(site) == []


def test_pages_are_light(site: Path) -> None:
    areas = {path.name: path.stat().st_size for path in (site / "site").glob("*/areas/GSO*.html")}
    heaviest = max(areas, key=areas.__getitem__)

    assert (site / "index.html").stat().st_size < HEAVIEST_HOME
    assert areas[heaviest] < HEAVIEST_AREA, heaviest


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reporter_finds_the_history_of_her_province_on_a_phone(scripts: bool, served: str, browser: Browser) -> None:
    context = browser.new_context(viewport=SIZES["phone"], java_script_enabled=scripts)
    tab = Watched(context, served)
    tab.page.goto(f"{served}/")
    if scripts:
        tab.page.fill("#q", "lai chau")
        tab.page.press("#q", "Enter")
    else:
        tab.page.click("details.units summary")
        tab.page.click("#units a:text-is('Lai Châu')")
    tab.page.wait_for_url("**/areas/GSO12.html")

    row = tab.page.inner_text("table.years tbody:has(#PAR-2016)")
    tab.page.click("table.years tbody:has(#PAR-2016) summary")
    evidence = tab.page.inner_text("table.years tbody:has(#PAR-2016) .evidence")

    assert re.search(r"2016\s+53/63\s+67,41/97,5", row)
    assert "đạt 67,41/97,5 điểm" in evidence
    assert tab.page.is_visible("figure.series svg[role=img]")
    assert "giấy phép" in tab.page.inner_text("section.cite").lower() or "Giấy phép" in tab.page.inner_text("section.cite")
    assert tab.wrong == []
    context.close()


def test_the_citation_of_a_page_can_be_copied(served: str, browser: Browser) -> None:
    context = browser.new_context(viewport=SIZES["phone"], permissions=["clipboard-read", "clipboard-write"])
    tab = Watched(context, served)
    tab.page.goto(f"{served}/site/vi/areas/GSO12.html")

    tab.page.click("text=Trích dẫn trang này >> nth=0")
    tab.page.click("text=Sao chép")
    tab.page.wait_for_selector("text=Đã sao chép")

    copied = tab.page.evaluate("navigator.clipboard.readText()")
    context.close()
    assert copied.startswith("Nhóm đóng góp parpipe, “Lai Châu: PAR INDEX")
    assert "/site/vi/areas/GSO12.html" in copied
    assert tab.wrong == []


def test_a_ranking_is_sorted_by_keyboard_alone(served: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served}/site/en/PAR/2023.html")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Score":
            break
    page.keyboard.press("Enter")

    scores = page.eval_on_selector_all(
        "table.ranking:first-of-type tbody tr td:nth-child(3)", "cells => cells.map((cell) => cell.dataset.value)"
    )

    first = [float(score) for score in scores[:10] if score]
    assert first == sorted(first)
    assert page.get_attribute("table.ranking thead th:nth-child(3)", "aria-sort") == "ascending"
    context.close()


@pytest.mark.parametrize("how", ["folder", "server"])
def test_the_explorer_filters_what_was_released_keeps_the_filter_and_saves_it(
    how: str, site: Path, served: str, browser: Browser
) -> None:
    home = served if how == "server" else f"file://{site.resolve()}"
    context = browser.new_context(accept_downloads=True)
    tab = Watched(context, home)
    tab.page.goto(f"{home}/site/vi/explorer.html#package=par-index&component=_T&area=lai+chau")
    tab.page.wait_for_selector("#result:not([hidden])")
    tab.page.select_option("#year", "2016")

    rows = tab.page.eval_on_selector_all("#result tbody tr", "rows => rows.map((row) => row.innerText)")
    link = tab.page.evaluate("location.hash")
    with tab.page.expect_download() as saved:
        tab.page.click("#csv")
    lines = Path(saved.value.path()).read_text(encoding="utf-8").splitlines()

    assert [re.split(r"\s*\t\s*", row) for row in rows] == [["2016", "Lai Châu", "_T", "67,41/97,5", "53/63", "B"]]
    assert "year=2016" in link
    assert "area=lai+chau" in link
    assert (len(lines), lines[0].split(",")[:3]) == (2, ["index_id", "level", "ref_area"])
    assert tab.wrong == []
    context.close()


def test_hostile_data_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    evil = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    release_package(tmp_path, package_tables() | with_edits("area_names", name_vi=evil, name_en=evil))
    write_site(tmp_path)
    context = browser.new_context()
    tab = Watched(context, f"file://{tmp_path}")

    for name in pages_of(tmp_path):
        tab.page.goto(f"file://{tmp_path}/{name}")
        assert tab.page.title() != "run"

    assert tab.wrong == []
    context.close()


def test_print_shows_the_tables_and_nothing_to_press(served: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served}/site/vi/areas/GSO12.html")
    page.emulate_media(media="print")

    assert page.is_visible("table.years")
    assert not page.is_visible("nav")
    assert page.pdf()[:4] == b"%PDF"
    context.close()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_vietnamese_letters_come_from_one_font(language: str, served: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served}/site/{language}/areas/GSO46.html")
    session = context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    fonts = set[str]()
    for selector in ("h1", "table.years", "figcaption", "figure svg text"):
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] if node else []
        fonts |= {one["familyName"] for one in used}

    context.close()
    assert len(fonts) == 1, fonts
