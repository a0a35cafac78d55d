import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from parpipe import pipeline
from parpipe.settings import Settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")  # a gate gives the same twice; that one is green does not show that no other example fails

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
FEW = (
    "cchc.laichau.gov.vn",
    "e.vnexpress.net",
    "en.nhandan.com.vn",
    "en.vietnamplus.vn",
    "viet-jo.com",
    "vietnamnet.vn",
    "dti.gov.vn",
)
"""Sources that between them hold Lai Châu, the rivals of Quảng Ninh 2018, merged units and an official table."""


def copy_data(target: Path, sources: tuple[str, ...]) -> Path:
    """Return a data folder with all reference data and only some sources."""
    for name in ("indices", "reference", "vocabulary"):
        shutil.copytree(DATA / name, target / name)
    for name in ("sources", "snapshots"):
        (target / name).mkdir()
    for source_id in sources:
        shutil.copy(DATA / "sources" / f"{source_id}.yaml", target / "sources")
        shutil.copytree(DATA / "snapshots" / source_id, target / "snapshots" / source_id)
    return target


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """A data folder that a test may break."""
    return copy_data(tmp_path / "data", FEW)


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with its first releases; tests read it and leave it as it is."""
    data = copy_data(tmp_path_factory.mktemp("built") / "data", FEW)
    outcomes = pipeline.build(Settings.load(data=data))
    assert all(outcome.released for outcome in outcomes)
    return data


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """A data folder with its first releases that a test may break."""
    return Path(shutil.copytree(built_once, tmp_path / "data", symlinks=True))


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All the data of the project with its releases, as `make run` leaves them; tests read it and leave it as it is."""
    data = tmp_path_factory.mktemp("released") / "data"
    data.mkdir()
    for path in DATA.iterdir():
        if path.name != "releases":
            (data / path.name).symlink_to(path)
    pipeline.build(Settings.load(data=data))
    return data


@pytest.fixture
def tree() -> Callable[[Path], dict[str, bytes | str]]:
    """A function that returns every file of a folder with its bytes, and every link with its target."""

    def read(folder: Path) -> dict[str, bytes | str]:
        paths = sorted(path for path in folder.rglob("*") if ".work" not in path.parts)
        return {
            str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
            for path in paths
            if path.is_symlink() or path.is_file()
        }

    return read
