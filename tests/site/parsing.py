"""What a page holds, told by a parser of HTML: links, ids and text."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

_LINKING = {"a": "href", "link": "href", "script": "src", "img": "src", "option": "data-parquet", "form": "action"}
ELSEWHERE = ("canonical", "alternate")
"""Relations of links that name the address at which a page is published."""


class Found(HTMLParser):
    """The links and ids of a page, its text, and the tags in it."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.links, self.ids, self.tags, self.texts = list[str](), list[str](), list[str](), list[str]()
        self.attributes = list[tuple[str, str]]()
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += given.items()
        if "id" in given:
            self.ids.append(given["id"])
        published = given.get("rel") in ELSEWHERE and given.get("href", "").startswith("http")
        if tag in _LINKING and _LINKING[tag] in given and not published:
            self.links.append(given[_LINKING[tag]])

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def read_page(path: Path) -> Found:
    return Found(path.read_text(encoding="utf-8"))


def broken_links(site: Path) -> list[str]:
    """Return the links of all pages that lead to no file, or to no place in it."""
    pages = {path.resolve(): read_page(path) for path in [site / "index.html", *sorted((site / "site").rglob("*.html"))]}
    broken = []
    for path, page in pages.items():
        for link in page.links:
            address, fragment = urldefrag(link)
            if address.startswith(("http://", "https://")):
                continue
            target = (path.parent / unquote(address.partition("?")[0])).resolve() if address else path
            if not target.is_file() or (fragment and fragment not in pages[target].ids):
                broken.append(f"{path.name}: {link}")
    return broken
