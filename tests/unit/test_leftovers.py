import json
from pathlib import Path

import pytest

from parpipe.leftovers import remove_leftovers


def package(home: Path, *versions: str, latest: str | None = None, json_says: str | None = None) -> Path:
    """Return the folder of a package with these versions and pointers."""
    for version in versions:
        (home / version).mkdir(parents=True)
        (home / version / "SHA256SUMS").write_bytes(b"")
    if latest:
        (home / "latest").symlink_to(latest)
    if json_says is not None:
        (home / "latest.json").write_text(json_says)
    return home


def named(version: str) -> str:
    return json.dumps({"version": version})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_release_that_nothing_points_to_yet_is_removed(tmp_path: Path) -> None:
    home = package(tmp_path / "dti", "1.9.0", "1.10.0", "1.11.0", latest="1.10.0", json_says=named("1.9.0"))

    remove_leftovers(tmp_path, ["dti"])

    assert names(home) == ["1.10.0", "1.9.0", "latest", "latest.json"]


def test_before_the_first_release_is_pointed_to_nothing_stays(tmp_path: Path) -> None:
    package(tmp_path / "dti", "1.0.0")

    remove_leftovers(tmp_path, ["dti", "never-built"])

    assert names(tmp_path) == []


def test_a_pointer_set_back_by_hand_costs_no_release(tmp_path: Path) -> None:
    home = package(tmp_path / "dti", "1.0.0", "1.1.0", latest="1.0.0", json_says=named("1.1.0"))

    remove_leftovers(tmp_path, ["dti"])

    assert (home / "1.1.0/SHA256SUMS").is_file()


@pytest.mark.parametrize("damaged", ["", "{", "[]", "{}", '{"version": "new"}', '{"version": null}'])
def test_a_pointer_that_names_no_version_costs_no_release(tmp_path: Path, damaged: str) -> None:
    home = package(tmp_path / "dti", "1.0.0", "1.1.0", latest="1.0.0", json_says=damaged)

    remove_leftovers(tmp_path, ["dti"])

    assert (home / "1.1.0/SHA256SUMS").is_file()


def test_what_is_unfinished_or_scratch_is_removed_and_all_else_stays(tmp_path: Path) -> None:
    home = package(tmp_path / "dti", "1.0.0", latest="1.0.0", json_says=named("1.0.0"))
    gone = (".a.ttl.unfinished", "dti/.latest.unfinished", ".work/.staged.unfinished/a", ".work/drafts/.DTI.unfinished/a")
    stays = (".work/sources/a/1.arrow", ".work/lock", "dti/notes", "mine/1.0.0/a", ".hidden", "papi.csv")
    for name in (*gone, ".work/staged/dti/a.csv", ".work/checked/DTI/a.csv", *stays):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")

    remove_leftovers(tmp_path, ["dti"])

    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != home / "latest"]
    found = {str(path.relative_to(tmp_path)) for path in files}
    assert found == {*stays, "dti/1.0.0/SHA256SUMS", "dti/latest.json"}
    assert names(tmp_path / ".work/drafts") == []
