"""Messages to a webhook: one POST an event, tried a few times, and never a reason for a run to fail.

The body is JSON with ``text``, which chat services show, and the event's own fields. The address is a secret, as with most chat
services whoever knows it may post: it is in no message and no log.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import httpx

from parpipe.news import RELEASE_PUBLISHED, RUN_FAILED, Event

SENT = (RELEASE_PUBLISHED, RUN_FAILED)
"""The events that are sent; the others are for machines."""

PAUSES = (1.0, 4.0)
"""Seconds before the second and the third try."""

_SECONDS = 10.0


def post(address: str, events: Iterable[Event], sleep: Callable[[float], None] = time.sleep) -> list[str]:
    """Return what could not be delivered, a sentence each; nothing is raised, whatever the address or its server does."""
    wanted = [event for event in events if event.name in SENT]
    with httpx.Client(timeout=_SECONDS, follow_redirects=False) as client:
        found = [(event, _deliver(client, address, event, sleep)) for event in wanted]
    return [f"the webhook was not told that {event.said}: {why}" for event, why in found if why]


def _deliver(client: httpx.Client, address: str, event: Event, sleep: Callable[[float], None]) -> str | None:
    """Return why an event could not be delivered, None if it was; a refusal (4xx) is not tried again."""
    body = {"text": event.said, "event": event.name, "subject": event.subject, "details": dict(event.details)}
    why = None
    for pause in (0.0, *PAUSES):
        sleep(pause)
        try:
            answer = client.post(address, json=body)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            why = f"{type(error).__name__}"  # its text may name the address
            continue
        if answer.is_success:
            return None
        why = f"its server answers {answer.status_code}"
        if answer.is_client_error and answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
            break
    return why
