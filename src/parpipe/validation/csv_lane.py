"""Batches of a CSV file by Arrow's reader, for as long as it is proven to see what Python's ``csv`` sees.

The lane covers a prefix of the file and says how many records that was; where it stops, the cells that Frictionless reads go
on. It runs some blocks ahead: a byte that cannot be decoded makes Frictionless lose lines *before* it.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from parpipe.validation.regular import is_regular, lines_of, record_end, split_odd, whole_records
from parpipe.validation.table import Batch

if TYPE_CHECKING:
    from frictionless.resources import TableResource

_LONGEST_RECORD = 1 << 24

_READ_AHEAD = 1 << 14
"""More than Frictionless decodes at a time, which is 8192 bytes of the file."""


class CsvLane:
    """The part of an open CSV table that Arrow reads. Iterate it once, then look at ``complete`` and ``records``."""

    def __init__(self, resource: TableResource, width: int, size: int, wanted: np.ndarray | None = None) -> None:
        """Take an open table, whose dialect has been sniffed, its number of fields, and how many bytes to read at a time.

        With ``wanted``, sorted numbers of rows, only these are parsed; they come as odd rows, whatever their width.
        """
        control: Any = resource.dialect.get_control("csv")
        self._resource = resource
        self._width = width
        self._size = size
        self._wanted = wanted
        self._dialect = control.to_python()
        self._delimiter = control.delimiter.encode()
        self._quote = control.quote_char.encode()
        dialect: Any = resource.dialect
        self._header = dialect.create_first_content_row() - 1
        hashed = ("md5", "sha256") if wanted is None else ()
        self._digests = {name: hashlib.new(name, usedforsecurity=False) for name in hashed}
        self._bytes = 0
        self._read = 0
        self._distinct = set[str]()  # columns in which few values come twice, so that finding those costs more than it saves
        self.records = 0
        """The number of records passed on, those before the first row of content included."""
        self.complete = False
        """Whether the whole file was read; only then does the resource know its statistics."""

    def __iter__(self) -> Iterator[Batch]:
        """Yield the batches of the prefix."""
        ahead: deque[tuple[int, int, Batch]] = deque()
        position = 0
        try:
            for block in self._blocks():
                position += len(block)
                batch = self._batch(block)
                ahead.append((position, self._read, batch))
                while ahead[0][0] < position - _READ_AHEAD:
                    _, self.records, batch = ahead.popleft()
                    yield batch
        except (UnicodeError, pa.ArrowInvalid, _Irregular):
            return
        yield from (batch for _, _, batch in ahead)
        self.complete = True
        if self._wanted is not None:
            return
        self._resource.stats.bytes = self._bytes
        self._resource.stats.md5, self._resource.stats.sha256 = (self._digests[name].hexdigest() for name in ("md5", "sha256"))

    def _blocks(self) -> Iterator[bytes]:
        """Yield the file as UTF-8, cut after whole records."""
        rest = b""
        for text in self._text():
            rest += text
            end = whole_records(rest, self._quote)
            if end:
                yield rest[:end]
                rest = rest[end:]
            elif len(rest) > _LONGEST_RECORD:
                raise _Irregular
        if rest:
            yield rest

    def _text(self) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(str(self._resource.encoding))()
        plain = self._resource.encoding in ("utf-8", "utf-8-sig")
        skipped = len(codecs.BOM_UTF8) if self._resource.encoding == "utf-8-sig" else 0
        with open(str(self._resource.normpath), "rb") as file, ThreadPoolExecutor(1) as beside:
            hashing = beside.submit(self._hash, b"")
            while data := file.read(self._size):
                hashing.result()
                hashing = beside.submit(self._hash, data)
                first = not self._bytes
                self._bytes += len(data)
                if plain:
                    yield data.removeprefix(codecs.BOM_UTF8) if first and skipped else data
                else:
                    yield decoder.decode(data).encode()
        if not plain:
            yield decoder.decode(b"", final=True).encode()

    def _hash(self, data: bytes) -> None:
        for digest in self._digests.values():
            digest.update(data)

    def _batch(self, block: bytes) -> Batch:
        if not is_regular(block, self._delimiter, self._quote) or (self._resource.format == "tsv" and b"\r" in block):
            raise _Irregular
        if self._read < self._header:
            end = record_end(block, self._quote, self._header)
            if end is None:
                raise _Irregular
            block, self._read = block[end:], self._header
        if self._wanted is not None:
            return self._pick(block, self._wanted)
        if not block:
            return Batch(np.empty(0, dtype=np.int64), [])
        odd: list[tuple[int, bytes]] = []
        lines = 0
        columns = self._try_columns(block)
        if columns is None or _may_have_empty_lines(columns):
            even, odd, lines = split_odd(block, self._delimiter, self._quote, self._width)
            columns = self._columns(even) if even else []
        lines = lines or len(columns[0])
        places = np.delete(np.arange(lines), [line for line, _ in odd])
        start = self._read + 1
        self._read += lines
        return Batch(places + start, columns, [(start + line, self._cells(text)) for line, text in odd])

    def _pick(self, block: bytes, wanted: np.ndarray) -> Batch:
        starts, ends = lines_of(block, self._quote)
        start = self._read + 1
        self._read += len(starts)
        places = wanted[np.searchsorted(wanted, start) : np.searchsorted(wanted, self._read, "right")] - start
        rows = [(start + int(place), self._cells(block[starts[place] : ends[place] + 1])) for place in places]
        return Batch(np.empty(0, dtype=np.int64), [], rows)

    def _try_columns(self, block: bytes) -> list[pa.DictionaryArray] | None:
        try:
            return self._columns(block)
        except pa.ArrowInvalid:
            return None

    def _columns(self, block: bytes) -> list[pa.DictionaryArray]:
        if block.startswith(codecs.BOM_UTF8):  # Arrow would take it for a mark; here it is part of a cell
            raise _Irregular
        names = [str(number) for number in range(self._width)]
        coded = pa.dictionary(pa.int32(), pa.string())
        types = {name: pa.string() if name in self._distinct else coded for name in names}
        table = arrow_csv.read_csv(
            pa.py_buffer(block),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(block) + 1),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._delimiter.decode(),
                quote_char=self._quote.decode(),
                newlines_in_values=True,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=False),
        )
        columns = [_as_dictionary(column.combine_chunks()) for column in table.columns]
        self._distinct |= {name for name, column in zip(names, columns, strict=True) if 2 * len(column.dictionary) > len(table)}
        return columns

    def _cells(self, line: bytes) -> list[Any]:
        (cells,) = csv.reader([line.decode()], self._dialect)
        return cells


class _Irregular(Exception):
    """Raised where the lane has to stop."""


def _as_dictionary(column: pa.Array) -> pa.DictionaryArray:
    """Return a column of a batch as a dictionary; one of plain texts is its own, equal texts in it stay apart."""
    if isinstance(column, pa.DictionaryArray):
        return column
    return pa.DictionaryArray.from_arrays(pa.array(np.arange(len(column), dtype=np.int32)), column, safe=False)


def _may_have_empty_lines(columns: list[pa.DictionaryArray]) -> bool:
    """Return whether any row may be all empty, as Arrow reads an empty line."""
    values = sorted((column.dictionary for column in columns), key=len)
    return all(pc.any(pc.equal(each, "")).as_py() for each in values)


def suits(resource: TableResource) -> bool:
    """Return whether the dialect and the place of an open table let Arrow read it."""
    dialect = resource.dialect
    if resource.format not in ("csv", "tsv") or resource.scheme != "file" or resource.compression or resource.multipart:
        return False
    if dialect.comment_char or dialect.comment_rows or dialect.skip_blank_rows or resource.data is not None:
        return False
    control: Any = dialect.get_control("csv")
    marks = (control.delimiter, control.quote_char)
    plain = all(len(mark) == 1 and mark.isascii() and mark not in "\r\n\0" for mark in marks) and len(set(marks)) == len(marks)
    return plain and not control.escape_char and not control.skip_initial_space
