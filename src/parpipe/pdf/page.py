"""What a page of a PDF shows: its glyphs with their boxes, and the straight lines drawn on it.

Positions are in points from the top left corner of the page as it is displayed, turned pages turned. The parser is
pdfium, in C++: it reads what other programs show, and fast; ``isolation`` keeps it from doing harm.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from parpipe.errors import Unreadable
from parpipe.limits import MOST_TEXT
from parpipe.pdf.sight import Sight
from parpipe.repair.choice import FOREIGN
from parpipe.repair.encodings import encoding_of_font
from parpipe.vietnamese import nfc

MOST_PAGES = 2000
MOST_RULES = 20_000
"""Lines drawn on one page; maps and drawings have more, tables never."""

_STRAIGHT = 1.0
_SHORTEST = 4.0
_HORN = str.maketrans({"ƣ": "ư", "Ƣ": "Ư", "ƥ": "ơ", "Ƥ": "Ơ"})
_LINE_END_HYPHEN = 2
_GENERATED = (10, 13, 32)
"""Letters that the parser adds where it sees a gap, like the hyphen, which however stands on the page."""

_FIRST_MARK = "\u0300"
_SAMPLE = 4
"""Every which letter is asked whether its font says what it is."""

_DEEPEST_FORM = 6
_MOSTLY = 0.3
_SIGNATURE = 200
"""Letters; a digital signature that is written over a scan has about a hundred."""
_COVERED = 0.5
_LONGEST_NAME = 128
_SURROGATES = range(0xD800, 0xE000)
_UNMAPPED = frozenset([0, 0xFFFD, *_SURROGATES, *range(0xE000, 0xF900)])

Point = Callable[[float, float], tuple[float, float]]


@dataclass(slots=True)
class Glyph:
    """A letter with the marks on it: its text, its box, where its line stands, and its font on pages with fonts of old."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    font: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of a page, horizontal or vertical."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its number from 1. ``unmapped`` is about how many letters there are whose font does not say what they are.

    ``pictured`` is the share of it that pictures cover, None if nothing at all is drawn on it; ``sight`` is there if it was
    read from a picture.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Rule]
    unmapped: int = 0
    pictured: float | None = 0.0
    sight: Sight | None = None

    @property
    def has_no_maps(self) -> bool:
        """Return whether its fonts do not say which letters they draw."""
        return self.unmapped > _MOSTLY * len(self.glyphs)

    @property
    def is_picture(self) -> bool:
        """Return whether only a picture of it can be read: a scan, at most with the words of a digital signature on it."""
        if not self.glyphs:
            return self.pictured is not None
        return self.has_no_maps or (len(self.glyphs) < _SIGNATURE and (self.pictured or 0.0) >= _COVERED)


def read_pages(data: bytes, look: Callable[[Any, int], Page] | None = None) -> Iterator[Page]:
    """Yield the pages; Unreadable for files that are damaged, protected, or have absurdly many pages or letters.

    ``look`` reads a page, of pypdfium2 and with its number, that only a picture of can be read.
    """
    try:
        import pypdfium2 as pdfium
    except ImportError as error:
        raise Unreadable("the package pypdfium2, which reads PDF, is not installed") from error
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        reason = "it is protected by a password" if "assword" in str(error) else "it is damaged, or no PDF"
        raise Unreadable(reason) from error
    if len(document) > MOST_PAGES:
        raise Unreadable(f"it has {len(document):,} pages, more than {MOST_PAGES:,}")
    letters = 0
    for number in range(1, len(document) + 1):
        try:
            source = document[number - 1]
            page = _read_page(source, number)
            if look and page.is_picture:
                page = look(source, number)
            source.close()
        except pdfium.PdfiumError as error:
            raise Unreadable(f"its page {number} cannot be read") from error
        letters += len(page.glyphs)
        if letters > MOST_TEXT // 20:
            raise Unreadable(f"it has more than {MOST_TEXT // 20:,} letters")
        yield page
    document.close()


def _read_page(source: Any, number: int) -> Page:
    left, bottom, right, top = source.get_bbox()
    turned = source.get_rotation()
    turns: dict[int, Point] = {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    width, height = (right - left, top - bottom) if turned in (0, 180) else (top - bottom, right - left)
    glyphs, unmapped = _glyphs(source, turns[turned], width, height)
    pictured = _pictured(source, width * height) if len(glyphs) < _SIGNATURE else 0.0
    return Page(number, width, height, glyphs, _rules(source, turns[turned]), unmapped, pictured)


def _pictured(source: Any, area: float) -> float | None:
    """Return the share of a page that pictures cover, None if nothing is drawn on it."""
    import pypdfium2.raw as raw

    covered, count = 0.0, 0
    for count, drawn in enumerate(source.get_objects(max_depth=_DEEPEST_FORM), start=1):
        if count > MOST_RULES:
            break
        if drawn.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = drawn.get_bounds()
            covered += abs((right - left) * (top - bottom))
    return covered / max(area, 1.0) if count else None


def _glyphs(source: Any, point: Point, width: float, height: float, *, with_fonts: bool = False) -> tuple[list[Glyph], int]:
    """Return the letters on the page in the order in which they are drawn, and how many are not known.

    A letter that no Vietnamese has, in a font of before Unicode, has the page read again with the font of every letter.
    """
    import pypdfium2.raw as raw

    text_page = source.get_textpage()
    handle = text_page.raw
    glyphs, unmapped = list[Glyph](), 0
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    count = text_page.count_chars()
    if count > MOST_TEXT // 20:
        raise Unreadable(f"one of its pages has {count:,} letters")
    for index in range(count):
        code = raw.FPDFText_GetUnicode(handle, index)
        if code in _GENERATED and raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        if not with_fonts and chr(code) in FOREIGN and encoding_of_font(_font(handle, index)):
            text_page.close()
            return _glyphs(source, point, width, height, with_fonts=True)
        raw.FPDFText_GetLooseCharBox(handle, index, box)
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        (x0, top), (x1, bottom) = point(box.left, box.top), point(box.right, box.bottom)
        baseline = point(x.value, y.value)[1]
        if x1 < x0:
            x0, x1 = x1, x0
        if not (-width <= x0 <= 2 * width and -height <= baseline <= 2 * height):
            continue
        if index % _SAMPLE == 0 and (code in _UNMAPPED or raw.FPDFText_HasUnicodeMapError(handle, index) == 1):
            unmapped += _SAMPLE
        _add(glyphs, _letter(code), x0, x1, baseline, abs(bottom - top), _font(handle, index) if with_fonts else None)
    text_page.close()
    return glyphs, unmapped


def _font(handle: Any, index: int) -> str | None:
    """Return the name of the font that a letter is drawn in, if it is one of before Unicode."""
    import pypdfium2.raw as raw

    name = ctypes.create_string_buffer(_LONGEST_NAME)
    raw.FPDFText_GetFontInfo(handle, index, name, _LONGEST_NAME, ctypes.c_int())
    text = name.value.decode("utf-8", errors="replace")
    return text if encoding_of_font(text) else None


@lru_cache(maxsize=4096)
def _letter(code: int) -> str:
    """Return the letter as it is shown: the hyphen at a line's end, ``ư`` for the ``ƣ`` of fonts that draw it so."""
    if code in _SURROGATES or code > 0x10FFFF:
        return "\ufffd"
    letter = "-" if code == _LINE_END_HYPHEN else chr(code)
    return "" if code < 32 and letter != "-" and not letter.isspace() else nfc(letter).translate(_HORN)


def _add(glyphs: list[Glyph], letter: str, x0: float, x1: float, baseline: float, size: float, font: str | None) -> None:
    """Add a letter; a mark that is drawn apart goes onto the letter before it, wherever it is drawn."""
    if letter >= _FIRST_MARK and unicodedata.combining(letter[0]) and glyphs:
        before = glyphs[-1]
        before.text = nfc(before.text + letter)
        if before.x0 <= x0 <= before.x1 + size / 4:
            before.x1 = max(before.x1, x1)
    elif letter:
        glyphs.append(Glyph(letter, x0, x1, baseline, size, font))


def _rules(source: Any, point: Point) -> list[Rule]:
    """Return the straight lines of the page; of filled shapes, the sides."""
    import pypdfium2.raw as raw

    rules = list[Rule]()
    for shape in source.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=_DEEPEST_FORM):
        count = raw.FPDFPath_CountSegments(shape.raw)
        if len(rules) + count > MOST_RULES:
            return []
        rules.extend(_straight(_corners(shape.raw, count, _placed(shape, point))))
    return rules


def _placed(shape: Any, point: Point) -> Point:
    """Return the function from the shape's own space to the page as displayed, through the forms it stands in."""
    matrix, container = shape.get_matrix(), shape.container
    while container is not None:
        matrix = matrix.multiply(container.get_matrix())
        container = container.container
    return lambda x, y: point(*matrix.on_point(x, y))


def _corners(path: Any, count: int, place: Point) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return the sides of a path as pairs of corners, curves left out."""
    import pypdfium2.raw as raw

    sides = list[tuple[tuple[float, float], tuple[float, float]]]()
    x, y = ctypes.c_float(), ctypes.c_float()
    begin = last = (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        here = place(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = here
        elif kind == raw.FPDF_SEGMENT_LINETO:
            sides.append((last, here))
        last = here
        if raw.FPDFPathSegment_GetClose(segment):
            sides.append((last, begin))
            last = begin
    return sides


def _straight(sides: list[tuple[tuple[float, float], tuple[float, float]]]) -> Iterator[Rule]:
    """Yield the sides that are horizontal or vertical, and long enough to be part of a table."""
    for (x0, y0), (x1, y1) in sides:
        wide, high = abs(x1 - x0), abs(y1 - y0)
        if min(wide, high) <= _STRAIGHT and max(wide, high) >= _SHORTEST:
            yield Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
