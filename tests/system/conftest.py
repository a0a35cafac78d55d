import shutil
from pathlib import Path

import pytest

from parpipe import pipeline
from parpipe.settings import Settings
from tests.unit.test_signing import PUBLIC, key_of_tests, written


@pytest.fixture(scope="session")
def signed(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package of PAR, signed, and the data folder behind it, in which the key counts; tests leave it."""
    home = tmp_path_factory.mktemp("signed")
    for name in ("reference", "indices", "vocabulary", "snapshots"):
        shutil.copytree(built_once / name, home / "data" / name)
    configured = home / "data" / "reference" / "publication.yaml"
    configured.write_text(
        configured.read_text(encoding="utf-8").replace("signers: []", f"signers: ['{PUBLIC}']"), encoding="utf-8"
    )
    shutil.copytree(built_once / "releases" / ".work", home / "releases" / ".work")
    key = written(home / "key", key_of_tests())
    chosen = Settings.load(data=built_once, releases=home / "releases", environ={"PARPIPE_SIGNING_KEY": str(key)})
    pipeline.build(chosen, indices=("PAR",))
    shutil.rmtree(home / "releases" / ".work")
    return home


@pytest.fixture
def place(signed: Path, tmp_path: Path) -> Path:
    """The same for a test that changes something."""
    return Path(shutil.copytree(signed, tmp_path / "home", symlinks=True))
