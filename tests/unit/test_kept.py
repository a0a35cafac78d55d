from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parpipe.kept import keep, kept

TABLES = {
    "names": pa.table({"name": ["Lai Châu", None], "year": pa.array([2016, 2017], pa.int64())}),
    "none": pa.schema([("name", pa.string())]).empty_table(),
}
NAMES = tuple(TABLES)
ON_DISK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@ON_DISK
@given(st.lists(st.tuples(st.text() | st.none(), st.integers(0, 2**40) | st.none(), st.dates() | st.none())))
def test_tables_come_back_as_they_were_kept(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    types = pa.string(), pa.int64(), pa.date32()
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(types)]
    table = pa.table(columns, names=["a", "b", "c"])

    keep({"one": table, "two": table.slice(1)}, tmp_path / "here/1.arrow")

    assert kept(tmp_path / "here/1.arrow", ("one", "two")) == {"one": table, "two": table.slice(1)}


def test_the_same_tables_are_the_same_bytes_however_they_were_cut(tmp_path: Path) -> None:
    table = TABLES["names"]
    keep({"names": table}, tmp_path / "a/1.arrow")

    keep({"names": pa.concat_tables([table.slice(0, 1), table.slice(1)])}, tmp_path / "b/1.arrow")

    assert (tmp_path / "a/1.arrow").read_bytes() == (tmp_path / "b/1.arrow").read_bytes()


@ON_DISK
@given(st.data())
def test_a_file_with_any_bit_turned_or_its_end_cut_off_is_none(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "here/1.arrow"
    keep(TABLES, path)
    whole = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    turned = bytes([*whole[:place], whole[place] ^ 1 << data.draw(st.integers(0, 7)), *whole[place + 1 :]])

    for damaged in (turned, bytes(whole[:place])):
        path.write_bytes(damaged)

        assert kept(path, NAMES) is None


def test_what_is_not_there_or_no_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert [kept(tmp_path / name, NAMES) for name in ("nothing", ".", "file/1.arrow")] == [None] * 3


def test_what_was_kept_before_is_removed_and_so_is_what_a_killed_run_left(tmp_path: Path) -> None:
    keep(TABLES, tmp_path / "here/1.arrow")
    (tmp_path / "here/.3.arrow.unfinished").touch()

    keep(TABLES, tmp_path / "here/2.arrow")

    assert [path.name for path in (tmp_path / "here").iterdir()] == ["2.arrow"]
