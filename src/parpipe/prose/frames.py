"""What a text speaks of at a place, and a figure with it: what attribution hands from word to word and gives in the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from parpipe.model import PublishedDate
from parpipe.prose.mention import SEVERAL, Mean, Named, Slot
from parpipe.prose.pieces import Figure
from parpipe.prose.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Frame:
    """What is spoken of at a place: None where nothing was said. ``own`` are the slots that this sentence itself has filled.

    ``outer`` is the index that was spoken of before this one.
    ``mean`` is the mean that was spoken of last. ``group`` is whose mean is meant where that is not said: the units that the
    sentence before ended with.
    ``due``: a year by which something is to be reached, or was: that depends on when the text was published.
    ``beside`` is the area that was spoken of before a mean was.
    ``within``: ranks are those within a region.
    ``parted``: a semicolon stands between a target and here, so that another year is no longer the target's.
    ``fresh``: an area was named and no figure has come since, so that a second one makes it doubtful whose the next is.
    ``home`` is the area that the pronouns of the document mean, where it has one; else they mean the one that was named last,
    unless its sentence named others too: ``crowd``. ``local`` is who they mean within a block whose dateline or office says it.
    ``aims``: the block stands in a section of targets. ``listed`` is the mean of which the items of a list give one value each.
    """

    index: str | None = None
    year: int | str | None = None
    area: Any = None
    component: Any = None
    target: bool = False
    parted: bool = False
    outer: str | None = None
    mean: Mean | None = None
    due: int | None = None
    beside: Named | None = None
    within: bool = False
    own: frozenset[Slot] = frozenset()
    fresh: bool = False
    home: Named | str | None = None
    crowd: bool = False
    local: Named | None = None
    aims: bool = False
    group: str | None = None
    listed: Mean | None = None

    def carried(self) -> Frame:
        """Return the frame as the next sentence finds it: parts, targets and means end with their sentence."""
        index = None if self.index is SEVERAL else self.index
        year = None if self.year is SEVERAL else self.year
        area = None if isinstance(self.area, Mean) or self.area is SEVERAL else self.area
        mean = self.area if isinstance(self.area, Mean) else self.mean
        return Frame(
            index,
            year,
            area,
            target=self.aims,
            mean=mean,
            home=self.home,
            crowd=self.crowd,
            local=self.local,
            aims=self.aims,
            group=self.group,
        )

    def over(self, other: Frame) -> Frame:
        """Return the frame with what it lacks taken from another."""
        return replace(
            self,
            index=self.index if self.index is not None else other.index,
            year=self.year if self.year is not None else other.year,
            area=self.area if self.area is not None else other.area,
            mean=self.mean or other.mean,
            local=self.local or other.local,
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure of a sentence with what it speaks of; what is still None, the document must say.

    ``doubt`` is why it is nobody's.
    ``paired``: it was one of several figures, or its owner one of several, and the words say which belongs to which.
    """

    sentence: Sentence
    figure: Figure
    frame: Frame
    base: int | str | None = None
    regional: bool = False
    doubt: str | None = None
    paired: bool = False


def is_target(frame: Frame, published: PublishedDate | None, reached: int | None = None) -> bool | None:
    """Return whether a figure is wished for: by its words, or because its year was not over when that was published.

    ``reached`` is the last year of which the document says figures that are no targets. None where the words leave it open
    ("đến năm 2020 đạt …"), and neither the day nor a later year is known.
    """
    if frame.target or frame.due is None:
        return frame.target
    if published:
        return frame.due >= published.latest().year
    return False if reached is not None and frame.due <= reached else None
