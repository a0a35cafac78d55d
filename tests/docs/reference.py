"""`make reference`: the pages of docs/reference, written from the commands, settings and schemas themselves.

A page says of each thing what the program says of it, so it is never written by hand; a test finds a page that is older.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from parpipe import errors, settings
from parpipe.cli import cli
from parpipe.settings import SCHEMAS
from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "reference"
_NOTE = "<!-- Written by `make reference`; change the program or the schemas instead. -->"


def pages() -> dict[str, str]:
    """Return the text of every page by its file's name."""
    written = {"commands.md": _commands(), "tables.md": _tables()}
    return {name: "\n".join(lines) + "\n" for name, lines in written.items()}


def _commands() -> Iterator[str]:
    yield from (_NOTE, "", "# Commands, exit codes and settings", "")
    for name, command in _walk(cli, "parpipe"):
        yield from (f"## {name}", "", *_synopsis(name, command), *_options(command))
    yield from ("## Exit codes", "", "| code | when |", "|---|---|", "| 0 | done |", *_exit_codes(), "")
    yield from ("## Settings", "", *_settings())


def _walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for part in sorted(command.commands):
            yield from _walk(command.commands[part], f"{name} {part}")


def _synopsis(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    yield from ("```text", " ".join([name, *command.collect_usage_pieces(context)]), "```", "")
    for paragraph in (command.help or "").replace("\b", "").strip().split("\n\n"):
        yield from (" ".join(paragraph.split()), "")


def _options(command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    records = [record for option in options if (record := option.get_help_record(context))]
    if records:
        yield from ("| option | meaning |", "|---|---|")
        yield from (f"| `{_cell(option)}` | {_cell(meaning)} |" for option, meaning in records)
        yield ""


def _exit_codes() -> Iterator[str]:
    told: dict[int, list[str]] = {}
    for error in vars(errors).values():
        if isinstance(error, type) and error is not errors.ParpipeError:
            told.setdefault(error.exit_code, []).append(" ".join((error.__doc__ or "").split()))
    told[70] = ["An internal error; please report it."]
    told[130] = ["Interrupted from the keyboard."]
    yield from (f"| {code} | {_cell(' '.join(meanings))} |" for code, meanings in sorted(told.items()))


def _settings() -> Iterator[str]:
    rows = re.findall(r"^\|.*\|$", settings.__doc__ or "", re.MULTILINE)
    yield from (row.replace("``", "`") for row in rows)


def _tables() -> Iterator[str]:
    yield from (_NOTE, "", "# Data dictionary · Từ điển dữ liệu", "")
    yield from ("Every table of a package, every field. Codes of findings stand in [findings.md](../findings.md).", "")
    yield from ("Mọi bảng và mọi trường trong một gói dữ liệu. Mã phát hiện nằm ở [findings.md](../findings.md).", "")
    for path in sorted((SCHEMAS / "tables").glob("*.json")):
        yield from _table(json.loads(path.read_text(encoding="utf-8")))


def _table(schema: dict[str, Any]) -> Iterator[str]:
    yield from (f"## {schema['name']}", "", schema["description"], "", schema["description@vi"], "")
    if key := schema.get("primaryKey"):
        yield from ("Key · Khóa: " + ", ".join(f"`{field}`" for field in key), "")
    yield from ("| field | type | English | Tiếng Việt |", "|---|---|---|---|")
    for field in schema["fields"]:
        told = (f"**{field[f'title{tongue}']}** – {field[f'description{tongue}']}" for tongue in ("", "@vi"))
        yield f"| `{field['name']}` | {_kind(field)} | {' | '.join(map(_cell, told))} |"
    yield ""


def _kind(field: dict[str, Any]) -> str:
    constraints = field.get("constraints", {})
    allowed = ", ".join(f"`{value}`" for value in constraints.get("enum", field.get("categories", [])))
    kind = f"{field['type']}{', required' if constraints.get('required') else ''}"
    return _cell(f"{kind}: {allowed}" if allowed else kind)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        Path(FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
