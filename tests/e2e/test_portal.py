"""Published to a real CKAN: what the portal holds, what it shows in a browser, and what a killed run leaves there."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import sync_playwright

from parpipe.deliveries import Receipt
from parpipe.publishing import publish
from parpipe.settings import Credentials
from tests.conftest import ROOT
from tests.e2e.cutting import Cut, Moment, cutting_proxy
from tests.e2e.portal import Portal, program, running_portal
from tests.package import INFO, package_tables
from tests.published import release_package, revised_tables, write_release

pytestmark = pytest.mark.programs

ORGANISATION = "par-lab"
CHROMIUM = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="module")
def running() -> Iterator[Portal]:
    with running_portal() as portal:
        yield portal


@pytest.fixture
def portal(running: Portal, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """The portal without the dataset and the organisation of other tests."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    empty(running)
    return running


def empty(portal: Portal) -> None:
    for show, purge, name in (
        ("package_show", "dataset_purge", INFO.name),
        ("organization_show", "organization_purge", ORGANISATION),
    ):
        if portal.get(show, id=name).status_code != httpx.codes.NOT_FOUND:
            portal.tell(purge, id=name)


def publish_to(portal: Portal, release: Path, options: str = "") -> Receipt:
    target = f"ckan+{portal.address}/{ORGANISATION}{options}"
    return publish(release, target, release.parents[1] / ".receipts", Credentials(ckan_token=portal.token))


def dataset(portal: Portal, name: str = INFO.name) -> dict[str, Any]:
    return dict(portal.ask("package_show", id=name))


def activities(portal: Portal, name: str = INFO.name) -> list[tuple[str, str]]:
    return [(one["id"], one["activity_type"]) for one in portal.ask("package_activity_list", id=name)]


def ids(portal: Portal) -> dict[str, str]:
    return {one["name"]: one["id"] for one in dataset(portal)["resources"]}


def assert_holds(portal: Portal, release: Path) -> None:
    """Check that the dataset has the files of a release and nothing else, byte by byte."""
    held = dataset(portal)
    files = {path.name: path.read_bytes() for path in release.iterdir()}
    assert {one["name"] for one in held["resources"]} == files.keys()
    for one in held["resources"]:
        content = portal.client.get(one["url"]).content
        digest = hashlib.sha256(files[one["name"]]).hexdigest()
        assert (content, one["sha256"], one["size"]) == (files[one["name"]], digest, len(content))
    assert (held["state"], held["version"]) == ("active", release.name)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the releases 1.0.0 and 1.1.0 of the small package."""
    folder = tmp_path_factory.mktemp("releases")
    release_package(folder)
    release_package(folder, revised_tables())
    return folder / INFO.name


def test_a_portal_holds_a_release_with_csv_first_and_every_checksum(portal: Portal, releases: Path) -> None:
    receipt = publish_to(portal, releases / "1.0.0")

    assert {item.state for item in receipt.items} == {"created"}
    assert_holds(portal, releases / "1.0.0")
    held = dataset(portal)
    forms = [one["format"] for one in held["resources"]]
    assert forms[: forms.count("CSV")] == ["CSV"] * len(package_tables())
    assert held["resources"][0]["hash"] == f"sha256:{held['resources'][0]['sha256']}"
    assert all(part in held["resources"][0]["description"] for part in ("Observations", "Quan sát"))
    assert (held["license_id"], held["organization"]["name"]) == ("cc-by", ORGANISATION)


def test_publishing_again_is_no_activity_and_keeps_every_id(portal: Portal, releases: Path) -> None:
    publish_to(portal, releases / "1.0.0")
    before = dataset(portal), activities(portal), ids(portal)

    receipt = publish_to(portal, releases / "1.0.0")

    assert {item.state for item in receipt.items} == {"unchanged"}
    assert (dataset(portal), activities(portal), ids(portal)) == before


def test_a_later_release_replaces_in_place_what_differs_by_one_activity(portal: Portal, releases: Path) -> None:
    publish_to(portal, releases / "1.0.0")
    before, known, seen = dataset(portal), ids(portal), activities(portal)

    receipt = publish_to(portal, releases / "1.1.0")

    assert_holds(portal, releases / "1.1.0")
    assert ids(portal) == known
    assert len(activities(portal)) == len(seen) + 1
    times = {one["name"]: one["last_modified"] for one in before["resources"]}
    replaced = {one["name"] for one in dataset(portal)["resources"] if one["last_modified"] != times[one["name"]]}
    assert replaced == {item.name for item in receipt.items if item.state == "updated"} - {"dataset"}
    assert {"observations.csv", "observations.parquet"} <= replaced
    assert "areas.csv" not in replaced


def test_what_a_release_no_longer_has_goes_and_what_people_added_stays(portal: Portal, tmp_path: Path) -> None:
    first = write_release(tmp_path, "1.0.0", {"areas": package_tables()["areas"]})
    second = write_release(tmp_path, "1.1.0", {"targets": package_tables()["targets"]})
    publish_to(portal, first)
    portal.tell("resource_create", package_id=INFO.name, name="A guide", url="https://example.vn/guide")
    extras = [*dataset(portal)["extras"], {"key": "contract", "value": "42"}]
    portal.tell("package_patch", id=INFO.name, extras=extras)

    receipt = publish_to(portal, second)

    assert {item.name for item in receipt.items if item.state == "removed"} == {"areas.csv", "areas.parquet"}
    held = dataset(portal)
    assert held["resources"][0]["name"] == "targets.csv"
    assert held["resources"][-1]["name"] == "A guide"
    assert {"key": "contract", "value": "42"} in held["extras"]
    assert {item.state for item in publish_to(portal, second).items} == {"unchanged"}


def test_a_portal_may_hold_links_instead_of_files(portal: Portal, releases: Path) -> None:
    publish_to(portal, releases / "1.0.0")
    known = ids(portal)

    linked = publish_to(portal, releases / "1.0.0", "?files=link")

    assert {one["url"] for one in dataset(portal)["resources"]} == {f"{INFO.address}/latest/{name}" for name in known}
    assert ids(portal) == known
    assert linked.changed
    assert not publish_to(portal, releases / "1.0.0", "?files=link").changed
    publish_to(portal, releases / "1.0.0")
    assert_holds(portal, releases / "1.0.0")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with two releases of a few files, quick to publish many times."""
    for version, tables in {"1.0.0": package_tables(), "1.1.0": revised_tables()}.items():
        write_release(tmp_path, version, {"observations": tables["observations"]})
    return tmp_path / INFO.name


FIRST = ("organization_show", "organization_create", "package_show", "package_create", "package_revise")
LATER = ("organization_show", "package_show", "package_revise")
CUTS = [
    *((False, at, moment) for at in range(len(FIRST)) for moment in ("before", "after")),
    *((True, at, moment) for at in (1, 2) for moment in ("before", "after")),
    *((revises, at, "halfway") for revises, at in ((False, 4), (True, 2))),
]


@pytest.mark.parametrize(("revises", "at", "moment"), CUTS)
def test_a_run_killed_at_any_request_leaves_no_half_release_and_the_next_completes_it(
    portal: Portal, small: Path, revises: bool, at: int, moment: Moment
) -> None:
    if revises:
        publish_to(portal, small / "1.0.0")
    old, known = ("1.0.0", ids(portal)) if revises else (None, {})
    new = "1.1.0" if revises else "1.0.0"
    cut = Cut(at, moment)

    code = publish_until_cut(portal, small / new, cut)

    requests = LATER if revises else FIRST
    assert code == -signal.SIGKILL
    assert tuple(cut.actions) == requests[: at + 1]
    assert public_version(portal, small) == (new if at == len(requests) - 1 and moment == "after" else old)
    publish_to(portal, small / new)
    assert_holds(portal, small / new)
    assert known.items() <= ids(portal).items()
    assert not publish_to(portal, small / new).changed
    assert len(activities(portal)) == (3 if revises else 2)


def publish_until_cut(portal: Portal, release: Path, cut: Cut) -> int:
    """Return how the command ended that was cut off."""
    with cutting_proxy(portal.address, cut) as address:
        command = [sys.executable, "-c", "from parpipe.cli import main; main()", "publish", str(release)]
        environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT / "src"), "PARPIPE_CKAN_TOKEN": portal.token}
        cut.publisher = subprocess.Popen(
            [*command, "--to", f"ckan+{address}/{ORGANISATION}", "--releases", str(release.parents[1])], env=environment
        )
        cut.ready.set()
        return cut.publisher.wait(timeout=120)


def public_version(portal: Portal, releases: Path) -> str | None:
    """Return which release everybody sees, whole; None if nobody sees one."""
    answer = portal.client.get(f"{portal.address}/api/3/action/package_show", params={"id": INFO.name})
    if not answer.is_success:
        return None
    version = str(answer.json()["result"]["version"])
    assert_holds(portal, releases / version)
    return version


def test_the_command_tells_what_became_of_it_and_never_the_token(portal: Portal, releases: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from parpipe.cli import main; main()", "-v", "publish", str(releases), "--format", "json"]
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT / "src"), "PARPIPE_CKAN_TOKEN": portal.token}
    arguments = ["--to", f"ckan+{portal.address}/{ORGANISATION}", "--releases", str(tmp_path)]

    done = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout)["complete"] is True
    assert json.loads(done.stdout)["version"] == "1.1.0"
    (kept,) = (tmp_path / ".receipts").rglob("*.json")
    assert json.loads(kept.read_text()) == json.loads(done.stdout)
    assert portal.token not in done.stdout + done.stderr + kept.read_text()


def test_a_browser_shows_both_titles_and_every_file(portal: Portal, built_once: Path, tmp_path: Path) -> None:
    release = (built_once / "releases" / INFO.name / "latest").resolve()
    publish_to(portal, release)
    said = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=list(CHROMIUM), headless=True)
        page = browser.new_page(viewport={"width": 1200, "height": 1400})
        page.goto(f"{portal.address}/vi/dataset/{INFO.name}")
        heading, text = page.locator("h1").last.inner_text(), page.locator("body").inner_text()
        names = [one.strip() for one in page.locator("li.resource-item a.heading").all_inner_texts()]
        page.screenshot(path=tmp_path / "dataset.png", full_page=True)
        with page.expect_download() as downloaded:
            page.evaluate(
                "address => { const a = document.createElement('a'); a.href = address; a.download = ''; a.click() }",
                next(one["url"] for one in dataset(portal)["resources"] if one["name"] == "observations.csv"),
            )
        content = Path(downloaded.value.path()).read_bytes()
        browser.close()

    assert heading == said["title"]
    assert said["title@vi"] in text
    assert said["description@vi"] in text
    assert {name.splitlines()[0] for name in names} == {path.name for path in release.iterdir()}
    assert names[0].startswith("observations.csv")
    assert content == (release / "observations.csv").read_bytes()
