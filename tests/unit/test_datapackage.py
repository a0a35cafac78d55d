import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import pytest

from parpipe.descriptors import DESCRIPTORS
from parpipe.descriptors.datapackage import datapackage, read_release
from parpipe.package import FileInfo, Release, TableInfo, Tombstone
from parpipe.schema import content_digest, load_schema
from tests.package import INFO, package_tables, write_package

TABLES = package_tables()
PROFILES = ["datapackage", "dataresource", "tableschema", "tabledialect"]

CORRUPTIONS = {
    "an unknown status": ("observations.csv", (",A,F2012", ",Z,F2012"), "constraint-error", "obs_status"),
    "a statement that does not exist": (
        "observations.csv",
        (",s0000000000000002,", ",s00000000000000ff,"),
        "foreign-key",
        None,
    ),
    "an area that does not exist": ("changes.csv", ("GSO12", "GSO99"), "foreign-key", None),
    "a component that does not exist": ("changes.csv", ("_T", "_X"), "foreign-key", None),
    "a parent that does not exist": ("components.csv", ("BLOCK,,_T", "BLOCK,,_X"), "foreign-key", None),
    "the same key twice": ("observations.csv", ("_T,2016", "_T,2015"), "primary-key", None),
    "the same id twice": (
        "sources.csv",
        ("mirror\n", f"mirror\n{'example.vn,a,,unknown,b,vi,other,,true'}\n"),
        "primary-key",
        None,
    ),
    "a date that is none": ("areas.csv", ("2025-06-30", "2025-06-31"), "type-error", "valid_to"),
    "a number as a word": ("observations.csv", ("67.41", "sixty"), "type-error", "score"),
    "a decimal comma": ("observations.csv", ("67.41", '"67,41"'), "type-error", "score"),
    "a rank of nought": ("observations.csv", (",53,63,", ",0,63,"), "constraint-error", "rank"),
    "a required cell left out": ("statements.csv", ('"67,41",97.5', ",97.5"), "constraint-error", "printed"),
    "a column left out": ("areas.csv", (",valid_to\n", "\n"), "missing-label", "valid_to"),
    "a year long past": ("reconciliation.csv", (",2015,", ",1015,"), "constraint-error", "base_period"),
}


def profile(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        resources.files("dplib").joinpath(f"profiles/2.0/{name}.json").read_text(encoding="utf-8")
    )
    return loaded


def descriptor() -> dict[str, Any]:
    written = {name: TableInfo.of(table, b"csv", b"parquet") for name, table in TABLES.items()}
    return datapackage(Release(INFO, "1.2.0", written, {}))


def errors(path: Path, formats: tuple[str, ...] = ("csv", "parquet")) -> list[tuple[str, str, str | None]]:
    """Return the resource, kind and field of every error that Frictionless finds in the files of some formats."""
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [resource for resource in package["resources"] if resource["format"] in formats]
    report = frictionless.Package.from_descriptor(package, basepath=str(path.parent)).validate()
    assert not report.errors
    return [
        (task.name, error.type, getattr(error, "field_name", None) or getattr(error, "label", None))
        for task in report.tasks
        for error in task.errors
    ]


def parts(package: dict[str, Any], name: str) -> list[Any]:
    if name == "datapackage":
        return [package]
    if name == "dataresource":
        return list(package["resources"])
    key = {"tableschema": "schema", "tabledialect": "dialect"}[name]
    return [resource[key] for resource in package["resources"] if key in resource]


@pytest.mark.parametrize("name", PROFILES)
def test_the_descriptor_is_valid_by_the_official_profiles_of_version_2(name: str) -> None:
    checked = parts(descriptor(), name)

    for part in checked:
        jsonschema.validate(part, profile(name))

    assert checked
    assert {part["$schema"] for part in checked} == {f"https://datapackage.org/profiles/2.0/{name}.json"}


def test_the_official_profile_does_refuse_a_bad_descriptor() -> None:
    for wrong in (
        {"contributors": [{"title": "x", "roles": "creator"}]},
        {"title": {"en": "x"}},
        {"licenses": [{"title": "x"}]},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**descriptor(), **wrong}, profile("datapackage"))


def test_the_descriptor_says_in_two_languages_what_the_package_is() -> None:
    package = descriptor()

    assert (package["name"], package["version"], package["created"]) == ("par-index", "1.2.0", "2026-11-22T00:00:00Z")
    for described in (package, *package["resources"]):
        assert all(described[key] for key in ("title", "title@vi", "description", "description@vi"))
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    assert package["contributors"] == [
        {"title": "parpipe contributors", "roles": ["creator", "dataCurator"]},
        {
            "title": "parpipe contributors",
            "title@vi": "Nhóm đóng góp",
            "path": "https://example.vn",
            "email": "data@example.vn",
            "roles": ["publisher"],
        },
    ]


def test_a_copy_on_a_site_of_no_standing_is_named_and_never_linked() -> None:
    assert descriptor()["sources"] == [{"title": "Lai Châu", "path": "https://example.vn"}, {"title": "A copy of it"}]


def test_csv_resources_come_first_and_are_named_like_their_tables() -> None:
    names = [resource["name"] for resource in descriptor()["resources"]]

    assert names == [*TABLES, *(f"{name}-parquet" for name in TABLES)]


def test_every_resource_has_hash_and_digest_and_only_csv_has_bytes(tmp_path: Path) -> None:
    package = json.loads(write_package(tmp_path, TABLES).read_text(encoding="utf-8"))

    for resource in package["resources"]:
        content = (tmp_path / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource.get("bytes") == (len(content) if resource["format"] == "csv" else None)
        assert resource["parpipe:digest"] == f"sha256:{content_digest(TABLES[resource['name'].removesuffix('-parquet')])}"


def test_a_csv_resource_carries_the_schema_of_its_table_unchanged() -> None:
    for resource in descriptor()["resources"][: len(TABLES)]:
        assert resource["schema"] == load_schema(resource["name"])


def test_before_the_files_are_written_only_their_hash_and_size_are_missing() -> None:
    unwritten = datapackage(Release(INFO, "1.2.0", {name: TableInfo.of(table) for name, table in TABLES.items()}, {}))
    full = descriptor()

    for resource in full["resources"]:
        resource.pop("bytes", None)
        del resource["hash"]

    assert unwritten == full


def test_the_family_lists_the_descriptor_by_its_file_name() -> None:
    release = Release(INFO, "1.0.0", {"areas": TableInfo.of(TABLES["areas"])}, {})

    assert DESCRIPTORS["datapackage.json"](release) == datapackage(release)


def test_frictionless_accepts_the_whole_package_csv_and_parquet(tmp_path: Path) -> None:
    path = write_package(tmp_path, TABLES)

    report = frictionless.Package(str(path)).validate()

    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert report.stats["tasks"] == 2 * len(TABLES)


def test_the_command_line_of_frictionless_accepts_the_package(tmp_path: Path) -> None:
    path = write_package(tmp_path, TABLES)

    command = [str(Path(sys.executable).with_name("frictionless")), "validate", path.name, "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["valid"]


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_frictionless_finds_the_corruption_of_one_file_and_nothing_else(tmp_path: Path, corruption: str) -> None:
    file, edit, kind, field = CORRUPTIONS[corruption]
    path = write_package(tmp_path, TABLES, {file: edit})

    found = errors(path, formats=("csv",))

    assert (file.removesuffix(".csv"), kind, field) in found, found
    assert {name for name, _, _ in found} == {file.removesuffix(".csv")}


def test_a_changed_byte_of_a_csv_file_is_found_by_its_hash(tmp_path: Path) -> None:
    path = write_package(tmp_path, TABLES)
    csv = tmp_path / "observations.csv"

    csv.write_bytes(csv.read_bytes().replace(b"67.41", b"67.42"))

    assert ("observations", "hash-count", None) in errors(path)


def test_frictionless_would_refuse_null_floats_in_parquet_if_nan_were_not_named_as_missing(tmp_path: Path) -> None:
    path = write_package(tmp_path, TABLES)
    text = path.read_text(encoding="utf-8")

    path.write_text(re.sub(r'"",\s*"nan"', '""', text), encoding="utf-8")

    assert {(name, kind) for name, kind, _ in errors(path)} >= {("statements-parquet", "constraint-error")}


def test_what_is_published_says_all_that_it_was_made_of() -> None:
    tables = {name: TableInfo.of(table, b"csv", b"parquet") for name, table in TABLES.items()}
    tables = {name: replace(table, parquet=FileInfo(0, "ab" * 32)) for name, table in tables.items()}
    gone = (Tombstone("observations", "grade", "1.1.0", "Grade", "Bậc"), Tombstone("old", None, "1.0.0", "Old", "Cũ"))
    files = {"par-index.xlsx": FileInfo(12, "cd" * 32), "par-index.sqlite": FileInfo(13, "ef" * 32)}
    later = {"previous": "1.1.0", "removed": gone, "signer": "SHA256:abc", "issued": date(2026, 1, 2)}
    release = Release(INFO, "1.2.0", tables, files, **later)

    assert read_release(json.loads(json.dumps(datapackage(release)))) == release
    assert read_release(datapackage(Release(INFO, "1.0.0", tables, {}))) == Release(INFO, "1.0.0", tables, {})
