"""Tables kept in one file for the next stage and the next run: they are there whole, or they are not there.

A file is the SHA-256 of what follows it, and then an Arrow stream for each table. It is only a copy of what can be made again,
so it is believed only as it was written: one that was cut off, or in which a bit turned, is the same as none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from parpipe import storage

_SIZE = hashlib.sha256().digest_size


def keep(tables: Mapping[str, pa.Table], path: Path) -> None:
    """Keep tables, in their order, in a file of a folder of its own; all else in that folder is stale and removed."""
    storage.fresh_folder(path.parent)
    streams = pa.BufferOutputStream()
    for table in tables.values():
        with pa.ipc.new_stream(streams, table.schema) as stream:
            stream.write_table(table.combine_chunks())
    content = streams.getvalue().to_pybytes()
    storage.replace(path, hashlib.sha256(content).digest() + content)


def kept(path: Path, names: Sequence[str]) -> dict[str, pa.Table] | None:
    """Return the tables of a file by their names, given in the order in which they were kept; None if it is not whole."""
    try:
        said = path.read_bytes()
    except OSError:
        return None
    content = memoryview(said)[_SIZE:]
    if hashlib.sha256(content).digest() != said[:_SIZE]:
        return None
    source, one_thread = pa.BufferReader(content), pa.ipc.IpcReadOptions(use_threads=False)  # threads cost more than a table
    return {name: pa.ipc.open_stream(source, options=one_thread).read_all() for name in names}
