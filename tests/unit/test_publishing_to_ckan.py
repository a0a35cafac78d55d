"""What a portal may answer, by a server that answers it; the real CKAN is in tests/e2e."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from parpipe.deliveries import Delivery, Item, Target
from parpipe.descriptors.ckan import ckan_dataset
from parpipe.errors import Unavailable
from parpipe.publishers.ckan import PAUSES, publish_to_ckan
from parpipe.publishing import publish
from parpipe.releases import open_release
from parpipe.settings import Credentials
from tests.package import INFO, package_tables
from tests.published import write_release

TOKEN = "a-token-that-nobody-may-see"
KNOWN = {
    "organization_show": {"name": "org"},
    "package_show": {"id": "1", "state": "draft", "metadata_modified": "then", "resources": [], "extras": [], "tags": []},
}


@dataclass
class Portal:
    """A portal that knows an organisation and a draft, and answers to a revision what a test wants."""

    address: str = ""
    answers: list[tuple[int, Any]] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)

    def answer(self, action: str) -> tuple[int, Any]:
        self.actions.append(action)
        if action in KNOWN:
            return 200, {"result": KNOWN[action]}
        return self.answers.pop(0) if self.answers else (200, {"result": {}})

    @property
    def target(self) -> str:
        return f"ckan+{self.address}/org"


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    portal = Portal()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, said = portal.answer(self.path.rpartition("/")[2].partition("?")[0])
            content = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        portal.address = f"http://127.0.0.1:{server.server_port}"
        yield portal
        server.shutdown()


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write_release(tmp_path / "releases", "1.0.0", {"areas": package_tables()["areas"]})


def error(said: Any) -> dict[str, Any]:
    return {"success": False, "error": said}


def test_a_busy_portal_is_asked_again_after_a_pause(portal: Portal, release: Path) -> None:
    portal.answers = [(503, "busy"), (429, "slower")]
    slept = list[float]()

    items = publish_to_ckan(
        Delivery.read(open_release(release)), Target.read(portal.target), Credentials(ckan_token=TOKEN), slept.append
    )

    assert Item("areas.csv", "created") in list(items)
    assert slept == list(PAUSES[:2])
    assert portal.actions == ["organization_show", "package_show", "package_revise"] * 3


def test_a_portal_that_stays_busy_is_unavailable(portal: Portal, release: Path) -> None:
    portal.answers = [(503, "busy")] * 9
    slept = list[float]()

    with pytest.raises(Unavailable, match=r"is too busy \(503\)"):
        list(
            publish_to_ckan(
                Delivery.read(open_release(release)), Target.read(portal.target), Credentials(ckan_token=TOKEN), slept.append
            )
        )

    assert slept == list(PAUSES)


REFUSALS = {
    "a file is too large": (
        409,
        error({"__type": "Validation Error", "resources": [{}, {"upload": ["too large"]}]}),
        "too large",
    ),
    "the request is too large": (413, "<html>", "413"),
    "somebody was faster": (409, error({"__type": "Validation Error", "match": ["metadata_modified"]}), "metadata_modified"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_a_portal_refuses_is_failed_with_its_reason(portal: Portal, release: Path, tmp_path: Path, name: str) -> None:
    status, said, expected = REFUSALS[name]
    portal.answers = [(status, said)]

    receipt = publish(release, portal.target, tmp_path / "receipts", Credentials(ckan_token=TOKEN))

    assert not receipt.complete
    assert [item.name for item in receipt.items if item.state == "failed"] == [
        "dataset",
        *Delivery.read(open_release(release)).files,
    ]
    assert all(expected in str(item.why) for item in receipt.items if item.state == "failed")


UNUSABLE = {
    "the token is not good": (
        403,
        error({"__type": "Authorization Error", "message": f"no {TOKEN} here"}),
        "PARPIPE_CKAN_TOKEN",
    ),
    "the server has a bug": (500, f"Traceback {TOKEN}", "500 Internal Server Error"),
    "it is no portal": (200, "<html>welcome</html>", "not as CKAN answers"),
    "it answers with something else": (200, {"title": TOKEN}, "not as CKAN answers"),
    "it moved": (301, "", "301 Moved Permanently"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_portal_that_cannot_be_used_says_why_without_the_token(
    portal: Portal, release: Path, tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    status, said, expected = UNUSABLE[name]
    portal.answers = [(status, said)]
    caplog.set_level("DEBUG")

    with pytest.raises(Unavailable) as unusable:
        publish(release, portal.target, tmp_path / "receipts", Credentials(ckan_token=TOKEN))

    assert expected in str(unusable.value)
    told = [str(unusable.value), caplog.text, *(path.read_text() for path in (tmp_path / "receipts").rglob("*.json"))]
    assert len(told) == 3
    assert not any(TOKEN in one for one in told)


def test_a_host_that_does_not_answer_is_unavailable(release: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"http://127\.0\.0\.1:9 does not answer"):
        publish(release, "ckan+http://127.0.0.1:9/org", tmp_path / "receipts", Credentials(ckan_token=TOKEN))


def test_the_dataset_says_everything_in_both_languages(release: Path) -> None:
    dataset = ckan_dataset(Delivery.read(open_release(release)).release)

    extras = {one["key"]: one["value"] for one in dataset["extras"]}
    assert dataset["title"] == INFO.title
    assert all(text in dataset["notes"] for text in (INFO.description, INFO.title_vi, INFO.description_vi))
    assert (extras["title_vi"], extras["notes_vi"]) == (INFO.title_vi, INFO.description_vi)
    assert (extras["identifier"], extras["temporal_start"], extras["temporal_end"]) == (
        INFO.address,
        "2015-01-01",
        "2016-12-31",
    )
    assert {one["name"] for one in dataset["tags"]} == {*INFO.keywords, *INFO.keywords_vi}
