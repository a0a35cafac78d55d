import copy
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.comparing import COMPARED
from parpipe.descriptors.datapackage import datapackage
from parpipe.diff import Difference, State, compare, next_version
from parpipe.package import Release, TableInfo, Tombstone
from parpipe.writers.csv import as_texts
from tests.package import INFO, package_tables

TABLES = package_tables()


def descriptor(tables: dict[str, pa.Table]) -> dict[str, Any]:
    return datapackage(Release(INFO, "1.0.0", {name: TableInfo.of(table) for name, table in tables.items()}, {}))


OLD = descriptor(dict(TABLES))


def difference(new: dict[str, Any], tables: dict[str, pa.Table]) -> Difference:
    states = [
        State(said, *(as_texts(known[name], columns) for name, columns in COMPARED.items()))
        for said, known in ((OLD, TABLES), (new, tables))
    ]
    return compare(*states)


Edit = Callable[[dict[str, Any], dict[str, pa.Table]], None]


def field(which: str, **changes: Any) -> Edit:
    def edit(new: dict[str, Any], tables: dict[str, pa.Table]) -> None:
        for resource in new["resources"]:
            for one in resource["schema"]["fields"] if resource["name"].startswith("observations") else ():
                if one["name"] == which:
                    one.update(changes)

    return edit


def without_field(new: dict[str, Any], tables: dict[str, pa.Table]) -> None:
    for resource in new["resources"]:
        resource["schema"]["fields"] = [one for one in resource["schema"]["fields"] if one["name"] != "tier"]


def with_field(new: dict[str, Any], tables: dict[str, pa.Table]) -> None:
    new["resources"][0]["schema"]["fields"].append({"name": "extra", "type": "string"})


def without_table(new: dict[str, Any], tables: dict[str, pa.Table]) -> None:
    new["resources"] = [resource for resource in new["resources"] if not resource["name"].startswith("changes")]


def with_table(new: dict[str, Any], tables: dict[str, pa.Table]) -> None:
    new["resources"].append({**copy.deepcopy(new["resources"][0]), "name": "more"})


def with_another_key(new: dict[str, Any], tables: dict[str, pa.Table]) -> None:
    new["resources"][0]["schema"]["primaryKey"] = ["ref_area"]


def words(name: str, value: Any) -> Edit:
    return lambda new, tables: new.update({name: value})


def figure(column: str, value: Any) -> Edit:
    def edit(new: dict[str, Any], tables: dict[str, pa.Table]) -> None:
        table = tables["observations"]
        values = [value, *table[column].to_pylist()[1:]]
        position = table.column_names.index(column)
        changed = table.set_column(position, table.schema.field(column), pa.array(values, table.schema.field(column).type))
        tables["observations"] = changed
        new.update(descriptor(tables))

    return edit


def withdrawn(new: dict[str, Any], tables: dict[str, pa.Table]) -> None:
    tables["observations"] = tables["observations"].slice(1)
    new.update(descriptor(tables))


def other_evidence(new: dict[str, Any], tables: dict[str, pa.Table]) -> None:
    table = tables["sources"]
    tables["sources"] = pa.concat_tables([table, table.slice(0, 1)])
    new.update(descriptor(tables))


MUTATIONS: dict[str, tuple[Edit, str]] = {
    "nothing": (lambda new, tables: None, "none"),
    "a new version and day": (lambda new, tables: new.update(version="9.9.9", created="2030-01-01T00:00:00Z"), "none"),
    "a field removed": (without_field, "major"),
    "a field renamed": (field("tier", name="band"), "major"),
    "a field retyped": (field("rank", type="string"), "major"),
    "a table removed": (without_table, "major"),
    "another key": (with_another_key, "major"),
    "a field added": (with_field, "minor"),
    "a table added": (with_table, "minor"),
    "a score revised": (figure("score", "99.99"), "minor"),
    "a rank revised": (figure("rank", 1), "minor"),
    "a figure now contested": (figure("obs_status", "U"), "minor"),
    "a figure withdrawn": (withdrawn, "minor"),
    "a better reason for the same figure": (figure("held_because", "score:authority"), "patch"),
    "another title": (words("title", "Another title"), "patch"),
    "another licence": (words("licenses", [{"name": "CC0-1.0"}]), "patch"),
    "a description mended": (field("rank", description="Place."), "patch"),
    "more evidence": (other_evidence, "patch"),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_each_difference_calls_for_its_bump(name: str) -> None:
    edit, expected = MUTATIONS[name]
    new, tables = copy.deepcopy(OLD), dict(TABLES)

    edit(new, tables)

    assert difference(new, tables).bump == expected


@given(st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99)), st.sampled_from(["major", "minor", "patch"]))
def test_every_bump_gives_a_later_version(parts: tuple[int, int, int], kind: Any) -> None:
    version = ".".join(map(str, parts))

    later = tuple(int(part) for part in next_version(version, kind).split("."))

    assert later > parts
    assert next_version(version, "none") == version


def test_a_revision_has_old_and_new_with_the_evidence_of_both() -> None:
    new, tables = copy.deepcopy(OLD), dict(TABLES)
    figure("score", "99.99")(new, tables)

    [row] = difference(new, tables).revisions

    told = [row[name] for name in ("field", "old", "new", "kind", "seen_in")]
    assert told == ["score", "79.10", "99.99", "revised", "release"]
    assert row["old_statement"] == row["new_statement"] == TABLES["observations"]["score_statement"][0].as_py()
    assert row["old_quote"] == row["new_quote"]
    assert row["old_source_url"].startswith("https://")


def test_each_value_of_a_withdrawn_observation_is_withdrawn() -> None:
    new, tables = copy.deepcopy(OLD), dict(TABLES)
    withdrawn(new, tables)

    gone = difference(new, tables).revisions

    fields = {row["field"] for row in gone}
    assert {row["kind"] for row in gone} == {"withdrawn"}
    assert {"score", "rank", "ranked_count", "obs_status"} <= fields
    assert len({row["revision_id"] for row in gone}) == len(gone) == len(fields)


def test_what_is_removed_leaves_a_tombstone_until_it_comes_back() -> None:
    without, tables = copy.deepcopy(OLD), dict(TABLES)
    without_field(without, tables)
    without_table(without, tables)
    told = {"last_version": "0.9.0", "title": "X", "title@vi": "X"}
    earlier = [{**told, "table": "observations", "field": "tier"}, {**told, "table": "x", "field": None}]
    state = State({**OLD, "parpipe:removed": earlier}, *(as_texts(TABLES[name], columns) for name, columns in COMPARED.items()))

    gone, still_gone = difference(without, tables).removed, compare(state, state).removed

    assert [(one.table, one.field) for one in gone] == [("observations", "tier"), ("changes", None)]
    assert {one.last_version for one in gone} == {"1.0.0"}
    assert all(one.title and one.title_vi for one in gone)
    assert still_gone == (Tombstone("x", None, "0.9.0", "X", "X"),)
