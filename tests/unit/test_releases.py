import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest

import parpipe
from parpipe.errors import Missing, Unavailable, Usage
from parpipe.releases import latest_version, packages


@pytest.fixture
def address(built_once: Path) -> Iterator[str]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(built_once / "releases"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_release_loads_the_same_from_a_folder_and_over_http(built_once: Path, address: str) -> None:
    near = parpipe.load("dti", table="changes", releases=built_once / "releases")

    far = parpipe.load("dti", table="changes", releases=address)

    pd.testing.assert_frame_equal(near, far)
    assert near.attrs == far.attrs


def test_a_version_can_be_named(built_once: Path) -> None:
    frame = parpipe.load("dti", version="1.0.0", releases=built_once / "releases")

    assert frame.attrs["version"] == "1.0.0"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"package": "weather"}, Missing, "no datapackage.json in"),
        ({"package": "dti", "version": "7.0.0"}, Missing, r"dti/7\.0\.0"),
        ({"package": "dti", "table": "weather"}, Usage, "has no table weather; it has observations, changes"),
    ],
)
def test_what_is_not_there_is_said(built_once: Path, arguments: dict[str, str], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        parpipe.load(**arguments, releases=built_once / "releases")


def test_a_package_that_a_host_does_not_have_is_missing(address: str) -> None:
    with pytest.raises(Missing, match="is not there"):
        parpipe.load("weather", releases=address)


def test_a_host_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="did not answer"):
        parpipe.load("dti", releases="http://127.0.0.1:9")


def test_an_empty_folder_holds_no_packages(tmp_path: Path) -> None:
    assert latest_version("dti", tmp_path) is None
    with pytest.raises(Missing, match="no release in"):
        packages(tmp_path)
