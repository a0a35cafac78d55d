"""The commands ``serve``, ``deploy`` and ``watch``: Prefect's part runs in a process of its own, out of the checkout."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from parpipe.errors import Missing
from parpipe.options import DATA, RELEASES, settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address on which the server listens.")
@click.option("--port", type=click.IntRange(1, 65535), default=4200, show_default=True, help="Its port.")
@click.option("--only", type=click.Choice(["server", "worker"]), help="Start only this half, on hosts of a team.")
@click.option("--runs", type=click.IntRange(1), default=2, show_default=True, help="How many runs may be at work at once.")
def serve(host: str, port: int, only: str | None, runs: int) -> None:
    """Start Prefect's server, the declared schedules and a worker, until Ctrl-C or SIGTERM; what ends is started again."""
    _become("flows.serve", "--host", host, "--port", str(port), "--runs", str(runs), *(["--only", only] if only else []))


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if the server has anything else than declared.")
def deploy(check: bool) -> None:
    """Make the server of PREFECT_API_URL have what prefect.yaml declares, with the schedules of data/sources, and no more."""
    _become("flows.deploy", *(["--check"] if check else []))


@click.command()
@DATA
@RELEASES
def watch(data: Path | None, releases: Path | None) -> None:
    """Tell whether what is published still loads and matches its checksums, and whether live sources are overdue."""
    from parpipe import watching

    found = watching.watch(settings(data, releases), datetime.now(UTC))
    for place in found.holds:
        click.echo(f"{place} holds")
    found.require()


def _become(module: str, *arguments: str) -> None:
    """Replace this process by a module of the flows, so that signals reach it; Missing outside of a checkout."""
    import os
    import sys

    from parpipe.settings import RESOURCES, environment

    if not (RESOURCES / "flows").is_dir():
        raise Missing("the flows are part of a checkout; clone the repository, and run “make install” and this there")
    sys.stdout.flush()
    inherited = environment(RESOURCES / "src", RESOURCES)
    os.execve(sys.executable, [sys.executable, "-m", module, *arguments], inherited)
