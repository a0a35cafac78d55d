"""A release proves itself, and nothing can be changed in it, or in the documents behind it, without being found."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parpipe import pipeline
from parpipe.cli import main
from parpipe.errors import BadConfiguration, Missing, Unavailable
from parpipe.proofs import Case, Result
from parpipe.releases import open_table
from parpipe.settings import Settings
from parpipe.signing import load_signer
from parpipe.verify import INNER, OUTER, Verification, verify
from tests.system.remaking import Change, remake, set_where
from tests.unit.test_signing import PUBLIC, key_of_tests, written

WHOLE = dict.fromkeys([*OUTER, *INNER], "ok")


@pytest.fixture(scope="session")
def signed(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package of PAR, signed, and the data folder behind it, in which the key counts; tests leave it."""
    home = tmp_path_factory.mktemp("signed")
    for name in ("reference", "indices", "vocabulary", "snapshots"):
        shutil.copytree(built_once / name, home / "data" / name)
    configured = home / "data" / "reference" / "publication.yaml"
    configured.write_text(
        configured.read_text(encoding="utf-8").replace("signers: []", f"signers: ['{PUBLIC}']"), encoding="utf-8"
    )
    shutil.copytree(built_once / "releases" / ".work", home / "releases" / ".work")
    key = written(home / "key", key_of_tests())
    chosen = Settings.load(data=built_once, releases=home / "releases", environ={"PARPIPE_SIGNING_KEY": str(key)})
    pipeline.build(chosen, indices=("PAR",))
    shutil.rmtree(home / "releases" / ".work")
    return home


@pytest.fixture
def place(signed: Path, tmp_path: Path) -> Path:
    """The same for a test that changes something."""
    return Path(shutil.copytree(signed, tmp_path / "home", symlinks=True))


def package(home: Path) -> Path:
    return home / "releases" / "par-index"


def verified(home: Path) -> Verification:
    return verify(package(home), home / "data")


def outcomes(found: Verification) -> dict[str, str]:
    return {name: result.outcome for name, result in found.results.items()}


def failed(found: Verification) -> list[str]:
    return [name for name, outcome in outcomes(found).items() if outcome == "failed"]


def problems(found: Verification) -> str:
    return "\n".join(problem for result in found.results.values() for problem in result.problems)


def test_a_release_holds(signed: Path) -> None:
    found = verified(signed)

    assert outcomes(found) == WHOLE, problems(found)
    assert found.results["signature"].said == f"good, by {fingerprint(signed)}, a key of parpipe contributors"


def fingerprint(home: Path) -> str:
    signer = load_signer(home / "key")
    assert signer
    return signer.fingerprint


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


def files(home: Path) -> list[Path]:
    """Return every file of the package, the pointer included."""
    return sorted(path for path in package(home).rglob("*") if path.is_file() and "latest" not in path.relative_to(home).parts)


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
            case = Case(pipeline_release(place), str(package(place)), place / "data")
            unnoticed += [] if check(case).problems else [(path.name, at)]
        path.write_bytes(content)

    assert unnoticed == []
    assert verified(place).holds


def pipeline_release(home: Path) -> Any:
    from parpipe.releases import PublishedRelease

    return PublishedRelease(str(package(home) / "1.0.0"))


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


# What somebody may do who has everything but the key: all checksums agree, and the signature is left out or of another key.

QUANG_NINH = {"index_id": "PAR", "level": "province", "ref_area": "GSO22", "time_period": 2018, "component": "_T"}


def about(row: dict[str, Any]) -> bool:
    """Return whether a row is about Quảng Ninh in 2018."""
    return all(row[name] == value for name, value in QUANG_NINH.items())


def held_score(home: Path) -> tuple[str, str]:
    """Return the score that is held for Quảng Ninh in 2018, and its statement."""
    [row] = [row for row in open_table("par-index", "observations", home / "releases").to_pylist() if about(row)]
    return row["score"], row["score_statement"]


def test_a_release_made_again_as_it_was_holds(place: Path) -> None:
    remake(package(place) / "1.0.0", {})

    assert outcomes(verified(place)) == WHOLE


def test_a_value_that_is_not_its_statements_is_found(place: Path) -> None:
    value, cited = held_score(place)

    remake(package(place) / "1.0.0", {"observations": set_where(about, score="99.99")})

    assert failed(verified(place)) == ["signature", "figures"]
    assert f"PAR/province/GSO22/2018, score: 99.99 is held, and the statement {cited} says {value}" in problems(verified(place))


def test_an_observation_that_cites_another_figure_is_found(place: Path) -> None:
    rows = open_table("par-index", "observations", place / "releases").to_pylist()
    other = next(row for row in rows if row["score_statement"] and not about(row))

    remake(
        package(place) / "1.0.0",
        {"observations": set_where(about, score=other["score"], score_statement=other["score_statement"])},
    )

    assert "figures" in failed(verified(place))
    assert "is about something else" in problems(verified(place))


def test_an_observation_without_its_statement_is_found(place: Path) -> None:
    cited = held_score(place)[1]

    remake(package(place) / "1.0.0", {"statements": lambda row: None if row["statement_id"] == cited else row})

    assert f"cites {cited}, which is no statement" in problems(verified(place))


def overridden(message: str) -> dict[str, Change]:
    """Return the changes after which Quảng Ninh has 90, and a finding says why."""
    place = {"table": "data/corrections/a.yaml", "field": "score", "code": "corrected_figure", "message": message}
    first = iter([True])
    return {
        "observations": set_where(about, score="90"),
        "findings": lambda row: {**row, **place} if next(first, False) else row,
    }


@pytest.mark.parametrize(("counts", "wrong"), [("90", []), ("91", ["figures"])])
def test_an_overridden_figure_is_the_value_that_its_correction_says(counts: str, wrong: list[str], place: Path) -> None:
    value, cited = held_score(place)
    changes = overridden(f"{value} counts as {counts}: a nought was lost (the page's own error; open)")
    told = changes["findings"]

    remake(
        package(place) / "1.0.0",
        {
            **changes,
            "findings": lambda row: {**changed, "statement_id": cited} if (changed := told(row)) != row and changed else row,
        },
    )

    assert failed(verified(place)) == ["signature", *wrong]


def of_prose(row: dict[str, Any]) -> bool:
    return row["extractor"] == "narrative" and row["basis"] == "printed" and row["measure"] == "score"


def of_transcription(row: dict[str, Any]) -> bool:
    return row["extractor"] == "transcription" and row["measure"] == "score"


MUTATED: dict[str, tuple[Callable[[dict[str, Any]], bool], dict[str, Any], str]] = {
    "a value of prose": (of_prose, {"value": "12.34"}, "does not read to"),
    "a value of a transcription": (of_transcription, {"value": "12.34"}, "does not read to"),
    "a value and its digits": (of_prose, {"value": "12.34", "printed": "12,34"}, "does not read to"),
    "a cell and its value": (of_transcription, {"value": "12.34", "printed": "12.34", "quote": "12.34"}, "the quote is"),
    "a quote of prose": (of_prose, {"quote": "đạt 12,34 điểm"}, "the quote is 'đạt 12,34 điểm', and there stands"),
    "a place in prose": (of_prose, {"locator": "block=1&char=0,5"}, "the quote is"),
    "a place that is not there": (of_prose, {"locator": "block=999&char=0,5"}, "the place is not there"),
    "a place that is none": (of_prose, {"locator": "somewhere"}, "the place is not there"),
    "a cell in another row": (of_transcription, {"locator": "row=1&col=1"}, "the quote is"),
    "a snapshot": (of_prose, {"snapshot_sha256": "0" * 64}, "no snapshot has the SHA-256 0000"),
    "a year": (of_transcription, {"time_period": 1999}, "time_period is '1999', and the row says"),
    "a name": (of_transcription, {"area_name": "Atlantis"}, "area_name is 'Atlantis', and the row says"),
    "a page": (of_transcription, {"source_url": "https://example.vn"}, "source_url is"),
    "a measure": (of_transcription, {"measure": "rank"}, "it is in the column score, and called rank"),
    "prose called a transcription": (of_prose, {"extractor": "transcription"}, "that is no cell of a transcription"),
}


@pytest.mark.parametrize("name", MUTATED)
def test_a_statement_that_its_evidence_does_not_bear_out_is_found(name: str, place: Path) -> None:
    chosen, values, told = MUTATED[name]
    first = next(row for row in open_table("par-index", "statements", place / "releases").to_pylist() if chosen(row))

    remake(
        package(place) / "1.0.0",
        {"statements": set_where(lambda row: row["statement_id"] == first["statement_id"], **values)},
    )

    found = verified(place)
    assert "evidence" in failed(found)
    assert told in "\n".join(found.results["evidence"].problems)
    assert len(found.results["evidence"].problems) == 1


def test_a_value_changed_wherever_it_stands_is_found_by_its_evidence_alone(place: Path) -> None:
    cited = held_score(place)[1]

    remake(
        package(place) / "1.0.0",
        {
            "statements": set_where(lambda row: row["statement_id"] == cited, value="99.99", printed="99.99"),
            "observations": set_where(about, score="99.99"),
        },
    )

    assert failed(verified(place)) == ["signature", "evidence"]
    assert cited in problems(verified(place))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"value": "7"}, "does not read to 7"),
        ({"evidence": "Top 7"}, "'Top 7', and there stands"),
        ({"locator": "block=1"}, "quote"),
    ],
)
def test_a_target_that_was_not_promised_is_found(values: dict[str, str], told: str, place: Path) -> None:
    chosen = set_where(lambda row: row["value"] is not None, **values)
    row = {
        "who": None,
        "index_id": "PAR",
        "ref_area": None,
        "component": "_T",
        "measure": "rank",
        "bound": "top",
        "outcome": "unknown",
    }
    page, quote, locator = promise(place)
    added = {**row, "value": "30", "evidence": quote, "locator": locator, "snapshot_sha256": page, "source_id": "example.vn"}
    remake(package(place) / "1.0.0", {"targets": set_where(lambda row: True, **added)})
    before = verified(place)

    remake(package(place) / "1.0.0", {"targets": chosen})

    assert "evidence" not in failed(before), problems(before)
    assert told in problems(verified(place))


def promise(home: Path) -> tuple[str, str, str]:
    """Return a snapshot that promises something, the words, and their place."""
    from parpipe.checksums import sha256

    page = home / "data" / "snapshots" / "promise.txt"
    page.write_text("Lai Châu phấn đấu vào nhóm 30 tỉnh dẫn đầu, among the 30 best.\n", encoding="utf-8")
    text = page.read_text(encoding="utf-8").strip()
    first = text.index("30 best")
    return sha256(page.read_bytes()), "30 best", f"block=1&char={first},{first + 7}"


def test_every_byte_of_a_snapshot_counts(place: Path) -> None:
    cited = {row["snapshot_sha256"] for row in open_table("par-index", "statements", place / "releases").to_pylist()}
    path = next(path for path in sorted((place / "data" / "snapshots").rglob("*.html")))
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    found = verified(place)

    assert cited
    assert failed(found) == ["evidence"]
    assert "no snapshot has the SHA-256" in problems(found)


def test_a_snapshot_may_have_any_name_of_its_kind(place: Path) -> None:
    for path in sorted((place / "data" / "snapshots").rglob("*.csv")):
        path.rename(path.with_name(f"moved-{path.name}"))

    assert outcomes(verified(place)) == WHOLE


@pytest.mark.parametrize("known", ["no data", "data without snapshots"])
def test_without_snapshots_the_evidence_is_not_checked_and_that_is_said(known: str, place: Path) -> None:
    shutil.rmtree(place / "data" / "snapshots")

    found = verify(package(place), None if known == "no data" else place / "data")

    assert found.holds
    assert outcomes(found)["evidence"] == "not checked"
    assert found.results["evidence"].said.startswith("there are no snapshots")


# Who signed.


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


# Descriptor and tables, each with checksums that agree.


def resealed(release: Path) -> None:
    """Make SHA256SUMS and the pointer agree with the files as they are."""
    from parpipe.checksums import sha256, write_pointer, write_sums

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
    "a digest": (lambda said: said["resources"][-1].update({"parpipe:digest": "sha256:0"}), "tables", "digest sha256:0"),
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
    from parpipe.package import FileInfo
    from parpipe.writers.parquet import parquet_bytes

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
    from parpipe.descriptors.datapackage import read_release

    return read_release(json.loads((release / "datapackage.json").read_text(encoding="utf-8"))).citation


# Over HTTP, and on the command line.


@pytest.fixture
def address(place: Path) -> Iterator[str]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(place / "releases"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_release_is_verified_over_http(place: Path, address: str) -> None:
    by_package, by_version = (verify(f"{address}/{name}", place / "data") for name in ("par-index", "par-index/1.0.0"))

    assert outcomes(by_package) == WHOLE, problems(by_package)
    assert outcomes(by_version) == {**WHOLE, "latest": "not checked"}
    assert "over HTTP a file that was added cannot be seen" in by_package.results["files"].said


def test_a_changed_file_is_found_over_http(place: Path, address: str) -> None:
    path = package(place) / "1.0.0" / "statements.parquet"
    path.write_bytes(path.read_bytes()[:-1])

    found = verify(f"{address}/par-index", place / "data")

    assert failed(found) == ["files"]
    assert "statements.parquet was changed" in problems(found)


def test_a_host_that_does_not_answer_is_no_failure_of_the_release() -> None:
    with pytest.raises(Unavailable, match="did not answer"):
        verify("http://127.0.0.1:9/par-index")


def test_where_no_release_is_there_is_none_to_verify(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="no release in"):
        verify(tmp_path)


def test_a_check_of_the_callers_own_is_one_more(signed: Path) -> None:
    def rebuild(case: Case) -> Result:
        return Result("made anew", (f"{case.release.version} comes out otherwise",))

    found = verify(package(signed), signed / "data", rebuild=rebuild)

    assert list(outcomes(found)) == [*WHOLE, "rebuild"]
    assert failed(found) == ["rebuild"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["verify", *arguments])
    return int(ended.value.code or 0), capsys.readouterr().out


def test_the_command_prints_a_line_for_every_check(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(place / "data" / "snapshots")

    code, out = run(capsys, str(package(place)), "--data", str(place / "data"))

    lines = out.splitlines()
    assert code == 0
    assert lines[0] == str(package(place) / "1.0.0")
    assert [line.split()[0] for line in lines[1:]] == list(WHOLE)
    assert lines[-1] == f"  evidence not checked: there are no snapshots in {place / 'data' / 'snapshots'}"


def test_the_command_says_what_is_wrong_and_where_and_fails(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in sorted((package(place) / "1.0.0").glob("*.[cp][sa][vr]*")):
        path.write_bytes(path.read_bytes() + b"\n")

    code, out = run(capsys, str(package(place)), "--data", str(place / "data"))

    assert code == 1
    assert "  files failed\n    area_names.csv was changed: its SHA-256 is" in out
    assert "    … and 12 more; --format json lists all\n" in out
    assert "  tables not checked: the files are not those that were released\n" in out


def test_the_json_form_is_as_documented(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package(place) / "1.0.0" / "README.md").unlink()

    code, out = run(capsys, str(package(place)), "--data", str(place / "data"), "--format", "json")

    said = json.loads(out)
    assert code == 1
    assert (said["release"], said["holds"]) == (str(package(place) / "1.0.0"), False)
    assert [check["check"] for check in said["checks"]] == list(WHOLE)
    assert said["checks"][0]["outcome"] == "failed"
    assert said["checks"][0]["problems"] == ["README.md is missing"]
    assert all(set(check) == {"check", "outcome", "said", "problems"} for check in said["checks"])
