"""Runs of a document of Word to the text of a paragraph or cell, as it reads once all tracked changes are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from parpipe.limits import attribute, local_name
from parpipe.repair.letters import SOFT_HYPHEN, clean, join_runs
from parpipe.word.styles import Styles, is_on

_DELETED = ("del", "moveFrom", "delText", "instrText", "Fallback", "object", "footnoteReference", "txbxContent")
_LEFT_OUT = frozenset((*_DELETED, "pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr"))
_MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": SOFT_HYPHEN, "sym": " ", "p": "\n"}
_WRAPPERS = frozenset(["sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "AlternateContent", "Choice"])
_SPACE = re.compile(r"[^\S\n]+")
_NOTE = re.compile(r"\s*[(\[]?\d{1,3}[)\]]?\s*")
"""What is set above the line and is the number of a note, no text."""

Runs = list[tuple[str, str | None]]


def text_of(element: Element, styles: Styles) -> str:
    """Return the text of a paragraph or cell, line breaks kept; text boxes that hang on it are not in it."""
    runs: Runs = []
    _collect(element, runs, styles, styles.paragraph_font(element))
    lines = (_SPACE.sub(" ", line).strip() for line in clean(join_runs(runs)).split("\n"))
    return "\n".join(line for line in lines if line)


def boxes_of(element: Element) -> Iterator[Element]:
    """Yield the text boxes that hang on a paragraph or stand in a table."""
    for child in element:
        if local_name(child) == "txbxContent":
            yield child
        elif local_name(child) not in ("Fallback", "del", "moveFrom"):
            yield from boxes_of(child)


def contents(parent: Element) -> Iterator[Element]:
    """Yield paragraphs and tables in their order, those in content controls and insertions too."""
    for child in parent:
        if local_name(child) in ("p", "tbl"):
            yield child
        elif local_name(child) in _WRAPPERS:
            yield from contents(child)


def named(parent: Element, name: str) -> Iterator[Element]:
    """Yield the children of that name, those in content controls and insertions too."""
    for child in parent:
        if local_name(child) == name:
            yield child
        elif local_name(child) in _WRAPPERS:
            yield from named(child, name)


def _collect(element: Element, runs: Runs, styles: Styles, font: str | None) -> None:
    for child in element:
        name = local_name(child)
        if name in _LEFT_OUT or (name == "r" and (_is_left_out(child) or styles.hides(child))):
            continue
        if name == "t":
            runs.append((child.text or "", font))
        elif name in _MARKS:
            runs.append((_MARKS[name], font))
        own = styles.run_font(child, font) if name == "r" else styles.paragraph_font(child) if name == "p" else font
        _collect(child, runs, styles, own)


def _is_left_out(run: Element) -> bool:
    """Return whether a run is struck through, or the number of a note: after "67,41" its 1 would be one more digit."""
    properties = run.find("{*}rPr")
    if properties is None:
        return False
    raised = properties.find("{*}vertAlign")
    if raised is not None and attribute(raised, "val") == "superscript":
        return _NOTE.fullmatch("".join(text.text or "" for text in run.iterfind("{*}t"))) is not None
    return any(is_on(properties, name) for name in ("vanish", "strike", "dstrike"))
