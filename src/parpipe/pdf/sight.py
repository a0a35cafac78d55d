"""What is known of a page beyond its letters when it was read from a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was read on a picture: its box, how certain its reader is of it (0 to 100), and whether that is enough."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float
    sure: bool = True

    @property
    def middle(self) -> tuple[float, float]:
        """Return the middle of its box."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Sight:
    """The words of a page, and the function that names the region of a box, as a W3C media fragment."""

    words: list[Word]
    region: Callable[[float, float, float, float], str]
