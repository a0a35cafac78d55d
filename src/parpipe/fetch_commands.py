"""The commands ``fetch`` and ``captures``: each a thin layer over the public function of the same name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from parpipe import completion
from parpipe.options import DATA, Day, printed_as, progress, settings


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=completion.sources)
@DATA
@click.option("--accept", is_flag=True, help="Take pages that state fewer figures than before as well.")
@printed_as("table", "json")
@click.pass_obj
def fetch(obj: dict[str, bool], sources: tuple[str, ...], data: Path | None, accept: bool, format_: str) -> None:
    """Fetch live documents again; what changed is kept for the next build, and nothing is released.

    Exits with 3 when a page could not be had and with 1 when one is not what it was; its stored snapshot stays in force.
    """
    from random import SystemRandom

    from parpipe import fetch as fetching
    from parpipe import output
    from parpipe.web import Web

    web = Web(lambda: datetime.now(UTC), SystemRandom())
    with progress(quiet=obj["quiet"]) as tell:
        found = fetching.fetch(settings(data), sources, web=web, accept=accept, tell=tell)
    output.print_fetched(found, format_)
    if code := fetching.exit_code(found):
        raise click.exceptions.Exit(code)


@click.group("captures")
def captures_group() -> None:
    """Look after the documents that were fetched: list them, forget old retrievals, take one down."""


@captures_group.command("list")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=completion.sources)
@DATA
@printed_as("table", "json")
def captures_list(sources: tuple[str, ...], data: Path | None, format_: str) -> None:
    """List every capture, what was taken down, and the last retrieval of every live document."""
    from parpipe import captures, output

    output.print_retrievals(captures.overview(settings(data).captures, sources), format_)


@captures_group.command("prune")
@DATA
@click.option("--before", type=Day(), required=True, help="Forget the retrievals of earlier days that left no capture.")
def captures_prune(data: Path | None, before: date) -> None:
    """Forget old retrievals; captures stay, because releases cite them, and so does the last retrieval of each document."""
    from parpipe import captures

    found = list(captures.prune_all(settings(data).captures, before))
    for source_id, forgotten in found:
        click.echo(f"{source_id}: {forgotten} retrievals forgotten")
    if not found:
        click.echo("no source has captures; nothing was forgotten")


@captures_group.command("takedown")
@click.argument("source", shell_complete=completion.sources)
@click.argument("file")
@DATA
@click.option("--because", required=True, metavar="WORDS", help="Why; it is kept in the ledger.")
def captures_takedown(source: str, file: str, data: Path | None, because: str) -> None:
    """Remove the capture FILE of SOURCE; its digest stays, so that the same bytes are not captured again."""
    from parpipe import captures

    captures.take_down(settings(data).captures / source, file, because)
    click.echo(f"{source}/{file} is gone; the next build is without it. Releases that cite it stay as they are")
