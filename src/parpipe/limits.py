"""Limits that every document is read under: archives and XML are opened here, so that no reader opens them unguarded.

Office documents are ZIP archives of XML. A small archive can unpack to terabytes, and a small XML file can name itself
without end; sizes are counted while unpacking, whatever the archive declares, and document types are refused.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from xml.parsers import expat

from parpipe.errors import Unreadable

LARGEST_PART = 64_000_000
"""Bytes that one part of an archive may unpack to."""

LARGEST_WHOLE = 200_000_000
"""Bytes that may be unpacked of one archive; a part counts as often as it is read."""

MOST_PARTS = 10_000
"""Files in one archive."""

MOST_CELLS = 300_000
"""Cells of one document, empty ones within its tables included."""

MOST_BLOCKS = 100_000
"""Paragraphs of one document."""

MOST_TAGS = 2_500_000
"""Tags of one part of XML, and attributes; one of four bytes becomes an object of more than a hundred."""

DEEPEST = 250
"""How deep XML may be nested; a document of Word with tables in tables reaches 40."""

MOST_TEXT = 20_000_000
"""Characters of one document."""


class Archive(zipfile.ZipFile):
    """An archive that counts the bytes that were unpacked of it."""

    unpacked = 0


def open_archive(data: bytes) -> Archive:
    """Return the archive; Unreadable if the bytes are none, or if it holds more files than a document can need."""
    try:
        archive = Archive(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError) as error:
        raise Unreadable(f"the file is damaged or cut off: {error}") from error
    if len(archive.infolist()) > MOST_PARTS:
        raise Unreadable(f"it is an archive of more than {MOST_PARTS:,} files")
    return archive


def read_part(archive: Archive, name: str) -> bytes | None:
    """Return the bytes of one part, None if the archive has none of that name; Unreadable if it is too large or damaged."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    too_large = Unreadable(f"its part {name} unpacks to more than {LARGEST_PART:,} bytes")
    if info.file_size > LARGEST_PART:
        raise too_large
    try:
        with archive.open(info) as part:
            content = part.read(LARGEST_PART + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        # RuntimeError: the part is encrypted; NotImplementedError, one of its kinds: packed in a way Python does not know.
        raise Unreadable(f"its part {name} cannot be unpacked: {error}") from error
    if len(content) > LARGEST_PART:
        raise too_large
    archive.unpacked += len(content)
    if archive.unpacked > LARGEST_WHOLE:
        raise Unreadable(f"its parts unpack to more than {LARGEST_WHOLE:,} bytes")
    return content


def require_part(archive: Archive, name: str) -> bytes:
    """Return the bytes of a part that the document cannot do without."""
    content = read_part(archive, name)
    if content is None:
        raise Unreadable(f"its part {name} is missing")
    return content


def parse_xml(content: bytes) -> Element:
    """Return the root of an XML part; Unreadable for bad XML, document types, and elements nested too deeply."""
    parser = XMLParser(target=_Builder())
    with _readable_xml(content):
        parser.feed(content)
        root: Element = parser.close()
    return root


class _Builder(TreeBuilder):
    """Builds the tree, counting how deep it is."""

    depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(f"its XML is nested deeper than {DEEPEST} elements")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self.depth -= 1
        return super().end(tag)

    def doctype(self, *_: str | None) -> None:
        _refuse_document_type()


def scan_xml(
    content: bytes, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Callable[[str], None]
) -> None:
    """Call the functions for every start and end of an element, by its local name, and for text, without building a tree."""
    names = dict[str, str]()

    def local(name: str) -> str:
        return names.get(name) or names.setdefault(name, name.rpartition(":")[2])

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
    parser.EndElementHandler = lambda name: end(local(name))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    with _readable_xml(content):
        parser.Parse(content, True)


@contextmanager
def _readable_xml(content: bytes) -> Iterator[None]:
    """Refuse what has too many tags before, and what turns out to be damaged or of an unknown encoding."""
    if max(content.count(b"<"), content.count(b"=")) > MOST_TAGS:
        raise Unreadable(f"it has a part with more than {MOST_TAGS:,} tags or attributes")
    try:
        yield
    except (expat.ExpatError, ParseError, LookupError, ValueError) as error:
        raise Unreadable(f"its XML is damaged: {error}") from error


def _refuse_document_type(*_: object) -> None:
    raise Unreadable("its XML declares a document type, which no office document does")


def refuse_many(root: Element, most: Mapping[str, int]) -> None:
    """Raise Unreadable if there are more elements of a local name than its number in ``most``."""
    for tag, count in Counter(element.tag for element in root.iter()).items():
        name = tag.rpartition("}")[2]
        if name in most and count > most[name]:
            raise Unreadable(f"it has more than {most[name]:,} elements of the kind {name}")


def local_name(element: Element) -> str:
    """Return the tag without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """Return an attribute by its local name: writers of Strict and Transitional files use different namespaces."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return None
