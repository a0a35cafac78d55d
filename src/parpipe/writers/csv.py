"""CSV: UTF-8 without BOM, comma, LF, a header row; an empty cell is a missing value and digits stay as they were printed.

Cells are quoted only where RFC 4180 asks for it: pyarrow.csv quotes every string or none, so a batch with a cell that needs
quotes is put together column by column.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from parpipe.schema import arrow_form, arrow_schema, load_schema

if TYPE_CHECKING:
    from pyarrow import Array, RecordBatch, Schema, Table
    from pyarrow.csv import ConvertOptions, ParseOptions

_BATCH = 65_536
_BLOCK = 1 << 22  # bytes


def csv_bytes(table: Table) -> bytes:
    """Return a table as the bytes of a CSV file; ValueError if it holds an empty string."""
    return _header(table.column_names) + csv_lines(table)


def csv_header(table: str) -> bytes:
    """Return the first line of the CSV file of a table."""
    return _header(arrow_schema(table).names)


def csv_lines(table: Table) -> bytes:
    """Return the lines of a CSV file below its header; ValueError as in csv_bytes."""
    return b"".join(_lines(batch) for batch in table.to_batches(max_chunksize=_BATCH))


def _header(names: Sequence[str]) -> bytes:
    return f"{','.join(names)}\n".encode()


def _lines(batch: RecordBatch) -> bytes:
    import pyarrow as pa
    from pyarrow import csv

    for name in batch.schema.names:
        _refuse_empty(batch.column(name), name)
    options = csv.WriteOptions(include_header=False, quoting_style="none", batch_size=_BATCH)
    sink = io.BytesIO()
    try:
        csv.write_csv(batch, sink, options)
    except pa.ArrowInvalid:  # some cell has to be quoted
        return _quoted_lines(batch)
    return sink.getvalue()


def _quoted_lines(batch: RecordBatch) -> bytes:
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = [_cells(column) for column in batch.columns]
    lines = pc.binary_join_element_wise(pc.binary_join_element_wise(*cells, ","), "\n", "")
    text: bytes = pc.binary_join(pa.LargeListArray.from_arrays([0, len(lines)], lines), "")[0].as_buffer().to_pybytes()
    return text


def _refuse_empty(column: Array, name: str) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(column.type) and pc.min(pc.binary_length(column)).as_py() == 0:
        raise ValueError(f"column {name} holds an empty string; use null for what is missing")


def _cells(column: Array) -> Array:
    """Return the text of each cell, quoted where it must be, empty for a null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pc.cast(column, pa.string())
    if not pa.types.is_string(column.type):
        return pc.fill_null(texts, "")
    special = pc.match_substring_regex(texts, '[",\r\n]')
    if pc.any(special).as_py():
        quoted = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
        texts = pc.if_else(special, quoted, texts)
    return pc.fill_null(texts, "")


def as_texts(table: Table, columns: Sequence[str]) -> Table:
    """Return some columns of a table with the texts that its CSV file has, null where a cell is empty."""
    import pyarrow as pa

    return pa.table({name: table[name].cast(pa.string()) for name in columns})


def read_texts(file: BinaryIO, columns: Sequence[str]) -> Table:
    """Return some columns of a CSV file as texts, null where a cell is empty."""
    import pyarrow as pa
    from pyarrow import csv

    options = csv.ConvertOptions(
        column_types=dict.fromkeys(columns, pa.string()),
        strings_can_be_null=True,
        null_values=[""],
        include_columns=list(columns),
    )
    return csv.read_csv(file, parse_options=csv.ParseOptions(newlines_in_values=True), convert_options=options)


def read_csv(file: Path | BinaryIO, table: str, columns: Sequence[str] = ()) -> Table:
    """Return a CSV file that holds csv_bytes, in the shape that stages exchange; ValueError if its columns are others.

    Some ``columns`` alone can be read of a file that an earlier version of the schema has written.
    """
    return read_formed(file, load_schema(table), columns)


def read_formed(file: Path | BinaryIO, table_schema: Mapping[str, Any], columns: Sequence[str] = ()) -> Table:
    """Return the same for a table of any Table Schema, as that of an earlier version."""
    from pyarrow import csv

    schema = arrow_form(table_schema)
    read = csv.read_csv(file, parse_options=_parse(), convert_options=_convert(schema, columns))
    if read.column_names != (list(columns) or schema.names):
        raise ValueError(f"it does not have the columns of {table_schema['name']}: {', '.join(read.column_names)}")
    return read.combine_chunks()


def read_batches(file: Path, table: str) -> Iterator[Table]:
    """Yield the same table in pieces of some ten thousand rows; ValueError if its columns are others."""
    import pyarrow as pa
    from pyarrow import csv

    schema = arrow_schema(table)
    blocks = csv.ReadOptions(block_size=_BLOCK)
    with csv.open_csv(file, read_options=blocks, parse_options=_parse(), convert_options=_convert(schema)) as reader:
        if reader.schema.names != schema.names:
            raise ValueError(f"it does not have the columns of {table}: {', '.join(reader.schema.names)}")
        for batch in reader:
            yield pa.Table.from_batches([batch])


def _parse() -> ParseOptions:
    from pyarrow import csv

    return csv.ParseOptions(newlines_in_values=True)


def _convert(schema: Schema, columns: Sequence[str] = ()) -> ConvertOptions:
    from pyarrow import csv

    return csv.ConvertOptions(
        column_types=schema,
        strings_can_be_null=True,
        null_values=[""],
        true_values=["true"],
        false_values=["false"],
        include_columns=list(columns) or None,
    )
