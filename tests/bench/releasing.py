"""How long a release, its verification and its publication take, and how that grows with the number of figures.

The package is of our own: units over years, a score and a rank each, every figure with its statement. Nothing of it comes
from documents, so what is measured is numbering, writing and placing alone. Beside it stands sha256sum on the same files.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from parpipe.checksums import SUMS, sha256
from parpipe.drafts import Draft
from parpipe.publishing import publish
from parpipe.release import release
from parpipe.schema import sort_table, to_table
from parpipe.settings import Credentials
from parpipe.signing import Signer, load_signer
from parpipe.verify import verify
from tests.package import INFO, MADE, package_tables, row
from tests.rows import statement

SIZES = (1_000, 10_000, 100_000)
"""Numbers of observations."""

STEPS = ("release", "again", "revised", "verify", "publish")


def tables_of(count: int, revised: bool = False) -> dict[str, pa.Table]:
    """Return the tables of a package with so many observations; ``revised`` changes one score in a hundred."""
    tables = package_tables()
    held, told = tables["observations"].to_pylist()[0], list[dict[str, Any]]()
    rows = list[dict[str, Any]]()
    for number in range(count):
        score = f"{50 + number % 4000 / 100 + (revised and number % 100 == 0) / 10:.2f}"
        key = {"ref_area": f"GSO{number % 63:02d}", "time_period": 2000 + number // 63 % 100, "component": f"C{number // 6300}"}
        ids = f"s{2 * number + 10:016x}", f"s{2 * number + 11:016x}"
        rows.append({**held, **key, "score": score, "score_statement": ids[0], "rank_statement": ids[1]})
        told.append(statement(statement_id=ids[0], **key, value=score, printed=score, quote=f"đạt {score} điểm"))
        told.append(statement(statement_id=ids[1], **key, measure="rank", value="58", printed="58/63", quote="thứ 58/63"))
    known = set(tables["areas"]["ref_area"].to_pylist())
    areas = [row("areas", ref_area=area, level="province") for area in {one["ref_area"] for one in rows} - known]
    told += tables["statements"].to_pylist()  # other tables of the small package refer to them
    made = {"observations": rows, "statements": told, "areas": [*areas, *tables["areas"].to_pylist()]}
    return {**tables, **{name: sort_table(name, to_table(name, lines)) for name, lines in made.items()}}


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(count: int, signer: Signer, folder: Path) -> dict[str, float]:
    """Return the seconds of every step for a package of a size, of hashing and signing alone, and of sha256sum."""
    info = replace(INFO, name=f"of-{count}")
    drafts = [Draft(info, tables_of(count, revised), MADE) for revised in (False, True)]
    home = folder / info.name
    taken = {
        "release": seconds(lambda: release(drafts[0], folder, signer)),
        "again": seconds(lambda: release(drafts[0], folder, signer)),
        "revised": seconds(lambda: release(drafts[1], folder, signer)),
        "verify": seconds(lambda: verify(home)),
        "publish": seconds(lambda: publish(home, str(folder / "to"), folder / "receipts", Credentials())),
    }
    contents = [path.read_bytes() for path in sorted((home / "1.0.0").iterdir())]
    taken["hashing"] = seconds(lambda: [sha256(content) for content in contents])
    taken["signing"] = seconds(lambda: signer.sign((home / "1.0.0" / SUMS).read_bytes()))
    files = [str(path) for path in sorted((home / "1.0.0").iterdir())]
    taken["sha256sum"] = seconds(lambda: subprocess.run(["sha256sum", *files], check=True, stdout=subprocess.DEVNULL))
    return taken


def _signer() -> Signer:
    """Return a signer with a key made for it."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    forms = serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(Ed25519PrivateKey.generate().private_bytes(*forms))
        signer = load_signer(Path(file.name))
    assert signer
    return signer


def print_releasing(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the table: microseconds a figure for each step, and what share of a release hashing and signing are."""
    signer = _signer()
    print("\nreleasing: microseconds an observation (two statements each)")
    columns = (*STEPS, "hashing", "signing")
    print(f"{'observations':>12}" + "".join(f"{name:>10}" for name in columns) + f"{'x sha256sum':>13}")
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            taken = measure(count, signer, Path(folder))
        each = "".join(f"{taken[name] / count * 1e6:10.0f}" for name in STEPS)
        shares = "".join(f"{taken[name] / taken['release']:10.2%}" for name in ("hashing", "signing"))
        print(f"{count:12,}{each}{shares}{taken['release'] / taken['sha256sum']:13.1f}", file=sys.stdout, flush=True)
