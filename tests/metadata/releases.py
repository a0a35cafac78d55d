"""What tests of metadata look at: a small release, and its files on the disk."""

from pathlib import Path

from parpipe.package import FileInfo, Release, TableInfo
from parpipe.writers import WRITERS
from tests.package import INFO, package_tables

TABLES = package_tables()
FILES = {
    f"{name}.{ending}": write(table, name, {"package": INFO.name})
    for name, table in TABLES.items()
    for ending, write in WRITERS.items()
}
BOOKS = {"par-index.xlsx": FileInfo(12, "cd" * 32), "par-index.sqlite": FileInfo(13, "ef" * 32)}

RELEASE = Release(
    INFO,
    "1.2.0",
    {name: TableInfo.of(table, FILES[f"{name}.csv"], FILES[f"{name}.parquet"]) for name, table in TABLES.items()},
    BOOKS,
    previous="1.1.0",
)


def write_files(folder: Path, edit: tuple[str, str, str] | None = None) -> Path:
    """Return the folder with the files of all tables; ``edit`` replaces a text in one file."""
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    if edit:
        name, old, new = edit
        assert FILES[name].count(old.encode()) == 1
        (folder / name).write_bytes(FILES[name].replace(old.encode(), new.encode()))
    return folder
