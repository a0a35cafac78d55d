"""What a person at a terminal sees: help that comes quickly, tables that fit, colours nowhere else, an answer to a typo."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from parpipe.cli import cli, main
from parpipe.guide import SECTIONS
from tests.conftest import ROOT

COMMAND = [sys.executable, "-c", "from parpipe.cli import main; main()"]
ENVIRONMENT = {"PATH": os.defpath, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm-256color"}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
HEAVY = {"prefect", "pandas", "pyarrow", "numpy", "frictionless", "rich", "jinja2", "matplotlib", "httpx", "yaml"}


def at_a_terminal(width: int, *arguments: str, **environment: str) -> str:
    """Return what a command prints to a terminal of so many columns."""
    own, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    with subprocess.Popen([*COMMAND, *arguments], stdout=other, stderr=other, env={**ENVIRONMENT, **environment}) as process:
        os.close(other)
        parts = list(iter(lambda: _read(own), b""))
        assert process.wait(timeout=120) == 0
    os.close(own)
    return b"".join(parts).decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # what a terminal says at its end
        return b""


def test_every_command_stands_in_one_section_of_the_help() -> None:
    assert sorted(name for names in SECTIONS.values() for name in names) == sorted(cli.commands)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_help_fits_and_cuts_no_sentence(width: int) -> None:
    told = at_a_terminal(width, "--help")

    assert max(map(len, told.splitlines())) <= max(width, 78)
    assert "..." not in told.replace("[ARGS]...", "")
    assert "which findings are open." in " ".join(told.split())


def test_the_help_imports_nothing_heavy() -> None:
    code = "import sys\nfrom parpipe.cli import main\ntry: main(['--help'])\nfinally: print(*sys.modules, file=sys.stderr)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=ENVIRONMENT)

    assert {"click", "parpipe.guide"} <= set(done.stderr.split())
    assert HEAVY & {name.split(".")[0] for name in done.stderr.split()} == set()


@pytest.mark.parametrize("width", [30, 50, 80, 200])
def test_no_figure_is_cut_off_however_narrow_the_terminal_is(width: int, built_once: Path) -> None:
    told = COLOUR.sub("", at_a_terminal(width, "get", "PAR", "--area", "Lai Châu", "--releases", str(built_once / "releases")))

    assert max(map(len, told.splitlines())) <= width
    for figure in ("66.46", "63.17", "76.75", "79.12", "67.41", "97.5", "2016"):
        assert figure in told.split()


@pytest.mark.parametrize("width", [60, 100])
def test_the_matrix_of_years_goes_on_below_where_it_is_too_wide(width: int, built_once: Path) -> None:
    data = ("--data", str(built_once), "--releases", str(built_once / "releases"))

    told = at_a_terminal(width, "status", "--index", "PAR", *data)

    matrix = told.partition("Sources:")[0].splitlines()
    heads = [line.split() for line in matrix if line.split()[:3] == ["level", "measure", "state"]]
    years = [int(year) for head in heads for year in head[3:]]
    assert max(map(len, matrix)) <= width
    assert (len(heads) > 1) == (width < 32 + 6 * len(years))
    assert years == list(range(2012, years[-1] + 1))


def test_colours_are_for_terminals_and_say_nothing_alone(built_once: Path) -> None:
    question = ("get", "PAR", "--area", "Lai Châu", "--releases", str(built_once / "releases"))

    shown = at_a_terminal(100, *question)
    plain = at_a_terminal(100, *question, TERM="dumb")
    piped = subprocess.run([*COMMAND, *question], capture_output=True, text=True, check=True, env=ENVIRONMENT).stdout

    assert COLOUR.search(shown)
    assert not COLOUR.search(plain)
    assert not COLOUR.search(piped)
    assert COLOUR.sub("", shown).split() == plain.split() == piped.split()


TYPED = {
    "a command": (["explian"], "Did you mean 'explain'?"),
    "an option": (["get", "--yaer", "2016"], "'--year'"),
    "an index": (["get", "PRA"], "no index 'PRA' (did you mean PAR?); there are DTI, PAPI, PAR, PCI, SIPAS"),
    "an index by a longer name": (["get", "PAR-INDEX"], "(did you mean PAR?)"),
    "an index of a build": (["build", "--index", "sipa"], "no index 'sipa' (did you mean SIPAS?)"),
    "a level of a key": (["explain", "PAR/provnce/GSO12/2016"], "no level 'provnce' (did you mean province?)"),
    "a component of a key": (["explain", "PAR/province/GSO12/2016/CDDX"], "(did you mean CDDH?); it has CDDH"),
    "an area": (["get", "--area", "Lai Chu"], "near it: Lai Châu (GSO12)"),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_was_mistyped_is_answered_with_what_was_meant(
    name: str, built_once: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments, meant = TYPED[name]
    monkeypatch.setenv("PARPIPE_RELEASES", str(built_once / "releases"))

    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert meant in capsys.readouterr().err


def test_one_is_one(built_once: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["get", "PAR", "--area", "12", "--year", "2016", "--releases", str(built_once / "releases")])

    assert capsys.readouterr().out.startswith("1 observation ")
