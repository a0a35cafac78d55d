"""tesseract, where it is installed, as the reader of pictures: a picture in, words with their boxes out."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache

from parpipe.errors import Unreadable
from parpipe.pdf.sight import Word

SECONDS = 60.0
"""How long one page may take; a page of small print needs about five."""

WORDS, NUMBERS = "vie", "eng"
"""The models that read words, and once more numbers, in which the first doubles digits (834,25 for 84,25)."""

ONE_BLOCK = "6"
"""The page is read line by line from edge to edge: which words belong together is found later, as for PDF."""

INSTALL = "install the packages tesseract-ocr and tesseract-ocr-vie"
_WORD = "5"
_SURE_TURN = 5.0
_COLUMNS = 12


def missing() -> str | None:
    """Return what must be installed before pictures can be read, None if nothing."""
    return _missing(os.environ.get("PATH", ""))


@cache
def _missing(_: str) -> str | None:
    """Return the same for the folders in which programs are looked for."""
    if shutil.which("tesseract") is None:
        return f"pictures are read by tesseract, which is not installed; {INSTALL}"
    if not {WORDS, NUMBERS} <= set(_run(["--list-langs"], b"").decode(errors="replace").split()):
        return f"pictures are read by tesseract, which lacks its models {WORDS} and {NUMBERS} here; {INSTALL}"
    try:
        import PIL  # noqa: F401
    except ImportError:
        return "pictures are read with the package pillow, which is not installed; install parpipe[ocr]"
    return None


def read_words(picture: bytes, model: str = WORDS, seconds: float = SECONDS) -> list[Word]:
    """Return the words on a picture (a portable grey map), line by line; Unreadable if it takes too long, or fails."""
    arguments = ["stdin", "stdout", "-l", model, "--psm", ONE_BLOCK, "--dpi", "300", "tsv"]
    rows = (line.split("\t") for line in _run(arguments, picture, seconds).decode("utf-8", errors="replace").splitlines())
    return [_word(row) for row in rows if len(row) == _COLUMNS and row[0] == _WORD and row[-1].strip()]


def read_turn(picture: bytes) -> int:
    """Return by how many quarters of a circle, against the clock, to turn a picture for its words to stand upright."""
    told = _run(["stdin", "stdout", "--psm", "0", "--dpi", "300"], picture, fails=True).decode(errors="replace")
    found = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    sure = float(found.get("Orientation confidence", 0)) >= _SURE_TURN
    return -int(found["Rotate"]) // 90 % 4 if sure and "Rotate" in found else 0


def _word(row: list[str]) -> Word:
    left, top, width, height = map(float, row[6:10])
    return Word(row[11].strip(), left, top, left + width, top + height, float(row[10]))


def _run(arguments: list[str], given: bytes, seconds: float = SECONDS, *, fails: bool = False) -> bytes:
    """Return what the program prints; it runs in a folder of its own, on one core, and is ended after a time.

    ``fails``: that it finds nothing and says so by its exit code is no error.
    """
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX") if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="parpipe-") as folder:
        environment = {**kept, "HOME": folder, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
        try:
            done = subprocess.run(
                ["tesseract", *arguments], input=given, capture_output=True, cwd=folder, env=environment, timeout=seconds
            )
        except subprocess.TimeoutExpired as error:
            raise Unreadable(f"tesseract takes more than {seconds:g} seconds to read one of its pages") from error
    if done.returncode and not fails:
        raise Unreadable("tesseract cannot read one of its pages")
    return done.stdout
