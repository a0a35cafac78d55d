"""The straight lines drawn on a picture: found as long thin strokes, and rubbed out so that they are not read as letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parpipe.pdf.page import MOST_RULES, Rule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_REACH = 8
"""Pixels from the middle of a stroke at which there is paper again: strokes are up to twice as thick, less one."""

_CONTRAST = 30
_LONGEST_LETTER = (90, 56)
"""Pixels that a stroke across, and one down, is longer than any of a letter at the size of a table."""
_UNBROKEN = 0.88
_TOUCH = 14
_SMEAR = 2


def rub_out(grey: Grey) -> tuple[list[Rule], Grey]:
    """Return the straight lines of tables in pixels, and the picture without them; lines that touch no other stay."""
    import numpy as np

    flat = _strokes(grey, _LONGEST_LETTER[0])
    upright = [Rule(one.y0, one.x0, one.y1, one.x1) for one in _strokes(np.ascontiguousarray(grey.T), _LONGEST_LETTER[1])]
    if len(flat) + len(upright) > MOST_RULES:
        return [], grey
    upright = [one for one in upright if any(_touch(one, other) for other in flat)]
    flat = [one for one in flat if any(_touch(other, one) for other in upright)]
    clean = grey.copy()
    for rule in (*flat, *upright):
        _rub_out(clean, rule)
    return [*flat, *upright], clean


def _strokes(grey: Grey, longest_letter: int) -> list[Rule]:
    """Return the horizontal strokes, row of pixels by row of pixels."""
    import numpy as np

    tall = np.pad(grey.astype(np.int16), ((_REACH, _REACH), (0, 0)), mode="edge")
    above, below = tall[: -2 * _REACH], tall[2 * _REACH :]
    inked = (grey < np.minimum(above, below) - _CONTRAST) | (grey > np.maximum(above, below) + _CONTRAST)
    rules = list[Rule]()
    for y in np.flatnonzero(inked.sum(axis=1) >= longest_letter):
        rules += [Rule(float(x0), float(y), float(x1), float(y)) for x0, x1 in _runs(inked[y], longest_letter)]
        if len(rules) > MOST_RULES:
            break
    return rules


def _runs(row: NDArray[np.bool_], longest_letter: int) -> list[tuple[int, int]]:
    """Return where a row of pixels is inked for longer than any letter, but for small gaps."""
    import numpy as np

    sums = np.concatenate(([0], np.cumsum(row)))
    full = sums[longest_letter:] - sums[:-longest_letter] >= _UNBROKEN * longest_letter
    covered = np.zeros(len(row) + 1, dtype=np.int32)
    starts = np.flatnonzero(full)
    np.add.at(covered, starts, 1)
    np.add.at(covered, starts + longest_letter, -1)
    inside = np.concatenate(([False], np.cumsum(covered[:-1]) > 0, [False]))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _touch(upright: Rule, flat: Rule) -> bool:
    crosses = flat.x0 - _TOUCH <= upright.x0 <= flat.x1 + _TOUCH
    return crosses and upright.y0 - _TOUCH <= flat.y0 <= upright.y1 + _TOUCH


def _rub_out(grey: Grey, rule: Rule) -> None:
    """Paint a line over with what is beside it, the lighter side."""
    import numpy as np

    across = rule.y0 == rule.y1
    band = grey if across else grey.T
    first, last, at = map(int, (rule.x0, rule.x1, rule.y0) if across else (rule.y0, rule.y1, rule.x0))
    high, low = max(at - _REACH, 0), min(at + _REACH, len(band) - 1)
    paint = np.maximum(band[high, first:last], band[low, first:last])
    for row in range(max(at - _SMEAR, 0), min(at + _SMEAR + 1, len(band))):
        band[row, first:last] = np.maximum(band[row, first:last], paint)
