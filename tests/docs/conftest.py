from pathlib import Path

import pytest


@pytest.fixture
def checkout(released: Path, tmp_path: Path) -> Path:
    """A folder that looks like a checkout after `make run`."""
    (tmp_path / "data").symlink_to(released)
    return tmp_path
