"""Transcriptions: templates of pictures, and two of them compared cell by cell."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import parpipe
from parpipe.cli import cli
from parpipe.errors import Missing, Unreadable, Usage
from parpipe.extracting import extract
from parpipe.transcribing import COLUMNS, Cell, compare_transcriptions, csv_text, read_transcription, template_rows
from tests.conformance.documents import make_pdf
from tests.pictures import draw_picture, to_png

TITLE = "Bảng xếp hạng Chỉ số cải cách hành chính (PAR INDEX) năm 2022"
ROWS = (
    ("STT", "Tỉnh", "Điểm", "Xếp hạng"),
    ("1", "Hải Phòng", "90,09", "1/63"),
    ("2", "Quảng Ninh", "90,01", "2/63"),
    ("3", "Lai Châu", "84,25", "35/63"),
)


def cells(rows: tuple[tuple[str, ...], ...] = ROWS) -> list[Cell]:
    title = Cell("page=1&block=1", 1, 1, "page=1&xywh=10,10,500,40", TITLE)
    return [
        title,
        *(
            Cell("page=1&table=1", row, column, f"page=1&xywh={column * 100},{row * 50},100,50", text)
            for row, texts in enumerate(rows, start=1)
            for column, text in enumerate(texts, start=1)
        ),
    ]


def write(path: Path, found: list[Cell]) -> Path:
    path.write_text(csv_text(template_rows(found)), encoding="utf-8")
    return path


def typed(rows: tuple[tuple[str, ...], ...], row: int, column: int, text: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows with one cell typed otherwise."""
    changed = [list(texts) for texts in rows]
    changed[row - 1][column - 1] = text
    return tuple(map(tuple, changed))


def test_two_transcriptions_that_agree_are_a_table_that_extract_reads(tmp_path: Path) -> None:
    first, second = (write(tmp_path / f"{name}.csv", cells()) for name in "ab")

    found = compare_transcriptions(first, second)

    (tmp_path / "agreed.csv").write_text(csv_text(list(found.rows)), encoding="utf-8")
    assert found.findings == ()
    assert found.rows == ((TITLE, "", "", ""), *ROWS)
    assert [(one.ref_area, one.measure, one.printed) for one in extract(tmp_path / "agreed.csv")][:2] == [
        ("GSO31", "score", "90,09"),
        ("GSO31", "rank", "1"),
    ]


@given(row=st.integers(1, 4), column=st.integers(1, 4), text=st.text(alphabet="0123456789,/aăâ", max_size=6))
def test_a_cell_that_differs_is_a_finding_and_empty(tmp_path_factory: pytest.TempPathFactory, row: int, column: int, text: str):
    folder, before = tmp_path_factory.mktemp("typed"), ROWS[row - 1][column - 1]
    first, second = write(folder / "a.csv", cells()), write(folder / "b.csv", cells(typed(ROWS, row, column, text)))

    found = compare_transcriptions(first, second)

    assert found.rows[1:] == (typed(ROWS, row, column, "") if text != before else ROWS)
    assert [(one.code, one.key, one.value) for one in found.findings] == (
        [("transcriptions_differ", f"page=1&xywh={column * 100},{row * 50},100,50", before)] if text != before else []
    )


def test_a_cell_that_only_one_has_is_a_finding_and_empty(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.csv", cells()), write(tmp_path / "b.csv", cells()[:-1])

    found = compare_transcriptions(first, second)

    assert found.rows[-1] == ("3", "Lai Châu", "84,25", "")
    assert [one.message for one in found.findings] == [
        "row 4, column 4 of page=1&table=1 is '35/63' in a.csv and nothing in b.csv"
    ]


def test_blanks_and_composition_of_letters_are_no_difference(tmp_path: Path) -> None:
    first, second = (
        write(tmp_path / "a.csv", cells()),
        write(tmp_path / "b.csv", cells(typed(ROWS, 4, 2, " Lai  Cha\u0302u "))),
    )

    assert compare_transcriptions(first, second).findings == ()


def test_what_a_spreadsheet_saves_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", cells())
    lines = (";".join(f'"{cell}"' for cell in row) for row in template_rows(cells()))
    (tmp_path / "b.csv").write_text("\r\n".join(lines), encoding="utf-16")

    assert read_transcription(tmp_path / "b.csv") == read_transcription(path)


def test_a_file_is_not_compared_with_itself_nor_with_none(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", cells())

    with pytest.raises(Usage, match="compared with itself"):
        compare_transcriptions(path, tmp_path / ".." / tmp_path.name / "a.csv")
    with pytest.raises(Missing, match=r"none\.csv does not exist"):
        compare_transcriptions(path, tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("STT,Tỉnh\n1,Huế\n", "its first line must be place,row,column,region,text"),
        (",".join(COLUMNS) + "\npage=1&table=1,eins,1,r,x\n", "row 2: a cell is"),
        (",".join(COLUMNS) + "\npage=1&table=1,0,1,r,x\n", "counted from 1"),
        (",".join(COLUMNS) + "\npage=1&table=1,1,999999999,r,x\n", "counted from 1"),
        (",".join(COLUMNS) + "\nt,1,1,r,x\nt,1,1,r,y\n", "row 3: the cell t, 1, 1 stands there twice"),
    ],
)
def test_what_is_no_transcription_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "bad.csv").write_text(text, encoding="utf-8")

    with pytest.raises(Unreadable, match=reason):
        read_transcription(tmp_path / "bad.csv")


def test_documents_that_nobody_need_type_are_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>Huế</p>", encoding="utf-8")
    (tmp_path / "text.pdf").write_bytes(make_pdf(["Huế đạt 84,25 điểm"]))

    with pytest.raises(Usage, match="is no picture"):
        parpipe.transcribe(tmp_path / "page.html")
    with pytest.raises(Usage, match="has a text layer"):
        parpipe.transcribe(tmp_path / "text.pdf")


def test_the_command_prints_the_table_and_tells_the_differences_apart(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.csv", cells()), write(tmp_path / "b.csv", cells(typed(ROWS, 4, 3, "84,26")))

    done = CliRunner().invoke(cli, ["transcribe", "--compare", str(first), str(second)])

    assert done.stdout.splitlines()[-1] == "3,Lai Châu,,35/63"
    assert "transcriptions_differ" in done.stderr


def test_the_command_wants_a_picture_or_two_transcriptions(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["transcribe"])

    assert isinstance(done.exception, Usage)


@pytest.mark.programs
def test_a_template_has_every_cell_with_its_region_and_no_text_that_is_uncertain(tmp_path: Path) -> None:
    picture = draw_picture([TITLE], ROWS, page=(2000, 1000))
    picture.paste(128, (760, 600, 1000, 660))  # a stain
    (tmp_path / "table.png").write_bytes(to_png(picture))

    done = CliRunner().invoke(cli, ["transcribe", str(tmp_path / "table.png"), "--out", str(tmp_path / "a.csv")])

    found = read_transcription(tmp_path / "a.csv")
    texts = {key[1:]: cell.text for key, cell in found.items() if key[0] == "page=1&table=1"}
    wanted = {(row, column): text for row, line in enumerate(ROWS, start=1) for column, text in enumerate(line, start=1)}
    assert done.exit_code == 0, done.output
    assert set(texts) == set(wanted)
    assert all(text in ("", wanted[place]) for place, text in texts.items())
    assert sum(bool(text) for text in texts.values()) >= 14
    assert found["page=1&block=1", 1, 1].text == TITLE
    assert all(cell.region.startswith("page=1&xywh=") for cell in found.values())
