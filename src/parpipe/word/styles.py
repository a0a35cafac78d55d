"""Styles of a document of Word: what the role of a paragraph is, and which font its letters are set in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element

from parpipe.limits import attribute

Role = Literal["title", "heading", "paragraph", "item", "caption", "aside", "footer"]

_HEADING = re.compile(r"heading \d|toc heading|subtitle", re.IGNORECASE)
_MOST_STEPS = 20
_THEMES = ("hAnsiTheme", "asciiTheme")


@dataclass(frozen=True, slots=True)
class Styles:
    """Role and font by the id of a style, those of the styles it is based on included; ``usual`` is the font of all else.

    ``hidden`` are the styles that hide what is set in them.
    """

    roles: Mapping[str, Role] = field(default_factory=dict)
    fonts: Mapping[str, str] = field(default_factory=dict)
    usual: str | None = None
    hidden: frozenset[str] = frozenset()

    def hides(self, run: Element) -> bool:
        """Return whether the style of a run makes it hidden, and nothing of its own shows it."""
        if not self.hidden or _styled(run.find("{*}rPr/{*}rStyle")) not in self.hidden:
            return False
        return run.find("{*}rPr/{*}vanish") is None

    def role(self, paragraph: Element) -> Role:
        """Return the role of a paragraph; a numbered one is an item."""
        role = self.roles.get(_styled(paragraph.find("{*}pPr/{*}pStyle")), "paragraph")
        return "item" if role == "paragraph" and paragraph.find("{*}pPr/{*}numPr") is not None else role

    def paragraph_font(self, paragraph: Element) -> str | None:
        """Return the font of a paragraph, which its runs have unless they name another."""
        return self.fonts.get(_styled(paragraph.find("{*}pPr/{*}pStyle")), self.usual)

    def run_font(self, run: Element, otherwise: str | None) -> str | None:
        """Return the font of a run: its own, that of its style, or that of its paragraph."""
        properties = run.find("{*}rPr")
        if properties is None:
            return otherwise
        return _font(properties) or self.fonts.get(_styled(properties.find("{*}rStyle")), otherwise)


def read_styles(root: Element) -> Styles:
    """Return the styles of the part that declares them. Names of built-in styles are English whatever Word's language is."""
    styles = {attribute(style, "styleId") or "": style for style in root.iterfind("{*}style")}
    roles = {name: role for name, style in styles.items() if (role := _role(style))}
    fonts = {name: font for name, style in styles.items() if (font := _inherited(style, styles))}
    defaults = root.find("{*}docDefaults/{*}rPrDefault/{*}rPr")
    normal = next((name for name, style in styles.items() if _is_default(style) and name in fonts), None)
    usual = fonts[normal] if normal else _font(defaults) if defaults is not None else None
    hidden = (name for name, style in styles.items() if (own := style.find("{*}rPr")) is not None and is_on(own, "vanish"))
    return Styles(roles, fonts, usual, frozenset(hidden))


def is_on(properties: Element, name: str) -> bool:
    """Return whether a property that is on or off is there and on."""
    found = properties.find(f"{{*}}{name}")
    return found is not None and attribute(found, "val") not in ("0", "false", "off")


def _role(style: Element) -> Role | None:
    element = style.find("{*}name")
    name = (attribute(element, "val") or "").lower() if element is not None else ""
    if name in ("title", "caption"):
        return "title" if name == "title" else "caption"
    if _HEADING.match(name) or style.find("{*}pPr/{*}outlineLvl") is not None:
        return "heading"
    return "item" if name.startswith("list ") and name != "list paragraph" else None


def _inherited(style: Element | None, styles: Mapping[str, Element]) -> str | None:
    """Return the font of a style, or of the nearest one that it is based on and that has one."""
    for _ in range(_MOST_STEPS):
        if style is None:
            return None
        properties = style.find("{*}rPr")
        if properties is not None and (font := _font(properties)):
            return font
        style = styles.get(_styled(style.find("{*}basedOn")))
    return None


def _is_default(style: Element) -> bool:
    return attribute(style, "default") in ("1", "true", "on") and attribute(style, "type") == "paragraph"


def _font(properties: Element) -> str | None:
    """Return the font of letters beyond ASCII, which those of before Unicode draw as Vietnamese."""
    fonts = properties.find("{*}rFonts")
    if fonts is None:
        return None
    theme = next((name for key in _THEMES if (name := attribute(fonts, key))), None)
    return theme or attribute(fonts, "hAnsi") or attribute(fonts, "ascii")


def _styled(element: Element | None) -> str:
    return attribute(element, "val") or "" if element is not None else ""
