"""When a live source is due, and when it is overdue: told from its cron line, its ledger and a time that is given."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.captures import VIETNAM, Outcome, Retrieval, write_ledger
from parpipe.schedules import Timetable, due, latest, overdue

MONDAYS = Timetable("son", "30 6 * * 1", ("a.html", "b.html"), date(2026, 11, 22))
MONDAY = datetime(2026, 11, 30, 6, 30, tzinfo=VIETNAM)


def asked(folder: Path, *times: tuple[str, datetime, Outcome]) -> Path:
    (folder / "son").mkdir(parents=True, exist_ok=True)
    write_ledger(folder / "son", [Retrieval(document, at, outcome, "", "", "http://son") for document, at, outcome in times])
    return folder


def test_cron_lines_are_meant_in_vietnam() -> None:
    assert latest("30 6 * * 1", datetime(2026, 11, 30, 0, 0, tzinfo=UTC)) == MONDAY
    assert latest("30 6 * * 1", datetime(2026, 11, 29, 23, 0, tzinfo=UTC)) == MONDAY - timedelta(days=7)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.sampled_from(["* * * * *", "0 6 * * 1", "*/7 3 1-9 * *"]))
def test_the_last_moment_is_before_now_and_moments_do_not_go_back(now: datetime, cron: str) -> None:
    moment = now.replace(tzinfo=UTC)

    found = latest(cron, moment)

    assert found < moment
    assert latest(cron, found) < found
    assert latest(cron, found + timedelta(seconds=1)) == found


def test_a_source_that_was_never_asked_is_due(tmp_path: Path) -> None:
    assert due([MONDAYS], tmp_path, MONDAY + timedelta(seconds=1)) == ["son"]


def test_a_source_is_due_until_all_its_documents_were_asked_for(tmp_path: Path) -> None:
    now = MONDAY + timedelta(hours=1)

    half = due([MONDAYS], asked(tmp_path, ("a.html", now, "unchanged")), now)
    whole = due([MONDAYS], asked(tmp_path, ("a.html", now, "unchanged"), ("b.html", now, "stale")), now)

    assert (half, whole) == (["son"], [])


def test_weeks_that_were_missed_are_made_up_for_once(tmp_path: Path) -> None:
    late = MONDAY + timedelta(weeks=9, hours=2)
    before = due([MONDAYS], asked(tmp_path, ("a.html", MONDAY, "new"), ("b.html", MONDAY, "new")), late)

    after = due([MONDAYS], asked(tmp_path, ("a.html", late, "new"), ("b.html", late, "unchanged")), late + timedelta(minutes=1))

    assert (before, after) == (["son"], [])


@pytest.mark.parametrize(
    ("outcome", "weeks", "late"),
    [("unchanged", 1, False), ("unchanged", 2, True), ("new", 2, True), ("stale", 1, True), ("rejected", 1, True)],
)
def test_a_source_is_overdue_when_it_was_not_seen_for_two_moments(
    outcome: Outcome, weeks: int, late: bool, tmp_path: Path
) -> None:
    at = MONDAY + timedelta(hours=1)
    asked(tmp_path, ("a.html", at, outcome), ("b.html", at, "unchanged"))

    found = overdue([MONDAYS], tmp_path, MONDAY + timedelta(weeks=weeks, hours=2))

    assert bool(found) is late


def test_a_new_source_has_time_until_its_second_moment(tmp_path: Path) -> None:
    new = replace(MONDAYS, stored=date(2026, 11, 24))

    early = overdue([new], tmp_path, MONDAY + timedelta(hours=1))
    late = overdue([new], tmp_path, MONDAY + timedelta(weeks=1, hours=1))

    assert early == []
    assert late[0].message.startswith("son was never seen, but is fetched by “30 6 * * 1”")
