"""RO-Crate: the rocrate library opens a release as a crate, and finds every file that it lists."""

import json
from pathlib import Path

import pytest
from rocrate.rocrate import ROCrate

from parpipe.descriptors.ro_crate import ro_crate
from parpipe.package import MEDIA_TYPES
from tests.metadata.releases import RELEASE


@pytest.fixture
def crate(built_once: Path) -> ROCrate:
    return ROCrate(str((built_once / "releases/par-index/latest").resolve()))


def test_the_library_opens_a_build_and_knows_what_it_is(crate: ROCrate, built_once: Path) -> None:
    package = json.loads((built_once / "releases/par-index/latest/datapackage.json").read_text(encoding="utf-8"))

    assert (crate.name, crate.description) == (package["title"], package["description"])
    assert crate.root_dataset["datePublished"] == package["created"][:10]
    assert crate.root_dataset["license"].id == package["licenses"][0]["path"]
    assert crate.root_dataset["publisher"]["name"] == package["contributors"][-1]["title"]
    assert [one["name"] for one in crate.root_dataset["author"]] == ["parpipe contributors"]
    assert crate.version == "1.2"


def test_every_file_of_the_crate_is_there_with_its_checksum_and_specification(crate: ROCrate, built_once: Path) -> None:
    folder = built_once / "releases/par-index/latest"
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    files = {entity.id: entity for entity in crate.data_entities}

    data = {name: entity for name, entity in files.items() if "sha256" in entity.properties()}

    assert {name: entity["sha256"] for name, entity in data.items()} == {name: sums[name] for name in data}
    assert {name: int(entity["contentSize"]) for name, entity in data.items()} == {
        name: (folder / name).stat().st_size for name in data
    }
    assert {name for name in sums if name.rpartition(".")[2] in MEDIA_TYPES} == data.keys()
    assert sums.keys() > files.keys() - data.keys() != set()
    assert all(entity["conformsTo"]["name"] and entity["encodingFormat"] for entity in files.values())


def test_every_id_that_is_named_is_described_once() -> None:
    graph = ro_crate(RELEASE)["@graph"]
    ids = [node["@id"] for node in graph]

    named = {one["@id"] for node in graph for value in node.values() for one in _references(value)}

    assert len(ids) == len(set(ids))
    assert named - set(ids) == {"https://w3id.org/ro/crate/1.2"}


def _references(value: object) -> list[dict[str, str]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def test_the_same_release_gives_the_same_crate() -> None:
    assert json.dumps(ro_crate(RELEASE)) == json.dumps(ro_crate(RELEASE))


def test_workbook_and_database_are_files_of_the_crate_too() -> None:
    files = {node["@id"]: node for node in ro_crate(RELEASE)["@graph"] if node["@type"] == "File"}

    assert {name: files[name]["sha256"] for name in RELEASE.files} == {
        "par-index.xlsx": "cd" * 32,
        "par-index.sqlite": "ef" * 32,
    }


def test_the_library_does_refuse_a_crate_without_root(tmp_path: Path) -> None:
    said = ro_crate(RELEASE)
    said["@graph"] = [node for node in said["@graph"] if node["@id"] != "./"]
    (tmp_path / "ro-crate-metadata.json").write_text(json.dumps(said), encoding="utf-8")

    with pytest.raises((ValueError, KeyError)):
        ROCrate(str(tmp_path))
