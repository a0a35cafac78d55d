"""Every file has a licence whose text is there, and no copied page is called our own."""

import tomllib
from fnmatch import fnmatchcase

import pytest
import yaml

from parpipe.descriptors.readme import readme
from parpipe.package import LICENCE, RIGHTS
from tests.conftest import DATA, ROOT
from tests.metadata.releases import RELEASE

ANNOTATIONS = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]


def licence_of(path: str) -> str:
    """Return the licence that REUSE.toml gives a file: the last entry that fits."""
    return str([one["SPDX-License-Identifier"] for one in ANNOTATIONS if fnmatchcase(path, one["path"])][-1])


def claimed(content: dict[str, object]) -> list[str]:
    """Return the copied pages of a source that the licence of our compilation is claimed for."""
    documents = content["documents"]
    assert isinstance(documents, list)
    copied = [one["file"] for one in documents if one["kind"] == "page" and not one.get("rendition")]
    return [file for file in copied if licence_of(f"data/snapshots/{content['source_id']}/{file}") == "CC-BY-4.0"]


def test_every_licence_that_is_used_has_its_text_and_no_other_is_there() -> None:
    used = {one["SPDX-License-Identifier"] for one in ANNOTATIONS}

    assert used == {path.stem for path in (ROOT / "LICENSES").iterdir()}


def test_every_entry_is_about_something_and_names_an_owner() -> None:
    for one in ANNOTATIONS:
        assert next(ROOT.glob(one["path"]), None), one["path"]
        assert one["SPDX-FileCopyrightText"]


@pytest.mark.parametrize(
    ("path", "licence"),
    [
        ("src/parpipe/cli.py", "Apache-2.0"),
        ("README.md", "Apache-2.0"),
        ("data/reference/areas.csv", "CC-BY-4.0"),
        ("data/snapshots/vietnamnet.vn/figures.csv", "CC-BY-4.0"),
        ("tests/metadata/cff-1.2.0.schema.json", "CC-BY-4.0"),
        ("src/parpipe/site/static/hyparquet.js", "MIT"),
    ],
)
def test_code_and_data_have_their_licences(path: str, licence: str) -> None:
    assert (ROOT / path).is_file()
    assert licence_of(path) == licence


def test_no_page_that_was_copied_is_claimed_as_our_own() -> None:
    sources = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((DATA / "sources").glob("*.yaml"))]

    assert [file for source in sources for file in claimed(source)] == []


def test_a_copied_page_without_an_entry_of_its_own_would_be_found() -> None:
    page = {"file": "page.html", "kind": "page", "url": "https://example.vn/a"}

    assert claimed({"source_id": "example.vn", "documents": [page]}) == ["page.html"]
    assert claimed({"source_id": "example.vn", "documents": [{**page, "rendition": True}]}) == []


def test_every_release_says_what_its_licence_covers_and_what_not() -> None:
    text = readme(RELEASE)

    for said in (LICENCE["name"], *RIGHTS.values(), "no part of this package", "không nằm trong gói này", "Apache-2.0"):
        assert said in text
