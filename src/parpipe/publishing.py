"""Publish a release: prove that it is complete, hand it to the publisher of its target, and keep the receipt.

Receipts are in ``<folder>/<package>/<version>-<digest of the target>.json``. A run that changed nothing leaves the receipt of
the run that brought the release there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from parpipe import storage
from parpipe.checksums import SUMS, sha256
from parpipe.deliveries import Delivery, Item, Receipt, Target
from parpipe.errors import Unavailable, Usage
from parpipe.publishers import PUBLISHERS, Publisher
from parpipe.releases import latest_version, open_release, packages
from parpipe.settings import Credentials, Settings

RECEIPTS = ".receipts"
"""The folder of receipts in the folder of releases."""

Tell = Callable[[str, int, int], None]


def publish(
    place: str | Path,
    to: str,
    receipts: Path,
    credentials: Credentials | None = None,
    publishers: Mapping[str, Publisher] = PUBLISHERS,
) -> Receipt:
    """Return the receipt of publishing a release to a target; what could not be done is ``failed`` in it, with the reason.

    ``place`` is the folder or address of a release, or of a package, whose latest is then meant. Raises Usage for a target of
    unknown kind, Rejected for a release that is not whole, and Unavailable for a target that cannot be used (now); what had
    been done by then is in the stored receipt, and the next run goes on from there.
    """
    target = Target.read(to)
    if target.scheme not in publishers:
        known = "a folder, s3://bucket/prefix or ckan+https://host/organisation"
        raise Usage(f"{to} is no target that is known; name {known}")
    delivery = Delivery.read(open_release(place))
    items = list[Item]()
    try:
        for item in publishers[target.scheme](delivery, target, credentials or Credentials.load()):
            items.append(item)  # one by one: what was done before an error counts
    except Unavailable as error:
        told = {item.name for item in items}
        rest = [Item(name, "failed", str(error)) for name in delivery.files if name not in told]
        _keep(_receipt(delivery, target, [*items, *rest]), receipts)
        raise
    receipt = _receipt(delivery, target, items)
    _keep(receipt, receipts)
    return receipt


def publish_all(settings: Settings, targets: Sequence[str], tell: Tell = lambda stage, done, total: None) -> list[Receipt]:
    """Return the receipts of publishing the latest release of every package to targets, those that failed included.

    A target that cannot be used does not keep the others waiting. Raises Usage for a target of unknown kind.
    """
    receipts, wanted = list[Receipt](), [(to, package) for to in targets for package in packages(settings.releases)]
    for done, (to, package) in enumerate(wanted):
        tell("publish", done, len(wanted))
        try:
            receipts.append(publish(settings.releases / package, to, settings.releases / RECEIPTS))
        except Unavailable as error:
            delivery = Delivery.read(open_release(settings.releases / package))
            receipts.append(_receipt(delivery, Target.read(to), list(delivery.items("failed", str(error)))))
    return receipts


def require_complete(receipts: Sequence[Receipt]) -> None:
    """Return if everything is at its target; Unavailable with what is not."""
    broken = [one for one in receipts if not one.complete]
    failed = [f"{one.summary}: {next(item.why or '' for item in one.items if item.state == 'failed')}" for one in broken]
    if failed:
        raise Unavailable("\n".join(("not everything could be published; the next run goes on from there:", *failed)))


def receipts_markdown(receipts: Sequence[Receipt]) -> str:
    """Return the report of a publication."""
    return "\n".join(["# parpipe publish", "", *(f"- {one.summary}" for one in receipts)]) + "\n"


def behind(settings: Settings) -> list[str]:
    """Return the targets of the settings that lack the latest release of a package, as far as receipts tell."""
    latest = {name: latest_version(name, settings.releases) for name in packages(settings.releases)} if settings.targets else {}
    return [to for to in settings.targets if not all(_has(settings, to, *pair) for pair in latest.items())]


def _has(settings: Settings, to: str, package: str, version: str | None) -> bool:
    path = _receipt_path(settings.releases / RECEIPTS, package, str(version), to)
    return path.is_file() and bool(json.loads(path.read_bytes())["complete"])


def _receipt_path(receipts: Path, package: str, version: str, to: str) -> Path:
    return receipts / package / f"{version}-{sha256(to.encode())[:12]}.json"


def _receipt(delivery: Delivery, target: Target, items: list[Item]) -> Receipt:
    return Receipt(target.text, delivery.package, delivery.version, sha256(delivery.files[SUMS]), tuple(items))


def _keep(receipt: Receipt, receipts: Path) -> None:
    path = _receipt_path(receipts, receipt.package, receipt.version, receipt.target)
    if receipt.complete and not receipt.changed and path.is_file() and json.loads(path.read_bytes())["complete"]:
        return
    storage.make_folder(path.parent)
    storage.replace(path, (json.dumps(receipt.as_mapping(), ensure_ascii=False, indent=2) + "\n").encode())
