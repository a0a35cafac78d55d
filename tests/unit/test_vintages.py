"""Vintages and revisions: what was known when, and what a page changed between two captures."""

import hashlib
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parpipe import drafts
from parpipe.reading import read_snapshot
from parpipe.registry import load_registry
from parpipe.schema import sort_table
from parpipe.vintages import known_by, published_by
from tests.conftest import DATA
from tests.rows import read_tables, statement

FIRST, SECOND, THIRD = date(2019, 8, 1), date(2019, 9, 1), date(2019, 10, 1)
NOW = drafts.Known(None, None)


def read(value: str, day: date, **changes: Any) -> dict[str, Any]:
    """Return what a page said when it was captured on a day."""
    digits = hashlib.sha256(f"{value}{day}{changes}".encode()).hexdigest()[:16]
    common = {"statement_id": f"s{digits}", "published_at": date(2019, 7, 31), "snapshot_sha256": f"{day:%Y%m%d}" * 8}
    return statement(**{**common, "value": value, "recorded_at": day, "scale_max": None, **changes})


def values(rows: list[Any]) -> list[str]:
    return sorted(row["value"] for row in rows)


def test_a_figure_that_a_page_changed_becomes_a_revision_with_both_readings() -> None:
    old, new = read("89.6", FIRST), read("89.06", SECOND)

    vintage = known_by([old, new])

    assert values(vintage.current) == ["89.06"]
    assert values(list(vintage.statements)) == ["89.06", "89.6"]
    [revision] = vintage.revisions
    assert (revision["kind"], revision["old"], revision["new"], revision["recorded_at"]) == ("revised", "89.6", "89.06", SECOND)
    assert (revision["old_statement"], revision["new_statement"]) == (old["statement_id"], new["statement_id"])


def test_a_figure_that_a_page_withdrew_supports_nothing_any_more() -> None:
    vintage = known_by([read("89.6", FIRST), read("90.09", FIRST, time_period=2017), read("90.09", SECOND, time_period=2017)])

    assert values(vintage.current) == ["90.09"]
    [revision] = vintage.revisions
    assert (revision["kind"], revision["old"], revision["new"]) == ("withdrawn", "89.6", None)


def test_a_page_that_says_nothing_any_more_has_withdrawn_all() -> None:
    row = read("89.6", FIRST)
    captures = [(row["source_id"], row["source_url"], day) for day in (FIRST, SECOND)]

    vintage = known_by([row], captures)

    assert vintage.current == []
    assert [(one["kind"], one["old"]) for one in vintage.revisions] == [("withdrawn", "89.6")]
    assert known_by([row], captures, as_of=FIRST).current == [row]
    assert known_by([row], captures, recorded_by=FIRST).current == [row]
    assert known_by([{**row, "extractor": "transcription"}], captures).revisions == ()


def test_a_page_that_stays_the_same_keeps_its_first_evidence() -> None:
    rows = [read("89.06", FIRST), read("89.06", SECOND)]

    vintage = known_by(rows)

    assert vintage.current == [rows[0]]
    assert vintage.revisions == ()


def test_a_transcription_that_lacks_a_figure_withdraws_nothing_but_may_revise_it() -> None:
    typed = {"extractor": "transcription"}
    rows = [read("89.6", FIRST, **typed), read("90.09", SECOND, time_period=2017, **typed)]

    assert values(known_by(rows).current) == ["89.6", "90.09"]
    assert values(known_by([*rows, read("89.06", SECOND, **typed)]).current) == ["89.06", "90.09"]


def test_two_values_in_one_capture_are_rivals_and_no_revision() -> None:
    vintage = known_by([read("89.6", FIRST), read("89.06", FIRST)])

    assert (values(vintage.current), vintage.revisions) == (["89.06", "89.6"], ())


def test_a_page_may_return_to_what_it_said_first() -> None:
    vintage = known_by([read("89.06", FIRST), read("89.6", SECOND), read("89.06", THIRD)])

    assert values(vintage.current) == ["89.06"]
    assert [(row["old"], row["new"]) for row in vintage.revisions] == [("89.06", "89.6"), ("89.6", "89.06")]


@pytest.mark.parametrize(
    ("as_of", "known"),
    [
        (date(2019, 7, 30), []),
        (date(2019, 7, 31), ["89.6"]),
        (date(2019, 8, 31), ["89.6"]),
        (SECOND, ["89.06"]),
        (date(2026, 11, 28), ["89.06"]),
    ],
)
def test_a_new_reading_is_not_projected_back_before_it_was_seen(as_of: date, known: list[str]) -> None:
    rows = [read("89.6", FIRST), read("89.06", SECOND)]

    vintage = known_by(rows, as_of=as_of)

    assert values(vintage.current) == known
    assert len(vintage.revisions) == (as_of >= SECOND)


@pytest.mark.parametrize(("day", "known"), [(date(2019, 7, 31), []), (FIRST, ["89.6"]), (SECOND, ["89.06"])])
def test_what_was_captured_later_was_not_recorded(day: date, known: list[str]) -> None:
    assert values(known_by([read("89.6", FIRST), read("89.06", SECOND)], recorded_by=day).current) == known


def test_what_was_captured_had_been_published_however_vague_its_date() -> None:
    vague = statement(published_at=date(2026, 1, 1), published_precision="year", recorded_at=date(2026, 11, 22))

    assert published_by(vague) == date(2026, 11, 22)
    assert known_by([vague], as_of=date(2026, 11, 22)).current == [vague]


READINGS = st.lists(
    st.tuples(st.sampled_from(["89.6", "89.06", "81"]), st.sampled_from([FIRST, SECOND, THIRD]), st.sampled_from(["a", "b"])),
    min_size=1,
    max_size=8,
    unique=True,
)


@given(READINGS, st.randoms(use_true_random=False), st.none() | st.sampled_from([FIRST, SECOND, THIRD]))
def test_the_order_of_captures_in_the_input_never_matters(
    readings: list[tuple[str, date, str]], chance: random.Random, as_of: date | None
) -> None:
    rows = [read(value, day, source_url=f"https://{page}.vn") for value, day, page in readings]

    assert known_by(rows, as_of=as_of) == known_by(chance.sample(rows, len(rows)), as_of=as_of)


@given(READINGS)
def test_as_of_the_last_capture_everything_is_known(readings: list[tuple[str, date, str]]) -> None:
    rows = [read(value, day, source_url=f"https://{page}.vn") for value, day, page in readings]

    assert known_by(rows, as_of=max(day for _, day, _ in readings)) == known_by(rows)


@given(READINGS, st.sampled_from([FIRST, SECOND, THIRD]))
def test_nothing_is_known_before_its_first_evidence(readings: list[tuple[str, date, str]], as_of: date) -> None:
    rows = [read(value, day, source_url=f"https://{page}.vn") for value, day, page in readings]
    first, opened = dict[tuple[str, str], date](), dict[str, date]()
    for value, day, page in sorted(readings, key=lambda one: one[1]):
        first.setdefault((page, value), day)
        opened.setdefault(page, day)

    for row in known_by(rows, as_of=as_of).current:
        page = row["source_url"][8]
        assert first[page, row["value"]] <= as_of or first[page, row["value"]] == opened[page]


@given(st.randoms(use_true_random=False))
@settings(max_examples=3, deadline=None)
def test_the_tables_of_all_the_data_do_not_depend_on_the_order_of_the_statements(chance: random.Random) -> None:
    registry, rows = load_registry(DATA), _statements()
    shuffled = chance.sample(rows, len(rows))

    one, other = (
        drafts.package_tables(registry, registry.indices["SIPAS"], read_tables(some), NOW) for some in (rows, shuffled)
    )

    assert {name: sort_table(name, one[name]).equals(sort_table(name, other[name])) for name in one} == dict.fromkeys(one, True)


def _statements() -> list[dict[str, Any]]:
    registry = load_registry(DATA)
    chosen = [registry.sources[name] for name in sorted(registry.sources) if name.startswith(("v", "k", "b"))]
    rows = [
        row for source in chosen for snapshot in source.snapshots for row in read_snapshot(registry, snapshot)[0].to_pylist()
    ]
    return [row for row in rows if row["index_id"] == "SIPAS"]
