"""A command at the terminal: its streams, the one paragraph that says what went wrong, and the exit code."""

from __future__ import annotations

import io
import os
import sys
import traceback

import click

from parpipe.errors import ParpipeError, Unavailable, Usage


def run(command: click.Command, arguments: list[str]) -> int:
    """Return the exit code of a command; what went wrong is on stderr."""
    _open_streams()
    try:
        code = int(command.main(arguments, prog_name="parpipe", standalone_mode=False) or 0)
        sys.stdout.flush()
        return code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return Usage.exit_code
    except click.ClickException as error:
        return _tell(Usage(_in_one_paragraph(error)))
    except ParpipeError as error:
        return _tell(error)
    except (KeyboardInterrupt, click.Abort):
        click.echo("parpipe: interrupted", err=True)
        return 130
    except (BrokenPipeError, SystemExit):  # the reader went away, as in “parpipe get | head”: click and rich end by exit(1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _tell(Unavailable(f"{error.filename or 'the output'} cannot be used: {error.strerror}; mend that and try again"))
    except Exception as error:  # noqa: BLE001 (the outermost frame: a bug ends in one paragraph and exit code 70)
        if "-v" in arguments or "--verbose" in arguments:
            traceback.print_exc()
        click.echo(f"parpipe: internal error: {type(error).__name__}: {error}. Run again with -v and report it.", err=True)
        return ParpipeError.exit_code


def _open_streams() -> None:
    """Make both streams take what is printed: in UTF-8 whatever the locale is, and to nowhere where the caller closed one."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (as open as the process)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def _tell(error: ParpipeError) -> int:
    click.echo(f"parpipe: {error}", err=True)
    return error.exit_code


def _in_one_paragraph(error: click.ClickException) -> str:
    """Return what is wrong with the usage and which help says what is right."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    said = " ".join(error.format_message().split()).rstrip(".")
    end = "" if said.endswith("?") else ";"
    return f"{said}{end} “{context.command_path if context else 'parpipe'} --help” tells what can be given"
