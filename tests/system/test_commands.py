"""What a person sees when something is wrong: one paragraph that says what to do, the documented exit code, no traceback."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from parpipe.cli import cli, main
from tests.conftest import ROOT

COMMAND = [sys.executable, "-c", "from parpipe.cli import main; main()"]
ENVIRONMENT = {"PATH": os.defpath, "PYTHONPATH": str(ROOT / "src")}
EVERYTHING = ("get", "--component", "all", "--format", "json")

NAMED_WRONGLY = {
    "a document that is not there": (["extract", "none.html"], 2, "none.html does not exist; name a file"),
    "a folder instead of a document": (["extract", "folder"], 2, "folder is a folder; name a file"),
    "a name that is too long": (["extract", "a" * 300], 2, "does not exist; name a file"),
    "a document that is noise": (["extract", "noise.pdf"], 1, "noise.pdf: it is no PDF"),
    "noise that claims to be a page": (["extract", "noise.html"], 1, "noise.html is a binary file"),
    "a document of another kind": (["extract", "noise.exe"], 1, "documents of kind .exe are not read; these are: .csv"),
    "an empty document": (["extract", "empty.html"], 1, "empty.html is empty"),
    "an area that nobody knows": (["extract", "page.csv", "--area", "Atlantis"], 2, "an official code (12), an id (GSO12)"),
    "an index that nobody knows": (["extract", "page.csv", "--index", "XYZ"], 2, "there are DTI, PAPI, PAR, PCI, SIPAS"),
    "a level of another kind": (["extract", "page.csv", "--level", "village"], 2, "'village' is not one of 'province'"),
    "no date": (["build", "--as-of", "2020"], 2, "'2020' is no date; write YYYY-MM-DD"),
    "an option that there is not": (["get", "--colour"], 2, "“parpipe get --help” tells what can be given"),
    "a command that there is not": (["dance"], 2, "No such command 'dance'; “parpipe --help” tells"),
    "data that are not there": (["build", "--data", "none"], 2, "none does not exist; run in a checkout"),
    "a file instead of data": (["build", "--data", "page.csv"], 2, "page.csv is no folder; run in a checkout"),
    "an empty folder of data": (["build", "--data", "folder"], 2, "folder/reference/areas.csv is missing"),
    "a file instead of releases": (["build", "--releases", "page.csv"], 3, "cannot make folder page.csv: File exists"),
    "a read-only folder of releases": (["build", "--releases", "sealed"], 3, "make the folder writable, or name another"),
    "releases that are not there": (["get", "--releases", "none"], 2, "no release in none; run “parpipe build”"),
    "a file with releases to read": (["get", "--releases", "page.csv"], 2, "no release in page.csv; run “parpipe build”"),
    "an area to get": (["get", "--area", "Atlantis"], 2, "no area is known for 'Atlantis'"),
    "a component to get": (["get", "--component", "NOPE"], 2, "no component 'NOPE'; there are _T,"),
    "a year to get": (["get", "--year", "99999999999999999999"], 2, "is not in the range 1900<=x<=2100"),
    "a key of another form": (["explain", "PAR/GSO12"], 2, "'PAR/GSO12' is no key; write INDEX/level/AREA/year"),
    "a key of no year": (["explain", "PAR/province/GSO12/99999"], 2, "'PAR/province/GSO12/99999' is no key"),
    "a key of an unknown area": (["explain", "PAR/province/Atlantis/2016"], 2, "write an official code (12), an id (GSO12)"),
    "a key of an unknown year": (["explain", "PAR/province/GSO12/1990"], 2, "years held for this series: 2012, 2013"),
    "a table that is not there": (["validate", "none.csv"], 2, "none.csv does not exist; name a CSV or Parquet table"),
    "a table that is noise": (["validate", "noise.exe"], 1, "noise.exe is no table; name a CSV, Parquet or Excel file"),
    "a descriptor that is noise": (["validate", "noise.json"], 1, "noise.json is no valid descriptor"),
    "a schema that is not there": (["validate", "page.csv", "--schema", "none.json"], 2, "--schema names the JSON file"),
    "a schema that is a folder": (["validate", "page.csv", "--schema", "folder"], 2, "folder is a folder; --schema names"),
    "a schema that is noise": (["validate", "page.csv", "--schema", "noise.json"], 1, "noise.json is no Table Schema"),
    "a schema for a package": (["validate", "releases/dti", "--schema", "noise.json"], 2, "--schema is for a single table"),
}


@pytest.fixture
def place(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with releases and with files that are of no use."""
    noise = random.Random(7).randbytes(4_000)
    for name in ("noise.pdf", "noise.html", "noise.exe", "noise.json"):
        (tmp_path / name).write_bytes(noise)
    (tmp_path / "empty.html").touch()
    (tmp_path / "page.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "sealed").mkdir(mode=0o555)
    (tmp_path / "releases").symlink_to(built / "releases")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said_at_the_end(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Return the exit code of a command and its paragraph on stderr, in one line."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("parpipe: ")
    assert "Traceback" not in err
    assert "\n\n" not in err.strip()
    assert isinstance(ended.value.code, int)
    return ended.value.code, err


@pytest.mark.parametrize("name", NAMED_WRONGLY)
def test_what_is_named_wrongly_is_told_in_one_paragraph(name: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, code, message = NAMED_WRONGLY[name]

    ended, told = said_at_the_end(capsys, *arguments)

    assert (ended, message in told) == (code, True), told


DAMAGED = {
    "a descriptor that is no JSON": ("datapackage.json", "{"),
    "a descriptor of something else": ("datapackage.json", "[]"),
    "a table of other columns": ("observations.csv", "junk\n1\n"),
    "a table that is noise": ("observations.csv", "\0\x01\n\x02"),
    "a table that is gone": ("observations.csv", None),
}


@pytest.mark.parametrize("command", [["get", "PAR"], ["explain", "PAR/province/GSO12/2016"], ["build"]], ids=lambda c: c[0])
@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_release_is_named_with_its_file(
    name: str, command: list[str], place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, content = DAMAGED[name]
    damaged = place / "releases/par-index/latest" / file
    damaged.unlink() if content is None else damaged.write_text(content)

    ended, told = said_at_the_end(capsys, *command)

    assert ended == 1
    assert f"latest/{file} is damaged" in told or f"1.0.0/{file} is damaged" in told


def test_a_package_whose_link_leads_nowhere_is_not_released(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(place / "releases/par-index/1.0.0")

    ended, told = said_at_the_end(capsys, "get", "PAR")

    assert ended == 2
    assert "has no release of PAR, only of dti, papi, pci, sipas" in told


def test_a_broken_yaml_is_named_with_its_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "data/sources/viet-jo.com.yaml").write_text("title: [", encoding="utf-8")

    ended, told = said_at_the_end(capsys, "build")

    assert ended == 2
    assert "data/sources/viet-jo.com.yaml:2: this is no YAML" in told


def test_data_without_a_source_are_no_data(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (place / "data/sources").iterdir():
        path.unlink()

    ended, told = said_at_the_end(capsys, "build")

    assert (ended, "data/sources: there is no source" in told) == (2, True)


def test_an_unreadable_page_stops_the_build(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "data/snapshots/cchc.laichau.gov.vn/par-index-2012-2016.html").write_bytes((place / "noise.html").read_bytes())

    ended, told = said_at_the_end(capsys, "build")

    assert (ended, "par-index-2012-2016.html is a binary file" in told) == (1, True)


@pytest.mark.parametrize("options", [(), ("-v",)])
def test_a_bug_ends_with_70_and_its_traceback_only_where_it_is_asked_for(
    options: tuple[str, ...], place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("parpipe.query.get", None)

    with pytest.raises(SystemExit) as ended:
        main([*options, "get"])

    told = capsys.readouterr().err
    assert ended.value.code == 70
    assert "parpipe: internal error: TypeError" in told
    assert ("Traceback" in told) == bool(options)


def run(place: Path, *arguments: str, **streams: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], cwd=place, env=ENVIRONMENT, text=True, **streams)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("arguments", [EVERYTHING, ("build",), ("explain", "PAR/province/GSO22/2018")], ids=lambda a: a[0])
def test_a_reader_that_goes_away_is_no_error(arguments: tuple[str, ...], place: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    done = run(place, *arguments, stdout=writer, stderr=subprocess.PIPE)

    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("format_", ["csv", "json", "parquet", "table"])
def test_an_output_that_is_closed_or_full_is_told(format_: str, place: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(place, "get", "--format", format_, stdout=full, stderr=subprocess.PIPE)
    closed = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *COMMAND, "get", "--format", format_],
        cwd=place,
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        text=True,
    )

    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "the output cannot be used: No space left on device" in done.stderr
    assert (closed.returncode, closed.stderr) == (0, "")


def test_csv_is_utf8_whatever_the_locale_says(place: Path) -> None:
    environment = ENVIRONMENT | {"PYTHONIOENCODING": "ascii"}

    done = subprocess.run([*COMMAND, "get", "--format", "csv"], cwd=place, env=environment, capture_output=True, check=True)

    assert "Lai Châu" in done.stdout.decode("utf-8")


def test_an_interrupted_build_ends_with_130_and_leaves_the_release(place: Path) -> None:
    shutil.rmtree(place / "releases/.work")
    before = (place / "releases/par-index/latest/SHA256SUMS").read_bytes()
    process = subprocess.Popen([*COMMAND, "build"], cwd=place, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
    while not (place / "releases/.work/lock").exists():
        time.sleep(0.01)

    process.send_signal(signal.SIGINT)

    _, told = process.communicate(timeout=60)
    assert (process.returncode, told.strip()) == (130, "parpipe: interrupted")
    assert (place / "releases/par-index/latest/SHA256SUMS").read_bytes() == before


def test_no_path_is_judged_before_the_command_that_knows_its_exit_code() -> None:
    paths = [
        option.type for command in cli.commands.values() for option in command.params if isinstance(option.type, click.Path)
    ]

    assert len(paths) > 5
    assert not any(path.readable or path.exists for path in paths), "click would call what is unreadable wrong usage"
