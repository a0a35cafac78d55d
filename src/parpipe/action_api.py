"""The action API of CKAN over HTTP: ask for a thing, post an action; the token is sent, and shown nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from parpipe.errors import ParpipeError, Unavailable

SECONDS = 300.0
"""How long a portal may take for one answer; it stores and indexes all files of a request before it gives it."""

_BUSY = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)
_REFUSALS = (httpx.codes.CONFLICT, httpx.codes.BAD_REQUEST, httpx.codes.REQUEST_ENTITY_TOO_LARGE)

Upload = tuple[str, bytes, str]
"""The name, the content and the media type of a file."""


class Busy(Unavailable):
    """A portal that answers 429 or 503."""


class Refused(ParpipeError):
    """A portal that does not take what was sent, and why."""

    exit_code = 1


@contextmanager
def open_portal(address: str, token: str) -> Iterator[Portal]:
    """Yield the portal at an address, to which a token gives rights."""
    with httpx.Client(headers={"Authorization": token}, timeout=SECONDS) as client:
        yield Portal(client, address, token)


@dataclass(frozen=True, slots=True)
class Portal:
    """A CKAN portal. Every request raises Unavailable if no use can be made of the answer, Busy if it may be repeated soon."""

    client: httpx.Client
    address: str
    token: str = field(repr=False)

    def find(self, action: str, name: str) -> Any:
        """Return the result of an action that shows a thing; None if there is no such thing."""
        answer = self._send("GET", action, params={"id": name})
        return None if answer.status_code == httpx.codes.NOT_FOUND else self._result(answer, action)

    def post(self, action: str, content: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None) -> Any:
        """Return the result of an action that changes something; Refused if the portal says what is wrong with it."""
        if uploads:
            fields = {name: json.dumps(value, ensure_ascii=False) for name, value in content.items()}
            answer = self._send("POST", action, data=fields, files=uploads)
        else:
            answer = self._send("POST", action, json=content)
        return self._result(answer, action)

    def _send(self, method: str, action: str, **how: Any) -> httpx.Response:
        try:
            answer = self.client.request(method, f"{self.address}/api/3/action/{action}", **how)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = self._hide(str(error)) or type(error).__name__
            raise Unavailable(f"{self.address} does not answer: {said}; check the address, or try again later") from None
        if answer.status_code in _BUSY:
            raise Busy(f"{self.address} is too busy ({answer.status_code}); try again later")
        return answer

    def _result(self, answer: httpx.Response, action: str) -> Any:
        try:
            said = answer.json()
            if answer.is_success:
                return said["result"]
            reason = _reason(said["error"])
        except (ValueError, KeyError, TypeError):
            reason = f"{answer.status_code} {answer.reason_phrase}, and not as CKAN answers"
        reason = self._hide(reason)
        if answer.status_code in _REFUSALS:
            raise Refused(f"{self.address} refuses {action}: {reason}")
        if answer.status_code == httpx.codes.FORBIDDEN:
            reason += " (PARPIPE_CKAN_TOKEN must be the token of an editor of the organisation)"
        raise Unavailable(f"{self.address} answers {action} with {reason}; mend that, then run again")

    def _hide(self, text: str) -> str:
        return text.replace(self.token, "...")


def _reason(error: Any) -> str:
    """Return what CKAN says is wrong, without the places where nothing is."""
    said = {name: value for name, value in dict(error).items() if name != "__type" and value}
    if set(said) == {"message"}:
        return str(said["message"])
    plain = {name: [one for one in value if one] if isinstance(value, list) else value for name, value in said.items()}
    return json.dumps(plain, ensure_ascii=False)
