"""A page: its place, its language, its template and what it shows; and how it becomes HTML.

Everything that comes from data is escaped by the templates. Links within the site are relative, so that it works from a
folder as well as from a server, and name files, since a folder has no index page there.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from parpipe.keys import of_measure
from parpipe.site.edition import View
from parpipe.site.words import WORDS, Language

if TYPE_CHECKING:
    from jinja2 import Environment

HOME = "index.html"
STATIC = "site/static"
_WEB = re.compile(r"https?://[^\s<>\"]+")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share: the address and the people behind it, the indices, the licence."""

    base: str
    publisher: Mapping[str, str]
    homepage: str
    email: str
    licence: Mapping[str, str]
    licence_url: str
    indices: tuple[str, ...]

    def address(self, path: str) -> str:
        """Return the address of a file below the folder of releases."""
        return f"{self.base}/{'' if path == HOME else path}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one language. ``name`` is its path below ``site/<language>/``, the same in both languages."""

    name: str
    language: Language
    template: str
    title: str
    description: str
    content: View
    json: str | None = None
    picture: str | None = None
    scripts: tuple[str, ...] = ()
    linked: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def path(self) -> str:
        """Where it stands below the folder of releases."""
        return place(self.name, self.language)


def place(name: str, language: str) -> str:
    """Return where a page stands; the Vietnamese home page is what opens first."""
    return HOME if (name, language) == (HOME, "vi") else f"site/{language}/{name}"


def render(page: Page, site: Site) -> bytes:
    """Return a page as HTML in UTF-8."""
    template = environment().get_template(page.template)
    say = WORDS[page.language]

    def to(name: str, fragment: str = "") -> str:
        """Return the link to a page of the same language."""
        return relative(place(name, page.language)) + (f"#{fragment}" if fragment else "")

    def relative(path: str) -> str:
        return posixpath.relpath(path, posixpath.dirname(page.path) or ".")

    told = {"to": to, "relative": relative, "absolute": site.address, "place": place, "linked": _linked(page)}
    html = template.render(page=page, site=site, t=say, lang=page.language, **told, **page.content)
    return (re.sub(r"\n\s*\n+", "\n", re.sub(r"(?m)^[ \t]+", "", html)).strip() + "\n").encode()


def _linked(page: Page) -> list[Markup]:
    """Return JSON-LD for script elements; nothing in it can end the element."""
    texts = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in page.linked)
    return [Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")) for text in texts]


@cache
def environment() -> Environment:
    """Return the templates with all that they call; unknown words and fields are errors."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("parpipe.site"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {
        "number": number,
        "signed": signed,
        "day": day,
        "link": web_link,
        "host": host,
        "size": size,
        "measured": of_measure,
    }
    made.globals |= {"short": short_name}
    return made


def number(value: object, language: Language) -> str:
    """Return a number with the digits it has, as the language writes it."""
    text = str(value)
    return (text.replace(".", ",") if language == "vi" else text).replace("-", "−", 1)


def signed(value: object, language: Language) -> str:
    """Return a change with its sign."""
    text = number(value, language)
    return text if text.startswith("−") or not re.search("[1-9]", text) else f"+{text.removeprefix('+')}"


def day(value: str | None, language: Language, precision: str | None = "day") -> str:
    """Return a day, as far as it is known."""
    if not value or precision is None:
        return WORDS[language]["undated"]
    found = date.fromisoformat(value)
    if precision == "year":
        return str(found.year)
    if language == "vi":
        return f"{found:%m/%Y}" if precision == "month" else f"{found:%d/%m/%Y}"
    month = _MONTHS[found.month - 1]
    return f"{month} {found.year}" if precision == "month" else f"{found.day} {month} {found.year}"


def web_link(address: str | None) -> str | None:
    """Return an address that may be a link: of the web, and of nothing that runs."""
    return address if address and _WEB.fullmatch(address) else None


def host(address: str) -> str:
    """Return the host of an address of the web, as people read it."""
    return address.split("/")[2].removeprefix("www.")


def size(count: int, language: Language) -> str:
    """Return a number of bytes as people read it."""
    for unit, divisor in (("MB", 1e6), ("kB", 1e3)):
        if count >= divisor:
            return f"{number(f'{count / divisor:.1f}', language)} {unit}"
    return f"{count} B"


def short_name(index_id: str) -> str:
    """Return what an index is called in short."""
    return {"PAR": "PAR INDEX"}.get(index_id, index_id)
