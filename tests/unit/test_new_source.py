import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.errors import Missing, ParpipeError, Unavailable, Unreadable, Usage
from parpipe.evidence import golden_json
from parpipe.model import PublishedDate
from parpipe.new_source import Said, new_source
from parpipe.reading import extract_snapshot
from parpipe.registry import load_registry

TODAY = date(2026, 11, 23)
PAGE = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Chỉ số cải cách hành chính</title></head><body>
<h1>Chỉ số cải cách hành chính năm 2023 của Sơn La</h1><p>Ngày đăng: 18/04/2024</p>
<p>Năm 2023, PAR INDEX của tỉnh Sơn La đạt 85,91 điểm, xếp thứ 44/63 tỉnh, thành phố.</p></body></html>"""
ADDRESS = "https://www.bao.example.vn/tin/Chỉ-số_2023.html"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/missing":
            self.send_error(404)
        elif self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("Content-Type", "application/x-shockwave" if self.path == "/film" else "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE.encode())

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "Chỉ số 2023.html"
    file.write_text(PAGE, encoding="utf-8")
    return file


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    (tmp_path / "golden").mkdir()
    return tmp_path / "golden"


def tree(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_page_becomes_a_source_a_snapshot_and_a_golden_file(page: Path, small_data: Path, golden: Path) -> None:
    written = new_source(str(page), small_data, TODAY, Said(url=ADDRESS), golden)

    registry = load_registry(small_data)
    source = registry.sources["bao.example.vn"]
    [snapshot] = source.snapshots
    assert [file.name for file in written.files] == [
        "bao.example.vn.yaml",
        "chi-so-2023.html",
        "bao.example.vn-chi-so-2023.json",
    ]
    assert (source.publisher_kind, source.authority, source.licence, source.site) == (
        *("unknown", "other", None, "https://www.bao.example.vn"),
    )
    assert (snapshot.path.read_text(encoding="utf-8"), snapshot.url) == (PAGE, ADDRESS)
    assert snapshot.published is not None
    assert (snapshot.published.text(), snapshot.recorded_at) == ("2024-04-18", TODAY)
    content = json.loads(written.files[2].read_text(encoding="utf-8"))
    assert [(one["ref_area"], one["measure"], one["value"]) for one in content["statements"]] == [
        ("GSO14", "score", "85.91"),
        ("GSO14", "rank", "44"),
    ]
    assert content == golden_json([found for _, found in extract_snapshot(registry, snapshot)])


def test_a_page_of_a_known_source_is_added_below_its_documents(page: Path, small_data: Path, golden: Path) -> None:
    source = small_data / "sources" / "vietnamnet.vn.yaml"
    before = source.read_text(encoding="utf-8")

    new_source(str(page), small_data, TODAY, Said(url="https://m.vietnamnet.vn/1.html", index="PAR"), golden)

    assert source.read_text(encoding="utf-8").startswith(before)
    assert load_registry(small_data).sources["vietnamnet.vn"].snapshots[-1].index_id == "PAR"


def test_a_page_is_fetched_from_its_address(server: str, small_data: Path, golden: Path) -> None:
    written = new_source(f"{server}/tin/par-index-2023.html?x=1", small_data, TODAY, golden=golden)

    assert [file.name for file in written.files] == ["127.0.0.1.yaml", "par-index-2023.html", "127.0.0.1-par-index-2023.json"]
    assert written.files[1].read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize(
    ("path", "error", "says"),
    [
        ("/missing", Unavailable, "answers 404"),
        ("/round", Unavailable, "more than 5 redirects"),
        ("/film", Unreadable, "is application/x-shockwave"),
    ],
)
def test_what_cannot_be_fetched_is_said_and_leaves_nothing(
    server: str, small_data: Path, path: str, error: type[ParpipeError], says: str
) -> None:
    before = tree(small_data)

    with pytest.raises(error, match=says):
        new_source(server + path, small_data, TODAY)

    assert tree(small_data) == before


@pytest.mark.parametrize(
    ("said", "error", "says"),
    [
        (Said(), Usage, "give the address it was published at with --url"),
        (Said(url="not an address"), Usage, "is no address of a page; give one"),
        (Said(url=ADDRESS, index="XYZ"), ParpipeError, "no index 'XYZ'"),
        (Said(url=ADDRESS, area="GSO99"), ParpipeError, "area 'GSO99' is not in"),
    ],
)
def test_what_cannot_be_registered_leaves_everything_as_it_was(
    page: Path, small_data: Path, said: Said, error: type[ParpipeError], says: str
) -> None:
    before = tree(small_data)

    with pytest.raises(error, match=says):
        new_source(str(page), small_data, TODAY, said)

    assert tree(small_data) == before


def test_a_document_is_never_written_over(page: Path, small_data: Path, golden: Path) -> None:
    new_source(str(page), small_data, TODAY, Said(url=ADDRESS), golden)

    with pytest.raises(Usage, match="is there already"):
        new_source(str(page), small_data, TODAY, Said(url=ADDRESS), golden)


def test_a_file_that_is_not_there_is_missing(small_data: Path) -> None:
    with pytest.raises(Missing, match="does not exist"):
        new_source("nowhere.html", small_data, TODAY)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from([4, 7, 10]))
def test_a_date_of_publication_is_written_as_it_was_read(day: date, length: int) -> None:
    text = day.isoformat()[:length]

    assert PublishedDate.parse(text).text() == text
