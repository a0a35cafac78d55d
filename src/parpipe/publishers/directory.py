"""Into a folder, as a web server, a shared drive or an archive has it: the same layout as the folder of releases.

A version appears by one rename when all its files are on the disk, then ``latest`` and latest.json point to it, then follow
the files that tell of all packages. A version that is there is never changed, and ``latest`` never goes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from parpipe import storage
from parpipe.checksums import POINTER, SUMS, write_pointer
from parpipe.deliveries import Delivery, Item, Target, compared, newer
from parpipe.releases import latest_version
from parpipe.settings import Credentials


def publish_to_directory(delivery: Delivery, target: Target, credentials: Credentials) -> Iterator[Item]:
    """Yield what became of every file in ``<target>/<package>``; Unavailable if the folder cannot be written."""
    target.choose()
    root = Path(target.path)
    with storage.exclusive(storage.make_folder(root / ".work")):
        home = root / delivery.package
        placed = list(_place(delivery, root / ".work" / "published" / delivery.package, home / delivery.version))
        yield from placed
        if any(item.state == "failed" for item in placed):
            return
        before = latest_version(delivery.package, root)
        if before is not None and newer(before, delivery.version):
            return
        yield from _point(delivery, home)
        yield from _replace_around(root, delivery.around)


def _place(delivery: Delivery, staged: Path, final: Path) -> Iterator[Item]:
    if final.is_dir():
        return _compare(delivery, final)
    storage.fresh_folder(staged)
    for name, content in delivery.files.items():
        storage.write(staged / name, content)
    storage.place_folder(staged, final)
    return delivery.items("created")


def _compare(delivery: Delivery, final: Path) -> Iterator[Item]:
    for name, content in delivery.files.items():
        there = final / name
        if there.is_file() and there.read_bytes() == content:
            yield Item(name, "unchanged")
        else:
            what = "is otherwise" if there.exists() else "is missing"
            yield Item(name, "failed", f"{there} {what}, and a published version is never changed; publish to another folder")


def _point(delivery: Delivery, home: Path) -> Iterator[Item]:
    link, version = home / "latest", delivery.version
    state = compared(link.readlink() if link.is_symlink() else None, Path(version))
    if state != "unchanged":
        storage.point(link, version)
    yield Item("latest", state)
    yield _replace(home / POINTER, write_pointer(version, delivery.files[SUMS]))


def _replace_around(root: Path, around: Mapping[str, bytes]) -> Iterator[Item]:
    """Yield what became of the files that tell of all packages, which are many with a site."""
    held = {name: (root / name).read_bytes() if (root / name).is_file() else None for name in around}
    states = {name: compared(held[name], content) for name, content in around.items()}
    storage.replace_all(root, {name: content for name, content in around.items() if states[name] != "unchanged"})
    yield from (Item(name, state) for name, state in states.items())


def _replace(path: Path, content: bytes) -> Item:
    state = compared(path.read_bytes() if path.is_file() else None, content)
    if state != "unchanged":
        storage.replace(path, content)
    return Item(path.name, state)
