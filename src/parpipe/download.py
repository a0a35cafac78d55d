"""Documents from the network, under limits of time, size and redirects; TLS is always verified."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

import httpx

from parpipe.errors import Unavailable, Unreadable
from parpipe.readers import LARGEST, READERS
from parpipe.source_problems import MEDIA_TYPES

SECONDS = 30.0
"""How long a server may be silent."""

MOST_REDIRECTS = 5
_SUFFIXES = {media_type: suffix for suffix, media_type in MEDIA_TYPES.items()}


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes of a document, the address they came from in the end, and the extension of their kind."""

    content: bytes
    url: str
    suffix: str


def download(url: str) -> Download:
    """Return a document; Unavailable if it cannot be had now, Unreadable if it is too large or of a kind that is not read."""
    headers = {"User-Agent": "parpipe (open data on public administration)"}
    try:
        with (
            httpx.Client(timeout=SECONDS, max_redirects=MOST_REDIRECTS, follow_redirects=True, headers=headers) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise Unavailable(
                    f"{url} answers {response.status_code} {response.reason_phrase}; open it in a browser to see why"
                )
            return Download(_body(response), str(response.url), _suffix(response))
    except httpx.InvalidURL as error:
        raise Unreadable(f"{url} is no address: {error}") from error
    except httpx.HTTPError as error:
        raise Unavailable(f"{url} cannot be fetched: {error or type(error).__name__}; try again later") from error


def _body(response: httpx.Response) -> bytes:
    content = bytearray()
    for part in response.iter_bytes():
        content += part
        if len(content) > LARGEST:
            raise Unreadable(f"{response.url} has more than {LARGEST:,} bytes, and no document of that size is read")
    return bytes(content)


def _suffix(response: httpx.Response) -> str:
    """Return the extension for what the server calls the content; where it does not know, the one of the address."""
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    suffix = _SUFFIXES.get(media_type) or PurePosixPath(response.url.path).suffix.lower()
    if suffix not in READERS:
        raise Unreadable(f"{response.url} is {media_type or 'of no stated kind'}; these are read: {', '.join(READERS)}")
    return suffix
