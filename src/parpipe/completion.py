"""What a shell may complete an argument with: indices, areas, sources and packages, read from the names of files alone.

A shell asks on every press of the tab key, so nothing heavier than ``csv`` is imported, and what cannot be read completes to
nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import click

from parpipe.settings import Settings


def indices(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the ids of the indices that begin so, whatever the case."""
    return _beginning((path.stem for path in _data(context).glob("indices/*.yaml")), incomplete)


def sources(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the ids of the sources that begin so."""
    return _beginning((path.stem for path in _data(context).glob("sources/*.yaml")), incomplete)


def areas(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the ids and names, Vietnamese and English, of the areas that begin so."""
    return _beginning(_area_names(_data(context)), incomplete)


def packages(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the folders of the packages that have a release and begin so."""
    return _beginning((str(pointer.parent) for pointer in _settings(context).releases.glob("*/latest")), incomplete)


def _area_names(data: Path) -> Iterable[str]:
    try:
        with (data / "reference" / "area_names.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield row["ref_area"]
                yield row["name_vi"]
                yield row["name_en"]
    except (OSError, KeyError, ValueError):
        return


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return sorted({name for name in names if name and name.casefold().startswith(incomplete.casefold())})


def _data(context: click.Context) -> Path:
    return _settings(context).data


def _settings(context: click.Context) -> Settings:
    return Settings.load(data=context.params.get("data"), releases=context.params.get("releases"))
