"""HTML to a Document: blocks as a reader sees them, with their role, and the tables of data.

Layout is read from the elements and from what classes and ids are called on such sites ("sidebar", "lien-quan",
"footer"). Scripts, menus and forms are left out. White space is one space; a line break inside a paragraph is kept.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from parpipe.errors import Unreadable
from parpipe.limits import MOST_BLOCKS, MOST_CELLS
from parpipe.markup import refuse_harmful
from parpipe.model import Block, Document, PublishedDate, Table
from parpipe.readers.encoding import decode
from parpipe.repair.pages import repair_page
from parpipe.vietnamese import nfc

Role = Literal["title", "heading", "paragraph", "item", "caption", "aside", "footer"]

_WITHOUT_TEXT = "script style noscript template head iframe svg math canvas object embed nav select option button textarea"
_BLOCK_LEVEL = (
    "h1 h2 h3 h4 h5 h6 p pre blockquote center address details summary hr form fieldset body main article section aside header "
    "footer div figure figcaption caption ul ol li dl dt dd table thead tbody tfoot tr td th"
)
_DROPPED = frozenset(_WITHOUT_TEXT.split())
_BLOCKS = frozenset(_BLOCK_LEVEL.split())
_ROLES: dict[str, Role] = {
    **dict.fromkeys(("h1",), "title"),
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "aside": "aside",
    "footer": "footer",
}
_OUTRANKING: tuple[Role, ...] = ("footer", "aside")
_ASIDE = re.compile(
    r"side-?bar|lien-?quan|tin-?(moi|khac)|relat|other-?news|most-?(read|view)|xem-?nhieu|latest|widget", re.IGNORECASE
)
_FOOTER = re.compile(r"footer|foot-|copyright|chan-?trang", re.IGNORECASE)
_MENU = re.compile(r"(^|[\s_-])(menu|nav|navbar|breadcrumbs?|topbar)([\s_-]|$)", re.IGNORECASE)
_CELL_TEXT = 300


def read_html(data: bytes) -> Document:
    """Return the blocks and tables of a page. Nearly any bytes make some document; Unreadable for what no page can need."""
    source = decode(data)
    refuse_harmful(source)
    try:
        tree = LexborHTMLParser(source)
    except SelectolaxError as error:
        raise Unreadable(f"its markup cannot be read: {error}") from error
    repair_page(tree, source)
    pieces, tables = _render(tree.body) if tree.body else ([], [])
    blocks = tuple(Block(f"block={number}", text, role) for number, (text, role) in enumerate(pieces, start=1))
    return Document(blocks, tuple(tables), _title(tree), _language(tree), _published(tree))


@dataclass(slots=True)
class _Walk:
    """Where the walk stands: text since the last block ended, and the roles of the elements that are open.

    ``titled`` and ``framing`` are the elements that a title, and the tables that another table, stands in.
    """

    text: list[str]
    pieces: list[tuple[str, Role]]
    tables: list[Table]
    roles: list[Role]
    titled: set[int]
    framing: set[int]
    cells: int = 0

    def end_block(self) -> None:
        if not self.text:
            return
        lines = (" ".join(line.split()) for line in nfc("".join(self.text)).split("\n"))
        text = "\n".join(line for line in lines if line)
        self.text.clear()
        if text:
            self.pieces.append((text, self.roles[-1]))
            if len(self.pieces) > MOST_BLOCKS:
                raise Unreadable(f"it has more than {MOST_BLOCKS:,} paragraphs")


def _render(body: LexborNode) -> tuple[list[tuple[str, Role]], list[Table]]:
    """Return the rendered blocks and the tables, walking without recursion: pages can be nested deeper than Python's stack."""
    walk = _Walk([], [], [], ["paragraph"], _above(body, "h1"), _above(body, "table"))
    for node, tag, entering in _steps(body, walk):
        if tag == "-text":
            walk.text.append((node.text_content or "").replace("\n", " "))
        elif tag == "br":
            walk.text.append("\n")
        elif tag in _BLOCKS:
            walk.end_block()
            if entering:
                walk.roles.append(_role(node, tag, walk))
            else:
                walk.roles.pop()
    walk.end_block()
    return walk.pieces, walk.tables


def _steps(root: LexborNode, walk: _Walk) -> Iterator[tuple[LexborNode, str, bool]]:
    """Yield elements on entering, blocks on leaving as well, and texts; what is dropped or a table of data is passed by."""
    stack: list[tuple[LexborNode, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        tag = node.tag or ""
        if not entering or tag == "-text":
            yield node, tag, entering
        elif tag not in _DROPPED and not _passed_by(node, tag, walk):
            yield node, tag, True
            if tag in _BLOCKS:
                stack.append((node, False))
            child = node.last_child
            while child is not None:
                stack.append((child, True))
                child = child.prev


def _passed_by(node: LexborNode, tag: str, walk: _Walk) -> bool:
    if tag.startswith(("-comment", "!")):
        return True
    if tag in ("div", "ul", "ol", "p", "td", "section") and node.mem_id not in walk.titled and _MENU.search(_called(node)):
        return True
    if tag == "table":
        rows = _data_rows(node, walk)
        if rows:
            walk.end_block()
            caption = node.css_first("caption")
            if caption is not None:
                walk.text.append(caption.text(separator=" "))
                walk.roles.append("caption")
                walk.end_block()
                walk.roles.pop()
            walk.tables.append(Table(f"table={len(walk.tables) + 1}", rows, after=len(walk.pieces)))
            return True
    return False


def _called(node: LexborNode) -> str:
    attributes = node.attributes
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}"


def _above(body: LexborNode, tag: str) -> set[int]:
    """Return the elements that one of a kind stands in, by their number: asked once, for one that is deep stands in many."""
    above = set[int]()
    for found in body.css(tag):
        node = found.parent
        while node is not None and node.mem_id not in above:
            above.add(node.mem_id)
            node = node.parent
    return above


def _role(node: LexborNode, tag: str, walk: _Walk) -> Role:
    outer = walk.roles[-1]
    if outer in _OUTRANKING:
        return outer
    if tag in ("div", "section", "ul", "ol", "td", "table"):
        called = _called(node)
        found: Role | None = "footer" if _FOOTER.search(called) else "aside" if _ASIDE.search(called) else None
        if found and node.mem_id not in walk.titled:
            return found
    return _ROLES.get(tag, outer if outer != "title" or tag in ("h1",) else "paragraph")


def _data_rows(table: LexborNode, walk: _Walk) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table of data, merged cells repeating their text; nothing for a table that is only layout."""
    found = [] if table.mem_id in walk.framing else table.css("tr")
    if len(found) < 2 or table.css_first("h1, p + p, ul"):
        return ()
    rows, pending = list[tuple[str, ...]](), dict[int, tuple[str, int]]()
    for row in found:
        rows.append(_row(row, pending, walk.cells))
        walk.cells += len(rows[-1])
    if max(map(len, rows)) < 2 or any(len(cell) > _CELL_TEXT for row in rows for cell in row):
        return ()
    return tuple(rows)


def _row(row: LexborNode, pending: dict[int, tuple[str, int]], before: int) -> tuple[str, ...]:
    """Return one row's texts; ``pending`` holds the cells that span rows, by column, with how many rows are left."""
    cells = list[str]()
    own = deque(row.css("td, th"))
    while own or len(cells) in pending:
        if before + len(cells) > MOST_CELLS:
            raise Unreadable(f"its tables have more than {MOST_CELLS:,} cells")
        column = len(cells)
        if column in pending:
            text, left = pending.pop(column)
            cells.append(text)
            if left > 1:
                pending[column] = (text, left - 1)
            continue
        node = own.popleft()
        text = " ".join(nfc(node.text(separator=" ")).split())
        for _ in range(_span(node, "colspan")):
            if _span(node, "rowspan") > 1:
                pending[len(cells)] = (text, _span(node, "rowspan") - 1)
            cells.append(text)
    return tuple(cells)


def _span(node: LexborNode, name: str) -> int:
    text = (node.attributes.get(name) or "1").strip()
    return min(max(int(text), 1), 100) if text.isdecimal() and len(text) < 4 else 1


def _title(tree: LexborHTMLParser) -> str | None:
    for selector in ("h1", "title"):
        node = tree.css_first(selector)
        text = " ".join(nfc(node.text()).split()) if node else ""
        if text:
            return text
    return None


def _language(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("html")
    language = ((node.attributes.get("lang") if node else None) or "")[:2].lower()
    return language if language in ("vi", "en") else None


def _published(tree: LexborHTMLParser) -> PublishedDate | None:
    node = tree.css_first('meta[property="article:published_time"], meta[itemprop="datePublished"], meta[name="pubdate"]')
    text = ((node.attributes.get("content") if node else None) or "")[:10]
    try:
        return PublishedDate.parse(text)
    except ValueError:
        return None
