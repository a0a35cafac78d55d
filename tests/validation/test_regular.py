"""On a block that is called regular, Arrow's reader and Python's csv see the same cells."""

import csv
import io

from hypothesis import example, given, settings
from hypothesis import strategies as st

from parpipe.validation.regular import is_regular, record_end, split_odd, whole_records

PIECES = st.lists(
    st.sampled_from(["a", "", "1", '"', '""', ",", ",", "\n", "\n", "\r\n", "\r", " ", "đ", ";", "\0"]), max_size=30
)
LINES = st.lists(st.lists(st.sampled_from(["", "a", "b c", 'say "hi"', "x\ny", "đ", ","]), min_size=1, max_size=4), max_size=6)


def rows_of(block: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(block.decode(), newline="")))


def written(lines: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(lines)
    return text.getvalue().encode()


@settings(deadline=None)
@given(pieces=PIECES, width=st.integers(1, 3))
@example(pieces=['"', '""', '"'], width=1)
@example(pieces=["a", "\n", "\n"], width=1)
@example(pieces=['"', '"', "a", "\n"], width=1)
def test_a_regular_block_loses_and_gains_no_cell_when_its_odd_lines_are_taken_out(pieces: list[str], width: int) -> None:
    block = "".join(pieces).encode()
    if not block or not is_regular(block, b",", b'"'):
        return

    even, odd, lines = split_odd(block, b",", b'"', width)

    rows = rows_of(block)
    assert lines == len(rows)
    assert rows_of(even) == [row for row in rows if len(row) == width]
    assert [(place, rows_of(text)[0]) for place, text in odd] == [
        (place, row) for place, row in enumerate(rows) if len(row) != width
    ]


@settings(deadline=None)
@given(lines=LINES)
def test_what_a_careful_writer_wrote_is_regular(lines: list[list[str]]) -> None:
    assert is_regular(written(lines), b",", b'"')


@settings(deadline=None)
@given(lines=LINES, tail=st.sampled_from([b"", b"a", b'"a\n', b'"a\n"', b'a,"b']))
def test_a_block_is_cut_after_the_last_whole_record(lines: list[list[str]], tail: bytes) -> None:
    whole = written(lines)

    end = whole_records(whole + tail, b'"')

    assert end == len(whole)


@settings(deadline=None)
@given(lines=LINES.filter(len), count=st.integers(0, 5))
def test_the_first_records_end_where_the_writer_ended_them(lines: list[list[str]], count: int) -> None:
    end = record_end(written(lines), b'"', count)

    assert end == (len(written(lines[:count])) if count <= len(lines) else None)


def test_quotes_that_rfc_4180_does_not_allow_are_not_regular() -> None:
    irregular = [b'a"b\n', b'"a"b\n', b'"a\n', b' "a"\n', b'"a" \n', b'a""b\n', b'"a"""b"\n']

    assert [is_regular(block, b",", b'"') for block in irregular] == [False] * len(irregular)
