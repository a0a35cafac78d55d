"""A release is a function of the inputs that its provenance names, and of the code; of nothing else."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from parpipe import making, pipeline, program
from parpipe.descriptors.provenance import read_made
from parpipe.making import Made
from parpipe.settings import Settings

Tree = Callable[[Path], dict[str, bytes | str]]


def made(data: Path, package: str, version: str = "latest") -> Made:
    text = (data / "releases" / package / version / "provenance.jsonld").read_text(encoding="utf-8")
    return read_made(json.loads(text))


def test_a_release_made_of_its_inputs_alone_has_the_same_bytes(released: Path, tmp_path: Path, tree: Tree) -> None:
    for file in made(released, "pci").inputs:
        (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(released / file.path, tmp_path / file.path)

    pipeline.build(Settings.load(data=tmp_path), indices=["PCI"])

    assert len(list((tmp_path / "sources").iterdir())) < len(list((released / "sources").iterdir()))
    assert tree(tmp_path / "releases/pci") == tree(released / "releases/pci")


@pytest.mark.parametrize("package", ["par-index", "dti"])
def test_every_input_has_the_digest_of_its_file_and_pages_their_address(built_once: Path, package: str) -> None:
    inputs = made(built_once, package).inputs

    assert {one.path: one.sha256 for one in inputs} == {
        one.path: hashlib.sha256((built_once / one.path).read_bytes()).hexdigest() for one in inputs
    }
    named = {one.path.split("/")[0] for one in inputs}
    assert named == {"indices", "reference", "vocabulary", "sources", "snapshots"}
    assert all(one.recorded_at for one in inputs if one.path.startswith("snapshots/"))
    assert all(one.url for one in inputs if one.path.endswith(".html"))


def test_a_change_of_inputs_or_code_that_changes_no_table_makes_no_release(
    built: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(built / "releases")
    with (built / "sources/cchc.laichau.gov.vn.yaml").open("a", encoding="utf-8") as file:
        file.write("# looked at again\n")
    monkeypatch.setattr(making, "version", lambda name: "99.0.0")

    outcomes = pipeline.build(Settings.load(data=built))

    assert not any(outcome.released for outcome in outcomes)
    assert tree(built / "releases") == before


def test_the_next_release_says_what_it_revises_and_for_which_vintage(built: Path) -> None:
    sums = hashlib.sha256((built / "releases/dti/1.0.0/SHA256SUMS").read_bytes()).hexdigest()
    index = built / "indices/DTI.yaml"
    index.write_text(index.read_text(encoding="utf-8").replace("title_en: ", "title_en: The "), encoding="utf-8")

    [outcome] = pipeline.build(Settings.load(data=built), indices=["DTI"])

    said = made(built, "dti")
    assert outcome.version != "1.0.0"
    assert said.previous is not None
    assert (said.previous.version, said.previous.sha256) == ("1.0.0", sums)
    assert (said.as_of, said.recorded_by, made(built, "dti", "1.0.0").previous) == (None, None, None)


def test_the_digest_of_the_code_covers_modules_schemas_and_vocabulary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {program.code_digest.__wrapped__()}
    for name in ("schemas/tables/a.json", "data/vocabulary/words.yaml"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("{}")
    monkeypatch.setattr(program, "RESOURCES", tmp_path)
    seen.add(program.code_digest.__wrapped__())
    for name in ("schemas/tables/a.json", "data/vocabulary/words.yaml"):
        (tmp_path / name).write_text("{ }")
        seen.add(program.code_digest.__wrapped__())

    assert len(seen) == 4
