import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parpipe import storage
from parpipe.errors import Unavailable

HOLD = """
import sys, time
from pathlib import Path
from parpipe.storage import exclusive
with exclusive(Path(sys.argv[1])):
    print("in", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_refused_until_the_first_has_ended_however_it_ends(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"

        with pytest.raises(Unavailable, match="another run is at work"), storage.exclusive(tmp_path):
            pass

        other.kill()
    with storage.exclusive(tmp_path):
        pass


def test_a_placed_folder_is_complete_and_readable_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        staged = storage.fresh_folder(tmp_path / "staged")
        storage.write(staged / "a.csv", b"a\n")

        storage.place_folder(staged, tmp_path / "home" / "1.0.0")
    finally:
        os.umask(old)

    final = tmp_path / "home" / "1.0.0"
    assert not staged.exists()
    assert (final.stat().st_mode & 0o777, (final / "a.csv").stat().st_mode & 0o777) == (0o755, 0o644)


def test_a_pointer_is_swapped_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    for version in ("1.0.0", "1.1.0"):
        (tmp_path / version).mkdir()
        storage.point(tmp_path / "latest", version)
        storage.replace(tmp_path / "latest.json", version.encode())

    assert (tmp_path / "latest").readlink() == Path("1.1.0")
    assert (tmp_path / "latest.json").read_bytes() == b"1.1.0"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.0.0", "1.1.0", "latest", "latest.json"]


def test_a_folder_that_cannot_be_made_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(Unavailable, match=r"cannot make folder .*file/releases: Not a directory"):
        storage.make_folder(tmp_path / "file" / "releases")


def test_a_folder_marked_read_only_is_left_alone_even_by_root(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)

    with pytest.raises(Unavailable, match="is read-only; make the folder writable"):
        storage.make_folder(tmp_path / "releases" / ".work")

    tmp_path.chmod(0o755)
    assert list(tmp_path.iterdir()) == []


def test_removing_what_is_not_there_does_nothing(tmp_path: Path) -> None:
    storage.remove(tmp_path / "nothing")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_half_removed_is_not_under_its_name_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = storage.fresh_folder(tmp_path / "draft")
    for name in ("a", "b"):
        storage.write(folder / name, b"")
    remove = storage.OPERATIONS["remove"]

    def fail_at_b(path: Path) -> None:
        if path.name == "b":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        remove(path)

    monkeypatch.setitem(storage.OPERATIONS, "remove", fail_at_b)
    with pytest.raises(Unavailable, match=r"cannot remove .*b: Input/output error; mend that, then try again$"):
        storage.remove(folder)

    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == [".draft.unfinished"]
    storage.remove(storage.fresh_folder(folder))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.ENOSPC, "No space left on device; free some space, then try again"),
        (errno.EROFS, "Read-only file system; make the folder writable, or name another, then try again"),
        (errno.EIO, "Input/output error; mend that, then try again"),
    ],
)
def test_what_the_system_refuses_is_one_sentence_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, advice: str
) -> None:
    def fail(path: Path, content: bytes) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setitem(storage.OPERATIONS, "write", fail)

    with pytest.raises(Unavailable) as told:
        storage.replace(tmp_path / "latest.json", b"{}")

    assert str(told.value) == f"cannot write {tmp_path}/.latest.json.unfinished: {advice}"
