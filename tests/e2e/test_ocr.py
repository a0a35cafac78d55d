"""Pictures and scans read by tesseract: what is drawn comes out as figures with basis ocr, or not at all, never as another."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from parpipe.errors import Unreadable
from parpipe.extracting import extract_document, make_context
from parpipe.locators import cell_locator, follow
from parpipe.model import Extraction
from parpipe.readers import read_document
from parpipe.readers.picture import parse_picture, read_picture
from tests.conformance.documents import make_pdf
from tests.conftest import ROOT
from tests.pictures import draw_picture, to_jpeg, to_pdf, to_png, worn

pytestmark = pytest.mark.programs

TITLE = "Bảng xếp hạng Chỉ số cải cách hành chính (PAR INDEX) năm 2022 của các tỉnh, thành phố"
HEADER = ("STT", "Tỉnh, thành phố", "Điểm", "Xếp hạng")
WIDTHS = (260, 900, 500, 500)
PROSE = (
    "Năm 2022, Chỉ số cải cách hành chính (PAR INDEX) của tỉnh Lai Châu đạt 84,25 điểm, xếp thứ 35/63 tỉnh, thành phố trực "
    "thuộc Trung ương, tăng 2 bậc so với năm 2021.",
    "Chỉ số SIPAS năm 2022 của tỉnh đạt 81,32%, xếp thứ 17/63 tỉnh, thành phố. Chỉ số PCI của tỉnh năm 2022 đạt 65,30 điểm.",
    "Trong năm tới, tỉnh phấn đấu đạt trên 86% và nằm trong nhóm 30 tỉnh dẫn đầu cả nước.",
)


def provinces() -> dict[str, str]:
    """Return the ids of the 63 provinces of 2022 by their names."""
    with (ROOT / "data/reference/area_names.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["ref_area"].startswith("GSO") and "-2025" not in row["ref_area"]]
    names = {row["ref_area"]: row["name_vi"] for row in reversed(rows)}
    return {name: ref_area for ref_area, name in reversed(names.items())}


AREAS = provinces()


def ranking(first: int = 1, last: int = 38) -> list[tuple[str, ...]]:
    names = list(AREAS)
    return [(str(n), names[n - 1], f"{90 - n / 4:.2f}".replace(".", ","), f"{n}/63") for n in range(first, last + 1)]


def expected(rows: Sequence[tuple[str, ...]]) -> set[tuple[str, str, str]]:
    scores = {(AREAS[name], "score", score) for _, name, score, _ in rows}
    return scores | {(AREAS[name], "rank", rank.split("/")[0]) for _, name, _, rank in rows}


def extract(folder: Path, name: str, data: bytes) -> Extraction:
    (folder / name).write_bytes(data)
    return extract_document(folder / name, make_context())


def stated(found: Extraction) -> set[tuple[str, str, str]]:
    """Return what is stated; a comma that was read as a point is the same value."""
    return {(one.ref_area, one.measure, str(one.value).replace(".", ",")) for one in found.statements}


def picture(*, ruled: bool = True, **more: object) -> Image.Image:
    return draw_picture([TITLE], [HEADER, *ranking()], widths=WIDTHS, ruled=ruled, **more)


PICTURES = {
    "ruled.png": lambda: to_png(picture()),
    "unruled.png": lambda: to_png(picture(ruled=False)),
    "sans.png": lambda: to_png(picture(font="DejaVuSans")),
    "bold.png": lambda: to_png(picture(font="DejaVuSans-Bold")),
    "white-on-dark-header.png": lambda: to_png(picture(header_fill=60)),
    "small-print.png": lambda: to_png(picture(size=28)),
    "worn.jpg": lambda: to_jpeg(worn(picture(), degrees=0.8, blur=1.2, noise=15)),
    "worn-unruled.jpg": lambda: to_jpeg(worn(picture(ruled=False), degrees=-1.5, blur=1.2, noise=15)),
    "of-a-page.jpg": lambda: to_jpeg(picture().resize((900, 1273), Image.Resampling.LANCZOS), 60),
    "sideways.png": lambda: to_png(picture().rotate(90, expand=True)),
    "upside-down.png": lambda: to_png(picture().rotate(180)),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_a_ranking_gives_nearly_all_its_figures_and_no_other(name: str, tmp_path: Path) -> None:
    found = extract(tmp_path, name, PICTURES[name]())

    assert not stated(found) - expected(ranking())
    assert len(stated(found)) >= 0.95 * len(expected(ranking()))
    assert {(one.basis, one.time_period, one.index_id) for one in found.statements} == {("ocr", 2022, "PAR")}


@pytest.mark.parametrize("blur", [2, 3, 4, 6])
def test_a_picture_that_is_hardly_legible_gives_no_wrong_figure(blur: int, tmp_path: Path) -> None:
    data = to_jpeg(worn(picture(), blur=blur, noise=20), 50)

    try:
        found = extract(tmp_path, "blurred.jpg", data)
    except Unreadable:
        return

    assert not stated(found) - expected(ranking())


def test_a_picture_of_prose_gives_its_figures_and_no_target(tmp_path: Path) -> None:
    found = extract(tmp_path, "prose.png", to_png(draw_picture(PROSE)))

    assert {(one.index_id, one.measure, one.printed, one.basis) for one in found.statements} == {
        ("PAR", "score", "84,25", "ocr"),
        ("PAR", "rank", "35", "ocr"),
        ("PAR", "rank_change", "2", "ocr"),
        ("SIPAS", "score", "81,32", "ocr"),
        ("SIPAS", "rank", "17", "ocr"),
        ("PCI", "score", "65,30", "ocr"),
    }


def test_the_caption_of_a_picture_in_large_letters_is_read(tmp_path: Path) -> None:
    lines = ["PAR INDEX 2022", "Tỉnh Lai Châu đạt 84,25 điểm"]

    found = extract(tmp_path, "caption.png", to_png(draw_picture(lines, size=60, page=(1200, 600), font="DejaVuSans-Bold")))

    assert [(one.ref_area, one.time_period, one.printed) for one in found.statements] == [("GSO12", 2022, "84,25")]


def test_a_scan_of_two_pages_is_one_table_with_its_header_once(tmp_path: Path) -> None:
    first = draw_picture([TITLE], [HEADER, *ranking(1, 36)], widths=WIDTHS)
    second = draw_picture([], [HEADER, *ranking(37, 63)], widths=WIDTHS)

    found = extract(tmp_path, "scan.pdf", to_pdf([worn(page, degrees=0.4, blur=1, noise=10) for page in (first, second)]))

    document = read_document(tmp_path / "scan.pdf")
    assert [(table.locator, len(table.rows)) for table in document.tables] == [("page=1&table=1", 64)]
    assert not stated(found) - expected(ranking(1, 63))
    assert len(stated(found)) >= 0.9 * len(expected(ranking(1, 63)))
    for one in found.statements:
        assert one.basis == "ocr"
        assert follow(document, one.locator) == one.quote


def test_a_document_whose_pages_are_partly_pictures_is_read_by_both_ways(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = make_pdf(["Năm 2022, PAR INDEX của tỉnh Lai Châu đạt 84,25 điểm."])
    both = pdfium.PdfDocument.new()
    for part in (text, to_pdf([draw_picture(PROSE[1:])])):
        both.import_pages(pdfium.PdfDocument(part))
    target = io.BytesIO()
    both.save(target)

    found = extract(tmp_path, "both.pdf", target.getvalue())
    monkeypatch.setenv("PATH", "")
    without = extract(tmp_path, "both.pdf", target.getvalue())

    assert {(one.printed, one.basis) for one in found.statements} >= {("84,25", "printed"), ("81,32", "ocr"), ("17", "ocr")}
    assert [one.printed for one in without.statements] == ["84,25"]
    assert [(one.code, one.key) for one in without.findings] == [("unread_page", "page=2")]


def test_noise_photographs_and_blank_pages_are_unreadable() -> None:
    grain = np.random.default_rng(1).integers(0, 255, (300, 400)).astype("uint8")
    slope = np.tile(np.linspace(0, 255, 900).astype("uint8"), (700, 1))

    for image in (Image.fromarray(grain), Image.fromarray(slope), Image.new("L", (900, 700), 255), Image.new("L", (1, 1))):
        with pytest.raises(Unreadable, match="no words can be read"):
            read_picture(to_png(image))


def test_a_scan_of_endless_pages_is_refused(tmp_path: Path) -> None:
    blank = Image.new("L", (20, 20), 128)

    with pytest.raises(Unreadable, match="101 of its pages are pictures, and no more than 100 are read"):
        extract(tmp_path, "endless.pdf", to_pdf([blank] * 101))


def test_every_cell_has_a_region_of_the_picture_that_shows_it() -> None:
    page = worn(picture(), degrees=-1.2)
    document = parse_picture(to_png(page))
    [table] = document.tables
    assert document.scan is not None

    regions = dict(document.scan.regions)

    places = {cell_locator(table.locator, row, column) for row in range(1, 40) for column in range(1, 5)}
    assert places <= set(regions)
    for row in (2, 20, 39):
        x, y, width, height = map(int, regions[cell_locator(table.locator, row, 2)].removeprefix("page=1&xywh=").split(","))
        again = parse_picture(to_png(page.crop((x, y, x + width, y + height))))
        assert table.rows[row - 1][1] in " ".join(block.text for block in again.blocks)
