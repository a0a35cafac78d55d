"""The command line: each command is a thin layer over the public function of the same name.

Nothing heavy is imported before a command runs. Exit codes: 0 done, 1 data invalid or document unreadable, 2 wrong usage
or configuration, 3 network, target or folder unavailable, 70 internal error, 130 interrupted.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parpipe.completion import areas, indices, packages
from parpipe.errors import Usage
from parpipe.fetch_commands import captures_group, fetch
from parpipe.guide import EXAMPLES, Guide
from parpipe.operating import deploy, serve, watch
from parpipe.options import DATA as _DATA
from parpipe.options import ONLY_INDICES as _ONLY_INDICES
from parpipe.options import PATH as _PATH
from parpipe.options import RELEASES as _RELEASES
from parpipe.options import Day as _Day
from parpipe.options import printed_as, terminal_width
from parpipe.options import progress as _progress
from parpipe.options import settings as _settings

if TYPE_CHECKING:
    from parpipe.telling import Language

LEVELS = click.Choice(["province", "ministry", "region", "national"])


@click.group(cls=Guide, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="parpipe")
@click.option("-v", "--verbose", is_flag=True, help="Show the traceback of an internal error.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and errors.")
@click.pass_context
def cli(context: click.Context, verbose: bool, quiet: bool) -> None:
    """Turn published index figures of Vietnam's public administration into open data that can be trusted.

    Documents in the data folder become releases: tables in CSV and Parquet in which every figure carries its evidence.
    """
    context.obj = {"verbose": verbose, "quiet": quiet}


cli.add_command(fetch)
cli.add_command(captures_group)
cli.add_command(serve)
cli.add_command(deploy)
cli.add_command(watch)


@cli.command()
@_DATA
@_RELEASES
@click.option("--as-of", type=_Day(), help="Only what had been published by then.")
@click.option("--recorded-by", type=_Day(), help="Only what had been captured by then.")
@_ONLY_INDICES
@click.pass_obj
def build(
    obj: dict[str, bool],
    data: Path | None,
    releases: Path | None,
    as_of: date | None,
    recorded_by: date | None,
    indices: tuple[str, ...],
) -> None:
    """Turn the snapshots into releases; what did not change gets no new release."""
    from parpipe import pipeline

    settings = _settings(data, releases)
    with _progress(quiet=obj["quiet"]) as tell:
        outcomes = pipeline.build(settings, as_of=as_of, recorded_by=recorded_by, indices=indices, tell=tell)
    for outcome in outcomes:
        click.echo(outcome.message)


@cli.command()
@_DATA
@_RELEASES
@_ONLY_INDICES
@printed_as("table", "json", "csv")
@click.pass_obj
def backfill(obj: dict[str, bool], data: Path | None, releases: Path | None, indices: tuple[str, ...], format_: str) -> None:
    """Tell what reading every stored document anew would change, as after a change of the grammar; nothing is released."""
    from parpipe import output, pipeline

    with _progress(quiet=obj["quiet"]) as tell:
        found = pipeline.backfill(_settings(data, releases), indices=indices, tell=tell)
    output.print_comparisons(found, format_)


@cli.command()
@click.argument("files", nargs=-1, required=True, type=_PATH, metavar="FILE...")
@click.option(
    "--index", "index_id", metavar="ID", shell_complete=indices, help="The index, where the document does not name one."
)
@click.option("--level", type=LEVELS, help="The level, where the document does not say it.")
@click.option(
    "--area", metavar="CODE", shell_complete=areas, help="The area (code, id or name), where the document does not name one."
)
@click.option("--published", type=_Day(), help="The document's date, where it prints none.")
@click.option("--lang", "language", type=click.Choice(["vi", "en"]), help="The language, where the document does not say it.")
@click.option("--targets", is_flag=True, help="Show what is planned instead of what was measured.")
@printed_as("table", "json", "csv")
def extract(files: tuple[Path, ...], format_: str, targets: bool, **defaults: Any) -> None:
    """Show the figures in any document, with their evidence; nothing is stored."""
    from parpipe import extracting, output
    from parpipe.extractors.targets import extract_targets
    from parpipe.readers import read_document

    context = extracting.make_context(**defaults)
    if targets:
        output.print_targets([target for file in files for target in extract_targets(read_document(file), context)], format_)
        return
    output.print_extractions([extracting.extract_document(file, context) for file in files], format_)


@cli.command()
@click.argument("picture", required=False, type=_PATH, metavar="IMAGE-or-PDF")
@click.option("--compare", nargs=2, type=_PATH, metavar="A.csv B.csv", help="Compare two transcriptions cell by cell.")
@click.option("--out", type=_PATH, help="Write the CSV there; otherwise it is printed.")
def transcribe(picture: Path | None, compare: tuple[Path, Path] | None, out: Path | None) -> None:
    """Make a template of a picture's cells for a person to fill and check; or compare two such transcriptions.

    Compared, what both agree on comes out as a table for “parpipe extract”; cells that differ are listed, and empty in it.
    """
    from parpipe import output, storage, transcribing

    if (picture is None) == (compare is None):
        raise Usage("name either a picture or PDF, or two transcriptions after --compare")
    if compare:
        found = transcribing.compare_transcriptions(*compare)
        text = transcribing.csv_text(list(found.rows))
        output.print_findings("cells that differ", found.findings, to_errors=out is None)
    else:
        text = transcribing.csv_text(transcribing.template_rows(transcribing.transcribe(picture or Path())))
    storage.replace(out, text.encode()) if out else click.echo(text, nl=False)


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=_PATH, metavar="PATH...")
@click.option("--schema", type=_PATH, help="The Table Schema of a single table.")
@printed_as("table", "json")
@click.option("--limit", type=click.IntRange(1), default=10_000, show_default=True, help="Errors to list per table; all count.")
@click.pass_obj
def validate(obj: dict[str, bool], paths: tuple[Path, ...], schema: Path | None, format_: str, limit: int) -> None:
    """Check a table, a data package or a release against its schemas; exit 1 if it is invalid."""
    from parpipe import checks, output

    with _progress(quiet=obj["quiet"]) as tell:
        reports = [checks.validate(path, schema, limit=limit, progress=tell) for path in paths]
    output.print_reports(paths, reports, format_)
    if not all(report.valid for report in reports):
        raise click.exceptions.Exit(1)


@cli.command()
@click.argument("release", metavar="RELEASE", shell_complete=packages)
@_DATA
@click.option("--rebuild", is_flag=True, help="Make it again from the inputs that it names, and compare every byte.")
@printed_as("table", "json")
def verify(release: str, data: Path | None, rebuild: bool, format_: str) -> None:
    """Prove a release: files, signature, CSV against Parquet, every figure against its evidence; exit 1 if it does not hold.

    RELEASE is the folder or address of a release, or of a package, which stands for its latest release.
    """
    from parpipe import output, rebuilding
    from parpipe import verify as verifying

    again = rebuilding.check_rebuild if rebuild else None
    settings = _settings(data, None)
    found = verifying.verify(release, settings.data, captures=settings.captures, rebuild=again)
    output.print_json(found.as_json()) if format_ == "json" else output.print_verification(found)
    if not found.holds:
        raise click.exceptions.Exit(1)


@cli.command()
@click.argument("old")
@click.argument("new")
@printed_as("table", "json", "csv")
def diff(old: str, new: str, format_: str) -> None:
    """Tell what came between two releases of a package, folders or addresses, and which version that calls for."""
    from parpipe import comparing, output

    output.print_comparison(comparing.diff(old, new), format_)


@cli.command()
@click.argument("index_id", required=False, metavar="[INDEX]", shell_complete=indices)
@_DATA
@_RELEASES
@click.option("--level", type=LEVELS, help="Only units of this level.")
@click.option("--area", metavar="AREA", shell_complete=areas, help="An id, an official or ISO 3166-2 code, or a name.")
@click.option("--year", type=click.IntRange(1900, 2100), help="Only this year.")
@click.option("--component", default="_T", show_default=True, help="A component's code, or “all”.")
@printed_as("table", "csv", "json", "parquet")
def get(data: Path | None, releases: Path | None, format_: str, component: str, **question: Any) -> None:
    """Print the figures one asks for, over all packages."""
    from parpipe import output, query, registry

    settings = _settings(data, releases)
    indices, areas = registry.load_reference(settings.data)
    asked = query.Question(**question, component=None if component == "all" else component)
    found = query.get(asked, settings.releases, indices, areas)
    if not len(found):
        click.echo("parpipe: nothing is known that answers this", err=True)
    output.print_observations(found, format_)


@cli.command()
@click.argument("key")
@_DATA
@_RELEASES
@click.option("--lang", "language", type=click.Choice(["en", "vi"]), default="en", show_default=True, help="The language.")
@printed_as("text", "json")
def explain(key: str, data: Path | None, releases: Path | None, language: Language, format_: str) -> None:
    """Tell one figure's evidence, rivals, verdicts and history. KEY is INDEX/level/AREA/year[/COMPONENT]."""
    from parpipe import explain as explaining
    from parpipe import output, registry, telling

    settings = _settings(data, releases)
    indices, areas = registry.load_reference(settings.data)
    story = explaining.explain(key, settings.releases, indices, areas)
    output.print_json(story) if format_ == "json" else click.echo("\n".join(telling.explain_lines(story, language)))


@cli.command()
@_DATA
@_RELEASES
@click.option("--index", "index_id", metavar="ID", shell_complete=indices, help="Only this index.")
@click.option("--level", type=LEVELS, help="Show every unit of this level, year by year.")
@printed_as("text", "json")
def status(data: Path | None, releases: Path | None, index_id: str | None, level: str | None, format_: str) -> None:
    """Tell what the releases cover and what not, how fresh the sources are, and which findings are open."""
    from parpipe import output, registry
    from parpipe import status as telling

    settings = _settings(data, releases)
    known = registry.load_registry(settings.data, settings.captures)
    about = known.indices, known.sources
    found = telling.status(settings.releases, *about, index_id=index_id, level=level, captures=settings.captures)
    if format_ == "json":
        output.print_json(found)
        return
    lines = telling.status_lines(found, lambda ref, year: known.areas.name(ref, date(year, 12, 31))[0], terminal_width())
    click.echo("\n".join(lines))


@cli.command()
@click.argument("release", metavar="RELEASE", shell_complete=packages)
@click.option("--to", "target", required=True, metavar="TARGET", help="A folder, s3://bucket/prefix, ckan+https://host/org.")
@_RELEASES
@printed_as("table", "json")
def publish(release: str, target: str, releases: Path | None, format_: str) -> None:
    """Publish a release, or the latest of a package, by folder or address; publishing again changes nothing."""
    from parpipe import output, publishing
    from parpipe.settings import Settings

    receipts = Settings.load(releases=releases).releases / publishing.RECEIPTS
    receipt = publishing.publish(release, target, receipts)
    output.print_receipt(receipt, format_)
    if not receipt.complete:
        raise click.exceptions.Exit(1)


@cli.command("new-source")
@click.argument("place", metavar="URL-or-FILE")
@_DATA
@click.option("--url", help="The address of a file; its host names the source.")
@click.option("--published", type=_Day(), help="The document's date, where it prints none.")
@click.option("--index", metavar="ID", shell_complete=indices, help="The index, where the document does not name one.")
@click.option("--level", type=LEVELS, help="The level, where the document does not say it.")
@click.option("--area", metavar="ID", shell_complete=areas, help="The area, where the document does not name one.")
@click.option("--lang", "language", type=click.Choice(["vi", "en"]), help="The language, where the document does not say it.")
def new_source_command(place: str, data: Path | None, **said: Any) -> None:
    """Add a document to the registry: its source, its snapshot, and the golden file to read and commit."""
    from parpipe import new_source, output

    written = new_source.new_source(place, _settings(data, None).data, date.today(), new_source.Said(**said))
    output.print_extractions(written.found, "table")
    for file in written.files:
        click.echo(f"wrote {file}")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with the exit code that the outcome has."""
    sys.exit(_run(sys.argv[1:] if arguments is None else arguments))


def _run(arguments: list[str]) -> int:
    from parpipe.terminal import run

    return run(cli, arguments)
