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

CATALOG = {
    "en": "Index figures of Vietnam's public administration",
    "vi": "Số liệu các chỉ số hành chính công của Việt Nam",
}
"""What all packages together are called, by language."""

RIGHTS = {
    "en": (
        "The licence covers the compilation: its selection, arrangement and metadata. Single figures are facts taken from "
        "published pages and belong to nobody. The short quotations that prove them stay with their authors."
    ),
    "vi": (
        "Giấy phép áp dụng cho phần biên soạn: việc tuyển chọn, sắp xếp và siêu dữ liệu. Từng số liệu là sự kiện lấy từ các "
        "trang đã công bố và không thuộc về ai. Các câu trích ngắn dùng làm bằng chứng vẫn thuộc về tác giả của chúng."
    ),
}
"""What the licence does not cover, by language."""

METHOD = {
    "en": (
        "Figures are read or transcribed from published pages, each with its page, its place there and its words. Between "
        "rival values a published order decides, and the others are kept."
    ),
    "vi": (
        "Số liệu được đọc hoặc chép lại từ các trang đã công bố, mỗi số kèm trang, vị trí trong trang và nguyên văn. Khi các "
        "giá trị trái nhau, một thứ tự ưu tiên được công bố quyết định, và các giá trị còn lại vẫn được lưu."
    ),
}
"""How the figures were got, by language."""

MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
}
"""The media types of data files by ending."""

FORMS = {
    "xlsx": {
        "title": "Workbook",
        "title@vi": "Bảng tính",
        "description": "All tables as sheets of one workbook with headings in Vietnamese, and ranks and scores by year.",
        "description@vi": "Toàn bộ các bảng trong một tệp bảng tính, tiêu đề tiếng Việt, kèm thứ hạng và điểm theo năm.",
    },
    "sqlite": {
        "title": "Database",
        "title@vi": "Cơ sở dữ liệu",
        "description": "All tables and some views in one SQLite file.",
        "description@vi": "Toàn bộ các bảng và một số khung nhìn trong một tệp SQLite.",
    },
}
"""What the files that hold a whole package are, by ending."""


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
    data, by file name. ``previous`` is the version before, ``signer`` the fingerprint of the key that signs it, ``issued``
    the day of the package's first version, None where that is this one.
    """

    info: PackageInfo
    version: str
    tables: Mapping[str, TableInfo]
    files: Mapping[str, FileInfo]
    previous: str | None = None
    removed: tuple[Tombstone, ...] = ()
    signer: str | None = None
    issued: date | None = None

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

    @property
    def stamp(self) -> dict[str, str]:
        """What a file says of the release that it is of, where its format has room for that."""
        return {
            "package": self.info.name,
            "version": self.version,
            "licence": LICENCE["name"],
            "citation": self.citation,
        }

    def data_files(self) -> Mapping[str, FileInfo]:
        """Return the files that hold data, by name: all CSV files, all Parquet files, then the others."""
        csv = {f"{name}.csv": table.csv for name, table in self.tables.items() if table.csv}
        parquet = {f"{name}.parquet": table.parquet for name, table in self.tables.items() if table.parquet}
        return {**csv, **parquet, **self.files}
