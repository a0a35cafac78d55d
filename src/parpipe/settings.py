"""The environment as one frozen Settings; the only module that reads os.environ, and the one that knows where files live.

| variable | meaning | default |
|---|---|---|
| PARPIPE_DATA | folder with sources, indices, reference and snapshots | ``data`` here, else the data shipped with the package |
| PARPIPE_RELEASES | folder that releases are written to | ``releases`` in the data folder, or in ``data`` here |
| PARPIPE_SIGNING_KEY | file with the private key that signs releases (OpenSSH, Ed25519) | none: they are not signed |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PACKAGED = Path(__file__).parent / "_resources"
RESOURCES = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[2]
"""The folder that holds ``schemas`` and ``data``: inside an installed wheel, else the checkout."""

SCHEMAS = RESOURCES / "schemas"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to read from, where to write to, and the file of the key that signs what is written."""

    data: Path
    releases: Path
    signing_key: Path | None = None

    @classmethod
    def load(
        cls, *, data: Path | None = None, releases: Path | None = None, environ: Mapping[str, str] = os.environ
    ) -> Settings:
        """Return the settings: arguments first, then PARPIPE_* variables, then defaults."""
        here = Path("data")
        fallback = here if (here / "reference").is_dir() else RESOURCES / "data"
        data = data or Path(environ.get("PARPIPE_DATA") or fallback)
        home = here if data == _PACKAGED / "data" else data  # nobody looks for releases among installed packages
        key = environ.get("PARPIPE_SIGNING_KEY")
        return cls(
            data=data,
            releases=releases or Path(environ.get("PARPIPE_RELEASES") or home / "releases"),
            signing_key=Path(key) if key else None,
        )
