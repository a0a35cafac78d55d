"""The deployments that should be there: what prefect.yaml declares, with the schedules of the registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from parpipe.errors import BadConfiguration, Missing
from parpipe.registry import load_registry
from parpipe.schedules import ZONE, timetables
from parpipe.settings import Settings

POOL = "parpipe"
"""The work pool of all deployments."""

SCHEDULED_BY_SOURCES = "refresh"
"""The deployment that the cron lines of data/sources start."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment as it should be. ``schedules`` are by slug, as Prefect's schedules; ``triggers`` as in prefect.yaml."""

    name: str
    description: str
    entrypoint: str
    schedules: Mapping[str, Mapping[str, Any]]
    limit: int
    options: Mapping[str, Any]
    triggers: tuple[Mapping[str, Any], ...]


def read_deployments(checkout: Path, settings: Settings) -> list[Deployment]:
    """Return the deployments of prefect.yaml, with the schedules of live sources.

    Raises Missing where there is no prefect.yaml, BadConfiguration where it says what is not understood.
    """
    path = checkout / "prefect.yaml"
    if not path.is_file():
        raise Missing(f"{path} is missing; run in a checkout")
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))["deployments"]
        found = [_deployment(**one) for one in declared]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise BadConfiguration(f"{path} is not understood: {error}; compare it with the one that was committed") from error
    sources = dict(_schedules_of_sources(settings))
    return [replace(one, schedules={**one.schedules, **sources}) if one.name == SCHEDULED_BY_SOURCES else one for one in found]


def _deployment(
    name: str,
    description: str,
    entrypoint: str,
    concurrency_limit: dict[str, Any],
    schedules: list[dict[str, Any]] | None = None,
    triggers: list[dict[str, Any]] | None = None,
) -> Deployment:
    times = {one["slug"]: {key: value for key, value in one.items() if key != "slug"} for one in schedules or []}
    options = {key: value for key, value in concurrency_limit.items() if key != "limit"}
    return Deployment(name, description, entrypoint, times, concurrency_limit["limit"], options, tuple(triggers or []))


def _schedules_of_sources(settings: Settings) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a schedule for every cron line of a live source; its slug is the line, so that another line is another schedule."""
    registry = load_registry(settings.data, settings.captures)
    for cron in sorted({one.cron for one in timetables(registry.sources)}):
        yield f"sources {cron}", {"cron": cron, "timezone": ZONE}
