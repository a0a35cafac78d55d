"""The web as a polite guest sees it: robots.txt, one request at a time to a host with pauses, redirects, and patience.

A server that is in trouble is asked again a few times, later each time and never in step with others; one that says when to
come back is not asked earlier. Clock, pauses and chance are arguments.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from random import Random
from urllib.robotparser import RobotFileParser

import anyio
import httpx

from parpipe.addresses import checked_url
from parpipe.failures import Failed
from parpipe.transfer import AGENT, Answer, Limits, Terms, request

_LARGEST_ROBOTS = 500_000
"""Bytes of a robots.txt that count (RFC 9309)."""

_IN_TROUBLE = (408, 425, 429, 500, 502, 503, 504)
_MOVED = (301, 302, 303, 307, 308)
_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are asked.

    Seconds ``between`` two requests to one, how many documents are fetched ``at_once``, how often one is tried, seconds of
    the first pause between tries (doubled each time, and cut by chance), the longest of them, and how many redirects count.
    """

    between: float = 2.0
    at_once: int = 16
    tries: int = 3
    pause: float = 2.0
    longest: float = 60.0
    redirects: int = 5
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class _Host:
    turn: anyio.Lock = field(default_factory=anyio.Lock)
    rules: anyio.Lock = field(default_factory=anyio.Lock)
    free_at: float = 0.0


@dataclass(slots=True)
class Web:
    """The hosts that one run asks. It belongs to one event loop, and what robots.txt said holds for the run.

    ``now`` is the time of day, with its zone; ``sleep`` waits for seconds, of which ``now`` does not tell tests.
    """

    now: Callable[[], datetime]
    chance: Random
    manners: Manners = Manners()
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    async def get(self, url: str, headers: Mapping[str, str], terms: Terms) -> Answer:
        """Return the document at an address, or 304 without one; Failed with the reason when patience is at its end."""
        for attempt in range(self.manners.tries - 1):
            try:
                return await self._follow(checked_url(url), headers, terms)
            except Failed as failure:
                wait = self._wait(failure, attempt)
                if wait is None:
                    raise
            await self.sleep(wait)
        return await self._follow(checked_url(url), headers, terms)

    def _wait(self, failure: Failed, attempt: int) -> float | None:
        """Return the seconds before another try; None if there is to be none."""
        if not failure.again or (failure.wait or 0) > self.manners.longest:
            return None
        jitter = self.chance.uniform(0, min(self.manners.longest, self.manners.pause * 2**attempt))
        return jitter + (failure.wait or 0)

    async def _follow(self, url: httpx.URL, headers: Mapping[str, str], terms: Terms, *, robots: bool = True) -> Answer:
        first = url.host
        for _ in range(self.manners.redirects + 1):
            terms = replace(terms, private=terms.private and url.host == first)  # it speaks for its own host alone
            if robots:
                await self._ask_leave(url, terms)
            answer = await self._take_turn(url, headers, terms)
            if answer.status not in _MOVED:
                return self._whole(answer, conditional=bool(headers))
            url = _next(url, answer.headers.get("Location"))
        raise Failed("redirects", f"{url} is the end of more than {self.manners.redirects} redirects")

    async def _take_turn(self, url: httpx.URL, headers: Mapping[str, str], terms: Terms) -> Answer:
        host = self._host(url)
        rules = self._robots.get(_origin(url))
        between = max(self.manners.between, float((rules and rules.crawl_delay(AGENT)) or 0))
        async with host.turn:
            await self.sleep(max(0.0, host.free_at - anyio.current_time()))
            try:
                return await request(url, headers, terms, self.manners.limits)
            finally:
                host.free_at = anyio.current_time() + min(between, self.manners.longest)

    def _host(self, url: httpx.URL) -> _Host:
        return self._hosts.setdefault(url.netloc.decode("ascii"), _Host())

    async def _ask_leave(self, url: httpx.URL, terms: Terms) -> None:
        """Raise Failed if robots.txt forbids the address, or if whether it does cannot be known now."""
        origin = _origin(url)
        async with self._host(url).rules:
            if origin not in self._robots:
                self._robots[origin] = await self._read_robots(url.copy_with(raw_path=b"/robots.txt", fragment=None), terms)
        if not self._robots[origin].can_fetch(AGENT, str(url)):
            raise Failed("robots", f"robots.txt of {url.host} asks not to fetch {url}", outcome="refused")

    async def _read_robots(self, url: httpx.URL, terms: Terms) -> RobotFileParser:
        rules = RobotFileParser()
        try:
            content = (await self._follow(url, {}, terms, robots=False)).content
        except Failed as failure:
            if failure.status is None or failure.again:
                what = f"whether {url.host} may be asked is not known: {failure}"
                raise Failed(failure.reason, what, outcome=failure.outcome, again=failure.again, wait=failure.wait) from failure
            content = b""  # RFC 9309: where there are no rules, all is allowed
        rules.parse(content[:_LARGEST_ROBOTS].decode("utf-8-sig", errors="replace").splitlines())
        return rules

    def _whole(self, answer: Answer, *, conditional: bool) -> Answer:
        if answer.status == httpx.codes.OK or (conditional and answer.status == httpx.codes.NOT_MODIFIED):
            return answer
        said = f"{answer.url} answers {answer.status} {httpx.codes.get_reason_phrase(answer.status)}".rstrip()
        if answer.status in _IN_TROUBLE:
            wait = self._retry_after(answer.headers.get("Retry-After"))
            asked = f" and asks to come back in {wait:.0f} seconds" if wait else ""
            raise Failed("in_trouble", said + asked, again=True, wait=wait, status=answer.status)
        if answer.status in _GONE:
            raise Failed("gone", f"{said}; look where the page went", outcome="gone", status=answer.status)
        raise Failed("denied", f"{said}; open it in a browser to see why", status=answer.status)

    def _retry_after(self, said: str | None) -> float | None:
        """Return the seconds that a server asks to wait, said as a number or as a moment."""
        if said is None:
            return None
        if said.strip().isdecimal():
            return float(said)
        try:
            return max(0.0, (parsedate_to_datetime(said) - self.now()).total_seconds())
        except (TypeError, ValueError):
            return None


def _next(url: httpx.URL, location: str | None) -> httpx.URL:
    """Return where a redirect leads; Failed if nowhere, or from a verified host to one that is not."""
    if not location:
        raise Failed("redirects", f"{url} redirects to nowhere")
    try:
        there = checked_url(str(url.join(location)))
    except httpx.InvalidURL as error:
        raise Failed("no_address", f"{url} redirects to {location!r}, which is no address") from error
    if url.scheme == "https" and there.scheme == "http":
        raise Failed("unprotected", f"{url} redirects to {there}, where nothing proves who answers", outcome="refused")
    return there


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"
