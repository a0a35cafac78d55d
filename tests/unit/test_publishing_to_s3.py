"""Against moto, a server that speaks S3 and holds to If-None-Match and If-Match."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from parpipe.deliveries import Delivery, Receipt
from parpipe.errors import Missing, Unavailable
from parpipe.publishing import publish
from parpipe.releases import find_release
from parpipe.settings import Credentials
from tests.package import INFO
from tests.published import release_package, revised_tables

TARGET = "s3://data/open"
EVERYBODY_READS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/*"}],
}


@dataclass
class Server:
    """A bucket whose server stops to answer at a request: before it does what is asked, or after."""

    application: Any
    address: str = ""
    requests: list[str] = field(default_factory=list)
    stops_at: int | None = None
    after: bool = False

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        method = environ["REQUEST_METHOD"]
        signed = "HTTP_AUTHORIZATION" in environ  # those of the publisher; the test reads without a key
        if signed:
            self.requests.append(f"{method} {environ['PATH_INFO']}")
        stopped = signed and self.stops_at is not None and len(self.requests) > self.stops_at
        if stopped and (not self.after or len(self.requests) > self.stops_at + 1):
            start("400 Bad Request", [])
            return [b""]
        answer = self.application(environ, start)
        if stopped:
            list(answer)
            start("400 Bad Request", [], None)
            return [b""]
        return answer

    @property
    def writes(self) -> list[str]:
        return [one for one in self.requests if one.split()[0] in ("PUT", "POST", "DELETE")]

    def publish(self, release: Path, receipts: Path) -> Receipt:
        keys = {"access_key_id": "key", "secret_access_key": "hidden", "endpoint": self.address}
        return publish(release, TARGET, receipts, Credentials(aws=keys))

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.address}/data/open/{path}", trust_env=False)

    def names(self) -> set[str]:
        listed = httpx.get(f"{self.address}/data?list-type=2", trust_env=False, headers={"Authorization": "AWS4 x"}).text
        return {part.split("</Key>")[0] for part in listed.split("<Key>open/")[1:]}
