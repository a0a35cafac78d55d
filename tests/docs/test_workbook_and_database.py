import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd

from parpipe.views import VIEWS
from parpipe.writers.database import database
from parpipe.writers.workbook import workbook
from tests.books import release_of, stored
from tests.package import package_tables

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "workbook-and-database.md").read_text(encoding="utf-8")
TABLES = package_tables()


def test_the_page_tells_of_every_view() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(VIEWS)


def test_the_query_of_the_page_runs(tmp_path: Path) -> None:
    query = re.findall(r'^sqlite3 par-index.sqlite "(.+)"$', PAGE, re.MULTILINE)[0].replace("2023", "2016")
    path = stored(database(release_of(TABLES), TABLES), tmp_path / "par-index.sqlite")

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(query).fetchall() == [(53, "Lai Châu", 67.41)]


def test_pandas_reads_the_workbook_as_the_page_says(tmp_path: Path) -> None:
    call = re.findall(r'`pandas.read_excel\("par-index.xlsx", sheet_name="(.+)", header=(\d)\)`', PAGE)[0]
    path = stored(workbook(release_of(TABLES), TABLES), tmp_path / "par-index.xlsx")

    frame = pd.read_excel(path, sheet_name=call[0], header=int(call[1]))

    assert list(frame.columns) == TABLES["observations"].column_names
    assert frame["score"].tolist() == [79.1, 67.41]
    assert str(frame["published_at"].dtype).startswith("datetime64")
