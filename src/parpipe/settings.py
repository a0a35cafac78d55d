"""The environment as one frozen Settings; the only module that reads os.environ, and the one that knows where files live.

| variable | meaning | default |
|---|---|---|
| PARPIPE_DATA | folder with sources, indices, reference and snapshots | ``data`` here, else the data shipped with the package |
| PARPIPE_CAPTURES | folder that fetched documents are kept in | ``captures`` in the data folder, or in ``data`` here |
| PARPIPE_RELEASES | folder that releases are written to | ``releases`` in the data folder, or in ``data`` here |
| PARPIPE_SIGNING_KEY | file with the private key that signs releases (OpenSSH, Ed25519) | none: they are not signed |
| PARPIPE_TARGETS | where refresh publishes to, separated by spaces; none: nowhere but the folder of releases | none |
| PARPIPE_PUBLISHED | addresses of published folders of releases, which watch looks at | the targets that are folders |
| PARPIPE_WEBHOOK | address that is told of new releases and failed runs; a secret | none |
| PARPIPE_LINEAGE | address of an OpenLineage service, or a file that takes its events | none |
| PARPIPE_CLUSTER | Dask for flows: ``processes:N`` of this machine, or a scheduler (``tcp://host:8786``) | none: one process |
| PARPIPE_CKAN_TOKEN | the API token of a portal that is published to | none |
| AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN | the keys of a bucket | what the machine's role gives |
| AWS_REGION, AWS_ENDPOINT_URL | where the bucket is | us-east-1, Amazon |
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from parpipe.errors import BadConfiguration

_PACKAGED = Path(__file__).parent / "_resources"
RESOURCES = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[2]
"""The folder that holds ``schemas`` and ``data``: inside an installed wheel, else the checkout."""

SCHEMAS = RESOURCES / "schemas"

_PROCESSES = re.compile(r"processes:([1-9]\d{0,3})")
_SCHEDULER = re.compile(r"(tcp|tls)://([\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Dask cluster: so many processes of this machine, or a scheduler that runs already, by its address."""

    processes: int = 0
    address: str = ""

    def __str__(self) -> str:
        """Return what PARPIPE_CLUSTER says."""
        return self.address or f"processes:{self.processes}"

    @classmethod
    def parse(cls, text: str) -> Cluster:
        """Return the cluster that PARPIPE_CLUSTER names; BadConfiguration where it names none."""
        if own := _PROCESSES.fullmatch(text):
            return cls(processes=int(own[1]))
        if _SCHEDULER.fullmatch(text):
            return cls(address=text)
        raise BadConfiguration(
            f"PARPIPE_CLUSTER is {text!r}; give “processes:4” for four processes of this machine, the address of a "
            "scheduler of Dask (“tcp://host:8786”), or nothing for one process"
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to read from, where to write to, the file of the key that signs what is written, and who is told."""

    data: Path
    releases: Path
    captures: Path
    signing_key: Path | None = None
    targets: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    webhook: str | None = field(default=None, repr=False)
    lineage: str | None = None
    cluster: Cluster | None = None

    @classmethod
    def load(
        cls, *, data: Path | None = None, releases: Path | None = None, environ: Mapping[str, str] = os.environ
    ) -> Settings:
        """Return the settings: arguments first, then PARPIPE_* variables, then defaults.

        With a cluster the folders are absolute, because its workers may have been started in another one. Raises
        BadConfiguration for a cluster that cannot be.
        """
        here = Path("data")
        fallback = here if (here / "reference").is_dir() else RESOURCES / "data"
        data = data or Path(environ.get("PARPIPE_DATA") or fallback)
        home = here if data == _PACKAGED / "data" else data  # nobody looks for releases among installed packages
        key, named = environ.get("PARPIPE_SIGNING_KEY"), environ.get("PARPIPE_CLUSTER")
        cluster = Cluster.parse(named) if named else None
        place = Path.absolute if cluster else Path
        return cls(
            data=place(data),
            releases=place(releases or Path(environ.get("PARPIPE_RELEASES") or home / "releases")),
            captures=place(Path(environ.get("PARPIPE_CAPTURES") or home / "captures")),
            signing_key=Path(key) if key else None,
            targets=tuple((environ.get("PARPIPE_TARGETS") or "").split()),
            published=tuple((environ.get("PARPIPE_PUBLISHED") or "").split()),
            webhook=environ.get("PARPIPE_WEBHOOK") or None,
            lineage=environ.get("PARPIPE_LINEAGE") or None,
            cluster=cluster,
        )


def environment(*modules: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment for another process of Python that finds modules in some folders first."""
    paths = [*map(str, modules), *filter(None, [environ.get("PYTHONPATH")])]
    return {**environ, "PYTHONPATH": os.pathsep.join(paths)}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What targets ask of who publishes; never part of a repr, so that no log or error shows it.

    ``aws`` holds the settings of a bucket by the names that S3 clients give them.
    """

    ckan_token: str | None = field(default=None, repr=False)
    aws: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> Credentials:
        """Return what the environment has; an empty variable counts as none."""
        aws = {name: environ[variable] for name, variable in _AWS.items() if environ.get(variable)}
        return cls(ckan_token=environ.get("PARPIPE_CKAN_TOKEN") or None, aws=aws)


_AWS = {
    "access_key_id": "AWS_ACCESS_KEY_ID",
    "secret_access_key": "AWS_SECRET_ACCESS_KEY",
    "session_token": "AWS_SESSION_TOKEN",
    "region": "AWS_REGION",
    "endpoint": "AWS_ENDPOINT_URL",
}
