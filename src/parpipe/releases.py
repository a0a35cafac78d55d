"""Tables of a release, from a folder or over HTTP: for pandas as users like them, and for our own commands digit by digit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

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
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    place = _Place(package, version, releases)
    descriptor = place.descriptor()
    resource = _resource(descriptor, f"{table}-parquet", place)
    try:
        data = pq.read_table(io.BytesIO(place.read(resource["path"])))
    except pa.ArrowInvalid as error:
        raise _damaged(place.address(resource["path"]), error) from error
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
    from parpipe.writers.csv import read_csv

    place = _Place(package, version, releases)
    resource = _resource(place.descriptor(), table, place)
    path = Path(place.address("")) / resource["path"]
    try:
        return read_csv(path, table, columns)
    except (ValueError, KeyError, FileNotFoundError) as error:  # pyarrow's errors are ValueErrors, or KeyErrors for columns
        raise _damaged(path, error) from error


def read_descriptor(package: str, releases: Path, version: str) -> dict[str, Any]:
    """Return the descriptor of a release in a folder; Missing without it, Unreadable if it is damaged."""
    return _Place(package, version, releases).descriptor()


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


class _Place:
    """Where the files of one release are, local or remote."""

    def __init__(self, package: str, version: str, releases: str | Path | None) -> None:
        base = str(releases if releases is not None else Settings.load().releases)
        self.remote = base.startswith(("http://", "https://"))
        self.base = f"{base.rstrip('/')}/{package}"
        if version == "latest" and self.remote:
            version = json.loads(self._fetch(f"{self.base}/latest.json"))["version"]
        self.version = version

    def address(self, name: str) -> str:
        return f"{self.base}/{self.version}/{name}"

    def read(self, name: str) -> bytes:
        if self.remote:
            return self._fetch(self.address(name))
        path = Path(self.address(name))
        if not path.is_file():
            raise Missing(f"no {name} in {path.parent}; run “parpipe build”, or name another package, version or folder")
        return path.read_bytes()

    def descriptor(self) -> dict[str, Any]:
        content = self.read("datapackage.json")
        try:
            found = json.loads(content)
            if not isinstance(found["resources"], list) or not isinstance(found["version"], str):
                raise TypeError("it is no data package")
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged(self.address("datapackage.json"), error) from error
        return dict(found)

    @staticmethod
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


def _resource(descriptor: dict[str, Any], name: str, place: _Place) -> dict[str, Any]:
    for resource in descriptor["resources"]:
        if resource["name"] == name:
            return dict(resource)
    known = ", ".join(r["name"] for r in descriptor["resources"] if not r["name"].endswith("-parquet"))
    raise Usage(f"{place.address('')} has no table {name.removesuffix('-parquet')}; it has {known}")


def _damaged(place: object, error: Exception) -> Unreadable:
    said = " ".join(str(error).split())
    return Unreadable(
        f"{place} is damaged ({said}); restore it, or remove the release with the link “latest” to it and build again"
    )
