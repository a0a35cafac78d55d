"""What ``parpipe --help`` shows: the commands by what people want to do, each with a whole sentence, and examples to copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

SECTIONS: Mapping[str, Sequence[str]] = {
    "Look figures up": ("get", "explain", "status"),
    "Read documents": ("extract", "transcribe", "new-source"),
    "Make, prove and bring out releases": ("build", "verify", "validate", "diff", "publish"),
    "Keep up to date": ("fetch", "captures", "backfill", "watch", "serve", "deploy"),
}
"""Every command, once."""

EXAMPLES = """\b
Examples:
  parpipe get PAR --area "Lai Châu"         a province over the years
  parpipe explain PAR/province/GSO12/2016   who says it, and who disagrees
  parpipe extract page.html                 the figures in any document
  parpipe build                             data/ becomes data/releases/

“parpipe COMMAND --help” tells more of each.
"""


class Guide(click.Group):
    """A group whose help lists its commands by section, with the first sentence of each, however long."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections."""
        for title, names in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, _first_sentence(self.commands[name])) for name in names], col_max=12)


def _first_sentence(command: click.Command) -> str:
    return " ".join((command.help or "").split("\n\n")[0].split())
