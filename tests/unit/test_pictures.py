"""Pictures without the program that reads them: what is refused, straightened and rubbed out, and what is barely legible."""

import io
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from parpipe.errors import Unreadable
from parpipe.extracting import make_context
from parpipe.extractors import extract_figures
from parpipe.model import Block, Document, Finding, Scan, Statement, Table
from parpipe.ocr.pictures import Picture, open_picture
from parpipe.ocr.strokes import rub_out
from parpipe.readers import read_document
from parpipe.readers.picture import parse_picture
from tests.pictures import to_jpeg, to_png, worn

HEADER = ("STT", "Tỉnh", "Điểm PAR INDEX năm 2022", "Xếp hạng")
ROWS = (("1", "Hải Phòng", "90,09", "1"), ("2", "Quảng Ninh", "90,01", "2"), ("3", "Lai Châu", "84,25", "35"))
TABLE = Table("page=1&table=1", (HEADER, *ROWS), 0)


def grid(width: int = 1200, height: int = 800) -> Image.Image:
    image = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(image)
    for x in range(100, width, 250):
        pen.line((x, 100, x, 700), fill=0, width=3)
    for y in range(100, height, 100):
        pen.line((100, y, 1100, y), fill=0, width=3)
    return image


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few kilobytes that unpacks to as many pixels as it is told."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1_000_000), 9)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(7000, 7000), (60_000, 60_000), (2**31 - 1, 2**31 - 1), (2**31 - 1, 1)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(Unreadable, match=r"pixels|damaged"):
        parse_picture(bomb(*size))


@pytest.mark.parametrize("data", [to_png(grid()), to_jpeg(grid())], ids=["png", "jpeg"])
def test_a_picture_cut_off_anywhere_is_refused(data: bytes) -> None:
    for length in range(0, len(data) - 20, len(data) // 20):
        with pytest.raises(Unreadable, match="damaged or cut off"):
            open_picture(data[:length])


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from([to_png, to_jpeg]), changes=st.dictionaries(st.integers(0, 3000), st.integers(0, 255), max_size=20))
def test_a_damaged_picture_is_opened_or_refused(kind, changes: dict[int, int]) -> None:
    data = bytearray(kind(grid(300, 200)))
    for place, byte in changes.items():
        data[place % len(data)] = byte

    with suppress(Unreadable):
        assert isinstance(open_picture(bytes(data)), Picture)


def test_other_kinds_of_pictures_in_disguise_are_refused() -> None:
    target = io.BytesIO()
    grid().save(target, "GIF")

    with pytest.raises(Unreadable, match="no PNG or JPEG"):
        open_picture(target.getvalue())


def test_a_picture_is_refused_with_what_to_install_where_nothing_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "table.png").write_bytes(to_png(grid()))
    monkeypatch.setenv("PATH", "")

    with pytest.raises(Unreadable, match=r"table\.png: .*install the packages tesseract-ocr and tesseract-ocr-vie"):
        read_document(tmp_path / "table.png")


@pytest.mark.parametrize("degrees", [-2.5, -0.8, 0.0, 0.4, 1.7])
def test_a_picture_that_is_a_little_turned_is_straightened(degrees: float) -> None:
    picture = open_picture(to_png(worn(grid(), degrees=degrees)))

    assert picture.degrees == pytest.approx(-degrees, abs=0.1)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("degrees", [0.0, 1.5])
def test_a_region_is_where_it_was_before_the_picture_was_turned(quarters: int, degrees: float) -> None:
    page = grid()
    ImageDraw.Draw(page).rectangle((400, 250, 480, 290), fill=128)
    page = worn(page, degrees=degrees)
    picture = open_picture(to_png(page)).turned(quarters)
    high, wide = (side // 10 for side in picture.grey.shape)
    blocks = picture.grey[: high * 10, : wide * 10].reshape(high, 10, wide, 10)
    ys, xs = (10 * places for places in np.nonzero((abs(blocks - 128.0) < 20).all(axis=(1, 3))))

    x, y, width, height = picture.region(xs.min(), ys.min(), xs.max() + 10.0, ys.max() + 10.0)

    assert np.quantile(abs(np.asarray(page)[y : y + height, x : x + width] - 128.0), 0.9) < 20
    assert width * height > 0.5 * 80 * 40


def test_the_rules_of_a_table_are_found_and_rubbed_out() -> None:
    rules, clean = rub_out(np.array(grid()))

    assert {round(rule.x0 / 10) * 10 for rule in rules if rule.x0 == rule.x1} == {100, 350, 600, 850, 1100}
    assert {round(rule.y0 / 10) * 10 for rule in rules if rule.y0 == rule.y1} == set(range(100, 800, 100))
    assert clean.min() > 200


def test_a_line_that_touches_no_other_stays() -> None:
    image = Image.new("L", (1200, 800), 255)
    ImageDraw.Draw(image).line((100, 300, 1000, 300), fill=0, width=3)

    rules, clean = rub_out(np.array(image))

    assert not rules
    assert clean.min() == 0


def figures(document: Document) -> tuple[list[Statement], list[Finding]]:
    parts = [extraction for _, extraction in extract_figures(document, make_context())]
    return [one for part in parts for one in part.statements], [one for part in parts for one in part.findings]


def scanned(*uncertain: str, **more: object) -> Document:
    return Document((), (TABLE,), scan=Scan(frozenset([TABLE.locator]), uncertain, **more))


def test_figures_of_pictures_have_the_basis_ocr() -> None:
    statements, findings = figures(scanned())

    assert {(one.basis, one.measure) for one in statements} == {("ocr", "score"), ("ocr", "rank")}
    assert len(statements) == 6
    assert not findings


def test_figures_of_pages_with_a_text_layer_keep_their_basis() -> None:
    document = Document((), (TABLE,), scan=Scan(frozenset(["page=2&block=1"])))

    statements, _ = figures(document)

    assert {one.basis for one in statements} == {"printed"}


@pytest.mark.parametrize(
    ("uncertain", "withheld"),
    [
        ("page=1&table=1&row=2&col=3", {"90,09"}),
        ("page=1&table=1&row=4&col=2", {"84,25", "35"}),
        ("page=1&table=1&row=1&col=3", {"90,09", "90,01", "84,25", "1", "2", "35"}),
        ("page=1&table=1&row=2&col=1", set()),
    ],
    ids=["a figure", "a name", "the year in a header", "a serial number"],
)
def test_a_figure_with_something_barely_legible_is_a_finding(uncertain: str, withheld: set[str]) -> None:
    statements, findings = figures(scanned(uncertain))

    assert {one.value for one in findings if one.code == "illegible_figure"} == withheld
    assert not {one.printed for one in statements} & withheld
    assert len(statements) == 6 - len(withheld)


@pytest.mark.parametrize(
    ("word", "kept"),
    [("84,25", ["35"]), ("2022,", []), ("35/63", ["84,25"]), ("tỉnh", ["84,25", "35"])],
)
def test_a_word_of_prose_that_is_barely_legible_withholds_the_figures_that_rest_on_it(word: str, kept: list[str]) -> None:
    text = "Năm 2022, PAR INDEX của tỉnh Lai Châu đạt 84,25 điểm, xếp thứ 35/63."
    first = text.index(word)
    block = Block("page=1&block=1", text)
    place = f"page=1&block=1&char={first},{first + len(word)}"

    statements, findings = figures(Document((block,), scan=Scan(frozenset([block.locator]), (place,))))

    assert [one.printed for one in statements] == kept
    assert len([one for one in findings if one.code == "illegible_figure"]) == 2 - len(kept)


def test_a_year_that_is_nowhere_legible_withholds_what_is_told_of_it_elsewhere() -> None:
    title, body = (
        Block("page=1&block=1", "Chỉ số cải cách hành chính năm 2022 của Lai Châu", "heading"),
        Block("page=1&block=2", "Chỉ số PAR INDEX của tỉnh đạt 84,25 điểm."),
    )
    scan = Scan(frozenset([title.locator, body.locator]), ("page=1&block=1&char=31,35",))

    statements, findings = figures(Document((title, body), scan=scan))

    assert not statements
    assert [one.code for one in findings] == ["illegible_figure"]


def test_a_page_that_nobody_read_is_a_finding() -> None:
    _, findings = figures(Document((Block("page=1&block=1", "Phụ lục"),), scan=Scan(unread=(2, 3))))

    assert [(one.code, one.key) for one in findings] == [("unread_page", "page=2"), ("unread_page", "page=3")]
