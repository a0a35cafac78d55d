"""Frictionless' verdict on a table or a data package, at the speed of columns.

A Table Schema says what is right, Frictionless is the referee, and it reads 36,000 rows a second. This package gives the same
report some thirty times faster, because it does the same work once per *value* and not once per row:

1. Frictionless opens the table: it sniffs the dialect, decides on the encoding, compares the header (opened.py).
2. The rows come as batches of columns, each encoded by its distinct values: from Arrow's CSV reader where it is proven to see
   the same cells as Python's ``csv`` (csv_lane.py, regular.py), else from Frictionless' own stream of cells (cell_lane.py).
3. For each column a proof decides what it can (lexical.py), and Frictionless' own cell reader decides the other distinct values
   (columns.py). The answer for a value is the answer for all its rows.
4. Keys are compared as texts, sorted into partitions on disk when they are many (canonical.py, keys.py, keycheck.py).
5. Only rows that are wrong become Frictionless rows, which word their errors (rows.py).

Whatever has no proof goes to the oracle, Frictionless itself, row by row (oracle.py); it is slower and never wrong. The package
imports nothing of parpipe but its errors, and could live on its own.
"""

from parpipe.validation.options import Differences, Options
from parpipe.validation.report import validate_package, validate_resource
from parpipe.validation.tally import Progress

__all__ = ["Differences", "Options", "Progress", "validate_package", "validate_resource"]
