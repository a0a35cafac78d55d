"""The catalog of a folder of releases: written when they change, mended when it is gone, never partial."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from parpipe import pipeline
from parpipe.catalog import write_catalog
from parpipe.errors import Unreadable
from parpipe.settings import Settings
from tests.metadata.test_dcat import broken

NAMES = ("catalog.ttl", "catalog.jsonld")
PACKAGES = ["dti", "papi", "par-index", "pci", "sipas"]


def read(releases: Path) -> dict[str, bytes]:
    return {name: (releases / name).read_bytes() for name in NAMES}


def listed(releases: Path) -> list[str]:
    own = json.loads((releases / "catalog.jsonld").read_text(encoding="utf-8"))["@graph"][0]
    return [address.rpartition("/")[2] for address in own["dcat:dataset"]]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def change(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def resum(folder: Path) -> None:
    """Make the SHA256SUMS of a release agree with its descriptor again."""
    digest = sha256(folder / "datapackage.json")
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    said = [f"{digest}  datapackage.json" if line.endswith("  datapackage.json") else line for line in lines]
    (folder / "SHA256SUMS").write_text("\n".join(said) + "\n", encoding="utf-8")


def test_a_build_lists_all_packages_as_dcat_ap_3_wants_them(built_once: Path) -> None:
    releases = built_once / "releases"

    found = Graph().parse(releases / "catalog.ttl")

    assert listed(releases) == PACKAGES
    assert broken(found) == set()
    assert isomorphic(found, Graph().parse(releases / "catalog.jsonld", format="json-ld"))


def test_what_the_catalog_says_of_a_file_is_so(built_once: Path) -> None:
    releases = built_once / "releases"
    nodes = json.loads((releases / "catalog.jsonld").read_text(encoding="utf-8"))["@graph"]
    base = nodes[0]["@id"].removesuffix("/catalog")

    for distribution in (one for node in nodes for one in node.get("dcat:distribution", ())):
        path = releases / distribution["dcat:downloadURL"].removeprefix(f"{base}/")
        assert sha256(path) == distribution["spdx:checksum"]["spdx:checksumValue"]
        assert distribution.get("dcat:byteSize", str(path.stat().st_size)) == str(path.stat().st_size)


def test_nothing_is_written_when_nothing_changed(built: Path) -> None:
    before = {name: (built / "releases" / name).stat().st_ino for name in NAMES}

    assert not write_catalog(built / "releases")

    assert {name: (built / "releases" / name).stat().st_ino for name in NAMES} == before


@pytest.mark.parametrize("lost", [*([name] for name in NAMES), NAMES])
def test_a_run_with_nothing_new_mends_what_is_missing(built: Path, lost: tuple[str, ...]) -> None:
    before = read(built / "releases")
    for name in lost:
        (built / "releases" / name).unlink()

    outcomes = pipeline.build(Settings.load(data=built), indices=["DTI"])

    assert not any(outcome.released for outcome in outcomes)
    assert read(built / "releases") == before


def test_a_run_that_was_killed_between_the_two_files_is_mended(built: Path) -> None:
    releases, before = built / "releases", read(built / "releases")
    (releases / "catalog.jsonld").write_bytes(before["catalog.jsonld"].replace(b"1.0.0", b"0.9.0"))
    (releases / "catalog.ttl").write_bytes(b"the one of the release before")

    assert write_catalog(releases)

    assert read(releases) == before


def test_a_catalog_that_cannot_be_read_is_made_anew(built: Path) -> None:
    before = read(built / "releases")
    (built / "releases" / "catalog.jsonld").write_text("[", encoding="utf-8")

    assert write_catalog(built / "releases")

    assert read(built / "releases") == before


def test_a_folder_without_releases_gets_no_catalog(tmp_path: Path) -> None:
    (tmp_path / "dti" / "1.0.0").mkdir(parents=True)  # what a killed run leaves: nothing ever pointed to it

    assert not write_catalog(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["dti"]


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a descriptor that is cut off": (
        lambda home: ((home / "latest/datapackage.json").write_text("{"), resum(home / "latest")),
        "is damaged",
    ),
    "a descriptor that is gone": (lambda home: (home / "latest/datapackage.json").unlink(), "datapackage.json is missing"),
    "a descriptor that says something else": (
        lambda home: change(home / "latest/datapackage.json", lambda said: said.update(title="x")),
        "is not what SHA256SUMS says",
    ),
    "a descriptor of an older form": (
        lambda home: (change(home / "latest/datapackage.json", lambda said: said.pop("parpipe:years")), resum(home / "latest")),
        r"has an older form \('parpipe:years'\)",
    ),
    "a table that is gone": (lambda home: (home / "latest/changes.parquet").unlink(), "changes.parquet is missing"),
    "checksums that are gone": (lambda home: (home / "latest/SHA256SUMS").unlink(), "no SHA256SUMS in"),
    "a pointer that leads nowhere": (lambda home: shutil.rmtree(home / "1.0.0"), "latest leads nowhere"),
    "a pointer that is gone": (lambda home: (home / "latest").unlink(), "latest leads nowhere"),
}


@pytest.mark.parametrize(("damage", "reason"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_package_leaves_the_catalog_as_it_was(built: Path, damage: Callable[[Path], object], reason: str) -> None:
    releases, before = built / "releases", read(built / "releases")
    damage(releases / "papi")

    with pytest.raises(Unreadable, match=rf"is left as it was.*papi is damaged: .*{reason}"):
        write_catalog(releases)

    assert read(releases) == before


def test_a_package_that_is_gone_leaves_the_catalog_as_it_was_until_it_is_deleted(built: Path) -> None:
    releases, before = built / "releases", read(built / "releases")
    shutil.rmtree(releases / "papi")

    with pytest.raises(Unreadable, match="papi is listed and gone"):
        write_catalog(releases)
    assert read(releases) == before

    (releases / "catalog.jsonld").unlink()

    assert write_catalog(releases)
    assert listed(releases) == ["dti", "par-index", "pci", "sipas"]


def test_packages_of_several_publishers_make_no_catalog(built: Path) -> None:
    releases, before = built / "releases", read(built / "releases")
    path = built / "reference" / "publication.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("https://data.parpipe.example", "https://x.example"), encoding="utf-8"
    )

    with pytest.raises(Unreadable, match="several publishers"):
        pipeline.build(Settings.load(data=built), indices=["DTI"])
    assert read(releases) == before

    pipeline.build(Settings.load(data=built))

    assert listed(releases) == PACKAGES
    assert b"data.parpipe.example" not in read(releases)["catalog.ttl"].replace(b"data@parpipe.example", b"")


def test_a_new_release_is_in_the_catalog_with_the_day_of_the_first(built: Path) -> None:
    releases = built / "releases"
    path = built / "indices" / "DTI.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title_en: ", "title_en: The "), encoding="utf-8")

    pipeline.build(Settings.load(data=built), indices=["DTI"])

    node = next(
        one
        for one in json.loads((releases / "catalog.jsonld").read_text(encoding="utf-8"))["@graph"]
        if one["@id"].endswith("/dti")
    )
    assert (node["dcat:version"], node["dct:title"]["en"][:4]) == ("1.0.1", "The ")
    assert node["dcat:hasCurrentVersion"]["dcat:previousVersion"].endswith("/dti/1.0.0")
    first = json.loads((releases / "dti/1.0.0/datapackage.json").read_text(encoding="utf-8"))
    assert node["dct:issued"] == first["created"][:10]
