"""What CKAN would harvest of the catalog, told by the parser of ckanext-dcat itself.

CKAN and ckanext-dcat are AGPL: they run in an environment apart, `.harvester`, as a program that gets the catalog and prints
what it made of it. Their packages are pinned without hashes, since nothing that is published depends on them.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.programs

HOME = ROOT / ".harvester"
PINNED = Path(__file__).with_name("harvester-requirements.txt")
LANGUAGES = ("en", "vi")
FORMS = {"catalog.ttl": "turtle", "catalog.jsonld": "json-ld"}
PROGRAM = """
import json, sys
from ckan.common import config
from ckanext.dcat.processors import RDFParser
harvested = {}
for language in sys.argv[3:]:
    config["ckan.locale_default"] = language
    parser = RDFParser()
    parser.parse(open(sys.argv[1], encoding="utf-8").read(), _format=sys.argv[2])
    harvested[language] = list(parser.datasets())
print(json.dumps(harvested))
"""
Datasets = list[dict[str, Any]]


@pytest.fixture(scope="session")
def harvester() -> Path:
    """The Python of an environment with CKAN and ckanext-dcat: made once, and again when the pinned packages change."""
    digest = hashlib.sha256(PINNED.read_bytes()).hexdigest()
    mark, python = HOME / "installed", HOME / "bin" / "python"
    if not mark.is_file() or mark.read_text() != digest:
        shutil.rmtree(HOME, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", HOME], check=True)
        # By name: uv that is run by a Python installs for that one, the project's own, whatever VIRTUAL_ENV says.
        command = [sys.executable, "-m", "uv", "--quiet", "pip", "install", "--python", python, "--requirement", PINNED]
        subprocess.run(command, check=True)
        mark.write_text(digest)
    return python


@pytest.fixture(scope="module", params=FORMS)
def harvested(request: pytest.FixtureRequest, harvester: Path, built_once: Path) -> dict[str, Datasets]:
    """What a CKAN in each language makes of one of the files."""
    catalog = built_once / "releases" / request.param
    command = [harvester, "-c", PROGRAM, catalog, FORMS[request.param], *LANGUAGES]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found: dict[str, Datasets] = json.loads(done.stdout)
    return found


def descriptors(data: Path) -> list[dict[str, Any]]:
    paths = sorted((data / "releases").glob("*/latest/datapackage.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def extras(dataset: dict[str, Any]) -> dict[str, str]:
    return {one["key"]: one["value"] for one in dataset["extras"]}


def test_ckan_finds_every_package_in_its_own_language(harvested: dict[str, Datasets], built_once: Path) -> None:
    packages = descriptors(built_once)

    for language, key in (("en", ""), ("vi", "@vi")):
        datasets = harvested[language]
        assert [one["title"] for one in datasets] == [package[f"title{key}"] for package in packages]
        assert [one["notes"] for one in datasets] == [package[f"description{key}"] for package in packages]
        assert [one["version"] for one in datasets] == [package["version"] for package in packages]
        assert [extras(one)["identifier"] for one in datasets] == [package["id"] for package in packages]
        assert {one["license_id"] for one in datasets} == {"cc-by"}


def test_ckan_finds_whom_to_ask_and_what_is_covered(harvested: dict[str, Datasets], built_once: Path) -> None:
    for dataset, package in zip(harvested["vi"], descriptors(built_once), strict=True):
        found = extras(dataset)
        publisher = package["contributors"][-1]

        assert (found["publisher_name"], found["publisher_url"]) == (publisher["title@vi"], publisher["path"])
        assert found["contact_email"] == publisher["email"]
        assert (found["issued"], found["modified"]) == (package["created"][:10],) * 2
        first, last = package["parpipe:years"]
        assert (found["temporal_start"], found["temporal_end"]) == (f"{first}-01-01", f"{last}-12-31")
        tags = {one["name"] for one in dataset["tags"]}
        assert {part.strip() for word in package["keywords@vi"] for part in word.split(",")} <= tags


def test_ckan_finds_csv_files_first_with_their_checksums(harvested: dict[str, Datasets], built_once: Path) -> None:
    for language, key in (("en", "title"), ("vi", "title@vi")):
        for dataset, package in zip(harvested[language], descriptors(built_once), strict=True):
            resources, files = dataset["resources"], package["resources"]

            assert [one["url"] for one in resources] == [f"{package['id']}/latest/{file['path']}" for file in files]
            assert [f"sha256:{one['hash']}" for one in resources] == [file["hash"] for file in files]
            assert {one["hash_algorithm"].rpartition("_")[2] for one in resources} == {"sha256"}
            assert [one.get("size") for one in resources] == [file.get("bytes") for file in files]
            assert [one["mimetype"] for one in resources] == [file["mediatype"] for file in files]
            assert [one["format"].lower() for one in resources] == [file["path"].rpartition(".")[2] for file in files]
            assert [one["name"].rpartition(" (")[0] for one in resources] == [file[key] for file in files]
            assert resources[0]["name"].endswith("(CSV)")
