import asyncio
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parpipe.schema import load_schema, to_table
from parpipe.views import VIEWS
from parpipe.writers.database import database
from tests.books import HOSTILE, as_floats, csv_texts, database_texts, release_of, stored, tables_with
from tests.package import IDS, package_tables
from tests.rows import statement

TABLES = package_tables()
CONTENT = database(release_of(TABLES), TABLES)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a database file."""
    return stored(CONTENT, tmp_path_factory.mktemp("database") / "par-index.sqlite")


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as opened:
        opened.row_factory = sqlite3.Row
        yield opened


def rows(connection: sqlite3.Connection, query: str, *values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query, values)]


def contested(tmp_path: Path) -> Path:
    """Return a database in which the score of 2016 has a rival on a page that copies another."""
    before, now = TABLES["observations"].to_pylist()
    now |= {"obs_status": "U", "rival_count": 1, "rivals": "score:68"}
    rival = statement(statement_id="s" + "f" * 16, value="68", printed="68", quote="đạt 68 điểm", mirror=True)
    tables = {
        **TABLES,
        "observations": to_table("observations", [before, now]),
        "statements": to_table("statements", [*TABLES["statements"].to_pylist(), rival]),
    }
    return stored(database(release_of(tables), tables), tmp_path / "par-index.sqlite")


@pytest.mark.parametrize("name", TABLES)
def test_every_row_says_what_the_csv_file_says_in_the_types_of_its_schema(path: Path, name: str) -> None:
    assert database_texts(path, name) == list(as_floats(csv_texts(TABLES[name]), name))


def test_sqlite_finds_the_file_sound_and_its_keys_kept(connection: sqlite3.Connection) -> None:
    assert [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA freelist_count").fetchone()[0] == 0


def test_the_database_has_the_same_bytes_in_every_process_and_names_no_version_of_sqlite() -> None:
    program = (
        "import hashlib\n"
        "from tests.books import package_tables, release_of\n"
        "from parpipe.writers.database import database\n"
        "tables = package_tables()\n"
        "print(hashlib.sha256(database(release_of(tables), tables)).hexdigest())"
    )
    path = os.pathsep.join(filter(None, sys.path))

    printed = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, zone in (("1", "Asia/Ho_Chi_Minh"), ("2", "America/New_York"))
    ]

    assert printed == [hashlib.sha256(CONTENT).hexdigest()] * 2
    assert CONTENT[96:100] == bytes(4)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("INSERT INTO observations SELECT * FROM observations LIMIT 1", "UNIQUE"),
        ("INSERT INTO area_names SELECT * FROM area_names WHERE ref_area = 'R6-NMM'", "UNIQUE"),
        ("INSERT INTO components SELECT * FROM components WHERE component = '_T'", "UNIQUE"),
        ("UPDATE statements SET quote = NULL", "NOT NULL"),
        ("UPDATE statements SET source_id = 'nobody.vn'", "FOREIGN KEY"),
        ("UPDATE observations SET ref_area = 'GSO99'", "FOREIGN KEY"),
        ("UPDATE observations SET rank_statement = 's'", "FOREIGN KEY"),
        ("UPDATE changes SET comparable = 2", "CHECK"),
    ],
)
def test_keys_references_and_types_are_kept_by_sqlite(tmp_path: Path, change: str, reason: str) -> None:
    with closing(sqlite3.connect(stored(CONTENT, tmp_path / "a.sqlite"))) as connection:
        connection.execute("PRAGMA foreign_keys = ON")

        with pytest.raises(sqlite3.IntegrityError, match=reason):
            connection.execute(change)


def test_a_reference_to_what_is_not_there_is_refused() -> None:
    tables = tables_with([statement(source_id="nobody.vn")])

    with pytest.raises(ValueError, match="statements"):
        database(release_of(tables), tables)


def test_every_foreign_key_has_an_index_that_serves_it(connection: sqlite3.Connection) -> None:
    for name in TABLES:
        led = {
            connection.execute("SELECT name FROM pragma_index_info(?) WHERE seqno = 0", (index["name"],)).fetchone()[0]
            for index in rows(connection, "SELECT name FROM pragma_index_list(?)", name)
        }
        assert {key["from"] for key in rows(connection, 'SELECT "from" FROM pragma_foreign_key_list(?)', name)} <= led


def test_the_database_tells_what_it_is_and_what_its_tables_and_columns_mean(connection: sqlite3.Connection) -> None:
    about = {row["item"]: row["value"] for row in rows(connection, "SELECT * FROM about")}
    tables = {row["name"]: row for row in rows(connection, "SELECT * FROM about_tables")}
    columns = rows(connection, 'SELECT * FROM about_columns WHERE "table" = ? ORDER BY rowid', "observations")

    assert (about["version"], about["created"], about["package"]) == ("1.0.0", "2026-11-22", "par-index")
    assert about["citation"] == release_of(TABLES).citation
    assert tables.keys() == TABLES.keys() | VIEWS.keys()
    assert (tables["statements"]["rows"], tables["statements"]["title_vi"]) == (5, "Phát biểu")
    assert [row["column"] for row in columns] == TABLES["observations"].column_names
    assert all(row["description_vi"] for row in columns)


@pytest.mark.parametrize("name", [*TABLES, *VIEWS])
def test_the_sql_of_a_table_or_view_explains_it(connection: sqlite3.Connection, name: str) -> None:
    sql = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0]

    words = [f"{field['title']} / {field['title@vi']}" for field in load_schema(name)["fields"]] if name in TABLES else []
    told = [load_schema(name)["description@vi"]] if name in TABLES else [VIEWS[name].title, VIEWS[name].title_vi]
    assert all(f"-- {text}" in sql for text in (*told, *words))


def test_an_area_shows_its_latest_name(connection: sqlite3.Connection) -> None:
    names = dict(connection.execute("SELECT ref_area, name FROM areas").fetchall())

    assert (names["GSO12"], names["R6-NMM"]) == ("Lai Châu", "Trung du và miền núi phía Bắc")


def test_the_ranking_has_names_figures_and_the_evidence_of_the_rank(connection: sqlite3.Connection) -> None:
    ranking = rows(connection, "SELECT * FROM ranking")

    assert [(row["time_period"], row["rank"], row["ranked_count"], row["score"]) for row in ranking] == [
        (2016, 53, 63, 67.41),
        (2015, 58, 63, 79.1),
    ]
    assert (ranking[1]["score_printed"], ranking[0]["area_name_en"]) == ("79,10", "Lai Chau")
    assert (ranking[0]["evidence_quote"], ranking[0]["evidence_url"]) == ("xếp thứ 53/63", "https://example.vn/a")


def test_the_series_has_the_change_and_whether_it_compares(connection: sqlite3.Connection) -> None:
    before, now = rows(connection, "SELECT * FROM series WHERE ref_area = 'GSO12' AND component = '_T'")

    assert (before["time_period"], before["previous_period"], before["rank_change"]) == (2015, None, None)
    assert (now["previous_period"], now["score_change"], now["rank_change"]) == (2015, -11.69, 5)
    assert (now["comparable"], now["not_comparable_reason"]) == (0, "scale_differs")


def test_the_evidence_leads_from_each_held_figure_to_its_statement_and_source(connection: sqlite3.Connection) -> None:
    evidence = rows(connection, "SELECT * FROM evidence ORDER BY time_period, measure")

    assert [row["statement_id"] for row in evidence] == [IDS[3], IDS[2], IDS[1], IDS[0]]
    assert {row["source_title"] for row in evidence} == {"Lai Châu"}
    assert (evidence[3]["value"], evidence[3]["printed"], evidence[3]["quote"]) == (67.41, "67,41", "đạt 67,41/97,5 điểm")


def test_nothing_is_contested_where_sources_agree(connection: sqlite3.Connection) -> None:
    assert rows(connection, "SELECT * FROM contested") == []


def test_contested_figures_have_their_claims_and_no_address_of_a_copy(tmp_path: Path) -> None:
    with closing(sqlite3.connect(contested(tmp_path))) as connection:
        connection.row_factory = sqlite3.Row
        held, rival = rows(connection, "SELECT * FROM contested")

    assert {held["measure"], rival["measure"]} == {"score"}
    assert (held["held"], held["stated"], held["is_evidence"]) == (67.41, 67.41, 1)
    assert (rival["held"], rival["stated"], rival["is_evidence"]) == (67.41, 68, 0)
    assert (held["source_url"], rival["source_url"]) == ("https://example.vn/a", None)


def test_quotes_are_found_without_diacritics(connection: sqlite3.Connection) -> None:
    query = "SELECT s.statement_id FROM statements_fts f JOIN statements s ON s.rowid = f.rowid WHERE statements_fts MATCH ?"

    found = {row["statement_id"] for row in rows(connection, query, "xep thu")}

    assert found == {IDS[1], IDS[3]}


@pytest.mark.parametrize("text", [*HOSTILE, "ư" * 40_000])
def test_hostile_text_is_stored_as_it_is(tmp_path: Path, text: str) -> None:
    tables = tables_with([statement(quote=text, area_name=text)])

    path = stored(database(release_of(tables), tables), tmp_path / "a.sqlite")

    assert database_texts(path, "statements") == list(as_floats(csv_texts(tables["statements"]), "statements"))


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=8), st.integers(-(2**63), 2**63 - 1))
def test_any_text_and_count_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[str], count: int
) -> None:
    made = [statement(statement_id=f"s{n:016x}", quote=text, base_period=count) for n, text in enumerate(drawn)]
    tables = tables_with(made)

    path = stored(database(release_of(tables), tables), tmp_path_factory.mktemp("any") / "a.sqlite")

    assert database_texts(path, "statements") == list(as_floats(csv_texts(tables["statements"]), "statements"))


def asked(path: Path, *addresses: str) -> list[Any]:
    """Return what a Datasette without any configuration answers to each address."""

    async def ask() -> list[Any]:
        datasette = Datasette([], immutables=[str(path)])
        await datasette.invoke_startup()
        return [await datasette.client.get(address) for address in addresses]

    return asyncio.run(ask())


def test_datasette_serves_tables_views_names_and_search_as_they_are(path: Path) -> None:
    index, ranking, labelled, found, page = asked(
        path,
        "/par-index.json",
        "/par-index/ranking.json?level=province&time_period=2016&_shape=array",
        "/par-index/changes.json?_labels=on&_shape=array",
        "/par-index/statements.json?_search=xep+thu&_shape=array",
        "/par-index/observations",
    )

    shown = {table["name"] for table in index.json()["tables"] if not table["hidden"]}
    assert shown == {*TABLES, "about", "about_tables", "about_columns"}
    assert {view["name"] for view in index.json()["views"]} == VIEWS.keys()
    assert [(row["rank"], row["area_name_vi"]) for row in ranking.json()] == [(53, "Lai Châu")]
    assert labelled.json()[0]["ref_area"] == {"value": "GSO12", "label": "Lai Châu"}
    assert {row["statement_id"] for row in found.json()} == {IDS[1], IDS[3]}
    assert page.status_code == 200
    assert "Điểm và thứ hạng được chọn" in page.text


@pytest.mark.parametrize("name", [*TABLES, *VIEWS, "about", "about_tables", "about_columns"])
def test_datasette_shows_every_page_of_the_database(path: Path, name: str) -> None:
    (page,) = asked(path, f"/par-index/{name}")

    assert page.status_code == 200, page.text[-500:]


def test_datasette_answers_a_question_in_sql(path: Path) -> None:
    (answer,) = asked(path, "/par-index.json?sql=select+max(score)+as+best+from+observations&_shape=array")

    assert answer.json() == [{"best": 79.1}]
