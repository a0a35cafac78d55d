"""The corpus: documents of our own with real figures, each beside what a person read in it.

``corpus/<part>/NAME.EXT`` stands beside ``NAME.yaml``: its ``kind`` (prose, table, mixed, picture, negative), the ``forms`` of
publishing it shows and those it is ``near`` to, the ``options`` of `parpipe extract`, and the ``figures`` that must come out,
nothing else, one a line:

    INDEX/level/AREA/year/component measure value [unit] [/maximum] [of COUNT] [base YEAR] [approximate] [regional]
        [basis] [grade]

There are three parts. ``seen`` documents come out exactly so. ``open`` ones do not yet: they say what the grammar has still
to learn. ``unseen`` ones are held out: whoever works on the grammar does not look at them, and their digests were committed
before it went on. Once a held-out part has been looked at it is moved to the others, and a new one is written by somebody who
does not know the grammar.

FORMS.md lists the forms; each is shown by a document, and another one comes near to it.

``refused`` are printed numbers that must come out as findings, ``targets`` what `--targets` must list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from parpipe.extracting import extract_document, make_context
from parpipe.extractors.targets import extract_targets
from parpipe.model import Extraction, Statement, Target
from parpipe.readers import read_document

HERE = Path(__file__).parent / "corpus"
KINDS = ("prose", "table", "mixed", "picture", "negative")
_OPTIONS = {"index": "index_id", "lang": "language"}


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A document with what a person read in it."""

    path: Path
    kind: str
    forms: tuple[str, ...]
    near: tuple[str, ...]
    options: Mapping[str, Any]
    figures: tuple[str, ...]
    refused: tuple[str, ...]
    targets: tuple[str, ...]


@cache
def read_cases(part: str) -> tuple[Case, ...]:
    """Return the documents of a part of the corpus, by name."""
    return tuple(_case(path) for path in sorted((HERE / part).glob("*.yaml")))


def _case(path: Path) -> Case:
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    [document] = [other for other in path.parent.glob(f"{path.stem}.*") if other != path]
    lists = {name: tuple(map(str, said.get(name) or ())) for name in ("forms", "near", "figures", "refused", "targets")}
    options = {_OPTIONS.get(name, name): value for name, value in (said.get("options") or {}).items()}
    if "area" in options:
        options["area"] = str(options["area"])
    if "published" in options:
        options["published"] = date.fromisoformat(str(options["published"]))
    return Case(document, said["kind"], options=options, **lists)


@cache
def extract_case(case: Case) -> Extraction:
    """Return what parpipe reads in the document of a case, as `parpipe extract` does."""
    return extract_document(case.path, make_context(**case.options))


def read_targets(case: Case) -> Iterator[str]:
    """Yield the targets of a document, one a line."""
    for target in extract_targets(read_document(case.path), make_context(**case.options)):
        yield target_line(target)


def target_line(target: Target) -> str:
    parts = (target.index_id, target.ref_area, target.time_period, target.measure, target.bound, format(target.value, "f"))
    return " ".join("-" if part is None else str(part) for part in parts)


def line(statement: Statement) -> str:
    """Return a statement as a line of the corpus."""
    own = statement
    extras = (
        own.unit,
        f"/{own.scale_max}" if own.scale_max is not None else None,
        f"of {own.ranked_count}" if own.ranked_count else None,
        f"base {own.base_period}" if own.base_period else None,
        "approximate" if own.approximate else None,
        own.scope if own.scope != "national" else None,
        own.basis if own.basis != "printed" else None,
        own.grade if own.grade != "body" else None,
    )
    key = f"{own.index_id}/{own.level}/{own.ref_area}/{own.time_period}/{own.component}"
    return " ".join([key, own.measure, format(own.value, "f"), *filter(None, extras)])
