"""The webhook is told what people want to know, is tried again, and can neither fail nor hold up a run for long."""

from __future__ import annotations

import json

import pytest

from parpipe import news
from parpipe.errors import Rejected
from parpipe.news import Event
from parpipe.release import Outcome
from parpipe.webhook import PAUSES, post
from tests.web.server import Asked, Send, Server, reply, serving

RELEASED = Event(news.RELEASE_PUBLISHED, "parpipe.package.dti", "dti 1.1.0: released", {"version": "1.1.0"})
CHANGED = Event(news.SOURCE_CHANGED, "parpipe.source.son", "son changed")


@pytest.fixture
def waited() -> list[float]:
    return []


def answers(server: Server, *statuses: str) -> None:
    left = list(statuses)

    def answer(asked: Asked, send: Send) -> None:
        send(reply(status=left.pop(0)))

    server.pages["/hook"] = answer


def test_releases_and_failures_are_posted_and_nothing_else(waited: list[float]) -> None:
    failed = list(news.of_error("refresh", Rejected("1 error in the data")))
    with serving() as server:
        answers(server, "204 No Content", "204 No Content")

        undelivered = post(f"{server.url}/hook", [CHANGED, RELEASED, *failed], waited.append)

    assert (undelivered, server.paths()) == ([], ["/hook", "/hook"])
    assert [one.name for one in failed] == [news.FINDINGS_RAISED, news.RUN_FAILED]


def test_a_server_in_trouble_is_asked_three_times(waited: list[float]) -> None:
    with serving() as server:
        answers(server, *["503 Service Unavailable"] * 3)

        [undelivered] = post(f"{server.url}/hook", [RELEASED], waited.append)

    assert undelivered == "the webhook was not told that dti 1.1.0: released: its server answers 503"
    assert waited == [0.0, *PAUSES]


def test_a_server_that_recovers_is_told(waited: list[float]) -> None:
    with serving() as server:
        answers(server, "500 Internal Server Error", "200 OK")

        undelivered = post(f"{server.url}/hook", [RELEASED], waited.append)

    assert undelivered == []


def test_a_refusal_is_not_argued_with(waited: list[float]) -> None:
    with serving() as server:
        answers(server, "403 Forbidden")

        [undelivered] = post(f"{server.url}/hook", [RELEASED], waited.append)

    assert undelivered.endswith("its server answers 403")


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/t0ken", "nowhere/t0ken", "http://[t0ken", "ftp://host/t0ken"])
def test_no_address_fails_a_run_or_shows_itself(address: str, waited: list[float]) -> None:
    [undelivered] = post(address, [RELEASED], waited.append)

    assert "t0ken" not in undelivered


def test_of_a_bug_only_its_kind_is_told() -> None:
    [event] = news.of_error("build", KeyError("a secret"))

    assert event.said == "build failed: internal error: KeyError"


def test_only_what_was_released_is_news() -> None:
    outcomes = [Outcome("dti", "1.1.0", True, "dti 1.1.0: released"), Outcome("pci", "1.0.0", False, "nothing changed")]

    [event] = news.of_outcomes(outcomes)

    assert (event.subject, json.dumps(dict(event.details))) == ("parpipe.package.dti", '{"version": "1.1.0"}')
