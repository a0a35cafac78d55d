"""The wheel works far from the checkout: built offline from what the lock file pins, put into an empty folder, and run."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.conftest import DATA, ROOT

PAGE = """<html lang="vi"><head><title>Chỉ số CCHC</title></head><body>
<h1>Kết quả chỉ số cải cách hành chính</h1>
<p>Năm 2015, chỉ số PAR INDEX của tỉnh Lai Châu đạt 79,12/100 điểm, xếp thứ 58/63 tỉnh, thành phố.</p>
</body></html>"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and its command installed and no dependencies, which the interpreter has already."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-cache", "--no-deps"]
    subprocess.run([*command, "--python", sys.executable, "--target", str(folder), str(wheel)], check=True)
    return folder


def run(installed: Path, cwd: Path, *arguments: str) -> str:
    """Return what the installed command prints in a folder outside the checkout, with an empty home."""
    done = end(installed, cwd, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def end(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.defpath, "HOME": str(cwd), "LANG": "C", "PYTHONPATH": str(installed)}
    return subprocess.run(
        [str(installed / "bin" / "parpipe"), *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_a_wheel_carries_schemas_and_reference_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        carried = {name: archive.read(name) for name in archive.namelist() if name.startswith("parpipe/_resources/")}

    kept = [path for folder in ("indices", "reference", "vocabulary") for path in (DATA / folder).rglob("*") if path.is_file()]
    kept += [path for path in (ROOT / "schemas").rglob("*") if path.is_file()]
    assert len(kept) > 20
    assert carried == {f"parpipe/_resources/{path.relative_to(ROOT).as_posix()}": path.read_bytes() for path in kept}


def test_a_wheel_carries_code_and_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    assert {name.split("/")[0] for name in names} == {"parpipe", "parpipe-0.1.0.dist-info"}
    assert "parpipe/py.typed" in names, "type checkers of those who import parpipe look for it"
    assert not [name for name in names if "snapshots" in name or "__pycache__" in name]


def test_a_wheel_names_the_licence_of_everything_in_it_and_carries_their_texts(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        stated = message_from_bytes(archive.read("parpipe-0.1.0.dist-info/METADATA"))

    licences = {licence for licence in map(licence_of, names) if licence}
    assert set(str(stated["License-Expression"]).split(" AND ")) == licences
    assert len(licences) == 3
    texts = {f"LICENSES/{licence}.txt" for licence in licences}
    assert set(stated.get_all("License-File", [])) == texts
    assert {f"parpipe-0.1.0.dist-info/licenses/{text}" for text in texts} <= set(names)


def licence_of(carried: str) -> str | None:
    """Return the licence that REUSE.toml gives to a file of the wheel, by its last pattern; None for metadata of the wheel."""
    name = carried.replace("parpipe/_resources/", "", 1)
    name = name if name != carried else f"src/{carried}"
    rules = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
    found: list[str] = [rule["SPDX-License-Identifier"] for rule in rules if fnmatch(name, rule["path"].replace("**", "*"))]
    return None if ".dist-info/" in carried else found[-1]


def test_an_installed_parpipe_tells_its_version(installed: Path, tmp_path: Path) -> None:
    assert "0.1.0" in run(installed, tmp_path, "--version")


def test_an_installed_parpipe_extracts_far_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")

    printed = run(installed, tmp_path, "extract", "page.html", "--index", "PAR", "--level", "province", "--format", "json")

    found = {(row["measure"], row["value"], row["time_period"], row["ref_area"]) for row in json.loads(printed)}
    assert found == {("score", "79.12", 2015, "GSO12"), ("rank", "58", 2015, "GSO12")}


def test_an_installed_parpipe_looks_for_releases_where_it_is_called(installed: Path, tmp_path: Path) -> None:
    done = end(installed, tmp_path, "get", "PAR")

    assert done.returncode == 2
    assert done.stderr.startswith("parpipe: no release in data/releases; run")
