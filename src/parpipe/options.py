"""Options that several commands have, and what comes of them: folders, days, the settings, and progress on a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from parpipe.completion import indices
from parpipe.errors import Missing

if TYPE_CHECKING:
    from parpipe.settings import Settings

FC = TypeVar("FC", bound=Callable[..., Any] | click.Command)
PATH = click.Path(path_type=Path, readable=False)  # else click refuses what may not be read, as wrong usage
DATA = click.option("--data", type=PATH, help="Folder with sources, indices, reference and snapshots.")
RELEASES = click.option("--releases", type=PATH, help="Folder that holds the releases.")
ONLY_INDICES = click.option(
    "--index", "indices", multiple=True, metavar="ID", shell_complete=indices, help="Only this index; may be repeated."
)


def printed_as(default: str, *others: str) -> Callable[[FC], FC]:
    """Return the option ``--format``, the argument ``format_`` of a command, with its default first."""
    kinds = click.Choice([default, *others])
    return click.option("--format", "format_", type=kinds, default=default, show_default=True, help="How to print it.")


class Day(click.ParamType[date]):
    """A day, written YYYY-MM-DD."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day that a text says; a wrong one is wrong usage."""
        try:
            return value if isinstance(value, date) else datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is no date; write YYYY-MM-DD", param, ctx)


def settings(data: Path | None, releases: Path | None = None) -> Settings:
    """Return the settings of a command; Missing where there is no data folder."""
    from parpipe.settings import Settings

    found = Settings.load(data=data, releases=releases)
    if not found.data.is_dir():
        what = "is no folder" if found.data.exists() else "does not exist"
        raise Missing(f"{found.data} {what}; run in a checkout, or name the data folder with --data")
    return found


def terminal_width() -> int | None:
    """Return how many columns the terminal has; None where the output goes elsewhere, and lines may be long."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def progress(*, quiet: bool) -> Any:
    """Return a context in which progress is shown to a person at a terminal."""
    from parpipe.output import progress as shown_progress

    return shown_progress(shown=sys.stderr.isatty() and not quiet)
