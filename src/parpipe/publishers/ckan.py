"""Into an organisation of a CKAN portal (2.10 or later) over its action API: ``ckan+https://host/organisation``.

Everything is read first and compared; where all is as it should be nothing is written, so the portal shows no activity.
Otherwise one request, ``package_revise``, carries the metadata and the files that changed: the portal takes it whole or not
at all. It names the state that was read, so what somebody else changed meanwhile is not overwritten. Resources are known by
their file names and keep their ids; what was not put there by us stays.

``?files=link`` gives the portal the public addresses of the files instead of the files.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from parpipe.action_api import Busy, Portal, Refused, open_portal
from parpipe.checksums import sha256
from parpipe.deliveries import Delivery, Item, State, Target, media_type
from parpipe.descriptors.ckan import ckan_dataset, ckan_resource
from parpipe.errors import Usage
from parpipe.settings import Credentials

PAUSES = (1.0, 5.0, 20.0)
"""Seconds to wait when a portal is too busy (429 or 503)."""

_OF_THE_FILE = frozenset({"size", "hash", "format", "mimetype"})
"""Fields that a portal may put in its own words; they are sent with a new file, and left alone after."""


def publish_to_ckan(
    delivery: Delivery, target: Target, credentials: Credentials, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Item]:
    """Yield what became of the organisation, the dataset and every file; Unavailable if the portal does not take us."""
    linked = target.choose(files=("upload", "link"))["files"] == "link"
    *root, organisation = target.path.strip("/").split("/")
    if not organisation or not target.host:
        raise Usage(f"{target.text} names no organisation; write ckan+https://host/organisation")
    if credentials.ckan_token is None:
        raise Usage("publishing to a portal needs a token; put it in the environment as PARPIPE_CKAN_TOKEN")
    address = "/".join([f"{target.scheme.removeprefix('ckan+')}://{target.host}", *root])
    with open_portal(address, credentials.ckan_token) as portal:
        try:
            yield from _patiently(lambda: _publish(portal, delivery, organisation, linked=linked), sleep)
        except Refused as error:
            yield Item("dataset", "failed", str(error))
            yield from delivery.items("failed", str(error))


def _patiently(attempt: Callable[[], list[Item]], sleep: Callable[[float], None]) -> list[Item]:
    """Return what an attempt returns; it begins anew when the portal was too busy, which is safe after any request."""
    for pause in PAUSES:
        try:
            return attempt()
        except Busy:
            sleep(pause)
    return attempt()


def _publish(portal: Portal, delivery: Delivery, organisation: str, *, linked: bool) -> list[Item]:
    made = _make_organisation(portal, organisation, delivery)
    wanted = ckan_dataset(delivery.release)
    held = portal.find("package_show", delivery.package)
    if held is None:
        # A draft is seen by its editors alone: to all others the dataset appears together with its files.
        bare = {key: value for key, value in wanted.items() if key not in ("tags", "extras")}
        held = portal.post("package_create", {**bare, "state": "draft", "owner_org": organisation})
    plan = _plan(held, wanted, _resources(delivery, linked=linked), organisation)
    if plan.update:
        files = {} if linked else {f"update__resources__{at}__upload": name for name, at in plan.sent.items()}
        uploads = {field: (name, delivery.files[name], media_type(name)) for field, name in files.items()}
        portal.post("package_revise", plan.request(), uploads)
    return [made, *plan.items]


def _make_organisation(portal: Portal, name: str, delivery: Delivery) -> Item:
    if portal.find("organization_show", name) is not None:
        return Item("organisation", "unchanged")
    publisher = delivery.release.info.publisher
    portal.post("organization_create", {"name": name, "title": f"{publisher.name} / {publisher.name_vi}"})
    return Item("organisation", "created")


def _resources(delivery: Delivery, *, linked: bool) -> dict[str, dict[str, Any]]:
    """Return the resources that the dataset should have, by name and in their order."""
    found = dict[str, dict[str, Any]]()
    for name, content in delivery.files.items():
        said = delivery.resources.get(name)
        found[name] = ckan_resource(name, said, media_type(name), len(content), sha256(content))
        place = {"url": f"{delivery.release.latest}/{name}", "url_type": None} if linked else {"url_type": "upload"}
        found[name] |= place
    return found


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be sent (nothing if ``update`` is empty), and what becomes of each thing by it.

    ``sent`` are the positions of the resources whose file is another than the portal's, by name.
    """

    seen: Mapping[str, Any]
    update: Mapping[str, Any]
    sent: Mapping[str, int]
    items: tuple[Item, ...]

    def request(self) -> dict[str, Any]:
        """Return a request that revises the dataset if it is still as it was seen."""
        match = {name: self.seen[name] for name in ("id", "metadata_modified")}
        return {"match": match, "filter": ["-resources", "-tags", "-extras"], "update": self.update}


def _plan(
    held: Mapping[str, Any], wanted: Mapping[str, Any], resources: Mapping[str, dict[str, Any]], organisation: str
) -> _Plan:
    known = {one["name"]: one for one in reversed(held["resources"]) if one["name"] in resources}
    kept = {one["id"] for one in known.values()}
    others = [one for one in held["resources"] if one["id"] not in kept]
    removed = [one for one in others if "sha256" in one]
    revised = {name: _revise(known.get(name), one) for name, one in resources.items()}
    listed = [*(one.entry for one in revised.values()), *(one for one in others if "sha256" not in one)]
    dataset = _state_of_dataset(held, wanted, organisation)
    items = (
        Item("dataset", dataset),
        *(Item(name, one.state) for name, one in revised.items()),
        *(Item(one["name"], "removed") for one in removed),
    )
    if all(item.state == "unchanged" for item in items) and listed == held["resources"]:
        return _Plan(held, {}, {}, items)
    extras = {one["key"]: one["value"] for one in (*held["extras"], *wanted["extras"])}
    update = {
        **wanted,
        "extras": [{"key": key, "value": value} for key, value in sorted(extras.items())],
        "resources": listed,
        "owner_org": organisation,
        "state": "active",
    }
    return _Plan(held, update, {name: at for at, (name, one) in enumerate(revised.items()) if one.new_file}, items)


@dataclass(frozen=True, slots=True)
class _Revised:
    """A resource as it is to be, and whether its file is to be sent."""

    entry: Mapping[str, Any]
    state: State
    new_file: bool


def _revise(held: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> _Revised:
    if held is None:
        return _Revised(wanted, "created", True)
    moved = (held.get("url_type") or None) != wanted["url_type"]
    if moved or held.get("sha256") != wanted["sha256"]:
        cleared = {"clear_upload": True} if moved and held.get("url_type") == "upload" else {}
        return _Revised({**held, **wanted, **cleared}, "updated", True)
    fields = {name: value for name, value in wanted.items() if name not in {*_OF_THE_FILE, "url_type"}}
    same = all(name in held and held[name] == value for name, value in fields.items())
    return _Revised(held if same else {**held, **fields}, "unchanged" if same else "updated", False)


def _state_of_dataset(held: Mapping[str, Any], wanted: Mapping[str, Any], organisation: str) -> State:
    if held["state"] == "draft":
        return "created"
    lists = ("tags", "extras")
    same = (
        held["state"] == "active"
        and held["organization"]["name"] == organisation
        and all(held[name] == value for name, value in wanted.items() if name not in lists)
        and {one["name"] for one in held["tags"]} == {one["name"] for one in wanted["tags"]}
        and _pairs(wanted["extras"]) <= _pairs(held["extras"])
    )
    return "unchanged" if same else "updated"


def _pairs(extras: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(one["key"], one["value"]) for one in extras}
