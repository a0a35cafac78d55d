"""What holds of every reader: locators lead back, reading twice is the same, and no bytes do harm."""

import io
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parpipe.errors import Unreadable
from parpipe.locators import cell_locator, follow
from parpipe.model import Document
from parpipe.readers import READERS
from parpipe.readers.pdf import parse_pdf
from tests.conformance.documents import MAKERS, make_archive

PARAGRAPHS = (
    "Năm 2016, tỉnh Lai Châu đạt 67,41/97,5 điểm, xếp thứ 59/63.",
    "Năm 2015, tỉnh đạt 79,12/100 điểm.",
)
ROWS = (
    ("STT", "Tỉnh", "Điểm", "Xếp hạng"),
    ("1", "Quảng Ninh", "89,06", "1/63"),
    ("2", "Hà Nội", "83,98", "2/63"),
    ("3", "Đồng Tháp", "83.71", "3/63"),
)
WITHOUT_TABLES = (".txt",)
WITHOUT_BLOCKS = (".csv", ".tsv", ".xlsx", ".xls", ".ods")
IN_PROCESS: Mapping[str, Callable[[bytes], Document]] = {**READERS, ".pdf": parse_pdf}
"""Readers for many thousand inputs: pdfium never raises, so it need not be kept apart from the test."""

THROUGH_PROGRAMS = (".doc", ".jpeg", ".jpg", ".png", ".rtf")
"""Kinds that are read by programs beside Python: `make e2e` has them."""

kinds = pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.programs if kind in THROUGH_PROGRAMS else ()) for kind in sorted(READERS)]
)
parsed = pytest.mark.parametrize("kind", sorted(set(READERS) - set(THROUGH_PROGRAMS)))


@kinds
def test_every_kind_of_document_can_be_made_and_read(kind: str) -> None:
    data = MAKERS[kind](PARAGRAPHS, ROWS)

    document = READERS[kind](data)

    assert [block.text for block in document.blocks] == ([] if kind in WITHOUT_BLOCKS else list(PARAGRAPHS))
    assert [table.rows for table in document.tables] == ([] if kind in WITHOUT_TABLES else [ROWS])


@kinds
def test_a_locator_leads_back_to_every_block_and_to_words_in_it(kind: str) -> None:
    document = READERS[kind](MAKERS[kind](PARAGRAPHS, ROWS))

    for block in document.blocks:
        assert follow(document, block.locator) == block.text
        assert follow(document, f"{block.locator}&char=4,8") == block.text[4:8]


@kinds
def test_a_locator_leads_back_to_every_cell(kind: str) -> None:
    document = READERS[kind](MAKERS[kind](PARAGRAPHS, ROWS))

    for table in document.tables:
        for row, texts in enumerate(table.rows, start=1):
            for column, text in enumerate(texts, start=1):
                assert follow(document, cell_locator(table.locator, row, column)) == text


@kinds
def test_no_two_pieces_of_a_document_share_a_locator(kind: str) -> None:
    document = READERS[kind](MAKERS[kind](PARAGRAPHS, ROWS))

    locators = [piece.locator for piece in (*document.blocks, *document.tables)]
    assert len(set(locators)) == len(locators)


@kinds
def test_a_locator_that_leads_nowhere_says_so(kind: str) -> None:
    document = READERS[kind](MAKERS[kind](PARAGRAPHS, ROWS))

    for locator in (
        "block=99",
        "page=9&block=1",
        "table=9&row=1&col=1",
        "row=99&col=1",
        "sheet=X&cell=A1",
        "block=1&char=0,9999",
        "",
    ):
        with pytest.raises(ValueError, match="leads nowhere"):
            follow(document, locator)


@kinds
def test_reading_twice_gives_the_same_document(kind: str) -> None:
    data = MAKERS[kind](PARAGRAPHS, ROWS)

    assert READERS[kind](data) == READERS[kind](data)


@kinds
def test_decomposed_letters_come_out_composed(kind: str) -> None:
    decomposed = "Lai Cha\u0302u, Ha\u0300 No\u0323\u0302i"
    data = MAKERS[kind](
        [f"{decomposed} 2016"], (("Tỉnh", "Điểm", "Hạng"), *[(decomposed, str(score), "2") for score in range(3)])
    )

    document = READERS[kind](data)

    texts = {block.text for block in document.blocks} | {
        cell for table in document.tables for row in table.rows for cell in row
    }
    assert texts & {"Lai Châu, Hà Nội", "Lai Châu, Hà Nội 2016"}
    assert not texts & {decomposed, f"{decomposed} 2016"}


@parsed
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_bytes_become_a_document_or_are_unreadable(kind: str, data: st.DataObject) -> None:
    content = data.draw(st.binary(max_size=400) | damaged(kind))

    _read(kind, content)


@parsed
def test_a_document_cut_off_anywhere_is_read_or_unreadable(kind: str) -> None:
    content = MAKERS[kind](PARAGRAPHS, ROWS)

    for length in range(0, len(content), max(len(content) // 40, 1)):
        _read(kind, content[:length])


@pytest.mark.parametrize("kind", [".docx", ".ods", ".xlsx"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_archives_whose_parts_are_damaged_are_read_or_unreadable(kind: str, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(MAKERS[kind](PARAGRAPHS, ROWS))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    place = data.draw(st.integers(0, len(parts[name])))
    new = data.draw(st.sampled_from([b"", b"0", b"-1", b"99999999999", b"nan", b"<x>", b"</x>", b"&a;", b'"', b"\xff"]))
    parts[name] = parts[name][:place] + new + parts[name][place + data.draw(st.integers(0, 9)) :]

    _read(kind, make_archive(parts))


def damaged(kind: str) -> st.SearchStrategy[bytes]:
    """Return documents with some bytes exchanged."""
    content = MAKERS[kind](PARAGRAPHS, ROWS)
    places = st.integers(0, len(content) - 1)

    def damage(changes: dict[int, int]) -> bytes:
        broken = bytearray(content)
        for place, byte in changes.items():
            broken[place] = byte
        return bytes(broken)

    return st.dictionaries(places, st.integers(0, 255), max_size=30).map(damage)


def _read(kind: str, content: bytes) -> None:
    """Read the bytes: anything but a document or Unreadable fails the test."""
    with suppress(Unreadable):
        assert isinstance(IN_PROCESS[kind](content), Document)
