"""Into a bucket of S3 or of anything that speaks it: ``s3://bucket/prefix``.

Objects have neither links nor a rename of folders, so the order of the writes carries the promise:

1. ``<package>/<version>/<file>``, created and never overwritten (If-None-Match: *), SHA256SUMS last;
2. ``<package>/latest/<file>``, copies for the addresses that stay the same for ever;
3. ``<package>/latest.json``, replaced only if nobody else did (If-Match);
4. the files that tell of all packages.

Who follows latest.json therefore always finds a complete release. Single files under ``latest/`` are whole as well, but
while a run is in step 2 some are of the version before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from parpipe.checksums import POINTER, SUMS, sha256, write_pointer
from parpipe.deliveries import Delivery, Item, Target, compared, media_type, newer
from parpipe.errors import Missing, Unavailable, Usage
from parpipe.settings import Credentials

if TYPE_CHECKING:
    from obstore import PutMode
    from obstore.store import S3Config, S3Store

DIGEST = "sha256"
"""The metadata of an object that says its SHA-256 (``x-amz-meta-sha256``)."""


def publish_to_s3(delivery: Delivery, target: Target, credentials: Credentials) -> Iterator[Item]:
    """Yield what became of every object; Unavailable if the bucket does not answer or refuses us."""
    target.choose()
    bucket = _open(target, credentials)
    home, version = delivery.package, delivery.version
    failed = False
    for name, content in delivery.files.items():
        item = bucket.create(name, f"{home}/{version}/{name}", content)
        failed = failed or item.state == "failed"
        yield item
    seen, tag = bucket.read(f"{home}/{POINTER}")
    if failed or (seen is not None and newer(str(json.loads(seen)["version"]), version)):
        return
    yield from _follow(bucket, delivery)
    yield bucket.swap(POINTER, f"{home}/{POINTER}", write_pointer(version, delivery.files[SUMS]), seen, tag)
    for name, content in delivery.around.items():
        yield bucket.replace(name, content)


def _follow(bucket: _Bucket, delivery: Delivery) -> Iterator[Item]:
    """Make ``latest/`` a copy of the version, and remove what only an earlier version had."""
    home = delivery.package
    for name, content in delivery.files.items():
        yield bucket.copy(f"latest/{name}", f"{home}/{delivery.version}/{name}", f"{home}/latest/{name}", sha256(content))
    for name in bucket.names(f"{home}/latest"):
        if name not in delivery.files:
            yield bucket.remove(f"latest/{name}", f"{home}/latest/{name}")


@dataclass(frozen=True, slots=True)
class _Bucket:
    """A bucket under a prefix; each method tells what it did to one object."""

    store: S3Store
    text: str

    def create(self, name: str, key: str, content: bytes) -> Item:
        from obstore.exceptions import AlreadyExistsError

        held = self.digest(key)
        if held is None:
            try:
                self._put(key, content, "create")
                return Item(name, "created")
            except AlreadyExistsError:  # another run was faster, or the answer to our own request was lost
                held = self.digest(key)
        if held == sha256(content):
            return Item(name, "unchanged")
        return Item(name, "failed", f"{key} is otherwise, and a published version is never changed; use another prefix")

    def copy(self, name: str, source: str, key: str, digest: str) -> Item:
        import obstore

        held = self.digest(key)
        if held != digest:
            with self._telling():
                obstore.copy(self.store, source, key)
        return Item(name, compared(held, digest))

    def swap(self, name: str, key: str, content: bytes, seen: bytes | None, tag: str | None) -> Item:
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        if seen == content:
            return Item(name, "unchanged")
        try:
            self._put(key, content, "create" if seen is None else {"e_tag": tag})
        except (AlreadyExistsError, PreconditionError):
            if self.read(key)[0] != content:
                return Item(name, "failed", f"{key} was replaced by another run at the same time; run again")
        return Item(name, "created" if seen is None else "updated")

    def replace(self, key: str, content: bytes) -> Item:
        held, digest = self.digest(key), sha256(content)
        if held != digest:
            self._put(key, content, "overwrite")
        return Item(key, compared(held, digest))

    def remove(self, name: str, key: str) -> Item:
        import obstore

        with self._telling():
            obstore.delete(self.store, key)
        return Item(name, "removed")

    def names(self, folder: str) -> list[str]:
        import obstore

        with self._telling():
            found = obstore.list(self.store, folder).collect()
        return sorted(one["path"].rpartition("/")[2] for one in found)

    def read(self, key: str) -> tuple[bytes | None, str | None]:
        """Return the content and the tag of an object; neither if there is none."""
        import obstore

        try:
            with self._telling():
                found = obstore.get(self.store, key)
                return bytes(found.bytes()), found.meta["e_tag"]
        except FileNotFoundError:
            return None, None

    def digest(self, key: str) -> str | None:
        """Return the SHA-256 of an object, of its bytes if somebody else put it there; None if there is none."""
        import obstore

        try:
            with self._telling():
                said = obstore.get(self.store, key, options={"head": True}).attributes
        except FileNotFoundError:
            return None
        if DIGEST in said:
            return said[DIGEST]
        content, _ = self.read(key)
        return None if content is None else sha256(content)

    def _put(self, key: str, content: bytes, mode: PutMode) -> None:
        import obstore

        said = {"Content-Type": media_type(key), DIGEST: sha256(content)}
        try:
            with self._telling():
                obstore.put(self.store, key, content, attributes=dict(said), mode=mode, use_multipart=False)
        except FileNotFoundError as error:
            raise Unavailable(f"{self.text} cannot be written: there is no such bucket; make it, then try again") from error

    @contextmanager
    def _telling(self) -> Iterator[None]:
        from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError

        try:
            yield
        except (AlreadyExistsError, PreconditionError):
            raise
        except BaseError as error:
            raise Unavailable(f"{self.text} cannot be used: {_reason(error)}; mend that, then run again") from error


def _reason(error: Exception) -> str:
    """Return what the server says in its own word, else the last line of the client's first paragraph."""
    said = str(error)
    code = re.search(r"<Code>(\w+)</Code>", said)
    return code[1] if code else said.partition("\n")[0].rpartition(" - ")[2]


def _open(target: Target, credentials: Credentials) -> _Bucket:
    if not target.host:
        raise Usage(f"{target.text} names no bucket; write s3://bucket/prefix")
    try:
        from obstore.exceptions import BaseError
        from obstore.store import S3Store
    except ImportError as error:
        raise Missing("publishing to S3 needs obstore, which is not installed; run “pip install parpipe[s3]”") from error
    config: S3Config = {"region": "us-east-1", **credentials.aws, "checksum_algorithm": "SHA256"}  # type: ignore[typeddict-item]
    plain = credentials.aws.get("endpoint", "").startswith("http:")
    try:
        store = S3Store(
            target.host,
            prefix=target.path.strip("/") or None,
            config=config,
            client_options={"allow_http": plain, "timeout": timedelta(minutes=5)},
            retry_config={"max_retries": 3, "retry_timeout": timedelta(minutes=1)},
        )
    except (BaseError, ValueError) as error:
        raise Usage(f"{target.text} cannot be opened: {_reason(error)}; see docs/publishing.md") from error
    return _Bucket(store, target.text)
