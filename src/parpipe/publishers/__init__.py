"""Release to place: one function a kind of target; running one again changes nothing, and completes what was broken off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from parpipe.deliveries import Delivery, Item, Target
from parpipe.publishers.ckan import publish_to_ckan
from parpipe.publishers.directory import publish_to_directory
from parpipe.publishers.s3 import publish_to_s3
from parpipe.settings import Credentials

Publisher = Callable[[Delivery, Target, Credentials], Iterator[Item]]
"""Yields what it did with each file right after it did it; Unavailable if the target does not answer or refuses us."""

PUBLISHERS: Mapping[str, Publisher] = {
    "": publish_to_directory,
    "file": publish_to_directory,
    "s3": publish_to_s3,
    "ckan+https": publish_to_ckan,
    "ckan+http": publish_to_ckan,
}
"""The publishers by the scheme of the target."""
