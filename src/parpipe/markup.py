"""Pages whose markup is made to do harm, told before they are parsed: the parser is in C, and cannot be stopped.

Its time grows with the square of some numbers: how deep elements are nested, how many elements of style (``<b>``) are open
that every paragraph opens anew, how many attributes an element has. Tags are read as the HTML standard says, so that nothing
can hide in quotes or comments, and what is open is counted, never less than the parser has.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from parpipe.errors import Unreadable

DEEPEST = 3000
"""Elements that may be open at once; pages that forget to close theirs have some hundreds."""

MOST_MARKUP = 1_000_000
"""Tags of one page; every one becomes an object of some hundred bytes."""

MOST_ATTRIBUTES = 1000
"""Attributes of one element."""

MOST_WORK = 30_000_000
"""Sum over all tags of the elements that are open at each; a page of a megabyte has a few hundred thousand."""

MOST_REOPENED = 1_000_000
"""Sum over all tags that are no style of the elements of style that are open at each: so many may be opened anew."""

_FEW = 2000
"""Tags that can do no harm by how they are nested, whatever they are: not even a thousand styles and a thousand others."""

_SPACE = r"[ \t\n\f\r]"
_BETWEEN = r"[ \t\n\f\r/]*+"
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)"""
_NAME = r"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
_ATTRIBUTE = rf"{_NAME}(?:{_SPACE}*+={_SPACE}*+{_VALUE}?+)?+"
_LONG_TAG = 2 * MOST_ATTRIBUTES
_TAG = re.compile(
    rf"""<!--(?!-?>)(?:[^-]|-(?!-!?>))*+|<(?:(script|style)\b|(/?)([a-z][^ \t\n\f\r/>]*+))((?:{_BETWEEN}{_ATTRIBUTE})*+/?+)"""
    rf"""(?(1){_SPACE}*+/?>?(?:[^<]|<(?!/\1))*+)""",
    re.IGNORECASE,
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_EMPTY = _names("area base br col embed hr img input link meta param source track wbr")
_CLOSED_BY_NEXT = _names("p li dd dt tr td th thead tbody tfoot option optgroup colgroup caption html head body")
"""Elements that the next of their kind closes; they nest only within others, which are counted."""
_STYLES = _names("a b big code em font i nobr s small strike strong tt u")
_DRAWN = _names(
    "svg g path rect circle ellipse line polyline polygon use stop defs lineargradient radialgradient clippath mask text tspan "
    "symbol image animate pattern marker"
)
"""Elements of drawings, which close themselves with a slash; all others of HTML end the drawing."""
_IN_DRAWINGS = _DRAWN | {"title", "desc", "style"}


def refuse_harmful(source: str) -> None:
    """Raise Unreadable for a page with more nesting, tags or attributes than any page can need."""
    tags = source.count("<")
    if tags > MOST_MARKUP:
        raise Unreadable(f"the page has more than {MOST_MARKUP:,} tags")
    if tags <= _FEW and len(source) < _LONG_TAG:
        return
    found = _TAG.findall(source)
    for _, _, _, attributes in found:
        if len(attributes) > _LONG_TAG and sum(1 for _ in _ATTRIBUTES.finditer(attributes)) > MOST_ATTRIBUTES:
            raise Unreadable(f"the page has an element with more than {MOST_ATTRIBUTES:,} attributes")
    open_now = _Open()
    for _, closing, name, attributes in found if tags > _FEW else ():
        if name:
            open_now.add(name.lower(), closing=bool(closing), slashed=attributes.endswith("/"))
            if open_now.is_harmful():
                raise Unreadable(f"the page has too many elements nested in each other: {open_now.depth:,} are open at once")


@dataclass(slots=True)
class _Open:
    """What is open at a place of the page, and the sums so far."""

    kinds: Counter[str] = field(default_factory=Counter)
    depth: int = 0
    styles: int = 0
    work: int = 0
    reopened: int = 0

    def add(self, kind: str, *, closing: bool, slashed: bool) -> None:
        """Count a tag."""
        change = self._change(kind, closing=closing, slashed=slashed)
        if change:
            self.kinds[kind] += change
            self.depth += change
        if kind in _STYLES:
            self.styles += change
        else:
            self.reopened += self.styles
        self.work += self.depth

    def is_harmful(self) -> bool:
        """Return whether the parser would take too long from here on."""
        return self.depth > DEEPEST or self.work > MOST_WORK or self.reopened > MOST_REOPENED

    def _change(self, kind: str, *, closing: bool, slashed: bool) -> int:
        if self.kinds["svg"] and kind not in _IN_DRAWINGS:
            self.kinds["svg"] = 0
        if kind in _EMPTY or kind in _CLOSED_BY_NEXT:
            return 0
        if closing:
            return -1 if self.kinds[kind] else 0
        drawn = kind in _DRAWN and self.kinds["svg"] and not (self.kinds["title"] or self.kinds["desc"])
        return 0 if slashed and drawn else 1
