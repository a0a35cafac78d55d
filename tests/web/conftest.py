from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.server import Server, serving
from tests.web.site import Site, make_site


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return make_site(tmp_path)
