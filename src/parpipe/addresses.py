"""Addresses that may be asked: those of the internet, and others only of a source that says so.

A page may redirect to an address of the machine it is fetched from, and a name may stand for one, today or tomorrow. So a name
is looked up once, all that it stands for is judged, and the connection is made to an address that was judged, not to the name.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator

import anyio
import httpx

from parpipe.failures import Failed

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def checked_url(url: str) -> httpx.URL:
    """Return an address of the web; Failed if it is none, or carries a name and password."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise Failed("no_address", f"{url!r} is no address: {error}") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise Failed("no_address", f"{url!r} is no address of the web")
    if parsed.userinfo:
        raise Failed("no_address", f"{parsed.host} is asked for with a name and password; no public document needs that")
    return parsed


async def reachable(url: httpx.URL, *, private: bool) -> list[str]:
    """Return the addresses that a host stands for; Failed if there is none, or one that only a ``private`` source may have."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await anyio.getaddrinfo(url.raw_host.decode("ascii").strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        again = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
        raise Failed("unresolved", f"{url.host} has no address: {error}", again=again) from error
    addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
    hidden = [address for address in addresses if not is_public(address)]
    if hidden and not private:
        where = f"{url.host} stands for {hidden[0]}, which is not on the internet"
        raise Failed("private_address", f"{where}; a source may be asked there that says private: true", outcome="refused")
    return addresses


def is_public(address: str) -> bool:
    """Return whether an address is one of the internet, and so is every address that stands in it."""
    return all(one.is_global and not one.is_multicast for one in _within(ipaddress.ip_address(address.partition("%")[0])))


def _within(address: Address) -> Iterator[Address]:
    """Yield an address and the one that a tunnel or translator would make of it."""
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        translated = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
        tunnelled = address.teredo[1] if address.teredo else None
        yield from filter(None, (address.ipv4_mapped, address.sixtofour, tunnelled, translated))
