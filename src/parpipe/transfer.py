"""One request to one address, under limits of time, silence and size, with certificates always verified.

The whole of a request has a limit of time, because a server that sends a byte a minute is never silent. Bodies are unpacked
here and not by the client: a few kilobytes may unpack to gigabytes, so no more is unpacked than a document may have.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import anyio
import httpx

from parpipe.addresses import reachable
from parpipe.failures import Failed
from parpipe.readers import LARGEST

AGENT = "parpipe/0 (open data on public administration)"
_TRIED = 4
_UNPACKED = {"gzip": 31, "x-gzip": 31, "deflate": 47}
"""The window bits by which zlib knows what a body is packed as."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a server may be silent, seconds that a request may take, and bytes that a body may have."""

    silence: float = 30.0
    total: float = 120.0
    largest: int = LARGEST


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a source may be asked: also at ``private`` addresses, and with more certificates to trust."""

    private: bool = False
    ca_bundle: Path | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: its headers, the unpacked body, and the address in the end."""

    status: int
    url: str
    headers: httpx.Headers
    content: bytes


async def request(url: httpx.URL, headers: Mapping[str, str], terms: Terms, limits: Limits) -> Answer:
    """Return what a server answers, without following it anywhere; Failed with the reason if it does not answer in whole."""
    try:
        with anyio.fail_after(limits.total):
            addresses = await reachable(url, private=terms.private)
            return await _ask_any(addresses[:_TRIED], url, headers, terms, limits)
    except TimeoutError as error:
        raise Failed("too_slow", f"{url} takes more than {limits.total:g} seconds", again=True) from error
    except httpx.TimeoutException as error:
        raise Failed("silent", f"{url} is silent for {limits.silence:g} seconds", again=True) from error
    except httpx.ConnectError as error:
        raise _unreachable(url, error) from error
    except httpx.TransportError as error:
        raise Failed("cut_off", f"{url} breaks off: {error or type(error).__name__}", again=True) from error


async def _ask_any(addresses: list[str], url: httpx.URL, headers: Mapping[str, str], terms: Terms, limits: Limits) -> Answer:
    """Return the answer of the first address that takes the connection."""
    for address in addresses[:-1]:
        try:
            return await _ask(address, url, headers, terms, limits)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return await _ask(addresses[-1], url, headers, terms, limits)


async def _ask(address: str, url: httpx.URL, headers: Mapping[str, str], terms: Terms, limits: Limits) -> Answer:
    """Ask one address in the name of its host; a connection is never used for another host at the same address."""
    host = url.raw_host.decode("ascii").strip("[]")
    sent = {"User-Agent": AGENT, "Accept-Encoding": "gzip", **headers, "Host": url.netloc.decode("ascii")}
    async with (
        httpx.AsyncClient(verify=_trusted(terms.ca_bundle), timeout=limits.silence, trust_env=False) as client,
        client.stream("GET", url.copy_with(host=address), headers=sent, extensions={"sni_hostname": host}) as response,
    ):
        body = await _body(response, url, limits) if response.status_code == httpx.codes.OK else b""
        return Answer(response.status_code, str(url), response.headers, body)


async def _body(response: httpx.Response, url: httpx.URL, limits: Limits) -> bytes:
    raw = bytearray()
    async for part in response.aiter_raw():
        raw += part
        if len(raw) > limits.largest:
            raise _too_large(url, limits)
    return _unpack(bytes(raw), response.headers.get("Content-Encoding", "identity").strip().lower(), url, limits)


def _unpack(raw: bytes, packing: str, url: httpx.URL, limits: Limits) -> bytes:
    if packing in ("identity", ""):
        return raw
    if packing not in _UNPACKED:
        raise Failed("packing", f"{url} sends a body packed as {packing!r}, which was not asked for")
    unpacking = zlib.decompressobj(_UNPACKED[packing])
    try:
        content = unpacking.decompress(raw, limits.largest + 1)
    except zlib.error as error:
        raise Failed("cut_off", f"{url} sends a damaged body: {error}", again=True) from error
    if len(content) > limits.largest:
        raise _too_large(url, limits)
    if not unpacking.eof:
        raise Failed("cut_off", f"{url} sends a packed body that ends too early", again=True)
    return content


def _too_large(url: httpx.URL, limits: Limits) -> Failed:
    return Failed("too_large", f"{url} has more than {limits.largest:,} bytes, and no document of that size is read")


def _unreachable(url: httpx.URL, error: BaseException) -> Failed:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return Failed("unreachable", f"{url.host} takes no connection: {error or type(error).__name__}", again=True)
    advice = "if its chain is broken, give the missing certificates as ca_bundle of the source"
    return Failed("certificate", f"{url.host} cannot prove who it is: {cause.verify_message}; {advice}")


@lru_cache(maxsize=64)
def _trusted(bundle: Path | None) -> ssl.SSLContext:
    """Return what certificates are verified by; reading the usual ones takes longer than a request, so it is kept."""
    context = httpx.create_ssl_context(trust_env=False)
    if bundle:
        context.load_verify_locations(bundle)
    return context
