"""A release proves itself: not a byte of it can change, go or come without being found, nor its signature."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parpipe import pipeline
from parpipe.errors import BadConfiguration
from parpipe.proofs import Case
from parpipe.releases import PublishedRelease
from parpipe.settings import Settings
from parpipe.signing import load_signer
from parpipe.verify import INNER, OUTER, verify
from tests.system.proving import WHOLE, failed, files, fingerprint, outcomes, package, problems, verified
from tests.unit.test_signing import key_of_tests, written


def test_a_release_holds(signed: Path) -> None:
    found = verified(signed)

    assert outcomes(found) == WHOLE, problems(found)
    assert found.results["signature"].said == f"good, by {fingerprint(signed)}, a key of parpipe contributors"


@pytest.mark.parametrize("name", ["par-index", "sipas", "dti", "papi", "pci"])
def test_every_release_of_the_project_holds(name: str, released: Path) -> None:
    found = verify(released / "releases" / name, released)

    assert outcomes(found) == {**WHOLE, "signature": "not checked"}, problems(found)
    assert found.results["signature"].said == "the release is not signed"
    assert "This release is not signed" in (released / "releases" / name / "latest" / "README.md").read_text(encoding="utf-8")


def test_the_readme_and_the_descriptor_name_the_key_in_both_languages(signed: Path) -> None:
    text = (package(signed) / "latest" / "README.md").read_text(encoding="utf-8")

    said = json.loads((package(signed) / "latest" / "datapackage.json").read_text(encoding="utf-8"))["parpipe:signer"]

    assert said == fingerprint(signed)
    assert f"Signed with the key {said}" in text
    assert f"Đã ký bằng khóa {said}" in text


def test_signing_is_no_reason_for_a_new_release(built: Path, tmp_path: Path) -> None:
    key = written(tmp_path / "key", key_of_tests())

    done = pipeline.build(Settings.load(data=built, environ={"PARPIPE_SIGNING_KEY": str(key)}))

    assert not any(outcome.released for outcome in done)
    assert not list((built / "releases").glob("*/1.0.0/SHA256SUMS.sig"))


def test_the_same_key_and_documents_give_the_same_bytes(
    built_once: Path, signed: Path, tmp_path: Path, tree: Callable[[Path], dict[str, bytes | str]]
) -> None:
    shutil.copytree(built_once / "releases" / ".work", tmp_path / ".work")
    chosen = Settings.load(data=built_once, releases=tmp_path, environ={"PARPIPE_SIGNING_KEY": str(signed / "key")})

    pipeline.build(chosen, indices=("PAR",))

    assert tree(tmp_path / "par-index") == tree(package(signed))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_flipped_byte_is_found(place: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(files(place)))
    content = path.read_bytes()
    at, byte = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(1, 255))
    path.write_bytes(content[:at] + bytes([content[at] ^ byte]) + content[at + 1 :])

    try:
        found = verified(place)
    finally:
        path.write_bytes(content)

    assert not found.holds
    wanted = {"latest.json": "latest", "SHA256SUMS.sig": "signature"}.get(path.name, "files")
    assert wanted in failed(found)


def test_every_byte_of_the_small_files_counts(place: Path) -> None:
    unnoticed = list[tuple[str, int]]()
    for path in (package(place) / "latest.json", package(place) / "1.0.0" / "SHA256SUMS.sig"):
        content = path.read_bytes()
        check = {"latest.json": OUTER["latest"], "SHA256SUMS.sig": OUTER["signature"]}[path.name]
        for at in range(len(content)):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            case = Case(PublishedRelease(str(package(place) / "1.0.0")), str(package(place)), place / "data")
            unnoticed += [] if check(case).problems else [(path.name, at)]
        path.write_bytes(content)

    assert unnoticed == []
    assert verified(place).holds


def test_every_missing_file_is_found(place: Path) -> None:
    unnoticed = []
    for path in files(place):
        content = path.read_bytes()
        path.unlink()
        found = verified(place)
        path.write_bytes(content)
        if found.holds or path.name not in problems(found):
            unnoticed.append(path.name)

    assert unnoticed == []


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "observations.csv.bak", "folder"])
def test_whatever_was_added_is_found(name: str, place: Path) -> None:
    added = package(place) / "1.0.0" / name
    added.mkdir() if name == "folder" else added.write_text("a", encoding="utf-8")

    found = verified(place)

    assert failed(found) == ["files"]
    assert f"{name} does not belong to the release" in problems(found)


def test_what_the_files_hold_is_not_looked_at_when_they_are_others(place: Path) -> None:
    (package(place) / "1.0.0" / "README.md").write_text("a", encoding="utf-8")

    found = verified(place)

    assert {name: outcomes(found)[name] for name in INNER} == dict.fromkeys(INNER, "not checked")
    assert outcomes(found)["files"] == "failed"


def test_a_pointer_to_another_release_is_found(place: Path) -> None:
    shutil.copy(package(place) / "1.0.0" / "README.md", package(place) / "latest.json")

    by_package, by_link = verified(place), verify(package(place) / "latest", place / "data")
    by_version = verify(package(place) / "1.0.0", place / "data")

    assert failed(by_package) == failed(by_link) == ["latest"]
    assert by_version.holds
    assert outcomes(by_version)["latest"] == "not checked"


def test_a_signature_by_a_key_that_may_not_sign_is_found(place: Path) -> None:
    release, key = package(place) / "1.0.0", place / "other"
    other = load_signer(written(key, key_of_tests(bytes(32))))
    assert other
    (release / "SHA256SUMS.sig").write_bytes(other.sign((release / "SHA256SUMS").read_bytes()))

    found = verified(place)

    assert failed(found) == ["signature"]
    assert f"it is by the key {other.fingerprint}, and the release says {fingerprint(place)}" in problems(found)
    assert f"{other.fingerprint} is none of the keys of parpipe contributors" in problems(found)


def test_a_signature_that_is_gone_is_found(place: Path) -> None:
    (package(place) / "1.0.0" / "SHA256SUMS.sig").unlink()

    found = verified(place)

    assert failed(found) == ["signature"]
    assert "SHA256SUMS.sig is missing: the release says that it is signed" in problems(found)


def test_a_good_signature_by_a_key_that_nobody_vouches_for_is_called_that(signed: Path, built_once: Path) -> None:
    with_nobody, without_data = verify(package(signed), built_once), verify(package(signed))

    for found in (with_nobody, without_data):
        assert found.holds
        assert outcomes(found)["signature"] == "not checked"
        assert found.results["signature"].said == f"good, but by a key that nobody vouches for: {fingerprint(signed)}"


def test_who_may_sign_is_asked_of_a_good_file(place: Path) -> None:
    (place / "data" / "reference" / "publication.yaml").write_text("signers: {", encoding="utf-8")

    with pytest.raises(BadConfiguration, match="whose signatures count is not known"):
        verified(place)
