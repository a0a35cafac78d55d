import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.crash.scenarios import Scenario, warm_up
from tests.crash.sweep import Case, make_ready
from tests.crash.trees import memory_disk

ROOM = 50_000_000
"""Bytes that the folders of these tests may take."""


@pytest.fixture(scope="session")
def warm() -> Iterator[Path]:
    """An empty folder on a fast disk; this process has loaded and read what builds need."""
    with tempfile.TemporaryDirectory(prefix="parpipe-crash-", dir=memory_disk(ROOM)) as name:
        warm_up(Path(name) / "warm")
        yield Path(name)


@pytest.fixture
def room(warm: Path) -> Iterator[Path]:
    """An empty folder of a test's own on a fast disk."""
    with tempfile.TemporaryDirectory(dir=warm) as name:
        yield Path(name)


@pytest.fixture(scope="session")
def ready(warm: Path) -> Callable[[Scenario], Case]:
    """A function that makes a scenario ready, once for all tests."""
    return cache(lambda scenario: make_ready(scenario, warm / scenario.name))
