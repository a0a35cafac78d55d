import os
import subprocess
import sys
from pathlib import Path

import pytest


def completed(words: str, **environment: str) -> list[str]:
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1), "_PARPIPE_COMPLETE": "bash_complete"}
    program = [sys.executable, "-c", "from parpipe.cli import main; main()"]
    done = subprocess.run(program, env={**os.environ, **asked, **environment}, capture_output=True, text=True, check=True)
    assert not done.stderr
    return [line.removeprefix("plain,") for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("parpipe bui", ["build"]),
        ("parpipe get pa", ["PAPI", "PAR"]),
        ("parpipe build --index s", ["SIPAS"]),
        ("parpipe get PAR --area lai", ["Lai Chau", "Lai Châu"]),
        ("parpipe fetch cchc.lai", ["cchc.laichau.gov.vn"]),
        ("parpipe new-source --area GSO12", ["GSO12"]),
        ("parpipe get PAR --area nowhere", [""]),
    ],
)
def test_a_shell_completes_what_it_is_given(words: str, wanted: list[str]) -> None:
    assert completed(words) == wanted


def test_packages_are_completed_by_their_folder(built_once: Path) -> None:
    found = completed("parpipe verify ", PARPIPE_DATA=str(built_once))

    assert f"{built_once}/releases/par-index" in found


def test_a_folder_without_data_completes_to_nothing(tmp_path: Path) -> None:
    assert completed("parpipe get PAR --area lai", PARPIPE_DATA=str(tmp_path)) == [""]
