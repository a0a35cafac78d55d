"""Every change to the disk goes through parpipe.storage: read in the code, and watched in a build."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.crash.changers import changes_of

SOURCE = ROOT / "src/parpipe"
IN_A_TEMPORARY_FOLDER = "a folder of the system for temporary files, in which another program or a reader finds the document"
INTO_MEMORY = "the target is in memory"
NOWHERE = "the null device"
OPEN = "it writes to what the caller has opened, in a build into memory"
READS = "it opens to read"
EXCEPTIONS = {
    ("office.py", "tempfile.TemporaryDirectory"): IN_A_TEMPORARY_FOLDER,
    ("office.py", ".write_bytes"): IN_A_TEMPORARY_FOLDER,
    ("office.py", "profile.mkdir"): IN_A_TEMPORARY_FOLDER,
    ("office.py", ".write_text"): IN_A_TEMPORARY_FOLDER,
    ("ocr/program.py", "tempfile.TemporaryDirectory"): IN_A_TEMPORARY_FOLDER,
    ("new_source.py", "tempfile.TemporaryDirectory"): IN_A_TEMPORARY_FOLDER,
    ("new_source.py", "file.write_bytes"): IN_A_TEMPORARY_FOLDER,
    ("kept.py", "stream.write_table"): INTO_MEMORY,
    ("writers/csv.py", "csv.write_csv"): INTO_MEMORY,
    ("writers/parquet.py", "pq.ParquetWriter"): OPEN,
    ("writers/parquet.py", "_writer.write_table"): OPEN,
    ("limits.py", "archive.open"): READS,
    ("ocr/pictures.py", "Image.open"): READS,
    ("validation/keys.py", ".write_table"): IN_A_TEMPORARY_FOLDER,
    ("validation/keys.py", "ipc.new_file"): IN_A_TEMPORARY_FOLDER,
    ("validation/keys.py", "pa.memory_map"): IN_A_TEMPORARY_FOLDER,
    ("validation/keys.py", "path.unlink"): IN_A_TEMPORARY_FOLDER,
    ("validation/keys.py", "tempfile.mkdtemp"): IN_A_TEMPORARY_FOLDER,
    ("validation/report.py", "tempfile.TemporaryDirectory"): IN_A_TEMPORARY_FOLDER,
    ("validation/tally.py", "_checklist.connect"): "Frictionless calls it so when a checklist meets a table",
    ("site/charts.py", "drawn.savefig"): INTO_MEMORY,
    ("site/svg.py", "figure.savefig"): INTO_MEMORY,
    ("turtle.py", ".serialize"): INTO_MEMORY,
    ("writers/database.py", "sqlite3.connect"): INTO_MEMORY,
    ("writers/database.py", "connection.serialize"): INTO_MEMORY,
    ("writers/workbook.py", "xlsxwriter.Workbook"): INTO_MEMORY,
    ("writers/workbook.py", "write_table"): INTO_MEMORY,
    ("rebuilding.py", "tempfile.TemporaryDirectory"): IN_A_TEMPORARY_FOLDER,
    ("terminal.py", "os.open"): NOWHERE,
    ("terminal.py", "open"): NOWHERE,
    ("workbooks/xls.py", "open"): NOWHERE,
}
"""Calls outside parpipe.storage that may change a disk, and why none changes what a run leaves."""


def test_no_other_module_changes_the_disk() -> None:
    modules = [path for path in sorted(SOURCE.rglob("*.py")) if path.name != "storage.py"]

    found = {(str(path.relative_to(SOURCE)), call) for path in modules for call in changes_of(path.read_text(encoding="utf-8"))}

    assert len(modules) > 100
    assert found == set(EXCEPTIONS), "change the disk through parpipe.storage, or give the reason why this need not"


@pytest.mark.parametrize(
    "code",
    [
        "open('a', 'w')",
        "open('a', mode)",
        "Path('a').open('ab')",
        "folder.joinpath('a').open(mode='x')",
        "io.open('a', 'w')",
        "path.write_bytes(b'')",
        "(folder / 'a').write_text('')",
        "os.replace('a', 'b')",
        "path.replace(other)",
        "path.rename(other)",
        "os.open('a', os.O_WRONLY)",
        "shutil.rmtree('a')",
        "tempfile.mkstemp()",
        "from os import replace",
        "from shutil import copyfile",
        "feather.write_feather(table, path)",
        "pq.write_table(table, path)",
        "frame.to_parquet(path)",
        "sqlite3.connect('a.db')",
        "self.folder.mkdir()",
        "xlsxwriter.Workbook('a.xlsx')",
    ],
)
def test_a_call_that_changes_the_disk_is_seen(code: str) -> None:
    assert list(changes_of(code))


@pytest.mark.parametrize(
    "code",
    ["open('a')", "path.open('rb')", "text.replace('a', 'b')", "day.replace(year=2020)", "os.getpid()", "shutil.which('a')"],
)
def test_a_call_that_only_reads_is_not(code: str) -> None:
    assert not list(changes_of(code))


WATCH = """
import json, os, sys
from parpipe import cli, pipeline, report, storage
from tests.crash.scenarios import RELEASES

inside, seen, outside = 0, [], []
CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.chmod", "os.truncate", "os.utime")

def operate(name, perform):
    def watched(*given):
        global inside
        inside += 1
        try:
            return perform(*given)
        finally:
            inside -= 1
    return watched

def notice(event, given):
    if event == "open":
        path, _, flags = given
        changing = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) and path != os.devnull
    else:
        path, changing = given[0] if given else "", event in CHANGES
    if changing and "__pycache__" not in str(path):
        (seen if inside else outside).append([event, str(path)])

storage.OPERATIONS.update({name: operate(name, perform) for name, perform in storage.OPERATIONS.items()})
sys.addaudithook(notice)
try:
    cli.main(["build", *sys.argv[1:]])
except SystemExit as error:
    print(json.dumps({"code": error.code, "seen": seen, "outside": outside}), file=sys.stderr)
"""


def test_the_interpreter_sees_no_change_of_a_build_outside_the_operations(small_data: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    fonts = tmp_path / "fonts"  # matplotlib keeps a list of the fonts of a machine, usually in the home of its user
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "TMPDIR": str(scratch), "MPLCONFIGDIR": str(fonts)}

    done = subprocess.run(
        [sys.executable, "-c", WATCH, "--data", str(small_data), "--index", "DTI"],
        capture_output=True,
        env=environment,
        check=True,
    )

    told = json.loads(done.stderr.splitlines()[-1])
    assert told["code"] == 0
    assert {event for event, _ in told["seen"]} >= {"open", "os.mkdir", "os.rename", "os.remove", "os.symlink", "os.chmod"}
    assert [(event, path) for event, path in told["outside"] if not {scratch, fonts} & {Path(path), *Path(path).parents}] == []
    assert not any(scratch.iterdir())
