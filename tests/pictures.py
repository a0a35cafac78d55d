"""Pictures of documents, drawn as a scanner or a web page would show them: paragraphs, and tables with and without rules."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from parpipe.vietnamese import nfc

Rows = Sequence[Sequence[str]]
A4 = (2480, 3508)
"""Pixels of a page at 300 dots an inch."""

FONTS = Path("/usr/share/fonts/truetype/dejavu")
"""Debian's fonts-dejavu-core, which `make system-deps` installs; they have all Vietnamese letters."""


def draw_picture(
    paragraphs: Sequence[str] = (),
    rows: Rows = (),
    *,
    ruled: bool = True,
    size: int = 42,
    page: tuple[int, int] = A4,
    font: str = "DejaVuSerif",
    widths: Sequence[int] = (),
    header_fill: int | None = None,
) -> Image.Image:
    """Return a page of paragraphs, their lines broken at the margin, and a table under them, in letters of a size."""
    sheet = _Sheet(Image.new("L", page, 255), ImageFont.truetype(str(FONTS / f"{font}.ttf"), size), size)
    for text in paragraphs:
        sheet.write_paragraph(nfc(text))
    if rows:
        rows = [[nfc(text) for text in row] for row in rows]
        sheet.draw_table(rows, widths or [(page[0] - 2 * sheet.margin) // len(rows[0])] * len(rows[0]), ruled, header_fill)
    return sheet.image


@dataclass
class _Sheet:
    image: Image.Image
    font: ImageFont.FreeTypeFont
    size: int

    def __post_init__(self) -> None:
        self.pen = ImageDraw.Draw(self.image)
        self.margin = self.top = round(self.size * 3)

    def write_paragraph(self, text: str) -> None:
        line, most = "", self.image.width - 2 * self.margin
        for word in text.split():
            if line and self.font.getlength(f"{line} {word}") > most:
                self._write_line(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        self._write_line(line)
        self.top += round(self.size * 2.4)

    def _write_line(self, line: str) -> None:
        self.pen.text((self.margin, self.top), line, fill=0, font=self.font)
        self.top += round(self.size * 1.5)

    def draw_table(self, rows: Rows, widths: Sequence[int], ruled: bool, header_fill: int | None) -> None:
        pitch, first = round(self.size * 1.9), self.top
        edges = [self.margin + sum(widths[:number]) for number in range(len(widths) + 1)]
        if header_fill is not None:
            self.pen.rectangle((edges[0], first, edges[-1], first + pitch), fill=header_fill)
        for number, row in enumerate(rows):
            ink = 255 if number == 0 and header_fill is not None and header_fill < 128 else 0
            for left, text in zip(edges, row, strict=False):
                self.pen.text(
                    (left + self.size // 2, first + number * pitch + self.size * 0.35), text, fill=ink, font=self.font
                )
        self.top += pitch * len(rows) + self.size
        if ruled:
            thick = max(self.size // 14, 1)
            for edge in edges:
                self.pen.line((edge, first, edge, first + pitch * len(rows)), fill=0, width=thick)
            for number in range(len(rows) + 1):
                self.pen.line((edges[0], first + pitch * number, edges[-1], first + pitch * number), fill=0, width=thick)


def worn(image: Image.Image, *, degrees: float = 0.0, blur: float = 0.0, noise: float = 0.0) -> Image.Image:
    """Return the picture as a scanner gives it: turned a little, blurred, with grey noise, the same on every run."""
    turned = image.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    soft = turned.filter(ImageFilter.GaussianBlur(blur)) if blur else turned
    if not noise:
        return soft
    import numpy as np

    grain = np.random.default_rng(0).normal(0, noise, (soft.height, soft.width))
    return Image.fromarray(np.clip(np.asarray(soft) + grain, 0, 255).astype("uint8"))


def to_png(image: Image.Image) -> bytes:
    """Return the picture as a PNG."""
    return _saved(image, "PNG")


def to_jpeg(image: Image.Image, quality: int = 85) -> bytes:
    """Return the picture as a JPEG."""
    return _saved(image, "JPEG", quality=quality)


def to_pdf(images: Sequence[Image.Image]) -> bytes:
    """Return the pictures as the pages of a PDF without a text layer."""
    return _saved(images[0], "PDF", save_all=True, append_images=list(images[1:]), resolution=300)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()
