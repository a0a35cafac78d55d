"""Against moto, a server that speaks S3 and holds to If-None-Match and If-Match."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from parpipe.deliveries import Delivery, Receipt
from parpipe.errors import Unavailable
from parpipe.publishing import publish
from parpipe.releases import find_release
from parpipe.settings import Credentials
from tests.package import INFO, package_tables
from tests.published import write_release

SECRET = "a-key-that-nobody-may-see"
PACKAGE = f"data/open/{INFO.name}"
EVERYBODY_READS = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": ["s3:GetObject", "s3:ListBucket"],
    "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
}


@dataclass
class Server:
    """A bucket ``data`` that anybody reads, and a publisher to it that can be cut off at a request.

    From its write numbered ``cut_at`` on nothing that it asks is done; with ``answer_lost`` that one write still is.
    """

    application: Any
    client: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False))
    address: str = ""
    requests: list[str] = field(default_factory=list)
    cut_at: int | None = None
    answer_lost: bool = False

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if SECRET_ID not in environ.get("HTTP_AUTHORIZATION", ""):
            return self.application(environ, start)
        number = len(self.writes)
        self.requests.append(environ["REQUEST_METHOD"])
        writes = len(self.writes) > number
        if self.cut_at is None or number < self.cut_at or (number == self.cut_at and not writes):
            return self.application(environ, start)
        if number == self.cut_at and self.answer_lost:
            list(self.application(environ, lambda *_: None))
        start("400 Bad Request", [("Content-Length", "0")])
        return [b""]

    @property
    def writes(self) -> list[str]:
        return [method for method in self.requests if method not in ("GET", "HEAD")]

    def publish(self, release: Path) -> Receipt:
        self.requests.clear()
        keys = {"access_key_id": SECRET_ID, "secret_access_key": SECRET, "endpoint": self.address}
        return publish(release, "s3://data/open", release.parents[1] / ".receipts", Credentials(aws=keys))

    def get(self, path: str) -> httpx.Response:
        return self.client.get(f"{self.address}/{path}")

    def put(self, path: str, content: bytes) -> None:
        assert self.client.put(f"{self.address}/{path}", content=content).is_success

    def objects(self) -> dict[str, bytes]:
        listed = self.get("data?list-type=2").text
        return {key: self.get(f"data/{key}").content for key in (part.split("</Key>")[0] for part in listed.split("<Key>")[1:])}

    def empty(self) -> None:
        assert self.client.post(f"{self.address}/moto-api/reset").is_success
        self.put("data", b"")
        self.put("data?policy", json.dumps({"Version": "2012-10-17", "Statement": [EVERYBODY_READS]}).encode())
        self.cut_at = None

    def latest(self) -> Delivery | None:
        """Return what a reader finds who follows latest.json, every checksum compared; None before the first release."""
        if self.get(f"{PACKAGE}/latest.json").status_code == httpx.codes.NOT_FOUND:
            return None
        return Delivery.read(find_release(INFO.name, releases=f"{self.address}/data/open"))


SECRET_ID = "ID-OF-THE-KEY"


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        pass


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    server = Server(DomainDispatcherApplication(create_backend_app))
    listening = make_server("127.0.0.1", 0, server, threaded=True, request_handler=Quiet)
    server.address = f"http://127.0.0.1:{listening.port}"
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield server
    listening.shutdown()


@pytest.fixture
def server(running: Server) -> Server:
    running.empty()
    return running


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A folder with the releases 1.0.0 and 1.1.0; the second has other tables, and all are told of beside the package."""
    for version, name in {"1.0.0": "targets", "1.1.0": "areas"}.items():
        write_release(tmp_path, version, {name: package_tables()[name]})
    (tmp_path / "catalog.ttl").write_text("# all packages\n")
    return tmp_path


def files_of(release: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in release.iterdir()}


def test_versions_stand_beside_each_other_and_latest_is_the_last(server: Server, releases: Path) -> None:
    first, second = (releases / INFO.name / version for version in ("1.0.0", "1.1.0"))

    server.publish(first)
    receipt = server.publish(second)

    expected = {
        f"open/{INFO.name}/{place.name}/{name}": content
        for place in (first, second)
        for name, content in files_of(place).items()
    }
    expected |= {f"open/{INFO.name}/latest/{name}": content for name, content in files_of(second).items()}
    expected |= {f"open/{INFO.name}/latest.json": (releases / INFO.name / "latest.json").read_bytes()}
    assert server.objects() == expected | {"open/catalog.ttl": b"# all packages\n"}
    assert {item.name: item.state for item in receipt.items} == {
        **dict.fromkeys(files_of(second), "created"),
        **{f"latest/{name}": "updated" for name in ("datapackage.json", "SHA256SUMS")},
        **{f"latest/areas.{ending}": "created" for ending in ("csv", "parquet")},
        **{f"latest/targets.{ending}": "removed" for ending in ("csv", "parquet")},
        "latest.json": "updated",
        "catalog.ttl": "unchanged",
    }


def test_publishing_again_writes_nothing(server: Server, releases: Path) -> None:
    server.publish(releases / INFO.name)
    before = server.objects()

    receipt = server.publish(releases / INFO.name)

    assert {item.state for item in receipt.items} == {"unchanged"}
    assert server.requests
    assert not server.writes
    assert server.objects() == before


def test_objects_say_what_they_are(server: Server, releases: Path) -> None:
    server.publish(releases / INFO.name)

    kinds = {
        name: (answer.headers["content-type"], answer.headers["x-amz-meta-sha256"])
        for name in ("1.1.0/areas.csv", "latest/areas.parquet", "latest.json")
        for answer in [server.get(f"{PACKAGE}/{name}")]
    }

    sums = dict(reversed(line.split("  ")) for line in (releases / INFO.name / "1.1.0" / "SHA256SUMS").read_text().splitlines())
    assert kinds["1.1.0/areas.csv"] == ("text/csv; charset=utf-8", sums["areas.csv"])
    assert kinds["latest/areas.parquet"] == ("application/vnd.apache.parquet", sums["areas.parquet"])
    assert kinds["latest.json"][0] == "application/json"


@pytest.mark.parametrize("answer_lost", [False, True])
def test_whatever_write_a_run_ends_at_latest_is_whole_and_the_next_run_completes(
    server: Server, releases: Path, answer_lost: bool
) -> None:
    first, second = (releases / INFO.name / version for version in ("1.0.0", "1.1.0"))
    server.publish(first)
    server.publish(second)
    count, complete = len(server.writes), server.objects()
    seen = list[str | None]()

    for cut_at in range(count):
        server.empty()
        server.publish(first)
        server.cut_at, server.answer_lost = cut_at, answer_lost
        with pytest.raises(Unavailable):
            server.publish(second)
        server.cut_at = None
        found = server.latest()
        seen.append(found and found.version)
        receipt = server.publish(second)
        assert receipt.complete
        assert server.objects() == complete

    assert count == 11
    assert seen == ["1.0.0"] * 10 + ["1.1.0" if answer_lost else "1.0.0"], "the pointer is the last write"


def test_before_the_first_release_is_whole_nothing_points_to_it(server: Server, releases: Path) -> None:
    release = releases / INFO.name / "1.1.0"
    server.publish(release)
    count = len(server.writes)
    seen = list[bool]()

    for cut_at in range(count):
        server.empty()
        server.cut_at = cut_at
        with pytest.raises(Unavailable):
            server.publish(release)
        seen.append(server.latest() is not None)

    assert seen == sorted(seen)
    assert set(seen) == {False, True}


def test_an_earlier_release_is_added_and_latest_does_not_go_back(server: Server, releases: Path) -> None:
    server.publish(releases / INFO.name / "1.1.0")

    receipt = server.publish(releases / INFO.name / "1.0.0")

    latest = server.latest()
    assert latest is not None
    assert latest.version == "1.1.0"
    assert receipt.complete
    assert [item.name for item in receipt.items] == list(Delivery.read(find_release(INFO.name, "1.0.0", releases)).files)


def test_a_published_object_is_never_changed(server: Server, releases: Path) -> None:
    server.put(f"{PACKAGE}/1.1.0/areas.csv", b"something else\n")

    receipt = server.publish(releases / INFO.name / "1.1.0")

    (failed,) = (item for item in receipt.items if item.state == "failed")
    assert failed.name == "areas.csv"
    assert "a published version is never changed" in str(failed.why)
    assert server.get(f"{PACKAGE}/1.1.0/areas.csv").content == b"something else\n"
    assert server.latest() is None


def test_an_object_that_another_tool_put_there_counts_by_its_bytes(server: Server, releases: Path) -> None:
    release = releases / INFO.name / "1.1.0"
    server.put(f"{PACKAGE}/1.1.0/areas.csv", (release / "areas.csv").read_bytes())

    receipt = server.publish(release)

    assert {item.name: item.state for item in receipt.items}["areas.csv"] == "unchanged"
    assert receipt.complete


def test_a_bucket_that_is_not_there_or_not_reached_is_unavailable_and_no_key_is_shown(server: Server, releases: Path) -> None:
    keys = {"access_key_id": SECRET_ID, "secret_access_key": SECRET}
    said = list[str]()

    for bucket, address in (("none", server.address), ("data", "http://127.0.0.1:9")):
        with pytest.raises(Unavailable) as error:
            publish(releases / INFO.name, f"s3://{bucket}", releases / "kept", Credentials(aws={**keys, "endpoint": address}))
        said.append(str(error.value))

    assert "there is no such bucket" in said[0]
    assert "cannot be used" in said[1]
    kept = "".join(path.read_text() for path in (releases / "kept").rglob("*.json"))
    assert SECRET not in "".join(said) + kept
    assert SECRET_ID not in "".join(said) + kept
