"""How well and how fast pictures of rankings are read: `python -m tests.bench.pictures`, with tesseract installed."""

import time
from collections import Counter
from collections.abc import Callable, Mapping

from PIL import Image

from parpipe.errors import Unreadable
from parpipe.locators import cell_locator
from parpipe.model import Document
from parpipe.readers.picture import parse_picture
from tests.e2e.test_ocr import HEADER, PICTURES, TITLE, picture, ranking
from tests.pictures import draw_picture, to_jpeg, to_png, worn

ROWS = [HEADER, *ranking()]
MORE: Mapping[str, Callable[[], bytes]] = {
    "mono.png": lambda: to_png(picture(font="DejaVuSansMono")),
    "condensed.png": lambda: to_png(picture(font="DejaVuSerifCondensed", ruled=False)),
    "small-print-worn.jpg": lambda: to_jpeg(worn(picture(size=28), degrees=0.5, blur=1.5, noise=20)),
    "screen.png": lambda: to_png(
        draw_picture([TITLE], ROWS, widths=(90, 400, 200, 200), size=16, page=(1000, 1400), font="DejaVuSans")
    ),
    "tiny.png": lambda: to_png(
        draw_picture([TITLE], ROWS, widths=(60, 250, 130, 130), size=11, page=(700, 1000), font="DejaVuSans")
    ),
    "half.jpg": lambda: to_jpeg(picture().resize((1240, 1754), Image.Resampling.LANCZOS), 50),
    "blurred.jpg": lambda: to_jpeg(worn(picture(), blur=3, noise=20), 50),
}


def judge(document: Document) -> Counter[str]:
    """Return how many numbers of the ranking are sure or not, and right or not; a comma read as a point is right."""
    found = Counter[str]()
    cells = {} if document.scan is None else {place: place in document.scan.uncertain for place, _ in document.scan.regions}
    for table in document.tables:
        for row, (wanted, got) in enumerate(zip(ROWS, table.rows, strict=False), start=1):
            for column, (want, text) in enumerate(zip(wanted, got, strict=False), start=1):
                if any(map(str.isdigit, want)) and any(map(str.isdigit, text)):
                    sure = not cells[cell_locator(table.locator, row, column)]
                    right = want == text.replace(".", ",")
                    found[f"{'sure' if sure else 'unsure'}, {'right' if right else 'wrong'}"] += 1
    return found


def main() -> None:
    """Print a line a picture, and the sum."""
    total, seconds = Counter[str](), 0.0
    for name, draw in {**PICTURES, **MORE}.items():
        data, started = draw(), time.perf_counter()
        try:
            found = judge(parse_picture(data))
        except Unreadable as error:
            found = Counter({str(error): 1})
        took = time.perf_counter() - started
        total, seconds = total + found, seconds + took
        print(f"{name:26} {took:5.1f} s  {dict(found)}", flush=True)
    numbers = sum(row.count(cell) for row in ROWS for cell in row if any(map(str.isdigit, cell)))
    count = len(PICTURES) + len(MORE)
    print(f"{count} pictures with {numbers} numbers each: {dict(total)}; {count / seconds:.2f} pages a second")


if __name__ == "__main__":
    main()
