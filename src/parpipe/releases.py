"""Tables of a release, from a folder or over HTTP: for pandas as users like them, and for our own commands digit by digit."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from parpipe.checksums import POINTER, SUMS, read_sums
from parpipe.errors import Missing, Unavailable, Unreadable, Usage
from parpipe.settings import Settings

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def load(
    package: str, table: str = "observations", version: str = "latest", releases: str | Path | None = None
) -> pd.DataFrame:
    """Return a table of a release as a pandas DataFrame.

    ``releases`` is a folder or an ``http(s)://`` address that holds packages; by default the one of the settings.
    Scores are float64, counts and years nullable Int64, dates ``date``; what a source does not say is missing.
    ``df.attrs`` carries package, version, table, title, licence and citation. Raises Missing for an unknown package,
    version or table, Unavailable when the address does not answer.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    release = find_release(package, version, releases)
    descriptor = release.descriptor()
    resource = release.resource(f"{table}-parquet")
    try:
        data = pq.read_table(io.BytesIO(release.read(resource["path"])))
    except pa.ArrowInvalid as error:
        raise _damaged(release.address(resource["path"]), error) from error
    frame: pd.DataFrame = data.to_pandas()
    metadata = data.schema.metadata or {}
    frame.attrs = {
        "package": package,
        "version": descriptor["version"],
        "table": table,
        "title": resource.get("title"),
        **{name: metadata[name.encode()].decode() for name in ("licence", "citation") if name.encode() in metadata},
    }
    return frame


def open_table(package: str, table: str, releases: Path, version: str = "latest", columns: Sequence[str] = ()) -> pa.Table:
    """Return a table of a release with the digits of its CSV, in the shape that stages exchange; or some of its columns."""
    return find_release(package, version, releases).table(table, columns)


def packages(releases: Path) -> list[str]:
    """Return the names of the packages that have a release in a folder; Missing if there is none."""
    found = sorted(path.parent.name for path in releases.glob("*/latest") if path.is_dir())
    if not found:
        raise Missing(f"no release in {releases}; run “parpipe build”, or name the folder with --releases")
    return found


def latest_version(package: str, releases: Path) -> str | None:
    """Return the version that ``latest`` points to, or None before the first release."""
    link = releases / package / "latest"
    return link.resolve().name if link.is_dir() else None


def latest_release(package: str, releases: Path) -> PublishedRelease | None:
    """Return the release that ``latest`` points to, or None before the first."""
    version = latest_version(package, releases)
    return None if version is None else PublishedRelease(str(releases / package / version))


def find_release(package: str, version: str = "latest", releases: str | Path | None = None) -> PublishedRelease:
    """Return a release of a package in a folder or at an address that holds packages, by default that of the settings."""
    base = f"{str(releases if releases is not None else Settings.load().releases).rstrip('/')}/{package}"
    if _is_remote(base) and version == "latest":
        return PublishedRelease(f"{base}/{_pointer(base)}")
    folder = Path(base, version)
    return PublishedRelease(str(folder.resolve() if folder.is_symlink() else folder))


def open_release(place: str | Path) -> PublishedRelease:
    """Return the release at a folder or address: of the release itself, or of its package, which stands for its latest.

    Raises Missing where there is none.
    """
    base = str(place).rstrip("/")
    if _is_remote(base):
        here = PublishedRelease(base)
        return here if here.has("datapackage.json") else PublishedRelease(f"{base}/{_pointer(base)}")
    for folder in (Path(base), Path(base) / "latest"):
        if any((folder / name).is_file() for name in ("datapackage.json", SUMS)):
            return PublishedRelease(str(folder.resolve()))
    raise Missing(f"no release in {base}; name a folder like data/releases/par-index/1.0.0, or its address")


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """A release that stands in a folder or at an ``http(s)://`` address, ``base``. It is only read: published is frozen."""

    base: str

    @property
    def remote(self) -> bool:
        """Whether it is read over HTTP."""
        return _is_remote(self.base)

    @property
    def version(self) -> str:
        """Its version, which its folder is named for."""
        return self.base.rpartition("/")[2]

    def address(self, name: str) -> str:
        """Return where one of its files is."""
        return f"{self.base}/{name}"

    def has(self, name: str) -> bool:
        """Return whether it has a file of this name."""
        try:
            self.read(name)
        except Missing:
            return False
        return True

    def names(self) -> frozenset[str] | None:
        """Return the names of all files and folders in it; None over HTTP, where nobody can be asked for them."""
        return None if self.remote else frozenset(path.name for path in Path(self.base).iterdir())

    def read(self, name: str) -> bytes:
        """Return the bytes of one of its files; Missing if it is not there, Unavailable if no answer comes."""
        if self.remote:
            return _fetch(self.address(name))
        path = Path(self.address(name))
        if not path.is_file():
            raise Missing(f"no {name} in {path.parent}; run “parpipe build”, or name another package, version or folder")
        return path.read_bytes()

    def descriptor(self) -> dict[str, Any]:
        """Return its datapackage.json; Unreadable if that is damaged."""
        content = self.read("datapackage.json")
        try:
            found = json.loads(content)
            if not isinstance(found["resources"], list) or not isinstance(found["version"], str):
                raise TypeError("it is no data package")
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged(self.address("datapackage.json"), error) from error
        return dict(found)

    def resource(self, name: str) -> dict[str, Any]:
        """Return what its descriptor says of a table or file; Usage if it has none of this name."""
        resources = self.descriptor()["resources"]
        for resource in resources:
            if resource["name"] == name:
                return dict(resource)
        known = ", ".join(one["name"] for one in resources if one["format"] == "csv")
        raise Usage(f"{self.base} has no table {name.removesuffix('-parquet')}; it has {known}")

    def texts(self, name: str, columns: Sequence[str]) -> pa.Table:
        """Return some columns of a table as texts, whatever their types are by now; those it does not have are null."""
        import pyarrow as pa

        from parpipe.writers.csv import read_texts

        present = [field["name"] for field in self.resource(name)["schema"]["fields"] if field["name"] in columns]
        with self._csv(name) as file:
            read = read_texts(file, present)
        return pa.table({one: read[one] if one in present else pa.nulls(len(read), pa.string()) for one in columns})

    def table(self, name: str, columns: Sequence[str] = ()) -> pa.Table:
        """Return a table with the digits of its CSV, in the shape that stages exchange; or some of its columns."""
        from parpipe.writers.csv import read_csv

        with self._csv(name) as file:
            return read_csv(file, name, columns)

    @contextmanager
    def _csv(self, name: str) -> Iterator[BinaryIO]:
        """Give the CSV file of a table to read; Unreadable if it is gone or damaged."""
        path = self.resource(name)["path"]
        try:
            yield io.BytesIO(self.read(path))
        except (ValueError, KeyError, Missing) as error:  # pyarrow's errors are ValueErrors, or KeyErrors for columns
            raise _damaged(self.address(path), error) from error

    def checksums(self) -> dict[str, str]:
        """Return the SHA-256 of every file by name, as its SHA256SUMS has them; Unreadable if that is damaged."""
        try:
            return read_sums(self.read(SUMS))
        except ValueError as error:
            raise _damaged(self.address(SUMS), error) from error


@dataclass(frozen=True, slots=True)
class KeptRelease(PublishedRelease):
    """A release of which every file is read once and kept in memory: for whoever looks at all of it several times."""

    _kept: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def read(self, name: str) -> bytes:
        """Return the bytes of one of its files, as they were when they were first asked for."""
        if name not in self._kept:
            self._kept[name] = PublishedRelease.read(self, name)
        return self._kept[name]


def _is_remote(place: str) -> bool:
    return place.startswith(("http://", "https://"))


def _pointer(base: str) -> str:
    """Return the version that the latest.json of a package names; Unreadable if that is damaged."""
    try:
        return str(json.loads(_fetch(f"{base}/{POINTER}"))["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(f"{base}/{POINTER}", error) from error


def _fetch(address: str) -> bytes:
    try:
        with urlopen(address, timeout=60) as answer:
            return bytes(answer.read())
    except HTTPError as error:
        if error.code in (404, 410):
            raise Missing(f"{address} is not there; check the address, the package and the version") from error
        raise Unavailable(f"{address} answered {error.code} {error.reason}; try again later") from error
    except URLError as error:
        raise Unavailable(f"{address} did not answer ({error.reason}); check the address and try again") from error


def _damaged(place: object, error: Exception) -> Unreadable:
    said = " ".join(str(error).split())
    return Unreadable(
        f"{place} is damaged ({said}); restore it, or remove the release with the link “latest” to it and build again"
    )
