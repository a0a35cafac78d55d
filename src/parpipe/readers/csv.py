"""CSV to a Document: one table whose cells are addressed by row and column alone, the header being row 1."""

from __future__ import annotations

import csv
import io
import sys

from parpipe.errors import Unreadable
from parpipe.model import Document, Table
from parpipe.readers.encoding import decode


def read_csv(data: bytes) -> Document:
    """Return the table of a comma separated file, cells as they stand; Unreadable if it is no CSV."""
    csv.field_size_limit(sys.maxsize)  # of the whole process: other packages change it, and the size of a document is limited
    try:
        rows = tuple(tuple(cells) for cells in csv.reader(io.StringIO(decode(data), newline=""), strict=True))
    except csv.Error as error:
        raise Unreadable(f"this is not a CSV file: {error}") from error
    return Document((), (Table("", rows),))
