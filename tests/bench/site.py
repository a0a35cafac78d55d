"""How the time and the memory of a site grow with the units that it shows: `python -m tests.bench.site 100 1000 10000`."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa

from parpipe.schema import to_table
from parpipe.site import write_site
from tests.package import package_tables
from tests.published import write_release

YEARS = range(2021, 2025)
SIZES = (100, 1_000)


def made_up(units: int) -> dict[str, pa.Table]:
    """Return the tables of the small package, with so many units, each with scores, ranks and evidence in four years."""
    tables = package_tables()
    first = {name: tables[name].to_pylist()[0] for name in ("observations", "changes", "areas", "area_names", "coverage")}
    said = tables["statements"].to_pylist()[:2]
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in (*first, "statements")}
    for unit in range(units):
        ref_area = f"GSO{unit:05d}"
        own = {"ref_area": ref_area, "area_name_vi": f"Tỉnh số {unit}", "area_name_en": f"Province {unit}"}
        rows["areas"].append({**first["areas"], "ref_area": ref_area})
        rows["area_names"].append({**first["area_names"], "ref_area": ref_area, "name_vi": f"Tỉnh số {unit}"})
        for year in YEARS:
            figures = {"time_period": year, "rank": 1 + (unit * 7 + year) % units, "score": f"{60 + (unit + year) % 40}.25"}
            rows["observations"].append({**first["observations"], **own, **figures, "ranked_count": units})
            rows["coverage"].append({**first["coverage"], "ref_area": ref_area, "time_period": year})
            rows["changes"].append({**first["changes"], "ref_area": ref_area, "time_period": year, "previous_period": year - 1})
            for place, one in enumerate(said):
                told = {"statement_id": f"s{unit:010d}{year}{place:02d}", "ref_area": ref_area, "time_period": year}
                rows["statements"].append({**one, **told})
    return {**tables, **{name: to_table(name, lines) for name, lines in rows.items()}}


def measure(units: int) -> str:
    """Return a row of the table: units, files, seconds, milliseconds a unit, and the most memory that was taken."""
    with tempfile.TemporaryDirectory() as name:
        write_release(Path(name), "1.0.0", made_up(units))
        began = time.process_time()
        write_site(Path(name))
        took = time.process_time() - began
        files = sum(path.is_file() for path in Path(name, "site").rglob("*"))
        began = time.process_time()
        write_site(Path(name))
        again = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"| {units:,} | {files:,} | {took:.1f} | {1000 * took / units:.0f} | {again:.2f} | {memory:.0f} |"


def main(sizes: list[int]) -> None:
    """Print the table, each size measured in a process of its own."""
    if len(sizes) == 1:
        print(measure(sizes[0]))
        return
    print(
        "| units | files | seconds of computing | ms a unit | again, nothing new | MB |\n|---|---|---|---|---|---|", flush=True
    )
    for size in sizes:
        print(f"{size:,} units: about {size * 0.05 / 60:.0f} minutes of computing", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "tests.bench.site", str(size)], check=True)


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or list(SIZES))
