"""Repair of the texts of a web page, in its tree: there the fonts are known that its elements are set in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import codepoint2name
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parpipe.repair.choice import FOREIGN, choose
from parpipe.repair.encodings import Encoding, encoding_of_font
from parpipe.repair.letters import NOT_SHOWN, clean, draw, finish
from parpipe.repair.mojibake import SIGNS

_ENTITY = re.compile(
    "&(?:"
    + "|".join(name for code, name in sorted(codepoint2name.items()) if chr(code) in FOREIGN)
    + r"|#1[6-9]\d|#2[0-5]\d|#x[a-f]|#4(?:1[89]|2[01]);|#x1a[2-5];)"
)
_FONT = re.compile(r"""["':=,\s](?:\.Vn\w|VNI-)""", re.IGNORECASE)
_STRANGE = FOREIGN | NOT_SHOWN
_DOUBTFUL = (SIGNS, _ENTITY, _FONT)
_FAMILY = re.compile(r"""font(?:-family)?\s*:\s*(?:\d[\w.]*\s+)?["']?(\.?VN[\w -]*)""", re.IGNORECASE)
_SELECTOR = re.compile(r"[\w.,\s-]+")
_MOST_RULES = 200
_LONGEST_SELECTOR = 500
_LONGEST_RULE = 2000


_Font = tuple[Encoding, bool] | None
"""The encoding that a font draws, and whether it draws capitals."""


def repair_page(tree: LexborHTMLParser, source: str) -> None:
    """Repair the texts of a page where they are: those of elements in fonts of before Unicode, and all if the page is so."""
    if _STRANGE.isdisjoint(source) and not any(sign.search(source) for sign in _DOUBTFUL):
        return
    fonts = _fonts(tree) if _FONT.search(source) else {}
    nodes = list(_texts(tree))
    texts = [clean(node.text_content or "") for node in nodes]
    known: dict[int, _Font] = {}
    certain = [_drawn(node, fonts, known) if not text.isascii() else None for node, text in zip(nodes, texts, strict=True)]
    texts = [draw(text, *font) if font else text for text, font in zip(texts, certain, strict=True)]
    choice = choose(texts)
    for node, text in zip(nodes, texts, strict=True):
        repaired = finish(text, choice)
        if repaired != node.text_content:
            node.replace_with(repaired)


def _texts(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for part in (tree.head, tree.body):
        for node in part.traverse(include_text=True) if part else ():
            if node.tag == "-text" and node.parent is not None and node.parent.tag not in ("script", "style"):
                yield node


def _fonts(tree: LexborHTMLParser) -> dict[int, tuple[Encoding, bool]]:
    """Return the encoding of every element that is said to be set in a font of before Unicode, by the element's number."""
    fonts = dict[int, tuple[Encoding, bool]]()
    rules = (rule for sheet in tree.css("style") for rule in _rules(sheet.text()))
    for selector, body in islice(rules, _MOST_RULES):
        found = _encoding(body)
        if found and _SELECTOR.fullmatch(selector):
            fonts.update((node.mem_id, found) for node in tree.css(selector))
    for node in tree.css("[style], font[face]"):
        attributes = node.attributes
        found = _encoding(attributes.get("style") or "") or encoding_of_font((attributes.get("face") or "").split(",")[0])
        if found:
            fonts[node.mem_id] = found
    return fonts


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield the rules of a style sheet, selector and body."""
    for rule in sheet.split("}")[:-1]:
        before, opened, body = rule.rpartition("{")
        selector = before.rpartition("{")[2][-_LONGEST_SELECTOR:].strip()
        if opened and selector and 0 < len(body) <= _LONGEST_RULE:
            yield selector, body


def _encoding(style: str) -> tuple[Encoding, bool] | None:
    family = _FAMILY.search(style)
    return encoding_of_font(family[1].strip()) if family else None


def _drawn(node: LexborNode, fonts: dict[int, tuple[Encoding, bool]], known: dict[int, _Font]) -> _Font:
    """Return the encoding that the nearest element with such a font gives a text; ``known`` are elements asked before."""
    above, passed, found = node.parent if fonts else None, list[int](), None
    while above is not None:
        if above.mem_id in known or above.mem_id in fonts:
            found = known[above.mem_id] if above.mem_id in known else fonts[above.mem_id]
            break
        passed.append(above.mem_id)
        above = above.parent
    known.update(dict.fromkeys(passed, found))
    return found
