"""`python -m tests.bench.large ROWS`: a generated Parquet table with keys checked out of core, in seconds and peak memory.

The key is an area and a running number within shuffled areas, so it does not rise and has to be sorted into partitions; a
thousand rows repeat one.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.validators import peak_memory

ROW_GROUP = 1_000_000
REPEATED = 1000
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "ref_area", "type": "string", "constraints": {"required": True, "pattern": "GSO[0-9]{2}"}},
        {"name": "number", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "score", "type": "number", "constraints": {"minimum": -1, "maximum": 101}},
        {"name": "published_at", "type": "date"},
    ],
    "primaryKey": ["ref_area", "number"],
}


def write_table(path: Path, rows: int, seed: int = 2026) -> None:
    """Write a Parquet table of so many rows, a thousand of which repeat the key of the row before."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(seed)
    areas = pa.array([f"GSO{number:02d}" for number in range(1, 64)])
    days = np.datetime64("2012-01-01") + np.arange(5000)
    repeated = random.choice(np.arange(1, rows), REPEATED, replace=False)
    schema = pa.schema(
        [("ref_area", pa.string()), ("number", pa.int64()), ("score", pa.float64()), ("published_at", pa.date32())]
    )
    with pq.ParquetWriter(str(path), schema, compression="zstd") as writer:
        for start in range(0, rows, ROW_GROUP):
            size = min(ROW_GROUP, rows - start)
            area, number = random.integers(0, 63, size), np.arange(start, start + size)
            again = repeated[(repeated > start) & (repeated < start + size)] - start
            area[again], number[again] = area[again - 1], number[again - 1]
            columns = [
                areas.take(pa.array(area)),
                number,
                random.integers(0, 10_001, size) / 100,
                days[random.integers(0, 5000, size)],
            ]
            writer.write_table(pa.table([pa.array(column) for column in columns], schema=schema))


def main() -> None:
    """Print how long it took, how much memory it had, and what was found."""
    import frictionless

    from parpipe.validation import Differences, Options, validate_resource

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("--folder", type=Path, help="where the table and the partitions go")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder, frictionless.system.use_context(trusted=True):
        path = Path(folder) / "large.parquet"
        write_table(path, asked.rows)
        table = frictionless.Resource(path=str(path), schema=frictionless.Schema.from_descriptor(SCHEMA))
        options = Options(differences=Differences(typed_parquet=True), scratch=Path(folder))
        start, cpu = time.perf_counter(), time.process_time()
        report = validate_resource(table, limit=10, options=options)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(
        f"{asked.rows:,} rows: {seconds:.0f} s ({cpu:.0f} s of CPU), {peak_memory():.0f} MB, {report.stats['errors']:,} errors"
    )


if __name__ == "__main__":
    main()
