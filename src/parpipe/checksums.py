"""SHA256SUMS and latest.json: the two files by which a release is known to be the one that was released.

Both have exactly one form, so that not a byte of them can change unseen: comparing them means writing them again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
POINTER = "latest.json"
SITE_FILES = "site/files.json"
"""Where the list of the files of a site stands, in a folder of releases: what it was made of, and the SHA-256 of every file."""

_LINE = re.compile(r"([0-9a-f]{64})  ([^/\\\0]+)")


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def write_sums(digests: Mapping[str, str]) -> bytes:
    """Return the SHA256SUMS of files by their names, as ``sha256sum -c`` reads it; sorted by name."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def read_sums(content: bytes) -> dict[str, str]:
    """Return the SHA-256 of every file by name, the inverse of ``write_sums``; ValueError for any other form."""
    lines = [_LINE.fullmatch(line) for line in content.decode().split("\n")[:-1]]
    digests = {line[2]: line[1] for line in lines if line}
    if write_sums(digests) != content:
        raise ValueError("it is not one line of digest and name for every file, sorted by name")
    return digests


def write_pointer(version: str, sums: bytes) -> bytes:
    """Return the latest.json of a package whose latest release has this version and this SHA256SUMS."""
    return (json.dumps({"version": version, "sha256": sha256(sums)}, indent=2) + "\n").encode()
