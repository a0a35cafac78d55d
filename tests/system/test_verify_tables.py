"""CSV, Parquet and datapackage.json are held to each other, also when all checksums agree."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parpipe.checksums import sha256, write_pointer, write_sums
from parpipe.descriptors.datapackage import read_release
from parpipe.package import FileInfo
from parpipe.releases import open_table
from parpipe.writers.parquet import parquet_bytes
from tests.system.proving import failed, package, verified


def resealed(release: Path) -> None:
    """Make SHA256SUMS and the pointer agree with the files as they are."""
    names = {path.name for path in release.iterdir()} - {"SHA256SUMS", "SHA256SUMS.sig"}
    sums = write_sums({name: sha256((release / name).read_bytes()) for name in names})
    (release / "SHA256SUMS").write_bytes(sums)
    (release.parent / "latest.json").write_bytes(write_pointer(release.name, sums))


def change_descriptor(release: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = release / "datapackage.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    change(said)
    path.write_text(json.dumps(said), encoding="utf-8")
    resealed(release)


WRONGLY_SAID: dict[str, tuple[Callable[[dict[str, Any]], object], str, str]] = {
    "a hash": (lambda said: said["resources"][0].update(hash="sha256:00"), "descriptor", "has another hash"),
    "a size": (lambda said: said["resources"][0].update(bytes=1), "descriptor", "bytes, and datapackage.json says 1"),
    "a number of rows": (lambda said: said["resources"][0].update({"parpipe:rows": 1}), "tables", "says 1 rows"),
    "a digest": (lambda said: said["resources"][0].update({"parpipe:digest": "sha256:0"}), "tables", "digest sha256:0"),
    "a file less": (lambda said: said["resources"].pop(), "descriptor", "is no resource of datapackage.json"),
    "a file that is not there": (lambda said: said["resources"][0].update(path="a.csv"), "descriptor", "does not name a.csv"),
    "a file elsewhere": (lambda said: said["resources"][0].update(path="../../a"), "descriptor", "does not name ../../a"),
    "no resources": (lambda said: said.pop("resources"), "descriptor", "is damaged"),
    "a resource of another form": (lambda said: said["resources"].append(7), "descriptor", "has not the form of ours"),
    "a title of a column": (
        lambda said: said["resources"][0]["schema"]["fields"][0].update(title="A"),
        "tables",
        "the Parquet file says something else of itself",
    ),
    "a type of a column": (
        lambda said: said["resources"][0]["schema"]["fields"][6].update(type="integer"),
        "tables",
        "is no CSV file of its schema",
    ),
    "another version": (lambda said: said.update(version="1.0.1"), "tables", "says something else of itself"),
}


@pytest.mark.parametrize("name", WRONGLY_SAID)
def test_a_descriptor_that_says_something_else_is_found(name: str, place: Path) -> None:
    change, check, told = WRONGLY_SAID[name]

    change_descriptor(package(place) / "1.0.0", change)

    found = verified(place)
    assert check in failed(found)
    assert told in "\n".join(found.results[check].problems)
    assert "files" not in failed(found)


def test_a_parquet_file_that_says_something_else_is_found_with_row_and_column(place: Path) -> None:
    release = package(place) / "1.0.0"
    table = open_table("par-index", "observations", place / "releases")
    said = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    stamp = {"package": "par-index", "version": "1.0.0", "licence": "CC-BY-4.0", "citation": citation(release)}
    column = table.column_names.index("score")
    scores = [None if one is None else "1.5" if row == 0 else one for row, one in enumerate(table["score"].to_pylist())]
    other = table.set_column(column, table.schema.field(column), [scores])
    content = parquet_bytes(other, "observations", stamp)
    (release / "observations.parquet").write_bytes(content)
    resource = next(one for one in said["resources"] if one["name"] == "observations-parquet")

    def claim(descriptor: dict[str, Any]) -> None:
        [found] = [one for one in descriptor["resources"] if one["name"] == resource["name"]]
        found["hash"] = f"sha256:{FileInfo.of(content).sha256}"

    change_descriptor(release, claim)

    found = verified(place)
    assert failed(found) == ["signature", "tables"]
    [problem] = found.results["tables"].problems
    assert problem.startswith("observations, row 2, score: ")
    assert problem.endswith(" in CSV is 1.5 in Parquet")


def citation(release: Path) -> str:
    return read_release(json.loads((release / "datapackage.json").read_text(encoding="utf-8"))).citation
