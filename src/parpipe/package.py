"""What a release says of itself: the one model that README, CITATION and every dialect of metadata are made of.

Two kinds of address are kept apart. ``<base>/<package>/latest/<file>`` stays the same for ever, so that portals know a file
again; ``<base>/<package>/<version>/<file>`` never changes its bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from parpipe.schema import content_digest

if TYPE_CHECKING:
    from pyarrow import Table

LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
    "title@vi": "Giấy phép Creative Commons Ghi công 4.0 Quốc tế",
}
"""The licence of the compilation; single figures are facts, which nobody owns."""

MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
}
"""The media types of data files by ending."""


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who worked on a package, with roles of the DataCite vocabulary."""

    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """A place that a package's figures come from; ``path`` is None where its address must not be a link."""

    title: str
    path: str | None = None


CONTRIBUTORS = (Contributor("parpipe contributors", ("creator", "dataCurator")),)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the packages; ``base`` is the address at which the folder of releases is served, without a last slash."""

    name: str
    name_vi: str
    homepage: str
    email: str
    base: str


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """What a package says of itself in all its versions. ``created`` is the latest day of its inputs, no clock.

    ``first_year`` and ``last_year`` are of the observations; None where there is none.
    """

    name: str
    created: date
    title: str
    title_vi: str
    description: str
    description_vi: str
    keywords: tuple[str, ...]
    keywords_vi: tuple[str, ...]
    sources: tuple[Origin, ...]
    first_year: int | None
    last_year: int | None
    publisher: Publisher
    contributors: tuple[Contributor, ...] = CONTRIBUTORS

    @property
    def address(self) -> str:
        """The address of the package: the identifier of the dataset over all versions."""
        return f"{self.publisher.base}/{self.name}"


@dataclass(frozen=True, slots=True)
class FileInfo:
    """The size of a file in bytes, and its SHA-256."""

    size: int
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> FileInfo:
        """Return what is to be known of the content of a file."""
        return cls(len(content), hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table's number of rows, its content digest and its two files; a file is None as long as it has not been written."""

    rows: int
    digest: str
    csv: FileInfo | None = None
    parquet: FileInfo | None = None

    @classmethod
    def of(cls, table: Table, csv: bytes | None = None, parquet: bytes | None = None) -> TableInfo:
        """Return what is to be known of a table and the files made of it."""
        files = [None if content is None else FileInfo.of(content) for content in (csv, parquet)]
        return cls(len(table), content_digest(table), *files)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A table or field (None for the whole table) that releases had up to ``last_version``."""

    table: str
    field: str | None
    last_version: str
    title: str
    title_vi: str


@dataclass(frozen=True, slots=True)
class Release:
    """One version of a package with its files, as all its metadata tell of it.

    ``tables`` are named like their schemas, in the order in which they are listed; ``files`` are the other forms of the
    data, by file name. ``previous`` is the version before, ``signer`` the fingerprint of the key that signs it.
    """

    info: PackageInfo
    version: str
    tables: Mapping[str, TableInfo]
    files: Mapping[str, FileInfo]
    previous: str | None = None
    removed: tuple[Tombstone, ...] = ()
    signer: str | None = None

    @property
    def address(self) -> str:
        """The address of this version; what stands there never changes."""
        return f"{self.info.address}/{self.version}"

    @property
    def latest(self) -> str:
        """The address at which the latest version stands, whichever that is."""
        return f"{self.info.address}/latest"

    @property
    def citation(self) -> str:
        """How the release is cited, in one line."""
        day = self.info.created.isoformat()
        return f"parpipe contributors, {self.info.title}, version {self.version} ({day}), {LICENCE['name']}"

    def data_files(self) -> Mapping[str, FileInfo]:
        """Return the files that hold data, by name: all CSV files, all Parquet files, then the others."""
        csv = {f"{name}.csv": table.csv for name, table in self.tables.items() if table.csv}
        parquet = {f"{name}.parquet": table.parquet for name, table in self.tables.items() if table.parquet}
        return {**csv, **parquet, **self.files}
