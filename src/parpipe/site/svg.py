"""The SVG of a figure of matplotlib as it goes into a page: light, without styles, and told in words.

A strict Content-Security-Policy allows no style attributes: they become attributes of their own. Texts stay texts in the
font of the page. Nothing in it depends on a clock, a font of the machine or an address.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from markupsafe import Markup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d{1,9}\.\d{1,15}")
_SIZE = re.compile(r"([\d.]{1,15})px")
_PLACE: tuple[str, ...] = ("x", "y")
_DEFAULTS = {"stroke-linecap": "butt", "stroke-linejoin": "miter", "text-anchor": "start", "opacity": "1"}


def draw(figure: Figure) -> str:
    """Return a figure as the markup of an ``svg`` element, without a name."""
    import matplotlib

    content = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "parpipe", "svg.fonttype": "none", "path.simplify": False}):
        figure.savefig(content, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ElementTree.fromstring(content.getvalue())
    return f'<svg viewBox="{root.get("viewBox")}">{"".join(_light(root))}</svg>'


def name(drawn: str, title: str, description: str, language: str) -> Markup:
    """Return a drawing with its text alternative; decimals get the comma of Vietnamese."""
    if language == "vi":
        drawn = re.sub(r"(>[^<]*?\d)\.(\d[^<]*<)", r"\1,\2", drawn)
    opening, _, rest = drawn.partition(">")
    told = Markup("<title>{}</title><desc>{}</desc>").format(title, description)
    return Markup(opening + ' role="img" xmlns="http://www.w3.org/2000/svg">') + told + Markup(rest)


def _light(parent: ElementTree.Element) -> Iterator[str]:
    """Yield the markup of what is drawn: paths and texts, without the groups around them."""
    for node in parent:
        kind = node.tag.removeprefix(_SVG)
        if kind in ("metadata", "defs"):
            continue
        if kind == "path":
            yield _path(node)
        elif kind == "text":
            yield _text(node)
        else:
            yield from _light(node)


def _path(node: ElementTree.Element) -> str:
    drawn = " ".join(_rounded(node.attrib["d"]).split())
    drawn = re.sub(r" ?([MLCQZz]) ?", r"\1", drawn)
    return f'<path d="{drawn}"{_attributes(_style(node))}/>'


def _text(node: ElementTree.Element) -> str:
    style = _style(node)
    size = _SIZE.search(style.pop("font", "") or style.pop("font-size", ""))
    style = {"font-size": f"{float(size[1]):g}"} | style if size else style
    style.pop("font-family", None)
    place: dict[str, str] = {key: _rounded(node.attrib[key]) for key in _PLACE if key in node.attrib}
    turned = node.get("transform", "")
    if "rotate(-90" in turned:
        place["transform"] = f"rotate(-90 {place['x']} {place['y']})"
    elif "translate" in turned:
        place["transform"] = _rounded(turned.partition(" rotate(-0")[0].partition(" scale(")[0])
    attributes = _attributes({**place, **style})
    return f"<text{attributes}>{Markup.escape(node.text or '')}</text>"


def _style(node: ElementTree.Element) -> dict[str, str]:
    parts = (part.partition(":") for part in node.get("style", "").split(";") if ":" in part)
    style = {key.strip(): _rounded(value.strip()) for key, _, value in parts}
    return {key: value for key, value in style.items() if _DEFAULTS.get(key) != value}


def _attributes(given: dict[str, str]) -> str:
    return "".join(f' {key}="{Markup.escape(value)}"' for key, value in given.items())


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), text)
