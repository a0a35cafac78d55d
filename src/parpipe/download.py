"""One document from the network for a person who names its address, as politely and guardedly as live ones are fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import PurePosixPath
from random import Random
from urllib.parse import urlsplit

import anyio

from parpipe.captures import VIETNAM
from parpipe.errors import Unreadable
from parpipe.judging import kind_of
from parpipe.readers import READERS
from parpipe.transfer import Answer, Terms
from parpipe.web import Manners, Web


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes of a document, the address they came from in the end, and the extension of their kind."""

    content: bytes
    url: str
    suffix: str


def download(url: str, today: date) -> Download:
    """Return a document, asked for once; Unavailable if it cannot be had now, Unreadable if it is of a kind that is not read.

    It may stand at an address that is not on the internet: a person chose it. What it redirects to may not.
    """
    web = Web(lambda: datetime.combine(today, time(), VIETNAM), Random(0), Manners(between=0, tries=1))
    answer = anyio.run(web.get, url, {}, Terms(private=True))
    return Download(answer.content, answer.url, _suffix(answer))


def _suffix(answer: Answer) -> str:
    """Return the extension for what the server calls the content; where it does not know, the one of the address."""
    suffix = kind_of(answer) or PurePosixPath(urlsplit(answer.url).path).suffix.lower()
    if suffix not in READERS:
        kind = answer.headers.get("Content-Type", "of no stated kind")
        raise Unreadable(f"{answer.url} is {kind}; these are read: {', '.join(READERS)}")
    return suffix
