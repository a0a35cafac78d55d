"""Pictures as grey pixels, whatever they come from, at about 300 dots an inch, straightened."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from dataclasses import dataclass, replace
from math import cos, radians, sin, sqrt, tan
from typing import TYPE_CHECKING, Any

from parpipe.errors import Unreadable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Grey = NDArray[np.uint8]

DPI = 300
MOST_PIXELS = 40_000_000
"""Of one picture; a page of A4 has 8.7 million."""

_FEWEST_DPI = 72
_DAMAGED = (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, TypeError, LookupError, struct.error, zlib.error)
"""What pillow raises for bytes that are no picture."""
_WIDE_ENOUGH = 2000
_MOST_ENLARGED = 3.0
_WHITE = 255
_STEEPEST = 3.0
_STEP = 0.25
_FINE = 0.05
_SKEWED = 0.15
"""Degrees: what is turned less reads as well."""
_COARSE = 3
_GRAINY, _SOFTENED = 5, 1.2
"""Sharp edges and grain are read worse than soft ones; what was enlarged is soft already."""
_BLOCK = 40
_GROUND = 5
"""Blocks of pixels side by side that make a ground; no letter is as wide and as dark."""
_DARK = 110
_MOST_DARK = 400_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as grey pixels; ``scale`` is how many of them make a unit of its source.

    It was turned by ``quarters`` of a circle and then by some ``degrees``, both against the clock.
    """

    number: int
    grey: Grey
    scale: float
    degrees: float = 0.0
    quarters: int = 0

    def turned(self, quarters: int) -> Picture:
        """Return the picture turned by quarters of a circle."""
        import numpy as np

        again = _straight(self.number, np.rot90(self.grey, quarters), self.scale)
        return replace(again, degrees=self.degrees + again.degrees, quarters=(self.quarters + quarters) % 4)

    def resized(self, factor: float) -> Picture:
        """Return the picture larger or smaller."""
        import numpy as np
        from PIL import Image

        size = (max(round(self.grey.shape[1] * factor), 1), max(round(self.grey.shape[0] * factor), 1))
        grey = np.array(Image.fromarray(self.grey).resize(size, Image.Resampling.LANCZOS))
        return replace(self, grey=grey, scale=self.scale * factor)

    def region(self, x0: float, y0: float, x1: float, y1: float) -> tuple[int, int, int, int]:
        """Return a box as x, y, width and height in units of the source: pixels of a picture, points of a page of PDF."""
        high, wide = self.grey.shape
        x, y, angle = (x0 + x1 - wide) / 2, (y0 + y1 - high) / 2, radians(self.degrees + 90 * self.quarters)
        across, down = abs(cos(angle)), abs(sin(angle))
        if self.quarters % 2:
            wide, high = high, wide
        box_wide, box_high = (x1 - x0) * across + (y1 - y0) * down, (x1 - x0) * down + (y1 - y0) * across
        left = wide / 2 + x * cos(angle) - y * sin(angle) - box_wide / 2
        top = high / 2 + x * sin(angle) + y * cos(angle) - box_high / 2
        places = [max(round(value / self.scale), 0) for value in (left, top)]
        sizes = [max(round(value / self.scale), 1) for value in (box_wide, box_high)]
        return places[0], places[1], sizes[0], sizes[1]


def open_picture(data: bytes) -> Picture:
    """Return a PNG or JPEG as it is displayed; Unreadable if it is damaged, or has more pixels than a page can need."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damage to what is no part of the picture
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            file = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
            _refuse_many_pixels(file.width, file.height)
            upright = ImageOps.exif_transpose(file).convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright).convert("L")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Unreadable(f"it has more than {MOST_PIXELS:,} pixels") from error
    except _DAMAGED as error:
        raise Unreadable("the picture is damaged or cut off, or no PNG or JPEG") from error
    factor = min(max(_WIDE_ENOUGH / image.width, 1.0), _MOST_ENLARGED, sqrt(MOST_PIXELS / (image.width * image.height)))
    return _prepared(1, image, factor)


def render_page(page: Any, number: int) -> Picture:
    """Return a page of PDF (of pypdfium2) as a picture; Unreadable if it is larger than any paper."""
    width, height = page.get_size()
    dpi = min(DPI, 72 * sqrt(MOST_PIXELS / max(width * height, 1.0)))
    if dpi < _FEWEST_DPI:
        raise Unreadable(f"its page {number} is larger than any paper")
    bitmap = page.render(scale=dpi / 72, grayscale=True)
    image = bitmap.to_pil().convert("L")
    bitmap.close()
    return _prepared(number, image, 1.0, dpi / 72)


def _prepared(number: int, image: Image.Image, factor: float, scale: float = 1.0) -> Picture:
    """Return the image enlarged by a factor, softened where that helps, and straight."""
    import numpy as np
    from PIL import Image, ImageFilter

    if factor > 1:
        image = image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.LANCZOS)
    if factor == 1 or _grain(np.asarray(image)) > _GRAINY:
        image = image.filter(ImageFilter.GaussianBlur(_SOFTENED))
    return _straight(number, np.array(image, dtype=np.uint8), scale * factor)


def _straight(number: int, grey: Grey, scale: float) -> Picture:
    """Return the picture turned so that its lines are level, and with dark letters on light ground."""
    import numpy as np
    from PIL import Image

    degrees = _skew(grey)
    if abs(degrees) < _SKEWED:
        return Picture(number, _relit(np.array(grey)), scale)
    image = Image.fromarray(grey).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=_WHITE)
    return Picture(number, _relit(np.array(image)), scale, degrees)


def _relit(grey: Grey) -> Grey:
    """Return the picture with dark grounds, like those of a table's header, made light and the letters on them dark."""
    import numpy as np

    rows, columns = grey.shape[0] // _BLOCK, grey.shape[1] // _BLOCK
    if not rows or columns < _GROUND:
        return grey
    blocks = grey[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK)
    dark = np.median(blocks, axis=(1, 3)) < _DARK
    starts = np.lib.stride_tricks.sliding_window_view(dark, _GROUND, axis=1).all(axis=2)
    dark = np.zeros_like(dark)
    for shift in range(_GROUND):
        dark[:, shift : columns - _GROUND + 1 + shift] |= starts
    np.subtract(_WHITE, blocks, out=blocks, where=dark[:, None, :, None])
    return grey


def _grain(grey: Grey) -> float:
    """Return by how much neighbouring pixels of paper differ."""
    import numpy as np

    some = grey[::_COARSE].astype(np.int16)
    return float(np.median(np.abs(np.diff(some, axis=1)))) if some.shape[1] > 1 else 0.0


def threshold_of(grey: Grey) -> float:
    """Return the grey that parts ink from paper best (Otsu); 0 where there is but one grey."""
    import numpy as np

    counts = np.bincount(grey.ravel()[::7], minlength=256).astype(float)
    below, total = np.cumsum(counts), counts.sum()
    sums = np.cumsum(counts * np.arange(256))
    inside = (below > 0) & (below < total)
    if not inside.any():
        return 0.0
    means = np.zeros(256)
    means[inside] = (sums[-1] * below[inside] / total - sums[inside]) ** 2 / (below[inside] * (total - below[inside]))
    return float(np.argmax(means)) + 1


def _skew(grey: Grey) -> float:
    """Return by how many degrees to turn a picture for its lines to be level: where its rows differ most in ink."""
    import numpy as np

    ys, xs = np.nonzero(grey[::_COARSE, ::_COARSE] < threshold_of(grey))
    if not len(ys):
        return 0.0
    every = max(len(ys) // _MOST_DARK, 1)
    ys, xs = ys[::every], xs[::every]

    def sharpness(angle: float) -> float:
        rows = (ys - xs * tan(radians(angle))).astype(np.int32)
        counts = np.bincount(rows - rows.min()).astype(float)
        return float((counts**2).sum())

    coarse = max(np.arange(-_STEEPEST, _STEEPEST + _STEP, _STEP), key=sharpness)
    return float(max(np.arange(coarse - _STEP, coarse + _STEP, _FINE), key=sharpness))


def _refuse_many_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Unreadable(f"it has {width:,} × {height:,} pixels, and no more than {MOST_PIXELS:,} are read")
